using System.Globalization;

namespace Coordination.Bench.Live;

/// <summary>The three tables, row by row as they come, and whether memory stayed below its limit.</summary>
internal sealed class LiveReport
{
    readonly Table memory = new(["store", "live cases", "opened in s", "managed MB", "bytes/case", "resident MB", "resident when busy MB", "resident before MB"]);
    readonly Table history = new(["store", "command", "how many", "p50 ms", "p99 ms", "allocated KB"]);
    readonly Table waking = new(["store", "command", "events", "first p50 ms", "first p99 ms", "second p50 ms", "second p99 ms", "waking p50 ms"]);
    Table? last;

    /// <summary>All cases were live, and within the memory that is wanted.</summary>
    public bool Sound { get; private set; } = true;

    public void Add(MemoryRow row, int residentMegabytesMax)
    {
        Print(memory,
        [
            row.Store.Name, Text(row.After.Cases ?? row.Cases), Text(row.Seconds), Text(row.After.Managed / 1e6), Text(row.BytesEach), Text(row.After.Resident / 1e6), Text(row.Busy.Resident / 1e6),
            Text(row.Before.Resident / 1e6),
        ]);
        if (!row.AllLive)
        {
            Complain($"only {row.After.Cases} of {row.Cases} cases were live");
        }

        if (row.Store.Program is null && row.After.Resident > residentMegabytesMax * 1e6)
        {
            Complain($"{row.Store.Name}: {row.After.Resident / 1e6:0} MB resident, and {residentMegabytesMax} are wanted");
        }
    }

    public void Add(string store, string command, IEnumerable<HistoryGroup> groups)
    {
        foreach (var group in groups)
        {
            Print(history, [store, command, Text(group.Length), Milliseconds(group.Latencies.Percentile(50)), Milliseconds(group.Latencies.Percentile(99)), Text(group.BytesEach / 1000)]);
        }
    }

    public void Add(WakingRow row) => Print(waking,
    [
        row.Store, row.What, Text(row.Events), Milliseconds(row.First.Percentile(50)), Milliseconds(row.First.Percentile(99)), Milliseconds(row.Second.Percentile(50)),
        Milliseconds(row.Second.Percentile(99)), Milliseconds(row.First.Percentile(50) - row.Second.Percentile(50)),
    ]);

    public async Task FinishAsync(string? markdown, CancellationToken stop)
    {
        if (markdown is not null)
        {
            await File.WriteAllTextAsync(markdown, string.Join('\n', new[] { memory, history, waking }.Where(table => table.HasRows).Select(table => table.Markdown())), stop);
        }
    }

    void Print(Table table, IReadOnlyList<string> row)
    {
        if (last != table)
        {
            Console.WriteLine(table.Heading);
            last = table;
        }

        Console.WriteLine(table.Add(row));
    }

    void Complain(string what)
    {
        Sound = false;
        Console.WriteLine($"NOT AS WANTED: {what}");
    }

    static string Text(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    static string Milliseconds(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
