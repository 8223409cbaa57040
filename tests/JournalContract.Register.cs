using System.Data.Common;
using System.Globalization;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Pen;

namespace Coordination.Tests;

// What an append leaves in the feed, in the register and beside it, and what the tables refuse by themselves.
public abstract partial class JournalContract
{
    // ---- The feed ----

    [Fact]
    public async Task Positions_are_counted_from_one_without_holes_whatever_was_refused()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Store.Append(
            Command($"k{i % 150}", Opens($"s{i % 120}", Seen(keys: [$"x{i % 70}"]), [.. Enumerable.Range(0, 1 + (i % 3)).Select(_ => Event())])), Stop).AsTask()));
        var feed = await Store.Feed(0, 10_000, Stop);
        Assert.Equal(Enumerable.Range(1, feed.Count).Select(i => (long)i), feed.Select(e => e.Position));
        Assert.Equal(feed.Count, await Store.Head(Stop));
        Assert.Equal(70, feed.Select(e => e.Stream).Distinct().Count());
        foreach (var stream in feed.GroupBy(e => e.Stream))
            Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(e => e.Version));
    }

    [Fact]
    public async Task The_feed_is_read_from_any_position_in_chunks()
    {
        for (var i = 0; i < 10; i++) await Tell(Command($"k{i}", Opens($"s{i}", null, Event(), Event(), Event())));
        var all = await Store.Feed(0, 1_000, Stop);
        Assert.Equal(30, all.Count);
        for (var after = 0; after <= 30; after++)
            Assert.Equal(all.Skip(after).Take(7), await Store.Feed(after, 7, Stop));
    }

    [Fact]
    public async Task Who_waits_for_a_change_hears_of_it()
    {
        var changed = Store.Changed;
        Assert.False(changed.IsCompleted);
        await Tell(Command("k", Opens("s")));
        await changed.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(1, await Store.Head(Stop));
    }

    // ---- The register ----

    [Fact]
    public async Task The_register_row_is_the_picture()
    {
        var picture = Seen(keys: ["x"], phase: Phase.JointMeeting, stay: 4, wakeAt: Noon.AddHours(5)) with
        {
            OfferTo = new("bea"), OfferExpiresFrom = Noon.AddDays(3), Waiting = 2, Contacts = 5, Result = "moved-away", Area = "länsi",
            SpecialSupport = true, SuspendedAt = Noon.AddHours(1), TouchedAt = Noon.AddHours(-1), Flags = "secret-address",
            Subject = Subject.Phenomenon, Parent = new("above"),
        };
        await Tell(Command("k", Opens("s", picture, Event(), Event())));
        await Tell(Command("k2", Opens("t", picture with { Keys = [] })));
        var later = picture with { Keys = [], Phase = Phase.Closed, Stay = 5, Urgency = null, OverdueFrom = null, DueOn = null, DueKey = null, WakeAt = null, OfferTo = null, OfferExpiresFrom = null, Identified = false, SuspendedAt = null };
        await Tell(Command("k3", Follows("t", 1, picture with { Keys = [] }, later)));
        var rows = await temp.Dump("register");
        Assert.Equal(
            """{"stream":"s","number":"01234-56789","phase":"joint-meeting","coordinator":"aino","organisation":"county","area":"l\u00E4nsi","model":"one-contact-is-enough","model_version":1,"opened_at":1772452800123,"entered_at":1772452800123,"stay":4,"result":"moved-away","urgency":"soon","overdue_from":1772539200123,"due_on":"2026-03-02","due_key":"urgency-judged","wake_at":1772470800123,"offer_to":"bea","offer_expires":1772712000123,"contacts":5,"waiting":2,"identified":1,"special_support":1,"suspended_at":1772456400123,"touched_at":1772449200123,"flags":"secret-address","subject":"phenomenon","parent":"case-above"}""",
            rows[0]);
        Assert.Equal(
            """{"stream":"t","number":"01234-56789","phase":"closed","coordinator":"aino","organisation":"county","area":"l\u00E4nsi","model":"one-contact-is-enough","model_version":1,"opened_at":1772452800123,"entered_at":1772452800123,"stay":5,"result":"moved-away","urgency":null,"overdue_from":null,"due_on":null,"due_key":null,"wake_at":null,"offer_to":null,"offer_expires":null,"contacts":5,"waiting":2,"identified":0,"special_support":1,"suspended_at":null,"touched_at":1772449200123,"flags":"secret-address","subject":"phenomenon","parent":"case-above"}""",
            rows[1]);
    }

    [Fact]
    public async Task Phases_are_entered_and_left()
    {
        Picture At(Phase phase, int stay, int hours) => Seen(phase: phase, stay: stay, enteredAt: Noon.AddHours(hours));
        await Tell(Command("k1", Opens("s", At(Phase.Contact, 1, 0))));
        await Tell(Command("k2", Follows("s", 1, At(Phase.Contact, 1, 0), At(Phase.Contact, 1, 0))));
        await Tell(Command("k3", Follows("s", 2, At(Phase.Contact, 1, 0), At(Phase.NeedsAssessment, 2, 5))));
        await Tell(Command("k4", Follows("s", 3, At(Phase.NeedsAssessment, 2, 5), At(Phase.Contact, 3, 9))));
        await Tell(Command("k5", Opens("t", At(Phase.Contact, 1, 7))));
        string Ms(int hours) => Noon.AddHours(hours).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            [$"s 1 contact {Ms(0)} {Ms(5)}", $"s 2 needs-assessment {Ms(5)} {Ms(9)}", $"s 3 contact {Ms(9)} -", $"t 1 contact {Ms(7)} -"],
            await temp.Query<string>("SELECT stream || ' ' || stay || ' ' || phase || ' ' || entered_at || ' ' || coalesce(cast(left_at AS TEXT), '-') FROM phase_stay ORDER BY 1"));
    }

    [Fact]
    public async Task The_days_a_case_waited_are_written_when_the_stay_is_left()
    {
        Picture At(int stay, int days) => Seen(stay: stay, phase: stay % 2 == 1 ? Phase.Contact : Phase.NeedsAssessment, suspendedDays: days);
        await Tell(Command("k1", Opens("s", At(1, 0))));
        await Tell(Command("k2", Follows("s", 1, At(1, 0), At(1, 4))));
        Assert.Equal(["s 1 0"], await Days());
        await Tell(Command("k3", Follows("s", 2, At(1, 4), At(1, 6))));
        await Tell(Command("k4", Follows("s", 3, At(1, 6), At(2, 0)), Opens("t", At(1, 0))));
        Assert.Equal(["s 1 6", "s 2 0", "t 1 0"], await Days());
        // Two in one command, and two cases whose stays end together.
        Assert.Equal(["written at 7", "written at 8"], await Together(
            Command("k5", Follows("s", 4, At(2, 0), At(2, 9))), Command("k6", Follows("s", 5, At(2, 9), At(3, 0)), Follows("t", 1, At(1, 2), At(2, 0)))));
        Assert.Equal(["s 1 6", "s 2 9", "s 3 0", "t 1 2", "t 2 0"], await Days());

        async Task<string[]> Days() => await temp.Query<string>("SELECT stream || ' ' || stay || ' ' || suspended_days FROM phase_stay WHERE stream IN ('s', 't') ORDER BY 1");
    }

    [Fact]
    public async Task An_agenda_follows_the_picture()
    {
        AgendaItem On(AgendaKind kind, string item, string person, int? hours = null) => new(kind, item, new(person), hours is { } h ? Noon.AddHours(h) : null);
        string Ms(int hours) => Noon.AddHours(hours).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var (meeting, theirs, task, need) = (On(AgendaKind.Meeting, "meeting-1", "aino", 5), On(AgendaKind.Meeting, "meeting-1", "bea", 5), On(AgendaKind.Task, "t1", "bea", 9), On(AgendaKind.Need, "n1", "bea"));
        var (one, two) = (Seen(agenda: [meeting, theirs]), Seen(agenda: [meeting with { At = Noon.AddHours(7) }, task, need]));
        await Tell(Command("k1", Opens("s", one)));
        await Tell(Command("k2", Opens("t", one)));
        Assert.Equal(
            [$"aino meeting s meeting-1 {Ms(5)}", $"aino meeting t meeting-1 {Ms(5)}", $"bea meeting s meeting-1 {Ms(5)}", $"bea meeting t meeting-1 {Ms(5)}"], await Agenda());
        // A meeting that is moved is the same meeting; one nobody comes to any more, and what is new.
        await Tell(Command("k3", Follows("s", 1, one, two)));
        Assert.Equal(
            [$"aino meeting s meeting-1 {Ms(7)}", $"aino meeting t meeting-1 {Ms(5)}", $"bea meeting t meeting-1 {Ms(5)}", "bea need s n1 -", $"bea task s t1 {Ms(9)}"], await Agenda());
        // A refused append leaves it as it was, and so does one that changes nothing of it.
        Assert.Equal("conflict", await Tell(Command("k4", Follows("s", 1, two, one))));
        await Tell(Command("k5", Follows("t", 1, one, one with { Contacts = 2 })));
        Assert.Equal(5, (await Agenda()).Length);
        // Two appends of one batch that follow each other on a stream, and one command on two streams.
        Assert.Equal(["written at 6", "written at 7"], await Together(Command("k6", Follows("s", 2, two, one)), Command("k7", Follows("s", 3, one, Seen()), Follows("t", 2, one, two))));
        Assert.Equal([$"aino meeting t meeting-1 {Ms(7)}", "bea need t n1 -", $"bea task t t1 {Ms(9)}"], await Agenda());

        async Task<string[]> Agenda() => await temp.Query<string>("SELECT person || ' ' || kind || ' ' || stream || ' ' || item || ' ' || coalesce(cast(at AS TEXT), '-') FROM agenda ORDER BY 1");
    }

    [Fact]
    public async Task Who_is_involved_and_who_is_alike_follows_the_picture()
    {
        var (one, two) = (Seen(likenesses: ["l1", "l2"], involved: ["aino", "bea"]), Seen(likenesses: ["l2", "l3"], involved: ["bea", "cia"]));
        await Tell(Command("k1", Opens("s", one)));
        await Tell(Command("k2", Opens("t", one)));
        await Tell(Command("k3", Follows("s", 1, one, two)));
        Assert.Equal(["s bea", "s cia", "t aino", "t bea"], await temp.Query<string>("SELECT stream || ' ' || person FROM involved ORDER BY 1"));
        Assert.Equal(["s l2", "s l3", "t l1", "t l2"], await temp.Query<string>("SELECT stream || ' ' || key FROM likeness ORDER BY 1"));
    }

    [Fact]
    public async Task What_is_due_is_claimed_soonest_first()
    {
        foreach (var minutes in new[] { 5, 3, 9, 1, 7 }) await Tell(Command($"k{minutes}", Opens($"s{minutes}", Seen(wakeAt: Noon.AddMinutes(minutes)))));
        await Tell(Command("k", Opens("never")));
        Assert.Empty(await Store.ClaimDue(Noon.AddMinutes(1).AddMilliseconds(-1), 10, Stop));
        Assert.Equal(["s1"], await Store.ClaimDue(Noon.AddMinutes(1), 10, Stop));
        var due = await Store.ClaimDue(Noon.AddMinutes(20), 3, Stop);
        Assert.Equal(3, due.Count);
        Assert.DoesNotContain("s9", due);
        Assert.DoesNotContain("never", due);
    }

    // ---- The schema itself ----

    [Theory]
    [InlineData("INSERT INTO member_key (key, stream) VALUES ('x', 'another')")]
    [InlineData("INSERT INTO command (actor, id, fingerprint, answer) VALUES ('aino', 'k', 'other', '{}')")]
    [InlineData("INSERT INTO journal (position, stream, version, command, actor, recorded_at, occurred_at, type, facts) VALUES (99, 's', 1, 'k9', 'aino', 0, 0, 'noted', '{}')")]
    [InlineData("INSERT INTO journal (position, stream, version, command, actor, recorded_at, occurred_at, type, facts) VALUES (1, 's', 99, 'k9', 'aino', 0, 0, 'noted', '{}')")]
    [InlineData("INSERT INTO journal (position, stream, version, command, actor, recorded_at, occurred_at, type, facts) VALUES (99, 's', 0, 'k9', 'aino', 0, 0, 'noted', '{}')")]
    [InlineData("INSERT INTO register SELECT * FROM register WHERE stream = 's'")]
    [InlineData("INSERT INTO involved (person, stream) VALUES ('aino', 's')")]
    [InlineData("INSERT INTO likeness (key, stream) VALUES ('l', 's')")]
    [InlineData("INSERT INTO agenda (person, kind, stream, item, at) VALUES ('aino', 'task', 's', 't1', 7)")]
    [InlineData("INSERT INTO phase_stay (stream, stay, phase, entered_at) VALUES ('s', 1, 'contact', 0)")]
    public async Task The_tables_themselves_refuse_a_second(string sql)
    {
        await Tell(Command("k", Opens("s", Seen(keys: ["x"], likenesses: ["l"], agenda: [new(AgendaKind.Task, "t1", new("aino"), null)]))));
        var before = await temp.DumpAll();
        await Assert.ThrowsAnyAsync<DbException>(() => temp.Execute(sql));
        Assert.Equal(before, await temp.DumpAll());
    }

    [Fact]
    public async Task A_row_slipped_in_behind_the_journals_back_is_a_version_like_any_other()
    {
        await Tell(Command("k", Opens("s")));
        await temp.Execute("INSERT INTO journal (position, stream, version, command, actor, recorded_at, occurred_at, type, facts) VALUES (7, 's', 2, 'k9', 'aino', 0, 0, 'noted', '{}')");
        var before = await temp.DumpAll();
        Assert.Equal("conflict", await Tell(Command("k2", Follows("s", 1, Seen(), Seen(keys: ["x"])))));
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("written at 8", await Tell(Command("k3", Opens("t"))));
    }
}
