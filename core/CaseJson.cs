using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Coordination.Core;

/// <summary>How a case's events are written. A name or a field in this file is never changed, only added.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaseOpened))]
[JsonSerializable(typeof(PhenomenonOpened))]
[JsonSerializable(typeof(ContactReceived))]
[JsonSerializable(typeof(ContactHeld))]
[JsonSerializable(typeof(ContactTaken))]
[JsonSerializable(typeof(ContactReleased))]
[JsonSerializable(typeof(DeadlineSet))]
[JsonSerializable(typeof(DeadlineMissed))]
[JsonSerializable(typeof(UrgencyJudged))]
[JsonSerializable(typeof(PhaseEntered))]
[JsonSerializable(typeof(AssessmentStarted))]
[JsonSerializable(typeof(AssessmentSkipped))]
[JsonSerializable(typeof(AssessmentCompleted))]
[JsonSerializable(typeof(ReassessmentCalled))]
[JsonSerializable(typeof(MeetingPlanned))]
[JsonSerializable(typeof(MeetingHeld))]
[JsonSerializable(typeof(PlanAgreed))]
[JsonSerializable(typeof(ReceiverAsked))]
[JsonSerializable(typeof(NeedAccepted))]
[JsonSerializable(typeof(HandoverOffered))]
[JsonSerializable(typeof(HandoverAccepted))]
[JsonSerializable(typeof(HandoverDeclined))]
[JsonSerializable(typeof(HandoverWithdrawn))]
[JsonSerializable(typeof(HandoverExpired))]
[JsonSerializable(typeof(CoordinatorAssigned))]
[JsonSerializable(typeof(NoteWritten))]
[JsonSerializable(typeof(CaseClosed))]
[JsonSerializable(typeof(CaseReopened))]
[JsonSerializable(typeof(MarkedPending))]
[JsonSerializable(typeof(CalledBack))]
[JsonSerializable(typeof(MemberChanged))]
[JsonSerializable(typeof(LifeAreaRecorded))]
[JsonSerializable(typeof(HearingRecorded))]
[JsonSerializable(typeof(SpecialSupportJudged))]
[JsonSerializable(typeof(ServiceAssessmentRequested))]
[JsonSerializable(typeof(ChildProtectionNotified))]
[JsonSerializable(typeof(ChildProtectionDecided))]
[JsonSerializable(typeof(ParticipantInvited))]
[JsonSerializable(typeof(InvitationAccepted))]
[JsonSerializable(typeof(InvitationDeclined))]
[JsonSerializable(typeof(ParticipationEnded))]
[JsonSerializable(typeof(PairNamed))]
[JsonSerializable(typeof(PairEnded))]
[JsonSerializable(typeof(OwnWorkerNamed))]
[JsonSerializable(typeof(OwnWorkerEnded))]
[JsonSerializable(typeof(SubstituteNamed))]
[JsonSerializable(typeof(SubstituteEnded))]
[JsonSerializable(typeof(ConsentRecorded))]
[JsonSerializable(typeof(ConsentWithdrawn))]
[JsonSerializable(typeof(LegalBasisRecorded))]
[JsonSerializable(typeof(LegalBasisEnded))]
[JsonSerializable(typeof(MeetingMoved))]
[JsonSerializable(typeof(MeetingCancelled))]
[JsonSerializable(typeof(MaterialsSent))]
[JsonSerializable(typeof(DutySigned))]
[JsonSerializable(typeof(DutyLeftOpen))]
[JsonSerializable(typeof(MeetingSkipped))]
[JsonSerializable(typeof(GoalsRated))]
[JsonSerializable(typeof(TaskCompleted))]
[JsonSerializable(typeof(TaskDropped))]
[JsonSerializable(typeof(TaskChanged))]
[JsonSerializable(typeof(TaskOffered))]
[JsonSerializable(typeof(TaskTaken))]
[JsonSerializable(typeof(FollowUpPlanned))]
[JsonSerializable(typeof(FollowUpRecorded))]
[JsonSerializable(typeof(FeedbackAsked))]
[JsonSerializable(typeof(FeedbackRecorded))]
[JsonSerializable(typeof(FlagRaised))]
[JsonSerializable(typeof(FlagLowered))]
[JsonSerializable(typeof(DocumentReferred))]
[JsonSerializable(typeof(CaseSuspended))]
[JsonSerializable(typeof(CaseResumed))]
[JsonSerializable(typeof(DeadlineMoved))]
[JsonSerializable(typeof(DeadlineLifted))]
[JsonSerializable(typeof(DeadlineNeared))]
[JsonSerializable(typeof(OutcomeRecorded))]
[JsonSerializable(typeof(ModelMigrated))]
[JsonSerializable(typeof(JoinUndone))]
[JsonSerializable(typeof(DuplicateMerged))]
[JsonSerializable(typeof(CaseMerged))]
[JsonSerializable(typeof(ContactContent))]
[JsonSerializable(typeof(PhenomenonContent))]
[JsonSerializable(typeof(TextContent))]
[JsonSerializable(typeof(AssessmentContent))]
[JsonSerializable(typeof(PlanContent))]
[JsonSerializable(typeof(LifeAreaContent))]
[JsonSerializable(typeof(DocumentContent))]
[JsonSerializable(typeof(MergedWords))]
sealed partial class CaseJsonContext : JsonSerializerContext;

public static class CaseJson
{
    /// <summary>Letters stay letters in the journal.</summary>
    static readonly CaseJsonContext Journal = new(new(CaseJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    static readonly (string Type, Type Event)[] Types =
    [
        ("case-opened", typeof(CaseOpened)),
        ("contact-received", typeof(ContactReceived)),
        ("contact-held", typeof(ContactHeld)),
        ("contact-taken", typeof(ContactTaken)),
        ("contact-released", typeof(ContactReleased)),
        ("deadline-set", typeof(DeadlineSet)),
        ("deadline-missed", typeof(DeadlineMissed)),
        ("urgency-judged", typeof(UrgencyJudged)),
        ("phase-entered", typeof(PhaseEntered)),
        ("assessment-started", typeof(AssessmentStarted)),
        ("assessment-skipped", typeof(AssessmentSkipped)),
        ("assessment-completed", typeof(AssessmentCompleted)),
        ("reassessment-called", typeof(ReassessmentCalled)),
        ("meeting-planned", typeof(MeetingPlanned)),
        ("meeting-held", typeof(MeetingHeld)),
        ("plan-agreed", typeof(PlanAgreed)),
        ("receiver-asked", typeof(ReceiverAsked)),
        ("need-accepted", typeof(NeedAccepted)),
        ("handover-offered", typeof(HandoverOffered)),
        ("handover-accepted", typeof(HandoverAccepted)),
        ("handover-declined", typeof(HandoverDeclined)),
        ("handover-withdrawn", typeof(HandoverWithdrawn)),
        ("handover-expired", typeof(HandoverExpired)),
        ("coordinator-assigned", typeof(CoordinatorAssigned)),
        ("note-written", typeof(NoteWritten)),
        ("case-closed", typeof(CaseClosed)),
        ("case-reopened", typeof(CaseReopened)),
        ("marked-pending", typeof(MarkedPending)),
        ("called-back", typeof(CalledBack)),
        ("member-changed", typeof(MemberChanged)),
        ("life-area-recorded", typeof(LifeAreaRecorded)),
        ("hearing-recorded", typeof(HearingRecorded)),
        ("special-support-judged", typeof(SpecialSupportJudged)),
        ("service-assessment-requested", typeof(ServiceAssessmentRequested)),
        ("child-protection-notified", typeof(ChildProtectionNotified)),
        ("child-protection-decided", typeof(ChildProtectionDecided)),
        ("participant-invited", typeof(ParticipantInvited)),
        ("invitation-accepted", typeof(InvitationAccepted)),
        ("invitation-declined", typeof(InvitationDeclined)),
        ("participation-ended", typeof(ParticipationEnded)),
        ("pair-named", typeof(PairNamed)),
        ("pair-ended", typeof(PairEnded)),
        ("own-worker-named", typeof(OwnWorkerNamed)),
        ("own-worker-ended", typeof(OwnWorkerEnded)),
        ("substitute-named", typeof(SubstituteNamed)),
        ("substitute-ended", typeof(SubstituteEnded)),
        ("consent-recorded", typeof(ConsentRecorded)),
        ("consent-withdrawn", typeof(ConsentWithdrawn)),
        ("legal-basis-recorded", typeof(LegalBasisRecorded)),
        ("legal-basis-ended", typeof(LegalBasisEnded)),
        ("meeting-moved", typeof(MeetingMoved)),
        ("meeting-cancelled", typeof(MeetingCancelled)),
        ("materials-sent", typeof(MaterialsSent)),
        ("duty-signed", typeof(DutySigned)),
        ("duty-left-open", typeof(DutyLeftOpen)),
        ("meeting-skipped", typeof(MeetingSkipped)),
        ("goals-rated", typeof(GoalsRated)),
        ("task-completed", typeof(TaskCompleted)),
        ("task-dropped", typeof(TaskDropped)),
        ("task-changed", typeof(TaskChanged)),
        ("task-offered", typeof(TaskOffered)),
        ("task-taken", typeof(TaskTaken)),
        ("follow-up-planned", typeof(FollowUpPlanned)),
        ("follow-up-recorded", typeof(FollowUpRecorded)),
        ("feedback-asked", typeof(FeedbackAsked)),
        ("feedback-recorded", typeof(FeedbackRecorded)),
        ("flag-raised", typeof(FlagRaised)),
        ("flag-lowered", typeof(FlagLowered)),
        ("document-referred", typeof(DocumentReferred)),
        ("case-suspended", typeof(CaseSuspended)),
        ("case-resumed", typeof(CaseResumed)),
        ("deadline-moved", typeof(DeadlineMoved)),
        ("deadline-lifted", typeof(DeadlineLifted)),
        ("deadline-neared", typeof(DeadlineNeared)),
        ("outcome-recorded", typeof(OutcomeRecorded)),
        ("model-migrated", typeof(ModelMigrated)),
        ("join-undone", typeof(JoinUndone)),
        ("duplicate-merged", typeof(DuplicateMerged)),
        ("case-merged", typeof(CaseMerged)),
        ("phenomenon-opened", typeof(PhenomenonOpened)),
    ];

    static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(t => t.Event, t => t.Type);
    static readonly FrozenDictionary<string, JsonTypeInfo> Readers =
        Types.ToFrozenDictionary(t => t.Type, t => Journal.GetTypeInfo(t.Event)!, StringComparer.Ordinal);
    static readonly FrozenDictionary<Type, JsonTypeInfo> Writers =
        Types.ToFrozenDictionary(t => t.Event, t => Journal.GetTypeInfo(t.Event)!);

    /// <summary>Every type of event there is, in the order it was added.</summary>
    public static IEnumerable<string> EventTypes => Types.Select(t => t.Type);

    public static string NameOf(CaseEvent happened) => Names[happened.GetType()];

    public static Written Write(Happening<CaseEvent> happening) => new(
        NameOf(happening.Event),
        JsonSerializer.Serialize(happening.Event, Writers[happening.Event.GetType()]),
        happening.Content is { } content ? JsonSerializer.Serialize(content, Journal.GetTypeInfo(content.GetType())!) : null);

    /// <exception cref="JsonException">The journal holds what this build cannot read.</exception>
    public static CaseEvent Read(string type, string facts) =>
        Readers.TryGetValue(type, out var reader)
            ? (CaseEvent)JsonSerializer.Deserialize(facts, reader)!
            : throw new JsonException($"event type '{type}' is not known to this build");
}
