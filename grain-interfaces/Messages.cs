using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.GrainInterfaces;

// What travels between nodes. A node of an older build reads what a newer one sends, and leaves out what it does not know:
// fields are added, with new numbers, and never changed. Nothing here changes after it was made, so a message to a case
// on the same node is not copied.

/// <summary>A command on its way to the node where the case is.</summary>
/// <param name="CommandId">With <paramref name="CommandActor"/>: names the command, once and for all.</param>
/// <param name="Fingerprint">Tells whether it is the same body again.</param>
/// <param name="IfVersion">The version the caller saw; the command is for no other.</param>
[Immutable]
public sealed record CaseAsk(
    string CommandActor, string CommandId, string Fingerprint, Actor Actor, DateTimeOffset Now, DateTimeOffset OccurredAt,
    CaseCommand Command, int? IfVersion, string? Contact);

/// <summary>A case as it stands at a version.</summary>
/// <param name="Trouble">Why the journal could not be asked, if it could not; the state then tells nothing.</param>
/// <param name="Fault">What broke in the case itself, if something did; the state then tells nothing.</param>
[Immutable]
public sealed record CaseSeen(int Version, CaseState State, string? Trouble = null, string? Fault = null);

public enum ReplyKind { Done, AlreadySo, Refused, WrongVersion, KeyReused, Unavailable, Fault }

/// <summary>What became of a command.</summary>
[GenerateSerializer, Immutable, Alias("coordination.case-reply")]
public sealed record CaseReply
{
    [Id(0)] public required ReplyKind Kind { get; init; }
    [Id(1)] public int Version { get; init; }

    /// <summary>The stream that the first accepted answer is about.</summary>
    [Id(2)] public string? Stream { get; init; }
    [Id(3)] public ImmutableArray<string> Happened { get; init; } = [];
    [Id(4)] public string? Contact { get; init; }

    /// <summary>Why not, as the refusal is written everywhere.</summary>
    [Id(5)] public string? Refusal { get; init; }

    /// <summary>Why the journal could not be written, or what broke, for the log.</summary>
    [Id(6)] public string? Trouble { get; init; }
}

/// <summary>How a message that carries the rules' own types is written: as JSON, which leaves room for more fields.</summary>
[GenerateSerializer, Alias("coordination.json")]
public readonly record struct JsonMessage([property: Id(0)] byte[] Text);

[RegisterConverter]
public sealed class CaseAskConverter : IConverter<CaseAsk, JsonMessage>
{
    public CaseAsk ConvertFromSurrogate(in JsonMessage surrogate) => CaseWire.ReadAsk(surrogate.Text);
    public JsonMessage ConvertToSurrogate(in CaseAsk value) => new(CaseWire.Write(value));
}

[RegisterConverter]
public sealed class CaseSeenConverter : IConverter<CaseSeen, JsonMessage>
{
    public CaseSeen ConvertFromSurrogate(in JsonMessage surrogate) => CaseWire.ReadSeen(surrogate.Text);
    public JsonMessage ConvertToSurrogate(in CaseSeen value) => new(CaseWire.Write(value));
}
