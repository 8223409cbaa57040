using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordination.Peers;

// What is answered, as it goes over the wire.

public sealed record Receipt([property: JsonPropertyName("receipt")] string Number, DateTimeOffset ReceivedAt, string? Case, int? Version, string? Outcome);

public sealed record CommandAnswer(string Case, int Version, IReadOnlyList<string> Happened);
public sealed record PersonView(string Id);
public sealed record OfferView(PersonView To, bool Accompanied, DateTimeOffset ExpiresFrom);
public sealed record CaseView(
    string Case, int Version, Phase Phase, PersonView Coordinator, string Organisation, string Area, DateTimeOffset OpenedAt, DateTimeOffset EnteredAt, Urgency? Urgency,
    int Contacts, OfferView? Offer, IReadOnlyList<Need> Needs, bool NoNeed, IReadOnlyList<Meeting> Meetings, IReadOnlyList<Goal> Goals, IReadOnlyList<PlanTask> Tasks,
    string? Result, DateTimeOffset? ClosedAt);
public sealed record JournalEntry(int Version, string Type, DateTimeOffset RecordedAt, string Actor, JsonElement Content);
public sealed record JournalPage(IReadOnlyList<JournalEntry> Items, string? Next);
public sealed record NoOpAnswer(int Length);
public sealed record Health(string Status);
public sealed record ProblemBody(string Type, string Title, int Status, string? Refusal, int? Version, IReadOnlyList<Fault>? Errors);
public sealed record Fault(string Field, string Code);

/// <summary>Codes are written in kebab-case.</summary>
public sealed class Kebab<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(JudgeUrgency))]
[JsonSerializable(typeof(StartAssessment))]
[JsonSerializable(typeof(CompleteAssessment))]
[JsonSerializable(typeof(Reassess))]
[JsonSerializable(typeof(PlanMeeting))]
[JsonSerializable(typeof(HoldMeeting))]
[JsonSerializable(typeof(AgreePlan))]
[JsonSerializable(typeof(CompleteTask))]
[JsonSerializable(typeof(RecordFollowUp))]
[JsonSerializable(typeof(Close))]
[JsonSerializable(typeof(OfferHandover))]
[JsonSerializable(typeof(WithdrawHandover))]
[JsonSerializable(typeof(AcceptHandover))]
[JsonSerializable(typeof(NoOp))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(JournalPage))]
[JsonSerializable(typeof(NoOpAnswer))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(NetworkFile))]
sealed partial class WireJson : JsonSerializerContext;

/// <summary>How bodies are read and written: strictly, and letters stay letters.</summary>
public static class Wire
{
    public static readonly JsonSerializerOptions Options = new(WireJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = WireJson.Default,
    };
}
