using Coordination.Core;

namespace Coordination.Engine;

/// <summary>
/// Notes deadlines near and missed, and ends offers nobody answered and substitutions whose time is over. Any number of nodes may run it: its commands are idempotent.
/// Whether something is overdue never depends on it.
/// </summary>
/// <param name="broken">Hears of a case that could not be looked after; the others still are.</param>
public sealed class DeadlineWatch(ICaseDirectory directory, IJournal journal, TimeProvider clock, Action<CaseId, Exception> broken)
{
    public const int ClaimsMax = 100;

    /// <summary>After a long time away a great many cases are due: so many at once are attended to, and written to the disk together.</summary>
    const int AtOnce = 8;

    /// <summary>Does what is due now; returns how many commands it gave.</summary>
    public async Task<int> Run(CancellationToken stop)
    {
        var given = 0;
        while (await journal.ClaimDue(clock.GetUtcNow(), ClaimsMax, stop) is { Count: > 0 } due)
        {
            var done = 0;
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
                async (stream, stop) => Interlocked.Add(ref done, await TryAttend(CaseId.OfStream(stream), stop)));
            if (done == 0) break;
            given += done;
        }
        return given;
    }

    async Task<int> TryAttend(CaseId id, CancellationToken stop)
    {
        try { return await Attend(id, clock.GetUtcNow(), stop); }
        catch (Exception one) when (one is not (OperationCanceledException or JournalUnavailableException))
        {
            broken(id, one);
            return 0;
        }
    }

    /// <summary>Does what is due in one case. A command's id holds the version it was thought of at: another node that thought of it at the same version says it twice, and that is silent.</summary>
    public async Task<int> Attend(CaseId id, DateTimeOffset now, CancellationToken stop)
    {
        var (state, version) = await directory.Read(id, stop);
        if ((state as OpenCase ?? (state as ClosedCase)?.Last) is not { } c) return 0;
        var given = 0;
        foreach (var deadline in c.Deadlines.Where(d => !d.Missed && d.OverdueFrom <= now))
            given += await Give(id, new NoteDeadlineMissed(deadline.Key), $"missed:{id}:{Workflow.Kebab(deadline.Key)}:{version}", now, stop);
        foreach (var deadline in c.Deadlines.Where(d => !d.Missed && !d.Near && d.NearFrom <= now && now < d.OverdueFrom))
            given += await Give(id, new NoteDeadlineNear(deadline.Key), $"near:{id}:{Workflow.Kebab(deadline.Key)}:{version}", now, stop);
        if (c.Offer is { } offer && offer.ExpiresFrom <= now)
            given += await Give(id, new ExpireHandover(), $"expired:{id}:{version}", now, stop);
        if (c.Substitute is { } substitute && substitute.Ends <= now)
            given += await Give(id, new EndSubstitute(), $"substitute:{id}:{version}", now, stop);
        return given;
    }

    async Task<int> Give(CaseId id, CaseCommand command, string key, DateTimeOffset now, CancellationToken stop)
    {
        var ask = new Ask<CaseCommand>(new(Actor.Engine.Person.Value, key, key), Actor.Engine, now, now, command);
        return await directory.Send(id, ask, stop) is Reply.Done ? 1 : 0;
    }
}
