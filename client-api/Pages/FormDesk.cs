using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi.Pages;

/// <summary>What somebody filled in, and what is wrong with it.</summary>
/// <param name="Version">The version of the case that they saw.</param>
/// <param name="Since">What happened in the case after they opened the form.</param>
/// <param name="Rows">How many rows are shown of a list, where more are asked for than are filled in.</param>
public sealed record Filled(JsonObject Said, string Key, int Version, Problem? Problem = null, IReadOnlyList<JournalEntry>? Since = null, IReadOnlyDictionary<string, int>? Rows = null)
{
    const int RowsAtFirst = 1;

    /// <summary>Whom somebody looks for, by the field.</summary>
    public IReadOnlyDictionary<string, string> Finds { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Where somebody goes on: the field that they asked for more of.</summary>
    public string? Focus { get; init; }

    /// <summary>Whether it was typed before: in a session that has ended, or in a form that was sent.</summary>
    public bool Typed { get; init; }

    /// <summary>Since when it is kept, of what was sent when the session had ended.</summary>
    public bool Kept { get; init; }

    public static Filled New(int version, JsonObject said) => new(said, NewKey(), version);

    public static Filled Of(IFormCollection form, ImmutableArray<Field> fields, TimeZoneInfo zone) =>
        new(FormReading.Read(fields, form, zone), form["key"].ToString(), int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0) { Finds = FormReading.Finds(form), Typed = true };

    /// <summary>What a button asked for that sends nothing: one more row, or people; nothing where the form itself was sent.</summary>
    public Filled? Asked(IFormCollection form) =>
        form["more"] is [{ } more] && ((Said[more] as JsonArray)?.Count ?? 0) is var count ? this with { Rows = new Dictionary<string, int>(StringComparer.Ordinal) { [more] = count + RowsAtFirst }, Focus = $"{more}[{count}]" }
        : form["find"] is [{ } find] ? this with { Focus = find }
        : form.ContainsKey("again") ? this : null;

    /// <summary>With what stood in its way. A key that was used for other words is of no use any more.</summary>
    public Filled With(Problem problem) => this with { Problem = problem, Key = problem.Name == Problem.KeyReused.Name ? NewKey() : Key };

    /// <summary>What is wrong with one field, in the reader's language.</summary>
    public string? ErrorOf(string field, string language) => Problem?.Faults.FirstOrDefault(f => f.Field == field) is { } fault ? ClientApi.Texts.Fault(language, fault) : null;

    static string NewKey() => Guid.CreateVersion7().ToString("N");
}

/// <summary>The form of each command: shown, sent, and shown again with all that was typed when it was not accepted.</summary>
static class FormDesk
{
    public static async Task<IResult> Show(HttpContext http, string id, string command, CaseReader reader, Drafts drafts, Rulebook rules)
    {
        if (await Asked(http, id, command, reader) is not ({ } view, { } name)) return Site.Failed(http, Problem.Of(Refusal.NoSuchCase));
        if (await DraftDesk.Of(http, drafts) is { } kept) return Form(http, view, name, Filled.Of(kept, Fields.Of(name), ZoneOf(view, rules)) with { Kept = true }, rules, 200);
        var said = new JsonObject();
        // A link may name what the form is about, such as one task of several.
        foreach (var field in Fields.Of(name).Where(f => f.Kind is FieldKind.Pick or FieldKind.Person))
            if (http.Request.Query[field.Name] is [{ Length: > 0 and <= Shapes.CodeCharactersMax } about])
                said[field.Name] = about;
        return Form(http, view, name, Filled.New(view.Version, said), rules, 200);
    }

    public static async Task<IResult> Send(HttpContext http, string id, string command, CommandDesk desk, CaseReader reader, Drafts drafts, Rulebook rules)
    {
        if (await Asked(http, id, command, reader) is not ({ } view, { } name)) return Site.Failed(http, Problem.Of(Refusal.NoSuchCase));
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.ContainsKey("discard")) return await DraftDesk.Discard(http, drafts);
        var filled = Filled.Of(form, Fields.Of(name), ZoneOf(view, rules));
        if (filled.Asked(form) is { } again) return Form(http, view, name, again, rules, 200);
        http.Request.Headers["Idempotency-Key"] = filled.Key;
        http.Request.Headers.IfMatch = CommandDesk.ETagOf(filled.Version);
        switch (await CommandForm.For(name).Send(http, id, filled.Said, desk))
        {
            case ProblemResult { Problem.Status: 404 } no: return Site.Failed(http, no.Problem);
            case ProblemResult { Problem: { } problem }:
                var now = await reader.Read(Visit.Of(http).Actor, new(id), Visit.Of(http).Words.Language, http.RequestAborted) ?? view;
                var since = problem.Version is null ? null : (await reader.Journal(Visit.Of(http).Actor, new(id), filled.Version, ReadingDesk.PageRows, http.RequestAborted))?.Items;
                return Form(http, now, name, filled.With(problem) with { Since = since, Version = now.Version }, rules, problem.Status);
            case JsonHttpResult<CommandAnswer> { Value: { } answer }:
                http.Response.Headers.Remove("ETag");
                await DraftDesk.Forget(http, drafts);
                return Results.Redirect($"{Visit.BaseOf(http)}cases/{answer.Case}{QueryString.Create([KeyValuePair.Create<string, string?>("done", command), .. answer.Warnings?.Select(w => KeyValuePair.Create<string, string?>("warning", w.Code)) ?? []])}");
            case var other: return other;
        }
    }

    static async Task<(CaseView?, CommandName?)> Asked(HttpContext http, string id, string command, CaseReader reader) =>
        CommandDesk.CaseOf(id) is { } found && Codes.TryRead<CommandName>(command, out var name)
        && await reader.Read(Visit.Of(http).Actor, found, Visit.Of(http).Words.Language, http.RequestAborted) is { } view && view.Commands.Any(c => c.Command == name) ? (view, name) : (null, null);

    static TimeZoneInfo ZoneOf(CaseView view, Rulebook rules) => rules.Models.Find(view.Model, view.ModelVersion)!.Calendar.Zone;

    /// <summary>People who may be meant, while their names are typed.</summary>
    public static async Task<IResult> People(HttpContext http, string id, string command, CaseReader reader, Rulebook rules)
    {
        if (await Asked(http, id, command, reader) is not ({ } view, { } name)) return Results.NotFound();
        var query = new Query(http, "find");
        return query.Text("find", Shapes.NameCharactersMax) is { } find && query.Problem is null
            ? TypedResults.Json(new Choices(view, name, rules, Visit.Of(http)).Find(find), PagesJson.Default.IReadOnlyListOption) : Results.BadRequest();
    }

    static RazorComponentResult<FormPage> Form(HttpContext http, CaseView view, CommandName name, Filled filled, Rulebook rules, int status) => Site.Page<FormPage>(
        status, (nameof(FormPage.Visit), Visit.Of(http)), (nameof(FormPage.Case), view), (nameof(FormPage.Command), name), (nameof(FormPage.Filled), filled),
        (nameof(FormPage.Choices), new Choices(view, name, rules, Visit.Of(http))));
}
