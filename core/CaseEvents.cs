using System.Collections.Immutable;

namespace Coordination.Core;

// What may happen to a case: facts. Content, which no rule sees, stands beside them.

public abstract record CaseEvent;

public sealed record CaseOpened(
    CaseId Case, string Model, int ModelVersion, string Group, string Area, PersonId Coordinator, OrganisationId Organisation, DateTimeOffset At) : CaseEvent;
public sealed record ContactReceived(
    ContactId Contact, Channel Channel, Source Source, UnitId Unit, ImmutableArray<string> Reasons, string Language, bool Interpreter,
    Basis Basis, ImmutableArray<Member> Members) : CaseEvent;
public sealed record ContactHeld(
    ContactId Contact, Channel Channel, Source Source, UnitId Unit, ImmutableArray<string> Reasons, string Language, bool Interpreter,
    Basis Basis, ImmutableArray<Member> Members, ImmutableArray<CaseId> Touches) : CaseEvent;
public sealed record ContactTaken(ContactId Contact, ImmutableArray<Member> Members) : CaseEvent;
public sealed record ContactReleased(ContactId Contact, CaseId TakenBy) : CaseEvent;
public sealed record DeadlineSet(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom) : CaseEvent;
public sealed record DeadlineMissed(DeadlineKey Key, DateOnly DueOn) : CaseEvent;
public sealed record UrgencyJudged(Urgency Urgency) : CaseEvent;
public sealed record PhaseEntered(Phase From, Phase To, DateTimeOffset At) : CaseEvent;
public sealed record AssessmentStarted : CaseEvent;
public sealed record AssessmentSkipped : CaseEvent;
public sealed record AssessmentCompleted(ImmutableArray<Heard> Heard, ImmutableArray<Need> Needs, bool NoNeed) : CaseEvent;
public sealed record ReassessmentCalled : CaseEvent;
public sealed record MeetingPlanned(string Meeting, DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants) : CaseEvent;
public sealed record MeetingHeld(string Meeting, bool FamilyAttended, ImmutableArray<PersonId> Attended, int Services) : CaseEvent;
public sealed record PlanAgreed(ImmutableArray<Goal> Goals, ImmutableArray<PlanTask> Tasks) : CaseEvent;
public sealed record ReceiverAsked(string Need, PersonId Person) : CaseEvent;
public sealed record NeedAccepted(string Need, PersonId Person) : CaseEvent;
public sealed record HandoverOffered(PersonId To, bool Accompanied, DateOnly DueOn, DateTimeOffset ExpiresFrom) : CaseEvent;
public sealed record HandoverAccepted(PersonId To, OrganisationId Organisation, bool Accompanied) : CaseEvent;
public sealed record HandoverDeclined(PersonId By) : CaseEvent;
public sealed record HandoverWithdrawn : CaseEvent;
public sealed record HandoverExpired(PersonId To) : CaseEvent;
public sealed record CoordinatorAssigned(PersonId To, OrganisationId Organisation) : CaseEvent;
public sealed record NoteWritten : CaseEvent;
public sealed record CaseClosed(string Result, DateTimeOffset At) : CaseEvent;
public sealed record CaseReopened(PersonId Coordinator, OrganisationId Organisation, DateTimeOffset At) : CaseEvent;

public sealed record ContactContent(string OwnWords, ImmutableArray<MemberContent> Members);
public sealed record MemberContent(
    string? GivenName = null, string? FamilyName = null, string? Identifier = null, DateOnly? Born = null, string? Phone = null, string? Member = null);
public sealed record TextContent(string Text);
/// <param name="RootCauses">One per need, in their order; null where none was told.</param>
public sealed record AssessmentContent(string Summary, ImmutableArray<string?> RootCauses);
public sealed record PlanContent(ImmutableArray<string> Goals, ImmutableArray<string> Tasks);
