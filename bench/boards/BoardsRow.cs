using System.Globalization;
using Coordination.Bench.Load;

namespace Coordination.Bench.Boards;

/// <summary>One line of the report: a query at one size of one store, asked by one client and by several at once.</summary>
internal sealed record BoardsRow(string Store, int Cases, string Query, LoadResult Alone, LoadResult Together)
{
    public const double P99MillisecondsMax = 50;
    const int SamplesMin = 300;

    public static readonly IReadOnlyList<string> Titles = ["query", "store", "cases", "samples", "p50 ms", "p99 ms", "at once: /s", "p50 ms", "p99 ms", "failed"];

    public bool AsWanted => Alone.Latencies.Count > 0 && Alone.Latencies.Percentile(99) < P99MillisecondsMax;

    public long Failed => Alone.Failures.Count + Together.Failures.Count;

    public IReadOnlyList<string> Cells =>
    [
        Query, Store, BoardsPlan.Short(Cases), $"{Alone.Latencies.Count}{(Alone.Latencies.Count < SamplesMin ? " (few)" : "")}",
        Milliseconds(Alone, 50), Milliseconds(Alone, 99), Together.PerSecond.ToString("0", CultureInfo.InvariantCulture), Milliseconds(Together, 50), Milliseconds(Together, 99),
        Failed.ToString(CultureInfo.InvariantCulture),
    ];

    public static string Milliseconds(LoadResult result, double percent) =>
        result.Latencies.Count == 0 ? "-" : result.Latencies.Percentile(percent).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>What a command costs at one size of one store: alone, and how many there are in a second when many give them.</summary>
internal sealed record CommandRow(string Store, int Cases, string Command, LoadResult Result, bool Alone)
{
    public const double GrowthMax = 1.5;

    public static readonly IReadOnlyList<string> Titles = ["command", "store", "cases", "clients", "samples", "/s", "p50 ms", "p99 ms", "cost to smallest", "failed"];

    /// <summary>What one costs beside what it costs in the smallest store: the median of one client, or the time that each of many takes of the server.</summary>
    public double CostTo(CommandRow smallest) => Alone
        ? Result.Latencies.Percentile(50) / smallest.Result.Latencies.Percentile(50)
        : smallest.Result.PerSecond / Result.PerSecond;

    public IReadOnlyList<string> Cells(CommandRow? smallest, int clients) =>
    [
        Command, Store, BoardsPlan.Short(Cases), (Alone ? 1 : clients).ToString(CultureInfo.InvariantCulture), Result.Latencies.Count.ToString(CultureInfo.InvariantCulture),
        Result.PerSecond.ToString("0", CultureInfo.InvariantCulture), BoardsRow.Milliseconds(Result, 50), BoardsRow.Milliseconds(Result, 99),
        smallest is null ? "1" : CostTo(smallest).ToString("0.00", CultureInfo.InvariantCulture), Result.Failures.Count.ToString(CultureInfo.InvariantCulture),
    ];
}
