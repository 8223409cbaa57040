using Coordination.Engine;

namespace Coordination.Tests;

public sealed class TurnTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_one_has_the_turn_however_many_want_it_and_whoever_gives_up()
    {
        var turn = new Turn();
        var (inside, most, taken, givenUp) = (0, 0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(one => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var patience = new CancellationTokenSource();
                var coming = turn.Take(patience.Token);
                if ((one + i) % 3 == 0) await patience.CancelAsync(); // before it comes, while it comes, or when it is there already
                try { await coming; }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref givenUp);
                    continue;
                }
                most = Math.Max(most, Interlocked.Increment(ref inside));
                taken++; // lost, if two did it at once
                if (i % 7 == 0) await Task.Yield();
                Interlocked.Decrement(ref inside);
                turn.Pass();
            }
        }, Stop)));
        Assert.Equal((1, 32 * 500), (most, taken + givenUp));
        Assert.NotEqual(0, givenUp);
        await turn.Take(Stop);
        Assert.True(turn.IsTaken);
        turn.Pass();
        Assert.False(turn.IsTaken);
    }

    [Fact]
    public async Task Who_gave_up_before_does_not_hold_up_who_comes_after()
    {
        var turn = new Turn();
        await turn.Take(Stop);
        using var patience = new CancellationTokenSource();
        var gone = turn.Take(patience.Token).AsTask();
        var next = turn.Take(Stop).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(next.IsCompleted);
        turn.Pass();
        await next.WaitAsync(Stop);
        turn.Pass();
        await turn.Take(Stop); // behind whatever gave up
        turn.Pass();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await turn.Take(patience.Token));
        Assert.False(turn.IsTaken);
    }
}
