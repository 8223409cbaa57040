using System.Globalization;
using Coordination.Bench.Replay.Log;
using Coordination.Bench.Server;

namespace Coordination.Bench.Replay;

/// <summary>A real event log through the product's API, read back and counted, and played again.</summary>
internal sealed class ReplayBench : IBench
{
    public string Name => "replay";

    public string Summary => "plays an event log (XES) through the API, and compares what the API answers with the log";

    public int WordsMax => 1;

    public IReadOnlyList<string> Options => ["--stores", "--postgres", "--client-api", "--silo", "--data-root", "--clients", "--window-minutes", "--markdown", "--minutes-max"];

    public IReadOnlyList<string> Switches => ["--once"];

    public string Usage => $"""
        replay FILE                  an event log, .xes or .xes.gz
          --stores sqlite,postgres   which stores to play it on (sqlite, and postgres when --postgres is given); none: the cluster's only
          --postgres "Host=..."      connection string of a server on which databases may be made; each run has one of its own, dropped afterwards
          --client-api FILE          the Coordination.ClientApi.dll to start (the checkout's Release build)
          --silo FILE                Coordination.Silo.dll: also a cluster of one node, and of three with --postgres; commands go to each by turns
          --data-root DIR            where the server's data is put, in a folder removed afterwards ({Path.GetTempPath()})
          --clients 16               how many cases are commanded, and read, at once
          --window-minutes 60        what lies so close together in the log is played at once, each case in its own order; 0: one moment after another
          --once                     do not play it a second time
          --markdown FILE            write the table there as well, as Markdown
          --minutes-max 60           give up after this long

        Exit code 1 if a count differs, a version of a case has not one coordinator, or the second replay changed something.
        """;

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var file = arguments.Words is [var one] ? one : throw new CannotRunException("replay FILE: which event log?");
        var plan = new Plan(
            arguments.Number("--clients", 16, 1, 256), TimeSpan.FromMinutes(arguments.Number("--window-minutes", 60, 0, 7 * 24 * 60)), !arguments.Has("--once"),
            arguments.Text("--data-root") ?? Path.GetTempPath());
        var log = LogFile.Read(file);
        var expected = LogCounts.Of(log);
        var stores = StoreChoice.Of(arguments);
        var clientApi = await ServerBuild.FindAsync(arguments.Text("--client-api"), stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(arguments.Number("--minutes-max", 60, 1, 24 * 60)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}: {expected.Cases:N0} cases, {expected.Events:N0} events, read and found good"));
        var (sound, table) = (true, new Table(["store", "commands", "played in s", "commands/s", "log events/s", "journal events", "read back in s", "again in s"]));
        foreach (var store in stores)
        {
            var run = await RunAsync(store, clientApi, log, expected, plan, limit.Token);
            _ = table.Add(run.Row);
            sound &= run.Sound;
        }

        Console.WriteLine($"\n{table.Markdown()}");
        if (arguments.Text("--markdown") is { } markdown)
        {
            await File.WriteAllTextAsync(markdown, table.Markdown(), stop);
        }

        return sound ? 0 : 1;
    }

    sealed record Plan(int Clients, TimeSpan Window, bool Twice, string DataRoot);

    static async Task<(bool Sound, IReadOnlyList<string> Row)> RunAsync(StoreChoice store, string clientApi, EventLog log, LogCounts expected, Plan plan, CancellationToken stop)
    {
        using var folder = DataFolder.In(plan.DataRoot);
        await using var database = store.Database is { } server ? await TemporaryDatabase.CreateAsync(server, stop) : null;
        var own = store with { Database = database?.ConnectionString };
        var people = ReplayNetwork.People(log);
        var nodes = new Stack<ServerProcess>();
        try
        {
            Console.WriteLine($"\n{store.Name}: starting the server, data in {folder.Path} ({folder.FileSystem})");
            var addresses = new List<Uri>();
            for (var i = 0; i < store.Nodes; i++)
            {
                nodes.Push(await ServerProcess.StartAsync(
                    clientApi, own, folder.Path, network => ReplayNetwork.WriteAsync(network, people, stop), $"bench-{Path.GetFileName(folder.Path)}",
                    ["--settable-clock", "--models", Models, "--default-model", Mapping.Model, "--deadline-poll-seconds", "3600"]));
                addresses.Add(await nodes.Peek().ListeningAsync(stop));
            }

            var tokens = (await nodes.Peek().TokensAsync(people, stop, ReplayNetwork.Roles)).ToDictionary(one => one.Person, one => one.Token);
            var clocks = (await nodes.Peek().TokensAsync([people[0]], stop, "operator"))[0].Token;
            using var api = new ReplayApi(addresses, tokens, clocks);
            return await PlayAsync(store.Name, new LogReplay(api, log, plan.Clients, plan.Window), expected, plan.Twice, stop);
        }
        finally
        {
            while (nodes.TryPop(out var node))
            {
                await node.DisposeAsync();
            }
        }
    }

    /// <summary>The model that the cases are opened with is the replay's own; it is not among those that are shipped.</summary>
    static string Models => Path.Combine(AppContext.BaseDirectory, "replay", "models");

    static async Task<(bool Sound, IReadOnlyList<string> Row)> PlayAsync(string store, LogReplay replay, LogCounts expected, bool twice, CancellationToken stop)
    {
        var took = await replay.PlayAsync(Progress.OnConsole("playing", "commands", replay.Commands), stop);
        var (found, read) = await replay.ReadAsync(Progress.OnConsole("reading back", "cases", expected.Cases), stop);
        var sound = Compare(expected, found);
        TimeSpan? again = null;
        if (twice)
        {
            again = await replay.PlayAsync(Progress.OnConsole("playing again", "commands", replay.Commands), stop);
            var (after, _) = await replay.ReadAsync(Progress.OnConsole("reading again", "cases", expected.Cases), stop);
            var same = after.Fingerprint == found.Fingerprint;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"second replay: {after.Versions:N0} events in the journals, {found.Versions:N0} before; {(same ? "every event of every case is the same" : "SOMETHING CHANGED")}"));
            sound &= same;
        }

        return (sound,
        [
            store, Text(replay.Commands), Seconds(took), Text(replay.Commands / took.TotalSeconds), Text(expected.Events / took.TotalSeconds), Text(found.Versions), Seconds(read),
            again is { } second ? Seconds(second) : "-",
        ]);
    }

    static bool Compare(LogCounts expected, Found found)
    {
        var (wanted, came) = (expected.Lines().ToList(), found.Counts.Lines().ToDictionary(line => line.What, line => line.Count));
        var sound = wanted.Count == came.Count && found.Faults.Count == 0 && found.MissedNoted == expected.ClosedLate;
        Console.WriteLine($"{"",-32}{"the log",18}{"the API",18}");
        foreach (var (what, count) in wanted)
        {
            var answered = came.GetValueOrDefault(what, "-");
            sound &= answered == count;
            Console.WriteLine($"{what,-32}{count,18}{answered,18}{(answered == count ? "" : "  DIFFERS")}");
        }

        Console.WriteLine($"{"closed, noted as missed before",-32}{expected.ClosedLate,18}{found.MissedNoted,18}{(found.MissedNoted == expected.ClosedLate ? "" : "  DIFFERS")}");
        Console.WriteLine(found.Faults.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"exactly one coordinator at each of {found.Versions:N0} versions")
            : $"{found.Faults.Count} FAULTS\n{string.Join('\n', found.Faults.Take(20))}");
        return sound;
    }

    static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Seconds(TimeSpan took) => took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
