using System.Collections.Frozen;
using Coordination.ClientApi;
using Coordination.Core;

namespace Coordination.Tests.Faults;

public enum StoreKind { Sqlite, Postgres }

/// <summary>What keeps the live cases of a site: the program its nodes run, what each node is told besides, and how many make a site of several.</summary>
public sealed record Host(string Program, int Several, Func<StoreKind, IEnumerable<string>> Arguments)
{
    /// <summary>Equal nodes that know nothing of each other.</summary>
    public static readonly Host EachItsOwn = new("Coordination.ClientApi.dll", 2, _ => []);
}

/// <summary>An installation of the product: a store of its own, a small network, a token for everybody in it. Nodes are started on it.</summary>
public sealed class Site : IAsyncDisposable
{
    public static readonly string[] Coordinators = [.. Enumerable.Range(0, 8).Select(i => $"coordinator-{i}")];
    public static readonly string[] Managers = ["manager-0", "manager-1"];
    public const string SocialWorker = "social-worker-0";
    public static readonly string[] Teachers = ["teacher-0", "teacher-1", "teacher-2"];

    readonly List<Node> nodes = [];
    readonly Host host;
    readonly string? database;

    Site(Host? host, string? database, FrozenDictionary<string, string>? tokens = null)
    {
        (Folder, this.host, this.database, Tokens) = (NewFolder(), host ?? Host.EachItsOwn, database, tokens!);
    }

    public string Folder { get; }
    public string Data => Path.Combine(Folder, "data");
    public string DataFile => Path.Combine(Data, "coordination.db");
    public string Database => database ?? throw new InvalidOperationException("this site is on SQLite");
    public FrozenDictionary<string, string> Tokens { get; private set; }
    public IReadOnlyList<Node> Nodes => nodes;

    public static async Task<Site> On(StoreKind store, Host? host = null) =>
        store == StoreKind.Sqlite ? await OnSqlite(host: host) : await OnPostgres(await Postgres.NewDatabase(Postgres.Server), host);

    /// <param name="dataFolder">Prepares the folder that the data is to be in.</param>
    public static async Task<Site> OnSqlite(Func<string, Task>? dataFolder = null, Host? host = null)
    {
        var site = new Site(host, null);
        try
        {
            if (dataFolder is not null) await dataFolder(site.Data);
            return await site.Furnish();
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public static Task<Site> OnPostgres(string database, Host? host = null) => new Site(host, database).Furnish();

    /// <summary>The same people on a copy of this site's database.</summary>
    public Site MovedTo(string copy)
    {
        var site = new Site(host, copy, Tokens);
        File.Copy(NetworkFile, site.NetworkFile);
        return site;
    }

    static string NewFolder() => Directory.CreateTempSubdirectory("coordination-faults-").FullName;
    string NetworkFile => Path.Combine(Folder, "network.json");

    IReadOnlyList<string> Arguments =>
    [
        "--data", Data, "--network", NetworkFile, "--urls", "http://127.0.0.1:0", "--requests-per-second-max", "0", "--deadline-poll-seconds", "1",
        .. database is null ? (string[])[] : ["--database", database],
    ];

    async Task<Site> Furnish()
    {
        await File.WriteAllTextAsync(NetworkFile, Network());
        using var installation = await Open();
        Tokens = Coordinators.Select(p => (p, "coordinator")).Concat(Managers.Select(p => (p, "manager"))).Concat(Teachers.Append(SocialWorker).Select(p => (p, "professional")))
            .ToFrozenDictionary(p => p.p, p => installation.SignIn.LocalToken(new PersonId(p.p), [p.Item2], hours: 24));
        return this;
    }

    static string Network()
    {
        static string Person(string id, string unit, string role, string profession = "worker") =>
            $$"""{"id":"{{id}}","givenName":"Made","familyName":"Up","unit":"{{unit}}","profession":"{{profession}}","roles":["{{role}}"]}""";
        return $$"""
            {"organisations":[{"id":"county","name":"County","kind":"county"},{"id":"town","name":"Town","kind":"municipality"}],
             "units":[{"id":"guidance","organisation":"county","name":"Guidance","service":"family-guidance","areas":["west"]},
                      {"id":"day-care","organisation":"town","name":"Day care","service":"early-education","areas":["west"]}],
             "people":[{{string.Join(',', [.. Coordinators.Select(p => Person(p, "guidance", "coordinator")), .. Managers.Select(p => Person(p, "guidance", "manager")),
                 .. Teachers.Select(p => Person(p, "day-care", "professional")), Person(SocialWorker, "guidance", "professional", "social-worker")])}}]}
            """;
    }

    /// <summary>The store as the program opens it, in this process: to look, with no node running or beside one.</summary>
    public Task<Installation> Open() => Installation.Open(Settings.Read(Arguments, _ => null), TimeProvider.System);

    /// <summary>Starts a node; does not wait for it.</summary>
    public Node Start(params IEnumerable<string> besides) => StartIn(null, besides);

    /// <param name="timeZone">The server's own; the machine's if nothing is said.</param>
    public Node StartIn(string? timeZone, params IEnumerable<string> besides)
    {
        var node = new Node(host.Program, [.. Arguments, .. host.Arguments(database is null ? StoreKind.Sqlite : StoreKind.Postgres), .. besides], timeZone);
        nodes.Add(node);
        return node;
    }

    public Task<Node> StartReady(params IEnumerable<string> besides) => Start(besides).Ready();
    public Task<Node[]> StartSeveral() => Task.WhenAll(Enumerable.Range(0, host.Several).Select(_ => StartReady()));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        if (database is not null) await Postgres.Drop(database);
        Directory.Delete(Folder, recursive: true);
    }
}
