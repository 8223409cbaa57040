using System.Diagnostics;
using Coordination.Bench.Server;

namespace Coordination.Bench.Live;

/// <summary>What so many live cases take: the managed bytes of each, and what the system counts as the whole process'.</summary>
internal static class MemoryPart
{
    const int ProgressEvery = 10_000;

    public static async Task RunAsync(StoreChoice store, Servers servers, LivePlan plan, LiveReport report, CancellationToken stop)
    {
        Console.WriteLine($"{store.Name}: opening {plan.Cases} cases and working on each");
        var server = await servers.StartAsync(stop);
        _ = await server.OpenAsync(LivePlan.BeforeCases, story: true, stop);
        var before = await server.LookAsync(collect: true, stop);
        var began = Stopwatch.GetTimestamp();
        _ = await server.OpenAsync(plan.Cases - LivePlan.BeforeCases, story: true, stop, done => Progress(store.Name, done, began));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var busy = await server.LookAsync(collect: false, stop);
        report.Add(new MemoryRow(store, plan.Cases, seconds, before, busy, await server.LookAsync(collect: true, stop)), plan.ResidentMegabytesMax);
    }

    static void Progress(string store, int done, long began)
    {
        if (done % ProgressEvery == 0)
        {
            Console.WriteLine($"{store}: {done} cases after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        }
    }
}

/// <param name="Busy">Just after the last command, before any collection that was asked for.</param>
internal sealed record MemoryRow(StoreChoice Store, int Cases, double Seconds, MemorySeen Before, MemorySeen Busy, MemorySeen After)
{
    public double BytesEach => (After.Managed - Before.Managed) / (double)(Cases - LivePlan.BeforeCases);

    /// <summary>Whether all of them were in the process when it was measured; a cluster does not tell.</summary>
    public bool AllLive => After.Cases is not { } live || live >= Cases;
}
