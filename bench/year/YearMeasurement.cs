using System.Globalization;
using Coordination.Bench.Load;
using Coordination.Bench.Server;

namespace Coordination.Bench.Year;

/// <summary>The year's mix on each store: the highest rate in a closed loop, then open loops at shares of it.</summary>
internal static class YearMeasurement
{
    public static async Task<int> RunAsync(YearPlan plan, CancellationToken stop)
    {
        Console.WriteLine($"a year's mix ({plan.Size.ReadsPercent} % reads), {plan.Size.Cases} cases under way; closed loop of {plan.Clients} clients for {plan.Seconds} s, then open loops");
        Console.WriteLine($"at {string.Join(" and ", plan.Shares)} % of its rate for {plan.OpenSeconds} s each over {plan.Size.Connections} connections, {plan.WarmUpSeconds} s warm-up; {Environment.ProcessorCount} processors shared by server and generator");
        var report = new YearReport(plan.Size.ReadsPercent);
        var clientApi = await ServerBuild.FindAsync(plan.ClientApi, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"client-api of {File.GetLastWriteTime(clientApi):yyyy-MM-dd HH:mm}: {clientApi}"));
        foreach (var store in plan.Stores)
        {
            await using var server = await YearServer.StartAsync(store, clientApi, plan.DataRoot, plan.Size, stop);
            await MeasureAsync(store.Name, server, plan, report, stop);
        }

        await report.FinishAsync(plan.Markdown, stop);
        return report.Sound ? 0 : 1;
    }

    static async Task MeasureAsync(string store, YearServer server, YearPlan plan, YearReport report, CancellationToken stop)
    {
        double highest = plan.Rate ?? 0;
        if (plan.Rate is null)
        {
            var before = server.ProcessorTime;
            var closed = await HighestAsync(server, plan.Clients, plan.WarmUpSeconds, plan.Seconds, stop);
            report.Add(store, plan.Clients, closed, server.Population.TakeLatencies(), server.ProcessorTime - before);
            highest = closed.PerSecond;
        }

        foreach (var share in plan.Shares)
        {
            var before = server.ProcessorTime;
            var open = new OpenLoop(server.EndPoint, server.Works(plan.Size.Connections));
            var result = await open.RunAsync(new OpenPlan(highest * share / 100, plan.Size.Seed, plan.WarmUpSeconds, plan.OpenSeconds), stop);
            report.Add(store, share, result, server.Population.TakeLatencies(), server.ProcessorTime - before);
        }
    }

    /// <summary>As many as a closed loop gets answered.</summary>
    public static async Task<LoadResult> HighestAsync(YearServer server, int clients, int warmUpSeconds, int seconds, CancellationToken stop)
    {
        _ = server.Population.TakeLatencies();
        var closed = await LoadPhase.RunAsync(server.EndPoint, server.Works(clients), warmUpSeconds, seconds, stop);
        return closed.Latencies.Count > 0 ? closed : throw new CannotRunException($"nothing was answered as wanted: {string.Join(", ", closed.Failures.ByName.Keys)}");
    }
}
