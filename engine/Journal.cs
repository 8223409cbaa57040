using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>Names a command: unique per actor over all streams. The fingerprint tells whether it is the same body again.</summary>
public readonly record struct CommandKey(string Actor, string Id, string Fingerprint);

/// <summary>The first accepted answer to a command, kept beside its id.</summary>
public sealed record Answer(string Stream, int Version, ImmutableArray<string> Happened, string? Contact = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, EngineJson.Default.Answer);
    public static Answer Of(string json) => JsonSerializer.Deserialize(json, EngineJson.Default.Answer)!;
}

/// <summary>One stream's share of an append: what is to follow its version, and how the register sees it before and after.</summary>
/// <param name="After">Nothing for a stream that the register does not know.</param>
/// <param name="Expected">The version the decision was made on; 0 for a stream that does not exist yet.</param>
public sealed record StreamPart(string Stream, int Expected, ImmutableArray<Written> Entries, Picture? Before, Picture? After)
{
    public int Version => Expected + Entries.Length;
    public IEnumerable<string> KeysReleased => Before is null || SameKeys ? [] : Before.Keys.Except(After!.Keys, StringComparer.Ordinal);
    public IEnumerable<string> KeysTaken => Before is null ? After?.Keys ?? [] : SameKeys ? [] : After!.Keys.Except(Before.Keys, StringComparer.Ordinal);
    bool SameKeys => Before!.Keys.AsSpan().SequenceEqual(After!.Keys.AsSpan());
}

/// <summary>What one command writes, on one stream or several: all of it or nothing.</summary>
public sealed record Append(
    CommandKey Command, DateTimeOffset RecordedAt, DateTimeOffset OccurredAt, Answer Answer, ImmutableArray<StreamPart> Parts);

/// <summary>What became of an append. Only <see cref="Written"/> wrote anything.</summary>
public abstract record Outcome
{
    /// <param name="Position">Of its first event, in the order of all events.</param>
    public sealed record Written(long Position) : Outcome;

    /// <summary>Another append came first on one of its streams.</summary>
    public sealed record Conflict : Outcome;

    /// <summary>The command id was accepted before.</summary>
    public sealed record Known(Answer First, bool SameBody) : Outcome;

    /// <summary>A member's key is held by another open case.</summary>
    public sealed record KeyTaken(string Key) : Outcome;
}

/// <summary>A stream's version now, and what was answered to the command before, if it was.</summary>
public readonly record struct Look(int Version, Outcome.Known? Known);

/// <summary>An event as it stands in the journal. Times are to the millisecond.</summary>
public sealed record Recorded(
    long Position, string Stream, int Version, string Command, string Actor,
    DateTimeOffset RecordedAt, DateTimeOffset OccurredAt, string Type, string Facts, string? Content);

/// <summary>All that a state is drawn from of an event: neither who, nor when, nor its content.</summary>
public readonly record struct Fact(string Type, string Facts);

/// <summary>The append-only journal, with the register it keeps in the same transaction.</summary>
public interface IJournal
{
    /// <exception cref="JournalUnavailableException">The store cannot be written now; whether this append was is not known. Ask again with the same command id.</exception>
    ValueTask<Outcome> Append(Append append, CancellationToken stop);

    ValueTask<Look> Look(string stream, CommandKey? command, CancellationToken stop);

    /// <summary>Events of a stream after a version, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<Recorded>> Read(string stream, int after, int limit, CancellationToken stop);

    /// <summary>Those of a stream up to a version that are of these types, oldest first. What is between them, such as years of notes, is not read.</summary>
    ValueTask<IReadOnlyList<Recorded>> Read(string stream, int until, IReadOnlyList<string> types, CancellationToken stop);

    /// <summary>As <see cref="Read(string, int, int, CancellationToken)"/>, to wake a case: content is neither read nor opened.</summary>
    ValueTask<IReadOnlyList<Fact>> Facts(string stream, int after, int limit, CancellationToken stop);

    /// <summary>Events of all streams after a position, in the order they were committed, without holes.</summary>
    ValueTask<IReadOnlyList<Recorded>> Feed(long after, int limit, CancellationToken stop);

    /// <summary>The position of the newest event; 0 in an empty journal.</summary>
    ValueTask<long> Head(CancellationToken stop);

    /// <summary>The open streams that hold any of these members' keys.</summary>
    ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop);

    /// <summary>Streams in which the engine has something to do by now. Several nodes may ask at once; each gets others.</summary>
    ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>Completes when something was committed by this node after the call; other nodes' commits are found by looking.</summary>
    Task Changed { get; }
}

/// <summary>The store is locked, full, broken or gone. The caller may ask again with the same command id.</summary>
public sealed class JournalUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Seals content with a key of its stream, and opens it. In this build content is kept as it is.</summary>
public interface IContentSeal
{
    byte[] Seal(string stream, string content);
    string? Open(string stream, byte[] content);
}

public sealed class NoSeal : IContentSeal
{
    public byte[] Seal(string stream, string content) => System.Text.Encoding.UTF8.GetBytes(content);
    public string? Open(string stream, byte[] content) => System.Text.Encoding.UTF8.GetString(content);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Answer))]
sealed partial class EngineJson : JsonSerializerContext;
