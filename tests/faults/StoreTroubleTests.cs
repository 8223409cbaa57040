using Microsoft.Data.Sqlite;

namespace Coordination.Tests.Faults;

/// <summary>The store is locked, full, gone or broken off while people work. They are told so, lose nothing, and it comes back by itself.</summary>
[Collection(RealProcesses.Name)]
public sealed class StoreTroubleTests(ITestOutputHelper output)
{
    const int Families = 40;
    const int ClientsAtOnce = 16;
    const int RefusedForNow = 20;
    const int DoneAgain = 100;

    static readonly int Rounds = Size.Of(2, 6);

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task While_another_program_holds_the_data_file_nothing_is_lost()
    {
        await using var site = await Site.OnSqlite();
        await Survive(site, "data file locked by another program", async untilUnavailable =>
        {
            await using var other = new SqliteConnection($"Data Source={site.DataFile};Pooling=False");
            await other.OpenAsync();
            await using var held = other.BeginTransaction(deferred: false);
            AssertOnlyWhatWasUnderWay(await untilUnavailable());
        });
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task While_the_disk_is_full_nothing_is_lost()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Assert.Skip("only root can mount a small disk");
        await using var site = await Site.OnSqlite(async data =>
        {
            Directory.CreateDirectory(data);
            var (code, said) = await Shell.Try("mount", ["-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", data]);
            if (code != 0) Assert.Skip($"no small disk can be mounted here: {said}");
        });
        try
        {
            await Survive(site, "disk full", async untilUnavailable =>
            {
                var filler = Path.Combine(site.Data, "filler");
                Fill(filler);
                await untilUnavailable();
                File.Delete(filler);
            });
        }
        finally { await Shell.Run("umount", ["--lazy", site.Data]); }
    }

    static void Fill(string file)
    {
        var block = new byte[4_096];
        try
        {
            using var filler = File.Create(file, bufferSize: 0);
            while (true) filler.Write(block);
        }
        catch (IOException) { /* now it is full */ }
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task While_the_data_file_is_moved_away_nothing_is_lost()
    {
        await using var site = await Site.OnSqlite();
        await Survive(site, "data file moved away", async untilUnavailable =>
        {
            File.Move(site.DataFile, site.DataFile + ".away");
            AssertOnlyWhatWasUnderWay(await untilUnavailable());
            File.Move(site.DataFile + ".away", site.DataFile);
        });
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task While_the_data_folder_is_moved_away_nothing_is_lost()
    {
        await using var site = await Site.OnSqlite();
        await Survive(site, "data folder moved away", async untilUnavailable =>
        {
            Directory.Move(site.Data, site.Data + ".away");
            AssertOnlyWhatWasUnderWay(await untilUnavailable());
            Directory.Move(site.Data + ".away", site.Data);
        });
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task While_connections_to_PostgreSQL_are_broken_off_nothing_is_lost()
    {
        await using var site = await Site.On(StoreKind.Postgres);
        var ended = 0;
        await Survive(site, "connections broken off", async _ =>
        {
            for (var i = 0; i < Size.Of(10, 60); i++)
            {
                ended += (int)await Postgres.Scalar<long>(site.Database, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        });
        output.WriteLine($"{ended} connections were broken off");
        Assert.True(ended > 0);
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task While_PostgreSQL_crashes_and_comes_up_again_nothing_is_lost()
    {
        await using var server = await OwnPostgres.Start();
        await using var site = await Site.OnPostgres(await Postgres.NewDatabase(server.Server));
        await Survive(site, "PostgreSQL crashed and came up", async untilUnavailable =>
        {
            await server.Crash();
            await untilUnavailable();
            await server.Up();
        });
    }

    /// <summary>A file that nobody finds again, or that another program owns, swallows no commands: each client had at most one under way.</summary>
    static void AssertOnlyWhatWasUnderWay(int acknowledged) => Assert.InRange(acknowledged, 0, ClientsAtOnce);

    /// <param name="trouble">
    /// Makes trouble and ends it. What it is given waits until people are told that the store cannot be used, and returns how
    /// many commands were acknowledged meanwhile.
    /// </param>
    async Task Survive(Site site, string what, Func<Func<Task<int>>, Task> trouble)
    {
        var node = await site.StartReady();
        using var clients = new Clients(site);
        var mix = new Mix(clients, _ => node.Address, async (said, random) =>
        {
            do await clients.Say(await node.Address, said);
            while (said.Last.Unknown && random.Next(10) < 9);
        });
        await mix.Open(Families);
        await Load.During(ClientsAtOnce, mix, async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Done("work to be under way");
                await trouble(Unavailable);
            }
            await Done("work to go on by itself");
        });
        var tally = await new Checker(site, clients).Check();
        output.WriteLine($"{what}, {Rounds} times: {tally}; {clients.Counts}");
        Assert.Equal(0, clients.Statuses.GetValueOrDefault(0));

        async Task<int> Unavailable()
        {
            var (acknowledged, told) = (clients.Acknowledged, clients.Unavailable);
            await Wait.Until($"people to be told of: {what}", () => clients.Unavailable >= told + RefusedForNow);
            return clients.Acknowledged - acknowledged;
        }

        Task Done(string what)
        {
            var goal = clients.Acknowledged + DoneAgain;
            return Wait.Until(what, () => clients.Acknowledged >= goal);
        }
    }
}
