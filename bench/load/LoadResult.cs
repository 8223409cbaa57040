namespace Coordination.Bench.Load;

/// <summary>
/// What one phase came to. <paramref name="ClientsLeft"/> counts those that left before the end: a phase without all of
/// its clients measured something else. <paramref name="GeneratorCores"/> is what the generator itself took from the server.
/// </summary>
internal sealed record LoadResult(Latencies Latencies, Failures Failures, long Asked, int ClientsLeft, double PerSecond, double GeneratorCores)
{
    public static LoadResult Of(IReadOnlyList<LoadClient> clients, int seconds, double generatorCores)
    {
        var (latencies, failures) = (new Latencies(), new Failures());
        foreach (var client in clients)
        {
            latencies.Add(client.Latencies);
            failures.Add(client.Failures);
        }

        return new LoadResult(latencies, failures, clients.Sum(client => client.Asked), clients.Count(client => client.Left), latencies.Count / (double)seconds, generatorCores);
    }
}
