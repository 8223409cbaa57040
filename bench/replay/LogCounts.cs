using System.Globalization;
using Coordination.Bench.Replay.Log;

namespace Coordination.Bench.Replay;

/// <summary>What is counted of a log, and again of the cases it became.</summary>
/// <param name="Channels">How many cases came by each, in the log's words.</param>
/// <param name="ClosedLate">Closed after their deadline.</param>
/// <param name="OpenLate">Open, with a deadline that has passed when the log ends.</param>
/// <param name="Shared">Cases in which more than one person did something.</param>
/// <param name="MedianDays">Of the closed cases, from start to end.</param>
/// <param name="LateEvents">Events after the end of their case, and in how many cases there are any.</param>
internal sealed record LogCounts(
    int Cases, int Events, int Activities, int Resources, int Responsible, int Closed, int Open, IReadOnlyDictionary<string, int> Channels, int ClosedLate, int OpenLate, int Shared,
    double MedianDays, double NinetiethDays, int LateEvents, int CasesWithLateEvents, int Handovers, DateTimeOffset FirstEvent, DateTimeOffset LastEvent)
{
    /// <summary>Counted in the log itself, without a look at what the mapping makes of it.</summary>
    public static LogCounts Of(EventLog log)
    {
        var (traces, events) = (log.Traces, log.Traces.SelectMany(trace => trace.Events).ToList());
        var closed = traces.Where(trace => trace.End is not null).ToList();
        var last = Last(log);
        var days = closed.Select(trace => (trace.End!.Value - trace.Start).TotalDays).Order().ToList();
        return new LogCounts(
            traces.Count, events.Count, events.DistinctBy(one => one.Activity).Count(), events.DistinctBy(one => one.Resource).Count(),
            traces.Select(trace => trace.Responsible).OfType<string>().Distinct().Count(), closed.Count, traces.Count - closed.Count,
            traces.CountBy(trace => trace.Channel).ToDictionary(),
            closed.Count(trace => trace.End > trace.Deadline), traces.Count(trace => trace.End is null && trace.Deadline <= last),
            traces.Count(trace => trace.Events.DistinctBy(one => one.Resource).Skip(1).Any()),
            Percentile(days, 50), Percentile(days, 90),
            closed.Sum(trace => trace.Events.Count(one => one.At > trace.End)), closed.Count(trace => trace.Events.Any(one => one.At > trace.End)),
            traces.Sum(trace => trace.Events.Where(one => !(one.At > trace.End)).Select(one => one.Resource).Prepend(trace.Events[0].Resource).Pairwise().Count(pair => pair.First != pair.Second)),
            events.Min(one => one.At), events.Max(one => one.At));
    }

    /// <summary>The last moment of the log: then its clock stands still.</summary>
    public static DateTimeOffset Last(EventLog log) =>
        log.Traces.SelectMany(trace => trace.Events.Select(one => one.At).Append(trace.Start).Append(trace.End ?? trace.Start)).Max();

    /// <summary>The smallest of the values that so many percent do not exceed (nearest rank).</summary>
    public static double Percentile(IReadOnlyList<double> ordered, int percent) =>
        ordered.Count == 0 ? 0 : ordered[Math.Max(0, (int)Math.Ceiling(ordered.Count * percent / 100.0) - 1)];

    /// <summary>Each with its name, as a line of the report.</summary>
    public IEnumerable<(string What, string Count)> Lines() =>
    [
        ("cases", Text(Cases)), ("events", Text(Events)), ("activities", Text(Activities)), ("resources", Text(Resources)), ("responsible persons", Text(Responsible)),
        ("closed", Text(Closed)), ("open", Text(Open)),
        .. Channels.OrderByDescending(channel => channel.Value).ThenBy(channel => channel.Key, StringComparer.Ordinal).Select(channel => ($"by {channel.Key}", Text(channel.Value))),
        ("closed after their deadline", Text(ClosedLate)), ("open after their deadline", Text(OpenLate)), ("touched by more than one", Text(Shared)), ("handovers", Text(Handovers)),
        ("median duration, days", Days(MedianDays)), ("90th percentile, days", Days(NinetiethDays)),
        ("events after the end", Text(LateEvents)), ("cases with such events", Text(CasesWithLateEvents)),
        ("first event", Day(FirstEvent)), ("last event", Day(LastEvent)),
    ];

    static string Text(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    static string Days(double days) => days.ToString("0.0", CultureInfo.InvariantCulture);

    static string Day(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

internal static class Pairs
{
    public static IEnumerable<(T First, T Second)> Pairwise<T>(this IEnumerable<T> all)
    {
        using var one = all.GetEnumerator();
        if (!one.MoveNext())
        {
            yield break;
        }

        for (var before = one.Current; one.MoveNext(); before = one.Current)
        {
            yield return (before, one.Current);
        }
    }
}
