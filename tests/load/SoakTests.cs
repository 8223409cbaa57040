using System.Globalization;
using System.Xml.Linq;
using Coordination.Bench.Soak;

namespace Coordination.Tests.OfBench;

/// <summary>What a soak says of its samples, and draws of them.</summary>
public sealed class SoakTests
{
    const int SampleSeconds = 10;
    const int Samples = 180;
    const double PerSecond = 1_000;
    const int GraphBytesMax = 20_000;

    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_server_that_goes_on_as_it_began_has_met_every_wish() =>
        Assert.All(Verdicts(Soaked()), verdict => Assert.True(verdict.Met, verdict.ToString()));

    [Fact]
    public void The_first_third_may_fill_caches() =>
        Assert.All(Verdicts(Soaked(at => One(at) with { Server = Size(resident: at < Samples / 3 ? 100 + (at * 5) : 400) })), verdict => Assert.True(verdict.Met, verdict.ToString()));

    [Theory]
    [InlineData("resident memory")]
    [InlineData("managed memory")]
    [InlineData("open files")]
    [InlineData("threads")]
    [InlineData("write-ahead log")]
    [InlineData("p99")]
    [InlineData("answered")]
    [InlineData("fail")]
    public void What_grows_is_found_and_nothing_else(string what)
    {
        var samples = Soaked(at => what switch
        {
            "resident memory" => One(at) with { Server = Size(resident: 300 + at) },
            "managed memory" => One(at) with { Server = Size(managed: 80 + at + (at % 7 * 10)) }, // beside the collector's ups and downs
            "open files" => One(at) with { Server = Size(handles: 200 + at) },
            "threads" => One(at) with { Server = Size(threads: 20 + (at / 4)) },
            "write-ahead log" => One(at) with { Store = new(10_000_000 + (at * 500_000L), null, 1) },
            "p99" => One(at) with { P99Milliseconds = 10 + (at * 0.1) },
            "answered" => One(at) with { PerSecond = PerSecond * 0.9 },
            _ => One(at),
        });
        var unmet = Verdicts(samples, failed: what == "fail" ? 500 : 0).Where(verdict => !verdict.Met).ToList();
        Assert.Contains(what, Assert.Single(unmet).Wish, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_within_what_its_server_allows_itself_is_bounded()
    {
        var samples = Soaked(at => One(at) with { Store = new(10_000_000 + (at * 500_000L), 0, 1) });
        Assert.All(Verdicts(samples, allowed: 1_000_000_000), verdict => Assert.True(verdict.Met, verdict.ToString()));
        Assert.Contains(Verdicts(samples, allowed: 50_000_000), verdict => !verdict.Met);
    }

    [Fact]
    public void The_slope_is_told_in_megabytes_a_minute() => Assert.Contains(
        Verdicts(Soaked(at => One(at) with { Server = Size(resident: 300 + (at * 0.5)) })), verdict => verdict.Found.Contains("+3.00 MB a minute", StringComparison.Ordinal));

    [Fact]
    public void Graphs_are_small_well_formed_and_say_what_they_show()
    {
        var graphs = SoakFiles.Graphs("sqlite", Soaked(at => One(at) with { P50Milliseconds = 0.4, P99Milliseconds = 3 + (at % 5), P999Milliseconds = at == 90 ? 900 : 20 }), SampleSeconds).ToList();
        Assert.Equal(["latency", "rate", "memory", "handles", "log", "database"], graphs.Select(graph => graph.Name));
        Assert.All(graphs, graph =>
        {
            var text = graph.Graph.Svg();
            Assert.InRange(text.Length, 1_000, GraphBytesMax);
            var svg = XDocument.Parse(text).Root!;
            var texts = svg.Descendants(Svg + "text").Select(one => one.Value).ToList();
            Assert.Contains(graph.Graph.Title, svg.Element(Svg + "title")!.Value, StringComparison.Ordinal);
            Assert.Equal("title words", svg.Attribute("aria-labelledby")!.Value);
            Assert.Contains(texts, one => one.EndsWith($", {graph.Graph.Unit}", StringComparison.Ordinal));
            Assert.Contains("minutes", texts);
            Assert.Contains("30", texts); // the last tick of half an hour
            Assert.All(graph.Graph.Lines, line => Assert.Contains(line.Name, texts));
            Assert.Contains("prefers-color-scheme:dark", svg.Element(Svg + "style")!.Value, StringComparison.Ordinal);
            Assert.All(svg.Descendants(Svg + "polyline"), line => Assert.All(line.Attribute("points")!.Value.Split(' '), Inside));
            Assert.Equal(graph.Graph.Lines.Count, svg.Descendants(Svg + "polyline").Count());
        });
        var latency = graphs[0].Graph.Svg();
        Assert.Contains("p99.9: 20 at first, 20 at last, between 20 and 900.", latency, StringComparison.Ordinal);
        Assert.Equal(["0.1", "1", "10", "100", "1000"], XDocument.Parse(latency).Root!.Descendants(Svg + "text").Where(one => one.Attribute("text-anchor")?.Value == "end" && one.Value != "minutes").Select(one => one.Value));
    }

    [Fact]
    public void Higher_values_stand_higher_and_later_ones_further_right()
    {
        var graph = new Graph("A & B <first>", "MB", 60, [new("one", [0, 50, 100])]);
        var points = XDocument.Parse(graph.Svg()).Root!.Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ').Select(Point).ToList();
        Assert.Equal(points.OrderBy(point => point.X), points);
        Assert.Equal(points.OrderByDescending(point => point.Y), points);
        Assert.Equal(points[0].Y - points[1].Y, points[1].Y - points[2].Y, 1.0);
        Assert.Contains("A &amp; B &lt;first&gt;", graph.Svg(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_of_nothing_at_all_is_still_one() =>
        Assert.NotNull(XDocument.Parse(new Graph("Nothing", "ms", 10, [new("all zero", [0, 0, 0])], Logarithmic: true).Svg()).Root);

    [Fact]
    public void Samples_have_as_many_fields_as_their_heading()
    {
        var fields = One(3).Csv(40).Split(',');
        Assert.Equal(SoakSample.CsvHeading.Split(',').Length, fields.Length);
        Assert.Equal("40", fields[0]);
        Assert.Equal("", fields[Array.IndexOf(SoakSample.CsvHeading.Split(','), "log_written_bytes")]);
    }

    static void Inside(string point)
    {
        var (x, y) = Point(point);
        Assert.InRange(x, 0, 720);
        Assert.InRange(y, 0, 300);
    }

    static (double X, double Y) Point(string point) =>
        point.Split(',') is [var x, var y] ? (double.Parse(x, CultureInfo.InvariantCulture), double.Parse(y, CultureInfo.InvariantCulture)) : throw new FormatException(point);

    static IReadOnlyList<SoakVerdict> Verdicts(List<SoakSample> samples, long failed = 0, long? allowed = null) =>
        SoakVerdicts.Of(samples, SampleSeconds, PerSecond, asked: 100_000, failed, allowed);

    static List<SoakSample> Soaked(Func<int, SoakSample>? sample = null) => [.. Enumerable.Range(0, Samples).Select(sample ?? One)];

    static SoakSample One(int at) => new(Size(managed: 80 + (at % 7 * 10)), new(20_000_000, null, 1_000_000 + (at * 100_000L)), PerSecond, 1, 10 + (at % 3), 30, 50);

    static ServerSize Size(double resident = 300, double managed = 80, int handles = 200, int threads = 20) => new((long)(resident * 1e6), (long)(managed * 1e6), handles, threads);
}
