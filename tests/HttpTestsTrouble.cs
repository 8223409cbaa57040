using System.Collections.Concurrent;
using System.Globalization;
using Coordination.Engine;
using Dapper;
using Npgsql;
using Said = Coordination.Tests.Server.Said;

namespace Coordination.Tests;

/// <summary>A store that is locked, gone or hung up on: 503 with a problem, nothing lost, and right again when the cause is gone.</summary>
public sealed class HttpTestsTrouble
{
    static Said IsTrouble(Said said)
    {
        said.Refuses(503, "unavailable");
        Assert.Equal("1", said.Header("Retry-After"));
        Assert.All(["coordination.db", "SQLite", "127.0.0.1", "   at "], secret => Assert.DoesNotContain(secret, said.Text, StringComparison.OrdinalIgnoreCase));
        return said;
    }

    [Fact]
    public async Task While_another_program_locks_the_file_a_command_waits_then_gets_503_and_later_the_same_key_has_one_effect()
    {
        var sqlite = TempSqlite.Open();
        await using var server = await Server.Start(sqlite);
        var anna = server.As(Families.Anna);
        var id = await anna.Open("locked");
        await using (var other = TempSqlite.Connect(sqlite.File))
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            IsTrouble(await anna.Post($"/v1/cases/{id}/note", """{"text":"while locked"}""", key: "k-locked"));
            (await anna.Get($"/v1/cases/{id}")).Is(200);
            (await server.Stranger.Get("/health/ready")).Is(200);
            await other.ExecuteAsync("ROLLBACK");
        }
        var first = (await anna.Post($"/v1/cases/{id}/note", """{"text":"while locked"}""", key: "k-locked")).Is(200);
        Assert.Equal(first.Text, (await anna.Post($"/v1/cases/{id}/note", """{"text":"while locked"}""", key: "k-locked")).Is(200).Text);
        await Whole(server, id, notes: 1);
    }

    [Fact]
    public async Task A_lock_that_is_soon_gone_is_only_waited_for()
    {
        var sqlite = TempSqlite.Open();
        await using var server = await Server.Start(sqlite);
        var anna = server.As(Families.Anna);
        var id = await anna.Open("briefly-locked");
        await using var other = TempSqlite.Connect(sqlite.File);
        await other.ExecuteAsync("BEGIN IMMEDIATE");
        var noting = anna.Post($"/v1/cases/{id}/note", """{"text":"while locked"}""");
        (await anna.Get($"/v1/cases/{id}")).Is(200);
        await other.ExecuteAsync("ROLLBACK");
        (await noting).Is(200);
    }

    [Fact]
    public async Task A_file_that_is_moved_away_and_back_loses_nothing()
    {
        var sqlite = TempSqlite.Open();
        await using var server = await Server.Start(sqlite);
        var anna = server.As(Families.Anna);
        var id = await anna.Open("moved");
        (await anna.Post($"/v1/cases/{id}/note", """{"text":"before"}""", key: "k-before")).Is(200);
        using (new Away(sqlite))
        {
            IsTrouble(await anna.Post($"/v1/cases/{id}/note", """{"text":"while away"}""", key: "k-away"));
            IsTrouble(await anna.Get($"/v1/cases/{id}"));
            IsTrouble(await anna.Get("/v1/cases"));
            IsTrouble(await anna.Post("/v1/contacts", Families.Contact("while-away"), key: "k-contact"));
            Assert.False(File.Exists(sqlite.File), "a new store was begun in place of the one that is away");
        }
        (await anna.Post($"/v1/cases/{id}/note", """{"text":"while away"}""", key: "k-away")).Is(200);
        (await anna.Post($"/v1/cases/{id}/note", """{"text":"while away"}""", key: "k-away")).Is(200);
        (await anna.Post($"/v1/cases/{id}/note", """{"text":"before"}""", key: "k-before")).Is(200);
        (await anna.Post("/v1/contacts", Families.Contact("while-away"), key: "k-contact")).Is(201);
        await Whole(server, id, notes: 2);
    }

    [Fact]
    public async Task A_transaction_that_cannot_be_committed_is_503_and_nothing_of_it_stays()
    {
        var sqlite = TempSqlite.Open();
        await using var server = await Server.Start(sqlite);
        var anna = server.As(Families.Anna);
        var id = await anna.Open("refused-by-the-store");
        var before = await sqlite.DumpAll();
        await sqlite.RefuseToCommit("note-written");
        IsTrouble(await anna.Post($"/v1/cases/{id}/note", """{"text":"never"}""", key: "k-refuse"));
        Assert.Equal(before, await sqlite.DumpAll());
        await sqlite.Execute("DROP TRIGGER refuse");
        (await anna.Post($"/v1/cases/{id}/note", """{"text":"never"}""", key: "k-refuse")).Is(200);
        await Whole(server, id, notes: 1);
    }

    /// <summary>The server's connections are ended again and again while 16 clients work; each says the same thing until it is told yes.</summary>
    [Fact]
    public async Task A_database_that_hangs_up_in_the_middle_costs_at_most_a_503_and_no_command_twice()
    {
        var postgres = TempPostgres.Open();
        await using var server = await Server.Start(postgres);
        var anna = server.As(Families.Anna);
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => anna.Open(string.Create(CultureInfo.InvariantCulture, $"hung-up-{i}"))));
        var others = new ConcurrentBag<string>();
        using var done = new CancellationTokenSource();
        var hangingUp = HangUp();
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"k-{i}");
            for (var tries = 0; tries < 200; tries++)
            {
                var said = await anna.Post($"/v1/cases/{ids[i % 4]}/note", $$"""{"text":"note {{i}}"}""", key);
                if (said.Status == 200) return;
                others.Add($"{said.Status} {said.Problem}");
            }
            others.Add("never");
        });
        await done.CancelAsync();
        var times = await hangingUp;
        Assert.True(times > 3, $"hung up only {times} times");
        Assert.All(others, other => Assert.Equal("503 unavailable", other));
        Assert.Equal(400, (await Task.WhenAll(ids.Select(id => anna.Journal(id)))).Sum(j => j.Count(e => e.GetProperty("type").GetString() == "note-written")));
        Assert.Empty((await new Maintenance(server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
        (await server.Stranger.Get("/health/ready")).Is(200);

        async Task<int> HangUp()
        {
            var count = 0;
            for (; !done.IsCancellationRequested; count++)
            {
                await Task.Run(postgres.EndConnections);
                await anna.Get($"/v1/cases/{ids[0]}");
            }
            return count;
        }
    }

    [Fact]
    public async Task A_database_that_takes_no_more_connections_is_503_until_it_does()
    {
        var postgres = TempPostgres.Open();
        await using var server = await Server.Start(postgres);
        var anna = server.As(Families.Anna);
        var id = await anna.Open("no-connections");
        var database = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Database;
        await using var beside = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres", Pooling = false }.ToString());
        await beside.ExecuteAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
        postgres.EndConnections();
        IsTrouble(await anna.Post($"/v1/cases/{id}/note", """{"text":"while closed"}""", key: "k-closed"));
        (await server.Stranger.Get("/health/ready")).Refuses(503, "not-ready");
        await beside.ExecuteAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS true");
        (await anna.Post($"/v1/cases/{id}/note", """{"text":"while closed"}""", key: "k-closed")).Is(200);
        await Whole(server, id, notes: 1);
    }

    static async Task Whole(Server server, string id, int notes)
    {
        Assert.Equal(notes, (await server.As(Families.Anna).Journal(id)).Count(e => e.GetProperty("type").GetString() == "note-written"));
        Assert.Empty((await new Maintenance(server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }
}
