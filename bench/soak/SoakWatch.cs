using System.Diagnostics;
using System.Globalization;
using Coordination.Bench.Load;
using Coordination.Bench.Server;
using Npgsql;

namespace Coordination.Bench.Soak;

/// <summary>Looks at server and store when each window ends, and prints what it sees.</summary>
internal sealed class SoakWatch(ServerProcess process, ServerGauge server, IStoreGauge store, SoakPlan plan)
{
    readonly List<(ServerSize Server, StoreSize Store)> seen = [];
    readonly Table table = new(["minute", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "resident MB", "managed MB", "files", "threads", "log MB", "database MB"]);
    OpenTally? tally;

    public async Task RunAsync(OpenTally running, LoadWindow window, CancellationToken stop)
    {
        tally = running;
        Console.WriteLine($"\n{table.Heading}");
        for (var at = 0; at < plan.Samples; at++)
        {
            var due = window.From + ((at + 1L) * plan.SampleSeconds * Stopwatch.Frequency);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, stop);
            seen.Add(await LookAsync(stop));
            Console.WriteLine(table.Add(Row(at)));
        }
    }

    /// <summary>When all is answered: a window's last requests may be answered after its end.</summary>
    public IReadOnlyList<SoakSample> Samples() => [.. seen.Select((one, at) => Sample(at))];

    async Task<(ServerSize Server, StoreSize Store)> LookAsync(CancellationToken stop)
    {
        try
        {
            return (await server.LookAsync(stop), await store.LookAsync(stop));
        }
        catch (Exception away) when (away is HttpRequestException or NpgsqlException or IOException)
        {
            process.ThrowIfEnded();
            throw new CannotRunException($"the soak cannot look any more: {away.Message}");
        }
    }

    SoakSample Sample(int at)
    {
        var window = tally!.Window(at);
        return new SoakSample(
            seen[at].Server, seen[at].Store, window.PerSecond, window.Latencies.Percentile(50), window.Latencies.Percentile(99), window.Latencies.Percentile(99.9), window.Latencies.Max);
    }

    IReadOnlyList<string> Row(int at)
    {
        var sample = Sample(at);
        return
        [
            Text((at + 1) * plan.SampleSeconds / 60.0, "0.00"), Text(sample.PerSecond, "0"), Text(sample.P50Milliseconds, "0.00"), Text(sample.P99Milliseconds, "0.00"), Text(sample.P999Milliseconds, "0.00"),
            Text(sample.Server.ResidentBytes / 1e6, "0.0"), Text(sample.Server.ManagedBytes / 1e6, "0.0"), Text(sample.Server.Handles, "0"), Text(sample.Server.Threads, "0"),
            Text(sample.Store.LogBytes / 1e6, "0.0"), Text(sample.Store.DatabaseBytes / 1e6, "0.0"),
        ];
    }

    static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
