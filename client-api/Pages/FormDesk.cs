using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi.Pages;

/// <summary>What somebody filled in, and what is wrong with it.</summary>
/// <param name="Version">The version of the case that they saw.</param>
/// <param name="Since">What happened in the case after they opened the form.</param>
public sealed record Filled(JsonObject Said, string Key, int Version, Problem? Problem = null, IReadOnlyList<JournalEntry>? Since = null, IReadOnlyDictionary<string, int>? Rows = null)
{
    public static Filled New(int version, JsonObject said) => new(said, Guid.CreateVersion7().ToString("N"), version);

    /// <summary>What is wrong with one field, in the reader's language.</summary>
    public string? ErrorOf(string field, string language) => Problem?.Faults.FirstOrDefault(f => f.Field == field) is { } fault ? ClientApi.Texts.Fault(language, fault) : null;
}

/// <summary>The form of each command: shown, sent, and shown again with all that was typed when it was not accepted.</summary>
static class FormDesk
{
    const int RowsAtFirst = 1;

    public static async Task<IResult> Show(HttpContext http, string id, string command, CaseReader reader, Rulebook rules)
    {
        if (await Asked(http, id, command, reader) is not ({ } view, { } name)) return Site.Failed(http, Problem.Of(Refusal.NoSuchCase));
        var said = new JsonObject();
        // A link may name what the form is about, such as one task of several.
        foreach (var field in Fields.Of(name).Where(f => f.Kind is FieldKind.Pick or FieldKind.Person))
            if (http.Request.Query[field.Name] is [{ Length: > 0 and <= Shapes.CodeCharactersMax } about])
                said[field.Name] = about;
        return Form(http, view, name, Filled.New(view.Version, said), rules, 200);
    }

    public static async Task<IResult> Send(HttpContext http, string id, string command, CommandDesk desk, CaseReader reader, Rulebook rules)
    {
        if (await Asked(http, id, command, reader) is not ({ } view, { } name)) return Site.Failed(http, Problem.Of(Refusal.NoSuchCase));
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var zone = rules.Models.Find(view.Model, view.ModelVersion)!.Calendar.Zone;
        var filled = new Filled(FormReading.Read(Fields.Of(name), form, zone), form["key"].ToString(), int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0);
        if (form["more"] is [{ } more]) return Form(http, view, name, filled with { Rows = More(filled.Said, more) }, rules, 200);
        http.Request.Headers["Idempotency-Key"] = filled.Key;
        http.Request.Headers.IfMatch = CommandDesk.ETagOf(filled.Version);
        switch (await CommandForm.For(name).Send(http, id, filled.Said, desk))
        {
            case ProblemResult { Problem.Status: 404 } no: return Site.Failed(http, no.Problem);
            case ProblemResult { Problem: { } problem }:
                var now = await reader.Read(Visit.Of(http).Actor, new(id), Visit.Of(http).Words.Language, http.RequestAborted) ?? view;
                var since = problem.Version is null ? null : (await reader.Journal(Visit.Of(http).Actor, new(id), filled.Version, ReadingDesk.PageRows, http.RequestAborted))?.Items;
                return Form(http, now, name, filled with { Problem = problem, Since = since, Version = now.Version }, rules, problem.Status);
            case JsonHttpResult<CommandAnswer> { Value: { } answer }:
                http.Response.Headers.Remove("ETag");
                return Results.Redirect($"{Visit.BaseOf(http)}cases/{answer.Case}{QueryString.Create([KeyValuePair.Create<string, string?>("done", command), .. answer.Warnings?.Select(w => KeyValuePair.Create<string, string?>("warning", w.Code)) ?? []])}");
            case var other: return other;
        }
    }

    static async Task<(CaseView?, CommandName?)> Asked(HttpContext http, string id, string command, CaseReader reader) =>
        CommandDesk.CaseOf(id) is { } found && Codes.TryRead<CommandName>(command, out var name)
        && await reader.Read(Visit.Of(http).Actor, found, Visit.Of(http).Words.Language, http.RequestAborted) is { } view && view.Commands.Any(c => c.Command == name) ? (view, name) : (null, null);

    static Dictionary<string, int> More(JsonObject said, string field) => new(StringComparer.Ordinal) { [field] = (said[field]?.AsArray().Count ?? 0) + RowsAtFirst };

    static RazorComponentResult<FormPage> Form(HttpContext http, CaseView view, CommandName name, Filled filled, Rulebook rules, int status) => Site.Page<FormPage>(
        status, (nameof(FormPage.Visit), Visit.Of(http)), (nameof(FormPage.Case), view), (nameof(FormPage.Command), name), (nameof(FormPage.Filled), filled),
        (nameof(FormPage.Choices), new Choices(view, name, rules, Visit.Of(http))));
}
