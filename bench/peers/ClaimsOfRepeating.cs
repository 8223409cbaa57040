using System.Collections.Concurrent;
using System.Diagnostics;

namespace Coordination.Bench.Peers;

/// <summary>Guarantees about many at once, about saying it again, and about a server that dies.</summary>
internal static partial class Claims
{
    const int Writers = 16;
    const int NotesEach = 10;
    const int SecondsBeforeKill = 2;
    const int SecondsToAppearMax = 10;

    static async Task<Finding?> TwoNodesAsync(Trial trial, CancellationToken stop)
    {
        await trial.AddNodeAsync(stop);
        return await NoneLostAsync(trial, nodes: 2, stop);
    }

    static async Task<Finding?> NoneLostAsync(Trial trial, int nodes, CancellationToken stop)
    {
        var (answers, lines) = await WriteAtOnceAsync(trial, nodes, stop);
        var (each, whole) = (Verdicts.EachOnce([.. answers.Where(a => a.Said.Accepted).Select(a => a.Note)], [.. lines.Select(l => l.Note)]), Verdicts.WholeHistory(lines));
        return new(each.Kept && whole.Kept, $"{each.Seen}; {whole.Seen}");
    }

    static async Task<Finding?> NoneTurnedAwayAsync(Trial trial, CancellationToken stop)
    {
        var (answers, _) = await WriteAtOnceAsync(trial, nodes: 1, stop);
        var away = answers.Where(a => !a.Said.Accepted).ToList();
        return new(away.Count == 0, $"{away.Count} of {answers.Count} turned away{string.Concat(away.Take(1).Select(a => $": {a.Said}"))}");
    }

    static async Task<(IReadOnlyCollection<(string Note, Said Said)> Answers, IReadOnlyList<Line> Lines)> WriteAtOnceAsync(Trial trial, int nodes, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        var answers = new ConcurrentBag<(string Note, Said Said)>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < NotesEach; i++)
            {
                var note = $"{nodes} nodes, writer {writer}, note {i}";
                answers.Add((note, await trial.SayAsync(one.Coordinator, $"cases/{one.Id}/note", new { text = note }, Guid.CreateVersion7().ToString(), node: writer % nodes, stop: stop)));
            }
        }));
        return (answers, await trial.HistoryAsync(one, stop: stop));
    }

    static async Task<Finding?> SaidTwiceAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        var first = await NoteAsync(trial, one, "said twice", "twice", stop);
        _ = await NoteAsync(trial, one, "said in between", "between", stop);
        return await OnceAsync(trial, one, "said twice", first, await NoteAsync(trial, one, "said twice", "twice", stop), stop);
    }

    static async Task<Finding?> SaidAtOnceAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => NoteAsync(trial, one, "said at once", "at-once", stop)));
        return await OnceAsync(trial, one, "said at once", answers[0], answers.FirstOrDefault(a => !a.Accepted || a.Version != (answers[0].Accepted ? answers[0].Version : 0)) ?? answers[0], stop);
    }

    static async Task<Finding?> ReplyLostAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        await trial.SayUnheardAsync(one.Coordinator, $"cases/{one.Id}/note", new { text = "unheard" }, $"unheard-{one.Id}", async () =>
        {
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < SecondsToAppearMax && (await trial.HistoryAsync(one, stop: stop)).All(line => line.Note != "unheard"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
            }
        }, stop);
        var again = await NoteAsync(trial, one, "unheard", "unheard", stop);
        return await OnceAsync(trial, one, "unheard", again, again, stop);
    }

    static async Task<Finding?> SaidTwiceOverKillAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        var first = await NoteAsync(trial, one, "said before the kill", "kill", stop);
        await trial.KillAsync();
        await trial.StartAgainAsync(stop);
        return await OnceAsync(trial, one, "said before the kill", first, await NoteAsync(trial, one, "said before the kill", "kill", stop), stop);
    }

    static async Task<Finding?> OneIdTwoBodiesAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        _ = await NoteAsync(trial, one, "one body", "one-id", stop);
        var other = await NoteAsync(trial, one, "another body", "one-id", stop);
        return new(other.Status == 422, other.Accepted ? "accepted" : other.ToString());
    }

    /// <summary>Killed in the middle of much writing: what was acknowledged is there. (What was not is for the guarantees about saying it again.)</summary>
    static async Task<Finding?> KillAsync(Trial trial, CancellationToken stop)
    {
        var cases = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => trial.OpenAsync(i, stop)));
        using var killed = new CancellationTokenSource();
        var writing = cases.Select(async one =>
        {
            var acknowledged = new List<string>();
            for (var i = 0; !killed.IsCancellationRequested && (await NoteAsync(trial, one, $"note {i}", $"note-{i}", stop)).Accepted; i++)
            {
                acknowledged.Add($"{one.Id} note {i}");
            }

            return acknowledged;
        }).ToList();
        await Task.Delay(TimeSpan.FromSeconds(SecondsBeforeKill), stop);
        await trial.KillAsync();
        await killed.CancelAsync();
        var acknowledged = (await Task.WhenAll(writing)).SelectMany(notes => notes).ToList();
        await trial.StartAgainAsync(stop);
        var found = new List<string?>();
        foreach (var one in cases)
        {
            found.AddRange((await trial.HistoryAsync(one, stop: stop)).Where(line => line.Note is not null).Select(line => $"{one.Id} {line.Note}"));
        }

        return Verdicts.EachOnce(acknowledged, found);
    }

    static Task<Said> NoteAsync(Trial trial, TriedCase one, string text, string key, CancellationToken stop) =>
        trial.SayAsync(one.Coordinator, $"cases/{one.Id}/note", new { text }, $"{key}-{one.Id}", stop: stop);

    /// <summary>The note is there once, and both were answered the same.</summary>
    static async Task<Finding> OnceAsync(Trial trial, TriedCase one, string note, Said first, Said again, CancellationToken stop)
    {
        var times = (await trial.HistoryAsync(one, stop: stop)).Count(line => line.Note == note);
        var same = first.Accepted && again.Accepted && first.Version == again.Version;
        return new(times == 1 && same, $"there {times} times{(same ? "" : $"; answered {Short(first)}, then {Short(again)}")}");

        static string Short(Said said) => said.Accepted ? $"version {said.Version}" : said.ToString();
    }
}
