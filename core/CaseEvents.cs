using System.Collections.Immutable;

namespace Coordination.Core;

// What may happen to a case: facts. Content, which no rule sees, stands beside them. Names and fields are for ever; a field
// that came later may be absent.

public abstract record CaseEvent
{
    /// <summary>The organisation whose record this is: the register's controller (rekisterinpitäjä).</summary>
    public OrganisationId? Controller { get; init; }

    /// <summary>The coordinator for whom a substitute acted.</summary>
    public PersonId? ActingFor { get; init; }
}

// ---- Contact ----------------------------------------------------------------------------------------------------------

public sealed record CaseOpened(
    CaseId Case, string Model, int ModelVersion, string Group, string Area, PersonId Coordinator, OrganisationId Organisation, DateTimeOffset At,
    Subject? Subject = null) : CaseEvent;
/// <param name="Contacts">How many contacts told of the reason in the area within the period; nothing where so few did that the operating model hides them.</param>
/// <param name="Organisations">Which told so many of them that the model does not hide it.</param>
/// <param name="Opener">Who opened it, where that is not its coordinator.</param>
public sealed record PhenomenonOpened(
    string Key, PhenomenonLevel Level, string Reason, DateOnly From, DateOnly To, int? Contacts, ImmutableArray<OrganisationId> Organisations,
    CaseId? Parent = null, PersonId? Opener = null) : CaseEvent;
public sealed record ContactReceived(
    ContactId Contact, Channel Channel, Source Source, UnitId Unit, ImmutableArray<string> Reasons, string Language, bool Interpreter,
    Basis Basis, ImmutableArray<Member> Members, DateTimeOffset? At = null, bool? CallBack = null) : CaseEvent
{
    public ImmutableArray<string> Reasons { get; init; } = Shared.Of(Reasons);
}
public sealed record ContactHeld(
    ContactId Contact, Channel Channel, Source Source, UnitId Unit, ImmutableArray<string> Reasons, string Language, bool Interpreter,
    Basis Basis, ImmutableArray<Member> Members, ImmutableArray<CaseId> Touches, DateTimeOffset? At = null, bool? CallBack = null) : CaseEvent;
public sealed record ContactTaken(ContactId Contact, ImmutableArray<Member> Members, DateTimeOffset? At = null) : CaseEvent;
public sealed record ContactReleased(ContactId Contact, CaseId TakenBy) : CaseEvent;
/// <param name="To">The case of its own that it has now.</param>
/// <param name="Members">Who left with it.</param>
/// <param name="Unidentified">Who stayed, and whose identifier only that contact had told.</param>
public sealed record JoinUndone(ContactId Contact, CaseId To, ImmutableArray<string> Members, ImmutableArray<string> Unidentified) : CaseEvent;
public sealed record UrgencyJudged(Urgency Urgency) : CaseEvent;
public sealed record MarkedPending(DateTimeOffset At) : CaseEvent;
public sealed record CalledBack(bool Reached, DateTimeOffset At) : CaseEvent;
public sealed record MemberChanged(Member Member) : CaseEvent;
public sealed record PhaseEntered(Phase From, Phase To, DateTimeOffset At) : CaseEvent;

// ---- Needs assessment --------------------------------------------------------------------------------------------------

public sealed record AssessmentStarted : CaseEvent;
public sealed record AssessmentSkipped : CaseEvent;
public sealed record LifeAreaRecorded(string Area, bool Strengths, bool Worries) : CaseEvent;
public sealed record HearingRecorded(Heard Who, string? Member) : CaseEvent;
public sealed record AssessmentCompleted(ImmutableArray<Heard> Heard, ImmutableArray<Need> Needs, bool NoNeed) : CaseEvent;
public sealed record ReassessmentCalled(DateTimeOffset? At = null) : CaseEvent;
public sealed record SpecialSupportJudged(bool Needed, PersonId By, DateTimeOffset At) : CaseEvent;
public sealed record ServiceAssessmentRequested(UnitId To, DateTimeOffset At) : CaseEvent;
public sealed record ChildProtectionNotified(UnitId To, PersonId By, DateTimeOffset At) : CaseEvent;
public sealed record ChildProtectionDecided(ChildProtectionStage Stage, DateTimeOffset At) : CaseEvent;

// ---- People ------------------------------------------------------------------------------------------------------------

public sealed record ParticipantInvited(PersonId Person) : CaseEvent;
public sealed record InvitationAccepted(PersonId Person, DateTimeOffset At) : CaseEvent;
public sealed record InvitationDeclined(PersonId Person) : CaseEvent;
public sealed record ParticipationEnded(PersonId Person, DateTimeOffset At) : CaseEvent;
public sealed record PairNamed(PersonId Person, DateTimeOffset At) : CaseEvent;
public sealed record PairEnded(PersonId Person, DateTimeOffset At) : CaseEvent;
public sealed record OwnWorkerNamed(PersonId Person, DateTimeOffset At) : CaseEvent;
public sealed record OwnWorkerEnded(PersonId Person, DateTimeOffset At) : CaseEvent;
/// <param name="Begins">The first instant of the first day, where the case lives.</param>
/// <param name="Ends">The first instant after the last day.</param>
public sealed record SubstituteNamed(PersonId Person, DateOnly From, DateOnly To, DateTimeOffset Begins, DateTimeOffset Ends) : CaseEvent;
public sealed record SubstituteEnded(PersonId Person) : CaseEvent;

// ---- Consents and legal bases ------------------------------------------------------------------------------------------

public sealed record ConsentRecorded(string Consent, string Giver, OrganisationId Recipient, string Purpose, ConsentForm Form, DateTimeOffset At, DateOnly? Until) : CaseEvent;
public sealed record ConsentWithdrawn(string Consent, DateTimeOffset At) : CaseEvent;
public sealed record LegalBasisRecorded(string LegalBasis, OrganisationId Recipient, LegalGround Basis, DateTimeOffset At) : CaseEvent;
public sealed record LegalBasisEnded(string LegalBasis, DateTimeOffset At) : CaseEvent;

// ---- Joint meeting -----------------------------------------------------------------------------------------------------

public sealed record MeetingPlanned(
    string Meeting, DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants, ImmutableArray<Duty>? Duties = null, int? LengthMinutes = null,
    int? DeveloperClients = null) : CaseEvent;
/// <param name="Sequence">Counts the changes of a meeting, as calendars do.</param>
public sealed record MeetingMoved(string Meeting, DateTimeOffset At, Place Place, int Sequence) : CaseEvent;
public sealed record MeetingCancelled(string Meeting, int Sequence) : CaseEvent;
public sealed record MaterialsSent(string Meeting, string Language, ImmutableArray<string> Materials) : CaseEvent;
public sealed record MeetingHeld(string Meeting, bool FamilyAttended, ImmutableArray<PersonId> Attended, int Services, DateTimeOffset? At = null, int? DeveloperClients = null) : CaseEvent;
public sealed record DutySigned(string Meeting, string Duty, PersonId By, DateTimeOffset At) : CaseEvent;
public sealed record DutyLeftOpen(string Meeting, string Duty) : CaseEvent;
public sealed record MeetingSkipped : CaseEvent;

// ---- Plan and follow-up ------------------------------------------------------------------------------------------------

/// <param name="Adds">Whether it is added to what was agreed before; the first build's plans took its place.</param>
public sealed record PlanAgreed(ImmutableArray<Goal> Goals, ImmutableArray<PlanTask> Tasks, bool? Adds = null) : CaseEvent;
public sealed record GoalsRated(ImmutableArray<GoalRated> Ratings) : CaseEvent;
public sealed record TaskCompleted(string Task) : CaseEvent;
public sealed record TaskDropped(string Task) : CaseEvent;
public sealed record TaskChanged(string Task, PersonId Responsible, DateOnly Due, OrganisationId Organisation) : CaseEvent;
public sealed record TaskOffered(string Task, PersonId To) : CaseEvent;
public sealed record TaskTaken(string Task, PersonId By) : CaseEvent;
public sealed record FollowUpPlanned(DateOnly On) : CaseEvent;
public sealed record FollowUpRecorded(bool Happened, DateTimeOffset At) : CaseEvent;
public sealed record FeedbackAsked(FeedbackFrom From) : CaseEvent;
public sealed record FeedbackRecorded(FeedbackFrom From, int? Rating) : CaseEvent;
public sealed record ReceiverAsked(string Need, PersonId Person) : CaseEvent;
public sealed record NeedAccepted(string Need, PersonId Person) : CaseEvent;

// ---- Handover ----------------------------------------------------------------------------------------------------------

public sealed record HandoverOffered(PersonId To, bool Accompanied, DateOnly DueOn, DateTimeOffset ExpiresFrom, PersonId? Pair = null) : CaseEvent;
public sealed record HandoverAccepted(PersonId To, OrganisationId Organisation, bool Accompanied) : CaseEvent;
public sealed record HandoverDeclined(PersonId By) : CaseEvent;
public sealed record HandoverWithdrawn : CaseEvent;
public sealed record HandoverExpired(PersonId To) : CaseEvent;
public sealed record CoordinatorAssigned(PersonId To, OrganisationId Organisation) : CaseEvent;

// ---- Records and time --------------------------------------------------------------------------------------------------

public sealed record NoteWritten : CaseEvent;
public sealed record FlagRaised(string Flag) : CaseEvent;
public sealed record FlagLowered(string Flag) : CaseEvent;
public sealed record DocumentReferred(string Document) : CaseEvent;
public sealed record CaseSuspended(DateTimeOffset At) : CaseEvent;
/// <param name="Days">The days it waited, by which local deadlines move.</param>
public sealed record CaseResumed(DateTimeOffset At, int Days) : CaseEvent;
/// <param name="NearFrom">The instant from which it is near.</param>
/// <param name="Local">Whether suspension and extension move it; a statutory deadline never moves.</param>
public sealed record DeadlineSet(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom, DateTimeOffset? NearFrom = null, bool? Local = null) : CaseEvent;
/// <param name="Waited">Whether it moved because the case was suspended, and not because somebody extended it.</param>
public sealed record DeadlineMoved(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom, DateTimeOffset? NearFrom, bool? Waited = null) : CaseEvent;
public sealed record DeadlineLifted(DeadlineKey Key) : CaseEvent;
public sealed record DeadlineNeared(DeadlineKey Key, DateOnly DueOn) : CaseEvent;
public sealed record DeadlineMissed(DeadlineKey Key, DateOnly DueOn) : CaseEvent;

public sealed record ModelMigrated(int From, int To) : CaseEvent;

// ---- Ending ------------------------------------------------------------------------------------------------------------

/// <summary>What a case of the same family brought here. What is absent stays here as it was.</summary>
/// <param name="Members">All of its members, as they are called here.</param>
/// <param name="Tasks">Those that were open, as they are called here.</param>
/// <param name="ChildProtectionNotifiedAt">Where its notification takes the place of the one known here; <paramref name="ChildProtection"/> is how far that one is.</param>
/// <param name="Needs">What it found, as it is called here; to be received anew.</param>
public sealed record DuplicateMerged(
    CaseId Duplicate, ImmutableArray<Member> Members, int Contacts, ImmutableArray<string> Reasons, ImmutableArray<PlanTask> Tasks, ImmutableArray<string> Flags,
    DateTimeOffset At, DateTimeOffset? TouchedAt = null, DateTimeOffset? BeganAt = null, DateTimeOffset? PendingAt = null, Urgency? Urgency = null, SpecialSupport? SpecialSupport = null,
    DateTimeOffset? ServiceAssessmentRequestedAt = null, UnitId? ServiceAssessmentFrom = null,
    DateTimeOffset? ChildProtectionNotifiedAt = null, ChildProtectionStage? ChildProtection = null, ImmutableArray<Need>? Needs = null) : CaseEvent;
/// <summary>The case closed because it goes on in another.</summary>
public sealed record CaseMerged(CaseId Into, DateTimeOffset At) : CaseEvent;
public sealed record CaseClosed(string Result, DateTimeOffset At) : CaseEvent;
public sealed record CaseReopened(PersonId Coordinator, OrganisationId Organisation, DateTimeOffset At) : CaseEvent;
public sealed record OutcomeRecorded(FamilyOutcome Outcome, DateTimeOffset At) : CaseEvent;

// ---- Content -----------------------------------------------------------------------------------------------------------

public sealed record ContactContent(string OwnWords, ImmutableArray<MemberContent> Members);
public sealed record MemberContent(
    string? GivenName = null, string? FamilyName = null, string? Identifier = null, DateOnly? Born = null, string? Phone = null, string? Member = null);
/// <param name="Members">As they are called in the case that they came to.</param>
/// <param name="Tasks">The words of its open tasks, in the order of the event's.</param>
public sealed record MergedWords(ImmutableArray<MemberContent> Members, ImmutableArray<string?> Tasks, string? Reason = null);
public sealed record PhenomenonContent(string Name);
public sealed record TextContent(string Text);
public sealed record LifeAreaContent(string? Strengths, string? Worries);
/// <param name="RootCauses">One per need, in their order; null where none was told.</param>
public sealed record AssessmentContent(string Summary, ImmutableArray<string?> RootCauses);
public sealed record PlanContent(ImmutableArray<string> Goals, ImmutableArray<string> Tasks);
public sealed record DocumentContent(string Title, string Register, string? DocumentId, string? Link);
