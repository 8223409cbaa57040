using System.Data.Common;
using Coordination.Core;
using Coordination.Engine;
using Coordination.Engine.Sqlite;
using Dapper;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqliteMaintenanceTests() : MaintenanceContract(TempSqlite.Open)
{
    [Fact]
    public async Task A_backup_while_eight_write_is_whole_and_opens()
    {
        await using var temp = TempSqlite.Open();
        var file = Path.Combine(temp.Folder.FullName, "copy.db");
        using var enough = new CancellationTokenSource();
        var directory = new LocalDirectory(Decider, temp.Store, Rules);
        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var id = NewCase();
            for (CaseCommand next = Contact(id, "west", Child($"c{i}")); !enough.IsCancellationRequested; next = new Note("More"))
                Assert.IsType<Reply.Done>(await directory.Send(id, next.By(Aino), Stop));
        })).ToArray();
        while (await temp.Store.Head(Stop) < 500) await temp.Store.Changed.WaitAsync(Stop);
        var before = await temp.Store.Head(Stop);
        await temp.Sqlite.Backup(file, Stop);
        var after = await temp.Store.Head(Stop);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        using var copy = new SqliteStore(new(file), new NoSeal());
        var report = await new Maintenance(copy, Decider).Check(Stop);
        Assert.Empty(report.Faults);
        Assert.InRange(report.Events, before, after);
        await new RandomHistory(copy, 99).Live(5, Stop);
        Assert.Empty((await new Maintenance(copy, Decider).Check(Stop)).Faults);
        await Assert.ThrowsAsync<IOException>(() => temp.Sqlite.Backup(file, Stop));
    }
}

public sealed class PostgresMaintenanceTests() : MaintenanceContract(TempPostgres.Open);

/// <summary>What the product's own commands do, on every store.</summary>
public abstract class MaintenanceContract(Func<TempStore> open) : IAsyncLifetime
{
    readonly TempStore temp = open();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var history = new RandomHistory(temp.Store, 1);
        await history.Live(180, Stop);
        await history.Worked(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    Task<CheckReport> Check() => new Maintenance(temp.Store, Decider).Check(Stop);

    [Fact]
    public async Task A_random_history_has_no_fault()
    {
        var report = await Check();
        Assert.Empty(report.Faults);
        Assert.Equal(Assert.Single(await temp.Query<long>("SELECT count(*) FROM journal")), report.Events);
        Assert.Equal(Assert.Single(await temp.Query<long>("SELECT count(*) FROM command")), report.Commands);
        Assert.Equal(Assert.Single(await temp.Query<long>("SELECT count(*) FROM register")), report.Streams);
        Assert.True(report.Events > 150 && report.Streams > 10, "the history is too short to tell anything");
        // It must have met what is compared.
        foreach (var table in TempStore.Tables) Assert.NotEmpty(await temp.Dump(table));
        Assert.NotEmpty(await temp.Query<string>("SELECT stream FROM register WHERE phase = 'closed'"));
        Assert.NotEmpty(await temp.Query<string>("SELECT stream FROM phase_stay WHERE stay > 2"));
        Assert.NotEmpty(await temp.Query<string>("SELECT stream FROM phase_stay WHERE suspended_days > 0"));
        Assert.NotEmpty(await temp.Query<string>("SELECT stream FROM register WHERE suspended_at IS NOT NULL"));
        Assert.NotEmpty(await temp.Query<string>("SELECT stream FROM register WHERE flags IS NOT NULL"));
        Assert.Equal(Enum.GetValues<AgendaKind>().Select(Workflow.Kebab).Order(StringComparer.Ordinal), (await temp.Query<string>("SELECT DISTINCT kind FROM agenda")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE position = 40", "position 41 follows 39")]
    [InlineData("DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)", "the register says")]
    [InlineData("UPDATE journal SET version = version + 1000 WHERE position = (SELECT max(position) FROM journal)", "follows")]
    [InlineData("UPDATE journal SET type = 'note-scribbled' WHERE position = 30", "'note-scribbled' is not known")]
    [InlineData("UPDATE journal SET facts = '{' WHERE position = 30", "version")]
    [InlineData("DELETE FROM register WHERE stream = (SELECT max(stream) FROM register)", "beside the register, but none in it")]
    [InlineData("UPDATE register SET coordinator = 'nobody' WHERE stream = (SELECT max(stream) FROM register)", "the register says")]
    [InlineData("UPDATE register SET due_on = '2020-01-01' WHERE stream = (SELECT max(stream) FROM register)", "the register says")]
    [InlineData("UPDATE register SET wake_at = 7 WHERE stream = (SELECT max(stream) FROM register)", "the register says")]
    [InlineData("INSERT INTO command (actor, id, fingerprint, answer) VALUES ('aino', 'alien', 'x', '{\"stream\":\"s\",\"version\":1,\"happened\":[]}')", "command alien of aino is known but wrote nothing")]
    [InlineData("DELETE FROM command WHERE id = (SELECT max(id) FROM command)", "wrote but is not known")]
    [InlineData("UPDATE command SET answer = replace(answer, '\"version\":', '\"version\":9') WHERE id = (SELECT max(id) FROM command)", "wrote something else than was answered")]
    [InlineData("DELETE FROM member_key WHERE key = (SELECT max(key) FROM member_key)", "the register says")]
    [InlineData("INSERT INTO member_key (key, stream) VALUES ('alien', 'case-of-nobody')", "case-of-nobody: in the register but not in the journal")]
    [InlineData("DELETE FROM likeness WHERE key = (SELECT max(key) FROM likeness)", "the register says")]
    [InlineData("DELETE FROM involved WHERE stream = (SELECT max(stream) FROM involved)", "the register says")]
    [InlineData("DELETE FROM agenda WHERE stream = (SELECT max(stream) FROM agenda)", "the register says")]
    [InlineData("UPDATE agenda SET at = 7 WHERE stream = (SELECT max(stream) FROM agenda WHERE kind = 'meeting')", "the register says")]
    [InlineData("INSERT INTO agenda (person, kind, stream, item) VALUES ('aino', 'task', 'case-of-nobody', 't1')", "case-of-nobody: in the register but not in the journal")]
    [InlineData("UPDATE register SET touched_at = 7 WHERE stream = (SELECT max(stream) FROM register)", "the register says")]
    [InlineData("UPDATE register SET flags = 'red' WHERE stream = (SELECT max(stream) FROM register)", "the register says")]
    [InlineData("UPDATE phase_stay SET suspended_days = 7 WHERE stream = (SELECT max(stream) FROM phase_stay)", "the register says")]
    [InlineData("UPDATE phase_stay SET left_at = 7 WHERE stream = (SELECT max(stream) FROM phase_stay)", "the register says")]
    [InlineData("DELETE FROM phase_stay WHERE stay = 2", "the register says")]
    public async Task A_fault_is_found(string sql, string fault)
    {
        Assert.Empty((await Check()).Faults);
        Assert.NotEqual(0, await temp.Execute(sql));
        Assert.Contains((await Check()).Faults, found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_torn_apart_is_found()
    {
        // The second event of a command that wrote two changes its place with an event of another case.
        var torn = Assert.Single(await temp.Query<(long Position, long Other)>(
            """
            SELECT b.position, c.position FROM journal a JOIN journal b ON b.position = a.position + 1 AND b.command = a.command AND b.actor = a.actor
            JOIN journal c ON c.position > b.position AND c.stream <> a.stream AND c.command <> a.command ORDER BY b.position, c.position LIMIT 1
            """));
        foreach (var (from, to) in new[] { (torn.Position, -1L), (torn.Other, torn.Position), (-1L, torn.Other) })
            await temp.Execute("UPDATE journal SET position = @to WHERE position = @from", new { from, to });
        Assert.Contains((await Check()).Faults, found => found.Contains("torn apart", StringComparison.Ordinal));
    }

    static readonly string[] RegisterTables = ["register", "member_key", "likeness", "involved", "agenda", "phase_stay"];

    [Fact]
    public async Task A_rebuilt_register_is_the_register()
    {
        var before = await temp.DumpAll();
        foreach (var table in RegisterTables) await temp.Execute($"DELETE FROM {table}");
        await temp.Execute("INSERT INTO involved (person, stream) VALUES ('alien', 's')");
        await temp.Execute("INSERT INTO agenda (person, kind, stream, item) VALUES ('alien', 'task', 's', 't1')");
        Assert.Equal(Assert.Single(await temp.Query<long>("SELECT count(DISTINCT stream) FROM journal")), await new Maintenance(temp.Store, Decider).RebuildRegister(Stop));
        Assert.Equal(before, await temp.DumpAll());
        Assert.Empty((await Check()).Faults);
        await new RandomHistory(temp.Store, 2).Live(20, Stop);
        Assert.Empty((await Check()).Faults);
    }

    [Fact]
    public async Task A_rebuilding_that_is_broken_off_leaves_the_register_as_it_was()
    {
        var before = await temp.DumpAll();
        await temp.Execute("UPDATE journal SET type = 'note-scribbled' WHERE position = 100");
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => new Maintenance(temp.Store, Decider).RebuildRegister(Stop));
        Assert.Equal(before.Split("\nregister\n")[1], (await temp.DumpAll()).Split("\nregister\n")[1]);
    }

    [Fact]
    public async Task A_check_sees_one_moment_while_others_write()
    {
        using var enough = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 10; !enough.IsCancellationRequested; i++) await new RandomHistory(temp.Store, i).Live(20, Stop);
        }, Stop);
        for (var i = 0; i < 5; i++) Assert.Empty((await Check()).Faults);
        await enough.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Eight_stores_open_one_fresh_database_at_once()
    {
        await using var fresh = open();
        using var together = new Barrier(8);
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait(Stop);
            return fresh.Another();
        }, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.All(await Task.WhenAll(stores.Select(s => s.Head(Stop).AsTask())), head => Assert.Equal(0, head));
        Assert.Equal((int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await fresh.Query<int>("SELECT number FROM schema_version ORDER BY number"));
        Assert.IsType<Outcome.Written>(await stores[7].Append(Pen.Command("k", Pen.Opens("s")), Stop));
        Assert.Equal(1, (await stores[0].Look("s", null, Stop)).Version);
    }

    [Fact]
    public async Task A_database_of_the_first_schema_is_brought_up_to_date_with_all_it_holds()
    {
        var before = await temp.DumpAll();
        temp.Close();
        await temp.Execute(
            """
            ALTER TABLE register DROP COLUMN special_support;
            ALTER TABLE register DROP COLUMN suspended_at;
            ALTER TABLE register DROP COLUMN touched_at;
            ALTER TABLE register DROP COLUMN flags;
            DROP INDEX register_active;
            DROP INDEX register_due;
            DROP INDEX register_late;
            DROP INDEX register_area;
            CREATE INDEX register_phase ON register (phase, stream);
            CREATE INDEX register_overdue ON register (overdue_from) WHERE overdue_from IS NOT NULL;
            DROP INDEX register_phenomena;
            DROP INDEX register_parent;
            ALTER TABLE register DROP COLUMN subject;
            ALTER TABLE register DROP COLUMN parent;
            DROP INDEX journal_contacts;
            DROP INDEX journal_to_be_sent;
            DROP INDEX journal_consultations;
            DROP TABLE draft;
            DROP TABLE site_feedback;
            DROP TABLE look;
            DROP TABLE agenda;
            DROP TABLE register_form;
            ALTER TABLE register ADD COLUMN version INT NOT NULL DEFAULT 0;
            CREATE TABLE kept AS SELECT * FROM command;
            DROP TABLE command;
            CREATE TABLE command (actor TEXT NOT NULL, id TEXT NOT NULL, fingerprint TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (actor, id));
            INSERT INTO command (actor, id, fingerprint, answer) SELECT actor, id, fingerprint, answer FROM kept;
            DROP TABLE kept;
            DELETE FROM schema_version WHERE number > 1;
            """);
        // The first schema did not know what is on anybody's agenda; the journal does.
        Assert.NotEmpty((await Check()).Faults);
        Assert.Equal(before.Split("\nregister\n")[0], (await temp.DumpAll()).Split("\nregister\n")[0]);
        Assert.Equal(Assert.Single(await temp.Query<long>("SELECT count(*) FROM register")), await Refresh());
        Assert.Empty((await Check()).Faults);
        Assert.Equal(before, await temp.DumpAll());
    }

    Task<long?> Refresh() => new Maintenance(temp.Store, Decider).RefreshRegister(Stop);

    [Fact]
    public async Task A_register_that_an_older_build_drew_is_drawn_anew_once()
    {
        var before = await temp.DumpAll();
        foreach (var table in RegisterTables) await temp.Execute($"DELETE FROM {table}");
        Assert.Equal(Assert.Single(await temp.Query<long>("SELECT count(DISTINCT stream) FROM journal")), await Refresh());
        Assert.Equal(before, await temp.DumpAll());
        // Nobody draws it again: not this store, nor another one over the same database.
        await temp.Execute("UPDATE register SET flags = 'red'");
        Assert.Null(await Refresh());
        temp.Close();
        Assert.Null(await Refresh());
        Assert.Equal(["red"], await temp.Query<string>("SELECT DISTINCT flags FROM register"));
        Assert.Single(await temp.Query<int>("SELECT form FROM register_form"));
    }

    [Fact]
    public async Task A_drawing_anew_that_is_broken_off_is_done_the_next_time()
    {
        var (before, type) = (await temp.DumpAll(), Assert.Single(await temp.Query<string>("SELECT type FROM journal WHERE position = 100")));
        await temp.Execute("UPDATE journal SET type = 'note-scribbled' WHERE position = 100");
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(Refresh);
        await temp.Execute("UPDATE journal SET type = @type WHERE position = 100", new { type });
        Assert.Equal(before, await temp.DumpAll());
        Assert.NotNull(await Refresh());
        Assert.Equal(before, await temp.DumpAll());
    }

    [Fact]
    public async Task Eight_who_need_a_secret_at_once_get_the_same()
    {
        var other = temp.Another();
        var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? temp.Store : other).Secret("members", Stop))));
        Assert.Single(secrets.Select(Convert.ToHexString).Distinct());
        Assert.Equal(32, secrets[0].Length);
        Assert.NotEqual(secrets[0], await temp.Store.Secret("signing", Stop));
        temp.Close();
        Assert.Equal(secrets[0], await temp.Store.Secret("members", Stop));
    }

    [Fact]
    public async Task An_acknowledged_append_waits_for_the_disk_to_have_it()
    {
        // Counted where it can be counted (a test of its own, with strace); here the switches themselves.
        await using var writer = await temp.Store.Exclusive(Stop);
        async Task<string> Setting(string sql) => (await writer.Connection.ExecuteScalarAsync<object>(sql, transaction: writer.Transaction))!.ToString()!;
        if (temp is TempSqlite)
        {
            Assert.Equal("2", await Setting("PRAGMA synchronous"));
            Assert.Equal("wal", await Setting("PRAGMA journal_mode"));
        }
        else
        {
            Assert.Equal("on", await Setting("SHOW synchronous_commit"));
        }
    }
}
