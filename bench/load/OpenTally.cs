using System.Diagnostics;

namespace Coordination.Bench.Load;

/// <summary>What an open loop saw, by when each request was scheduled. Shared by all connections.</summary>
/// <param name="windowSeconds">How long a window is; nothing that was scheduled outside of the measured seconds belongs to one.</param>
internal sealed class OpenTally(LoadWindow window, int windowSeconds)
{
    readonly Lock turn = new();
    readonly List<OpenWindow> windows = [.. Enumerable.Range(0, (int)Math.Ceiling((window.Until - window.From) / (double)(windowSeconds * Stopwatch.Frequency))).Select(_ => new OpenWindow(windowSeconds))];

    long waiting; // of the measured seconds, and not answered yet
    bool over;

    public Failures Failures { get; } = new();

    public Latencies Latencies { get; } = new();

    /// <summary>How long after its time an arrival was seen by the generator itself, whether or not a connection was free.</summary>
    public Latencies Lag { get; } = new();

    /// <summary>Requests of the whole run, warm-up included.</summary>
    public long Asked { get; private set; }

    /// <summary>Requests of the measured seconds that found no free connection and were sent late.</summary>
    public long Late { get; private set; }

    /// <summary>Wanted answers that came within the measured seconds.</summary>
    public long Achieved { get; private set; }

    public void Arrived(long scheduled, long seen, bool late)
    {
        lock (turn)
        {
            Asked++;
            if (!window.Measures(scheduled))
            {
                return;
            }

            waiting++;
            Late += late ? 1 : 0;
            Lag.Record(seen - scheduled);
        }
    }

    /// <returns>Whether it is one of those whose latencies count.</returns>
    public bool Answered(long scheduled, long ended, string? fault)
    {
        lock (turn)
        {
            if (over)
            {
                return false;
            }

            var measured = window.Measures(scheduled);
            waiting -= measured ? 1 : 0;
            if (fault is not null)
            {
                Failures.Add(fault);
                return false;
            }

            if (window.Measures(ended))
            {
                Achieved++;
                WindowOf(ended).Achieved++;
            }

            if (measured)
            {
                Latencies.Record(ended - scheduled);
                WindowOf(scheduled).Latencies.Record(ended - scheduled);
            }

            return measured;
        }
    }

    /// <summary>A window so far. It is whole when all that was scheduled in it is answered.</summary>
    public OpenWindow Window(int at)
    {
        lock (turn)
        {
            return windows[at].Copy();
        }
    }

    /// <summary>What is not answered by the end is a failure, not something that took no time.</summary>
    public void GiveUp()
    {
        lock (turn)
        {
            over = true;
            if (waiting > 0)
            {
                Failures.Add("no answer in time", waiting);
            }
        }
    }

    OpenWindow WindowOf(long timestamp) => windows[(int)((timestamp - window.From) / (windowSeconds * Stopwatch.Frequency))];
}

/// <summary>Some seconds of an open loop: the latencies of what was scheduled in them, and how many wanted answers came in them.</summary>
internal sealed class OpenWindow(int seconds)
{
    public Latencies Latencies { get; } = new();

    public long Achieved { get; set; }

    public double PerSecond => Achieved / (double)seconds;

    public OpenWindow Copy()
    {
        var copy = new OpenWindow(seconds) { Achieved = Achieved };
        copy.Latencies.Add(Latencies);
        return copy;
    }
}
