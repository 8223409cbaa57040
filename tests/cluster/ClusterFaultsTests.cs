using System.Collections.Concurrent;
using System.Diagnostics;
using Coordination.Tests.Faults;

namespace Coordination.Tests.Cluster;

/// <summary>
/// Three silos and two fronts as real processes, and what happens to them: killed, frozen and awake again, their database
/// crashed. People at the fronts say again what was not answered; their log and the journal must agree to the end.
/// </summary>
[Collection(RealProcesses.Name)]
public sealed class ClusterFaultsTests(ITestOutputHelper output)
{
    const int ClientsAtOnce = 32;
    const int Silos = 3;
    const int AnswerAfterKillSecondsMax = 15;
    const int AttemptsMax = 60;

    static readonly int Families = Size.Of(150, 1_000);
    static readonly TimeSpan Calm = TimeSpan.FromSeconds(Size.Of(3, 10));
    static readonly TimeSpan Frozen = TimeSpan.FromSeconds(Size.Of(20, 30));

    readonly ConcurrentQueue<(long Began, long Ended)> waits = [];

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task Killed_frozen_and_cut_off_from_its_database_a_cluster_loses_nothing()
    {
        await using var server = await OwnPostgres.Start();
        await using var site = await Site.OnPostgres(await Postgres.NewDatabase(server.Server), ClusterHost.ThreeNodes);
        var silos = await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => Silo(site)));
        var fronts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => site.StartReady("--role", "front")));
        using var clients = new Clients(site);
        Task<Uri> Front(Random random) => fronts[random.Next(fronts.Length)].Address;
        var mix = new Mix(clients, Front, async (said, random) =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var attempt = 0; attempt == 0 || said.Last.Unknown && attempt < AttemptsMax; attempt++) await clients.Say(await Front(random), said);
            waits.Enqueue((began, Stopwatch.GetTimestamp()));
        });
        await mix.Open(Families);
        var told = new List<string>();
        await Load.During(ClientsAtOnce, mix, async () =>
        {
            await During("nothing", () => Task.Delay(Calm));
            for (var i = 0; i < Silos; i++)
            {
                var longest = await During($"silo {i} killed and started again", async () =>
                {
                    await silos[i].Kill();
                    await Task.Delay(Calm);
                    silos[i] = await Silo(site);
                });
                Assert.InRange(longest.TotalSeconds, 0, AnswerAfterKillSecondsMax);
            }
            await During($"a silo frozen for {Frozen.TotalSeconds:F0} s", async () =>
            {
                await Shell.Signal("STOP", silos[0].ProcessId);
                await Task.Delay(Frozen);
                await Shell.Signal("CONT", silos[0].ProcessId);
                await silos[0].Ended.WaitAsync(TimeSpan.FromSeconds(60)); // it finds that it was declared dead
                silos[0] = await Silo(site);
            });
            await During("PostgreSQL crashed and came up", async () =>
            {
                await server.Crash();
                await Task.Delay(Calm);
                await server.Up();
            });

            async Task<TimeSpan> During(string what, Func<Task> fault)
            {
                waits.Clear();
                var since = Stopwatch.GetTimestamp();
                await fault();
                await Task.Delay(Calm);
                var goOn = clients.Acknowledged + 200;
                await Wait.Until($"work to go on after {what}", () => clients.Acknowledged >= goOn);
                var longest = waits.Select(w => Stopwatch.GetElapsedTime(w.Began, w.Ended)).DefaultIfEmpty().Max();
                told.Add($"{what}: longest wait for an answer {longest.TotalSeconds:F1} s, {waits.Count} commands in {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s");
                return longest;
            }
        });
        var tally = await new Checker(site, clients).Check();
        output.WriteLine($"{string.Join('\n', told)}\n{tally}; {clients.Counts}");
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task A_node_that_ends_in_good_order_fails_no_request()
    {
        await using var site = await Site.On(StoreKind.Postgres, ClusterHost.ThreeNodes);
        var silos = await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => Silo(site)));
        var front = await site.StartReady("--role", "front");
        using var clients = new Clients(site);
        var mix = new Mix(clients, _ => front.Address, async (said, _) => await clients.Say(await front.Address, said));
        await mix.Open(Families);
        await Load.During(ClientsAtOnce, mix, async () =>
        {
            for (var i = 0; i < Silos; i++)
            {
                var goOn = clients.Acknowledged + 300;
                await Wait.Until("work at all nodes", () => clients.Acknowledged >= goOn);
                await silos[i].End();
                silos[i] = await Silo(site);
            }
        });
        var tally = await new Checker(site, clients).Check();
        output.WriteLine($"{Silos} nodes ended and started: {tally}; {clients.Counts}");
        Assert.Equal(0, clients.Unavailable);
        Assert.DoesNotContain(0, clients.Statuses.Keys);
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task A_second_node_on_one_SQLite_file_is_refused()
    {
        await using var site = await Site.On(StoreKind.Sqlite, ClusterHost.ThreeNodes);
        await site.StartReady();
        var second = site.Start();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.Address);
        Assert.Contains("another node runs on", refused.Message + second.Words, StringComparison.Ordinal);
        await second.Ended;
    }

    static Task<Node> Silo(Site site) => site.StartReady("--role", "silo");
}
