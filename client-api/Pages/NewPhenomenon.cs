using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi.Pages;

/// <summary>A phenomenon that many contacts tell of, opened as the API opens one, through the same desk.</summary>
public static class NewPhenomenon
{
    const int MonthsCounted = 3;

    public static readonly ImmutableArray<Field> Asked = Fields.Of(typeof(PhenomenonBody));

    public static async Task<IResult> Show(HttpContext http, Drafts drafts, Rulebook rules, CaseReader reader)
    {
        if (Model(rules, null) is null || !MayOpen(Visit.Of(http), rules)) return Site.Failed(http, Problem.Of(Refusal.MayNotOpenPhenomena));
        if (await DraftDesk.Of(http, drafts) is { } kept) return Form(http, Filled.Of(kept, Asked, Visit.Of(http).Zone) with { Kept = true }, rules, 200);
        var (visit, said) = (Visit.Of(http), new JsonObject { ["model"] = Model(rules, null)!.Key });
        // The last whole months: what is counted is over.
        var until = new DateOnly(visit.Today.Year, visit.Today.Month, 1);
        (said["from"], said["to"]) = (Day(until.AddMonths(-MonthsCounted)), Day(until.AddDays(-1)));
        if (await Above(http, reader) is { Phenomenon: { } above } parent)
            (said["parent"], said["name"], said["area"], said["reason"], said["model"]) = (parent.Case.Value, above.Name, parent.Area, above.Reason, parent.Model);
        return Form(http, Filled.New(0, said), rules, 200);
    }

    public static async Task<IResult> Send(HttpContext http, CommandDesk desk, Drafts drafts, Rulebook rules)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.ContainsKey("discard")) return await DraftDesk.Discard(http, drafts);
        var filled = Filled.Of(form, Asked, Visit.Of(http).Zone);
        if (Model(rules, null) is null) return Site.Failed(http, Problem.Of(Refusal.MayNotOpenPhenomena));
        if (filled.Asked(form) is { } again) return Form(http, again, rules, 200);
        http.Request.Headers["Idempotency-Key"] = filled.Key;
        switch (await desk.Open(http, Body<PhenomenonBody>.Of((JsonObject)filled.Said.DeepClone(), http)))
        {
            case ProblemResult { Problem: { } problem }: return Form(http, filled.With(problem), rules, problem.Status);
            case JsonHttpResult<CommandAnswer> { Value: { } answer }:
                http.Response.Headers.Remove("ETag");
                await DraftDesk.Forget(http, drafts);
                return Results.Redirect($"{Visit.BaseOf(http)}cases/{answer.Case}?done=open-phenomenon");
            case var other: return other;
        }
    }

    /// <summary>Whether somebody may try; whether they may in fact is for the case itself to say.</summary>
    public static bool MayOpen(Visit visit, Rulebook rules) => rules.Models.All.Any(m => m.Subject == Subject.Phenomenon) && (visit.Manages || visit.Person.MayCoordinate);

    static async Task<CaseView?> Above(HttpContext http, CaseReader reader) =>
        http.Request.Query["parent"] is [{ } parent] && CommandDesk.CaseOf(parent) is { } id ? await reader.Read(Visit.Of(http).Actor, id, Visit.Of(http).Words.Language, http.RequestAborted) : null;

    static OperatingModel? Model(Rulebook rules, string? asked) =>
        rules.Models.All.Where(m => m.Subject == Subject.Phenomenon).OrderByDescending(m => m.Key == asked).ThenByDescending(m => m.Version).FirstOrDefault();

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static RazorComponentResult<PhenomenonPage> Form(HttpContext http, Filled filled, Rulebook rules, int status) => Site.Page<PhenomenonPage>(
        status, (nameof(PhenomenonPage.Visit), Visit.Of(http)), (nameof(PhenomenonPage.Filled), filled),
        (nameof(PhenomenonPage.Choices), new Choices(Model(rules, filled.Said["model"]?.ToString())!, rules, Visit.Of(http))));
}
