using Coordination.Bench.Server;

namespace Coordination.Bench.Live;

/// <summary>The options of the live bench, read and checked.</summary>
internal sealed record LivePlan(
    IReadOnlyList<StoreChoice> Stores, IReadOnlyList<string> Parts, string? ClientApi, string DataRoot, int Cases, int ResidentMegabytesMax, int Group, string? Markdown, int MinutesMax)
{
    public const string Memory = "memory";
    public const string History = "history";
    public const string Waking = "waking";

    /// <summary>These are opened before the first look: what is made once, and the compiler, is paid for by them.</summary>
    public const int BeforeCases = 2_000;

    static readonly IReadOnlyList<string> AllParts = [Memory, History, Waking];

    public static readonly IReadOnlyList<string> Options =
        ["--stores", "--postgres", "--client-api", "--silo", "--plain", "--data-root", "--parts", "--cases", "--resident-max", "--group", "--markdown", "--minutes-max"];

    public static readonly string Usage = $"""
          --stores sqlite,postgres   which stores to measure (sqlite, and postgres when --postgres is given); none: the cluster's only
          --postgres "Host=..."      connection string of an existing, empty database
          --client-api FILE          the Coordination.ClientApi.dll to start (the checkout's Release build)
          --silo FILE                Coordination.Silo.dll: also one node of it (on PostgreSQL, if that is given)
          --plain FILE               Coordination.PlainGrain.dll: also the grain that writes its state at every command, its memory only (needs --postgres)
          --data-root DIR            where the server's data is put, in a folder removed afterwards ({Path.GetTempPath()})
          --parts memory,history,waking
                                     memory: what live cases take; history: whether the thousandth command costs what the tenth
                                     did; waking: the first command and the first reading after the server was started anew
          --cases 100000             live cases, {BeforeCases} of them before the first look; a client-api keeps at most 100000
          --resident-max 400         megabytes that the server may have resident with all of them
          --group 32                 cases of each length of history
          --markdown FILE            write the tables there as well, as Markdown
          --minutes-max 60           give up after this long

        Exit codes: 0 measured; 1 measured, but the server's resident memory is above --resident-max (a client-api's only)
        or not all cases were live; 2 could not run.
        """;

    public static LivePlan Of(Arguments arguments) => new(
        [.. StoreChoice.Of(arguments).Where(store => store.Nodes == 1 && (store.Program is null || !arguments.Has("--postgres") || store.Database is not null))],
        PartsOf(arguments.Text("--parts")),
        arguments.Text("--client-api"),
        arguments.Text("--data-root") ?? Path.GetTempPath(),
        arguments.Number("--cases", 100_000, BeforeCases + 1_000, 1_000_000),
        arguments.Number("--resident-max", 400, 1, 1_000_000),
        arguments.Number("--group", 32, 4, 1_000),
        arguments.Text("--markdown") is { } markdown && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(markdown)))
            ? throw new CannotRunException($"there is no folder for --markdown '{markdown}'") : arguments.Text("--markdown"),
        arguments.Number("--minutes-max", 60, 1, 24 * 60));

    static IReadOnlyList<string> PartsOf(string? text) => text?.Split(',') is not { } parts ? AllParts
        : parts.FirstOrDefault(part => !AllParts.Contains(part)) is { } unknown ? throw new CannotRunException($"--parts knows {string.Join(", ", AllParts)}, not '{unknown}'") : parts;
}
