using System.Collections.Concurrent;
using System.Collections.Immutable;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>A journal in memory, for what is told of live cases and not of stores. Nothing is in it of content, keys and command ids.</summary>
/// <param name="keeps">Otherwise it forgets at once what it was given, and nobody reads it.</param>
sealed class PocketJournal(bool keeps = true) : IJournal
{
    readonly ConcurrentDictionary<string, ImmutableArray<Fact>> streams = new(StringComparer.Ordinal);

    /// <summary>How often each stream was read from its beginning.</summary>
    public ConcurrentDictionary<string, int> Woken { get; } = new(StringComparer.Ordinal);

    /// <summary>What an append of this stream waits for.</summary>
    public ConcurrentDictionary<string, Task> Waits { get; } = new(StringComparer.Ordinal);

    public async ValueTask<Outcome> Append(Append append, CancellationToken stop)
    {
        foreach (var part in append.Parts)
        {
            if (Waits.TryGetValue(part.Stream, out var wait)) await wait.WaitAsync(stop);
            if (keeps) streams[part.Stream] = [.. streams.GetValueOrDefault(part.Stream, []), .. part.Entries.Select(e => new Fact(e.Type, e.Facts))];
        }
        return new Outcome.Written(1);
    }

    public ValueTask<Look> Look(string stream, CommandKey? command, CancellationToken stop) => new(new Look(streams.GetValueOrDefault(stream, []).Length, null));

    public ValueTask<IReadOnlyList<Fact>> Facts(string stream, int after, int limit, CancellationToken stop)
    {
        if (after == 0 && keeps) Woken.AddOrUpdate(stream, 1, (_, times) => times + 1);
        return new([.. streams.GetValueOrDefault(stream, []).Skip(after).Take(limit)]);
    }

    public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int after, int limit, CancellationToken stop) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int until, IReadOnlyList<string> types, CancellationToken stop) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<Recorded>> Feed(long after, int limit, CancellationToken stop) => throw new NotSupportedException();
    public ValueTask<long> Head(CancellationToken stop) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) => throw new NotSupportedException();
    public Task Changed => throw new NotSupportedException();
}
