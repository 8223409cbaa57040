using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqliteDeadlineWatchTests() : DeadlineWatchContract(TempSqlite.Open);

public sealed class PostgresDeadlineWatchTests() : DeadlineWatchContract(TempPostgres.Open)
{
    [Fact]
    public async Task Two_nodes_that_claim_at_once_get_different_cases()
    {
        await using var temp = TempPostgres.Open();
        var two = temp.Another();
        for (var i = 0; i < 40; i++) await temp.Store.Append(Pen.Command($"k{i}", Pen.Opens($"s{i:00}", Pen.Seen(wakeAt: Pen.Noon.AddSeconds(i)))), Stop);
        for (var round = 0; round < 20; round++)
        {
            var now = Pen.Noon.AddHours(1 + round);
            var claims = await Task.WhenAll(new[] { temp.Store, two, temp.Store, two }.Select(s => Task.Run(() => s.ClaimDue(now, 10, Stop).AsTask())));
            var claimed = claims.SelectMany(c => c).ToArray();
            Assert.Equal(claimed.Length, claimed.Distinct().Count());
            // Those whose turn it is not get another's leavings at once.
            for (var more = await temp.Store.ClaimDue(now, 10, Stop); more.Count > 0; more = await two.ClaimDue(now, 10, Stop)) claimed = [.. claimed, .. more];
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"s{i:00}"), claimed.Order());
        }
    }

    [Fact]
    public async Task A_claim_of_a_node_that_vanished_ends()
    {
        await using var temp = TempPostgres.Open();
        await temp.Store.Append(Pen.Command("k", Pen.Opens("s", Pen.Seen(wakeAt: Pen.Noon))), Stop);
        Assert.Equal(["s"], await temp.Store.ClaimDue(Pen.Noon, 10, Stop));
        Assert.Empty(await temp.Store.ClaimDue(Pen.Noon.AddSeconds(29), 10, Stop));
        Assert.Equal(["s"], await temp.Store.ClaimDue(Pen.Noon.AddSeconds(30), 10, Stop));
    }
}

/// <summary>What the engine does by itself, and what does not depend on its doing it.</summary>
public abstract class DeadlineWatchContract(Func<TempStore> open) : IAsyncLifetime
{
    // One working day from Monday: until the end of Tuesday, in Helsinki. Three for an offer: until the end of Thursday.
    static readonly DateTimeOffset TuesdayEnds = new(2026, 3, 3, 22, 0, 0, TimeSpan.Zero), ThursdayEnds = new(2026, 3, 5, 22, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1), LongAfter = TimeSpan.FromMinutes(5);

    readonly TempStore temp = open();
    readonly FakeClock clock = new(Monday);
    readonly CaseId id = NewCase();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    LocalDirectory Directory { get => field ??= new(Decider, temp.Store, Rules); }

    public async ValueTask InitializeAsync() => await Send(Contact(id, "west", Child("c1")), Aino);

    public async ValueTask DisposeAsync()
    {
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    async Task Send(CaseCommand command, Actor by) => Assert.IsType<Reply.Done>(await Directory.Send(id, command.By(by, now: clock.Now), Stop));

    Task<int> Watch(IStore? node = null) =>
        new DeadlineWatch(node is null ? Directory : new LocalDirectory(Decider, node, Rules), node ?? temp.Store, clock, (id, broken) => throw new InvalidOperationException(id.Value, broken)).Run(Stop);

    async Task<string[]> Happened(int after) => [.. (await temp.Store.Read(id.Stream, after, 100, Stop)).Select(e => $"{e.Actor} {e.Type}")];

    [Fact]
    public async Task A_missed_deadline_is_noted_once_and_not_before_its_time()
    {
        clock.Now = TuesdayEnds - Tick;
        Assert.Equal(0, await Watch());
        Assert.Empty(await Happened(3));
        clock.Now = TuesdayEnds;
        Assert.Equal(1, await Watch());
        Assert.Equal(["engine deadline-missed"], await Happened(3));
        clock.Now += LongAfter;
        Assert.Equal(0, await Watch());
        Assert.Equal(0, await Watch(temp.Another()));
        Assert.Equal(["engine deadline-missed"], await Happened(3));
    }

    [Fact]
    public async Task What_was_done_in_time_is_not_missed()
    {
        await Send(new JudgeUrgency(Urgency.Soon), Aino);
        clock.Now = TuesdayEnds + LongAfter;
        Assert.Equal(0, await Watch());
        Assert.Empty(await Happened(4));
    }

    [Fact]
    public async Task An_offer_nobody_answers_ends_and_not_before_its_time()
    {
        await Send(new JudgeUrgency(Urgency.Soon), Aino);
        await Send(new OfferHandover(Bea.Person), Aino);
        clock.Now = ThursdayEnds - Tick;
        Assert.Equal(0, await Watch());
        clock.Now = ThursdayEnds;
        Assert.Equal(1, await Watch());
        Assert.Equal(["engine handover-expired"], await Happened(5));
        clock.Now += LongAfter;
        Assert.Equal(0, await Watch());
        var c = Assert.IsType<OpenCase>((await Directory.Read(id, Stop)).State);
        Assert.Null(c.Offer);
        Assert.Equal(Aino.Person, c.Coordinator);

        await Send(new OfferHandover(Bea.Person), Aino);
        clock.Now = ThursdayEnds.AddDays(20);
        Assert.Equal(1, await Watch());
        Assert.Equal(["engine handover-expired", "aino handover-offered", "engine handover-expired"], await Happened(5));
    }

    [Fact]
    public async Task All_that_is_due_is_done_by_two_watches_at_once_and_once()
    {
        await Send(new OfferHandover(Bea.Person), Aino);
        for (var i = 0; i < 30; i++)
        {
            var other = NewCase();
            Assert.IsType<Reply.Done>(await Directory.Send(other, Contact(other, "west", Child($"d{i}")).By(Aino), Stop));
        }
        var nodes = new[] { temp.Another(), temp.Another(), temp.Another() };
        clock.Now = ThursdayEnds;
        await Task.WhenAll(nodes.Select(n => Task.Run(() => Watch(n))));
        clock.Now += LongAfter;
        Assert.Equal(0, await Watch());
        Assert.Equal(31, (await temp.Query<string>("SELECT stream FROM journal WHERE type = 'deadline-missed'")).Distinct().Count());
        Assert.Equal(31, (await temp.Query<string>("SELECT stream FROM journal WHERE type = 'deadline-missed'")).Length);
        Assert.Single(await temp.Query<string>("SELECT stream FROM journal WHERE type = 'handover-expired'"));
        Assert.Empty((await new Maintenance(temp.Store, Decider).Check(Stop)).Faults);
    }

    [Fact]
    public async Task What_is_overdue_is_overdue_without_any_watch()
    {
        var register = new Register(temp.Store, Town.Rules);
        async Task<bool> Overdue(DateTimeOffset now)
        {
            var (late, all) = (await register.Cases(Aino, new(Overdue: true), now, null, 10, Stop), await register.Cases(Aino, new(), now, null, 10, Stop));
            var intime = await register.Cases(Aino, new(Overdue: false), now, null, 10, Stop);
            Assert.Equal(1, late.Items.Count + intime.Items.Count);
            Assert.Equal(late.Items.Count == 1, Assert.Single(all.Items).Overdue);
            Assert.Equal(late.Items.Count, (await register.Worklist(Aino, now, null, 10, Stop)).Overdue.Count);
            return late.Items.Count == 1;
        }
        Assert.False(await Overdue(TuesdayEnds - Tick));
        Assert.True(await Overdue(TuesdayEnds));
        clock.Now = TuesdayEnds;
        await Watch();
        Assert.True(await Overdue(TuesdayEnds)); // noted, but still not judged
        await Send(new JudgeUrgency(Urgency.Soon), Aino);
        Assert.False(await Overdue(TuesdayEnds));
    }
}
