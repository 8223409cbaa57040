namespace Coordination.Grains;

/// <summary>
/// Whether this process was frozen a moment ago: stopped by a signal or a debugger, moved with its machine. What it was asked before
/// that may have been asked of another node since, and is not begun any more.
/// </summary>
public sealed class Wakefulness : IDisposable
{
    /// <summary>So long without a beat is no slowness any more.</summary>
    static readonly TimeSpan FrozenMin = TimeSpan.FromSeconds(3);
    static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(500);

    readonly TimeProvider clock;
    readonly CancellationTokenSource over = new();
    volatile Moment beat;
    volatile Moment? thawed;

    /// <summary>By the time that runs and by the time of day: a machine that was moved may have noticed nothing by the first.</summary>
    sealed record Moment(long Ran, DateTimeOffset At)
    {
        public static Moment Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());
        public TimeSpan Since(TimeProvider clock) => Longer(clock.GetElapsedTime(Ran), clock.GetUtcNow() - At);
        static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
    }

    public Wakefulness(TimeProvider clock)
    {
        this.clock = clock;
        beat = Moment.Now(clock);
    }

    /// <summary>Beats from now on, on a thread of its own: the pool's may be busy.</summary>
    public Wakefulness Watch()
    {
        new Thread(() => { do Beat(); while (!over.Token.WaitHandle.WaitOne(BeatEvery)); }) { IsBackground = true, Name = "wakefulness" }.Start();
        return this;
    }

    public void Beat()
    {
        if (beat.Since(clock) > FrozenMin) thawed = Moment.Now(clock);
        beat = Moment.Now(clock);
    }

    public bool WasFrozen => beat.Since(clock) > FrozenMin || (thawed is { } moment && clock.GetElapsedTime(moment.Ran) < OrleansDirectory.MessageLife);

    public void Dispose() => over.Cancel();
}
