using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Coordination.Core;

// What may be asked of a case.

public abstract record CaseCommand([property: JsonIgnore] CommandName Name)
{
    /// <summary>When it happened, if before it was recorded. Never in the future.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}

/// <summary>Looked up when the command is given, such as how many cases somebody has now; who gives the command cannot say it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LookedUpAttribute : Attribute;

// ---- Contact ----------------------------------------------------------------------------------------------------------

/// <summary>Opens the case or joins it. With <paramref name="Touches"/> it names members of other open cases too, and waits for a person to decide.</summary>
/// <param name="CallBack">Whether the family waits to be called back.</param>
public sealed record ReceiveContact(
    CaseId Case, ContactId Contact, string Model, string? Area, Channel Channel, Source Source, UnitId? Unit,
    ImmutableArray<string> Reasons, string Language, bool Interpreter, Basis Basis,
    ImmutableArray<NamedMember> Members, ImmutableArray<CaseId> Touches, ContactContent Content, bool CallBack = false) : CaseCommand(CommandName.ReceiveContact);

/// <summary>A member as a contact names them: a keyed hash of the identifier, one of the name, and what is said of them (content).</summary>
public sealed record NamedMember(MemberRole Role, string? Key, string? Likeness, MemberContent Content);

/// <summary>A pattern seen over many families, by a name that stands in its content: <paramref name="Key"/> is a keyed hash of name and area.</summary>
/// <param name="From">Of contacts from this day on, to the last, it is counted how many there were for the reason.</param>
public sealed record OpenPhenomenon(
    CaseId Case, string Model, string Key, string Area, PhenomenonLevel Level, string Reason, DateOnly From, DateOnly To, PhenomenonContent Content,
    CaseId? Parent = null) : CaseCommand(CommandName.OpenPhenomenon)
{
    /// <summary>Longer than three years no period is.</summary>
    public const int PeriodDaysMax = 3 * 366;

    /// <summary>How many contacts the units of each organisation told; nothing before it was counted.</summary>
    [LookedUp] public ImmutableArray<ContactsTold>? Told { get; init; }
    /// <summary>Whether the parent is an open phenomenon that the opener may see.</summary>
    [LookedUp] public bool ParentFound { get; init; }
}
/// <param name="Organisation">Whose unit told them; nothing where the unit is no longer in the network.</param>
public sealed record ContactsTold(OrganisationId? Organisation, int Contacts);
public sealed record JudgeUrgency(Urgency Urgency) : CaseCommand(CommandName.JudgeUrgency);
/// <summary>The matter is pending: what is requested is known, and what must be known of it. The clocks of some models start here.</summary>
public sealed record MarkPending() : CaseCommand(CommandName.MarkPending);
/// <summary>The family was called back, or was not reached.</summary>
public sealed record RecordCallBack(bool Reached, string? Text = null) : CaseCommand(CommandName.RecordCallBack);
/// <summary>A person decides that a waiting contact belongs here. <paramref name="HeldElsewhere"/>: keys of members that stay in the other cases.</summary>
public sealed record TakeContact(ContactId Contact, [property: JsonIgnore] ImmutableArray<string> HeldElsewhere = default) : CaseCommand(CommandName.TakeContact);
/// <summary>The other half of <see cref="TakeContact"/>, in the cases that did not get the contact; only together with it.</summary>
public sealed record ReleaseContact(ContactId Contact, CaseId TakenBy) : CaseCommand(CommandName.ReleaseContact);
/// <summary>A contact that joined does not belong here: it leaves to a case of its own, and with it the members that nobody else told of.</summary>
/// <param name="Own">The case that opens for it.</param>
public sealed record UndoJoin(ContactId Contact, string Reason, [property: JsonIgnore] CaseId Own = default) : CaseCommand(CommandName.UndoJoin);
/// <summary>What is known of a member has changed. A field left out stays as it is.</summary>
/// <param name="Key">A keyed hash of the identifier, where one is told.</param>
public sealed record ChangeMember(string Member, string? Key, string? Likeness, MemberContent Content) : CaseCommand(CommandName.ChangeMember);

// ---- Needs assessment --------------------------------------------------------------------------------------------------

public sealed record StartAssessment() : CaseCommand(CommandName.StartAssessment);
public sealed record SkipAssessment(string Reason) : CaseCommand(CommandName.SkipAssessment);
/// <summary>One area of the family's life: what is well there, and what worries.</summary>
public sealed record RecordLifeArea(string Area, string? Strengths = null, string? Worries = null) : CaseCommand(CommandName.RecordLifeArea);
/// <summary>Somebody was heard; a child's own view in the child's words.</summary>
public sealed record RecordHearing(Heard Who, string View, string? Member = null) : CaseCommand(CommandName.RecordHearing);
public sealed record NeedFoundIn(string Code, string? RootCause = null, string? Service = null);
public sealed record CompleteAssessment(string Summary, ImmutableArray<Heard> Heard, ImmutableArray<NeedFoundIn> Needs, bool NoNeed = false) : CaseCommand(CommandName.CompleteAssessment);
public sealed record Reassess(string Reason) : CaseCommand(CommandName.Reassess);
/// <summary>Whether the child needs special support: a judgement, of one who is competent to give it.</summary>
public sealed record JudgeSpecialSupport(bool Needed, string Grounds) : CaseCommand(CommandName.JudgeSpecialSupport);
/// <summary>A service-need assessment (PTA) was requested from a unit of social services.</summary>
public sealed record RequestServiceAssessment(UnitId To, string Grounds) : CaseCommand(CommandName.RequestServiceAssessment);
/// <summary>A child-protection notification was made. What it said stands in the register of who received it.</summary>
public sealed record RecordChildProtectionNotification(UnitId To) : CaseCommand(CommandName.RecordChildProtectionNotification);
public sealed record RecordChildProtectionDecision(ChildProtectionStage Stage) : CaseCommand(CommandName.RecordChildProtectionDecision);

// ---- People ------------------------------------------------------------------------------------------------------------

public sealed record InviteParticipant(PersonId Person, string? Reason = null) : CaseCommand(CommandName.InviteParticipant);
public sealed record AcceptInvitation() : CaseCommand(CommandName.AcceptInvitation);
public sealed record DeclineInvitation(string Reason) : CaseCommand(CommandName.DeclineInvitation);
public sealed record EndParticipation(PersonId Person, string Reason) : CaseCommand(CommandName.EndParticipation);
/// <summary>The coordinator's work pair (työpari).</summary>
public sealed record NamePair(PersonId Person) : CaseCommand(CommandName.NamePair);
public sealed record EndPair(string Reason) : CaseCommand(CommandName.EndPair);
/// <summary>The statutory own worker (omatyöntekijä), who may or may not be the coordinator.</summary>
public sealed record NameOwnWorker(PersonId Person) : CaseCommand(CommandName.NameOwnWorker);
public sealed record EndOwnWorker(string Reason) : CaseCommand(CommandName.EndOwnWorker);
/// <summary>Somebody acts for the coordinator while they are away, without becoming one. Both days are included.</summary>
public sealed record NameSubstitute(PersonId Person, DateOnly From, DateOnly To, string? Reason = null) : CaseCommand(CommandName.NameSubstitute);
public sealed record EndSubstitute() : CaseCommand(CommandName.EndSubstitute);

// ---- Consents and legal bases ------------------------------------------------------------------------------------------

/// <param name="Giver">The member who gives it: a guardian, or a child by their own capacity.</param>
/// <param name="Recipient">The organisation that may know.</param>
public sealed record RecordConsent(string Giver, OrganisationId Recipient, string Purpose, ConsentForm Form, DateOnly? Until = null) : CaseCommand(CommandName.RecordConsent);
public sealed record WithdrawConsent(string Consent) : CaseCommand(CommandName.WithdrawConsent);
/// <summary>On what other ground than consent an organisation may know.</summary>
public sealed record RecordLegalBasis(OrganisationId Recipient, LegalGround Basis, string Grounds) : CaseCommand(CommandName.RecordLegalBasis);
public sealed record EndLegalBasis(string LegalBasis, string Reason) : CaseCommand(CommandName.EndLegalBasis);

// ---- Joint meeting -----------------------------------------------------------------------------------------------------

/// <summary>A duty that a meeting is to fulfil, and the professional whose it is.</summary>
public sealed record DutyPlanned(string Duty, PersonId Professional);
/// <param name="DeveloperClients">How many developer clients (kehittäjäasiakas) are asked to come; only to a phenomenon's workshop.</param>
public sealed record PlanMeeting(
    DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants, ImmutableArray<DutyPlanned>? Duties = null, int LengthMinutes = PlanMeeting.LengthMinutesUsual,
    string? Agenda = null, int? DeveloperClients = null) : CaseCommand(CommandName.PlanMeeting)
{
    public const int LengthMinutesUsual = 60;
}
public sealed record MoveMeeting(string Meeting, DateTimeOffset At, Place? Place = null) : CaseCommand(CommandName.MoveMeeting);
public sealed record CancelMeeting(string Meeting, string Reason) : CaseCommand(CommandName.CancelMeeting);
/// <summary>Materials were sent to the family, in its language.</summary>
public sealed record SendMaterials(string Meeting, string Language, ImmutableArray<string> Materials) : CaseCommand(CommandName.SendMaterials);
/// <param name="DeveloperClients">How many developer clients came.</param>
public sealed record HoldMeeting(
    string Meeting, bool FamilyAttended, ImmutableArray<PersonId> Attended, string? Minutes = null, ImmutableArray<GoalRated>? Ratings = null, int? DeveloperClients = null) : CaseCommand(CommandName.HoldMeeting);
/// <summary>The duty was done in the meeting. Signed by its own professional; what was found stands in the records of their service.</summary>
public sealed record SignDuty(string Meeting, string Duty) : CaseCommand(CommandName.SignDuty);
public sealed record LeaveDutyOpen(string Meeting, string Duty, string Reason) : CaseCommand(CommandName.LeaveDutyOpen);

// ---- Plan and follow-up ------------------------------------------------------------------------------------------------

/// <summary>A goal in the family's own words; <paramref name="Rating"/> is the family's, 0 to 10.</summary>
public sealed record GoalSet(string Text, int Rating);
/// <param name="Organisation">The organisation that answers for it; the responsible person's own when left out.</param>
/// <param name="Need">The need, or root cause, that it is done for.</param>
public sealed record TaskGiven(string Text, PersonId Responsible, DateOnly Due, OrganisationId? Organisation = null, string? Need = null);
public sealed record SkipMeeting(string Reason) : CaseCommand(CommandName.SkipMeeting);
/// <summary>What is agreed is added to what was agreed before.</summary>
public sealed record AgreePlan(ImmutableArray<GoalSet> Goals, ImmutableArray<TaskGiven> Tasks) : CaseCommand(CommandName.AgreePlan);
/// <summary>How near the family itself says a goal is.</summary>
public sealed record GoalRated(string Goal, int Rating);
public sealed record RateGoals(ImmutableArray<GoalRated> Ratings) : CaseCommand(CommandName.RateGoals);
public sealed record CompleteTask(string Task, string? Text = null) : CaseCommand(CommandName.CompleteTask);
public sealed record DropTask(string Task, string Reason) : CaseCommand(CommandName.DropTask);
public sealed record ChangeTask(string Task, PersonId Responsible, DateOnly Due, string Reason) : CaseCommand(CommandName.ChangeTask);
/// <summary>Asks somebody to take a task over, beyond the case's end.</summary>
public sealed record OfferTask(string Task, PersonId To) : CaseCommand(CommandName.OfferTask);
public sealed record TakeTask(string Task) : CaseCommand(CommandName.TakeTask);
public sealed record PlanFollowUp(DateOnly On) : CaseCommand(CommandName.PlanFollowUp);
/// <summary>A follow-up that happened, or that did not.</summary>
public sealed record RecordFollowUp(bool Happened, string Text, ImmutableArray<GoalRated>? Ratings = null) : CaseCommand(CommandName.RecordFollowUp);
public sealed record AskFeedback(FeedbackFrom From) : CaseCommand(CommandName.AskFeedback);
/// <param name="Rating">1 (poor) to 5 (very good), if one was given.</param>
public sealed record RecordFeedback(FeedbackFrom From, int? Rating = null, string? Text = null) : CaseCommand(CommandName.RecordFeedback);
public sealed record AskReceiver(string Need, PersonId Person) : CaseCommand(CommandName.AskReceiver);
public sealed record AcceptNeed(string Need) : CaseCommand(CommandName.AcceptNeed);

// ---- Handover ----------------------------------------------------------------------------------------------------------

/// <param name="Pair">Who will be the new coordinator's work pair; the pair of the one before does not pass on by itself.</param>
public sealed record OfferHandover(PersonId To, bool Accompanied = false, string? Reason = null, PersonId? Pair = null) : CaseCommand(CommandName.OfferHandover)
{
    [LookedUp] public int? Caseload { get; init; }
}
public sealed record AcceptHandover() : CaseCommand(CommandName.AcceptHandover);
public sealed record DeclineHandover(string Reason) : CaseCommand(CommandName.DeclineHandover);
public sealed record WithdrawHandover() : CaseCommand(CommandName.WithdrawHandover);
public sealed record ExpireHandover() : CaseCommand(CommandName.ExpireHandover);
/// <param name="BeyondLimit">Though the person has as many cases as the operating model allows.</param>
public sealed record AssignCoordinator(PersonId To, string Reason, bool BeyondLimit = false, PersonId? Pair = null) : CaseCommand(CommandName.AssignCoordinator)
{
    [LookedUp] public int? Caseload { get; init; }
}

// ---- Records and time --------------------------------------------------------------------------------------------------

public sealed record Note(string Text) : CaseCommand(CommandName.Note);
public sealed record RaiseFlag(string Flag) : CaseCommand(CommandName.RaiseFlag);
public sealed record LowerFlag(string Flag) : CaseCommand(CommandName.LowerFlag);
/// <summary>Where a document is kept: it is referred to, never kept here.</summary>
public sealed record ReferDocument(string Title, string Register, string? DocumentId = null, string? Link = null) : CaseCommand(CommandName.ReferDocument);
/// <summary>The work waits, for a reason. Local deadlines wait with it; statutory ones never do.</summary>
public sealed record Suspend(string Reason) : CaseCommand(CommandName.Suspend);
public sealed record Resume(string? Reason = null) : CaseCommand(CommandName.Resume);
public sealed record ExtendDeadline(DeadlineKey Key, DateOnly DueOn, string Reason) : CaseCommand(CommandName.ExtendDeadline);
/// <summary>Somebody outside set by when: a court, another authority, the client. Said again with another date, the new one takes its place.</summary>
/// <param name="DueOn">The last day on which it is in time; or, where an hour was set, <paramref name="DueAt"/>: from that instant on it is late.</param>
public sealed record SetDueDate(DeadlineKey Key, DateOnly? DueOn = null, DateTimeOffset? DueAt = null, string? Reason = null) : CaseCommand(CommandName.SetDueDate);
public sealed record NoteDeadlineNear(DeadlineKey Key) : CaseCommand(CommandName.NoteDeadlineNear);
public sealed record NoteDeadlineMissed(DeadlineKey Key) : CaseCommand(CommandName.NoteDeadlineMissed);

/// <summary>From now on the case goes by another version of its operating model.</summary>
public sealed record MigrateModel(int Version) : CaseCommand(CommandName.MigrateModel);

// ---- Ending ------------------------------------------------------------------------------------------------------------

/// <summary>Another open case is about the same family: what it has begun goes on here, and it closes.</summary>
/// <param name="Other">The duplicate as it is now; nothing where it is not open, or not there for who merges.</param>
public sealed record Merge(CaseId Duplicate, string Reason, [property: JsonIgnore] OpenCase? Other = null, [property: JsonIgnore] MergedWords? Words = null) : CaseCommand(CommandName.Merge);
/// <summary>The other half of <see cref="Merge"/>, in the case that closes; only together with it.</summary>
public sealed record CloseAsMerged(CaseId Into) : CaseCommand(CommandName.CloseAsMerged);
public sealed record Close(string Result, string Summary, ImmutableArray<GoalRated>? Ratings = null) : CaseCommand(CommandName.Close);
public sealed record Reopen(string Reason, PersonId? Coordinator = null, PersonId? Pair = null) : CaseCommand(CommandName.Reopen);
/// <summary>How the family does some months after the case was closed.</summary>
public sealed record RecordOutcome(FamilyOutcome Outcome, string? Text = null) : CaseCommand(CommandName.RecordOutcome);

/// <summary>How commands are written as JSON: by the front ends' API, and between nodes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceiveContact))]
[JsonSerializable(typeof(OpenPhenomenon))]
[JsonSerializable(typeof(JudgeUrgency))]
[JsonSerializable(typeof(MarkPending))]
[JsonSerializable(typeof(RecordCallBack))]
[JsonSerializable(typeof(TakeContact))]
[JsonSerializable(typeof(ReleaseContact))]
[JsonSerializable(typeof(UndoJoin))]
[JsonSerializable(typeof(ChangeMember))]
[JsonSerializable(typeof(StartAssessment))]
[JsonSerializable(typeof(SkipAssessment))]
[JsonSerializable(typeof(RecordLifeArea))]
[JsonSerializable(typeof(RecordHearing))]
[JsonSerializable(typeof(CompleteAssessment))]
[JsonSerializable(typeof(Reassess))]
[JsonSerializable(typeof(JudgeSpecialSupport))]
[JsonSerializable(typeof(RequestServiceAssessment))]
[JsonSerializable(typeof(RecordChildProtectionNotification))]
[JsonSerializable(typeof(RecordChildProtectionDecision))]
[JsonSerializable(typeof(InviteParticipant))]
[JsonSerializable(typeof(AcceptInvitation))]
[JsonSerializable(typeof(DeclineInvitation))]
[JsonSerializable(typeof(EndParticipation))]
[JsonSerializable(typeof(NamePair))]
[JsonSerializable(typeof(EndPair))]
[JsonSerializable(typeof(NameOwnWorker))]
[JsonSerializable(typeof(EndOwnWorker))]
[JsonSerializable(typeof(NameSubstitute))]
[JsonSerializable(typeof(EndSubstitute))]
[JsonSerializable(typeof(RecordConsent))]
[JsonSerializable(typeof(WithdrawConsent))]
[JsonSerializable(typeof(RecordLegalBasis))]
[JsonSerializable(typeof(EndLegalBasis))]
[JsonSerializable(typeof(PlanMeeting))]
[JsonSerializable(typeof(MoveMeeting))]
[JsonSerializable(typeof(CancelMeeting))]
[JsonSerializable(typeof(SendMaterials))]
[JsonSerializable(typeof(HoldMeeting))]
[JsonSerializable(typeof(SignDuty))]
[JsonSerializable(typeof(LeaveDutyOpen))]
[JsonSerializable(typeof(SkipMeeting))]
[JsonSerializable(typeof(AgreePlan))]
[JsonSerializable(typeof(RateGoals))]
[JsonSerializable(typeof(CompleteTask))]
[JsonSerializable(typeof(DropTask))]
[JsonSerializable(typeof(ChangeTask))]
[JsonSerializable(typeof(OfferTask))]
[JsonSerializable(typeof(TakeTask))]
[JsonSerializable(typeof(PlanFollowUp))]
[JsonSerializable(typeof(RecordFollowUp))]
[JsonSerializable(typeof(AskFeedback))]
[JsonSerializable(typeof(RecordFeedback))]
[JsonSerializable(typeof(AskReceiver))]
[JsonSerializable(typeof(AcceptNeed))]
[JsonSerializable(typeof(OfferHandover))]
[JsonSerializable(typeof(AcceptHandover))]
[JsonSerializable(typeof(DeclineHandover))]
[JsonSerializable(typeof(WithdrawHandover))]
[JsonSerializable(typeof(ExpireHandover))]
[JsonSerializable(typeof(AssignCoordinator))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(RaiseFlag))]
[JsonSerializable(typeof(LowerFlag))]
[JsonSerializable(typeof(ReferDocument))]
[JsonSerializable(typeof(Suspend))]
[JsonSerializable(typeof(Resume))]
[JsonSerializable(typeof(ExtendDeadline))]
[JsonSerializable(typeof(SetDueDate))]
[JsonSerializable(typeof(NoteDeadlineNear))]
[JsonSerializable(typeof(NoteDeadlineMissed))]
[JsonSerializable(typeof(MigrateModel))]
[JsonSerializable(typeof(Merge))]
[JsonSerializable(typeof(CloseAsMerged))]
[JsonSerializable(typeof(Close))]
[JsonSerializable(typeof(Reopen))]
[JsonSerializable(typeof(RecordOutcome))]
public sealed partial class CaseCommandJson : JsonSerializerContext
{
    /// <summary>Every command's type has the command's name.</summary>
    public static JsonTypeInfo Of(CommandName name) => Default.GetTypeInfo(typeof(CaseCommand).Assembly.GetType($"{typeof(CaseCommand).Namespace}.{name}", throwOnError: true)!)!;
}
