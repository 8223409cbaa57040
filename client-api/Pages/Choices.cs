using System.Collections.Immutable;
using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

public sealed record Option(string Value, string Text);

/// <summary>What a person chooses from in a form about a case: from the case itself, its operating model, or the network.</summary>
public sealed class Choices
{
    /// <summary>More people than these a search shows nobody: who looks for one of them says more of the name.</summary>
    public const int FoundMax = 20;

    readonly CaseView? about;
    readonly CommandName command;
    readonly OperatingModel model;
    readonly Rulebook rules;
    readonly Visit visit;

    Choices(CaseView? about, CommandName command, OperatingModel model, Rulebook rules, Visit visit) => (this.about, this.command, this.model, this.rules, this.visit) = (about, command, model, rules, visit);

    public Choices(CaseView about, CommandName command, Rulebook rules, Visit visit) : this(about, command, rules.Models.Find(about.Model, about.ModelVersion)!, rules, visit)
    {
    }

    /// <summary>Of a contact, which has no case yet.</summary>
    public Choices(OperatingModel model, Rulebook rules, Visit visit) : this(null, CommandName.ReceiveContact, model, rules, visit)
    {
    }

    static readonly string[] SpokenHere = ["fi", "sv", "en", "se", "ru", "et", "uk", "ar", "so", "fa", "prs", "ku", "sq", "zh", "vi", "th", "tr", "es", "bn", "tl", "ne", "ur", "ti", "am", "ro", "pl"];

    Words W => visit.Words;

    /// <param name="Scope">The field that the field is a part of, such as <c>needs</c> of <c>needs[0].code</c>.</param>
    public IReadOnlyList<Option> Of(Field field, string? scope) => field.Kind switch
    {
        FieldKind.Code => [.. Enum.GetValues(field.Codes!).Cast<object>().Select(code => Coded(field.Codes!, code.ToString()!))],
        FieldKind.Organisation => [.. rules.Network.Organisations.OrderBy(o => o.Name, StringComparer.Create(W.Culture, ignoreCase: true)).Select(o => new Option(o.Id.Value, o.Name))],
        FieldKind.Unit => [.. rules.Network.Units.OrderBy(u => u.Name, StringComparer.Create(W.Culture, ignoreCase: true)).Select(u => new Option(u.Id.Value, u.Name))],
        FieldKind.Pick => Common(field.Name) ?? (about is null ? OfContact(field.Name) : Picked(about, field.Name, scope)),
        _ => [],
    };

    Option[]? Common(string name) => name switch
    {
        "language" => Languages(),
        "reasons" => Of(model.Reasons),
        _ => null,
    };

    Option[] OfContact(string name) => name switch
    {
        "area" => [.. rules.Network.Areas.Select(a => new Option(a, a))],
        "model" => [.. rules.Models.All.Where(m => m.Subject == model.Subject).Select(m => rules.Models.Newest(m.Key)!).DistinctBy(m => m.Key).Select(m => new Option(m.Key, W.Name(m.Names)))],
        _ => [],
    };

    /// <summary>Those of the service first, then those most spoken in Finland; each in the reader's own language, which the visit has set.</summary>
    static Option[] Languages() =>
        [.. SpokenHere.Select(code => new Option(code, CultureInfo.GetCultureInfo(code).DisplayName))];

    Option[] Picked(CaseView about, string name, string? scope) => (name, scope) switch
    {
        ("area", _) => Of(model.LifeAreas),
        ("code", _) => Of(model.Needs),
        ("service", _) => Of(model.Services),
        ("purpose", _) => Of(model.Purposes),
        ("materials", _) => Of(model.Materials),
        ("flag", _) => Of([.. model.Flags.Where(f => about.Flags.Contains(f.Key) == (command == CommandName.LowerFlag))]),
        ("result", _) => [.. model.Results.Where(r => r.Phases.Contains(about.Phase)).Select(r => new Option(r.Key, W.Name(r.Names)))],
        ("need", _) => [.. about.Needs.Select(n => new Option(n.Id, NeedName(n)))],
        ("goal", _) => [.. about.Goals.Select(g => new Option(g.Id, g.Text ?? g.Id))],
        ("task", _) => [.. about.Tasks.Where(t => t.Status == PlanTaskStatus.Open && (command != CommandName.TakeTask || t.Taker?.Id == visit.Actor.Person)).Select(t => new Option(t.Id, t.Text ?? t.Id))],
        ("meeting", _) => [.. about.Meetings.Where(m => !m.Cancelled && m.Held == (command is CommandName.SignDuty or CommandName.LeaveDutyOpen)).Select(m => new Option(m.Id, MeetingName(m)))],
        ("duty", "duties") => [.. model.Duties.Select(d => new Option(d.Key, W.Name(d.Names)))],
        ("duty", _) => [.. about.Meetings.SelectMany(m => m.Duties).Where(d => d.Status == DutyStatus.Planned).Select(d => d.Duty).Distinct()
            .Select(d => new Option(d, model.Duties.FirstOrDefault(rule => rule.Key == d) is { } rule ? W.Name(rule.Names) : d))],
        ("consent", _) => [.. about.Consents.Where(c => c.WithdrawnAt is null).Select(c => new Option(c.Id, $"{rules.Network.Find(c.Recipient)?.Name ?? c.Recipient.Value}: {NameIn(model.Purposes, c.Purpose)}"))],
        ("legalBasis", _) => [.. about.LegalBases.Where(b => b.EndedAt is null).Select(b => new Option(b.Id, $"{rules.Network.Find(b.Recipient)?.Name ?? b.Recipient.Value}: {W.Code(b.Basis)}"))],
        ("giver" or "member", _) => [.. about.Members.Select(m => new Option(m.Id, MemberName(m)))],
        ("contact", _) => [.. about.Waiting.Select(w => new Option(w.Contact.Value, w.Contact.Value))],
        ("duplicate", _) => [.. about.LikelyDuplicates.Select(d => new Option(d.Case.Value, d.Number))],
        ("version", _) => [.. rules.Models.All.Where(m => m.Key == about.Model && m.Version > about.ModelVersion)
            .Select(m => new Option(m.Version.ToString(CultureInfo.InvariantCulture), $"{m.Version} ({W.Day(m.ValidFrom)})"))],
        ("key", _) => [.. about.Deadlines.Where(d => !d.Statutory).Select(d => new Option(Workflow.Kebab(d.Key), $"{W.Code(d.Key)}, {W.Day(d.DueOn)}"))],
        _ => [],
    };

    /// <summary>People who may well be meant: those of the case, the caller and their unit; for a coordinator's role those who may have it.</summary>
    public IReadOnlyList<Option> People()
    {
        var near = (about?.Participants.Select(p => p.Id).Append(about.Coordinator.Id) ?? []).Append(visit.Actor.Person).ToHashSet();
        return Listed(person => near.Contains(person.Id) || (OfCoordinators ? person.MayCoordinate && rules.Network.OrganisationOf(person) == about?.Organisation : person.Unit == visit.Actor.Unit));
    }

    /// <summary>Anybody of the network by the beginnings of their names, their profession's or their unit's; nobody where these fit too many.</summary>
    public IReadOnlyList<Option> Find(string asked)
    {
        var words = asked.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return [];
        var found = Listed(person => (person.MayCoordinate || !OfCoordinators) && words.All(word => Says(person).Any(said => W.Culture.CompareInfo.IsPrefix(said, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace))));
        return found.Count > FoundMax ? [] : found;
    }

    /// <summary>Who is chosen already, however they were found.</summary>
    public Option? Person(string id) => rules.Network.Find(new PersonId(id)) is { } person ? Named(person) : null;

    bool OfCoordinators => command is CommandName.OfferHandover or CommandName.AssignCoordinator or CommandName.Reopen;

    IEnumerable<string> Says(Person person) =>
        [.. person.GivenName.Split(' ', '-'), person.FamilyName, .. person.FamilyName.Split(' ', '-'), person.Profession, .. rules.Network.Find(person.Unit)!.Name.Split(' ')];

    IReadOnlyList<Option> Listed(Func<Person, bool> fits) =>
        [.. rules.Network.People.Where(person => person.Active && fits(person)).OrderBy(p => p.FamilyName, StringComparer.Create(W.Culture, ignoreCase: true)).ThenBy(p => p.GivenName, StringComparer.Create(W.Culture, ignoreCase: true)).Select(Named)];

    Option Named(Person person) => new(person.Id.Value, $"{person.GivenName} {person.FamilyName} ({rules.Network.Find(person.Unit)?.Name})");

    public string NeedName(Need need) => NameIn(model.Needs, need.Code);

    public string MemberName(MemberView member) => member.GivenName is null && member.FamilyName is null ? $"{W.Code(member.Role)} {member.Id}" : $"{member.GivenName} {member.FamilyName}".Trim();

    string MeetingName(MeetingView meeting) => $"{W.Time(meeting.At, model.Calendar.Zone)}, {W.Code(meeting.Place)}";

    Option[] Of(IReadOnlyList<Code> codes) => [.. codes.Select(c => new Option(c.Key, W.Name(c.Names)))];

    string NameIn(IReadOnlyList<Code> codes, string key) => codes.FirstOrDefault(c => c.Key == key) is { } code ? W.Name(code.Names) : key;

    Option Coded(Type codes, string name)
    {
        var code = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name);
        return new(code, W[$"{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(codes.Name)}.{code}"]);
    }
}
