namespace Coordination.Bench.Load;

/// <summary>
/// What one phase came to. <paramref name="ClientsLeft"/> counts those that left before the end: a phase without all of
/// its clients measured something else. <paramref name="GeneratorCores"/> is what the generator itself took from the server.
/// </summary>
internal sealed record LoadResult(Latencies Latencies, Failures Failures, long Asked, int ClientsLeft, int Seconds, double GeneratorCores)
{
    public double PerSecond => Latencies.Count / (double)Seconds;

    /// <summary>Several phases of the same work as one.</summary>
    public static LoadResult Of(IReadOnlyList<LoadResult> turns)
    {
        var (latencies, failures) = (new Latencies(), new Failures());
        foreach (var turn in turns)
        {
            latencies.Add(turn.Latencies);
            failures.Add(turn.Failures);
        }

        return new LoadResult(latencies, failures, turns.Sum(t => t.Asked), turns.Sum(t => t.ClientsLeft), turns.Sum(t => t.Seconds), turns.Average(t => t.GeneratorCores));
    }

    public static LoadResult Of(IReadOnlyList<LoadClient> clients, int seconds, double generatorCores)
    {
        var (latencies, failures) = (new Latencies(), new Failures());
        foreach (var client in clients)
        {
            latencies.Add(client.Latencies);
            failures.Add(client.Failures);
        }

        return new LoadResult(latencies, failures, clients.Sum(client => client.Asked), clients.Count(client => client.Left), seconds, generatorCores);
    }
}
