using System.Globalization;
using Coordination.Bench.Load;
using Coordination.Bench.Server;
using Coordination.Bench.Year;

namespace Coordination.Bench.Soak;

/// <summary>A year's mix for long, at a share of the highest rate: whether the server goes on as it began.</summary>
internal sealed class SoakBench : IBench
{
    const double Megabyte = 1e6;

    public string Name => "soak";

    public string Summary => "a year's mix for half an hour: memory, open files, log, latency over time";

    public string Usage => SoakPlan.Usage;

    public IReadOnlyList<string> Options => SoakPlan.Options;

    public IReadOnlyList<string> Switches => [];

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var plan = SoakPlan.Of(arguments);
        var clientApi = await ServerBuild.FindAsync(plan.ClientApi, stop);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"soak of {plan.Minutes} minutes at {plan.Share} % of the highest rate, a year's mix ({plan.Size.ReadsPercent} % reads), {plan.Size.Cases} cases under way; client-api of {File.GetLastWriteTime(clientApi):yyyy-MM-dd HH:mm}"));
        var sound = true;
        foreach (var store in plan.Stores)
        {
            var verdicts = await SoakAsync(store, clientApi, plan, stop);
            Console.WriteLine();
            foreach (var verdict in verdicts)
            {
                Console.WriteLine($"{store.Name}: {verdict}");
            }

            sound &= verdicts.All(verdict => verdict.Met);
        }

        return sound ? 0 : 1;
    }

    static async Task<IReadOnlyList<SoakVerdict>> SoakAsync(StoreChoice store, string clientApi, SoakPlan plan, CancellationToken stop)
    {
        await using var server = await YearServer.StartAsync(
            store, clientApi, plan.DataRoot, plan.Size, stop, "--live-cases-max", plan.LiveCasesMax.ToString(CultureInfo.InvariantCulture));
        await using var storeGauge = await IStoreGauge.OpenAsync(store, server.Process, stop);
        using var serverGauge = new ServerGauge(server);
        double highest = plan.Rate ?? (await YearMeasurement.HighestAsync(server, plan.Clients, plan.FindSeconds, plan.FindSeconds, stop)).PerSecond;
        var open = new OpenPlan(highest * plan.Share / 100, plan.Size.Seed, plan.WarmUpSeconds, plan.Minutes * 60, plan.SampleSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store.Name}: highest rate {highest:0} requests/s; {open.PerSecond:0}/s from now on"));

        var before = await serverGauge.ManagedAsync(collect: true, stop);
        var watch = new SoakWatch(server.Process, serverGauge, storeGauge, plan);
        var load = new OpenLoop(server.EndPoint, server.Works(plan.Size.Connections));
        var result = await load.RunAsync(open, stop, watch.RunAsync);
        var after = await serverGauge.ManagedAsync(collect: true, stop);

        var samples = watch.Samples();
        if (plan.Svg is not null)
        {
            await SoakFiles.WriteAsync(plan.Svg, store.Name, samples, plan.SampleSeconds, stop);
        }

        Tell(store.Name, result, samples, before, after);
        return SoakVerdicts.Of(samples, plan.SampleSeconds, open.PerSecond, result.Asked, result.Failures.Count, storeGauge.LogBytesAllowed);
    }

    static void Tell(string store, OpenResult result, IReadOnlyList<SoakSample> samples, long before, long after)
    {
        var latencies = result.Latencies;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{store}: p50 / p99 / p99.9 / max {latencies.Percentile(50):0.00} / {latencies.Percentile(99):0.00} / {latencies.Percentile(99.9):0.00} / {latencies.Max:0} ms; {result.Late} of {result.Asked} sent late, generator lag p99 {result.Lag.Percentile(99):0.00} ms, {result.GeneratorCores:0.00} cores"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store}: managed memory after a full collection {before / Megabyte:0.0} MB before and {after / Megabyte:0.0} MB after"));
        var written = samples[^1].Store.LogWrittenBytes - samples[0].Store.LogWrittenBytes;
        if (written is { } bytes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store}: {bytes / Megabyte / (samples.Count - 1) / result.Plan.WindowSeconds:0.00} MB of log written a second"));
        }

        foreach (var failure in result.Failures.ByName)
        {
            Console.WriteLine($"{store}: failed: {failure.Value} x {failure.Key}");
        }
    }
}
