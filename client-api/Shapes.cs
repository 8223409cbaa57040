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
    public const int FeedbackRatingMax = 5;
    public const int DeveloperClientsMax = 100;
    public const int MeetingMinutesMin = 5;
    public const int MeetingMinutesMax = 480;
    public const int LinkCharactersMax = 2_000;
    public const int KeyCharactersMax = 128;
    public const int YearsAwayMax = 20;
    public const int CountedYearsMax = 3;
    public const string LanguagePattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$";
    static readonly DateOnly BornMin = new(1900, 1, 1);

    /// <param name="now">For dates that cannot be in the future, or far away.</param>
    public static IEnumerable<Fault> Faults(object body, DateTimeOffset now) => body switch
    {
        ContactBody b => [.. Contact(b, now), .. Occurred(b.OccurredAt, now)],
        ContactCheckBody b => [.. MaybeCode("model", b.Model), .. b.Members.IsDefaultOrEmpty ? [new Fault("members", "too-few", Min: 1)] : Array.Empty<Fault>(),
            .. Each("members", b.Members, MembersMax, (m, at) => Person($"{at}.", m.GivenName, m.FamilyName, m.Identifier, null, null, now))],
        FamilyNameBody b => Name("familyName", b.FamilyName),
        PhenomenonBody b => [.. Code("model", b.Model), .. Name("name", b.Name), .. Code("area", b.Area), .. Code("reason", b.Reason), .. Near("from", Noon(b.From), now), .. Near("to", Noon(b.To), now),
            .. b.Parent is { } parent ? [.. Code("parent", parent.Value), .. CaseIs(parent, "parent")] : Array.Empty<Fault>(), .. Occurred(b.OccurredAt, now)],
        BulkAssignBody b => [.. Each("to", b.To, ItemsMax, (p, at) => Code(at, p.Value)), .. b.To is { IsDefault: false, IsEmpty: true } ? [new Fault("to", "too-few", Min: 1)] : Array.Empty<Fault>(),
            .. Text("reason", b.Reason), .. MaybeCode("from", b.From?.Value), .. Range("limit", b.Limit, 1, Engine.Register.PageRowsMax),
            .. b.Cases is { } cases ? Each("cases", cases, Engine.Register.PageRowsMax, CaseIs) : [], .. b.After is { } after ? CaseIs(after, "after") : [],
            .. b.From is null && b.Cases is null ? [new Fault("from", "one-of-two", Allowed: ["from", "cases"])] : Array.Empty<Fault>()],
        BulkMigrateBody b => [.. Code("model", b.Model), .. Range("version", b.Version, 1, OperatingModelFile.VersionMax), .. Range("limit", b.Limit, 1, Engine.Register.PageRowsMax),
            .. b.Cases is { } cases ? Each("cases", cases, Engine.Register.PageRowsMax, CaseIs) : [], .. b.After is { } after ? CaseIs(after, "after") : []],
        ConsultationBody b => [.. b.Reasons is { } reasons ? Each("reasons", reasons, ItemsMax, (r, at) => Code(at, r)) : [], .. b.Services is { } services ? Each("services", services, ItemsMax, (s, at) => Code(at, s)) : [],
            .. Language("language", b.Language), .. MaybeCode("model", b.Model), .. MaybeCode("area", b.Area), .. MaybeCode("unit", b.Unit?.Value), .. Occurred(b.OccurredAt, now)],
        ChangeMemberBody b => [.. Code("member", b.Member), .. Changed(b, now), .. Occurred(b.OccurredAt, now)],
        CaseCommand c => [.. Command(c, now), .. Occurred(c.OccurredAt, now)],
        ClockBody { Now.Year: < 1970 or > 2199 } => [new("now", "bad-date")],
        NoOp n => Text("text", n.Text),
        _ => [],
    };

    static IEnumerable<Fault> Command(CaseCommand command, DateTimeOffset now) => command switch
    {
        SkipAssessment c => Text("reason", c.Reason),
        CompleteAssessment c => [.. Text("summary", c.Summary), .. Count("heard", c.Heard, ItemsMax), .. Each("needs", c.Needs, ItemsMax, (n, at) =>
            [.. Code($"{at}.code", n.Code), .. MaybeText($"{at}.rootCause", n.RootCause), .. MaybeCode($"{at}.service", n.Service)])],
        Reassess c => Text("reason", c.Reason),
        RecordCallBack c => MaybeText("text", c.Text),
        RecordLifeArea c => [.. Code("area", c.Area), .. MaybeText("strengths", c.Strengths), .. MaybeText("worries", c.Worries),
            .. c.Strengths is null && c.Worries is null ? [new Fault("strengths", "required")] : Array.Empty<Fault>()],
        RecordHearing c => [.. Text("view", c.View), .. MaybeCode("member", c.Member)],
        JudgeSpecialSupport c => Text("grounds", c.Grounds),
        RequestServiceAssessment c => [.. Code("to", c.To.Value), .. Text("grounds", c.Grounds)],
        RecordChildProtectionNotification c => Code("to", c.To.Value),
        InviteParticipant c => [.. Code("person", c.Person.Value), .. MaybeText("reason", c.Reason)],
        DeclineInvitation c => Text("reason", c.Reason),
        EndParticipation c => [.. Code("person", c.Person.Value), .. Text("reason", c.Reason)],
        NamePair c => Code("person", c.Person.Value),
        EndPair c => Text("reason", c.Reason),
        NameOwnWorker c => Code("person", c.Person.Value),
        EndOwnWorker c => Text("reason", c.Reason),
        NameSubstitute c => [.. Code("person", c.Person.Value), .. Near("from", Noon(c.From), now), .. Near("to", Noon(c.To), now), .. MaybeText("reason", c.Reason)],
        RecordConsent c => [.. Code("giver", c.Giver), .. Code("recipient", c.Recipient.Value), .. Code("purpose", c.Purpose), .. c.Until is { } until ? Near("until", Noon(until), now) : []],
        WithdrawConsent c => Code("consent", c.Consent),
        RecordLegalBasis c => [.. Code("recipient", c.Recipient.Value), .. Text("grounds", c.Grounds)],
        EndLegalBasis c => [.. Code("legalBasis", c.LegalBasis), .. Text("reason", c.Reason)],
        PlanMeeting c => [.. Each("participants", c.Participants, ItemsMax, (p, at) => Code(at, p.Value)), .. Near("at", c.At, now),
            .. Maybe("duties", c.Duties, (d, at) => [.. Code($"{at}.duty", d.Duty), .. Code($"{at}.professional", d.Professional.Value)]),
            .. c.Duties is { Length: <= ItemsMax } duties && duties.Where(d => d is not null).CountBy(d => d.Duty).Any(d => d.Value > 1) ? [new Fault("duties", "duplicate")] : Array.Empty<Fault>(),
            .. Range("lengthMinutes", c.LengthMinutes, MeetingMinutesMin, MeetingMinutesMax), .. MaybeText("agenda", c.Agenda), .. Clients(c.DeveloperClients)],
        MoveMeeting c => [.. Code("meeting", c.Meeting), .. Near("at", c.At, now)],
        CancelMeeting c => [.. Code("meeting", c.Meeting), .. Text("reason", c.Reason)],
        SendMaterials c => [.. Code("meeting", c.Meeting), .. Language("language", c.Language), .. Each("materials", c.Materials, ItemsMax, (m, at) => Code(at, m)),
            .. c.Materials is { IsDefault: false, IsEmpty: true } ? [new Fault("materials", "too-few", Min: 1)] : Array.Empty<Fault>()],
        HoldMeeting c => [.. Code("meeting", c.Meeting), .. Each("attended", c.Attended, ItemsMax, (p, at) => Code(at, p.Value)), .. MaybeText("minutes", c.Minutes), .. Ratings(c.Ratings), .. Clients(c.DeveloperClients)],
        SignDuty c => [.. Code("meeting", c.Meeting), .. Code("duty", c.Duty)],
        LeaveDutyOpen c => [.. Code("meeting", c.Meeting), .. Code("duty", c.Duty), .. Text("reason", c.Reason)],
        SkipMeeting c => Text("reason", c.Reason),
        AgreePlan c => [.. Each("goals", c.Goals, ItemsMax, (g, at) => [.. Text($"{at}.text", g.Text), .. Range($"{at}.rating", g.Rating, 0, RatingMax)]),
            .. Each("tasks", c.Tasks, ItemsMax, (t, at) => [.. Text($"{at}.text", t.Text), .. Code($"{at}.responsible", t.Responsible.Value), .. MaybeCode($"{at}.organisation", t.Organisation?.Value), .. MaybeCode($"{at}.need", t.Need),
                .. Near($"{at}.due", Noon(t.Due), now)])],
        RateGoals c => [.. Ratings(c.Ratings), .. c.Ratings.IsDefaultOrEmpty ? [new Fault("ratings", "too-few", Min: 1)] : Array.Empty<Fault>()],
        CompleteTask c => [.. Code("task", c.Task), .. MaybeText("text", c.Text)],
        DropTask c => [.. Code("task", c.Task), .. Text("reason", c.Reason)],
        ChangeTask c => [.. Code("task", c.Task), .. Code("responsible", c.Responsible.Value), .. Near("due", Noon(c.Due), now), .. Text("reason", c.Reason)],
        OfferTask c => [.. Code("task", c.Task), .. Code("to", c.To.Value)],
        TakeTask c => Code("task", c.Task),
        PlanFollowUp c => Near("on", Noon(c.On), now),
        RecordFollowUp c => [.. Text("text", c.Text), .. Ratings(c.Ratings)],
        RecordFeedback c => [.. c.Rating is { } rating ? Range("rating", rating, 1, FeedbackRatingMax) : [], .. MaybeText("text", c.Text),
            .. c.Rating is null && c.Text is null ? [new Fault("rating", "required")] : Array.Empty<Fault>()],
        AskReceiver c => [.. Code("need", c.Need), .. Code("person", c.Person.Value)],
        AcceptNeed c => Code("need", c.Need),
        OfferHandover c => [.. NotSaid("caseload", c.Caseload), .. Code("to", c.To.Value), .. MaybeCode("pair", c.Pair?.Value), .. MaybeText("reason", c.Reason)],
        DeclineHandover c => Text("reason", c.Reason),
        AssignCoordinator c => [.. NotSaid("caseload", c.Caseload), .. Code("to", c.To.Value), .. MaybeCode("pair", c.Pair?.Value), .. Text("reason", c.Reason)],
        TakeContact c => Code("contact", c.Contact.Value),
        UndoJoin c => [.. Code("contact", c.Contact.Value), .. Text("reason", c.Reason)],
        Merge c => [.. CaseIs(c.Duplicate, "duplicate"), .. Text("reason", c.Reason)],
        Note c => Text("text", c.Text),
        RaiseFlag c => Code("flag", c.Flag),
        LowerFlag c => Code("flag", c.Flag),
        ReferDocument c => [.. Name("title", c.Title), .. Name("register", c.Register), .. MaybeName("documentId", c.DocumentId), .. c.Link is { } link ? Link("link", link) : []],
        Suspend c => Text("reason", c.Reason),
        Resume c => MaybeText("reason", c.Reason),
        ExtendDeadline c => [.. Near("dueOn", Noon(c.DueOn), now), .. Text("reason", c.Reason)],
        SetDueDate c => [.. c.DueOn is { } day ? Near("dueOn", Noon(day), now) : [], .. c.DueAt is { } instant ? Near("dueAt", instant, now) : [], .. MaybeText("reason", c.Reason),
            .. (c.DueOn is null) == (c.DueAt is null) ? [new Fault("dueOn", "one-of-two", Allowed: ["dueOn", "dueAt"])] : Array.Empty<Fault>()],
        MigrateModel c => Range("version", c.Version, 1, OperatingModelFile.VersionMax),
        Close c => [.. Code("result", c.Result), .. Text("summary", c.Summary), .. Ratings(c.Ratings)],
        Reopen c => [.. Text("reason", c.Reason), .. MaybeCode("coordinator", c.Coordinator?.Value), .. MaybeCode("pair", c.Pair?.Value)],
        RecordOutcome c => MaybeText("text", c.Text),
        _ => [],
    };

    static IEnumerable<Fault> Contact(ContactBody b, DateTimeOffset now)
    {
        foreach (var fault in Text("ownWords", b.OwnWords)) yield return fault;
        foreach (var fault in Language("language", b.Language)) yield return fault;
        foreach (var fault in MaybeCode("model", b.Model).Concat(MaybeCode("area", b.Area)).Concat(MaybeCode("unit", b.Unit?.Value))) yield return fault;
        if (b.Reasons is { } reasons)
            foreach (var fault in Each("reasons", reasons, ItemsMax, (r, at) => Code(at, r))) yield return fault;
        if (b.Members.IsEmpty) yield return new("members", "too-few", Min: 1);
        foreach (var fault in Each("members", b.Members, MembersMax, (m, at) => Member(m, at, now))) yield return fault;
        var identifiers = b.Members.Where(m => m?.Identifier is not null).Select(m => PersonalIdentityCode.Normalise(m.Identifier!)).ToList();
        if (identifiers.Distinct().Count() < identifiers.Count) yield return new("members", "duplicate");
    }

    static IEnumerable<Fault> Member(MemberBody m, string at, DateTimeOffset now) => Person($"{at}.", m.GivenName, m.FamilyName, m.Identifier, m.Born, m.Phone, now);

    static IEnumerable<Fault> Changed(ChangeMemberBody b, DateTimeOffset now) =>
        b is { GivenName: null, FamilyName: null, Identifier: null, Born: null, Phone: null } ? [new("givenName", "required")]
            : Person("", b.GivenName, b.FamilyName, b.Identifier, b.Born, b.Phone, now);

    static IEnumerable<Fault> Person(string at, string? givenName, string? familyName, string? identifier, DateOnly? born, string? phone, DateTimeOffset now)
    {
        foreach (var fault in MaybeName($"{at}givenName", givenName).Concat(MaybeName($"{at}familyName", familyName)).Concat(MaybeName($"{at}phone", phone))) yield return fault;
        if (born is { } day && (day < BornMin || day > DateOnly.FromDateTime(now.UtcDateTime).AddDays(1))) yield return new($"{at}born", "bad-date");
        if (identifier is null) yield break;
        foreach (var fault in Code($"{at}identifier", identifier)) yield return fault;
        if (PersonalIdentityCode.LooksLike(identifier) && !PersonalIdentityCode.IsValid(identifier)) yield return new($"{at}identifier", "bad-identity-code");
    }

    static IEnumerable<Fault> Clients(int? count) => count is { } some ? Range("developerClients", some, 0, DeveloperClientsMax) : [];

    /// <summary>What is looked up, nobody says.</summary>
    static IEnumerable<Fault> NotSaid(string field, object? value) => value is null ? [] : [new(field, "unknown-field")];

    static IEnumerable<Fault> CaseIs(CaseId id, string field) => CommandDesk.CaseOf(id.Value) is not null ? [] : Code(field, id.Value).DefaultIfEmpty(new(field, "bad-case"));

    static IEnumerable<Fault> Language(string field, string code) => LanguageCode().IsMatch(code) && code[^1] != '\n' ? [] : [new(field, "bad-language")];

    static IEnumerable<Fault> Ratings(ImmutableArray<GoalRated>? ratings) =>
        Maybe("ratings", ratings, (r, at) => [.. Code($"{at}.goal", r.Goal), .. Range($"{at}.rating", r.Rating, 0, RatingMax)]);

    /// <summary>A link to where a document is kept: one that a browser opens, and nothing that runs.</summary>
    static Fault[] Link(string field, string link)
    {
        Fault[] faults = [.. Text(field, link, LinkCharactersMax, mayHaveLines: false)];
        return faults.Length > 0 || (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")) ? faults : [new(field, "bad-link")];
    }

    static IEnumerable<Fault> Text(string field, string text) => Text(field, text, TextCharactersMax, mayHaveLines: true);
    static IEnumerable<Fault> MaybeText(string field, string? text) => text is null ? [] : Text(field, text);
    static IEnumerable<Fault> Name(string field, string? text) => Text(field, text, NameCharactersMax, mayHaveLines: false);
    static IEnumerable<Fault> MaybeName(string field, string? text) => text is null ? [] : Text(field, text, NameCharactersMax, mayHaveLines: false);
    static IEnumerable<Fault> Code(string field, string text) => Text(field, text, CodeCharactersMax, mayHaveLines: false);
    static IEnumerable<Fault> MaybeCode(string field, string? text) => text is null ? [] : Code(field, text);

    static IEnumerable<Fault> Text(string field, string? text, int max, bool mayHaveLines) =>
        text is null ? [new(field, "required")]
        : string.IsNullOrWhiteSpace(text) ? [new(field, "blank")]
        : text.Length > max ? [new(field, "too-long", Max: max)]
        : text.Any(c => c is '\uFFFE' or '\uFFFF' || (char.IsControl(c) && !(mayHaveLines && c is '\n' or '\r' or '\t'))) ? [new(field, "bad-characters")] : [];

    static IEnumerable<Fault> Range(string field, int value, int min, int max) => value < min || value > max ? [new(field, "out-of-range", max, min)] : [];

    /// <summary>A date a generation away is a slip of the keyboard. (Whether it may be in the future is the decider's.)</summary>
    static IEnumerable<Fault> Near(string field, DateTimeOffset at, DateTimeOffset now) =>
        at < now.AddYears(-YearsAwayMax) || at > now.AddYears(YearsAwayMax) ? [new(field, "bad-date")] : [];

    static IEnumerable<Fault> Occurred(DateTimeOffset? at, DateTimeOffset now) => at < now.AddYears(-YearsAwayMax) ? [new("occurredAt", "bad-date")] : [];
    static DateTimeOffset Noon(DateOnly day) => new(day, new(12, 0), TimeSpan.Zero);

    static IEnumerable<Fault> Count<T>(string field, ImmutableArray<T> items, int max) =>
        items.IsDefault ? [new(field, "required")] : items.Length > max ? [new(field, "too-many", Max: max)] : [];

    static IEnumerable<Fault> Maybe<T>(string field, ImmutableArray<T>? items, Func<T, string, IEnumerable<Fault>> faults) => items is { } some ? Each(field, some, ItemsMax, faults) : [];

    static IEnumerable<Fault> Each<T>(string field, ImmutableArray<T> items, int max, Func<T, string, IEnumerable<Fault>> faults)
    {
        var count = Count(field, items, max).ToList();
        return count.Count > 0 ? count : items.SelectMany((item, i) => item is null ? [new Fault($"{field}[{i}]", "required")] : faults(item, $"{field}[{i}]"));
    }

    /// <summary>What a caller sent, short enough to be shown back to them.</summary>
    public static string Shown(string text) => text.Length > NameCharactersMax ? text[..NameCharactersMax] + "…" : text;

    [GeneratedRegex(LanguagePattern)] private static partial Regex LanguageCode();
}
