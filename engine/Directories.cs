using System.Collections.Concurrent;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>Finds the live copy of a case, wherever it lives, and gives it one command at a time.</summary>
public interface ICaseDirectory
{
    ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop);
    ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop);
}

/// <summary>Live cases in this process, a bounded number. Dropping one costs a replay, never data: another copy may even be at work.</summary>
public sealed class LocalDirectory(CaseDecider decider, IJournal journal, Rulebook rules, int liveCasesMax = LocalDirectory.LiveCasesMax) : ICaseDirectory
{
    public const int LiveCasesMax = 100_000;

    readonly ConcurrentDictionary<string, LiveCase<CaseState, CaseCommand, CaseEvent>> live = new(StringComparer.Ordinal);
    long uses;
    int count;

    public int LiveCases => live.Count;

    public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) => Find(id).Send(ask, stop);
    public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => Find(id).Read(stop);

    LiveCase<CaseState, CaseCommand, CaseEvent> Find(CaseId id)
    {
        if (!live.TryGetValue(id.Stream, out var found))
        {
            if (Interlocked.Increment(ref count) > liveCasesMax) DropOldest();
            found = live.GetOrAdd(id.Stream, stream => new(stream, decider, journal, rules));
        }
        found.LastUsed = Interlocked.Increment(ref uses);
        return found;
    }

    /// <summary>An eighth goes, those unused for longest, so that the search for them is rare.</summary>
    void DropOldest()
    {
        lock (live)
        {
            if (Volatile.Read(ref count) <= liveCasesMax) return;
            foreach (var old in live.OrderBy(c => c.Value.LastUsed).Take(Math.Max(1, liveCasesMax / 8)).ToArray()) live.TryRemove(old);
            Volatile.Write(ref count, live.Count);
        }
    }
}
