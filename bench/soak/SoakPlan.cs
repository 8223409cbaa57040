using Coordination.Bench.Commands;
using Coordination.Bench.Server;
using Coordination.Bench.Year;

namespace Coordination.Bench.Soak;

/// <summary>The options of the soak, read and checked.</summary>
internal sealed record SoakPlan(
    IReadOnlyList<StoreChoice> Stores,
    string? ClientApi,
    string DataRoot,
    YearSize Size,
    int Minutes,
    int Share,
    int? Rate,
    int Clients,
    int FindSeconds,
    int WarmUpSeconds,
    int SampleSeconds,
    int LiveCasesMax,
    string? Svg)
{
    public static readonly IReadOnlyList<string> Options =
    [
        "--stores", "--postgres", "--client-api", "--data-root", .. YearSize.Options, "--minutes", "--share", "--rate", "--clients", "--find-seconds", "--warm-up", "--sample-seconds", "--live-cases-max", "--svg",
    ];

    public static readonly string Usage = $"""
          --minutes 30               how long each store is soaked
          --share 50                 per cent of the highest rate, which a closed loop finds first
          --rate N                   requests/s that count as the highest rate, instead of finding it
          --stores sqlite,postgres   which stores, one after another (sqlite, and postgres when --postgres is given)
          --postgres "Host=..."      connection string of an existing, empty database; its user needs pg_monitor
          --svg DIR                  write graphs (SVG) and samples (CSV) of each store there
        {YearSize.Usage}
          --clients 64               of the closed loop
          --find-seconds 20          how long the closed loop is measured, after as long a warm-up
          --warm-up 20               seconds of the open loop before the first sample
          --sample-seconds 10        how often is looked
          --live-cases-max 10000     how many cases the server may keep in memory; few enough that the limit is reached in the first third
          --client-api FILE          the Coordination.ClientApi.dll to start (the checkout's Release build)
          --data-root DIR            where the server's data is put, in a folder removed afterwards ({Path.GetTempPath()})

        Exit codes: 0 every wish was met; 1 one was not; 2 could not run.
        """;

    public static SoakPlan Of(Arguments arguments)
    {
        var plan = new SoakPlan(
            StoreChoice.Of(arguments),
            arguments.Text("--client-api"),
            arguments.Text("--data-root") ?? Path.GetTempPath(),
            YearSize.Of(arguments),
            arguments.Number("--minutes", 30, 1, 7 * 24 * 60),
            arguments.Number("--share", 50, 1, 100),
            arguments.Has("--rate") ? arguments.Number("--rate", 0, 1, 1_000_000) : null,
            arguments.Number("--clients", CommandsRow.WantedClients, 1, CommandsPlan.ClientsMax),
            arguments.Number("--find-seconds", 20, 1, 600),
            arguments.Number("--warm-up", 20, 0, 3600),
            arguments.Number("--sample-seconds", 10, 1, 600),
            arguments.Number("--live-cases-max", 10_000, 100, 10_000_000),
            arguments.Text("--svg"));
        return plan.Samples >= SoakVerdicts.SamplesMin ? plan
            : throw new CannotRunException($"{plan.Minutes} minutes at --sample-seconds {plan.SampleSeconds} give {plan.Samples} samples; {SoakVerdicts.SamplesMin} are needed to compare their thirds");
    }

    public int Samples => Minutes * 60 / SampleSeconds;
}
