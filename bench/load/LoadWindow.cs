using System.Diagnostics;

namespace Coordination.Bench.Load;

/// <summary>When a phase measures, in stopwatch ticks; what ends before it is warm-up, what ends after it is not counted.</summary>
internal sealed record LoadWindow(long From, long Until)
{
    public static LoadWindow After(int warmUpSeconds, int seconds)
    {
        var from = Stopwatch.GetTimestamp() + (warmUpSeconds * Stopwatch.Frequency);
        return new LoadWindow(from, from + (seconds * Stopwatch.Frequency));
    }

    public bool Measures(long ended) => ended >= From && ended < Until;
}
