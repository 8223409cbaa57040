using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqliteDirectoryTests() : DirectoryContract(TempSqlite.Open, OneProcess.Directory);

public sealed class PostgresDirectoryTests() : DirectoryContract(TempPostgres.Open, OneProcess.Directory);

public sealed class TwoNodesDirectoryTests() : DirectoryContract(TempPostgres.Open, OneProcess.Directory, nodes: 2);

public sealed class ForgetfulDirectoryTests() : DirectoryContract(TempSqlite.Open, OneProcess.Forgetful);

public sealed class TwoForgetfulNodesDirectoryTests() : DirectoryContract(TempPostgres.Open, OneProcess.Forgetful, nodes: 2);

static class OneProcess
{
    public static ICaseDirectory Directory(IJournal journal) => new LocalDirectory(Decider, journal, Rules);

    /// <summary>Two live cases at most, so that every test also meets cases that were dropped.</summary>
    public static ICaseDirectory Forgetful(IJournal journal) => new LocalDirectory(Decider, journal, Rules, liveCasesMax: 2);
}

/// <summary>
/// What a directory of live cases promises, on any number of nodes that know nothing of each other: each call goes to a
/// random one. A directory joins with one line, and there is no way to leave a test out.
/// </summary>
public abstract class DirectoryContract(Func<TempStore> open, Func<IJournal, ICaseDirectory> start, int nodes = 1) : IAsyncLifetime
{
    sealed record Node(BreakableJournal Journal, ICaseDirectory Directory, ContactDesk Desk);

    readonly TempStore temp = open();
    readonly Random random = new(7);
    Node[] all = [];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        all = [.. Enumerable.Range(0, nodes).Select(i => Start(i == 0 ? temp.Store : temp.Another()))];
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Restart(stay: false);
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    Node Start(IStore store)
    {
        var journal = new BreakableJournal(store);
        var directory = start(journal);
        return new(journal, directory, new(directory, new(Decider, journal, Rules), journal));
    }

    async Task Restart(bool stay = true)
    {
        foreach (var node in all)
            if (node.Directory is IAsyncDisposable ends)
                await ends.DisposeAsync();
        temp.Close();
        if (stay) await InitializeAsync();
    }

    Node Any { get { lock (random) return all[random.Next(all.Length)]; } }

    ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask) => Any.Directory.Send(id, ask, Stop);
    async Task<string> Told(CaseId id, Ask<CaseCommand> ask) => Tell(await Send(id, ask));
    ValueTask<Versioned<CaseState>> Read(CaseId id) => Any.Directory.Read(id, Stop);

    async Task<CaseId> Receive(ReceiveContact contact, Actor? by = null)
    {
        var done = Assert.IsType<Reply.Done>(await Any.Desk.Receive(contact.By(by ?? Aino), Stop));
        return CaseId.OfStream(done.Answer.Stream);
    }

    async Task<OpenCase> Open(CaseId id) => Assert.IsType<OpenCase>((await Read(id)).State);

    async Task Closed(CaseId id)
    {
        Assert.IsType<Reply.Done>(await Send(id, new JudgeUrgency(Urgency.Normal).By(Aino)));
        Assert.IsType<Reply.Done>(await Send(id, new Close("moved-away", "They moved").By(Aino)));
    }

    Task<long> Events() => temp.Store.Head(Stop).AsTask();

    // ---- One case ----

    [Fact]
    public async Task A_contact_opens_a_case_and_its_coordinator_leads_it_to_the_plan()
    {
        var id = await Receive(Contact(Child("c1")));
        var told = new List<string>();
        foreach (var step in ToThePlan) told.Add(await Told(id, step.By(Aino)));
        Assert.Equal(
            [
                "done, version 4: urgency-judged", "done, version 6: assessment-started phase-entered", "done, version 8: assessment-completed phase-entered",
                "done, version 9: meeting-planned", "done, version 10: meeting-held", "done, version 13: plan-agreed phase-entered deadline-set",
            ], told);
        var (state, version) = await Read(id);
        Assert.Equal((13, Phase.FollowUp, Aino.Person), (version, Assert.IsType<OpenCase>(state).Phase, ((OpenCase)state).Coordinator));
        await Healthy();
    }

    [Fact]
    public async Task A_case_that_is_not_there_is_at_version_nothing()
    {
        Assert.Equal(new Versioned<CaseState>(NoCase.Yet, 0), await Read(NewCase()));
        Assert.Equal("NoSuchCase at 0", await Told(NewCase(), new Note("Hello").By(Aino)));
    }

    [Fact]
    public async Task A_refusal_and_what_is_already_so_write_nothing()
    {
        var id = await Receive(Contact(Child("c1")));
        Assert.Equal("done, version 4: urgency-judged", await Told(id, new JudgeUrgency(Urgency.Soon).By(Aino)));
        var before = await temp.DumpAll();
        Assert.Equal("already so at 4", await Told(id, new JudgeUrgency(Urgency.Soon).By(Aino, "k")));
        Assert.Equal("WrongPhase at 4", await Told(id, new AgreePlan([], []).By(Aino, "k")));
        Assert.Equal("NoSuchCase at 4", await Told(id, new Note("I see nothing").By(Dan, "k")));
        Assert.Equal("NotCoordinator at 4", await Told(id, new Close("moved-away", "No").By(Mira, "k")));
        Assert.Equal("version is 4", await Told(id, new Note("Late").By(Aino, "k", ifVersion: 3)));
        Assert.Equal(before, await temp.DumpAll());
        Assert.Equal("done, version 5: note-written", await Told(id, new Note("What was refused is decided anew").By(Aino, "k")));
    }

    [Fact]
    public async Task A_command_for_another_version_is_not_given()
    {
        var id = await Receive(Contact(Child("c1")));
        Assert.Equal("done, version 4: note-written", await Told(id, new Note("One").By(Aino, ifVersion: 3)));
        Assert.Equal("version is 4", await Told(id, new Note("Two").By(Aino, ifVersion: 3)));
        Assert.Equal("version is 4", await Told(id, new Note("Two").By(Aino, ifVersion: 5)));
        Assert.Equal("done, version 5: note-written", await Told(id, new Note("Two").By(Aino, ifVersion: 4)));
    }

    [Fact]
    public async Task A_command_said_again_gets_its_first_answer_also_with_an_old_version()
    {
        var id = await Receive(Contact(Child("c1")));
        var said = new JudgeUrgency(Urgency.Soon).By(Aino, "k", ifVersion: 3);
        const string First = "done, version 4: urgency-judged";
        Assert.Equal(First, await Told(id, said));
        Assert.Equal(First, await Told(id, said));
        Assert.Equal("done, version 5: urgency-judged", await Told(id, new JudgeUrgency(Urgency.Normal).By(Aino)));
        Assert.Equal(First, await Told(id, said));
        Assert.Equal(First, await Told(id, said with { IfVersion = 1 }));
        Assert.Equal("key reused", await Told(id, new JudgeUrgency(Urgency.Normal).By(Aino, "k", body: "another")));
        Assert.Equal("key reused", await Told(id, new Note("Another").By(Aino, "k", body: "another", ifVersion: 1)));
        Assert.Equal("done, version 6: note-written", await Told(id, new Note("Somebody else's").By(Mira, "k")));
        Assert.Equal("done, version 7: case-closed", await Told(id, new Close("moved-away", "They moved").By(Aino)));
        Assert.Equal(First, await Told(id, said));
        await Restart();
        Assert.Equal(First, await Told(id, said));
        Assert.Equal("key reused", await Told(id, new Note("Another").By(Aino, "k", body: "another")));
        Assert.Equal(7, (await Read(id)).Version);
    }

    [Fact]
    public async Task A_known_command_is_told_its_first_answer_also_when_said_of_another_case()
    {
        var (one, two) = (await Receive(Contact(Child("c1"))), await Receive(Contact(Child("c2"))));
        var said = new Note("Once").By(Aino, "k");
        var first = Assert.IsType<Reply.Done>(await Send(one, said));
        var again = Assert.IsType<Reply.Done>(await Send(two, said));
        Assert.Equal(first.Answer.ToJson(), again.Answer.ToJson());
        Assert.Equal(3, (await Read(two)).Version);
    }

    [Fact]
    public async Task No_read_is_older_than_an_acknowledged_write()
    {
        var id = await Receive(Contact(Child("c1")));
        for (var i = 0; i < 60; i++)
        {
            var done = Assert.IsType<Reply.Done>(await Send(id, new JudgeUrgency(i % 2 == 0 ? Urgency.Soon : Urgency.Normal).By(Aino)));
            foreach (var node in all)
            {
                var (state, version) = await node.Directory.Read(id, Stop);
                Assert.Equal(done.Answer.Version, version);
                Assert.Equal(i % 2 == 0 ? Urgency.Soon : Urgency.Normal, Assert.IsType<OpenCase>(state).Urgency);
            }
        }
    }

    [Fact]
    public async Task Eight_clients_on_one_case_lose_nothing()
    {
        var id = await Receive(Contact(Child("c1")));
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            var mine = new List<Reply>();
            for (var i = 0; i < 20; i++) mine.Add(await Send(id, new Note($"{client} {i}").By(client % 2 == 0 ? Aino : Mira, $"{client}-{i}")));
            return mine;
        })));
        var versions = replies.SelectMany(r => r).Select(r => Assert.IsType<Reply.Done>(r).Answer.Version).Order();
        Assert.Equal(Enumerable.Range(4, 160), versions);
        Assert.Equal(163, (await Read(id)).Version);
        await Healthy();
    }

    [Fact]
    public async Task Many_cases_at_once_keep_apart()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Receive(Contact(Child($"c{i}")))));
        await Task.WhenAll(ids.Select(async id =>
        {
            foreach (var step in ToThePlan) Assert.IsType<Reply.Done>(await Send(id, step.By(Aino)));
        }));
        foreach (var id in ids) Assert.Equal(Phase.FollowUp, (await Open(id)).Phase);
        await Healthy();
    }

    [Fact]
    public async Task Of_two_who_answer_one_offer_at_once_one_is_right_and_the_other_hears_it()
    {
        for (var i = 0; i < 10; i++)
        {
            var id = await Receive(Contact(Child($"c{i}")));
            await Send(id, new OfferHandover(Bea.Person).By(Aino));
            var told = await Task.WhenAll(Told(id, new AcceptHandover().By(Bea)), Told(id, new WithdrawHandover().By(Aino)));
            var coordinator = (await Open(id)).Coordinator;
            Assert.Single(told, t => t.StartsWith("done", StringComparison.Ordinal));
            Assert.Equal(told[0].StartsWith("done", StringComparison.Ordinal) ? Bea.Person : Aino.Person, coordinator);
        }
        await Healthy();
    }

    // ---- A store that fails in between ----

    [Theory]
    [InlineData(Broken.BeforeTheWrite)]
    [InlineData(Broken.AfterTheWrite)]
    public async Task A_store_that_fails_leaves_the_case_as_the_journal_has_it(Broken how)
    {
        var id = await Receive(Contact(Child("c1")));
        foreach (var node in all)
        {
            var version = (await node.Directory.Read(id, Stop)).Version;
            var said = new Note("Perhaps written").By(Aino);
            node.Journal.Next = how;
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await node.Directory.Send(id, said, Stop));
            Assert.Equal(how == Broken.AfterTheWrite ? version + 1 : version, (await node.Directory.Read(id, Stop)).Version);
            Assert.Equal($"done, version {version + 1}: note-written", await Told(id, said));
            Assert.Equal($"done, version {version + 2}: note-written", await Told(id, new Note("Next").By(Aino)));
        }
        await Healthy();
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_gives_no_answer_rather_than_an_old_one()
    {
        var id = await Receive(Contact(Child("c1")));
        foreach (var node in all)
        {
            await node.Directory.Read(id, Stop);
            node.Journal.Next = Broken.Reads;
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await node.Directory.Read(id, Stop));
            node.Journal.Next = Broken.Reads;
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await node.Directory.Send(id, new StartAssessment().By(Aino), Stop));
            Assert.Equal(3, (await node.Directory.Read(id, Stop)).Version);
            Assert.Equal("UrgencyNotJudged at 3", await Told(id, new StartAssessment().By(Aino)));
        }
    }

    // ---- The contact desk ----

    [Fact]
    public async Task A_contact_that_names_a_member_of_an_open_case_joins_it()
    {
        var first = await Receive(Contact(Child("c1"), Child("c2")));
        Assert.Equal(first, await Receive(Contact(Child("c2"), Child("c3")), Dan));
        Assert.Equal(first, await Receive(Contact(Child("c3")), Eva));
        var c = await Open(first);
        Assert.Equal((3, 3), (c.Contacts, c.Members.Length));
        Assert.Equal(["m1", "m2", "m3"], c.Members.Select(m => m.Id).Order());
    }

    [Fact]
    public async Task Two_simultaneous_first_contacts_are_one_case_with_two_contacts()
    {
        for (var i = 0; i < 10; i++)
        {
            var child = Child($"c{i}");
            var cases = await Task.WhenAll(Receive(Contact(child), Dan), Receive(Contact(child), Eva));
            Assert.Equal(cases[0], cases[1]);
            Assert.Equal(2, (await Open(cases[0])).Contacts);
        }
        Assert.Equal(10, (await temp.Query<string>("SELECT stream FROM register")).Length);
        await Healthy();
    }

    [Fact]
    public async Task Sixty_four_first_contacts_of_one_family_are_one_case()
    {
        var family = Enumerable.Range(1, 4).Select(i => Child($"c{i}")).ToArray();
        var asks = Enumerable.Range(0, 64).Select(i =>
        {
            // The first child and some of the others, in any order.
            NamedMember[] named = [.. family.Where((_, m) => m == 0 || (i >> m & 1) == 1)];
            random.Shuffle(named);
            return Contact(named).By(i % 3 == 0 ? Dan : i % 3 == 1 ? Eva : Aino, $"k{i}");
        }).ToArray();
        var replies = await Task.WhenAll(asks.Select(ask => Task.Run(async () => await Any.Desk.Receive(ask, Stop))));
        var id = CaseId.OfStream(Assert.Single(replies.Select(r => Assert.IsType<Reply.Done>(r).Answer.Stream).Distinct()));
        var c = await Open(id);
        Assert.Equal((64, 4), (c.Contacts, c.Members.Length));
        Assert.Equal(4, c.Members.Select(m => m.Key).Distinct().Count());
        foreach (var (ask, reply) in asks.Zip(replies))
            Assert.Equal(Tell(reply), Tell(await Any.Desk.Receive(ask, Stop)));
        Assert.Equal(64, (await Open(id)).Contacts);
        await Healthy();
    }

    [Fact]
    public async Task A_contact_that_touches_two_open_cases_waits_in_both_until_one_takes_it()
    {
        var (one, two) = (await Receive(Contact(Child("c1"))), await Receive(Contact(Child("c2"))));
        var contact = Contact(Child("c1"), Child("c2"), Child("c3"));
        Assert.IsType<Reply.Done>(await Any.Desk.Receive(contact.By(Dan), Stop));
        foreach (var id in new[] { one, two })
        {
            var waiting = await Open(id);
            Assert.Equal(1, waiting.Contacts);
            Assert.Equal(contact.Contact, Assert.Single(waiting.Waiting).Contact);
            await Send(id, new JudgeUrgency(Urgency.Soon).By(Aino));
            Assert.StartsWith("ContactAwaitsDecision", await Told(id, new Close("moved-away", "No").By(Aino)), StringComparison.Ordinal);
        }

        var take = new TakeContact(contact.Contact).By(Aino, "take");
        var done = Assert.IsType<Reply.Done>(await Any.Desk.Take(two, take, Stop));
        var (left, took) = (await Open(one), await Open(two));
        Assert.Equal((1, 0, 1), (left.Contacts, left.Waiting.Length, left.Members.Length));
        Assert.Equal((2, 0), (took.Contacts, took.Waiting.Length));
        Assert.Equal([Key("c2"), Key("c3")], took.Members.Select(m => m.Key));
        Assert.Equal(Tell(done), Tell(await Any.Desk.Take(two, take, Stop)));
        Assert.StartsWith("ContactUnknown", Tell(await Any.Desk.Take(one, new TakeContact(contact.Contact).By(Aino), Stop)), StringComparison.Ordinal);
        Assert.Equal(two, await Receive(Contact(Child("c3")), Eva));
        await Healthy();
    }

    [Fact]
    public async Task A_waiting_contact_that_both_take_at_once_is_taken_by_one()
    {
        for (var i = 0; i < 5; i++)
        {
            var (one, two) = (await Receive(Contact(Child($"a{i}"))), await Receive(Contact(Child($"b{i}"))));
            var contact = Contact(Child($"a{i}"), Child($"b{i}"));
            Assert.IsType<Reply.Done>(await Any.Desk.Receive(contact.By(Dan), Stop));
            var replies = await Task.WhenAll(new[] { one, two }.Select(id => Any.Desk.Take(id, new TakeContact(contact.Contact).By(Aino), Stop).AsTask()));
            Assert.Single(replies.OfType<Reply.Done>());
            Assert.Single(replies.OfType<Reply.Refused>(), no => no.Refusal == Refusal.ContactUnknown);
            Assert.Equal(3, (await Open(one)).Contacts + (await Open(two)).Contacts);
        }
        await Healthy();
    }

    [Fact]
    public async Task Nobody_but_the_coordinator_takes_a_waiting_contact()
    {
        var (one, two) = (await Receive(Contact(Child("c1"))), await Receive(Contact(Child("c2"))));
        var contact = Contact(Child("c1"), Child("c2"));
        await Any.Desk.Receive(contact.By(Dan), Stop);
        var before = await Events();
        Assert.StartsWith("NoSuchCase", Tell(await Any.Desk.Take(one, new TakeContact(contact.Contact).By(Dan), Stop)), StringComparison.Ordinal);
        Assert.StartsWith("NotCoordinator", Tell(await Any.Desk.Take(two, new TakeContact(contact.Contact).By(Mira), Stop)), StringComparison.Ordinal);
        Assert.Equal(before, await Events());
    }

    [Fact]
    public async Task A_contact_without_an_identifier_opens_a_case_of_its_own()
    {
        var cases = new[] { await Receive(Contact(Nameless("Leo", "Laine"))), await Receive(Contact(Nameless("Leo", "Laine"))), await Receive(Contact()) };
        Assert.Equal(3, cases.Distinct().Count());
        Assert.All(await temp.Query<int>("SELECT identified FROM register"), identified => Assert.Equal(0, identified));
        Assert.Equal(2, (await temp.Query<string>("SELECT stream FROM likeness")).Length);
    }

    [Fact]
    public async Task The_family_of_a_closed_case_gets_a_new_one()
    {
        var first = await Receive(Contact(Child("c1")));
        await Closed(first);
        var second = await Receive(Contact(Child("c1")));
        Assert.NotEqual(first, second);
        Assert.Equal([second.Stream], await temp.Store.Holders([Key("c1")], Stop));
        Assert.IsType<ClosedCase>((await Read(first)).State);
    }

    [Fact]
    public async Task A_case_is_not_reopened_while_its_family_has_another()
    {
        var first = await Receive(Contact(Child("c1"), Child("c2")));
        await Closed(first);
        var second = await Receive(Contact(Child("c2")));
        var reopen = new Reopen("They came back").By(Aino, "reopen");
        Assert.Equal("MemberHasOpenCase at 5", await Told(first, reopen));
        Assert.Equal(5, (await Read(first)).Version);
        await Closed(second);
        Assert.Equal("done, version 7: case-reopened deadline-set", await Told(first, reopen));
        Assert.Equal([first.Stream], await temp.Store.Holders([Key("c1"), Key("c2")], Stop));
        await Healthy();
    }

    [Fact]
    public async Task A_contact_that_meets_the_closing_of_its_case_is_never_lost()
    {
        for (var i = 0; i < 10; i++)
        {
            var child = Child($"c{i}");
            var id = await Receive(Contact(child));
            await Send(id, new JudgeUrgency(Urgency.Normal).By(Aino));
            var close = Task.Run(async () => await Send(id, new Close("moved-away", "They moved").By(Aino)));
            var joined = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Receive(Contact(child), Dan))));
            Assert.IsType<Reply.Done>(await close);
            var open = joined.Where(j => j != id).Distinct().ToArray();
            Assert.True(open.Length <= 1);
            foreach (var other in open) Assert.Equal(joined.Count(j => j == other), (await Open(other)).Contacts);
            Assert.Equal(1 + joined.Count(j => j == id), Assert.IsType<ClosedCase>((await Read(id)).State).Last.Contacts);
        }
        await Healthy();
    }

    async Task Healthy() => Assert.Empty((await new Maintenance(temp.Store, Decider).Check(Stop)).Faults);
}

public enum Broken { Not, BeforeTheWrite, AfterTheWrite, Reads }

/// <summary>A journal that fails once when told to: before it writes, after it wrote, or when it is read.</summary>
public sealed class BreakableJournal(IJournal journal) : IJournal
{
    public Broken Next { get; set; }

    bool Fails(Broken how)
    {
        if (Next != how) return false;
        Next = Broken.Not;
        return true;
    }

    public async ValueTask<Outcome> Append(Append append, CancellationToken stop)
    {
        if (Fails(Broken.BeforeTheWrite)) throw new JournalUnavailableException("before the write");
        var outcome = await journal.Append(append, stop);
        return Fails(Broken.AfterTheWrite) ? throw new JournalUnavailableException("after the write") : outcome;
    }

    public ValueTask<Look> Look(string stream, CommandKey? command, CancellationToken stop) =>
        Fails(Broken.Reads) ? throw new JournalUnavailableException("no look") : journal.Look(stream, command, stop);

    public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int after, int limit, CancellationToken stop) =>
        Fails(Broken.Reads) ? throw new JournalUnavailableException("no read") : journal.Read(stream, after, limit, stop);

    public ValueTask<IReadOnlyList<Recorded>> Feed(long after, int limit, CancellationToken stop) => journal.Feed(after, limit, stop);
    public ValueTask<long> Head(CancellationToken stop) => journal.Head(stop);
    public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) => journal.Holders(keys, stop);
    public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) => journal.ClaimDue(now, limit, stop);
    public Task Changed => journal.Changed;
}
