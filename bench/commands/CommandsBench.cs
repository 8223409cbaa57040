using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Coordination.Bench.Load;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;
using Coordination.Bench.Year;

namespace Coordination.Bench.Commands;

/// <summary>Durable commands over HTTP beside the same server's authenticated no-op.</summary>
internal sealed class CommandsBench : IBench
{
    const int SettleSeconds = 1; // from the second turn on, when the server is warm

    public string Name => "commands";

    public string Summary => "durable commands per second over HTTP, beside the authenticated no-op";

    public string Usage => CommandsPlan.Usage;

    public IReadOnlyList<string> Options { get; } = [.. CommandsPlan.Options.Union(YearPlan.Options)];

    public IReadOnlyList<string> Switches => [];

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Text("--mix") == YearPlan.Mix)
        {
            var year = YearPlan.Of(arguments);
            return await WithinAsync(year.MinutesMax, limit => YearMeasurement.RunAsync(year, limit), stop);
        }

        var plan = CommandsPlan.Of(arguments);
        return await WithinAsync(plan.MinutesMax, limit => RunAsync(plan, limit), stop);
    }

    static async Task<int> WithinAsync(int minutesMax, Func<CancellationToken, Task<int>> run, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(minutesMax));
        try
        {
            return await run(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new CannotRunException($"not finished within {minutesMax} minutes; --minutes-max allows more");
        }
    }

    static async Task<int> RunAsync(CommandsPlan plan, CancellationToken stop)
    {
        Console.WriteLine($"durable commands ({plan.Mix.Text}) beside the no-op with a note's body; closed loop, {plan.Cases} cases,");
        Console.WriteLine($"{plan.WarmUpSeconds} s warm-up, then {plan.Turns} times {plan.Seconds} s measured of each by turns; {Environment.ProcessorCount} processors shared by server and generator");
        var report = new CommandsReport();
        if (plan.Server is not null)
        {
            await MeasureAsync("given", AddressOf(plan.Server), await Credential.ReadFileAsync(plan.Tokens!, stop), plan, report, stop);
        }
        else
        {
            var clientApi = await ServerBuild.FindAsync(plan.ClientApi, stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"client-api of {File.GetLastWriteTime(clientApi):yyyy-MM-dd HH:mm}: {clientApi}"));
            foreach (var store in plan.Stores)
            {
                await MeasureOwnAsync(store, clientApi, plan, report, stop);
            }
        }

        await report.FinishAsync(plan.Markdown, stop);
        return report.Sound ? 0 : 1;
    }

    static async Task MeasureOwnAsync(StoreChoice store, string clientApi, CommandsPlan plan, CommandsReport report, CancellationToken stop)
    {
        using var folder = DataFolder.In(plan.DataRoot);
        Console.WriteLine($"{store.Name}: starting the server, data in {folder.Path} ({folder.FileSystem})");
        var coordinators = NetworkFile.Coordinators(plan.Coordinators);
        var cluster = $"bench-{Path.GetFileName(folder.Path)}";
        var nodes = new Stack<ServerProcess>();
        try
        {
            for (var i = 0; i < store.Nodes; i++)
            {
                nodes.Push(await ServerProcess.StartAsync(clientApi, store, folder.Path, coordinators, cluster, stop));
                _ = await nodes.Peek().ListeningAsync(stop);
            }

            var first = nodes.Last();
            await MeasureAsync(store.Name, await first.ListeningAsync(stop), await first.TokensAsync(coordinators, stop), plan, report, stop);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    static async Task MeasureAsync(
        string store, Uri address, IReadOnlyList<Credential> people, CommandsPlan plan, CommandsReport report, CancellationToken stop)
    {
        if (people.Select(person => person.Person).Distinct().Count() < 2)
        {
            throw new CannotRunException("tokens of two coordinators or more are needed, so that there is somebody to offer a case to");
        }

        var began = Stopwatch.GetTimestamp();
        using var opening = new CaseOpening(address, people);
        var prepared = await opening.OpenAsync(plan.Cases, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store}: {prepared.Count} cases opened in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));

        var cases = prepared.Select(one => new CaseTurns(one, address.Authority)).ToList();
        var server = await EndPointOfAsync(address, stop);
        foreach (var clients in plan.Clients)
        {
            var (noOps, commands) = (new List<LoadResult>(), new List<LoadResult>());
            for (var turn = 0; turn < plan.Turns; turn++)
            {
                var warmUp = turn == 0 ? plan.WarmUpSeconds : Math.Min(plan.WarmUpSeconds, SettleSeconds);
                noOps.Add(await LoadPhase.RunAsync(server, NoOps(clients, address, people, plan.NewKey), warmUp, plan.Seconds, stop));
                commands.Add(await LoadPhase.RunAsync(server, Commands(clients, cases, plan), warmUp, plan.Seconds, stop));
            }

            report.Add(new CommandsRow(store, clients, LoadResult.Of(noOps), LoadResult.Of(commands)));
        }
    }

    static List<IWork> NoOps(int clients, Uri address, IReadOnlyList<Credential> people, Func<Guid> newKey) =>
        [.. Enumerable.Range(0, clients).Select(client => new NoOpWork(address.Authority, people[client % people.Count], newKey))];

    static List<IWork> Commands(int clients, IReadOnlyList<CaseTurns> cases, CommandsPlan plan) =>
        [.. Enumerable.Range(0, clients).Select(client => new CommandWork([.. cases.Where((_, i) => i % clients == client)], plan.Mix, plan.NewKey, seed: client))];

    static Uri AddressOf(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new CannotRunException($"--server takes an http:// address, not '{server}'");

    static async Task<IPEndPoint> EndPointOfAsync(Uri address, CancellationToken stop)
    {
        try
        {
            return new IPEndPoint((await Dns.GetHostAddressesAsync(address.DnsSafeHost, stop))[0], address.Port);
        }
        catch (SocketException unknown)
        {
            throw new CannotRunException($"cannot find {address.Host}: {unknown.Message}");
        }
    }
}
