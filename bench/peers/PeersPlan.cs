using Coordination.Bench.Commands;
using Coordination.Bench.Server;

namespace Coordination.Bench.Peers;

/// <summary>The options of the peers bench, read and checked.</summary>
internal sealed record PeersPlan(
    IReadOnlyList<StoreChoice> Stores, string Programs, string? ClientApi, string DataRoot, bool Check, IReadOnlyList<int> Clients, int WarmUpSeconds, int Seconds, int Turns,
    int Cases, int Coordinators, CommandMix Mix, string? Markdown, int MinutesMax)
{
    public static readonly IReadOnlyList<string> Options =
    [
        "--stores", "--postgres", "--programs", "--client-api", "--data-root", "--clients", "--warm-up", "--seconds", "--turns", "--cases", "--coordinators", "--mix", "--markdown",
        "--minutes-max",
    ];

    public static readonly string Usage = $"""
          --check                    try what each program guarantees instead of how fast it is
          --programs {PeerProgram.All}
                                     which are compared; the peers among them must be built (dotnet build -c Release bench/peers/rows)
          --stores sqlite,postgres   on which stores (sqlite, and postgres when --postgres is given)
          --postgres "Host=..."      connection string of an existing, empty database; the peers' tables stand in schemas of their own
          --client-api FILE          the Coordination.ClientApi.dll to start (the checkout's Release build)
          --data-root DIR            where the servers' data is put, in folders removed afterwards ({Path.GetTempPath()})
          --clients 1,16,64          closed-loop clients, one measurement each
          --warm-up 8                seconds before the first measurement of each program
          --seconds 3                seconds of each measurement
          --turns 3                  how often each is measured: all programs run, and are measured by turns
          --cases 512                open cases of each program; at least as many as clients
          --coordinators 64          people the cases belong to (2 to 1000)
          --mix {CommandMix.Usual}
                                     per cent of each kind of command
          --markdown FILE            write the table there as well, as Markdown
          --minutes-max 60           give up after this long

        Exit codes: 0 measured; 1 measured, but more than 0.1 % of a program's requests failed or a client left early, or the product
        broke a promise of --check; 2 could not run.
        """;

    public static PeersPlan Of(Arguments arguments)
    {
        var clients = arguments.Numbers("--clients", [1, 16, 64], 1, CommandsPlan.ClientsMax);
        return new(
            StoreChoice.Of(arguments),
            arguments.Text("--programs") ?? PeerProgram.All,
            arguments.Text("--client-api"),
            arguments.Text("--data-root") ?? Path.GetTempPath(),
            arguments.Has("--check"),
            clients,
            arguments.Number("--warm-up", 8, 0, 600),
            arguments.Number("--seconds", 3, 1, 600),
            arguments.Number("--turns", 3, 1, 100),
            arguments.Number("--cases", Math.Max(512, clients.Max()), clients.Max(), 100_000),
            arguments.Number("--coordinators", 64, 2, 1000),
            CommandMix.Read(arguments.Text("--mix") ?? CommandMix.Usual),
            arguments.Text("--markdown"),
            arguments.Number("--minutes-max", 60, 1, 24 * 60));
    }
}
