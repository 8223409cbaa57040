using System.Globalization;
using System.Text;

namespace Coordination.Bench.Soak;

/// <param name="Values">One for each sample, in order.</param>
internal sealed record Line(string Name, IReadOnlyList<double> Values);

/// <summary>
/// A small graph over time as SVG: axes with their units, a grid, one line for each series, told apart by colour and by dashes.
/// It follows the reader's light or dark setting and says in words what it shows.
/// </summary>
/// <param name="Unit">Of the values.</param>
/// <param name="Logarithmic">Where a few values are many times the others.</param>
internal sealed record Graph(string Title, string Unit, int SampleSeconds, IReadOnlyList<Line> Lines, bool Logarithmic = false)
{
    const int Width = 720;
    const int Height = 300;
    const int Left = 64;
    const int Right = 16;
    const int Top = 56;
    const int Bottom = 44;
    const int TicksWanted = 5;
    const int SecondsOfMinute = 60;

    static readonly (string Light, string Dark, string Dash)[] Pens =
        [("#0550ae", "#79c0ff", "none"), ("#953800", "#ffa657", "7 3"), ("#116329", "#7ee787", "2 3")];

    int Samples => Lines.Max(line => line.Values.Count);

    double Minutes => Samples * SampleSeconds / (double)SecondsOfMinute;

    public string Svg()
    {
        var values = Lines.SelectMany(line => line.Values).Where(value => !Logarithmic || value > 0).DefaultIfEmpty(1).ToList();
        var ticks = Logarithmic ? Decades(values.Min(), values.Max()) : Ticks(0, Math.Max(values.Max(), double.Epsilon));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="title words" font-family="system-ui, sans-serif" font-size="12">""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{Escaped(Title)}</title>\n<desc id=\"words\">{Escaped(Words())}</desc>\n{Style()}\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"paper\" width=\"{Width}\" height=\"{Height}\"/>\n<text x=\"{Left}\" y=\"20\" font-size=\"14\" font-weight=\"600\">{Escaped(Title)}, {Escaped(Unit)}</text>\n");
        foreach (var tick in ticks)
        {
            var y = Y(tick, ticks);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {y:0.#}H{Width - Right}\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{tick:0.###}</text>\n");
        }

        foreach (var tick in Ticks(0, Minutes).Where(tick => tick <= Minutes))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(tick):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{tick:0.##}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right}\" y=\"{Height - 8}\" text-anchor=\"end\">minutes</text>\n");
        var legend = Left;
        foreach (var (at, line) in Lines.Index())
        {
            var points = line.Values.Index().Where(value => !Logarithmic || value.Item > 0).Select(value => string.Create(
                CultureInfo.InvariantCulture, $"{X((value.Index + 1) * SampleSeconds / (double)SecondsOfMinute):0.#},{Y(value.Item, ticks):0.#}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line s{at}\" points=\"{string.Join(' ', points)}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line s{at}\" d=\"M{legend} 38h24\"/><text x=\"{legend + 30}\" y=\"42\">{Escaped(line.Name)}</text>\n");
            legend += 48 + (line.Name.Length * 7);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>What the graph shows, for who does not see it.</summary>
    string Words() => string.Create(CultureInfo.InvariantCulture, $"Over {Minutes:0.#} minutes, in {Unit}. ") + string.Join(' ', Lines.Select(line => line.Values.Count == 0
        ? $"{line.Name}: nothing."
        : string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {line.Values[0]:0.###} at first, {line.Values[^1]:0.###} at last, between {line.Values.Min():0.###} and {line.Values.Max():0.###}.")));

    string Style() => "<style>.paper{fill:#fff}text{fill:#1f2328}.grid{stroke:#d1d9e0;fill:none}.line{fill:none;stroke-width:1.6;stroke-linejoin:round}"
        + string.Concat(Lines.Select((_, at) => $".s{at}{{stroke:{PenOf(at).Light};stroke-dasharray:{PenOf(at).Dash}}}"))
        + "@media(prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#e6edf3}.grid{stroke:#3d444d}"
        + string.Concat(Lines.Select((_, at) => $".s{at}{{stroke:{PenOf(at).Dark}}}")) + "}</style>";

    static (string Light, string Dark, string Dash) PenOf(int line) => Pens[line % Pens.Length];

    double X(double minutes) => Left + ((Width - Left - Right) * minutes / Math.Max(Minutes, double.Epsilon));

    double Y(double value, List<double> ticks)
    {
        var (from, to) = (ticks[0], ticks[^1]);
        var part = Logarithmic ? Math.Log10(value / from) / Math.Log10(to / from) : (value - from) / (to - from);
        return Height - Bottom - ((Height - Top - Bottom) * Math.Clamp(part, 0, 1));
    }

    /// <summary>Round numbers, from the first at or below to the first at or above.</summary>
    static List<double> Ticks(double from, double to)
    {
        var rough = (to - from) / TicksWanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return [.. Enumerable.Range(0, (int)Math.Ceiling((to - from) / step) + 1).Select(tick => from + (tick * step))];
    }

    static List<double> Decades(double from, double to)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(from)), (int)Math.Ceiling(Math.Log10(to)));
        return [.. Enumerable.Range(first, Math.Max(1, last - first) + 1).Select(power => Math.Pow(10, power))];
    }

    static string Escaped(string text) => System.Security.SecurityElement.Escape(text);
}
