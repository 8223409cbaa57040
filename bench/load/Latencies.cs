using System.Diagnostics;
using System.Numerics;

namespace Coordination.Bench.Load;

/// <summary>
/// A histogram of durations in microseconds: 64 equal steps to every doubling, so a percentile is at most 1.6 % or 1 µs too
/// high, in a fixed 6 KiB and without allocation. Not shared between clients; added together afterwards.
/// </summary>
internal sealed class Latencies
{
    const int StepsLog2 = 6;
    const int Steps = 1 << StepsLog2;
    const int Doublings = 24; // up to 17 minutes

    readonly int[] counts = new int[(Doublings + 1) * Steps];
    ulong maxMicros;

    public long Count { get; private set; }

    /// <summary>The longest, in milliseconds.</summary>
    public double Max => maxMicros / 1000.0;

    public void Record(long stopwatchTicks)
    {
        var micros = (ulong)Math.Max(0, stopwatchTicks * 1_000_000 / Stopwatch.Frequency);
        counts[Math.Min(SlotOf(micros), counts.Length - 1)]++;
        maxMicros = Math.Max(maxMicros, micros);
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var slot = 0; slot < counts.Length; slot++)
        {
            counts[slot] += other.counts[slot];
        }

        maxMicros = Math.Max(maxMicros, other.maxMicros);
        Count += other.Count;
    }

    /// <returns>Milliseconds that <paramref name="percent"/> of the durations did not exceed; 0 when there are none.</returns>
    public double Percentile(double percent)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        long seen = 0;
        for (var slot = 0; slot < counts.Length; slot++)
        {
            seen += counts[slot];
            if (seen >= wanted)
            {
                return UpperEdgeMicros(slot) / 1000.0;
            }
        }

        return 0;
    }

    static int SlotOf(ulong micros)
    {
        var shift = Math.Max(0, BitOperations.Log2(micros | 1) - StepsLog2);
        return shift == 0 ? (int)micros : ((shift + 1) << StepsLog2) + (int)(micros >> shift) - Steps;
    }

    static double UpperEdgeMicros(int slot)
    {
        if (slot < 2 * Steps)
        {
            return slot + 1;
        }

        var shift = (slot >> StepsLog2) - 1;
        return (ulong)((slot & (Steps - 1)) + Steps + 1) << shift;
    }
}
