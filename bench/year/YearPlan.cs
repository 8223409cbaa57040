using Coordination.Bench.Commands;
using Coordination.Bench.Server;

namespace Coordination.Bench.Year;

/// <summary>The options of the year's mix, read and checked.</summary>
internal sealed record YearPlan(
    IReadOnlyList<StoreChoice> Stores,
    string? ClientApi,
    string DataRoot,
    YearSize Size,
    int Clients,
    int WarmUpSeconds,
    int Seconds,
    IReadOnlyList<int> Shares,
    int OpenSeconds,
    int? Rate,
    string? Markdown,
    int MinutesMax)
{
    public const string Mix = "year";

    public static readonly IReadOnlyList<string> Options =
    [
        "--mix", "--stores", "--postgres", "--client-api", "--silo", "--data-root", .. YearSize.Options, "--clients", "--warm-up", "--seconds",
        "--shares", "--open-seconds", "--rate", "--markdown", "--minutes-max",
    ];

    public static readonly string Usage = $"""
        {YearSize.Usage.TrimStart()}
          --clients 64               of the closed loop that finds the highest rate
          --warm-up 8                seconds before each measurement
          --seconds 20               seconds the highest rate is measured
          --shares 50,80             per cent of the highest rate, an open loop each
          --open-seconds 60          seconds of each open loop
          --rate N                   requests/s that count as the highest rate, instead of finding it
        and --stores, --postgres, --client-api, --silo, --data-root, --markdown, --minutes-max as above.
        """;

    public static YearPlan Of(Arguments arguments)
    {
        if (arguments.OtherThan(Options) is { } other)
        {
            throw new CannotRunException($"{other} is of the other mixes, not of --mix {Mix}");
        }

        var clients = arguments.Numbers("--clients", [CommandsRow.WantedClients], 1, CommandsPlan.ClientsMax);
        return new YearPlan(
            StoreChoice.Of(arguments),
            arguments.Text("--client-api"),
            arguments.Text("--data-root") ?? Path.GetTempPath(),
            YearSize.Of(arguments),
            clients.Count == 1 ? clients[0] : throw new CannotRunException($"--mix {Mix} takes one number of --clients"),
            arguments.Number("--warm-up", 8, 0, 600),
            arguments.Number("--seconds", 20, 1, 600),
            arguments.Numbers("--shares", [50, 80], 1, 200),
            arguments.Number("--open-seconds", 60, 1, 3600),
            arguments.Has("--rate") ? arguments.Number("--rate", 0, 1, 1_000_000) : null,
            CommandsPlan.MarkdownOf(arguments),
            arguments.Number("--minutes-max", 20, 1, 24 * 60));
    }
}
