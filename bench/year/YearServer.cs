using System.Net;
using Coordination.Bench.Server;

namespace Coordination.Bench.Year;

/// <summary>A server of our own with a year under way on it: cases in every part of their life, and everybody's token.</summary>
internal sealed class YearServer : IAsyncDisposable
{
    readonly DataFolder folder;
    readonly Stack<ServerProcess> nodes = new();

    YearServer(DataFolder folder) => this.folder = folder;

    public Uri Address { get; private set; } = null!;

    public Population Population { get; private set; } = null!;

    public Credential Somebody { get; private set; } = null!;

    /// <summary>The node that is asked.</summary>
    public ServerProcess Process => nodes.Last();

    public IPEndPoint EndPoint => new(IPAddress.Parse(Address.Host), Address.Port);

    /// <param name="options">Options of the server besides.</param>
    public static async Task<YearServer> StartAsync(StoreChoice store, string clientApi, string dataRoot, YearSize size, CancellationToken stop, params IReadOnlyList<string> options)
    {
        var year = new YearServer(DataFolder.In(dataRoot));
        try
        {
            Console.WriteLine($"{store.Name}: starting the server, data in {year.folder.Path} ({year.folder.FileSystem})");
            await year.BeginAsync(store, clientApi, size, options, stop);
            return year;
        }
        catch
        {
            await year.DisposeAsync();
            throw;
        }
    }

    /// <summary>Of all nodes; a database server's is not among it.</summary>
    public TimeSpan ProcessorTime => nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime);

    public List<YearWork> Works(int count) => [.. Enumerable.Range(0, count).Select(_ => new YearWork(Population))];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        folder.Dispose();
    }

    async Task BeginAsync(StoreChoice store, string clientApi, YearSize size, IReadOnlyList<string> options, CancellationToken stop)
    {
        var coordinators = NetworkFile.Coordinators(size.Coordinators);
        var cluster = $"bench-{Path.GetFileName(folder.Path)}";
        for (var i = 0; i < store.Nodes; i++)
        {
            nodes.Push(await ServerProcess.StartAsync(clientApi, store, folder.Path, coordinators, cluster, stop, options));
            _ = await nodes.Peek().ListeningAsync(stop);
        }

        Address = await Process.ListeningAsync(stop);
        var staff = new Staff(
            await WorkersAsync(coordinators, "coordinator", stop),
            await WorkersAsync(NetworkFile.Professionals, "professional", stop),
            await WorkersAsync([NetworkFile.Manager], "manager", stop));
        Population = new Population(staff, size.Cases, size.ReadsPercent, size.Seed);
        await Preparation.RunAsync(EndPoint, Population, stop);
    }

    async Task<IReadOnlyList<Worker>> WorkersAsync(IReadOnlyList<string> people, string role, CancellationToken stop)
    {
        var tokens = await Process.TokensAsync(people, stop, role);
        Somebody ??= tokens[0];
        return [.. tokens.Select(token => new Worker(token, Address.Authority))];
    }
}
