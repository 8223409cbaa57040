using System.Collections.Immutable;

namespace Coordination.Core;

// What is remembered of a case: facts only.

/// <summary>A family member of a case. Of two with the same key there is only one; the key is free again when the case closes.</summary>
public sealed record Member(string Id, MemberRole Role, string? Key, string? Likeness);
public sealed record Need(string Id, string Code, string? Service);
public sealed record Goal(string Id, int Rating);
public sealed record PlanTask(string Id, PersonId Responsible, DateOnly Due);
public sealed record Meeting(string Id, DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants, bool Held);
public sealed record HeldMeeting(string Id, bool FamilyAttended, int Services);
/// <param name="DueOn">The last day on which it is in time.</param>
/// <param name="OverdueFrom">The first instant at which it is late: the start of the next day where the case lives.</param>
public sealed record Deadline(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom, bool Missed);
public sealed record Offer(PersonId To, bool Accompanied, DateOnly DueOn, DateTimeOffset ExpiresFrom);
public sealed record WaitingContact(ContactId Contact, ImmutableArray<Member> Members, ImmutableArray<CaseId> Touches);
/// <summary>Somebody asked to take responsibility for a need, and whether they did.</summary>
public sealed record Receiver(string Need, PersonId Person, bool Accepted);

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
    public int Contacts { get; init; }
    public ImmutableArray<string> Reasons { get; init; } = [];
    public string Language { get; init; } = "fi";
    public bool Interpreter { get; init; }
    public ImmutableArray<Member> Members { get; init; } = [];
    /// <summary>How many members contacts have named so far, so that no member's id is given twice.</summary>
    public int MembersNamed { get; init; }
    public ImmutableArray<WaitingContact> Waiting { get; init; } = [];
    public Urgency? Urgency { get; init; }
    public ImmutableArray<Deadline> Deadlines { get; init; } = [];
    public ImmutableArray<Need> Needs { get; init; } = [];
    public bool NoNeed { get; init; }
    public ImmutableArray<Meeting> Meetings { get; init; } = [];
    public HeldMeeting? LastHeld { get; init; }
    public ImmutableArray<Goal> Goals { get; init; } = [];
    public ImmutableArray<PlanTask> Tasks { get; init; } = [];
    public ImmutableArray<Receiver> Receivers { get; init; } = [];
    public ImmutableArray<PersonId> Participants { get; init; } = [];
    public Offer? Offer { get; init; }
}

/// <summary>A closed case remembers how it stood, its last coordinator too.</summary>
public sealed record ClosedCase(OpenCase Last, string Result, DateTimeOffset At) : CaseState;
