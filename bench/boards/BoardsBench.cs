using System.Diagnostics;
using System.Globalization;
using System.Net;
using Coordination.Bench.Commands;
using Coordination.Bench.Load;
using Coordination.Bench.Server;

namespace Coordination.Bench.Boards;

/// <summary>What people look at, and what a command costs, in stores that hold few cases and very many.</summary>
internal sealed class BoardsBench : IBench
{
    static readonly (string Name, string Mix)[] CommandKinds = [("note", "note=100"), ("judge-urgency", "urgency=100"), ("offer-handover, withdraw-handover", "handover=100")];

    const string ManyMix = "note=75,urgency=15,handover=10";

    public string Name => "boards";

    public string Summary => "worklists, lists, search and counts over up to a million cases, and what a command costs then";

    public string Usage => BoardsPlan.Usage;

    public IReadOnlyList<string> Options => BoardsPlan.Options;

    public IReadOnlyList<string> Switches => BoardsPlan.Switches;

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var plan = BoardsPlan.Of(arguments);
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

    static async Task<int> RunAsync(BoardsPlan plan, CancellationToken stop)
    {
        var dll = await ServerBuild.FindAsync(plan.ClientApi, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"client-api of {File.GetLastWriteTime(dll):yyyy-MM-dd HH:mm}; {Environment.ProcessorCount} processors shared by server and generator"));
        var report = new BoardsReport(plan.Clients);
        using var folder = DataFolder.In(plan.DataRoot);
        Task<(IReadOnlyList<TemplateCase> Cases, IReadOnlyList<string> Secrets)>? templates = null;
        foreach (var cases in plan.Cases)
        {
            var file = Path.Combine(folder.Path, $"journal-{BoardsPlan.Short(cases)}");
            Task<(string, JournalTotals)>? journal = null;
            foreach (var store in plan.Stores)
            {
                using var loaded = await LoadedStore.OpenAsync(store, cases, plan, dll, () => journal ??= MultiplyAsync(templates ??= TemplatesAsync(dll, folder.Path, stop), cases, file, stop), stop);
                await MeasureAsync(loaded, cases, dll, plan, report, stop);
            }

            File.Delete(file);
        }

        await report.FinishAsync(plan.Markdown, stop);
        return report.Sound ? 0 : 1;
    }

    /// <summary>Some dozens of cases in all phases, lived in a server of their own.</summary>
    static async Task<(IReadOnlyList<TemplateCase>, IReadOnlyList<string>)> TemplatesAsync(string dll, string folder, CancellationToken stop)
    {
        var (home, network, file) = (Path.Combine(folder, "templates"), Path.Combine(folder, "network.json"), Path.Combine(folder, "journal-of-templates"));
        _ = Directory.CreateDirectory(Path.Combine(home, "data"));
        await File.WriteAllBytesAsync(network, County.NetworkFile(), stop);
        await using (var server = ServerProcess.Start(dll, StoreChoice.Sqlite, home, network))
        {
            using var lived = new TemplateCases(await server.ListeningAsync(stop), await server.TokensAsync(TemplateCases.People, stop));
            await lived.LiveAsync(stop);
        }

        // Started again, it notes at once the deadlines that passed.
        await using (var server = ServerProcess.Start(dll, StoreChoice.Sqlite, home, network))
        {
            _ = await server.ListeningAsync(stop);
            await server.IdleAsync(stop);
        }

        _ = await ServerProcess.CommandAsync(dll, ["export", file, .. ServerProcess.StoreArguments(StoreChoice.Sqlite, home, network)], home, stop);
        var read = TemplateCase.ReadFile(file);
        Console.WriteLine($"templates: {read.Cases.Count} cases ({read.Cases.Count(one => one.Closed)} closed), {read.Cases.Sum(one => one.Events)} events");
        return read;
    }

    static async Task<(string, JournalTotals)> MultiplyAsync(Task<(IReadOnlyList<TemplateCase> Cases, IReadOnlyList<string> Secrets)> templates, int cases, string file, CancellationToken stop)
    {
        var (lived, secrets) = await templates;
        var began = Stopwatch.GetTimestamp();
        var totals = await new Multiplier(lived, secrets, cases).WriteAsync(file, stop);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{cases} cases: {totals.Events} events, {new FileInfo(file).Length / 1e6:0} MB of journal written in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        return (file, totals);
    }

    static async Task MeasureAsync(LoadedStore store, int cases, string dll, BoardsPlan plan, BoardsReport report, CancellationToken stop)
    {
        report.Add(store, cases, await store.BytesAsync(stop));
        await using var server = ServerProcess.Start(dll, store.Store, store.Folder, store.Network);
        var address = await server.ListeningAsync(stop);
        await server.IdleAsync(stop); // what is due today is noted first
        using var boards = await Boards.OpenAsync(server, cases, stop);
        var place = new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        var queries = await boards.QueriesAsync(stop);
        foreach (var query in queries) // a server that just started measures its compiler
        {
            _ = await LoadPhase.RunAsync(place, Together(query), 0, 1, stop);
        }

        foreach (var query in queries)
        {
            var alone = await LoadPhase.RunAsync(place, [query.Work(address.Authority, 0)], plan.WarmUpSeconds, plan.Seconds, stop);
            var together = await LoadPhase.RunAsync(place, Together(query), 0, plan.Seconds, stop);
            report.Add(new BoardsRow(store.Store.Name, cases, query.Name, alone, together));
        }

        var turns = (await boards.CommandedAsync(plan.Clients, stop)).Select(one => new CaseTurns(one, address.Authority)).ToList();
        foreach (var (name, mix) in CommandKinds)
        {
            report.Add(new CommandRow(store.Store.Name, cases, name, await CommandsAsync(1, mix), Alone: true));
        }

        report.Add(new CommandRow(store.Store.Name, cases, ManyMix, await CommandsAsync(plan.Clients, ManyMix), Alone: false));

        List<IWork> Together(Query query) => [.. Enumerable.Range(0, plan.AtOnce).Select(client => query.Work(address.Authority, client))];

        Task<LoadResult> CommandsAsync(int clients, string mix) => LoadPhase.RunAsync(
            place, [.. Enumerable.Range(0, clients).Select(client => new CommandWork([.. turns.Where((_, i) => i % clients == client)], CommandMix.Read(mix), Guid.CreateVersion7, seed: client))],
            plan.WarmUpSeconds, plan.Seconds, stop);
    }
}
