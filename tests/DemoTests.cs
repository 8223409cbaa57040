using System.Globalization;
using Coordination.ClientApi;
using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>The demo's year: what is in it, on whatever day it is begun, and that it is the same for everybody who begins it so.</summary>
public sealed class DemoTests
{
    static readonly DateTimeOffset Sunday = new(2026, 11, 22, 12, 34, 56, TimeSpan.Zero);

    /// <summary>A demo of few days, for what is not about the year.</summary>
    static readonly DemoChoice Short = new(Days: 30);

    [Theory]
    [InlineData("2026-11-22T12:34Z")]
    [InlineData("2027-07-16T06:00Z")]
    [InlineData("2027-12-25T10:00Z")]
    [InlineData("2028-02-29T13:00Z")]
    public async Task Everything_is_there_whatever_day_it_is(string day)
    {
        using var demo = new DemoStore(DateTimeOffset.Parse(day, CultureInfo.InvariantCulture));
        var playing = await demo.Play();
        Assert.InRange(playing.Given, 7_000, 16_000);
        var report = await demo.Check();
        Assert.Empty(report.Faults);
        Assert.InRange(report.Streams, 700, 1_300);
        await InEveryState(demo);
        await OnTheDesks(demo);
        await InOfficeHours(demo);
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM journal WHERE recorded_at > {demo.Clock.Now.ToUnixTimeMilliseconds()} OR occurred_at > {demo.Clock.Now.ToUnixTimeMilliseconds()}"));
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM register WHERE wake_at <= {demo.Clock.Now.ToUnixTimeMilliseconds()}"));
    }

    static async Task InEveryState(DemoStore demo)
    {
        var now = demo.Clock.Now.ToUnixTimeMilliseconds();
        var found = await demo.Query<(string, string)>("SELECT DISTINCT model, phase FROM register");
        foreach (var phase in Enum.GetValues<Phase>()) Assert.Contains(("one-contact-is-enough", Workflow.Kebab(phase)), found);
        foreach (var phase in (string[])["joint-meeting", "follow-up", "closed"]) Assert.Contains(("threshold-free-support", phase), found);
        foreach (var phase in (string[])["joint-meeting", "closed"]) Assert.Contains(("two-year-meeting", phase), found);
        Assert.InRange(found.Count(f => f.Item1 == "phenomenon-co-development"), 2, 5);
        var happened = await demo.Query<string>("SELECT DISTINCT type FROM journal");
        Assert.Equal([], ((string[])
        [
            "contact-held", "contact-taken", "contact-released", "join-undone", "duplicate-merged", "case-merged", "member-changed", "consultation-held", "called-back", "marked-pending",
            "life-area-recorded", "hearing-recorded", "special-support-judged", "service-assessment-requested", "child-protection-notified", "child-protection-decided",
            "participant-invited", "invitation-accepted", "invitation-declined", "pair-named", "own-worker-named", "substitute-named", "substitute-ended", "consent-recorded", "consent-withdrawn",
            "meeting-planned", "meeting-moved", "meeting-cancelled", "materials-sent", "meeting-held", "duty-signed", "duty-left-open", "goals-rated", "task-completed", "task-dropped", "task-changed",
            "task-offered", "task-taken", "follow-up-planned", "follow-up-recorded", "feedback-asked", "feedback-recorded", "need-accepted", "handover-accepted", "handover-declined", "handover-withdrawn",
            "handover-expired", "coordinator-assigned", "flag-raised", "document-referred", "case-suspended", "case-resumed", "deadline-moved", "deadline-neared", "deadline-missed", "case-reopened",
            "outcome-recorded", "phenomenon-opened", "reassessment-called",
        ]).Except(happened));
        Assert.InRange(await demo.Count($"SELECT count(*) FROM register WHERE phase <> 'closed' AND overdue_from <= {now}"), 5, 90);
        Assert.InRange(await demo.Count("SELECT count(*) FROM register WHERE phase <> 'closed' AND suspended_at IS NOT NULL"), 1, 40);
        Assert.InRange(await demo.Count("SELECT count(*) FROM register WHERE phase <> 'closed' AND identified = 0 AND subject = 'family'"), 3, 40);
        Assert.InRange(await demo.Count("SELECT count(*) FROM likeness a JOIN likeness b ON a.key = b.key AND a.stream < b.stream"), 1, 60);
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM register WHERE offer_expires <= {now}"));
        // Who coordinates has no more families than the model allows, and nobody's desk is empty for long.
        Assert.All(await demo.Query<(string, long)>("SELECT coordinator, count(*) FROM register WHERE phase <> 'closed' GROUP BY coordinator"), c => Assert.InRange(c.Item2, 1, 60));
        // Some deadlines were missed, and most were kept.
        var (missed, set) = (await demo.Count("SELECT count(*) FROM journal WHERE type = 'deadline-missed'"), await demo.Count("SELECT count(*) FROM journal WHERE type = 'deadline-set'"));
        Assert.InRange(missed / (double)set, 0.01, 0.2);
    }

    static async Task OnTheDesks(DemoStore demo)
    {
        var work = await demo.Worklist(DemoNetwork.Coordinator);
        Assert.Equal(3, work.Offers.Count);
        Assert.Equal(4, work.Decisions.Count);
        Assert.NotEmpty(work.Overdue);
        Assert.NotEmpty(work.Due);
        Assert.NotEmpty(work.Quiet);
        Assert.InRange(work.Cases.Items.Count, 25, 60);
        var days = work.Agenda.Where(a => a.Kind == AgendaKind.Meeting).Select(a => DateOnly.FromDateTime(a.At!.Value.ToOffset(TimeSpan.FromHours(2)).DateTime)).ToList();
        var calendar = Town.Models.Newest("one-contact-is-enough")!.Calendar;
        var today = calendar.LocalDate(demo.Clock.Now);
        if (!calendar.IsWorkingDay(today)) today = calendar.AddWorkingDays(today, 1);
        Assert.Contains(today, days);
        Assert.Contains(calendar.AddWorkingDays(today, 1), days);
        Assert.Contains(AgendaKind.Task, work.Agenda.Select(a => a.Kind));
        Assert.InRange((await demo.Visible(DemoNetwork.Professional)).Count, 8, 60);
        Assert.InRange((await demo.Visible(DemoNetwork.Manager)).Count, 300, 1_200);
    }

    /// <summary>People work on working days, from eight to half past three; the engine works at night too.</summary>
    static async Task InOfficeHours(DemoStore demo)
    {
        var calendar = Town.Models.Newest("one-contact-is-enough")!.Calendar;
        Assert.All(await demo.Query<(long At, string Actor, string Type)>("SELECT DISTINCT recorded_at, actor, type FROM journal WHERE actor <> 'engine'"), one =>
        {
            var at = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(one.At), calendar.Zone);
            Assert.True(calendar.IsWorkingDay(DateOnly.FromDateTime(at.DateTime)) && at.TimeOfDay >= TimeSpan.FromHours(8) && at.TimeOfDay <= TimeSpan.FromHours(15.5), $"{at:O} {one.Type} by {one.Actor}");
        });
    }

    /// <summary>Within four standard deviations of what was asked for, July the quietest and September the busiest, and each way of working by its share.</summary>
    [Fact]
    public async Task Families_contact_as_often_as_the_rates_say()
    {
        using var demo = new DemoStore(new(2027, 12, 31, 12, 0, 0, TimeSpan.Zero));
        await demo.Play(new(ContactsPerWeek: 12));
        var opened = await demo.Query<(string Command, string Model, long At)>("SELECT j.command, r.model, j.recorded_at FROM journal j JOIN register r ON r.stream = j.stream WHERE j.type = 'case-opened'");
        var families = opened.Where(o => int.Parse(o.Command.Split('-')[1], CultureInfo.InvariantCulture) >= 1_000 && o.Model != "phenomenon-co-development").ToList();
        var first = families.Where(o => o.Command.EndsWith("-0", StringComparison.Ordinal)).ToList();
        var expected = 12 * 251 / 5.0; // 251 working days
        Assert.InRange(first.Count, expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
        Assert.InRange(first.Count(f => f.Model == "one-contact-is-enough") / (double)first.Count, 0.60, 0.76);
        Assert.InRange(first.Count(f => f.Model == "two-year-meeting") / (double)first.Count, 0.09, 0.20);
        var months = first.Where(f => f.Model != "two-year-meeting").CountBy(f => DateTimeOffset.FromUnixTimeMilliseconds(f.At).Month).ToDictionary();
        Assert.True(months[7] * 2 < months[9], $"July {months[7]}, September {months[9]}");
        Assert.True(months[7] < months[1], $"July {months[7]}, January {months[1]}");
        var talks = await demo.Count("SELECT count(*) FROM journal WHERE type = 'consultation-held'");
        Assert.InRange(talks, (expected * 0.15) - (4 * Math.Sqrt(expected * 0.15)), (expected * 0.15) + (4 * Math.Sqrt(expected * 0.15)));
    }

    [Fact]
    public async Task The_same_seed_and_start_tell_the_same_and_another_seed_something_else()
    {
        using var one = new DemoStore(Sunday);
        using var same = new DemoStore(Sunday);
        using var other = new DemoStore(Sunday);
        await one.Play(Short);
        await same.Play(Short with { Seed = 1 });
        await other.Play(Short with { Seed = 2 });
        Assert.Equal(await one.Journal(), await same.Journal());
        Assert.NotEqual(await one.Count("SELECT count(*) FROM journal"), await other.Count("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_second_start_adds_nothing()
    {
        using var demo = new DemoStore(Sunday);
        await demo.Play(Short);
        var before = await demo.Journal();
        Assert.Equal(0, (await demo.Play()).Given);
        Assert.Equal(before, await demo.Journal());
    }

    [Fact]
    public async Task A_start_days_later_plays_the_days_between_and_nothing_twice()
    {
        using var demo = new DemoStore(Sunday);
        await demo.Play(Short);
        var before = await demo.Journal();
        demo.Clock.Now = Sunday.AddDays(9);
        Assert.InRange((await demo.Play()).Given, 30, 1_000);
        var after = await demo.Journal();
        Assert.Empty(before.Except(after));
        Assert.All(after.Except(before), e => Assert.InRange(e.Item7, Sunday.ToUnixTimeMilliseconds(), demo.Clock.Now.ToUnixTimeMilliseconds()));
        Assert.Empty((await demo.Check()).Faults);
        Assert.Equal(0, (await demo.Play()).Given);
    }

    /// <summary>As often as it is started, the year is the same as for somebody whose program ran all the time.</summary>
    [Fact]
    public async Task Many_starts_play_what_one_would()
    {
        using var often = new DemoStore(Sunday);
        using var late = new DemoStore(Sunday);
        await often.Play(Short);
        await late.Play(Short);
        for (var days = 3; days <= 15; days += 3)
        {
            often.Clock.Now = Sunday.AddDays(days);
            await often.Play();
        }
        late.Clock.Now = Sunday.AddDays(15);
        await late.Play();
        Assert.Equal((await late.Journal()).Where(e => e.Item3 != "engine"), (await often.Journal()).Where(e => e.Item3 != "engine"));
    }

    [Fact]
    public async Task A_play_that_was_broken_off_is_finished_by_the_next()
    {
        using var demo = new DemoStore(Sunday);
        using var whole = new DemoStore(Sunday);
        await whole.Play(Short);
        demo.Cases.LeftToSend = 300;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => demo.Play(Short));
        Assert.InRange(await demo.Count("SELECT count(*) FROM command"), 1, 600);
        demo.Cases.LeftToSend = int.MaxValue;
        await demo.Play();
        var (expected, actual) = (await whole.Journal(), await demo.Journal());
        foreach (var (e, a) in expected.Zip(actual)) Assert.Equal(e.ToString(), a.ToString());
        Assert.Equal(expected.Count, actual.Count);
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_play_it_once()
    {
        using var demo = new DemoStore(Sunday);
        using var alone = new DemoStore(Sunday);
        await Task.WhenAll(demo.Play(Short), demo.PlayOnAnotherNode(Short));
        await alone.Play(Short);
        Assert.Equal(await alone.Journal(), await demo.Journal());
    }

    [Theory]
    [InlineData("2026-01-12")]
    [InlineData("2026-03-29")]
    [InlineData("2026-04-06")]
    [InlineData("2026-06-20")]
    [InlineData("2027-01-01")]
    public async Task A_short_demo_can_be_begun_on_any_day(string day)
    {
        using var demo = new DemoStore(DateTimeOffset.Parse(day + "T01:30Z", CultureInfo.InvariantCulture));
        await demo.Play(Short);
        Assert.Equal(5, await demo.Count("SELECT count(DISTINCT phase) FROM register"));
        Assert.Equal(3, (await demo.Worklist(DemoNetwork.Coordinator)).Offers.Count);
        Assert.Empty((await demo.Check()).Faults);
    }

    [Fact]
    public async Task Another_network_than_its_own_is_refused()
    {
        using var demo = new DemoStore(Sunday, new Network(new([], [], [])));
        await Assert.ThrowsAsync<WrongSettingException>(() => demo.Play());
        Assert.Equal(0, await demo.Count("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_model_that_is_valid_since_yesterday_is_too_young_for_a_demo()
    {
        using var demo = new DemoStore(new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        await Assert.ThrowsAsync<WrongSettingException>(() => demo.Play());
        Assert.Equal(0, await demo.Count("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_store_with_other_cases_is_left_as_it_is()
    {
        using var demo = new DemoStore(Sunday);
        await demo.Contact("by-hand");
        var before = await demo.Journal();
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => demo.Play());
        Assert.Contains("holds cases that are not this demo's", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(before, await demo.Journal());
    }

    [Fact]
    public async Task A_demo_goes_on_as_it_was_begun_or_not_at_all()
    {
        using var demo = new DemoStore(Sunday);
        await demo.Play(Short);
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => demo.Play(new(Seed: 7)));
        Assert.StartsWith("--demo-seed 7: the demo in SQLite ", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await demo.Play(new(Seed: 1, Days: 30, ContactsPerWeek: DemoChoice.ContactsPerWeekUsual))).Given);
    }
}
