using Coordination.Bench.Server;

namespace Coordination.Bench.Live;

/// <summary>One server after another on the same data.</summary>
internal sealed class Servers(string clientApi, StoreChoice store, DataFolder folder) : IAsyncDisposable
{
    const int CoordinatorsCount = 64;

    static readonly IReadOnlyList<string> Coordinators = NetworkFile.Coordinators(CoordinatorsCount + 1);

    ServerProcess? running;

    /// <summary>Ends the one that runs, if one does, and starts the next: nothing is live in it.</summary>
    public async Task<LiveServer> StartAsync(CancellationToken stop)
    {
        await DisposeAsync();
        running = await ServerProcess.StartAsync(clientApi, store, folder.Path, Coordinators, $"bench-{Path.GetFileName(folder.Path)}", stop);
        var address = await running.ListeningAsync(stop);
        return new LiveServer(address, await running.TokensAsync([.. Coordinators.Take(CoordinatorsCount)], stop), relief: Coordinators[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            await running.DisposeAsync();
            running = null;
        }
    }
}
