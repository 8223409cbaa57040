using System.Text.Json;
using Coordination.Bench;
using Coordination.Bench.Replay;
using Coordination.Bench.Replay.Log;
using Coordination.ClientApi;
using Coordination.Engine;
using Coordination.Tests.Faults;
using static Coordination.Tests.EventLogs;

namespace Coordination.Tests;

/// <summary>An event log played through the API is answered by the API as the log tells it, and playing it again changes nothing.</summary>
public class ReplayTests
{
    static readonly TimeSpan Window = TimeSpan.FromHours(1);
    static readonly string Models = Repository.Path("bench/replay/models");

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where the cases are; in the server's own process if nothing is said.</summary>
    protected virtual Func<Installation, ICaseDirectory>? Cases => null;

    // ---- The mapping ---------------------------------------------------------------------------------------------------

    static string[] Steps(string trace)
    {
        var log = Small;
        return [.. Mapping.Steps(log).Where(step => step.TraceName == trace).Select(step => $"{step.At.UtcDateTime:MM-dd HH:mm} {step.Actor} {step.Command}")];
    }

    [Fact]
    public void A_trace_is_a_contact_notes_commands_handovers_and_a_closing() => Assert.Equal(
    [
        "03-01 08:00 Ann receive-contact", "03-01 08:00 Ann set-due-date", "03-01 08:00 Ann name-own-worker", "03-01 09:00 Ann note", "03-01 09:00 Ann mark-pending",
        "03-02 09:00 Ann offer-handover", "03-02 09:00 Ben accept-handover", "03-02 09:00 Ben note", "03-02 09:00 Ben start-assessment", "03-03 09:00 Ben note", "03-03 09:00 Ben judge-urgency",
        "03-04 09:00 Ben offer-handover", "03-04 09:00 Cleo accept-handover", "03-04 09:00 Cleo note", "03-04 09:00 Cleo record-life-area", "03-05 09:00 Cleo note", "03-05 09:00 Cleo complete-assessment",
        "03-06 09:00 Cleo note", "04-15 10:00 Cleo close",
    ], Steps("case-1"));

    [Fact]
    public void A_late_event_is_a_note_of_whoever_did_it_and_hands_nothing_over() =>
        Assert.Equal(["04-26 13:00 Ann close", "05-02 08:00 Ben note"], Steps("case-2")[^2..]);

    [Fact]
    public void What_was_before_the_start_is_told_of_the_first_moment()
    {
        Assert.Equal(["03-03 08:00 Ben receive-contact", "03-03 08:00 Ben set-due-date", "03-03 08:00 Ben name-own-worker", "03-03 08:00 Ben note"], Steps("case-4")[..4]);
        Assert.Equal("06-23 23:06 Ann close", Steps("case-5")[3]);
    }

    [Fact]
    public void Steps_are_in_the_order_of_their_times_and_each_has_a_key_that_is_the_same_in_every_run()
    {
        var (steps, again) = (Mapping.Steps(Small), Mapping.Steps(Small));
        Assert.Equal(steps.OrderBy(step => step.At).Select(step => step.At), steps.Select(step => step.At));
        Assert.Equal(steps.Select(step => step.Key), again.Select(step => step.Key));
        Assert.Distinct(steps.Select(step => step.Key));
        Assert.All(steps, step => Assert.True(CommandDesk.IsKey(step.Key)));
    }

    [Fact]
    public void A_window_is_short_and_no_deadline_passes_in_it()
    {
        var log = Small;
        var deadlines = log.Traces.Select(trace => trace.Deadline).OfType<DateTimeOffset>().Order().ToList();
        foreach (var window in new[] { TimeSpan.Zero, Window, TimeSpan.FromDays(60) })
        {
            var windows = Player.Windows(Mapping.Steps(log), deadlines, window).ToList();
            Assert.Equal(Mapping.Steps(log).Select(step => step.Key), windows.SelectMany(w => w).Select(step => step.Key));
            Assert.All(windows, w => Assert.True(w[^1].At - w[0].At <= window));
            Assert.All(windows, w => Assert.DoesNotContain(deadlines, d => w[0].At < d && d <= w[^1].At));
        }
    }

    // ---- Who coordinates ----------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("case-opened:ann", "ann", "")]
    [InlineData("case-opened:ann handover-offered:ann>ben handover-accepted:ben>ben", "ben", "")]
    [InlineData("case-opened:ann handover-offered:ann>ben handover-withdrawn:ann note-written:ann", "ann", "")]
    [InlineData("case-opened:ann case-closed:ann case-reopened:mia>ben", "ben", "")]
    [InlineData("note-written:ann case-opened:ann", "ann", "c, version 1 (note-written): no coordinator")]
    [InlineData("case-opened:ann case-opened:ben", "ben", "c, version 2 (case-opened): a second coordinator by a second opening")]
    [InlineData("case-opened:ann handover-accepted:ben>ben", "ben", "c, version 2 (handover-accepted): the role passed to who was not offered it")]
    [InlineData("case-opened:ann handover-offered:ann>ben handover-offered:ann>cleo", "ann", "c, version 3 (handover-offered): an offer by who is not the coordinator, or beside another")]
    [InlineData("case-opened:ann handover-offered:eve>ben", "ann", "c, version 2 (handover-offered): an offer by who is not the coordinator, or beside another")]
    [InlineData("case-opened:ann handover-offered:ann>ben", "ben", "c: by its journal ann coordinates it, by the list ben")]
    [InlineData("case-opened:ann case-reopened:mia>ben", "ben", "c, version 2 (case-reopened): reopened while open, with a second coordinator")]
    public void A_version_without_a_coordinator_or_with_two_is_found(string journal, string last, string told) =>
        Assert.Equal(told, string.Join('\n', Coordinators.Faults("c", [.. journal.Split(' ').Select(Entry)], last)));

    static (int, string, string, JsonElement) Entry(string text, int at)
    {
        var (type, rest) = (text.Split(':')[0], text.Split(':')[1].Split('>'));
        var facts = JsonSerializer.SerializeToElement(new { coordinator = rest[^1], to = rest[^1] });
        return (at + 1, type, rest[0], facts);
    }

    // ---- Progress ------------------------------------------------------------------------------------------------------

    [Fact]
    public void Progress_is_a_bar_on_a_terminal_and_a_line_for_each_tenth_elsewhere()
    {
        using StringWriter lines = new(), bar = new();
        foreach (var (to, redrawn) in new[] { (lines, false), (bar, true) })
        {
            var progress = new Progress("playing", "commands", 25, to, redrawn);
            for (var i = 0; i < 25; i++) progress.Step();
            progress.End();
        }
        var told = lines.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, told.Length);
        Assert.Matches(@"^playing: 12 %, 3 of 25 commands, [0-9,]+/s$", told[0]);
        Assert.Matches(@"^playing: 100 %, 25 of 25 commands, [0-9,]+/s$", told[^1]);
        Assert.Matches(@"\rplaying \[#{40}\] 25 of 25 commands, [0-9,]+/s \s*$", bar.ToString());
    }

    // ---- Through the API -----------------------------------------------------------------------------------------------

    [Fact]
    public Task The_small_log_on_SQLite() => IsAnsweredAsItTells(Small, TempSqlite.Open());

    [Fact]
    public Task The_small_log_on_PostgreSQL() => IsAnsweredAsItTells(Small, TempPostgres.Open());

    [Fact]
    public Task The_real_log_on_SQLite() => IsAnsweredAsItTells(RealInFull(), TempSqlite.Open());

    [Fact]
    public Task The_real_log_on_PostgreSQL() => IsAnsweredAsItTells(RealInFull(), TempPostgres.Open());

    static EventLog RealInFull()
    {
        Assert.SkipWhen(Size.Of(0, 1) == 0, "the real log takes a minute; COORDINATION_TEST_SIZE=full plays it");
        return Real();
    }

    async Task IsAnsweredAsItTells(EventLog log, TempStore store)
    {
        await using var server = await StartAsync(log, store);
        using var api = ApiOf(server, log);
        var replay = new LogReplay(api, log, clientsMax: 8, Window);
        await replay.PlayAsync(Quiet(replay.Commands), Stop);
        var (found, _) = await replay.ReadAsync(Quiet(log.Traces.Count), Stop);

        var expected = LogCounts.Of(log);
        Assert.Equal(expected.Lines(), found.Counts.Lines());
        Assert.Equal(expected.ClosedLate, found.MissedNoted);
        Assert.Equal([], found.Faults);
        Assert.Empty(server.Errors);

        var head = await server.Journal.Head(Stop);
        await replay.PlayAsync(Quiet(replay.Commands), Stop);
        Assert.Equal(head, await server.Journal.Head(Stop));
        Assert.Equal(found.Fingerprint, (await replay.ReadAsync(Quiet(log.Traces.Count), Stop)).Found.Fingerprint);
        Assert.Equal([], (await new Maintenance(server.Journal, new()).Check(Stop)).Faults);
    }

    [Fact]
    public async Task What_the_server_refuses_ends_the_replay_with_the_place_and_the_reason()
    {
        var log = Read(Xes(Trace("case-1", "Desk", "2011-03-01T09:00:00Z", "2011-03-02T09:00:00Z", "2011-02-01T00:00:00Z", Event("Confirmation of receipt", "Ann", "2011-03-01T10:00:00Z"))));
        await using var server = await StartAsync(log, TempSqlite.Open());
        using var api = ApiOf(server, log);
        var refused = await Assert.ThrowsAsync<CannotRunException>(() => new LogReplay(api, log, 1, Window).PlayAsync(Quiet(5), Stop));
        Assert.Matches(@"^trace 'case-1', step 1 \(set-due-date, 2011-03-01T09:00:00\.0000000\+00:00, by Ann\): POST /v1/cases/[0-9a-f]{32}/set-due-date answered 422 urn:coordination:problem:date-in-past date-in-past$", refused.Message);
    }

    async Task<Server> StartAsync(EventLog log, TempStore store)
    {
        var network = Path.Combine(Directory.CreateTempSubdirectory("coordination-replay-").FullName, "network.json");
        try
        {
            await ReplayNetwork.WriteAsync(network, ReplayNetwork.People(log), Stop);
            return await Server.Start(store, Cases, "--settable-clock", "--models", Models, "--default-model", Mapping.Model, "--network", network);
        }
        finally { Directory.Delete(Path.GetDirectoryName(network)!, recursive: true); }
    }

    static ReplayApi ApiOf(Server server, EventLog log)
    {
        var people = ReplayNetwork.People(log);
        return new([server.Address], people.ToDictionary(p => p, p => server.As(p, "coordinator", "manager").Token!), server.As(people[0], "operator").Token!);
    }

    static Progress Quiet(int all) => new("", "", all, TextWriter.Null, redrawn: true);
}
