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
public abstract partial class DirectoryContract(Func<TempStore> open, Func<IJournal, ICaseDirectory> start, int nodes = 1) : IAsyncLifetime
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
                "done, version 9: meeting-planned", "done, version 10: meeting-held", "done, version 14: plan-agreed phase-entered deadline-set deadline-set",
            ], told);
        var (state, version) = await Read(id);
        Assert.Equal((14, Phase.FollowUp, Aino.Person), (version, Assert.IsType<OpenCase>(state).Phase, ((OpenCase)state).Coordinator));
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
        Assert.Equal("done, version 8: case-closed deadline-set", await Told(id, new Close("moved-away", "They moved").By(Aino)));
        Assert.Equal(First, await Told(id, said));
        await Restart();
        Assert.Equal(First, await Told(id, said));
        Assert.Equal("key reused", await Told(id, new Note("Another").By(Aino, "k", body: "another")));
        Assert.Equal(8, (await Read(id)).Version);
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
            Break(how);
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await node.Directory.Send(id, said, Stop));
            Break(Broken.Not);
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
            Break(Broken.Reads);
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await node.Directory.Read(id, Stop));
            Break(Broken.Reads);
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await node.Directory.Send(id, new StartAssessment().By(Aino), Stop));
            Break(Broken.Not);
            Assert.Equal(3, (await node.Directory.Read(id, Stop)).Version);
            Assert.Equal("UrgencyNotJudged at 3", await Told(id, new StartAssessment().By(Aino)));
        }
    }

    /// <summary>At every node: which of them holds the case is the directory's business.</summary>
    void Break(Broken how)
    {
        foreach (var node in all) node.Journal.Next = how;
    }

    async Task Healthy() => Assert.Empty((await new Maintenance(temp.Store, Decider).Check(Stop)).Faults);
}
