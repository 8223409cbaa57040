using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Coordination.Core;

namespace Coordination.GrainInterfaces;

/// <summary>Commands and states as JSON: between nodes, and in a case's snapshot.</summary>
public static class CaseWire
{
    static readonly FrozenDictionary<CommandName, JsonTypeInfo> Commands = Enum.GetValues<CommandName>().ToFrozenDictionary(name => name, CaseCommandJson.Of);

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
sealed partial class CaseWireJson : JsonSerializerContext;
