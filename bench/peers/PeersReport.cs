using System.Globalization;
using Coordination.Bench.Commands;
using Coordination.Bench.Load;

namespace Coordination.Bench.Peers;

/// <summary>Prints how fast each program was, and how much of the product's commands that is.</summary>
internal sealed class PeersReport
{
    const double FailedPercentMax = 0.1;

    readonly List<(string Program, CommandsRow Row)> rows = [];
    readonly Table table = new(["program", .. CommandsRow.Titles, "of ours %"]);

    public bool Sound => rows.TrueForAll(one => one.Row.ClientsLeft == 0 && 100.0 * one.Row.Failed / Math.Max(1, one.Row.Asked) <= FailedPercentMax);

    public void Add(string program, CommandsRow row)
    {
        if (rows.Count == 0)
        {
            Console.WriteLine($"\n{table.Heading}");
        }

        rows.Add((program, row));
        Console.WriteLine(table.Add([program, .. row.Cells, OfOurs(row)]));
    }

    public async Task FinishAsync(string? markdown, CancellationToken stop)
    {
        var conclusion = rows.SelectMany(one => Told(one.Program, one.Row)).DefaultIfEmpty("no request failed").ToList();
        Console.WriteLine($"\n{string.Join('\n', conclusion)}");
        if (markdown is not null)
        {
            await File.WriteAllTextAsync(markdown, $"{table.Markdown()}\n{string.Concat(conclusion.Select(line => $"- {line}\n"))}", stop);
        }
    }

    static IEnumerable<string> Told(string program, CommandsRow row)
    {
        var failures = new Failures();
        failures.Add(row.NoOp.Failures);
        failures.Add(row.Commands.Failures);
        return [
            .. failures.ByName.Select(failure => $"failed: {program}, {row.Store}, {row.Clients} clients: {failure.Value} x {failure.Key}, of {row.Asked} requests"),
            .. row.ClientsLeft > 0 ? [$"failed: {program}, {row.Store}, {row.Clients} clients: {row.ClientsLeft} left before the end"] : Array.Empty<string>(),
        ];
    }

    string OfOurs(CommandsRow row)
    {
        var ours = rows.FirstOrDefault(one => one.Program == PeerProgram.Product && one.Row.Store == row.Store && one.Row.Clients == row.Clients).Row;
        return ours is null || ours.Commands.PerSecond == 0 ? "-" : (100 * row.Commands.PerSecond / ours.Commands.PerSecond).ToString("0", CultureInfo.InvariantCulture);
    }
}
