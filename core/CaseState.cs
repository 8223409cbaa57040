using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Coordination.Core;

// What is remembered of a case: facts only.

/// <summary>A family member of a case. Of two with the same key there is only one; the key is free again when the case closes.</summary>
public sealed record Member(string Id, MemberRole Role, string? Key, string? Likeness)
{
    public string Id { get; init => field = Shared.Of(value); } = Shared.Of(Id);
}
/// <summary>A contact that is part of the case, and what it told.</summary>
public sealed record ToldContact(ContactId Contact, DateTimeOffset? At, ImmutableArray<Member> Members, ImmutableArray<string> Reasons, string? Language, bool Interpreter, bool CallBack)
{
    public ImmutableArray<string> Reasons { get; init; } = Shared.Of(Reasons);
    public string? Language { get; init; } = Shared.Of(Language);
}
/// <summary>A case that turned out to be about the same family, and what came here from it.</summary>
public sealed record MergedCase(CaseId Case, ImmutableArray<string> Members, ImmutableArray<string> Reasons);
public sealed record Need(string Id, string Code, string? Service)
{
    public string Id { get; init; } = Shared.Of(Id);
    public string Code { get; init; } = Shared.Of(Code);
    public string? Service { get; init; } = Shared.Of(Service);
}
/// <param name="Rating">The family's own, 0 to 10: the newest.</param>
public sealed record Goal(string Id, int Rating)
{
    public string Id { get; init; } = Shared.Of(Id);
}
public sealed record PlanTask(string Id, PersonId Responsible, DateOnly Due)
{
    public string Id { get; init; } = Shared.Of(Id);
    public OrganisationId? Organisation { get => organisation is { } known ? new(known) : null; init => organisation = value?.Value; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public PlanTaskStatus Status { get; init; }
    /// <summary>The need it is done for, of the newest assessment.</summary>
    public string? Need { get; init => field = Shared.Of(value); }
    /// <summary>Who is asked to take it over, or has taken it.</summary>
    public PersonId? Taker { get => taker is { } known ? new(known) : null; init => taker = value?.Value; }

    // An id that may be missing takes twice the room of one that may not.
    readonly string? organisation;
    readonly string? taker;
}
public sealed record Meeting(string Id, DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants, bool Held)
{
    public string Id { get; init; } = Shared.Of(Id);
    public ImmutableArray<Duty> Duties { get; init; } = [];
    public int LengthMinutes { get; init; } = PlanMeeting.LengthMinutesUsual;
    public int Sequence { get; init; }
    public bool Cancelled { get; init; }
    public bool MaterialsSent { get; init; }
    /// <summary>How many are asked to come, and how many came.</summary>
    public int? DeveloperClients { get; init; }
    public int? DeveloperClientsAttended { get; init; }
    [JsonIgnore] public bool IsPlanned => !Held && !Cancelled;
}
/// <summary>What a service must do in a meeting, and whose it is.</summary>
public sealed record Duty(string Code, PersonId Professional, DutyStatus Status = DutyStatus.Planned)
{
    public string Code { get; init; } = Shared.Of(Code);
}
public sealed record HeldMeeting(string Id, bool FamilyAttended, int Services)
{
    public string Id { get; init; } = Shared.Of(Id);
}
/// <param name="DueOn">The last day on which it is in time.</param>
/// <param name="OverdueFrom">The first instant at which it is late: the start of the next day where the case lives.</param>
public sealed record Deadline(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom, bool Missed)
{
    /// <summary>The instant from which it is near.</summary>
    public DateTimeOffset? NearFrom { get; init; }
    public bool Near { get; init; }
    public bool Local { get; init; }
    /// <summary>The day it named before it was first extended; it waits as the deadline does.</summary>
    public DateOnly? FirstDueOn { get; init; }
    /// <summary>Set while the case was suspended: that suspension does not move it.</summary>
    public bool SetWhileSuspended { get; init; }
}
/// <param name="Pair">Who will be the new coordinator's work pair.</param>
public sealed record Offer(PersonId To, bool Accompanied, DateOnly DueOn, DateTimeOffset ExpiresFrom, PersonId? Pair = null);
public sealed record WaitingContact(ContactId Contact, ImmutableArray<Member> Members, ImmutableArray<CaseId> Touches, DateTimeOffset? At = null, bool CallBack = false);
/// <summary>Somebody asked to take responsibility for a need, and whether they did.</summary>
public sealed record Receiver(string Need, PersonId Person, bool Accepted)
{
    public string Need { get; init; } = Shared.Of(Need);
}
public sealed record RoleHeld(PersonId Person, CaseRole Role, DateTimeOffset From, DateTimeOffset? To = null);
public sealed record Substitution(PersonId Person, DateOnly From, DateOnly To, DateTimeOffset Begins, DateTimeOffset Ends);
public sealed record SpecialSupport(bool Needed, PersonId By, DateTimeOffset At);
public sealed record Consent(string Id, string Giver, OrganisationId Recipient, string Purpose, ConsentForm Form, DateTimeOffset At, DateOnly? Until, DateTimeOffset? WithdrawnAt = null)
{
    public string Id { get; init; } = Shared.Of(Id);
    public string Giver { get; init; } = Shared.Of(Giver);
    public string Purpose { get; init; } = Shared.Of(Purpose);
    /// <summary>The organisation that recorded it.</summary>
    public OrganisationId? Controller { get; init; }
}
public sealed record LegalBasis(string Id, OrganisationId Recipient, LegalGround Basis, DateTimeOffset At, DateTimeOffset? EndedAt = null)
{
    public string Id { get; init; } = Shared.Of(Id);
}

/// <summary>What a phenomenon is made of: counts of contacts, and no family.</summary>
public sealed record Phenomenon(
    string Key, PhenomenonLevel Level, string Reason, DateOnly From, DateOnly To, int? Contacts, ImmutableArray<OrganisationId> Organisations, CaseId? Parent);

public abstract record CaseState;

public sealed record NoCase : CaseState
{
    public static readonly NoCase Yet = new();
}

/// <summary>A case that somebody is responsible for: <paramref name="Coordinator"/> is one person, never none, never two.</summary>
public sealed record OpenCase(
    CaseId Case, string Model, int ModelVersion, string Group, string Area, DateTimeOffset OpenedAt,
    PersonId Coordinator, OrganisationId Organisation, Phase Phase, DateTimeOffset EnteredAt, int Stay) : CaseState
{
    public string Model { get; init; } = Shared.Of(Model);
    public string Group { get; init; } = Shared.Of(Group);
    public string Area { get; init; } = Shared.Of(Area);
    public Subject Subject { get; init; }
    public Phenomenon? Phenomenon { get => seldom.Phenomenon; init => Seldom = seldom with { Phenomenon = value }; }
    public int Contacts { get; init; }
    public ImmutableArray<string> Reasons { get; init => field = Shared.Of(value); } = [];
    public string Language { get; init => field = Shared.Of(value); } = "fi";
    public bool Interpreter { get; init; }
    public ImmutableArray<Member> Members { get; init; } = [];
    /// <summary>How many members contacts have named so far, so that no member's id is given twice.</summary>
    public int MembersNamed { get; init; }
    public ImmutableArray<ToldContact> Told { get; init; } = [];
    public ImmutableArray<WaitingContact> Waiting { get => seldom.Waiting; init => Seldom = seldom with { Waiting = value }; }
    public ImmutableArray<MergedCase> Merged { get => seldom.Merged; init => Seldom = seldom with { Merged = value }; }
    public Urgency? Urgency { get; init; }
    /// <summary>When the family was last in contact.</summary>
    public DateTimeOffset? TouchedAt { get; init; }
    /// <summary>When the matter of now began: the opening, the last reopening, or a new assessment.</summary>
    public DateTimeOffset BeganAt { get; init; } = OpenedAt;
    public DateTimeOffset? PendingAt { get => seldom.PendingAt; init => Seldom = seldom with { PendingAt = value }; }

    public ImmutableArray<string> LifeAreas { get; init => field = Shared.Of(value); } = [];
    /// <summary>Who was heard for this assessment, before it began too.</summary>
    public ImmutableArray<Heard> Heard { get; init; } = [];
    public ImmutableArray<Need> Needs { get; init => field = Shared.Of(value); } = [];
    public bool NoNeed { get; init; }
    public bool Assessed { get; init; }
    public SpecialSupport? SpecialSupport { get => seldom.SpecialSupport; init => Seldom = seldom with { SpecialSupport = value }; }
    public DateTimeOffset? ServiceAssessmentRequestedAt { get => seldom.ServiceAssessmentRequestedAt; init => Seldom = seldom with { ServiceAssessmentRequestedAt = value }; }
    public UnitId? ServiceAssessmentFrom { get => seldom.ServiceAssessmentFrom; init => Seldom = seldom with { ServiceAssessmentFrom = value }; }
    /// <summary>Of the notification that is, or was last, before child protection.</summary>
    public DateTimeOffset? ChildProtectionNotifiedAt { get => seldom.ChildProtectionNotifiedAt; init => Seldom = seldom with { ChildProtectionNotifiedAt = value }; }
    public ChildProtectionStage? ChildProtection { get => seldom.ChildProtection; init => Seldom = seldom with { ChildProtection = value }; }

    public ImmutableArray<PersonId> Participants { get; init; } = [];
    public ImmutableArray<PersonId> Invited { get => seldom.Invited; init => Seldom = seldom with { Invited = value }; }
    public ImmutableArray<RoleHeld> Roles { get; init; } = [];
    public Substitution? Substitute { get => seldom.Substitute; init => Seldom = seldom with { Substitute = value }; }
    public ImmutableArray<Consent> Consents { get; init; } = [];
    public ImmutableArray<LegalBasis> LegalBases { get => seldom.LegalBases; init => Seldom = seldom with { LegalBases = value }; }

    public ImmutableArray<Meeting> Meetings { get; init; } = [];
    public HeldMeeting? LastHeld { get; init; }
    public ImmutableArray<Goal> Goals { get; init => field = Shared.Of(value); } = [];
    public ImmutableArray<PlanTask> Tasks { get; init; } = [];
    public ImmutableArray<Receiver> Receivers { get => seldom.Receivers; init => Seldom = seldom with { Receivers = value }; }
    public Offer? Offer { get => seldom.Offer; init => Seldom = seldom with { Offer = value }; }

    public ImmutableArray<Deadline> Deadlines { get; init; } = [];
    public DateTimeOffset? SuspendedAt { get => seldom.SuspendedAt; init => Seldom = seldom with { SuspendedAt = value }; }
    public DateTimeOffset? ResumedAt { get => seldom.ResumedAt; init => Seldom = seldom with { ResumedAt = value }; }
    /// <summary>How many days of this stay in its phase it was suspended.</summary>
    public int SuspendedDays { get => seldom.SuspendedDays; init => Seldom = seldom with { SuspendedDays = value }; }
    public ImmutableArray<string> Flags { get => seldom.Flags; init => Seldom = seldom with { Flags = Shared.Of(value) }; }
    public int Documents { get => seldom.Documents; init => Seldom = seldom with { Documents = value }; }

    [JsonIgnore] public PersonId? Pair => Holder(CaseRole.WorkPair);
    [JsonIgnore] public PersonId? OwnWorker => Holder(CaseRole.OwnWorker);
    [JsonIgnore] public bool NeedsSpecialSupport => SpecialSupport is { Needed: true };

    Rarely seldom = Rarely.Nothing;
    Rarely Seldom { init => seldom = value == Rarely.Nothing ? Rarely.Nothing : value; }

    PersonId? Holder(CaseRole role)
    {
        foreach (var held in Roles)
            if (held.Role == role && held.To is null)
                return held.Person;
        return null;
    }

    /// <summary>What most cases have nothing of, apart, so that those that have none of it hold none of it: hundreds of bytes of each.</summary>
    sealed record Rarely
    {
        public static readonly Rarely Nothing = new();

        public Phenomenon? Phenomenon { get; init; }
        public ImmutableArray<WaitingContact> Waiting { get; init; } = [];
        public ImmutableArray<MergedCase> Merged { get; init; } = [];
        public DateTimeOffset? PendingAt { get; init; }
        public SpecialSupport? SpecialSupport { get; init; }
        public DateTimeOffset? ServiceAssessmentRequestedAt { get; init; }
        public UnitId? ServiceAssessmentFrom { get; init; }
        public DateTimeOffset? ChildProtectionNotifiedAt { get; init; }
        public ChildProtectionStage? ChildProtection { get; init; }
        public ImmutableArray<PersonId> Invited { get; init; } = [];
        public Substitution? Substitute { get; init; }
        public ImmutableArray<LegalBasis> LegalBases { get; init; } = [];
        public ImmutableArray<Receiver> Receivers { get; init; } = [];
        public Offer? Offer { get; init; }
        public DateTimeOffset? SuspendedAt { get; init; }
        public DateTimeOffset? ResumedAt { get; init; }
        public int SuspendedDays { get; init; }
        public ImmutableArray<string> Flags { get; init; } = [];
        public int Documents { get; init; }
    }
}

/// <summary>A closed case remembers how it stood, its last coordinator too.</summary>
public sealed record ClosedCase(OpenCase Last, string Result, DateTimeOffset At) : CaseState
{
    public FamilyOutcome? Outcome { get; init; }
    /// <summary>The case of the same family in which it goes on.</summary>
    public CaseId? MergedInto { get; init; }
}
