using System.Globalization;
using System.IO.Compression;
using System.Text;
using Coordination.Bench.Replay.Log;

namespace Coordination.Tests;

/// <summary>Event logs as texts: a small one with every oddity of the real one, and the real one where it is at hand.</summary>
static class EventLogs
{
    /// <summary>It is read from beside the checkout, and is not part of the project.</summary>
    public static readonly string RealFile = Path.GetFullPath(Repository.Path("../shared/data/receipt.xes.gz"));

    public static EventLog Real()
    {
        Assert.SkipUnless(File.Exists(RealFile), $"the real log is not there: {RealFile}");
        return LogFile.Read(RealFile);
    }

    public static EventLog Small => Read(Xes(SmallTraces));

    /// <summary>
    /// Handed over and closed in time; closed after its deadline by the hour, with a late event of another; closed before anything was done;
    /// with an event before its start; with an end before its start; open and late; open and in time.
    /// </summary>
    public static readonly string SmallTraces = string.Concat(
        Trace("case-1", "Internet", "2011-03-01T09:00:00.000+01:00", "2011-04-15T12:00:00.000+02:00", "2011-04-26T00:00:00.000+02:00",
            Event("Confirmation of receipt", "Ann", "2011-03-01T10:00:00.500+01:00", "task-1"), Event("T02 Check confirmation of receipt", "Ben", "2011-03-02T10:00:00.000+01:00", "task-2"),
            Event("T06 Determine necessity of stop advice", "Ben", "2011-03-03T10:00:00.000+01:00", "task-3"), Event("T07-5 Draft intern advice aspect 5", "Cleo", "2011-03-04T10:00:00.000+01:00", "task-4"),
            Event("T10 Determine necessity to stop indication", "Cleo", "2011-03-05T10:00:00.000+01:00", "task-5"), Event("T06 Determine necessity of stop advice", "Cleo", "2011-03-06T10:00:00.000+01:00", "task-6")),
        Trace("case-2", "Desk", "2011-03-01T09:30:00.000+01:00", "2011-04-26T15:00:00.000+02:00", "2011-04-26T08:00:00.000+02:00",
            Event("Confirmation of receipt", "Ann", "2011-03-01T10:00:00.000+01:00"), Event("T09-1 Process or receive external advice from party 1", "Ann", "2011-03-09T10:00:00.000+01:00"),
            Event("T11 Create document X request unlicensed", "Ann", "2011-03-10T10:00:00.000+01:00"), Event("T16 Report reasons to hold request", "Ann", "2011-03-11T10:00:00.000+01:00"),
            Event("T15 Print document X request unlicensed", "Ben", "2011-05-02T10:00:00.000+02:00")),
        Trace("case-3", "Post", "2011-03-02T09:00:00.000+01:00", "2011-03-02T09:01:00.000+01:00", "2011-05-01T00:00:00.000+02:00", Event("Confirmation of receipt", "Cleo", "2011-03-05T09:00:00.000+01:00")),
        Trace("case-4", "e-mail", "2011-03-03T09:00:00.000+01:00", "2011-03-20T09:01:00.000+01:00", "2011-05-01T00:00:00.000+02:00",
            Event("Confirmation of receipt", "Ben", "2011-03-02T18:00:00.000+01:00"), Event("T02 Check confirmation of receipt", "Ann", "2011-03-04T09:00:00.000+01:00")),
        Trace("case-5", "Intern", "2011-06-24T01:06:40.020+02:00", "2011-06-24T00:00:00.020+02:00", "2011-08-19T00:00:00.000+02:00", Event("Confirmation of receipt", "Ann", "2011-06-27T12:06:24.059+02:00")),
        Trace("case-6", "Internet", "2011-03-05T09:00:00.000+01:00", null, "2011-06-01T00:00:00.000+02:00", Event("Confirmation of receipt", "Ben", "2011-03-05T09:00:00.000+01:00")),
        Trace("case-7", "Internet", "2011-06-20T09:00:00.000+02:00", null, "2011-08-15T00:00:00.000+02:00", Event("Confirmation of receipt", "Ben", "2011-06-20T09:05:00.000+02:00")));

    public static string Xes(string traces) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <log xes.version="1.0" xmlns="http://www.xes-standard.org/">
          <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
          <float key="meta" value="1"><float key="concept:name" value="2"/></float>
        {traces}</log>

        """;

    public static string Trace(string name, string channel, string start, string? end, string? deadline, params string[] events) =>
        $"""
          <trace>
            <string key="concept:name" value="{name}"/>
            <string key="channel" value="{channel}"/>
            <string key="responsible" value="Dana"/>
            <date key="startdate" value="{start}"/>
            {(end is null ? "" : $"<date key=\"enddate\" value=\"{end}\"/>")}{(deadline is null ? "" : $"<date key=\"deadline\" value=\"{deadline}\"/>")}
        {string.Concat(events)}  </trace>

        """;

    public static string Event(string activity, string resource, string at, string? task = null) =>
        $"""
            <event><string key="concept:name" value="{activity}"><string key="concept:name" value="nested"/></string><string key="org:resource" value="{resource}"/><date key="time:timestamp" value="{at}"/>{(task is null ? "" : $"<string key=\"concept:instance\" value=\"{task}\"/>")}</event>

        """;

    public static EventLog Read(string text, string name = "log.xes") => LogFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), name);

    public static byte[] Zip(string text)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
