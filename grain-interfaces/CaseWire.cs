using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Coordination.Core;

namespace Coordination.GrainInterfaces;

/// <summary>Commands and states as JSON: between nodes, and in a case's snapshot.</summary>
public static class CaseWire
{
    static readonly FrozenDictionary<CommandName, JsonTypeInfo> Commands = new Dictionary<CommandName, JsonTypeInfo>
    {
        [CommandName.ReceiveContact] = CaseWireJson.Default.ReceiveContact,
        [CommandName.JudgeUrgency] = CaseWireJson.Default.JudgeUrgency,
        [CommandName.StartAssessment] = CaseWireJson.Default.StartAssessment,
        [CommandName.SkipAssessment] = CaseWireJson.Default.SkipAssessment,
        [CommandName.CompleteAssessment] = CaseWireJson.Default.CompleteAssessment,
        [CommandName.Reassess] = CaseWireJson.Default.Reassess,
        [CommandName.PlanMeeting] = CaseWireJson.Default.PlanMeeting,
        [CommandName.HoldMeeting] = CaseWireJson.Default.HoldMeeting,
        [CommandName.AgreePlan] = CaseWireJson.Default.AgreePlan,
        [CommandName.AskReceiver] = CaseWireJson.Default.AskReceiver,
        [CommandName.AcceptNeed] = CaseWireJson.Default.AcceptNeed,
        [CommandName.OfferHandover] = CaseWireJson.Default.OfferHandover,
        [CommandName.AcceptHandover] = CaseWireJson.Default.AcceptHandover,
        [CommandName.DeclineHandover] = CaseWireJson.Default.DeclineHandover,
        [CommandName.WithdrawHandover] = CaseWireJson.Default.WithdrawHandover,
        [CommandName.ExpireHandover] = CaseWireJson.Default.ExpireHandover,
        [CommandName.AssignCoordinator] = CaseWireJson.Default.AssignCoordinator,
        [CommandName.TakeContact] = CaseWireJson.Default.TakeContact,
        [CommandName.ReleaseContact] = CaseWireJson.Default.ReleaseContact,
        [CommandName.Note] = CaseWireJson.Default.Note,
        [CommandName.Close] = CaseWireJson.Default.Close,
        [CommandName.Reopen] = CaseWireJson.Default.Reopen,
        [CommandName.NoteDeadlineMissed] = CaseWireJson.Default.NoteDeadlineMissed,
    }.ToFrozenDictionary();

    public static byte[] Write(CaseAsk ask) => JsonSerializer.SerializeToUtf8Bytes(
        new AskWritten(ask.CommandActor, ask.CommandId, ask.Fingerprint, ask.Actor, ask.Now, ask.OccurredAt, ask.Command.Name,
            JsonSerializer.SerializeToElement(ask.Command, Commands[ask.Command.Name]), ask.IfVersion, ask.Contact),
        CaseWireJson.Default.AskWritten);

    public static CaseAsk ReadAsk(ReadOnlySpan<byte> text)
    {
        var ask = JsonSerializer.Deserialize(text, CaseWireJson.Default.AskWritten)!;
        return new(ask.CommandActor, ask.CommandId, ask.Fingerprint, ask.Actor, ask.Now, ask.OccurredAt,
            (CaseCommand)ask.Command.Deserialize(Commands[ask.Name])!, ask.IfVersion, ask.Contact);
    }

    public static byte[] Write(CaseSeen seen) => JsonSerializer.SerializeToUtf8Bytes(
        new SeenWritten(seen.Version, seen.State as OpenCase, seen.State as ClosedCase, seen.Trouble, seen.Fault), CaseWireJson.Default.SeenWritten);

    /// <exception cref="JsonException">Not what <see cref="Write(CaseSeen)"/> wrote.</exception>
    public static CaseSeen ReadSeen(ReadOnlySpan<byte> text)
    {
        var seen = JsonSerializer.Deserialize(text, CaseWireJson.Default.SeenWritten) ?? throw new JsonException();
        return new(seen.Version, (CaseState?)seen.Open ?? (CaseState?)seen.Closed ?? NoCase.Yet, seen.Trouble, seen.Fault);
    }
}

sealed record AskWritten(
    string CommandActor, string CommandId, string Fingerprint, Actor Actor, DateTimeOffset Now, DateTimeOffset OccurredAt,
    CommandName Name, JsonElement Command, int? IfVersion, string? Contact);

sealed record SeenWritten(int Version, OpenCase? Open, ClosedCase? Closed, string? Trouble, string? Fault);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AskWritten))]
[JsonSerializable(typeof(SeenWritten))]
[JsonSerializable(typeof(ReceiveContact))]
[JsonSerializable(typeof(JudgeUrgency))]
[JsonSerializable(typeof(StartAssessment))]
[JsonSerializable(typeof(SkipAssessment))]
[JsonSerializable(typeof(CompleteAssessment))]
[JsonSerializable(typeof(Reassess))]
[JsonSerializable(typeof(PlanMeeting))]
[JsonSerializable(typeof(HoldMeeting))]
[JsonSerializable(typeof(AgreePlan))]
[JsonSerializable(typeof(AskReceiver))]
[JsonSerializable(typeof(AcceptNeed))]
[JsonSerializable(typeof(OfferHandover))]
[JsonSerializable(typeof(AcceptHandover))]
[JsonSerializable(typeof(DeclineHandover))]
[JsonSerializable(typeof(WithdrawHandover))]
[JsonSerializable(typeof(ExpireHandover))]
[JsonSerializable(typeof(AssignCoordinator))]
[JsonSerializable(typeof(TakeContact))]
[JsonSerializable(typeof(ReleaseContact))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Close))]
[JsonSerializable(typeof(Reopen))]
[JsonSerializable(typeof(NoteDeadlineMissed))]
sealed partial class CaseWireJson : JsonSerializerContext;
