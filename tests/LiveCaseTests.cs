using System.Collections.Immutable;
using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

/// <summary>What is held of a live case, how it wakes, and how many are live.</summary>
public sealed class LiveCaseTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ["SQLite", "PostgreSQL"];

    static TempStore Open(string store) => store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open();

    /// <summary>What may be asked of a case again and again, each time leaving it as it was.</summary>
    static readonly (string Name, ImmutableArray<CaseCommand> Round, Actor? Other)[] Rounds =
    [
        ("notes", [new Note("They slept.")], null),
        ("urgency", [new JudgeUrgency(Urgency.Normal), new JudgeUrgency(Urgency.Soon)], null),
        ("offers withdrawn", [new OfferHandover(new("bea"), Accompanied: true), new WithdrawHandover()], null),
        ("offers declined", [new OfferHandover(new("bea"), Accompanied: true), new DeclineHandover("On leave")], Bea),
        ("invitations declined", [new InviteParticipant(new("bea")), new DeclineInvitation("On leave")], Bea),
        ("tasks changed", [new ChangeTask("t1", new("dan"), new(2026, 4, 2), "Ill"), new ChangeTask("t1", new("eva"), new(2026, 4, 1), "Well")], null),
        ("goals rated", [new RateGoals([new("g1", 4)]), new RateGoals([new("g1", 3)])], null),
        ("flags", [new RaiseFlag("secret-address"), new LowerFlag("secret-address")], null),
        ("follow-ups", [new PlanFollowUp(new(2026, 5, 4)), new PlanFollowUp(new(2026, 5, 5))], null),
        ("calls", [new RecordCallBack(Reached: false)], null),
        ("substitutes", [new NameSubstitute(new("bea"), new(2026, 3, 2), new(2026, 3, 6)), new EndSubstitute()], null),
    ];

    public static TheoryData<string> RoundNames => [.. Rounds.Select(r => r.Name)];

    [Theory, MemberData(nameof(RoundNames))]
    public async Task What_is_held_of_a_case_is_the_same_after_the_thousandth_time_as_after_the_tenth(string name)
    {
        var (_, round, other) = Rounds.Single(r => r.Name == name);
        var directory = new LocalDirectory(Decider, new PocketJournal(keeps: false), Rules);
        var id = await Planned(directory);
        string after10 = "";
        for (var time = 1; time <= 1_000; time++)
        {
            foreach (var (i, command) in round.Index())
                Assert.IsType<Reply.Done>(await directory.Send(id, command.By(i > 0 && other is not null ? other : Aino), Stop));
            if (time == 10) after10 = await Held(directory, id);
        }
        Assert.Equal(after10, await Held(directory, id));
    }

    /// <summary>Its journal keeps nothing, so what is read is what is held.</summary>
    static async Task<string> Held(LocalDirectory directory, CaseId id) => JsonSerializer.Serialize((OpenCase)(await directory.Read(id, Stop)).State);

    [Fact]
    public async Task Beyond_the_limit_those_unused_for_longest_go_and_who_is_at_work_stays()
    {
        var journal = new PocketJournal();
        var directory = new LocalDirectory(Decider, journal, Rules, liveCasesMax: 8);
        var (hot, busy, idle) = (await Opened(directory), await Opened(directory), await Opened(directory));
        var written = new TaskCompletionSource();
        journal.Waits[busy.Stream] = written.Task;
        var under = directory.Send(busy, new Note("Slow disk").By(Aino), Stop).AsTask();
        for (var i = 0; i < 100; i++)
        {
            await Opened(directory);
            Assert.IsType<Reply.Done>(await directory.Send(hot, new Note("Again").By(Aino), Stop));
            Assert.InRange(directory.LiveCases, 1, 8);
        }
        written.SetResult();
        Assert.IsType<Reply.Done>(await under);
        foreach (var id in (CaseId[])[hot, busy, idle]) Assert.IsType<Reply.Done>(await directory.Send(id, new Note("Still there?").By(Aino), Stop));
        Assert.Equal((1, 1, 2), (journal.Woken[hot.Stream], journal.Woken[busy.Stream], journal.Woken[idle.Stream]));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Waking_a_case_reads_no_content_and_showing_it_reads_only_what_it_tells(string store)
    {
        await using var temp = Open(store);
        var seal = new CountingSeal();
        temp.Seal = seal;
        var id = await Planned(new LocalDirectory(Decider, temp.Store, Rules));
        for (var i = 0; i < 40; i++) Assert.IsType<Reply.Done>(await new LocalDirectory(Decider, temp.Store, Rules).Send(id, new Note($"They slept {i} hours.").By(Aino), Stop));
        var woken = new LocalDirectory(Decider, temp.Store, Rules);
        Assert.Equal(Phase.FollowUp, Assert.IsType<OpenCase>((await woken.Read(id, Stop)).State).Phase);
        Assert.Equal(0, seal.Opened);
        var reader = new CaseReader(woken, temp.Store, new(temp.Store, Rules), Decider, Rules, new FakeClock(Monday));
        var view = await reader.Read(Aino, id, "en", Stop);
        Assert.Equal(("To sleep through the night", "Visits"), (view!.Goals[0].Text, view.Tasks[0].Text));
        Assert.Equal(2, seal.Opened); // the contact and the plan
        Assert.Equal(40, (await reader.Journal(Aino, id, after: view.Version - 40, limit: 200, Stop))!.Items.Count(e => e.Content is not null));
    }

    static async Task<CaseId> Opened(LocalDirectory directory)
    {
        var contact = Contact(Child(Guid.NewGuid().ToString("N")));
        Assert.IsType<Reply.Done>(await directory.Send(contact.Case, contact.By(Aino), Stop));
        return contact.Case;
    }

    static async Task<CaseId> Planned(LocalDirectory directory)
    {
        var id = await Opened(directory);
        foreach (var step in ToThePlan) Assert.IsType<Reply.Done>(await directory.Send(id, step.By(Aino), Stop));
        return id;
    }

    sealed class CountingSeal : IContentSeal
    {
        readonly NoSeal none = new();
        int opened;

        public int Opened => opened;
        public byte[] Seal(string stream, string content) => none.Seal(stream, content);

        public string? Open(string stream, byte[] content)
        {
            Interlocked.Increment(ref opened);
            return none.Open(stream, content);
        }
    }
}
