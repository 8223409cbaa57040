using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Memory;

/// <summary>What a live case takes of a server's memory: opened, judged once, and not let go.</summary>
internal sealed class MemoryBench : IBench
{
    const int BeforeCases = 2_000; // what is made once, and the compiler, is paid for by these

    public string Name => "memory";

    public string Summary => "memory that a live case takes, after a full garbage collection";

    public IReadOnlyList<string> Options => ["--stores", "--postgres", "--client-api", "--silo", "--plain", "--data-root", "--cases", "--markdown", "--minutes-max"];

    public IReadOnlyList<string> Switches => [];

    public string Usage => $"""
          --stores sqlite,postgres   which stores to measure (sqlite, and postgres when --postgres is given); none: the cluster's only
          --postgres "Host=..."      connection string of an existing, empty database
          --client-api FILE          the Coordination.ClientApi.dll to start (the checkout's Release build)
          --silo FILE                Coordination.Silo.dll: also one node of it (on PostgreSQL, if that is given)
          --plain FILE               Coordination.PlainGrain.dll: also the grain that writes its state at every command (needs --postgres)
          --data-root DIR            where the server's data is put, in a folder removed afterwards ({Path.GetTempPath()})
          --cases 100000             live cases, besides {BeforeCases} before the first look
          --markdown FILE            write the table there as well, as Markdown
          --minutes-max 60           give up after this long

        A client-api keeps at most 100,000 cases live; nodes of a cluster let a case go when nobody asked for it for some time.
        """;

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var cases = arguments.Number("--cases", 100_000, 1_000, 1_000_000);
        var stores = StoreChoice.Of(arguments).Where(store => store.Nodes == 1 && (store.Program is null || !arguments.Has("--postgres") || store.Database is not null)).ToList();
        var clientApi = await ServerBuild.FindAsync(arguments.Text("--client-api"), stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(arguments.Number("--minutes-max", 60, 1, 24 * 60)));
        var table = new Table(["store", "cases", "opened in s", "managed before MB", "managed after MB", "bytes/case", "resident after MB"]);
        Console.WriteLine(table.Heading);
        foreach (var store in stores)
        {
            Console.WriteLine(table.Add(await MeasureAsync(store, clientApi, arguments.Text("--data-root") ?? Path.GetTempPath(), cases, limit.Token)));
        }

        if (arguments.Text("--markdown") is { } markdown)
        {
            await File.WriteAllTextAsync(markdown, table.Markdown(), stop);
        }

        return 0;
    }

    static async Task<IReadOnlyList<string>> MeasureAsync(StoreChoice store, string clientApi, string dataRoot, int cases, CancellationToken stop)
    {
        using var folder = DataFolder.In(dataRoot);
        var coordinators = NetworkFile.Coordinators(64);
        await using var server = await ServerProcess.StartAsync(clientApi, store, folder.Path, coordinators, $"bench-{Path.GetFileName(folder.Path)}", stop);
        var address = await server.ListeningAsync(stop);
        var people = await server.TokensAsync(coordinators, stop);
        using var opening = new CaseOpening(address, people);
        var known = (await opening.OpenAsync(BeforeCases, stop)).Count;
        var before = await LookAsync(address, people[0], stop);
        var began = Stopwatch.GetTimestamp();
        var opened = (await opening.OpenAsync(known + cases, stop)).Count - known;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await LookAsync(address, people[0], stop);
        return
        [
            store.Name, Text(opened), Text(seconds), Text(before.Managed / 1e6), Text(after.Managed / 1e6),
            Text((after.Managed - before.Managed) / (double)opened), Text(after.Resident / 1e6),
        ];
    }

    static async Task<(long Managed, long Resident)> LookAsync(Uri address, Credential who, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", who.Token);
        using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri("/v1/memory", UriKind.Relative), stop));
        return (answer.RootElement.GetProperty("managedBytes").GetInt64(), answer.RootElement.GetProperty("residentBytes").GetInt64());
    }

    static string Text(double number) => number.ToString("0", CultureInfo.InvariantCulture);
}
