using System.Collections.Concurrent;
using System.Text.Json;

namespace Coordination.Bench.Replay;

/// <summary>
/// Plays steps in the order of their times. What lies within one window is played at once, each case in its own order; then comes the
/// next window. A window holds no deadline but at its beginning, so that a case is never late for having been told of late.
/// </summary>
internal sealed class Player(ReplayApi api, int clientsMax, TimeSpan window)
{
    readonly ConcurrentDictionary<int, string> cases = new();

    /// <summary>The case that each trace became.</summary>
    public IReadOnlyDictionary<int, string> Cases => cases;

    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> PlayAsync(IReadOnlyList<Step> steps, IEnumerable<DateTimeOffset> deadlines, Progress progress, CancellationToken stop)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = clientsMax, CancellationToken = stop };
        var now = await api.ClockAsync(stop);
        foreach (var together in Windows(steps, [.. deadlines.Order()], window))
        {
            // Played a second time the clock is past it all already.
            if (together[^1].At > now)
            {
                now = together[^1].At;
                await api.SetClockAsync(now, stop);
            }

            await Parallel.ForEachAsync(together.GroupBy(step => step.Trace), parallel, async (ofOne, stopped) =>
            {
                foreach (var step in ofOne)
                {
                    await GiveAsync(step, stopped);
                    progress.Step();
                }
            });
        }

        progress.End();
        return System.Diagnostics.Stopwatch.GetElapsedTime(began);
    }

    /// <param name="deadlines">In their order.</param>
    public static IEnumerable<IReadOnlyList<Step>> Windows(IReadOnlyList<Step> steps, IReadOnlyList<DateTimeOffset> deadlines, TimeSpan window)
    {
        var together = new List<Step>();
        var passed = 0;
        foreach (var step in steps)
        {
            var before = passed;
            while (passed < deadlines.Count && deadlines[passed] <= step.At)
            {
                passed++;
            }

            if (together.Count > 0 && (passed > before || step.At - together[0].At > window))
            {
                yield return together;
                together = [];
            }

            together.Add(step);
        }

        if (together.Count > 0)
        {
            yield return together;
        }
    }

    async Task GiveAsync(Step step, CancellationToken stop)
    {
        try
        {
            if (step.Command != Step.Contact)
            {
                _ = await api.CommandAsync($"/v1/cases/{cases[step.Trace]}/{step.Command}", step, stop);
                return;
            }

            var receipt = await api.CommandAsync("/v1/contacts", step, stop);
            cases[step.Trace] = receipt.GetProperty("outcome").GetString() == "opened" ? receipt.GetProperty("case").GetString()!
                : throw new CannotRunException("the contact joined a case that is there already; a replay needs a store of its own");
        }
        catch (CannotRunException refused)
        {
            throw new CannotRunException($"{step}: {refused.Message}");
        }
        catch (Exception unread) when (unread is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CannotRunException($"{step}: the server does not answer as the contract says: {unread.Message}");
        }
    }
}
