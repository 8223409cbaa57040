namespace Coordination.Bench.Load;

/// <summary>
/// When people come: a seeded Poisson process, so that arrivals know nothing of each other nor of how busy the server is. Two
/// runs of one seed and rate have the same arrivals.
/// </summary>
internal sealed class Arrivals(double perSecond, int seed)
{
    readonly Random random = new(seed);
    double seconds;

    /// <returns>Seconds from the beginning to the next arrival.</returns>
    public double Next() => seconds -= Math.Log(1 - random.NextDouble()) / perSecond;
}
