using Coordination.Engine;

namespace Coordination.Tests;

public enum Broken { Not, BeforeTheWrite, AfterTheWrite, Reads }

/// <summary>A journal that fails once when told to: before it writes, after it wrote, or when it is read.</summary>
public sealed class BreakableJournal(IJournal journal) : IJournal
{
    public Broken Next { get; set; }

    bool Fails(Broken how)
    {
        if (Next != how) return false;
        Next = Broken.Not;
        return true;
    }

    public async ValueTask<Outcome> Append(Append append, CancellationToken stop)
    {
        if (Fails(Broken.BeforeTheWrite)) throw new JournalUnavailableException("before the write");
        var outcome = await journal.Append(append, stop);
        return Fails(Broken.AfterTheWrite) ? throw new JournalUnavailableException("after the write") : outcome;
    }

    public ValueTask<Look> Look(string stream, CommandKey? command, CancellationToken stop) =>
        Fails(Broken.Reads) ? throw new JournalUnavailableException("no look") : journal.Look(stream, command, stop);

    public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int after, int limit, CancellationToken stop) =>
        Fails(Broken.Reads) ? throw new JournalUnavailableException("no read") : journal.Read(stream, after, limit, stop);

    public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int until, IReadOnlyList<string> types, CancellationToken stop) =>
        Fails(Broken.Reads) ? throw new JournalUnavailableException("no read") : journal.Read(stream, until, types, stop);

    public ValueTask<IReadOnlyList<Fact>> Facts(string stream, int after, int limit, CancellationToken stop) =>
        Fails(Broken.Reads) ? throw new JournalUnavailableException("no read") : journal.Facts(stream, after, limit, stop);

    public ValueTask<IReadOnlyList<Recorded>> Feed(long after, int limit, CancellationToken stop) => journal.Feed(after, limit, stop);
    public ValueTask<long> Head(CancellationToken stop) => journal.Head(stop);
    public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) => journal.Holders(keys, stop);
    public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) => journal.ClaimDue(now, limit, stop);
    public Task Changed => journal.Changed;
}
