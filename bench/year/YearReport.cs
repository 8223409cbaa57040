using System.Globalization;
using Coordination.Bench.Load;

namespace Coordination.Bench.Year;

/// <summary>Prints each measurement when it is done, and at the end what each kind of request took at the highest share, and what failed.</summary>
internal sealed class YearReport(int readsPercent)
{
    const double FailedPercentMax = 0.1;

    readonly Table table = new(["store", "loop", "asked/s", "answered/s", "commands/s", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "sent late", "lag p99 ms", "failed", "server ms", "gen. cores"]);
    readonly Dictionary<string, StepLatencies> steps = [];
    readonly Failures failures = new();
    long asked;
    int clientsLeft;

    /// <summary>Whether the figures may be trusted: hardly anything failed, and every client stayed to the end.</summary>
    public bool Sound => FailedPercent <= FailedPercentMax && clientsLeft == 0;

    double FailedPercent => 100.0 * failures.Count / Math.Max(1, asked);

    public void Add(string store, int clients, LoadResult closed, StepLatencies took, TimeSpan server)
    {
        clientsLeft += closed.ClientsLeft;
        Add(store, $"closed, {clients}", "-", closed.PerSecond, took, closed.Seconds, closed.Latencies, "-", "-", closed.Failures, closed.Asked, server, closed.GeneratorCores);
    }

    public void Add(string store, int share, OpenResult open, StepLatencies took, TimeSpan server) => Add(
        store, $"open, {share} %", Text(open.Plan.PerSecond, "0"), open.PerSecond, took, open.Plan.Seconds, open.Latencies,
        Text(open.Late, "0"), Text(open.Lag.Percentile(99), "0.00"), open.Failures, open.Asked, server, open.GeneratorCores);

    public async Task FinishAsync(string? markdown, CancellationToken stop)
    {
        List<string> conclusion =
        [
            string.Create(CultureInfo.InvariantCulture, $"failed: {failures.Count} of {asked} requests, warm-up included ({FailedPercent:0.000} %)"),
            .. failures.ByName.Select(failure => $"failed: {failure.Value} x {failure.Key}"),
        ];
        var kinds = Kinds();
        Console.WriteLine($"\nof each kind, in the last open loop of each store:\n{kinds.Text()}\n{string.Join('\n', conclusion)}");
        if (markdown is not null)
        {
            await File.WriteAllTextAsync(markdown, $"{table.Markdown()}\n{kinds.Markdown()}\n{string.Concat(conclusion.Select(line => $"- {line}\n"))}", stop);
        }
    }

    void Add(
        string store, string loop, string perSecondAsked, double perSecond, StepLatencies took, int seconds, Latencies latencies, string late, string lag, Failures failed, long count, TimeSpan server, double cores)
    {
        if (asked == 0)
        {
            Console.WriteLine($"\n{table.Heading}");
        }

        steps[store] = took;
        failures.Add(failed);
        asked += count;
        var commands = Enum.GetValues<Step>().Where(step => !YearTable.IsRead(step)).Sum(step => took.Of(step).Count) / (double)seconds;
        Console.WriteLine(table.Add(
        [
            store, loop, perSecondAsked, Text(perSecond, "0"), Text(commands, "0"), Text(latencies.Percentile(50), "0.00"), Text(latencies.Percentile(99), "0.00"),
            Text(latencies.Percentile(99.9), "0.00"), Text(latencies.Max, "0"), late, lag, Text(failed.Count, "0"), Text(server.TotalMilliseconds / Math.Max(1, count), "0.000"), Text(cores, "0.00"),
        ]));
    }

    /// <summary>Whether the year was mixed as stated, and which kind is slower than the others.</summary>
    Table Kinds()
    {
        var kinds = new Table(["request", "stated %", .. steps.Keys.SelectMany(store => (string[])[$"{store} %", "p50 ms", "p99 ms", "p99.9 ms"])]);
        foreach (var step in Enum.GetValues<Step>())
        {
            _ = kinds.Add(
            [
                YearTable.NameOf(step), Text(YearTable.Percent(step, readsPercent), "0.00"),
                .. steps.Values.SelectMany(took => (string[])
                [
                    Text(100.0 * took.Of(step).Count / Math.Max(1, took.Count), "0.00"),
                    Text(took.Of(step).Percentile(50), "0.00"), Text(took.Of(step).Percentile(99), "0.00"), Text(took.Of(step).Percentile(99.9), "0.00"),
                ]),
            ]);
        }

        return kinds;
    }

    static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
