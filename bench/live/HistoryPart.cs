using Coordination.Bench.Load;

namespace Coordination.Bench.Live;

/// <summary>
/// Whether the thousandth command costs what the tenth did. There are cases of each length, and one client goes round
/// all of them by turns, so that what else the machine does hits long and short alike.
/// </summary>
internal static class HistoryPart
{
    /// <summary>Measured commands of each case: those around the tenth, the hundredth and the thousandth.</summary>
    const int Turns = 10;

    public static readonly IReadOnlyList<int> Lengths = [10, 100, 1_000];

    public static async Task RunAsync(string store, Servers servers, int group, LiveReport report, CancellationToken stop)
    {
        var server = await servers.StartAsync(stop);
        foreach (var repeated in Repeated.All)
        {
            Console.WriteLine($"{store}: {repeated.Name}, {group} cases each of {string.Join(", ", Lengths)} of them");
            var groups = new List<HistoryGroup>();
            foreach (var length in Lengths)
            {
                var cases = await server.OpenAsync(group, story: true, stop);
                await server.RepeatAsync(cases, repeated, length - (Turns / 2), stop);
                groups.Add(new HistoryGroup(length, cases));
            }

            for (var turn = 0; turn < Turns; turn++)
            {
                // Each is first as often as it is last.
                foreach (var one in groups.Select((_, i) => groups[(i + turn) % groups.Count]))
                {
                    await one.MeasureAsync(server, (request, @case) => @case.Again(request, repeated), stop);
                }
            }

            report.Add(store, repeated.Name, groups);
            if (repeated == Repeated.Note)
            {
                await ReadAsync(store, server, groups, report, stop);
            }
        }
    }

    /// <summary>What reading costs of cases with so many notes: the case, and the newest and the first of its journal's pages.</summary>
    static async Task ReadAsync(string store, LiveServer server, IReadOnlyList<HistoryGroup> written, LiveReport report, CancellationToken stop)
    {
        foreach (var (name, path) in ((string, Func<int, string>)[])
            [("read the case", _ => ""), ("newest 20 of its journal", length => $"/journal?after={length}&limit=20"), ("first 200 of its journal", _ => "/journal?limit=200")])
        {
            var groups = written.Select(one => new HistoryGroup(one.Length, one.Cases)).ToList();
            for (var turn = -1; turn < Turns; turn++)
            {
                foreach (var one in groups.Select((_, i) => groups[(i + turn + 1) % groups.Count]))
                {
                    await (turn < 0 ? new HistoryGroup(one.Length, one.Cases) : one).MeasureAsync(server, (request, @case) => @case.Read(request, path(one.Length)), stop);
                }
            }

            report.Add(store, name, groups);
        }
    }
}

/// <summary>Cases on which a command was given so many times, and what one more of it costs.</summary>
internal sealed class HistoryGroup(int length, IReadOnlyList<LivingCase> cases)
{
    long asked;
    long allocated;

    public int Length => length;

    public IReadOnlyList<LivingCase> Cases => cases;

    public Latencies Latencies { get; } = new();

    /// <summary>What the server allocates for one.</summary>
    public double BytesEach => allocated / (double)asked;

    public async Task MeasureAsync(LiveServer server, Func<Http.RequestBuffer, LivingCase, ReadOnlyMemory<byte>> ask, CancellationToken stop)
    {
        var before = await server.LookAsync(collect: false, stop);
        Latencies.Add(await server.InTurnAsync(cases, ask, stop));
        allocated += (await server.LookAsync(collect: false, stop)).Allocated - before.Allocated;
        asked += cases.Count;
    }
}
