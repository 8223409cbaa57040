using System.Globalization;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Pen;

namespace Coordination.Tests;

public sealed class SqliteJournalTests() : JournalContract(TempSqlite.Open);

public sealed class PostgresJournalTests() : JournalContract(TempPostgres.Open);

/// <summary>What every journal promises. A store joins with one line, and there is no way to leave a test out.</summary>
public abstract partial class JournalContract(Func<TempStore> open) : IAsyncDisposable
{
    readonly TempStore temp = open();

    static CancellationToken Stop => TestContext.Current.CancellationToken;
    IStore Store => temp.Store;

    public async ValueTask DisposeAsync()
    {
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    async Task<string> Tell(Append append) => Pen.Tell(await Store.Append(append, Stop));

    /// <summary>Appends that wait together while somebody else has the store, and so are committed together.</summary>
    async Task<string[]> Together(params Append[] appends)
    {
        Task<Outcome>[] waiting;
        await using (await Store.Exclusive(Stop))
            waiting = [.. appends.Prepend(Command($"plug {Guid.NewGuid()}", Opens($"plug-{Guid.NewGuid()}"))).Select(a => Store.Append(a, Stop).AsTask())];
        return [.. (await Task.WhenAll(waiting)).Skip(1).Select(Pen.Tell)];
    }

    async Task<string[]> Stream(string stream, IJournal? journal = null) =>
        [.. (await (journal ?? Store).Read(stream, 0, 1_000, Stop)).Select(e => $"{e.Version} {e.Type}")];

    // ---- Written and read back ----

    [Fact]
    public async Task What_was_written_is_read_back_as_it_was()
    {
        var append = new Append(
            new("bea", "k-1", "b"), Noon, Noon.AddHours(-2), new("s", 3, ["opened", "told", "noted"]),
            [Opens("s", null, Event("opened", """{"a":"å ä ö 家族 👪 \u0000"}""", """{"own":"Äiti väsynyt 👪"}"""), Event("told"), Event("noted", content: ""))]);
        Assert.Equal("written at 1", await Tell(append));

        var events = await Store.Read("s", 0, 10, Stop);
        Assert.Equal(3, events.Count);
        Assert.Equal(
            new Recorded(1, "s", 1, "k-1", "bea", Noon, Noon.AddHours(-2), "opened", """{"a":"å ä ö 家族 👪 \u0000"}""", """{"own":"Äiti väsynyt 👪"}"""), events[0]);
        Assert.Equal(new Recorded(2, "s", 2, "k-1", "bea", Noon, Noon.AddHours(-2), "told", "{}", null), events[1]);
        Assert.Equal("", events[2].Content);
    }

    [Fact]
    public async Task A_megabyte_of_words_is_read_back_whole()
    {
        var words = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('α' + (i % 24)))) + new string('x', 1 << 20);
        await Tell(Command("k", Opens("s", null, Event(facts: $"\"{words}\"", content: words))));
        var read = Assert.Single(await Store.Read("s", 0, 10, Stop));
        Assert.Equal($"\"{words}\"", read.Facts);
        Assert.Equal(words, read.Content);
    }

    [Fact]
    public async Task Times_are_kept_to_the_millisecond()
    {
        var at = new DateTimeOffset(2026, 3, 29, 3, 59, 59, 987, TimeSpan.FromHours(3)).AddTicks(6_543);
        await Store.Append(new(new("a", "k", "b"), at, at.AddMilliseconds(-1), new("s", 1, ["noted"]), [Opens("s")]), Stop);
        var read = Assert.Single(await Store.Read("s", 0, 1, Stop));
        Assert.Equal("2026-03-29T00:59:59.9870000+00:00", read.RecordedAt.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal("2026-03-29T00:59:59.9860000+00:00", read.OccurredAt.ToString("O", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_stream_is_read_after_a_version_and_no_more_than_was_asked()
    {
        await Tell(Command("k", Opens("s", null, [.. Enumerable.Range(1, 9).Select(i => Event($"e{i}"))])));
        Assert.Equal(["e4", "e5", "e6"], (await Store.Read("s", 3, 3, Stop)).Select(e => e.Type));
        Assert.Empty(await Store.Read("s", 9, 3, Stop));
        Assert.Empty(await Store.Read("nothing", 0, 3, Stop));
    }

    // ---- The version is the law ----

    [Fact]
    public async Task Another_version_than_expected_writes_nothing()
    {
        await Tell(Command("k1", Opens("s")));
        var before = await temp.DumpAll();
        Assert.Equal("conflict", await Tell(Command("k2", Opens("s"))));
        Assert.Equal("conflict", await Tell(Command("k3", Follows("s", 2))));
        Assert.Equal("conflict", await Tell(Command("k4", Follows("unknown", 1))));
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("written at 2", await Tell(Command("k2", Follows("s", 1))));
    }

    [Fact]
    public async Task Of_two_appends_in_one_batch_on_one_version_the_first_is_written()
    {
        Assert.Equal(["written at 2", "conflict"], await Together(Command("k1", Opens("s", null, Event("first"))), Command("k2", Opens("s", null, Event("second")))));
        Assert.Equal(["1 first"], await Stream("s"));
    }

    [Fact]
    public async Task Appends_in_one_batch_follow_each_other_on_a_stream()
    {
        var after = Seen(keys: ["k"], involved: ["aino", "bea"], phase: Phase.NeedsAssessment, stay: 2, enteredAt: Noon.AddHours(1));
        Assert.Equal(
            ["written at 2", "written at 3", "written at 4", "conflict", "written at 6"],
            await Together(
                Command("k1", Opens("s", null, Event("one"))), Command("k2", Follows("s", 1, Seen(), after, Event("two"))), Command("k3", Follows("s", 2, after, after, Event("three"), Event("four"))),
                Command("k4", Follows("s", 3, after)), Command("k5", Follows("s", 4, after, Seen(phase: Phase.NeedsAssessment, stay: 2, enteredAt: Noon.AddHours(1)), Event("five")))));
        Assert.Equal(["1 one", "2 two", "3 three", "4 four", "5 five"], await Stream("s"));
        Assert.Equal(5, (await Store.Look("s", null, Stop)).Version);
        Assert.Empty(await Store.Holders(["k"], Stop));
        Assert.Equal(["aino"], await temp.Query<string>("SELECT person FROM involved WHERE stream = 's'"));
    }

    [Fact]
    public async Task A_key_let_go_later_in_a_batch_is_still_held_before_that()
    {
        await Tell(Command("k1", Opens("s", Seen(keys: ["x"]))));
        var letGo = Follows("s", 1, Seen(keys: ["x"]), Seen());
        Assert.Equal(["written at 3", "key x taken", "written at 4"], await Together(Command("k2", Opens("u")), Command("k3", Opens("t", Seen(keys: ["x"]))), Command("k4", letGo)));
        Assert.Equal(["written at 6", "written at 7"], await Together(Command("k5", Opens("v")), Command("k6", Opens("t", Seen(keys: ["x"])))));
        Assert.Equal(["t"], await Store.Holders(["x"], Stop));
    }

    [Fact]
    public async Task Many_at_once_on_one_stream_lose_nothing()
    {
        await Tell(Command("open", Opens("s")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var written = 0; written < 25;)
            {
                var version = (await Store.Look("s", null, Stop)).Version;
                if (await Store.Append(Command($"{client}-{written}", Follows("s", version)), Stop) is Outcome.Written) written++;
            }
        })));
        var versions = (await Store.Read("s", 0, 1_000, Stop)).Select(e => e.Version);
        Assert.Equal(Enumerable.Range(1, 201), versions);
    }

    [Fact]
    public async Task Two_stores_over_one_database_race_and_one_wins_each_time()
    {
        var (one, two) = (Store, temp.Another());
        using var enough = new CancellationTokenSource();
        var follower = Task.Run(async () =>
        {
            // Whoever follows the feed meanwhile meets every position in its turn.
            var position = 0L;
            for (var last = false; ;)
            {
                foreach (var read in await two.Feed(position, 7, Stop)) Assert.Equal(++position, read.Position);
                if (last && position == await two.Head(Stop)) return position;
                last = enough.IsCancellationRequested;
            }
        }, Stop);
        for (var i = 0; i < 40; i++)
        {
            var outcomes = await Task.WhenAll(
                one.Append(Command($"one {i}", Opens($"s{i}", Seen(keys: [$"x{i}"]), Event("one"), Event("one"))), Stop).AsTask(),
                two.Append(Command($"two {i}", Opens(i % 2 == 0 ? $"s{i}" : $"t{i}", Seen(keys: [$"x{i}"]), Event("two"), Event("two"))), Stop).AsTask());
            Assert.Single(outcomes.OfType<Outcome.Written>());
            Assert.Single(outcomes.Select(Pen.Tell), i % 2 == 0 ? "conflict" : $"key x{i} taken");
            Assert.Equal(2, (await temp.Query<string>("SELECT type FROM journal WHERE stream = @s OR stream = @t", new { s = $"s{i}", t = $"t{i}" })).Length);
        }
        await enough.CancelAsync();
        Assert.Equal(80, await follower);
    }

    [Fact]
    public async Task A_command_said_through_two_stores_at_once_is_written_once()
    {
        var (one, two) = (Store, temp.Another());
        for (var i = 0; i < 20; i++)
        {
            var outcomes = await Task.WhenAll(
                one.Append(Command($"k{i}", Opens($"s{i}")), Stop).AsTask(), two.Append(Command($"k{i}", Opens($"s{i}")), Stop).AsTask());
            Assert.Single(outcomes.OfType<Outcome.Written>());
            Assert.True(Assert.Single(outcomes.OfType<Outcome.Known>()).SameBody);
        }
    }

    // ---- All or nothing ----

    [Fact]
    public async Task An_append_on_several_streams_is_written_whole()
    {
        Assert.Equal("written at 1", await Tell(Command("k", Opens("a", null, Event("x"), Event("y")), Opens("b", null, Event("z")))));
        Assert.Equal(["1 x", "2 y"], await Stream("a"));
        Assert.Equal(["1 z"], await Stream("b"));
        Assert.Equal("written at 4", await Tell(Command("k2", Follows("b", 1), Follows("a", 2), Opens("c"))));
        Assert.Equal(6, await Store.Head(Stop));
    }

    [Fact]
    public async Task One_part_in_conflict_leaves_nothing_of_any_part()
    {
        await Tell(Command("k1", Opens("a")));
        await Tell(Command("k2", Opens("b")));
        var before = await temp.DumpAll();
        Assert.Equal("conflict", await Tell(Command("k3", Follows("a", 1, Seen(), Seen(keys: ["x"])), Follows("b", 7), Opens("c"))));
        Assert.Equal(before, await temp.DumpAll());
    }

    [Fact]
    public async Task A_batch_that_cannot_commit_leaves_nothing_and_the_next_one_can()
    {
        await Tell(Command("k1", Opens("s")));
        await temp.RefuseToCommit("poison");
        var before = await temp.DumpAll();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Tell(Command("k2", Follows("s", 1, Seen(), Seen(keys: ["x"]), Event("good"), Event("poison")), Opens("t"))));
        Assert.Equal(before, await temp.DumpAll());

        var appends = Enumerable.Range(0, 20).Select(i => Command($"n{i}", Opens($"n{i}", null, Event(i == 10 ? "poison" : "good")))).ToArray();
        Task<Outcome>[] waiting;
        await using (await Store.Exclusive(Stop)) waiting = [.. appends.Select(a => Store.Append(a, Stop).AsTask())];
        await Assert.ThrowsAsync<JournalUnavailableException>(() => waiting[10]);
        for (var i = 0; i < appends.Length; i++)
        {
            // Whoever was answered is there; whoever was not is not, and may ask again.
            var broken = await Record.ExceptionAsync(() => waiting[i]);
            Assert.True(broken is null or JournalUnavailableException);
            Assert.Equal(broken is null ? 1 : 0, (await Store.Look($"n{i}", null, Stop)).Version);
            if (i == 10 || broken is null) continue;
            Assert.IsType<Outcome.Written>(await Store.Append(appends[i], Stop));
        }
        Assert.Equal(19, (await Store.Feed(1, 100, Stop)).Count);
    }

    // ---- Saying it twice ----

    [Fact]
    public async Task A_known_command_gets_its_first_answer_wherever_and_whenever_it_is_said_again()
    {
        var first = Command("k", Opens("s", null, Event("opened"), Event("told")));
        const string Answer = """known same body: {"stream":"s","version":2,"happened":["opened","told"]}""";
        await Tell(first);
        Assert.Equal(Answer, await Tell(first));
        Assert.Equal(Answer, await Tell(Command("k", Opens("another"))));
        await Tell(Command("k2", Follows("s", 2)));
        await Tell(Command("k3", Follows("s", 3)));
        Assert.Equal(Answer, await Tell(first));
        Assert.Equal(Answer, await Tell(Command("k", Follows("s", 4))));
        temp.Close();
        Assert.Equal(Answer, await Tell(first));
        Assert.Equal(["1 opened", "2 told", "3 noted", "4 noted"], await Stream("s"));
        Assert.Empty(await Stream("another"));
    }

    [Fact]
    public async Task A_known_command_with_another_body_is_told_so()
    {
        await Tell(Command("aino", "k", "one body", Opens("s")));
        Assert.StartsWith("known other body", await Tell(Command("aino", "k", "another body", Follows("s", 1))), StringComparison.Ordinal);
        Assert.StartsWith("known other body", await Tell(Command("aino", "k", "another body", Opens("t"))), StringComparison.Ordinal);
        Assert.Equal(1, await Store.Head(Stop));
    }

    [Fact]
    public async Task A_command_said_twice_in_one_batch_is_written_once()
    {
        var told = await Together(Command("k", Opens("s")), Command("k", Opens("s")), Command("k", Opens("t")), Command("aino", "k", "other", Opens("u")));
        Assert.Equal("written at 2", told[0]);
        Assert.StartsWith("known same body", told[1], StringComparison.Ordinal);
        Assert.StartsWith("known same body", told[2], StringComparison.Ordinal);
        Assert.StartsWith("known other body", told[3], StringComparison.Ordinal);
        Assert.Equal(2, await Store.Head(Stop));
    }

    [Fact]
    public async Task Two_actors_may_use_the_same_id()
    {
        Assert.Equal("written at 1", await Tell(Command("aino", "k", "body", Opens("s"))));
        Assert.Equal("written at 2", await Tell(Command("bea", "k", "body", Follows("s", 1))));
        Assert.Equal(["aino", "bea"], (await Store.Read("s", 0, 9, Stop)).Select(e => e.Actor));
        Assert.Equal("written at 3", await Tell(Command("AINO", "k", "body", Follows("s", 2))));
        Assert.Equal("written at 4", await Tell(Command("aino", "K", "body", Follows("s", 3))));
    }

    [Fact]
    public async Task What_lost_is_not_known()
    {
        await Tell(Command("k1", Opens("s", Seen(keys: ["x"]))));
        Assert.Equal("conflict", await Tell(Command("k2", Opens("s"))));
        Assert.Equal("key x taken", await Tell(Command("k3", Opens("t", Seen(keys: ["x"])))));
        foreach (var id in new[] { "k2", "k3" })
            Assert.Null((await Store.Look("s", new("aino", id, "body"), Stop)).Known);
    }

    [Fact]
    public async Task A_look_tells_the_version_and_the_known_command()
    {
        Assert.Equal(new Look(0, null), await Store.Look("s", new("aino", "k", "body"), Stop));
        await Tell(Command("k", Opens("s")));
        await Tell(Command("k2", Opens("t")));
        await Tell(Command("k3", Follows("t", 1)));
        Assert.Equal(new Look(1, null), await Store.Look("s", null, Stop));
        Assert.Equal(new Look(2, null), await Store.Look("t", new("bea", "k", "body"), Stop));
        var look = await Store.Look("t", new("aino", "k", "body"), Stop);
        Assert.Equal((2, true, "s", 1), (look.Version, look.Known!.SameBody, look.Known.First.Stream, look.Known.First.Version));
        Assert.False((await Store.Look("unknown", new("aino", "k", "other"), Stop)).Known!.SameBody);
    }

    // ---- Members' keys ----

    [Fact]
    public async Task A_key_of_another_open_case_refuses_that_append_alone()
    {
        await Tell(Command("k1", Opens("a", Seen(keys: ["x", "y"]))));
        Assert.Equal(
            ["written at 3", "key y taken", "written at 4", "key z taken", "written at 5"],
            await Together(
                Command("k2", Opens("b", Seen(keys: ["z"]))), Command("k3", Opens("c", Seen(keys: ["w", "y"]))), Command("k4", Opens("d", Seen(keys: ["w"]))),
                Command("k5", Opens("e", Seen(keys: ["z"]))), Command("k6", Follows("a", 1, Seen(keys: ["x", "y"])))));
        Assert.Empty(await Stream("c"));
        Assert.Equal(["a", "b", "d"], await Store.Holders(["x", "y", "z", "w", "nobody's"], Stop));
        Assert.Equal(["a"], await Store.Holders(["x"], Stop));
        Assert.Empty(await Store.Holders([], Stop));
    }

    [Fact]
    public async Task A_key_let_go_may_be_taken_by_another()
    {
        await Tell(Command("k1", Opens("a", Seen(keys: ["x", "y"]))));
        Assert.Equal("written at 2", await Tell(Command("k2", Follows("a", 1, Seen(keys: ["x", "y"]), Seen(keys: ["y"])))));
        Assert.Equal("written at 3", await Tell(Command("k3", Opens("b", Seen(keys: ["x"])))));
        Assert.Equal("key y taken", await Tell(Command("k4", Follows("b", 1, Seen(keys: ["x"]), Seen(keys: ["x", "y"])))));
        Assert.Equal("key x taken", await Tell(Command("k5", Follows("a", 2, Seen(keys: ["y"]), Seen(keys: ["y", "x"])))));
        Assert.Equal(["b"], await Store.Holders(["x"], Stop));
    }

    [Fact]
    public async Task A_key_let_go_may_be_taken_in_the_same_batch()
    {
        await Tell(Command("k1", Opens("a", Seen(keys: ["x"]))));
        Assert.Equal(
            ["key x taken", "written at 3", "written at 4", "key x taken"],
            await Together(
                Command("k2", Opens("b", Seen(keys: ["x"]))), Command("k3", Follows("a", 1, Seen(keys: ["x"]), Seen())),
                Command("k2", Opens("b", Seen(keys: ["x"]))), Command("k4", Follows("a", 2, Seen(), Seen(keys: ["x"])))));
        Assert.Equal(["b"], await Store.Holders(["x"], Stop));
    }

    [Fact]
    public async Task A_key_passes_from_stream_to_stream_within_one_append()
    {
        await Tell(Command("k1", Opens("a", Seen(keys: ["x"]))));
        await Tell(Command("k2", Opens("b", Seen(keys: ["y"]))));
        Assert.Equal("written at 3", await Tell(Command("k3",
            Follows("b", 1, Seen(keys: ["y"]), Seen(keys: ["x"])), Follows("a", 1, Seen(keys: ["x"]), Seen(keys: ["y"])))));
        Assert.Equal(["a y", "b x"], await temp.Query<string>("SELECT stream || ' ' || key FROM member_key ORDER BY 1"));
    }

    [Fact]
    public async Task Two_parts_of_one_append_cannot_both_take_a_key()
    {
        Assert.Equal("key x taken", await Tell(Command("k1", Opens("a", Seen(keys: ["x"])), Opens("b", Seen(keys: ["x"])))));
        Assert.Equal(0, await Store.Head(Stop));
    }

    // ---- Open and closed ----

    [Fact]
    public async Task A_store_opened_again_has_everything()
    {
        for (var i = 0; i < 5; i++) await Tell(Command($"k{i}", i == 0 ? Opens("s") : Follows("s", i)));
        var before = await temp.DumpAll();
        temp.Close();
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("written at 6", await Tell(Command("k5", Follows("s", 5))));
    }

    [Fact]
    public async Task A_closed_store_takes_no_append()
    {
        var store = Store;
        temp.Close();
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.Append(Command("k", Opens("s")), Stop));
    }
}
