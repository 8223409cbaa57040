using Coordination.Engine;
using Dapper;

namespace Coordination.Tests;

/// <summary>Statements that are kept answer as new ones would: each time with its own parameters, of what the file holds then.</summary>
public sealed class KeptStatementsTests
{
    const string Names = "SELECT name FROM sqlite_master WHERE type = @type AND name LIKE @like ORDER BY name";

    static readonly string[] Listed = ["agenda", "command", "journal"];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_text_is_asked_with_other_parameters()
    {
        await using var temp = TempSqlite.Open();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(["journal"], await temp.Store.Query<string>(Names, new { type = "table", like = "journal" }, Stop));
            Assert.Equal(["agenda"], await temp.Store.Query<string>(Names, new { type = "table", like = "agend_" }, Stop));
            Assert.Empty(await temp.Store.Query<string>(Names, new { type = "view", like = "%" }, Stop));
        }
    }

    [Fact]
    public async Task Two_at_once_of_one_text_do_not_disturb_each_other()
    {
        await using var temp = TempSqlite.Open();
        var pairs = await temp.Store.Read(async from =>
        {
            var found = new List<(string, string)>();
            await using var outer = await from.ExecuteReaderAsync(Names, new { type = "table", like = "%" });
            while (await outer.ReadAsync(Stop))
            {
                await using var inner = await from.ExecuteReaderAsync(Names, new { type = "table", like = outer.GetString(0) });
                while (await inner.ReadAsync(Stop)) found.Add((outer.GetString(0), inner.GetString(0)));
            }
            return found;
        }, Stop);
        Assert.InRange(pairs.Count, 5, 100);
        Assert.Contains(("journal", "journal"), pairs);
    }

    [Fact]
    public async Task A_reader_left_in_the_middle_does_not_spoil_the_next_and_more_texts_than_are_kept_are_answered()
    {
        await using var temp = TempSqlite.Open();
        for (var i = 0; i < 300; i++)
        {
            var first = await temp.Store.Read(async from =>
            {
                await using var row = await from.ExecuteReaderAsync($"SELECT name, {i % 150} FROM sqlite_master WHERE type = @type ORDER BY name", new { type = "table" });
                return await row.ReadAsync(Stop) ? (row.GetString(0), row.GetInt32(1)) : default;
            }, Stop);
            Assert.Equal(("agenda", i % 150), first);
        }
    }

    [Fact]
    public async Task What_was_written_since_and_columns_that_came_since_are_seen()
    {
        await using var temp = TempSqlite.Open();
        const string all = "SELECT * FROM later";
        await temp.Store.Head(Stop); // the file is made when the store is opened
        await temp.Execute("CREATE TABLE later (one INTEGER)");
        Assert.Empty(await temp.Store.Query<dynamic>(all, new { }, Stop));
        await temp.Execute("INSERT INTO later VALUES (1)");
        Assert.Equal(1L, Assert.Single(await temp.Store.Query<long>("SELECT one FROM later", new { }, Stop)));
        await temp.Execute("ALTER TABLE later ADD COLUMN two INTEGER DEFAULT 2");
        var (one, two) = Assert.Single(await temp.Store.Query<(long, long)>(all, new { }, Stop));
        Assert.Equal((1L, 2L), (one, two));
    }

    [Fact]
    public async Task A_list_as_one_parameter_is_written_out_each_time()
    {
        await using var temp = TempSqlite.Open();
        foreach (var count in (int[])[1, 3, 2, 3, 1])
        {
            var wanted = Listed.Take(count);
            Assert.Equal(wanted, await temp.Store.Query<string>("SELECT name FROM sqlite_master WHERE type = @type AND name IN @wanted ORDER BY name", new { type = "table", wanted }, Stop));
        }
    }

    [Fact]
    public async Task What_is_wrong_is_refused_and_the_next_is_answered()
    {
        await using var temp = TempSqlite.Open();
        for (var round = 0; round < 3; round++)
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await temp.Store.Query<string>("SELECT nothing FROM nowhere", new { }, Stop));
            Assert.Equal(["journal"], await temp.Store.Query<string>(Names, new { type = "table", like = "journal" }, Stop));
        }
    }
}
