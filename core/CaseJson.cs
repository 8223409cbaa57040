using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Coordination.Core;

/// <summary>How a case's events are written. A name or a field in this file is never changed, only added.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaseOpened))]
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
[JsonSerializable(typeof(ContactContent))]
[JsonSerializable(typeof(TextContent))]
[JsonSerializable(typeof(AssessmentContent))]
[JsonSerializable(typeof(PlanContent))]
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
