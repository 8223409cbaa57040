namespace Coordination.Bench.Soak;

/// <summary>What a soak leaves behind: the samples of a store as CSV, and graphs of them.</summary>
internal static class SoakFiles
{
    const double Megabyte = 1e6;

    public static async Task WriteAsync(string folder, string store, IReadOnlyList<SoakSample> samples, int sampleSeconds, CancellationToken stop)
    {
        try
        {
            _ = Directory.CreateDirectory(folder);
            await File.WriteAllLinesAsync(
                Path.Combine(folder, $"{store}.csv"), samples.Select((sample, at) => sample.Csv((at + 1) * sampleSeconds)).Prepend(SoakSample.CsvHeading), stop);
            foreach (var (name, graph) in Graphs(store, samples, sampleSeconds))
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"{store}-{name}.svg"), graph.Svg(), stop);
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"cannot write to --svg '{folder}': {unwritable.Message}");
        }
    }

    public static IEnumerable<(string Name, Graph Graph)> Graphs(string store, IReadOnlyList<SoakSample> samples, int sampleSeconds)
    {
        yield return ("latency", Of("latency from the scheduled time", "ms", true, ("p50", s => s.P50Milliseconds), ("p99", s => s.P99Milliseconds), ("p99.9", s => s.P999Milliseconds)));
        yield return ("rate", Of("requests answered", "a second", false, ("requests", s => s.PerSecond)));
        yield return ("memory", Of("memory of the server", "MB", false, ("resident", s => s.Server.ResidentBytes / Megabyte), ("managed, with garbage", s => s.Server.ManagedBytes / Megabyte)));
        yield return ("handles", Of("open files and threads of the server", "count", false, ("open files", s => s.Server.Handles), ("threads", s => s.Server.Threads)));
        yield return ("log", Of("write-ahead log on disk", "MB", false, ("log", s => s.Store.LogBytes / Megabyte)));
        yield return ("database", Of("database on disk", "MB", false, ("database", s => s.Store.DatabaseBytes / Megabyte)));

        Graph Of(string title, string unit, bool logarithmic, params IReadOnlyList<(string Name, Func<SoakSample, double> Value)> lines) =>
            new($"{store}: {title}", unit, sampleSeconds, [.. lines.Select(line => new Line(line.Name, [.. samples.Select(line.Value)]))], logarithmic);
    }
}
