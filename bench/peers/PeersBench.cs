using System.Net;
using Coordination.Bench.Commands;
using Coordination.Bench.Load;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Peers;

/// <summary>The product beside peers that serve the same commands another way: how fast each is, and what each guarantees.</summary>
internal sealed class PeersBench : IBench
{
    const int SettleSeconds = 1; // from the second turn on, when a server is warm

    public string Name => "peers";

    public string Summary => "the same commands served by EF Core rows and by a MassTransit saga: speed, and with --check guarantees";

    public string Usage => PeersPlan.Usage;

    public IReadOnlyList<string> Options => PeersPlan.Options;

    public IReadOnlyList<string> Switches => ["--check"];

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var plan = PeersPlan.Of(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(plan.MinutesMax));
        try
        {
            var programs = await PeerProgram.OfAsync(plan.Programs, plan.ClientApi, limit.Token);
            return plan.Check ? await PeersCheck.RunAsync(programs, plan, limit.Token) : await MeasureAsync(programs, plan, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new CannotRunException($"not finished within {plan.MinutesMax} minutes; --minutes-max allows more");
        }
    }

    static async Task<int> MeasureAsync(IReadOnlyList<PeerProgram> programs, PeersPlan plan, CancellationToken stop)
    {
        Console.WriteLine($"durable commands ({plan.Mix.Text}) beside the no-op with a note's body; closed loop, {plan.Cases} cases of each program,");
        Console.WriteLine($"{plan.WarmUpSeconds} s warm-up, then {plan.Turns} times {plan.Seconds} s measured of each, by turns; {Environment.ProcessorCount} processors shared by servers and generator");
        var report = new PeersReport();
        foreach (var store in plan.Stores)
        {
            var contestants = new List<Contestant>();
            try
            {
                foreach (var program in programs)
                {
                    contestants.Add(await Contestant.StartAsync(program, store, plan, stop));
                }

                foreach (var clients in plan.Clients)
                {
                    await MeasureAsync(contestants, clients, plan, report, stop);
                }
            }
            finally
            {
                foreach (var contestant in contestants)
                {
                    await contestant.DisposeAsync();
                }
            }
        }

        await report.FinishAsync(plan.Markdown, stop);
        return report.Sound ? 0 : 1;
    }

    /// <summary>All programs run; each is asked in its turn while the others are idle, so that what else the machine is doing hits them alike.</summary>
    static async Task MeasureAsync(IReadOnlyList<Contestant> contestants, int clients, PeersPlan plan, PeersReport report, CancellationToken stop)
    {
        var results = contestants.Select(_ => (NoOps: new List<LoadResult>(), Commands: new List<LoadResult>())).ToList();
        for (var turn = 0; turn < plan.Turns; turn++)
        {
            var warmUp = turn == 0 ? plan.WarmUpSeconds : Math.Min(plan.WarmUpSeconds, SettleSeconds);
            foreach (var (contestant, (noOps, commands)) in contestants.Zip(results))
            {
                noOps.Add(await LoadPhase.RunAsync(contestant.Server, contestant.NoOps(clients), warmUp, plan.Seconds, stop));
                commands.Add(await LoadPhase.RunAsync(contestant.Server, contestant.Commands(clients, plan.Mix), warmUp, plan.Seconds, stop));
            }
        }

        foreach (var (contestant, (noOps, commands)) in contestants.Zip(results))
        {
            report.Add(contestant.Program.Name, new CommandsRow(contestant.Store, clients, LoadResult.Of(noOps), LoadResult.Of(commands)));
        }
    }
}

/// <summary>A program that runs on a store, with its cases.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    readonly DataFolder folder;
    readonly ServerProcess process;
    readonly IReadOnlyList<Credential> people;
    readonly IReadOnlyList<CaseTurns> cases;
    readonly Uri address;

    Contestant(PeerProgram program, string store, DataFolder folder, ServerProcess process, Uri address, IReadOnlyList<Credential> people, IReadOnlyList<CaseTurns> cases) =>
        (Program, Store, this.folder, this.process, this.address, this.people, this.cases) = (program, store, folder, process, address, people, cases);

    public PeerProgram Program { get; }

    public string Store { get; }

    public IPEndPoint Server => new(IPAddress.Loopback, address.Port);

    public static async Task<Contestant> StartAsync(PeerProgram program, StoreChoice store, PeersPlan plan, CancellationToken stop)
    {
        var folder = DataFolder.In(plan.DataRoot);
        ServerProcess? process = null;
        try
        {
            Console.WriteLine($"{program.Name} on {store.Name}: starting, data in {folder.Path} ({folder.FileSystem})");
            var coordinators = NetworkFile.Coordinators(plan.Coordinators);
            process = await ServerProcess.StartAsync(program.Dll, store, folder.Path, coordinators, "", stop, program.Also);
            var address = await process.ListeningAsync(stop);
            var people = await process.TokensAsync(coordinators, stop);
            using var opening = new CaseOpening(address, people);
            var cases = (await opening.OpenAsync(plan.Cases, stop)).Select(one => new CaseTurns(one, address.Authority)).ToList();
            return new(program, store.Name, folder, process, address, people, cases);
        }
        catch
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    public List<IWork> NoOps(int clients) =>
        [.. Enumerable.Range(0, clients).Select(client => new NoOpWork(address.Authority, people[client % people.Count], Guid.CreateVersion7))];

    public List<IWork> Commands(int clients, CommandMix mix) =>
        [.. Enumerable.Range(0, clients).Select(client => new CommandWork([.. cases.Where((_, i) => i % clients == client)], mix, Guid.CreateVersion7, seed: client))];

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
