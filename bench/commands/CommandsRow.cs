using System.Globalization;
using Coordination.Bench.Load;

namespace Coordination.Bench.Commands;

/// <summary>One line of the report: what so many clients got of a store.</summary>
internal sealed record CommandsRow(string Store, int Clients, LoadResult NoOp, LoadResult Commands)
{
    public const int WantedClients = 64;
    const double RatioWanted = 30;
    const double PerSecondWanted = 8000;
    const double P99MillisecondsMax = 60;

    public static readonly IReadOnlyList<string> Titles =
        ["store", "clients", "no-op/s", "p50 ms", "p99 ms", "commands/s", "p50 ms", "p99 ms", "p99.9 ms", "ratio %", "failed", "generator cores"];

    public double RatioPercent => NoOp.PerSecond > 0 ? 100 * Commands.PerSecond / NoOp.PerSecond : 0;

    public long Failed => NoOp.Failures.Count + Commands.Failures.Count;

    public int ClientsLeft => NoOp.ClientsLeft + Commands.ClientsLeft;

    public long Asked => NoOp.Asked + Commands.Asked;

    public bool AsWanted =>
        ClientsLeft == 0 && RatioPercent >= RatioWanted && Commands.PerSecond >= PerSecondWanted && Commands.Latencies.Percentile(99) < P99MillisecondsMax;

    public IReadOnlyList<string> Cells =>
    [
        Store, Text(Clients, "0"),
        Text(NoOp.PerSecond, "0"), Milliseconds(NoOp, 50), Milliseconds(NoOp, 99),
        Text(Commands.PerSecond, "0"), Milliseconds(Commands, 50), Milliseconds(Commands, 99), Milliseconds(Commands, 99.9),
        Text(RatioPercent, "0.0"), Text(Failed, "0"), $"{Text(NoOp.GeneratorCores, "0.00")}/{Text(Commands.GeneratorCores, "0.00")}",
    ];

    /// <summary>Whether a store is as fast as the project wants it, judged at 64 clients.</summary>
    public static string Verdict(string store, IEnumerable<CommandsRow> rows)
    {
        var judged = rows.FirstOrDefault(row => row.Store == store && row.Clients == WantedClients);
        var verdict = judged is null ? "not measured" : judged.AsWanted ? "met" : "not met";
        return $"{store}: wanted at {WantedClients} clients: ratio >= {RatioWanted} % and >= {PerSecondWanted}/s and p99 < {P99MillisecondsMax} ms: {verdict}";
    }

    static string Milliseconds(LoadResult result, double percent) =>
        result.Latencies.Count == 0 ? "-" : Text(result.Latencies.Percentile(percent), "0.00");

    static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
