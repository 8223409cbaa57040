using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Coordination.Tests.Faults;

/// <summary>With one client, every acknowledged command has cost at least one wait for the disk.</summary>
[Collection(RealProcesses.Name)]
public sealed class SyncTests(ITestOutputHelper output)
{
    const int Commands = 200;

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task On_SQLite_every_acknowledged_command_was_synced_to_the_disk()
    {
        if ((await Shell.Try("strace", ["-V"])).Code != 0) Assert.Skip("strace is not installed");
        await using var site = await Site.On(StoreKind.Sqlite);
        var node = await site.StartReady();
        using var clients = new Clients(site);
        var id = await Opened(clients, node);
        var trace = Path.Combine(site.Folder, "strace");
        using var strace = Process.Start(new ProcessStartInfo("strace",
            ["-f", "-e", "trace=fdatasync,fsync", "-o", trace, "-p", node.ProcessId.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        var attached = await strace.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        Assert.Contains("attached", attached, StringComparison.Ordinal);
        await Notes(clients, node, id);
        await Shell.Signal("INT", strace.Id);
        await strace.WaitForExitAsync(TestContext.Current.CancellationToken);
        var syncs = (await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken)).Count(l => l.Contains("sync(", StringComparison.Ordinal));
        output.WriteLine($"SQLite: {Commands} commands, one after the other: {syncs} fdatasync and fsync calls");
        Assert.True(syncs >= Commands, $"{syncs} syncs for {Commands} acknowledged commands");
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task On_PostgreSQL_every_acknowledged_command_was_synced_though_the_servers_default_is_not_to()
    {
        await using var site = await Site.On(StoreKind.Postgres);
        var server = site.Database;
        if (await Postgres.Scalar<string>(server, "SHOW fsync") != "on") Assert.Skip("this PostgreSQL server runs with fsync=off: nothing is synced, whatever is asked");
        await Postgres.Run(server, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(server).Database} SET synchronous_commit = off");
        Assert.Equal("off", await Postgres.Scalar<string>(server, "SHOW synchronous_commit"));
        var without = await Syncs(server, () => Rows(server));
        Assert.True(without < Commands / 2, $"{without} syncs for {Commands} commits that ask for none: others are at work on this server, and the count says nothing");

        var node = await site.StartReady();
        using var clients = new Clients(site);
        var id = await Opened(clients, node);
        var syncs = await Syncs(server, () => Notes(clients, node, id), atLeast: Commands);
        output.WriteLine($"PostgreSQL, synchronous_commit=off by default: {Commands} commands, one after the other: {syncs} syncs of the log; {Commands} commits that leave the default: {without}");
        Assert.True(syncs >= Commands, $"{syncs} syncs for {Commands} acknowledged commands");
    }

    static async Task<string> Opened(Clients clients, Node node) =>
        (await clients.Say(await node.Address, new(Site.Coordinators[0], "/v1/contacts", Mix.Contact(Mix.Members(0))))).Answer.Case!;

    static async Task Notes(Clients clients, Node node, string id)
    {
        for (var i = 0; i < Commands; i++)
            Assert.Equal(200, (await clients.Say(await node.Address, new(Site.Coordinators[0], $"/v1/cases/{id}/note", new { text = $"Note {i}" }))).Status);
    }

    /// <summary>The same number of commits with what the database says by default.</summary>
    static async Task Rows(string database)
    {
        await using var connection = await Postgres.Connect(database);
        await using var row = new NpgsqlCommand("INSERT INTO measured VALUES (1)", connection);
        await using (var table = new NpgsqlCommand("CREATE TABLE measured (number INT)", connection)) await table.ExecuteNonQueryAsync();
        for (var i = 0; i < Commands; i++) await row.ExecuteNonQueryAsync();
    }

    /// <summary>How often the server synced its log meanwhile. Its backends report their counts some time after the fact.</summary>
    static async Task<long> Syncs(string database, Func<Task> meanwhile, int atLeast = 0)
    {
        const int reportSecondsMax = 15;
        var before = await Count();
        await meanwhile();
        var since = Stopwatch.GetTimestamp();
        while (await Count() - before < atLeast && Stopwatch.GetElapsedTime(since).TotalSeconds < reportSecondsMax) await Task.Delay(100);
        return await Count() - before;

        Task<long> Count() => Postgres.Scalar<long>(database, "SELECT wal_sync FROM pg_stat_wal");
    }
}
