using System.Security.Cryptography;
using System.Text;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqliteToPostgresTests() : JournalFileContract(TempSqlite.Open, TempPostgres.Open);

public sealed class PostgresToSqliteTests() : JournalFileContract(TempPostgres.Open, TempSqlite.Open);

public sealed class SqliteToSqliteTests() : JournalFileContract(TempSqlite.Open, TempSqlite.Open);

/// <summary>What holds when a journal moves to another store, between any two.</summary>
public abstract class JournalFileContract(Func<TempStore> openOld, Func<TempStore> openNew) : IAsyncLifetime
{
    DirectoryInfo folder = null!;
    TempStore old = null!, fresh = null!;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        old = openOld();
        try { fresh = openNew(); }
        catch { await old.DisposeAsync(); throw; } // it is skipped, and nothing may be left of the first
        folder = Directory.CreateTempSubdirectory("coordination-");
        await new RandomHistory(old.Store, 1).Live(150, Stop);
        foreach (var store in new[] { old.Store, fresh.Store }) // as an installation makes them when it starts
            foreach (var name in new[] { "local-signing-key", "member-keys" })
                await store.Secret(name, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await old.DisposeAsync();
        await fresh.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    string InFolder(string name) => Path.Combine(folder.FullName, name);

    async Task<(string File, JournalLine.Total Total)> Export(TempStore from, string name = "journal")
    {
        var file = InFolder(name);
        return (file, await new JournalFile(from.Store, Decider).Export(file, Monday, Stop));
    }

    static Task<JournalLine.Total> Import(TempStore into, string file) => new JournalFile(into.Store, Decider).Import(file, Stop);

    async Task Move() => await Import(fresh, (await Export(old)).File);

    static async Task<string> All(TempStore store) => string.Join('\n', [await store.DumpAll(), .. await store.Dump("secret")]);

    [Fact]
    public async Task What_was_moved_is_what_there_was()
    {
        await old.Execute("UPDATE journal SET content = @bytes WHERE position = 7", new { bytes = new byte[] { 0, 255, 10, 128, 13 } });
        var (file, exported) = await Export(old);
        Assert.Equal(exported, await Import(fresh, file));
        Assert.Equal(await All(old), await All(fresh));
        var report = await new Maintenance(fresh.Store, Decider).Check(Stop);
        Assert.Empty(report.Faults);
        Assert.Equal((report.Streams, report.Events, report.Commands), (exported.Streams, exported.Events, exported.Commands));
        Assert.True(exported.Events > 120 && exported.Streams > 10, "the history is too short to tell anything");
    }

    [Fact]
    public async Task Exported_again_it_is_the_same_file()
    {
        var id = NewCase();
        var directory = new LocalDirectory(Decider, old.Store, Rules);
        Assert.IsType<Reply.Done>(await directory.Send(id, Contact(id, "west", Child("order")).By(Aino, "a"), Stop));
        foreach (var key in new[] { "Z", "Ä", "\uFFFD", "👪", "a b\t\"\\" }) // ids that one collation and another put in another order
            Assert.IsType<Reply.Done>(await directory.Send(id, new Note("<&>+\u2028 \u0085").By(Aino, key), Stop));
        await Move();
        var file = InFolder("again");
        Assert.Equal((await Export(old, "old")).Total, await new JournalFile(fresh.Store, Decider).Export(file, Monday.AddDays(1), Stop));
        var (first, second) = (await File.ReadAllLinesAsync(InFolder("journal"), Stop), await File.ReadAllLinesAsync(file, Stop));
        Assert.Equal(first[1..], second[1..]);
        Assert.NotEqual(first[0], second[0]);
        Assert.Equal(Sum(second), ((JournalLine.Total)JournalLine.Of(Encoding.UTF8.GetBytes(second[^1]))).Sha256);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_command_said_again_in_the_new_store_gets_its_first_answer()
    {
        var id = NewCase();
        var ask = Contact(id, "west", Child("again")).By(Aino, "k");
        var first = Assert.IsType<Reply.Done>(await new LocalDirectory(Decider, old.Store, Rules).Send(id, ask, Stop));
        Assert.IsType<Reply.Done>(await new LocalDirectory(Decider, old.Store, Rules).Send(id, new Note("More").By(Aino), Stop));
        await Move();
        var directory = new LocalDirectory(Decider, fresh.Store, Rules);
        Assert.Equal(first.Answer.ToJson(), Assert.IsType<Reply.Done>(await directory.Send(id, ask, Stop)).Answer.ToJson());
        Assert.IsType<Reply.KeyReused>(await directory.Send(id, ask with { Key = ask.Key with { Fingerprint = "other" } }, Stop));
        Assert.Equal(await old.Store.Head(Stop), await fresh.Store.Head(Stop));
    }

    [Fact]
    public async Task A_listener_goes_on_from_its_position()
    {
        var heard = (await old.Store.Feed(0, 60, Stop))[^1].Position;
        await Move();
        Assert.Equal(await old.Store.Feed(heard, 1_000, Stop), await fresh.Store.Feed(heard, 1_000, Stop));
        var head = await fresh.Store.Head(Stop);
        await new RandomHistory(fresh.Store, 2).Live(40, Stop);
        Assert.Equal(head + 1, (await fresh.Store.Feed(head, 1, Stop))[0].Position);
        Assert.Empty((await new Maintenance(fresh.Store, Decider).Check(Stop)).Faults);
    }

    [Fact]
    public async Task The_new_store_has_the_keys_of_the_old()
    {
        var own = await fresh.Store.Secret("member-keys", Stop);
        await Move();
        Assert.NotEqual(own, await fresh.Store.Secret("member-keys", Stop));
        foreach (var name in new[] { "local-signing-key", "member-keys" }) Assert.Equal(await old.Store.Secret(name, Stop), await fresh.Store.Secret(name, Stop));
    }

    [Fact]
    public async Task An_export_is_of_one_moment_while_others_write()
    {
        using var enough = new CancellationTokenSource();
        var directory = new LocalDirectory(Decider, old.Store, Rules);
        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var id = NewCase();
            for (CaseCommand next = Contact(id, "west", Child($"moment-{i}")); !enough.IsCancellationRequested; next = new Note("More"))
                Assert.IsType<Reply.Done>(await directory.Send(id, next.By(Aino), Stop));
        })).ToArray();
        var file = "";
        for (var i = 0; i < 10; i++)
        {
            (file, _) = await Export(old, $"moment-{i}");
            var lines = (await File.ReadAllLinesAsync(file, Stop)).Select(line => JournalLine.Of(Encoding.UTF8.GetBytes(line))).ToArray();
            Assert.Equal(lines.OfType<JournalLine.Event>().Select(e => (e.Actor, e.Command)).Distinct().Order(), lines.OfType<JournalLine.Answered>().Select(c => (c.Actor, c.Id)).Order());
        }
        await enough.CancelAsync();
        await Task.WhenAll(writers);
        await Import(fresh, file);
        Assert.Empty((await new Maintenance(fresh.Store, Decider).Check(Stop)).Faults);
    }

    [Fact]
    public async Task A_file_that_is_there_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(InFolder("journal"), "mine", Stop);
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => Export(old));
        Assert.EndsWith("journal is there already", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(InFolder("journal"), Stop));
    }

    [Fact]
    public async Task An_export_that_is_broken_off_leaves_no_file()
    {
        await old.Execute("ALTER TABLE secret RENAME TO mislaid"); // found missing when the events are written
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Export(old));
        Assert.Empty(folder.GetFiles());
        await Assert.ThrowsAsync<WrongSettingException>(() => Export(old, "nowhere/journal"));
    }

    // ---- Files and stores that are refused -----------------------------------------------------------------------------

    public static TheoryData<string, string> Broken => new()
    {
        { "empty", "it is cut off: the last line is missing" },
        { "without its last line", "it is cut off: the last line is missing" },
        { "without its last byte", "it is cut off: its last line has no end" },
        { "cut in the middle of a line", "it is cut off: its last line has no end" },
        { "with more at its end", "it goes on after its last line" },
        { "twice itself", "it goes on after its last line" },
        { "without its first line", "it is no coordination-journal file" },
        { "of another format", "it is no coordination-journal file" },
        { "something else", "it is no coordination-journal file" },
        { "of a later number", "its format is number 2; this program reads 1" },
        { "with a time changed", "it is not as it was written: it holds " },
        { "with a secret changed", "it is not as it was written: it holds " },
        { "with an event twice", "it is not as it was written: it holds " },
        { "with a command twice", "it is not as it was written: it holds " },
        { "without an event", "it is not as it was written: it holds " },
        { "with two events exchanged", "it is not as it was written: it holds " },
        { "with a line's kind changed", "line 4 is not as it was written" },
        { "with a line garbled", "line 4 is not as it was written" },
        { "with a field too many", "line 4 is not as it was written" },
        { "with a field too few", "line 4 is not as it was written" },
        { "with another line end", "it is not as it was written: it holds " },
        { "with a wrong count", "it is not as it was written: it holds " },
        { "with a wrong checksum", "it is not as it was written: it holds " },
        { "with the total too early", "it goes on after its last line" },
        { "with a line that never ends", "a line of it is longer than 16777216 bytes" },
    };

    static string Break(string how, string whole)
    {
        string[] lines = whole[..^1].Split('\n');
        string With(int line, string from, string to)
        {
            Assert.Contains(from, lines[line], StringComparison.Ordinal);
            return Text([.. lines[..line], lines[line].Replace(from, to, StringComparison.Ordinal), .. line == lines.Length - 1 ? [] : lines[(line + 1)..]]);
        }
        return how switch
        {
            "empty" => "",
            "without its last line" => Text(lines[..^1]),
            "without its last byte" => whole[..^1],
            "cut in the middle of a line" => whole[..(whole.Length / 2)].TrimEnd('\n'),
            "with more at its end" => whole + "\n",
            "twice itself" => whole + whole,
            "without its first line" => Text(lines[1..]),
            "of another format" => With(0, "coordination-journal", "coordination-diary"),
            "something else" => "Dear diary,\n",
            "of a later number" => With(0, "\"number\":1", "\"number\":2"),
            "with a time changed" => With(3, "\"recordedAt\":1", "\"recordedAt\":2"),
            "with a secret changed" => With(lines.Length - 2, "\"value\":\"", "\"value\":\"A"),
            "with an event twice" => Text([.. lines[..5], .. lines[4..]]),
            "with a command twice" => Text([.. lines[..^4], .. lines[^5..]]),
            "without an event" => Text([.. lines[..4], .. lines[5..]]),
            "with two events exchanged" => Text([.. lines[..4], lines[5], lines[4], .. lines[6..]]),
            "with a line's kind changed" => With(3, "\"line\":\"event\"", "\"line\":\"rumour\""),
            "with a line garbled" => With(3, "{", ""),
            "with a field too many" => With(3, "\"version\":", "\"size\":1,\"version\":"),
            "with a field too few" => With(3, "\"type\":", "\"content\":"),
            "with another line end" => Text([.. lines[..3], lines[3] + "\r", .. lines[4..]]),
            "with a wrong count" => With(lines.Length - 1, "\"commands\":", "\"commands\":1"),
            "with a wrong checksum" => With(lines.Length - 1, "\"sha256\":\"", "\"sha256\":\"0"),
            "with the total too early" => Text([.. lines[..^2], lines[^1], lines[^2]]),
            "with a line that never ends" => Text(lines[..^1]) + new string('x', (16 << 20) + 1),
            _ => throw new ArgumentException(how),
        };
    }

    static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    static string Sum(string[] lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(lines[1..^1]))));

    [Theory, MemberData(nameof(Broken))]
    public async Task A_file_is_refused_that_is(string how, string told)
    {
        var (file, _) = await Export(old);
        await File.WriteAllTextAsync(InFolder("broken"), Break(how, await File.ReadAllTextAsync(file, Stop)), Stop);
        var before = await All(fresh);
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => Import(fresh, InFolder("broken")));
        Assert.StartsWith($"{InFolder("broken")}: {told}", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
        Assert.Equal(before, await All(fresh));
        await Import(fresh, file);
    }

    /// <summary>Their totals are right, but no store could have held them: what was begun is undone.</summary>
    [Fact]
    public async Task A_forged_file_leaves_nothing_behind()
    {
        var (file, total) = await Export(old);
        var lines = await File.ReadAllLinesAsync(file, Stop);
        var third = (JournalLine.Event)JournalLine.Of(Encoding.UTF8.GetBytes(lines[3]));
        var before = await All(fresh);
        await Forge(total with { Events = total.Events + 1 }, [.. lines[..^2], Line(third with { Version = 999 }), .. lines[^2..]]);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Import(fresh, InFolder("forged")));
        Assert.Equal(before, await All(fresh));
        await Forge(total, [.. lines[..3], Line(third with { Type = "note-scribbled" }), .. lines[4..]]);
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => Import(fresh, InFolder("forged")));
        Assert.Contains("'note-scribbled' is not known", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
        Assert.Equal(before, await All(fresh));
        await Import(fresh, file);

        static string Line(JournalLine line) => Encoding.UTF8.GetString(line.ToBytes()[..^1]);
        Task Forge(JournalLine.Total says, string[] whole) => File.WriteAllTextAsync(InFolder("forged"), Text([.. whole[..^1], Line(says with { Sha256 = Sum(whole) })]), Stop);
    }

    [Theory]
    [InlineData("DELETE FROM command")]
    [InlineData("DELETE FROM journal")]
    [InlineData("DELETE FROM register")]
    public async Task A_store_that_holds_anything_is_refused(string sql)
    {
        var (file, _) = await Export(old);
        await new RandomHistory(fresh.Store, 3).Live(5, Stop);
        await fresh.Execute(sql);
        var before = await All(fresh);
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => Import(fresh, file));
        Assert.EndsWith($"{fresh.Store.Describe} is not empty", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(before, await All(fresh));
    }
}
