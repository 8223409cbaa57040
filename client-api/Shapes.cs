using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Coordination.Core;

namespace Coordination.ClientApi;

/// <summary>How long, how many, how big: a limit on everything that comes in. What the rules say is the decider's.</summary>
public static partial class Shapes
{
    public const int RequestBytesMax = 256 * 1024;
    public const int TextCharactersMax = 20_000;
    public const int NameCharactersMax = 100;
    public const int CodeCharactersMax = 64;
    public const int MembersMax = 20;
    public const int ItemsMax = 50;
    public const int RatingMax = 10;
    public const int KeyCharactersMax = 128;
    public const int YearsAwayMax = 20;
    static readonly DateOnly BornMin = new(1900, 1, 1);

    /// <param name="now">For dates that cannot be in the future, or far away.</param>
    public static IEnumerable<Fault> Faults(object body, DateTimeOffset now) => body switch
    {
        ContactBody b => [.. Contact(b, now), .. Occurred(b.OccurredAt, now)],
        CaseCommand c => [.. Command(c, now), .. Occurred(c.OccurredAt, now)],
        NoOp n => Text("text", n.Text),
        _ => [],
    };

    static IEnumerable<Fault> Command(CaseCommand command, DateTimeOffset now) => command switch
    {
        SkipAssessment c => Text("reason", c.Reason),
        CompleteAssessment c => [.. Text("summary", c.Summary), .. Count("heard", c.Heard, ItemsMax), .. Each("needs", c.Needs, ItemsMax, (n, at) =>
            [.. Code($"{at}.code", n.Code), .. MaybeText($"{at}.rootCause", n.RootCause), .. MaybeCode($"{at}.service", n.Service)])],
        Reassess c => Text("reason", c.Reason),
        PlanMeeting c => [.. Each("participants", c.Participants, ItemsMax, (p, at) => Code(at, p.Value)), .. Near("at", c.At, now)],
        HoldMeeting c => [.. Code("meeting", c.Meeting), .. Each("attended", c.Attended, ItemsMax, (p, at) => Code(at, p.Value)), .. MaybeText("minutes", c.Minutes)],
        AgreePlan c => [.. Each("goals", c.Goals, ItemsMax, (g, at) => [.. Text($"{at}.text", g.Text), .. Range($"{at}.rating", g.Rating, 0, RatingMax)]),
            .. Each("tasks", c.Tasks, ItemsMax, (t, at) => [.. Text($"{at}.text", t.Text), .. Code($"{at}.responsible", t.Responsible.Value), .. Near($"{at}.due", Noon(t.Due), now)])],
        AskReceiver c => [.. Code("need", c.Need), .. Code("person", c.Person.Value)],
        AcceptNeed c => Code("need", c.Need),
        OfferHandover c => [.. Code("to", c.To.Value), .. MaybeText("reason", c.Reason)],
        DeclineHandover c => Text("reason", c.Reason),
        AssignCoordinator c => [.. Code("to", c.To.Value), .. Text("reason", c.Reason)],
        TakeContact c => Code("contact", c.Contact.Value),
        Note c => Text("text", c.Text),
        Close c => [.. Code("result", c.Result), .. Text("summary", c.Summary)],
        Reopen c => [.. Text("reason", c.Reason), .. MaybeCode("coordinator", c.Coordinator?.Value)],
        _ => [],
    };

    static IEnumerable<Fault> Contact(ContactBody b, DateTimeOffset now)
    {
        foreach (var fault in Text("ownWords", b.OwnWords)) yield return fault;
        if (!LanguageCode().IsMatch(b.Language)) yield return new("language", "bad-language");
        foreach (var fault in MaybeCode("model", b.Model).Concat(MaybeCode("area", b.Area)).Concat(MaybeCode("unit", b.Unit?.Value))) yield return fault;
        if (b.Reasons is { } reasons)
            foreach (var fault in Each("reasons", reasons, ItemsMax, (r, at) => Code(at, r))) yield return fault;
        if (b.Members.IsEmpty) yield return new("members", "too-few", Min: 1);
        foreach (var fault in Each("members", b.Members, MembersMax, (m, at) => Member(m, at, now))) yield return fault;
        var identifiers = b.Members.Where(m => m?.Identifier is not null).Select(m => PersonalIdentityCode.Normalise(m.Identifier!)).ToList();
        if (identifiers.Distinct().Count() < identifiers.Count) yield return new("members", "duplicate");
    }

    static IEnumerable<Fault> Member(MemberBody m, string at, DateTimeOffset now)
    {
        foreach (var fault in MaybeName($"{at}.givenName", m.GivenName).Concat(MaybeName($"{at}.familyName", m.FamilyName)).Concat(MaybeName($"{at}.phone", m.Phone))) yield return fault;
        if (m.Born is { } born && (born < BornMin || born > DateOnly.FromDateTime(now.UtcDateTime).AddDays(1))) yield return new($"{at}.born", "bad-date");
        if (m.Identifier is not { } identifier) yield break;
        foreach (var fault in Code($"{at}.identifier", identifier)) yield return fault;
        if (PersonalIdentityCode.LooksLike(identifier) && !PersonalIdentityCode.IsValid(identifier)) yield return new($"{at}.identifier", "bad-identity-code");
    }

    static IEnumerable<Fault> Text(string field, string text) => Text(field, text, TextCharactersMax, mayHaveLines: true);
    static IEnumerable<Fault> MaybeText(string field, string? text) => text is null ? [] : Text(field, text);
    static IEnumerable<Fault> MaybeName(string field, string? text) => text is null ? [] : Text(field, text, NameCharactersMax, mayHaveLines: false);
    static IEnumerable<Fault> Code(string field, string text) => Text(field, text, CodeCharactersMax, mayHaveLines: false);
    static IEnumerable<Fault> MaybeCode(string field, string? text) => text is null ? [] : Code(field, text);

    static IEnumerable<Fault> Text(string field, string? text, int max, bool mayHaveLines) =>
        text is null ? [new(field, "required")]
        : string.IsNullOrWhiteSpace(text) ? [new(field, "blank")]
        : text.Length > max ? [new(field, "too-long", Max: max)]
        : text.Any(c => char.IsControl(c) && !(mayHaveLines && c is '\n' or '\r' or '\t')) ? [new(field, "bad-characters")] : [];

    static IEnumerable<Fault> Range(string field, int value, int min, int max) => value < min || value > max ? [new(field, "out-of-range", max, min)] : [];

    /// <summary>A date a generation away is a slip of the keyboard. (Whether it may be in the future is the decider's.)</summary>
    static IEnumerable<Fault> Near(string field, DateTimeOffset at, DateTimeOffset now) =>
        at < now.AddYears(-YearsAwayMax) || at > now.AddYears(YearsAwayMax) ? [new(field, "bad-date")] : [];

    static IEnumerable<Fault> Occurred(DateTimeOffset? at, DateTimeOffset now) => at < now.AddYears(-YearsAwayMax) ? [new("occurredAt", "bad-date")] : [];
    static DateTimeOffset Noon(DateOnly day) => new(day, new(12, 0), TimeSpan.Zero);

    static IEnumerable<Fault> Count<T>(string field, ImmutableArray<T> items, int max) =>
        items.IsDefault ? [new(field, "required")] : items.Length > max ? [new(field, "too-many", Max: max)] : [];

    static IEnumerable<Fault> Each<T>(string field, ImmutableArray<T> items, int max, Func<T, string, IEnumerable<Fault>> faults)
    {
        var count = Count(field, items, max).ToList();
        return count.Count > 0 ? count : items.SelectMany((item, i) => item is null ? [new Fault($"{field}[{i}]", "required")] : faults(item, $"{field}[{i}]"));
    }

    /// <summary>What a caller sent, short enough to be shown back to them.</summary>
    public static string Shown(string text) => text.Length > NameCharactersMax ? text[..NameCharactersMax] + "…" : text;

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")] private static partial Regex LanguageCode();
}
