namespace Coordination.Tests.Faults;

/// <summary>The real program, killed at whatever point it is.</summary>
[Collection(RealProcesses.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    const int Families = 60;
    const int ClientsAtOnce = 16;
    const int ReadySecondsMax = 15;

    [Theory(Timeout = Size.TestMillisecondsMax)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Killed_at_any_moment_it_keeps_what_it_answered_and_is_ready_again_in_seconds(StoreKind store)
    {
        await using var site = await Site.On(store);
        var node = await site.StartReady();
        using var clients = new Clients(site);
        var mix = new Mix(clients, _ => Volatile.Read(ref node).Address, async (said, random) =>
        {
            // Some never ask again: what became of their command nobody told them.
            for (var again = true; again; again = said.Last.Unknown && random.Next(10) < 7)
            {
                var asked = Volatile.Read(ref node);
                await clients.Say(await asked.Address, said);
                if (said.Last.Status == 0) await Wait.Until("the next server after the one that was killed", () => Volatile.Read(ref node) != asked);
            }
        });
        await mix.Open(Families);
        var random = new Random(7);
        var ready = new List<TimeSpan> { node.ReadyAfter };
        await Load.During(ClientsAtOnce, mix, async () =>
        {
            for (var kill = 0; kill < Size.Of(4, 10); kill++)
            {
                var next = clients.Acknowledged + random.Next(50, 400);
                await Wait.Until($"{next} acknowledged commands", () => clients.Acknowledged >= next);
                await Task.Delay(random.Next(20), TestContext.Current.CancellationToken);
                await node.Kill();
                Volatile.Write(ref node, site.Start());
                ready.Add((await node.Ready()).ReadyAfter);
            }
            var last = clients.Acknowledged + 100;
            await Wait.Until("work to go on", () => clients.Acknowledged >= last);
        });
        var tally = await new Checker(site, clients).Check();
        output.WriteLine($"{store}: {ready.Count - 1} kills; ready after {string.Join(", ", ready.Select(r => $"{r.TotalSeconds:F1}"))} s; {tally}; {clients.Counts}");
        Assert.All(ready, r => Assert.InRange(r.TotalSeconds, 0, ReadySecondsMax));
    }
}
