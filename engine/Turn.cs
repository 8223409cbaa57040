namespace Coordination.Engine;

/// <summary>
/// One at a time; who has to wait is not asked again. A hundred thousand live cases have one each, and nearly none is
/// ever waited for: the semaphore, which is the greater part of it, is made for the first who waits.
/// </summary>
public sealed class Turn
{
    int inside; // who has the turn, and all who wait for it
    SemaphoreSlim? waiting;

    public bool IsTaken => Volatile.Read(ref inside) > 0;

    public ValueTask Take(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Interlocked.Increment(ref inside) == 1 ? ValueTask.CompletedTask : Wait(Waiting, stop);
    }

    public void Pass()
    {
        if (Interlocked.Decrement(ref inside) > 0) Waiting.Release();
    }

    SemaphoreSlim Waiting => waiting ?? Interlocked.CompareExchange(ref waiting, new(0), null) ?? waiting;

    async ValueTask Wait(SemaphoreSlim line, CancellationToken stop)
    {
        try { await line.WaitAsync(stop); }
        catch (OperationCanceledException)
        {
            // The turn may be on its way here already: somebody must take it and pass it on.
            _ = line.WaitAsync(CancellationToken.None).ContinueWith(_ => Pass(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
