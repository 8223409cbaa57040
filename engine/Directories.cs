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

    readonly ConcurrentDictionary<CaseId, LiveCase<CaseState, CaseCommand, CaseEvent>> live = new();
    long uses;
    int count;

    public int LiveCases => live.Count;

    public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) => Find(id).Send(id.Stream, ask, stop);
    public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => Find(id).Read(id.Stream, stop);

    LiveCase<CaseState, CaseCommand, CaseEvent> Find(CaseId id)
    {
        if (!live.TryGetValue(id, out var found))
        {
            var woken = new LiveCase<CaseState, CaseCommand, CaseEvent>(decider, journal, rules) { LastUsed = Interlocked.Increment(ref uses) };
            found = live.GetOrAdd(id, woken);
            if (found == woken && Interlocked.Increment(ref count) > liveCasesMax) DropOldest();
        }
        found.LastUsed = Interlocked.Increment(ref uses);
        return found;
    }

    /// <summary>An eighth goes, those unused for longest, so that the search for them is rare. Who is at work stays.</summary>
    void DropOldest()
    {
        lock (live)
        {
            if (Volatile.Read(ref count) <= liveCasesMax) return;
            var idle = live.Where(c => !c.Value.Busy).Select(c => c.Value.LastUsed).ToArray();
            if (idle.Length == 0) return;
            Array.Sort(idle);
            var unusedSince = idle[Math.Clamp(liveCasesMax / 8, 1, idle.Length) - 1];
            foreach (var old in live)
                if (old.Value.LastUsed <= unusedSince && !old.Value.Busy && live.TryRemove(old)) Interlocked.Decrement(ref count);
        }
    }
}
