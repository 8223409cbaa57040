using System.Text;
using Coordination.Bench;
using Coordination.Bench.Replay;
using Coordination.Bench.Replay.Log;
using static Coordination.Tests.EventLogs;

namespace Coordination.Tests;

/// <summary>An event log is read whole or not at all, and what is wrong with a file is told with its place.</summary>
public sealed class EventLogTests
{
    const string Name = "log.xes.gz";

    static string Refused(byte[] file, string name = Name) => Assert.Throws<CannotRunException>(() => LogFile.Read(new MemoryStream(file), name)).Message;

    static string Refused(string text) => Refused(Encoding.UTF8.GetBytes(text), "log.xes");

    /// <summary>The small log with the first place of something changed.</summary>
    static string Changed(string what, string into)
    {
        var text = Xes(SmallTraces);
        var at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the log has no {what}");
        return string.Concat(text.AsSpan(0, at), into, text.AsSpan(at + what.Length));
    }

    [Fact]
    public void A_log_reads_the_same_zipped_and_plain()
    {
        var (plain, zipped) = (Small, LogFile.Read(new MemoryStream(Zip(Xes(SmallTraces))), Name));
        Assert.Equal(["case-1", "case-2", "case-3", "case-4", "case-5", "case-6", "case-7"], plain.Traces.Select(t => t.Name));
        Assert.Equal(plain.Traces.Select(t => t with { Events = [] }), zipped.Traces.Select(t => t with { Events = [] }));
        Assert.Equal(plain.Traces.SelectMany(t => t.Events), zipped.Traces.SelectMany(t => t.Events));
        var first = plain.Traces[0];
        Assert.Equal(("Internet", "Dana", At("2011-03-01T08:00Z"), At("2011-04-15T10:00Z"), At("2011-04-25T22:00Z")), (first.Channel, first.Responsible, first.Start, first.End!.Value, first.Deadline!.Value));
        Assert.Equal(new LogEvent("Confirmation of receipt", "Ann", At("2011-03-01T09:00:00.5Z"), "task-1"), first.Events[0]);
        Assert.Null(plain.Traces[5].End);
    }

    [Fact]
    public void Events_are_put_in_the_order_of_their_times() =>
        Assert.Equal(["b", "a"], Read(Xes(Trace("t", "Desk", "2011-03-01T09:00:00+01:00", null, null, Event("a", "Ann", "2011-03-03T09:00:00Z"), Event("b", "Ann", "2011-03-02T09:00:00Z")))).Traces[0].Events.Select(e => e.Activity));

    // What is changed into what, and what the reader says of it.
    public static TheoryData<string, string, string> Broken => new()
    {
        { "<string key=\"concept:name\" value=\"case-2\"/>", "", "log.xes:18: trace 2 has no name (concept:name)" },
        { "value=\"case-2\"", "value=\"case-1\"", "log.xes:18: trace 'case-1' stands there twice, first on line 5" },
        { "<date key=\"time:timestamp\" value=\"2011-03-02T10:00:00.000+01:00\"/>", "", "log.xes:12: trace 'case-1', event 2 has no time (time:timestamp)" },
        { "2011-03-02T10:00:00.000+01:00", "2 March 2011", "log.xes:12: trace 'case-1', event 2: '2 March 2011' (time:timestamp) is no time with an offset, such as 2011-10-11T13:45:40.276+02:00" },
        { "2011-03-02T10:00:00.000+01:00", "2011-03-02T10:00:00.000", "log.xes:12: trace 'case-1', event 2: '2011-03-02T10:00:00.000' (time:timestamp) is no time with an offset, such as 2011-10-11T13:45:40.276+02:00" },
        { "2011-03-02T10:00:00.000+01:00", "2011-02-30T10:00:00.000+01:00", "log.xes:12: trace 'case-1', event 2: '2011-02-30T10:00:00.000+01:00' (time:timestamp) is no time with an offset, such as 2011-10-11T13:45:40.276+02:00" },
        { "<date key=\"startdate\" value=\"2011-03-01T09:00:00.000+01:00\"/>", "", "log.xes:5: trace 'case-1' has no time (startdate)" },
        { "<string key=\"org:resource\" value=\"Ben\"/>", "", "log.xes:12: trace 'case-1', event 2 has no resource (org:resource)" },
        { "<string key=\"channel\" value=\"Internet\"/>", "", "log.xes:5: trace 'case-1' has no channel (channel)" },
        { "value=\"Internet\"", "value=\"Fax\"", "log.xes:5: trace 'case-1' came by the channel 'Fax'; the replay knows Internet, Desk, Post, e-mail, Intern" },
        { "<log ", "<log <", "log.xes:2: before the first trace: not well-formed XML, or cut off: …" },
        { "</event>", "</evnt>", "log.xes:11: in or after trace 1: not well-formed XML, or cut off: …" },
        { "</log>", "", "log.xes:72: in or after trace 7: not well-formed XML, or cut off: …" },
        { "</log>", "</log><log/>", "log.xes:71: in or after trace 7: not well-formed XML, or cut off: …" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void A_broken_log_is_refused_with_its_place(string what, string into, string told)
    {
        var said = Refused(Changed(what, into));
        if (told.EndsWith('…')) Assert.StartsWith(told[..^1], said, StringComparison.Ordinal);
        else Assert.Equal(told, said);
    }

    [Fact]
    public void Every_problem_is_told_up_to_ten()
    {
        var text = Xes(SmallTraces);
        Assert.Equal(2, Refused(text.Replace("\"case-2\"", "\"\"", StringComparison.Ordinal).Replace("2011-06-20T09:00:00.000+02:00", "soon", StringComparison.Ordinal)).Split('\n').Length);
        var all = Refused(text.Replace("time:timestamp", "time:stamp", StringComparison.Ordinal)).Split('\n');
        Assert.Equal((11, "log.xes: and 7 more"), (all.Length, all[^1]));
    }

    [Theory]
    [InlineData("<html><body/></html>", "log.xes:1: this is no XES log: its root is <html>, not <log>")]
    [InlineData("<log/>", "log.xes:1: the log holds no trace")]
    [InlineData("<log><trace><string key=\"concept:name\" value=\"t\"/><string key=\"channel\" value=\"Desk\"/><date key=\"startdate\" value=\"2011-03-01T09:00:00Z\"/></trace></log>", "log.xes:1: trace 't' has no event, so nobody is known who could have taken it")]
    public void What_is_no_log_is_told(string text, string told) => Assert.Equal(told, Refused(text));

    [Fact]
    public void What_is_no_XML_is_told() => Assert.StartsWith("log.xes:1: before the first trace: not well-formed XML, or cut off: ", Refused("case,activity\n1,2\n"), StringComparison.Ordinal);

    /// <summary>No document of others says what is read from this machine, or makes a small file a big one.</summary>
    [Fact]
    public void A_document_type_is_refused()
    {
        var text = Xes(SmallTraces).Replace("<log ", "<!DOCTYPE log [<!ENTITY passwords SYSTEM \"file:///etc/passwd\">]>\n<log ", StringComparison.Ordinal).Replace("case-1\"", "&passwords;\"", StringComparison.Ordinal);
        Assert.Contains("DTD", Refused(text), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_gzip_though_its_name_says_so_is_told() =>
        Assert.Equal("log.xes.gz: this is no gzip file, though its name ends in .gz", Refused(Encoding.UTF8.GetBytes(Xes(SmallTraces))));

    [Fact]
    public void A_gzip_file_cut_off_anywhere_is_refused()
    {
        var whole = Zip(Xes(SmallTraces));
        foreach (var length in Enumerable.Range(2, whole.Length - 2))
            Assert.Matches("^log\\.xes\\.gz(:[0-9]+)?: .*(cut off|damaged)", Refused(whole[..length]));
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        var damaged = Zip(Xes(SmallTraces));
        damaged[^6] ^= 1; // of the sum over what it holds
        Assert.Contains("damaged or cut off", Refused(damaged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_file_ends_the_bench_before_anything_begins()
    {
        var folder = Directory.CreateTempSubdirectory("coordination-log-");
        try
        {
            var file = Path.Combine(folder.FullName, Name);
            await File.WriteAllBytesAsync(file, Zip(Xes(SmallTraces))[..^9], TestContext.Current.CancellationToken);
            Assert.Equal(2, await Front.RunAsync([new ReplayBench()], ["replay", file, "--client-api", Path.Combine(folder.FullName, "none.dll")], TestContext.Current.CancellationToken));
            Assert.Equal([file], Directory.GetFileSystemEntries(folder.FullName));
        }
        finally { folder.Delete(recursive: true); }
    }

    /// <summary>The numbers of the log's own description, counted by others.</summary>
    [Fact]
    public void The_real_log_counts_as_its_description_says()
    {
        var counts = LogCounts.Of(Real());
        Assert.Equal((1_434, 8_577, 27, 48, 39), (counts.Cases, counts.Events, counts.Activities, counts.Resources, counts.Responsible));
        Assert.Equal((1_329, 105, 377, 564), (counts.Closed, counts.Open, counts.ClosedLate, counts.Shared));
        Assert.Equal(
            [("Desk", 109), ("Intern", 1), ("Internet", 1_250), ("Post", 53), ("e-mail", 21)],
            counts.Channels.Select(c => (c.Key, c.Value)).OrderBy(c => c.Key, StringComparer.Ordinal));
        Assert.Equal((50.6, 105.7), (Math.Round(counts.MedianDays, 1), Math.Round(counts.NinetiethDays, 1)));
        Assert.Equal((180, 145), (counts.LateEvents, counts.CasesWithLateEvents));
        Assert.Equal((new DateOnly(2010, 10, 2), new DateOnly(2012, 1, 23)), (DateOnly.FromDateTime(counts.FirstEvent.Date), DateOnly.FromDateTime(counts.LastEvent.Date)));
    }
}
