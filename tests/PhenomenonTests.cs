using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;
using Dapper;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqlitePhenomenonTests() : PhenomenonContract(TempSqlite.Open);

public sealed class PostgresPhenomenonTests() : PhenomenonContract(TempPostgres.Open);

/// <summary>What a phenomenon is opened on: the journal's contacts, counted by an index; a name that is free; a parent that may be seen.</summary>
public abstract class PhenomenonContract(Func<TempStore> open) : IAsyncLifetime
{
    readonly TempStore temp = open();

    LocalDirectory Directory => field ??= new(Decider, temp.Store, Rules);
    ContactDesk Contacts => field ??= new(Directory, new(Decider, temp.Store, Rules), temp.Store);
    PhenomenonDesk Desk => field ??= new(Directory, temp.Store, Decider, Rules);
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    static readonly DateOnly First = new(2026, 1, 1), Last = new(2026, 3, 31);

    /// <summary>The last day is over in Helsinki, where it is summer time already.</summary>
    static readonly DateTimeOffset AfterTheLast = new(2026, 3, 31, 21, 0, 0, TimeSpan.Zero);

    static OpenPhenomenon Sleepless(string name = "Sleepless", CaseId? parent = null) => new(
        NewCase(), "phenomenon-co-development", Keys.Phenomenon("phenomena", name, "west"), "west", PhenomenonLevel.Local, "sleep", First, Last, new(name), parent);

    async Task Tell(Actor by, string child, string reason = "sleep", string area = "west", DateTimeOffset? at = null)
    {
        var contact = Contact(NewCase(), area, Child(child)) with { Reasons = [reason, "tantrums"], OccurredAt = at };
        Assert.IsType<Reply.Done>(await Contacts.Receive(contact.By(by, now: at ?? Monday), Stop));
    }

    async Task<OpenCase> Opened(OpenPhenomenon phenomenon, Actor? by = null, DateTimeOffset? now = null)
    {
        Assert.IsType<Reply.Done>(await Desk.Open(phenomenon.By(by ?? Aino, now: now ?? Monday), Stop));
        return (OpenCase)(await Directory.Read(phenomenon.Case, Stop)).State;
    }

    // ---- Counts ----------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task Contacts_are_counted_that_were_told_in_the_area_for_the_reason_within_the_period()
    {
        for (var i = 0; i < 4; i++) await Tell(Aino, $"a{i}");
        for (var i = 0; i < 3; i++) await Tell(Dan, $"d{i}");
        await Tell(Dan, "d0"); // joins its case, and is a contact of its own
        await Tell(Aino, "elsewhere", area: "east");
        await Tell(Aino, "another", reason: "parental-fatigue");
        var phenomenon = (await Opened(Sleepless())).Phenomenon!;
        Assert.Equal(8, phenomenon.Contacts);
        Assert.Equal([new("city"), new("county")], phenomenon.Organisations);
    }

    [Fact]
    public async Task The_period_is_of_whole_days_where_the_model_lives()
    {
        var begins = new DateTimeOffset(2026, 1, 31, 22, 0, 0, TimeSpan.Zero);
        foreach (var (at, i) in new[] { begins.AddMilliseconds(-1), begins, begins.AddDays(20), AfterTheLast.AddMilliseconds(-1), AfterTheLast }.Select((at, i) => (at, i)))
            await Tell(Aino, $"c{i}", at: at);
        Assert.Equal(3, (await Opened(Sleepless() with { From = new(2026, 2, 1) }, now: AfterTheLast.AddDays(3))).Phenomenon!.Contacts);
    }

    [Fact]
    public async Task A_contact_that_waits_in_two_cases_is_one()
    {
        await Tell(Aino, "one");
        await Tell(Aino, "other");
        Assert.IsType<Reply.Done>(await Contacts.Receive(Contact(Child("one"), Child("other")).By(Dan), Stop));
        Assert.Equal(3, (await Opened(Sleepless())).Phenomenon!.Contacts);
    }

    [Fact]
    public async Task Of_two_contacts_nothing_is_told()
    {
        await Tell(Aino, "one");
        await Tell(Dan, "other");
        var phenomenon = (await Opened(Sleepless())).Phenomenon!;
        Assert.Null(phenomenon.Contacts);
        Assert.Empty(phenomenon.Organisations);
    }

    [Fact]
    public async Task Who_opens_it_does_not_say_the_counts() =>
        Assert.Null((await Opened(Sleepless() with { Told = [new(new("city"), 99)] })).Phenomenon!.Contacts);

    [Fact]
    public async Task What_is_counted_is_found_by_an_index_however_long_the_journal_is()
    {
        for (var i = 0; i < 20; i++) await Tell(Aino, $"c{i}");
        var plan = await Plan(PhenomenonDesk.ContactsOfPeriod);
        Assert.Contains("journal_contacts", plan, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)SCAN j\\b|Seq Scan on journal", plan);
    }

    [Fact]
    public async Task Children_and_phenomena_are_found_by_their_indexes()
    {
        for (var i = 0; i < 60; i++) await Tell(Aino, $"c{i}");
        var above = Sleepless("Above");
        await Opened(above);
        for (var i = 0; i < 3; i++) await Opened(Sleepless($"Below {i}", above.Case));
        Assert.Contains("register_parent", await Plan("SELECT r.stream FROM register r WHERE r.parent = 'case-above' ORDER BY r.stream DESC LIMIT 200"), StringComparison.Ordinal);
        Assert.Contains("register_phenomena", await Plan("SELECT r.stream, r.area FROM register r WHERE r.subject = 'phenomenon' ORDER BY r.stream DESC LIMIT 200"), StringComparison.Ordinal);
    }

    /// <summary>How the store goes about a query. PostgreSQL would read a table of a few rows from end to end; it is told that this costs much.</summary>
    async Task<string> Plan(string query)
    {
        await temp.Store.Head(Stop);
        await using var connection = temp.Connect();
        var sqlite = temp is TempSqlite;
        if (!sqlite) await connection.ExecuteAsync("SET enable_seqscan = off; SET enable_bitmapscan = off; ANALYZE");
        var rows = await connection.QueryAsync($"{(sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN")} {query}", new { from = 0L, to = 9_999_999_999_999L, area = "west", reason = "%\"sleep\"%" });
        return string.Join('\n', rows.Select(row => JsonSerializer.Serialize((IDictionary<string, object>)row)));
    }

    // ---- One per name and area -------------------------------------------------------------------------------------------

    [Fact]
    public async Task Of_one_name_in_an_area_one_is_open_however_it_is_written()
    {
        await Opened(Sleepless("Valvovat  perheet"));
        var again = await Desk.Open(Sleepless(" VALVOVAT perheet\t").By(Bea), Stop);
        Assert.Equal(new Reply.Refused(Refusal.PhenomenonOpen, 0), again);
        await Opened(Sleepless("Valvovat perheet Nokialla"));
        Assert.NotEqual(Keys.Phenomenon("phenomena", "a", "west"), Keys.Phenomenon("phenomena", "a", "east"));
        Assert.NotEqual(Keys.Phenomenon("phenomena", "a", "west"), Keys.Phenomenon("others", "a", "west"));
    }

    [Fact]
    public async Task Of_sixteen_openings_at_once_over_two_nodes_one_opens()
    {
        PhenomenonDesk[] nodes = [Desk, new(new LocalDirectory(Decider, temp.Another(), Rules), temp.Store, Decider, Rules)];
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await nodes[i % 2].Open(Sleepless().By(Everybody[i % 4 == 3 ? 1 : 0]), Stop))));
        Assert.Single(replies.OfType<Reply.Done>());
        Assert.All(replies.OfType<Reply.Refused>(), no => Assert.Equal(Refusal.PhenomenonOpen, no.Refusal));
        Assert.Single(await temp.Query<string>("SELECT stream FROM register WHERE subject = 'phenomenon'"));
        Assert.Empty((await new Maintenance(temp.Store, Decider).Check(Stop)).Faults);
    }

    [Fact]
    public async Task Said_again_it_is_the_first_answer_also_when_another_has_the_name()
    {
        var first = Sleepless();
        var answer = await Desk.Open(first.By(Aino, "once"), Stop);
        Assert.Equal(((Reply.Done)answer).Answer.Stream, ((Reply.Done)await Desk.Open(Sleepless().By(Aino, "once"), Stop)).Answer.Stream);
        Assert.IsType<Reply.Done>(await Directory.Send(first.Case, new Close("given-up", "").By(Aino), Stop));
        await Opened(Sleepless());
        Assert.Equal(first.Case.Stream, ((Reply.Done)await Desk.Open(Sleepless().By(Aino, "once"), Stop)).Answer.Stream);
        Assert.Equal(Refusal.PhenomenonOpen, ((Reply.Refused)await Directory.Send(first.Case, new Reopen("again").By(Aino), Stop)).Refusal);
    }

    // ---- Parent and children ---------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_parent_is_an_open_phenomenon_that_the_opener_sees()
    {
        var above = Sleepless("Above");
        await Opened(above);
        var family = Contact(Child("family"));
        Assert.IsType<Reply.Done>(await Contacts.Receive(family.By(Aino), Stop));
        foreach (var (parent, by) in new[] { (NewCase(), Aino), (family.Case, Aino), (above.Case, Bea) })
            Assert.Equal(Refusal.ParentUnknown, ((Reply.Refused)await Desk.Open(Sleepless("Below", parent).By(by), Stop)).Refusal);
        await Opened(Sleepless("Below", above.Case));
        Assert.IsType<Reply.Done>(await Directory.Send(above.Case, new Close("given-up", "").By(Aino), Stop));
        Assert.Equal(Refusal.ParentUnknown, ((Reply.Refused)await Desk.Open(Sleepless("Late", above.Case).By(Aino), Stop)).Refusal);
    }

    [Fact]
    public async Task Its_children_are_listed_to_whoever_may_see_them()
    {
        var (above, below, another) = (Sleepless("Above"), Sleepless("Below"), Sleepless("Another"));
        await Opened(above);
        await Opened(below with { Parent = above.Case });
        Assert.IsType<Reply.Done>(await Directory.Send(above.Case, new InviteParticipant(new("fia")).By(Aino), Stop));
        await Opened(another with { Parent = above.Case }, Fia);
        var register = new Register(temp.Store, Rules);
        Assert.Equal([below.Case], (await register.Children(Aino, above.Case, Monday, Stop)).Select(r => r.Case));
        Assert.Equal([another.Case], (await register.Children(Fia, above.Case, Monday, Stop)).Select(r => r.Case));
        Assert.Empty(await register.Children(Dan, above.Case, Monday, Stop));
        Assert.All(await register.Children(Mira, above.Case, Monday, Stop), row => Assert.Equal((Subject.Phenomenon, above.Case), (row.Subject, row.Parent)));
    }

    // ---- Nothing of a family ---------------------------------------------------------------------------------------------

    [Fact]
    public async Task Nothing_of_a_family_stands_in_a_phenomenons_stream_nor_in_its_rows()
    {
        for (var i = 0; i < 5; i++) await Tell(Aino, $"child-{i}");
        var families = (await temp.Query<string>("SELECT stream FROM register")).Concat(await temp.Query<string>("SELECT key FROM member_key")).Concat(Enumerable.Range(0, 5).Select(i => $"child-{i}"))
            .Concat((await temp.Store.Feed(0, 1_000, Stop)).Where(e => e.Type == "contact-received").Select(e => ((ContactReceived)CaseJson.Read(e.Type, e.Facts)).Contact.Value)).ToArray();
        var phenomenon = Sleepless();
        await Opened(phenomenon);
        var told = string.Concat((await temp.Store.Read(phenomenon.Case.Stream, 0, 100, Stop)).Select(e => $"{e.Facts} {e.Content}"))
            + string.Concat((await temp.Dump("register")).Concat(await temp.Dump("member_key")).Concat(await temp.Dump("agenda")).Where(row => row.Contains(phenomenon.Case.Value, StringComparison.Ordinal)));
        Assert.Contains("\"contacts\":5", told, StringComparison.Ordinal);
        Assert.True(families.Length >= 20, "too few words to look for");
        Assert.All(families, word => Assert.DoesNotContain(word.Replace(CaseId.StreamPrefix, "", StringComparison.Ordinal), told, StringComparison.Ordinal));
        Assert.Empty(await temp.Query<string>("SELECT key FROM likeness WHERE stream = @stream", new { stream = phenomenon.Case.Stream }));
        Assert.DoesNotContain("Sleepless", (await temp.Query<string>("SELECT facts FROM journal WHERE type = 'phenomenon-opened'"))[0], StringComparison.Ordinal);
    }
}
