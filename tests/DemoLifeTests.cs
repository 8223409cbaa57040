using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>The demo while the program runs.</summary>
public sealed class DemoLifeTests
{
    static readonly DateTimeOffset Wednesday = new(2026, 11, 18, 8, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset SaturdayNight = new(2026, 11, 21, 22, 0, 0, TimeSpan.Zero);

    static async Task<List<int>> Minutes(DemoStore demo, DemoLife life, int minutes, int secondsEach = 20)
    {
        var given = new List<int>();
        for (var minute = 0; minute < minutes; minute++)
        {
            var count = 0;
            for (var second = 0; second < 60; second += secondsEach)
            {
                demo.Clock.Now = demo.Clock.Now.AddSeconds(secondsEach);
                count += await life.Live(TestContext.Current.CancellationToken);
            }
            given.Add(count);
        }
        Assert.Empty(demo.Playing!.Refused);
        return given;
    }

    [Fact]
    public async Task Somebody_who_watches_sees_something_every_minute_or_two_at_any_hour()
    {
        using var demo = new DemoStore(SaturdayNight);
        var life = await demo.Live();
        var before = await demo.Count("SELECT max(position) FROM journal");
        var given = await Minutes(demo, life, 60);
        Assert.InRange(given.Sum(), 60, 300);
        Assert.InRange(given.Chunk(2).Count(two => two.Sum() == 0), 0, 5);
        Assert.InRange(given.Chunk(5).Count(five => five.Sum() == 0), 0, 0);
        // What happens happens now: neither when it was planned for nor ever in the future.
        Assert.All(await demo.Query<long>($"SELECT recorded_at FROM journal WHERE position > {before}"),
            at => Assert.InRange(at, SaturdayNight.ToUnixTimeMilliseconds(), demo.Clock.Now.ToUnixTimeMilliseconds()));
        Assert.Empty((await demo.Check()).Faults);
    }

    /// <summary>A night at the usual pace is 22 working days and more of contacts: as many as the rates say, and nobody meets before it is time.</summary>
    [Fact]
    public async Task The_rates_hold_while_it_lives()
    {
        using var demo = new DemoStore(SaturdayNight);
        var life = await demo.Live();
        var (from, before) = (demo.Playing!.Time, await demo.Count("SELECT max(position) FROM journal"));
        await Minutes(demo, life, 8 * 60 + 15, secondsEach: 60);
        Assert.Equal(22, demo.Playing.Time - from, 0.1);
        var opened = await demo.Count($"SELECT count(*) FROM journal WHERE position > {before} AND type = 'case-opened' AND command LIKE 'demo-%-0'");
        var expected = 22 * DemoChoice.ContactsPerWeekUsual / 5.0;
        Assert.InRange(opened, expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM journal WHERE recorded_at > {demo.Clock.Now.ToUnixTimeMilliseconds()}"));
        Assert.Empty((await demo.Check()).Faults);
    }

    [Fact]
    public async Task By_the_calendar_nothing_happens_at_night()
    {
        using var demo = new DemoStore(Wednesday);
        var life = await demo.Live(pace: 1);
        demo.Clock.Now = Wednesday.AddHours(6);
        Assert.InRange(await life.Live(TestContext.Current.CancellationToken), 5, 80);
        demo.Clock.Now = Wednesday.AddHours(20);
        Assert.Equal(0, await life.Live(TestContext.Current.CancellationToken));
        demo.Clock.Now = Wednesday.AddHours(24);
        Assert.InRange(await life.Live(TestContext.Current.CancellationToken), 5, 80);
        Assert.Empty(demo.Playing!.Refused);
    }

    [Fact]
    public async Task A_case_that_a_person_took_up_is_left_to_them()
    {
        using var demo = new DemoStore(Wednesday);
        var life = await demo.Live();
        var theirs = await demo.Query<(string Stream, string Coordinator)>(
            "SELECT stream, coordinator FROM register WHERE phase = 'needs-assessment' AND model = 'one-contact-is-enough' AND suspended_at IS NULL AND offer_to IS NULL AND coordinator <> 'p-coordinator' ORDER BY number LIMIT 8");
        foreach (var (stream, coordinator) in theirs) Assert.IsType<Reply.Done>(await demo.Give(CaseId.OfStream(stream), new(coordinator), new Note("Otan tämän itse."), $"by-hand-{stream}"));
        await Minutes(demo, life, 8 * 60, secondsEach: 60);
        foreach (var (stream, _) in theirs)
            Assert.Equal([$"by-hand-{stream}"], await demo.Query<string>(
                $"SELECT command FROM journal WHERE stream = '{stream}' AND actor <> 'engine' AND version >= (SELECT version FROM journal WHERE stream = '{stream}' AND command LIKE 'by-hand%') ORDER BY version"));
        // Nor is it taken up again by the next start.
        demo.Clock.Now = demo.Clock.Now.AddDays(30);
        await demo.Play();
        foreach (var (stream, _) in theirs)
            Assert.Equal(0, await demo.Count($"SELECT count(*) FROM journal WHERE stream = '{stream}' AND recorded_at > {Wednesday.ToUnixTimeMilliseconds()} AND command LIKE 'demo-%'"));
    }

    [Fact]
    public async Task The_sample_people_do_nothing_by_themselves_and_nobody_does_it_for_them()
    {
        using var demo = new DemoStore(Wednesday);
        var life = await demo.Live();
        var before = await demo.Count("SELECT max(position) FROM journal");
        await Minutes(demo, life, 10 * 60, secondsEach: 60);
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM journal WHERE position > {before} AND actor IN ('p-coordinator', 'p-professional', 'p-manager')"));
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM journal j JOIN register r ON r.stream = j.stream WHERE j.position > {before} AND r.coordinator = 'p-coordinator' AND j.actor <> 'engine'"));
        // But they are offered cases, and invited.
        Assert.NotEqual(0, await demo.Count($"SELECT count(*) FROM journal WHERE position > {before} AND type IN ('handover-offered', 'participant-invited') AND (facts LIKE '%\"p-coordinator\"%' OR facts LIKE '%\"p-professional\"%')"));
    }

    /// <summary>It ran ahead of the calendar: after the start it goes on there, and the calendar catches up with it before it moves the clock.</summary>
    [Fact]
    public async Task A_start_after_it_ran_ahead_goes_on_from_there()
    {
        using var demo = new DemoStore(Wednesday);
        await Minutes(demo, await demo.Live(), 120, secondsEach: 60);
        var ahead = demo.Playing!.Time;
        var before = await demo.Journal();
        var life = await demo.Live();
        Assert.Equal(ahead, demo.Playing!.Time, 0.3);
        await Minutes(demo, life, 30, secondsEach: 60);
        Assert.Empty(before.Except(await demo.Journal()));
        Assert.Equal(await demo.Count("SELECT count(*) FROM command"), await demo.Count("SELECT count(DISTINCT actor || id) FROM command"));
        Assert.Empty((await demo.Check()).Faults);
    }

    [Fact]
    public async Task Two_nodes_live_one_life()
    {
        using var demo = new DemoStore(Wednesday);
        var (one, other) = (await demo.Live(), await demo.Live());
        for (var minute = 0; minute < 120; minute++)
        {
            demo.Clock.Now = demo.Clock.Now.AddMinutes(1);
            await Task.WhenAll(one.Live(TestContext.Current.CancellationToken), other.Live(TestContext.Current.CancellationToken));
        }
        Assert.Empty(demo.Playing!.Refused);
        Assert.Empty((await demo.Check()).Faults);
        Assert.Empty(await demo.Query<string>("SELECT id FROM command WHERE id LIKE 'demo-%' GROUP BY id HAVING count(*) > 1"));
    }

    [Fact]
    public async Task It_stops_when_it_is_told_to()
    {
        using var demo = new DemoStore(Wednesday);
        var life = await demo.Live();
        await life.StartAsync(TestContext.Current.CancellationToken);
        await life.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(life.ExecuteTask!.IsCompleted);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        demo.Clock.Now = Wednesday.AddHours(3);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => life.Live(stopped.Token));
    }
}
