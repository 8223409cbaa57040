using Coordination.Bench.Load;

namespace Coordination.Bench.Live;

/// <summary>
/// What the first command, or the first reading, of a case costs after the server was started anew, and what the second
/// does. The difference is the waking. The journal's file is in the system's cache; what a cold disk costs is not in it.
/// </summary>
internal static class WakingPart
{
    /// <summary>So many of each length only warm the new server's compiler.</summary>
    const int Starts = 3;

    public static async Task RunAsync(string store, Servers servers, int group, LiveReport report, CancellationToken stop)
    {
        Console.WriteLine($"{store}: waking, {group} cases each of {string.Join(", ", HistoryPart.Lengths)} events, {Starts} times");
        var server = await servers.StartAsync(stop);
        var written = new List<(int Length, IReadOnlyList<LivingCase> Cases, IReadOnlyList<LivingCase> Warm)>();
        foreach (var length in HistoryPart.Lengths)
        {
            var cases = await server.OpenAsync(2 * group, story: false, stop);
            await server.RepeatAsync(cases, Repeated.Mixed, length - CaseStory.BeginningEvents, stop);
            written.Add((length, [.. cases.Take(group)], [.. cases.Skip(group)]));
        }

        foreach (var (what, ask) in ((string, Func<Http.RequestBuffer, LivingCase, ReadOnlyMemory<byte>>)[])
            [("note", (request, one) => one.Again(request, Repeated.Note)), ("read the case", (request, one) => one.Read(request, ""))])
        {
            var rows = written.Select(one => new WakingRow(store, what, one.Length, new(), new())).ToList();
            for (var start = 0; start < Starts; start++)
            {
                server = await servers.StartAsync(stop);
                foreach (var warm in (IReadOnlyList<LivingCase>[])[.. written.Select(one => one.Warm), written[0].Warm, written[0].Warm, written[0].Warm])
                {
                    _ = await server.InTurnAsync(warm, ask, stop);
                }

                foreach (var i in Enumerable.Range(0, written.Count).Select(i => (i + start) % written.Count))
                {
                    rows[i].First.Add(await server.InTurnAsync(written[i].Cases, ask, stop));
                    rows[i].Second.Add(await server.InTurnAsync(written[i].Cases, ask, stop));
                }
            }

            rows.ForEach(report.Add);
        }
    }
}

/// <param name="First">Of the cases that were not live.</param>
/// <param name="Second">Of the same cases when they were.</param>
internal sealed record WakingRow(string Store, string What, int Events, Latencies First, Latencies Second);
