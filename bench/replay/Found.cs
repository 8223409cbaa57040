using System.Collections.Concurrent;
using System.Text.Json;
using Coordination.Bench.Replay.Log;

namespace Coordination.Bench.Replay;

/// <summary>What the API answers of the cases afterwards: its lists, its cases, its journals.</summary>
/// <param name="Faults">Versions at which a case had no coordinator, or two.</param>
/// <param name="Fingerprint">Of every event of every case: two readings that are the same have the same.</param>
internal sealed record Found(LogCounts Counts, int Versions, int MissedNoted, IReadOnlyList<string> Faults, string Fingerprint);

/// <summary>Reads everything back over HTTP and counts it, without a look at the log.</summary>
internal sealed class Reading(ReplayApi api, int clientsMax)
{
    sealed record Row(string Case, string Phase, string Coordinator, int Version);

    sealed record Entry(int Version, string Type, DateTimeOffset OccurredAt, string Actor, JsonElement Facts, string? Text);

    /// <param name="Days">How long the case was open; nothing of one that still is.</param>
    sealed record CaseRead(Row Row, double? Days, IReadOnlyList<Entry> Journal, IReadOnlyList<string> Faults);

    public async Task<Found> ReadAsync(Progress progress, CancellationToken stop)
    {
        var rows = new List<Row>();
        await foreach (var row in api.ListAsync($"/v1/cases?model={Mapping.Model}", stop))
        {
            rows.Add(new Row(Text(row, "case"), Text(row, "phase"), Text(row, "coordinator"), row.GetProperty("version").GetInt32()));
        }

        var openLate = 0;
        await foreach (var _ in api.ListAsync($"/v1/cases?model={Mapping.Model}&overdue=true", stop))
        {
            openLate++;
        }

        var read = new ConcurrentBag<CaseRead>();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = clientsMax, CancellationToken = stop }, async (row, stopped) =>
        {
            var journal = new List<Entry>();
            await foreach (var entry in api.ListAsync($"/v1/cases/{row.Case}/journal", stopped))
            {
                journal.Add(new Entry(
                    entry.GetProperty("version").GetInt32(), Text(entry, "type"), entry.GetProperty("occurredAt").GetDateTimeOffset(), Text(entry, "actor"), entry.GetProperty("facts"),
                    entry.TryGetProperty("content", out var content) && content.TryGetProperty("text", out var text) ? text.GetString() : null));
            }

            var view = await api.ReadAsync($"/v1/cases/{row.Case}", stopped);
            var shown = new Row(row.Case, Text(view, "phase"), Text(view.GetProperty("coordinator"), "id"), view.GetProperty("version").GetInt32());
            var faults = Coordinators.Faults(row.Case, [.. journal.Select(entry => (entry.Version, entry.Type, entry.Actor, entry.Facts))], row.Coordinator);
            var days = view.TryGetProperty("closedAt", out var closed) ? (closed.GetDateTimeOffset() - view.GetProperty("openedAt").GetDateTimeOffset()).TotalDays : (double?)null;
            read.Add(new CaseRead(row, days, journal, row == shown && row.Version == journal[^1].Version ? faults : [.. faults, $"{row.Case}: the list says {row}, the case {shown}, the journal ends at version {journal[^1].Version}"]));
            progress.Step();
        });
        progress.End();
        return new Found(
            Count([.. read], openLate), read.Sum(one => one.Journal.Count), read.Count(one => Closing(one) is not null && one.Journal.Any(IsMissed)),
            [.. read.SelectMany(one => one.Faults).Order(StringComparer.Ordinal)], Fingerprint(read));
    }

    static LogCounts Count(IReadOnlyList<CaseRead> cases, int openLate)
    {
        var notes = cases.SelectMany(one => one.Journal).Where(IsNote).ToList();
        var closed = cases.Where(one => one.Row.Phase == "closed").ToList();
        var late = closed.Select(one => one.Journal.Count(entry => IsNote(entry) && entry.Version > Closing(one)!.Version)).Where(count => count > 0).ToList();
        var days = closed.Select(one => one.Days!.Value).Order().ToList();
        return new LogCounts(
            cases.Count, notes.Count, notes.DistinctBy(entry => Mapping.ActivityIn(entry.Text!)).Count(), notes.DistinctBy(entry => entry.Actor).Count(),
            cases.SelectMany(one => one.Journal).Where(entry => entry.Type == "own-worker-named").DistinctBy(entry => Text(entry.Facts, "person")).Count(),
            closed.Count, cases.Count - closed.Count,
            cases.CountBy(one => Channels.ToLog(Text(one.Journal.First(entry => entry.Type == "contact-received").Facts, "channel"))).ToDictionary(),
            closed.Count(ClosedLate), openLate, cases.Count(one => one.Journal.Where(IsNote).DistinctBy(entry => entry.Actor).Skip(1).Any()),
            LogCounts.Percentile(days, 50), LogCounts.Percentile(days, 90), late.Sum(), late.Count,
            cases.Sum(one => one.Journal.Count(entry => entry.Type == "handover-accepted")),
            notes.Count == 0 ? default : notes.Min(entry => entry.OccurredAt), notes.Count == 0 ? default : notes.Max(entry => entry.OccurredAt));
    }

    static Entry? Closing(CaseRead one) => one.Journal.FirstOrDefault(entry => entry.Type == "case-closed");

    static bool IsNote(Entry entry) => entry.Type == "note-written";

    static bool IsMissed(Entry entry) => entry.Type == "deadline-missed" && Text(entry.Facts, "key") == Mapping.Deadline;

    static bool ClosedLate(CaseRead one) =>
        one.Journal.LastOrDefault(entry => entry.Type == "deadline-set" && Text(entry.Facts, "key") == Mapping.Deadline) is { } set
        && Closing(one)!.Facts.GetProperty("at").GetDateTimeOffset() > set.Facts.GetProperty("overdueFrom").GetDateTimeOffset();

    static string Fingerprint(IEnumerable<CaseRead> cases)
    {
        var lines = cases.OrderBy(one => one.Row.Case, StringComparer.Ordinal)
            .SelectMany(one => one.Journal.Select(entry => $"{one.Row.Case} {entry.Version} {entry.Type} {entry.OccurredAt:O} {entry.Actor} {entry.Facts} {entry.Text}"));
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(line + '\n'));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static string Text(JsonElement of, string field) => of.GetProperty(field).GetString()!;
}
