using System.Diagnostics;
using Coordination.Core;

namespace Coordination.Tests.Faults;

/// <summary>Live changes on two nodes, while the journal's inserts take now long and now short, and over a dump and restore.</summary>
[Collection(RealProcesses.Name)]
public class FeedTests(ITestOutputHelper output)
{
    protected virtual Host Host => Host.EachItsOwn;

    const int Families = 30;
    const int Writers = 8;
    const int NewEventSecondsMax = 5;

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task Every_listener_hears_every_event_once_and_in_order_also_over_a_restore()
    {
        await using var site = await Site.On(StoreKind.Postgres, Host);
        var nodes = await site.StartSeveral();
        await Postgres.Run(site.Database,
            """
            CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(random() * 0.02); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION take_time();
            """);
        using var clients = new Clients(site);
        await using var here = new Listener(() => nodes[0].Address, site.Tokens[Site.Managers[0]], seed: 1);
        await using var there = new Listener(() => nodes[1].Address, site.Tokens[Site.Managers[1]], seed: 2);
        Task<Uri> Either(Random random) => nodes[random.Next(2)].Address;
        var mix = new Mix(clients, Either, async (said, random) => await clients.Say(await Either(random), said));
        await mix.Open(Families);
        await Load.Commands(Writers, Size.Of(300, 2_000), mix);

        var copy = await Postgres.DumpAndRestore(site.Database, site.Folder);
        await using var restored = site.MovedTo(copy);
        foreach (var node in nodes) await node.End();
        nodes = await restored.StartSeveral();
        await Load.Commands(Writers, Size.Of(300, 2_000), mix);
        var slowest = await NewEvents(nodes, clients, [here, there]);

        var tally = await new Checker(restored, clients).Check();
        await Wait.Until("both listeners to hear the last event", () => here.Received.Count >= tally.Events && there.Received.Count >= tally.Events);
        var journal = await Journal(restored);
        foreach (var listener in (Listener[])[here, there]) Assert.Equal(journal, listener.Received);
        output.WriteLine($"{journal.Count} events heard by both, reconnects {here.Reconnects} and {there.Reconnects}; a new event reached the other node within {slowest.TotalMilliseconds:F0} ms; {tally}");
        Assert.True(here.Reconnects > 2 && there.Reconnects > 2, "nobody hung up");
    }

    /// <summary>Writes at one node and waits at the other; returns the longest wait.</summary>
    static async Task<TimeSpan> NewEvents(Node[] nodes, Clients clients, Listener[] listeners)
    {
        var slowest = TimeSpan.Zero;
        var opened = (await clients.Say(await nodes[0].Address, new(Site.Coordinators[0], "/v1/contacts", Mix.Contact(Mix.Members(1_000_000))))).Answer;
        for (var i = 0; i < 10; i++)
        {
            var note = (await clients.Say(await nodes[i % 2].Address, new(Site.Coordinators[0], $"/v1/cases/{opened.Case}/note", new { text = $"Note {i}" }))).Answer;
            var since = Stopwatch.GetTimestamp();
            await Wait.Until("the other node to tell of it", () => listeners[1 - (i % 2)].Received.Any(c => c.Case == note.Case && c.Version == note.Version), NewEventSecondsMax);
            if (Stopwatch.GetElapsedTime(since) is var waited && waited > slowest) slowest = waited;
        }
        return slowest;
    }

    static async Task<List<Change>> Journal(Site site)
    {
        using var installation = await site.Open();
        return [.. (await installation.Store.Feed(0, int.MaxValue, default)).Select(e => new Change(e.Position, CaseId.OfStream(e.Stream).Value, e.Version, e.Type))];
    }
}
