using System.Globalization;
using Coordination.Bench.Server;

namespace Coordination.Bench.Live;

/// <summary>What a live case takes of a server's memory, and what a long history costs it.</summary>
internal sealed class LiveBench : IBench
{
    public string Name => "live";

    public string Summary => "memory of live cases, commands on cases with a long history, and waking them";

    public string Usage => LivePlan.Usage;

    public IReadOnlyList<string> Options => LivePlan.Options;

    public IReadOnlyList<string> Switches => [];

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var plan = LivePlan.Of(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(plan.MinutesMax));
        try
        {
            return await RunAsync(plan, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new CannotRunException($"not finished within {plan.MinutesMax} minutes; --minutes-max allows more");
        }
    }

    static async Task<int> RunAsync(LivePlan plan, CancellationToken stop)
    {
        var clientApi = await ServerBuild.FindAsync(plan.ClientApi, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"client-api of {File.GetLastWriteTime(clientApi):yyyy-MM-dd HH:mm}: {clientApi}; {Environment.ProcessorCount} processors shared by server and generator"));
        var report = new LiveReport();
        foreach (var store in plan.Stores)
        {
            // Each part has a server of its own: what one leaves behind is not the other's.
            if (plan.Parts.Contains(LivePlan.Memory))
            {
                await OnServerAsync(store, clientApi, plan, (servers, stopped) => MemoryPart.RunAsync(store, servers, plan, report, stopped), stop);
            }

            // The plain grain keeps no history to be long.
            if (!store.IsPlain && plan.Parts.Contains(LivePlan.History))
            {
                await OnServerAsync(store, clientApi, plan, (servers, stopped) => HistoryPart.RunAsync(store.Name, servers, plan.Group, report, stopped), stop);
            }

            if (!store.IsPlain && plan.Parts.Contains(LivePlan.Waking))
            {
                await OnServerAsync(store, clientApi, plan, (servers, stopped) => WakingPart.RunAsync(store.Name, servers, plan.Group, report, stopped), stop);
            }
        }

        await report.FinishAsync(plan.Markdown, stop);
        return report.Sound ? 0 : 1;
    }

    static async Task OnServerAsync(StoreChoice store, string clientApi, LivePlan plan, Func<Servers, CancellationToken, Task> part, CancellationToken stop)
    {
        using var folder = DataFolder.In(plan.DataRoot);
        await using var servers = new Servers(clientApi, store, folder);
        await part(servers, stop);
    }
}
