namespace Coordination.Bench;

/// <summary>Rows under titles, as plain text that can be printed row by row, or as Markdown.</summary>
internal sealed class Table(IReadOnlyList<string> titles)
{
    const int ColumnCharactersMin = 9;

    readonly List<IReadOnlyList<string>> rows = [];

    public string Heading => Line(titles);

    public bool HasRows => rows.Count > 0;

    public string Add(IReadOnlyList<string> row)
    {
        rows.Add(row);
        return Line(row);
    }

    /// <summary>All of it, where it is not printed row by row: the first column as wide as it needs to be.</summary>
    public string Text()
    {
        var first = rows.Select(row => row[0].Length).DefaultIfEmpty().Max();
        return string.Join('\n', rows.Prepend(titles).Select(row => Line([row[0].PadRight(first), .. row.Skip(1)])));
    }

    public string Markdown() =>
        $"| {string.Join(" | ", titles)} |\n|---|{string.Concat(titles.Skip(1).Select(_ => "---:|"))}\n"
        + string.Concat(rows.Select(row => $"| {string.Join(" | ", row)} |\n"));

    string Line(IReadOnlyList<string> cells) =>
        string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadRight(WidthOf(i)) : cell.PadLeft(WidthOf(i))));

    int WidthOf(int column) => Math.Max(ColumnCharactersMin, titles[column].Length);
}
