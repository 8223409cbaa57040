using System.Diagnostics;
using Coordination.Bench.Load;

namespace Coordination.Tests.OfBench;

/// <summary>The schedule of an open loop, and the histogram its latencies go to.</summary>
public sealed class ArrivalsTests
{
    const int Many = 200_000;

    [Theory]
    [InlineData(10)]
    [InlineData(5_000)]
    public void They_come_at_the_rate_and_know_nothing_of_each_other(double perSecond)
    {
        var arrivals = new Arrivals(perSecond, seed: 7);
        var at = Enumerable.Range(0, Many).Select(_ => arrivals.Next()).ToList();
        var gaps = at.Zip(at.Skip(1), (one, next) => next - one).ToList();
        Assert.All(gaps, gap => Assert.True(gap >= 0));
        Assert.InRange(at[^1], Many / perSecond * 0.98, Many / perSecond * 1.02);
        // Of the gaps of a Poisson process 1/e are longer than the mean, and a long one tells nothing of the next.
        Assert.InRange(gaps.Count(gap => gap > 1 / perSecond) / (double)Many, 0.36, 0.376);
        Assert.InRange(gaps.Zip(gaps.Skip(1), (one, next) => ((one * perSecond) - 1) * ((next * perSecond) - 1)).Average(), -0.02, 0.02);
    }

    [Fact]
    public void One_seed_has_one_schedule()
    {
        static List<double> First(int seed)
        {
            var arrivals = new Arrivals(100, seed);
            return [.. Enumerable.Range(0, 50).Select(_ => arrivals.Next())];
        }

        Assert.Equal(First(3), First(3));
        Assert.NotEqual(First(3), First(4));
    }

    [Fact]
    public void A_percentile_is_at_most_two_per_cent_too_high_and_never_too_low()
    {
        var random = new Random(5);
        var (latencies, exact) = (new Latencies(), new List<double>());
        for (var i = 0; i < Many; i++)
        {
            var micros = (long)Math.Exp(random.NextDouble() * 15);
            latencies.Record(micros * (Stopwatch.Frequency / 1_000_000));
            exact.Add(micros / 1000.0);
        }

        exact.Sort();
        foreach (var percent in (double[])[1, 50, 90, 99, 99.9, 100])
        {
            var wanted = exact[(int)Math.Ceiling(Many * percent / 100) - 1];
            Assert.InRange(latencies.Percentile(percent), wanted, (wanted * 1.016) + 0.001);
        }

        Assert.Equal(exact[^1], latencies.Max);
    }

    [Fact]
    public void Waiting_for_a_moment_ends_after_it_and_soon()
    {
        var late = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var due = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2_000);
            Pace.WaitUntil(due);
            late.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        }

        Assert.All(late, one => Assert.True(one >= 0));
        Assert.InRange(late.Min(), 0, 2);
    }
}
