using System.Globalization;
using Coordination.Bench.Load;

namespace Coordination.Bench.Commands;

/// <summary>Prints each row when it is measured, and at the end what failed and whether a store is as fast as wanted.</summary>
internal sealed class CommandsReport
{
    const double FailedPercentMax = 0.1;

    readonly List<CommandsRow> rows = [];
    readonly Table table = new(CommandsRow.Titles);

    /// <summary>Whether the figures may be trusted: hardly anything failed, and every client stayed to the end.</summary>
    public bool Sound => FailedPercent <= FailedPercentMax && rows.TrueForAll(row => row.ClientsLeft == 0);

    double FailedPercent => 100.0 * rows.Sum(row => row.Failed) / Math.Max(1, rows.Sum(row => row.Asked));

    public void Add(CommandsRow row)
    {
        if (rows.Count == 0)
        {
            Console.WriteLine($"\n{table.Heading}");
        }

        rows.Add(row);
        Console.WriteLine(table.Add(row.Cells));
    }

    public async Task FinishAsync(string? markdown, CancellationToken stop)
    {
        var conclusion = Conclusion();
        Console.WriteLine($"\n{string.Join('\n', conclusion)}");
        if (markdown is not null)
        {
            await File.WriteAllTextAsync(markdown, $"{table.Markdown()}\n{string.Concat(conclusion.Select(line => $"- {line}\n"))}", stop);
        }
    }

    List<string> Conclusion()
    {
        var failures = new Failures();
        rows.ForEach(row =>
        {
            failures.Add(row.NoOp.Failures);
            failures.Add(row.Commands.Failures);
        });
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"failed: {failures.Count} of {rows.Sum(row => row.Asked)} requests, warm-up included ({FailedPercent:0.000} %)"),
            .. failures.ByName.Select(failure => $"failed: {failure.Value} x {failure.Key}"),
            .. rows.Where(row => row.ClientsLeft > 0).Select(row => $"failed: {row.ClientsLeft} clients left before the end ({row.Store}, {row.Clients} clients)"),
            .. rows.Select(row => row.Store).Distinct().Select(store => CommandsRow.Verdict(store, rows)),
        ];
    }
}
