using System.Diagnostics;
using Coordination.Engine;
using Coordination.Engine.Sqlite;
using Dapper;
using static Coordination.Tests.Pen;

namespace Coordination.Tests;

/// <summary>A file that is locked, full, gone or broken: a clear no, nothing lost, and it works again when the cause is gone.</summary>
public sealed class SqliteTroubleTests : IAsyncDisposable
{
    const int PagesMax = 200;

    readonly TempSqlite temp = new(new("", PagesMax, BusyTimeoutSeconds: 1));

    static CancellationToken Stop => TestContext.Current.CancellationToken;
    IStore Store => temp.Store;

    public ValueTask DisposeAsync() => temp.DisposeAsync();

    Task<Outcome> Append(string id, StreamPart part) => Store.Append(Command(id, part), Stop).AsTask();

    async Task<string> Works(string id, StreamPart part) => Tell(await Append(id, part));

    [Fact]
    public async Task A_locked_file_answers_within_seconds_and_works_when_it_is_free()
    {
        Assert.Equal("written at 1", await Works("k1", Opens("s")));
        var before = await temp.DumpAll();
        await using (var other = TempSqlite.Connect(temp.File))
        {
            await other.ExecuteAsync("BEGIN EXCLUSIVE TRANSACTION");
            var watch = Stopwatch.StartNew();
            await Assert.ThrowsAsync<JournalUnavailableException>(() => Append("k2", Follows("s", 1)));
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Store.Exclusive(Stop));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.Equal(1, (await Store.Look("s", null, Stop)).Version);
        }
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("written at 2", await Works("k2", Follows("s", 1)));
    }

    [Fact]
    public async Task A_full_file_takes_nothing_of_an_append_and_goes_on_with_what_fits()
    {
        await Works("k1", Opens("s"));
        var before = await temp.DumpAll();
        var words = new string('x', 4_096 * PagesMax);
        var broken = await Assert.ThrowsAsync<JournalUnavailableException>(() => Append("k2", Follows("s", 1, Seen(), Seen(keys: ["x"]), Event("first"), Event("second", content: words))));
        Assert.Contains("full", broken.Message, StringComparison.Ordinal);
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("written at 2", await Works("k3", Follows("s", 1)));

        // Filled to the brim, and then given room.
        var written = 1;
        while (await Record.ExceptionAsync(() => Append($"more {written}", Follows("s", written + 1, null, null, Event(content: words[..20_000])))) is null) written++;
        before = await temp.DumpAll();
        Assert.True(written > 10);
        temp.Close();
        using var roomy = new SqliteStore(new(temp.File), new NoSeal());
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal($"written at {written + 2}", Tell(await roomy.Append(Command($"more {written}", Follows("s", written + 1)), Stop)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_moved_away_is_missed_and_moved_back_has_everything(bool withItsLog)
    {
        for (var i = 0; i < 5; i++) await Works($"k{i}", i == 0 ? Opens("s") : Follows("s", i));
        var before = await temp.DumpAll();
        string[] moved = withItsLog ? ["", "-wal", "-shm"] : [""];
        foreach (var part in moved) File.Move(temp.File + part, temp.File + "-away" + part);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => Append("k5", Follows("s", 5)));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Store.Look("s", null, Stop));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Store.Exclusive(Stop));
        Assert.False(File.Exists(temp.File), "a new file was begun in its place");

        foreach (var part in moved) File.Move(temp.File + "-away" + part, temp.File + part);
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("written at 6", await Works("k5", Follows("s", 5)));
        Assert.Equal(6, (await Store.Look("s", null, Stop)).Version);
        Assert.Equal(6, (await Store.Feed(0, 100, Stop)).Count);
    }

    [Fact]
    public async Task A_file_that_is_gone_while_its_log_is_there_is_not_begun_anew()
    {
        await Works("k", Opens("s"));
        // As after a kill: the last events stand in the log only. The store's own closing would have emptied it.
        foreach (var part in new[] { "", "-wal" }) File.Copy(temp.File + part, Path.Combine(temp.Folder.FullName, "killed.db" + part));
        var killed = Path.Combine(temp.Folder.FullName, "killed.db");
        File.Move(killed, killed + "-away");
        var broken = Assert.Throws<JournalUnavailableException>(() => new SqliteStore(new(killed), new NoSeal()));
        Assert.Contains("is gone, but its killed.db-wal is there", broken.Message, StringComparison.Ordinal);
        File.Move(killed + "-away", killed);
        using var store = new SqliteStore(new(killed), new NoSeal());
        Assert.Equal(["1"], await store.Query<string>("SELECT cast(version AS TEXT) FROM journal", new { }, Stop));
    }

    [Theory]
    [InlineData(0, "not a database")]
    [InlineData(100, "malformed")]
    public async Task A_broken_file_is_told_at_the_opening(int at, string why)
    {
        await Works("k", Opens("s"));
        temp.Close();
        using (var file = File.OpenWrite(temp.File))
        {
            file.Position = at;
            file.Write(Enumerable.Repeat((byte)0xA5, 64).ToArray());
        }
        var broken = Assert.Throws<JournalUnavailableException>(() => temp.Make());
        Assert.Contains(temp.File, broken.Message, StringComparison.Ordinal);
        Assert.Contains(why, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_at_the_opening()
    {
        var file = Path.Combine(temp.Folder.FullName, "nowhere", "coordination.db");
        var broken = Assert.Throws<JournalUnavailableException>(() => new SqliteStore(new(file), new NoSeal()));
        Assert.Contains(file, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_fails_gives_its_connection_back()
    {
        for (var i = 0; i < 40; i++)
            await Assert.ThrowsAsync<InvalidDataException>(async () => await Store.Read<int>(_ => throw new InvalidDataException(), Stop));
        Assert.Equal(0, await Store.Head(Stop));
    }
}
