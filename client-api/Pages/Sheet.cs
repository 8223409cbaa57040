using System.Globalization;
using System.Text;

namespace Coordination.ClientApi.Pages;

/// <summary>
/// A table as a file that spreadsheets open (CSV): UTF-8 with its mark, cells apart as the reader's language has it, and nothing that a
/// spreadsheet would take for a formula.
/// </summary>
public sealed class Sheet(TextWriter to, string separator)
{
    const string FormulaBegins = "=+-@\t\r＝＋－＠";

    public async Task Row(params IEnumerable<object?> cells)
    {
        await to.WriteAsync(string.Join(separator, cells.Select(Cell)));
        await to.WriteAsync("\r\n");
    }

    string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            string said => said.Length > 0 && FormulaBegins.Contains(said[0], StringComparison.Ordinal) ? "'" + said : said,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return text.Contains(separator, StringComparison.Ordinal) || text.AsSpan().IndexOfAny("\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>The file as an answer. Rows go out as they are written; none are gathered.</summary>
    public static IResult File(Visit visit, string name, Func<Sheet, Func<Task>, Task> write) => Results.Stream(
        async stream =>
        {
            await using var to = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
            await write(new(to, visit.Words.Culture.TextInfo.ListSeparator), () => to.FlushAsync());
        },
        "text/csv; charset=utf-8", $"{name}-{visit.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv");
}
