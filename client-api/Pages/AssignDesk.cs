using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi.Pages;

/// <summary>What a manager chose: whose cases, narrowed to which, to whom, and why.</summary>
/// <param name="From">Nothing as long as nobody is chosen.</param>
/// <param name="Receivers">Of which unit people are offered as receivers.</param>
/// <param name="Key">Names the bulk command: sent twice, it is done once.</param>
/// <param name="Cases">Those that were seen in the preview.</param>
public sealed record Assigning(
    PersonId? From, string? Area, Phase? Phase, UnitId? Receivers, IReadOnlyList<PersonId> To, string Reason, bool BeyondLimit, string Key, IReadOnlyList<string> Cases)
{
    public CaseFilter Filter => new(Phase, From, Area: Area, Open: true);

    public JsonObject Body(IEnumerable<string> cases, bool dryRun) => new()
    {
        ["from"] = From!.Value.Value, ["cases"] = new JsonArray([.. cases.Select(c => JsonValue.Create(c))]), ["to"] = new JsonArray([.. To.Select(p => JsonValue.Create(p.Value))]),
        ["reason"] = Reason, ["beyondLimit"] = BeyondLimit, ["dryRun"] = dryRun,
    };
}

/// <summary>Somebody who may get cases, and how many they have.</summary>
public sealed record Receiver(Person Person, string Unit, int Caseload);

/// <summary>Gives the cases of somebody who is away or leaves to others: chosen, looked at, done. It goes by the API's own bulk command, and by nothing else.</summary>
static class AssignDesk
{
    public static async Task<IResult> Show(HttpContext http, Register register, Rulebook rules, Settings settings)
    {
        var query = ReadingDesk.Asked(http, "from", "area", "phase", "unit");
        var asked = new Assigning(
            query.Text("from") is { } from ? new(from) : null, query.Text("area"), query.Code<Phase>("phase"), query.Text("unit") is { } unit ? new(unit) : null,
            [], "", false, Guid.CreateVersion7().ToString("N"), []);
        return Refused(http, query.Problem) ?? await Form(http, asked, null, register, rules, settings);
    }

    public static async Task<IResult> Send(HttpContext http, BulkDesk desk, Register register, Rulebook rules, Settings settings)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var asked = Read(form);
        if (Refused(http, asked.From is null ? Problem.Invalid(new Fault("from", "required")) : null) is { } no) return no;
        var step = form["step"].ToString();
        if (step == "change") return await Form(http, asked, null, register, rules, settings);
        var confirmed = step == "confirm";
        var cases = confirmed ? asked.Cases : [.. (await Chosen(http, asked, register)).Items.Select(row => row.Case.Value)];
        http.Request.Headers["Idempotency-Key"] = asked.Key;
        switch (await desk.Assign(http, Body<BulkAssignBody>.Of(asked.Body(cases, dryRun: !confirmed), http)))
        {
            case ProblemResult { Problem: var problem }: return await Form(http, asked, problem, register, rules, settings);
            case JsonHttpResult<BulkAnswer> { Value: { } answer }:
                var left = await Chosen(http, asked, register);
                return Site.Page<AssignedPage>(
                    200, (nameof(AssignedPage.Visit), Visit.Of(http)), (nameof(AssignedPage.Asked), asked), (nameof(AssignedPage.Answer), answer), (nameof(AssignedPage.IsDone), confirmed),
                    (nameof(AssignedPage.Left), left), (nameof(AssignedPage.Colleagues), new Colleagues(rules.Network, Visit.Of(http))));
            case var other: return other;
        }
    }

    static IResult? Refused(HttpContext http, Problem? wrong) =>
        !Visit.Of(http).Manages ? Site.Failed(http, Problem.Of(Refusal.NotManager)) : wrong is not null ? Site.Failed(http, wrong) : null;

    /// <summary>As many cases at a time as the bulk command takes.</summary>
    static ValueTask<Page<CaseRow>> Chosen(HttpContext http, Assigning asked, Register register) =>
        register.Cases(Visit.Of(http).Actor, asked.Filter, Visit.Of(http).Now, null, Register.PageRowsMax, http.RequestAborted);

    static async Task<IResult> Form(HttpContext http, Assigning asked, Problem? problem, Register register, Rulebook rules, Settings settings)
    {
        var (visit, stop) = (Visit.Of(http), http.RequestAborted);
        var model = rules.Models.Newest(settings.DefaultModel)!;
        var colleagues = new Colleagues(rules.Network, visit);
        var board = await register.Board(visit.Actor, new(), model, visit.Now, stop);
        var people = asked.From is { } from ? colleagues.Coordinators(asked.Receivers, rules.Network.Find(from)?.Unit).Where(p => p.Id != from).ToList() : [];
        var caseloads = await register.Caseloads([.. people.Select(p => p.Id)], stop);
        return Site.Page<AssignPage>(
            problem?.Status ?? 200, (nameof(AssignPage.Visit), visit), (nameof(AssignPage.Asked), asked), (nameof(AssignPage.Problem), problem), (nameof(AssignPage.Board), board),
            (nameof(AssignPage.Cases), asked.From is null ? 0 : (await register.Active(visit.Actor, asked.Filter, visit.Now, stop)).Cases),
            (nameof(AssignPage.Receivers), people.ConvertAll(p => new Receiver(p, colleagues.NameOf(p.Unit)!, caseloads.GetValueOrDefault(p.Id)))),
            (nameof(AssignPage.Colleagues), colleagues), (nameof(AssignPage.Rules), rules));
    }

    static Assigning Read(IFormCollection form) => new(
        Text("from", form) is { } from ? new(from) : null, Text("area", form), Text("phase", form) is { } phase && Codes.TryRead<Phase>(phase, out var code) ? code : null,
        Text("unit", form) is { } unit ? new(unit) : null, [.. form["to"].OfType<string>().Select(p => new PersonId(p))],
        form["reason"].ToString().Trim().ReplaceLineEndings("\n"), form["beyondLimit"] == "true", form["key"].ToString(), [.. form["cases"].OfType<string>()]);

    static string? Text(string name, IFormCollection form) => form[name] is [{ Length: > 0 and <= Shapes.CodeCharactersMax } text] ? text : null;
}
