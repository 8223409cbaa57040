using System.Diagnostics;
using Coordination.Bench.Replay.Log;

namespace Coordination.Bench.Replay;

/// <summary>One log on one installation: played as often as one likes, and read back.</summary>
internal sealed class LogReplay(ReplayApi api, EventLog log, int clientsMax, TimeSpan window)
{
    readonly IReadOnlyList<Step> steps = Mapping.Steps(log);

    public int Commands => steps.Count;

    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> PlayAsync(Progress progress, CancellationToken stop) =>
        await new Player(api, clientsMax, window).PlayAsync(steps, log.Traces.Select(trace => trace.Deadline).OfType<DateTimeOffset>(), progress, stop);

    public async Task<(Found Found, TimeSpan Took)> ReadAsync(Progress progress, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        return (await new Reading(api, clientsMax).ReadAsync(progress, stop), Stopwatch.GetElapsedTime(began));
    }
}
