using Coordination.Bench.Server;
using Coordination.Bench.Year;

namespace Coordination.Bench.Commands;

/// <summary>The options of the commands bench, read and checked.</summary>
internal sealed record CommandsPlan(
    IReadOnlyList<StoreChoice> Stores,
    string? Server,
    string? Tokens,
    string? ClientApi,
    string DataRoot,
    IReadOnlyList<int> Clients,
    int WarmUpSeconds,
    int Seconds,
    int Turns,
    int Cases,
    int Coordinators,
    CommandMix Mix,
    Func<Guid> NewKey,
    string? Markdown,
    int MinutesMax)
{
    public const int ClientsMax = 4096;

    public static readonly IReadOnlyList<string> Options =
    [
        "--stores", "--postgres", "--server", "--tokens", "--client-api", "--silo", "--plain", "--data-root", "--clients", "--warm-up", "--seconds", "--turns",
        "--cases", "--coordinators", "--mix", "--keys", "--markdown", "--minutes-max",
    ];

    public static readonly string Usage = $"""
          --stores sqlite,postgres   which stores to measure (sqlite, and postgres when --postgres is given); none: the cluster's only
          --postgres "Host=..."      connection string of an existing, empty database
          --server URL               measure a running server (started with --bench) instead; needs --tokens
          --tokens FILE              bearer tokens of two coordinators or more, one on a line
          --client-api FILE          the Coordination.ClientApi.dll to start (the checkout's Release build)
          --silo FILE                Coordination.Silo.dll: also one node of it on SQLite, and with --postgres one and three nodes
          --plain FILE               Coordination.PlainGrain.dll: also the grain that writes its state at every command (needs --postgres)
          --data-root DIR            where the server's data is put, in a folder removed afterwards ({Path.GetTempPath()})
          --clients 1,16,64,256      closed-loop clients, one measurement each
          --warm-up 3                seconds before the first measurement of each kind
          --seconds 3                seconds of each measurement
          --turns 4                  how often each kind is measured, no-op and commands by turns, so that what else the
                                     machine is doing hits both
          --cases 1024               open cases, shared out to the clients; at least as many as clients
          --coordinators 64          people the cases belong to (2 to 1000)
          --mix {CommandMix.Usual}
                                     per cent of each kind of command
          --keys time                Idempotency-Keys that grow with time (UUIDv7), or random ones (UUIDv4)
          --markdown FILE            write the table there as well, as Markdown
          --minutes-max 20           give up after this long

        With --mix year the whole workflow instead, as a year would mix it, beside its reads; first in a closed loop, then in open ones:
        {YearPlan.Usage}

        Exit codes: 0 measured; 1 measured, but more than 0.1 % of the requests failed or a client left early; 2 could not run.
        """;

    public static CommandsPlan Of(Arguments arguments)
    {
        if (arguments.OtherThan(Options) is { } foreign)
        {
            throw new CannotRunException($"{foreign} goes with --mix {YearPlan.Mix}");
        }

        var clients = arguments.Numbers("--clients", [1, 16, 64, 256], 1, ClientsMax);
        var plan = new CommandsPlan(
            StoreChoice.Of(arguments),
            arguments.Text("--server"),
            arguments.Text("--tokens"),
            arguments.Text("--client-api"),
            arguments.Text("--data-root") ?? Path.GetTempPath(),
            clients,
            arguments.Number("--warm-up", 3, 0, 600),
            arguments.Number("--seconds", 3, 1, 600),
            arguments.Number("--turns", 4, 1, 100),
            arguments.Number("--cases", Math.Max(1024, clients.Max()), clients.Max(), 100_000),
            arguments.Number("--coordinators", 64, 2, 1000),
            CommandMix.Read(arguments.Text("--mix") ?? CommandMix.Usual),
            (arguments.Text("--keys") ?? "time") switch
            {
                "time" => Guid.CreateVersion7,
                "random" => Guid.NewGuid,
                var other => throw new CannotRunException($"--keys knows time and random, not '{other}'"),
            },
            MarkdownOf(arguments),
            arguments.Number("--minutes-max", 20, 1, 24 * 60));
        return plan switch
        {
            { Server: not null, Tokens: null } => throw new CannotRunException("--server needs --tokens"),
            { Server: null, Tokens: not null } => throw new CannotRunException("--tokens goes with --server"),
            { Server: not null } when arguments.Has("--stores") || arguments.Has("--postgres") || arguments.Has("--client-api") =>
                throw new CannotRunException("a running server has its own store: --server excludes --stores, --postgres and --client-api"),
            _ => plan,
        };
    }

    public static string? MarkdownOf(Arguments arguments) =>
        arguments.Text("--markdown") is { } markdown && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(markdown)))
            ? throw new CannotRunException($"there is no folder for --markdown '{markdown}'")
            : arguments.Text("--markdown");
}
