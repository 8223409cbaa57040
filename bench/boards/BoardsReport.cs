using System.Globalization;
using Coordination.Bench.Load;

namespace Coordination.Bench.Boards;

/// <summary>Prints each row when it is measured, and at the end what failed and what is as quick as wanted.</summary>
internal sealed class BoardsReport(int clients)
{
    const int NameCharacters = 32;

    readonly List<BoardsRow> queries = [];
    readonly List<CommandRow> commands = [];
    readonly Table loads = new(["store", "cases", "events", "commands", "loaded in s", "events/s", "MB", "bytes/case"]), queried = new(BoardsRow.Titles), commanded = new(CommandRow.Titles);

    public bool Sound => queries.TrueForAll(row => row.Failed == 0) && commands.TrueForAll(row => row.Result.Failures.Count == 0);

    public void Add(LoadedStore store, int cases, long bytes)
    {
        Console.WriteLine(loads.Heading);
        Console.WriteLine(loads.Add(
        [
            store.Store.Name, BoardsPlan.Short(cases), Number(store.Totals?.Events), Number(store.Totals?.Commands), Number(store.LoadedInSeconds),
            Number(store.Totals?.Events / store.LoadedInSeconds), Number(bytes / 1e6), Number(bytes / (double)cases),
        ]));
        Console.WriteLine($"\n{Wide(queried.Heading)}");
    }

    public void Add(BoardsRow row)
    {
        queries.Add(row);
        Console.WriteLine(Wide(queried.Add(row.Cells)));
    }

    public void Add(CommandRow row)
    {
        var smallest = commands.FirstOrDefault(one => (one.Store, one.Command, one.Alone) == (row.Store, row.Command, row.Alone));
        commands.Add(row);
        foreach (var (name, count) in row.Result.Failures.ByName)
        {
            Console.WriteLine($"failed: {count} x {name}");
        }

        if (commands.Count == 1)
        {
            Console.WriteLine($"\n{Wide(commanded.Heading)}");
        }

        Console.WriteLine(Wide(commanded.Add(row.Cells(smallest, clients))));
    }

    public async Task FinishAsync(string? markdown, CancellationToken stop)
    {
        var conclusion = Conclusion().ToList();
        Console.WriteLine($"\n{string.Join('\n', conclusion)}");
        if (markdown is not null)
        {
            await File.WriteAllTextAsync(markdown, $"{loads.Markdown()}\n{queried.Markdown()}\n{commanded.Markdown()}\n{string.Concat(conclusion.Select(line => $"- {line}\n"))}", stop);
        }
    }

    IEnumerable<string> Conclusion()
    {
        var failures = new Failures();
        queries.ForEach(row =>
        {
            failures.Add(row.Alone.Failures);
            failures.Add(row.Together.Failures);
        });
        commands.ForEach(row => failures.Add(row.Result.Failures));
        foreach (var (name, count) in failures.ByName)
        {
            yield return $"failed: {count} x {name}";
        }

        foreach (var store in queries.GroupBy(row => (row.Store, row.Cases)))
        {
            var slow = store.Where(row => !row.AsWanted).Select(row => $"{row.Query} {BoardsRow.Milliseconds(row.Alone, 99)} ms").ToList();
            yield return $"{store.Key.Store}, {BoardsPlan.Short(store.Key.Cases)} cases: wanted of each query, asked by one client: p99 < {BoardsRow.P99MillisecondsMax} ms: {(slow.Count == 0 ? "met" : $"not met by {string.Join(", ", slow)}")}";
        }

        foreach (var store in commands.GroupBy(row => row.Store).Where(rows => rows.Select(row => row.Cases).Distinct().Count() > 1))
        {
            var (first, last) = (store.Min(row => row.Cases), store.Max(row => row.Cases));
            var dear = store.Where(row => row.Cases == last)
                .Select(row => (Row: row, Cost: row.CostTo(store.First(one => one.Cases == first && (one.Command, one.Alone) == (row.Command, row.Alone)))))
                .Where(one => one.Cost > CommandRow.GrowthMax).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Row.Command}, {(one.Row.Alone ? 1 : clients)} clients: {one.Cost:0.00}")).ToList();
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{store.Key}: wanted of a command: it costs at {BoardsPlan.Short(last)} cases at most {CommandRow.GrowthMax} times what it costs at {BoardsPlan.Short(first)}: {(dear.Count == 0 ? "met" : $"not met by {string.Join("; ", dear)}")}");
        }
    }

    /// <summary>Names are longer than a table's first column is wide.</summary>
    static string Wide(string line) => line.Split("  ", 2) is [var name, var rest] ? $"{name.PadRight(NameCharacters)}  {rest}" : line;

    static string Number(double? number) => number?.ToString("0", CultureInfo.InvariantCulture) ?? "-";
}
