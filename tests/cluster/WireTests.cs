using System.Text;
using System.Text.Json.Nodes;
using Coordination.Core;
using Coordination.GrainInterfaces;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using static Coordination.Tests.Town;

namespace Coordination.Tests.Cluster;

/// <summary>What travels between nodes arrives as it was sent, and an older node reads what a newer one sends.</summary>
public sealed class WireTests
{
    static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
    static readonly DeepCopier Copier = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<DeepCopier>();

    static CaseAsk Ask(CaseCommand command) => new("aino", "k1", "f", Aino, Monday, Monday.AddDays(-1), command, 7, "c1");

    static readonly CaseCommand[] All =
    [
        Contact(Child("c1"), Nameless("Aino", "Koski")) with { Reasons = ["sleep"], OccurredAt = Monday },
        new OpenPhenomenon(NewCase(), "phenomenon-co-development", "phenomena:phenomenon:key", "west", PhenomenonLevel.County, "sleep", new(2026, 1, 1), new(2026, 3, 31), new("Valvovat perheet"), NewCase())
        {
            Told = [new(new("city"), 15), new(null, 2)], ParentFound = true,
        },
        .. ToThePlan, new SkipAssessment("known already"), new Reassess("changed"), new AskReceiver("need-1", new("eva")), new AcceptNeed("need-1"),
        new OfferHandover(new("bea"), Accompanied: true, "moves"), new AcceptHandover(), new DeclineHandover("full"), new WithdrawHandover(), new ExpireHandover(),
        new AssignCoordinator(new("bea"), "ill"), new TakeContact(new("c1")), new ReleaseContact(new("c1"), NewCase()), new UndoJoin(new("c1"), "another family"), new Merge(NewCase(), "the same family"), new CloseAsMerged(NewCase()), new Note("äö 🙂"), new Close("moved-away", "bye"),
        new Reopen("again", new("bea"), new("cia")), new NoteDeadlineMissed(DeadlineKey.UrgencyJudged), new NoteDeadlineNear(DeadlineKey.NextFollowUp),
        new OfferHandover(new("bea"), Pair: new("cia")) { Caseload = 39 }, new AssignCoordinator(new("bea"), "ill", BeyondLimit: true, new("cia")) { Caseload = 41 },
        new MarkPending(), new RecordCallBack(Reached: true, "after four"), new ChangeMember("m1", "key", null, new(GivenName: "Leo")), new RecordLifeArea("everyday-life", "meals", null),
        new RecordHearing(Heard.Child, "the light on", "m1"), new JudgeSpecialSupport(Needed: true, "at risk"), new RequestServiceAssessment(new("clinic"), "they ask"),
        new RecordChildProtectionNotification(new("clinic")), new RecordChildProtectionDecision(ChildProtectionStage.Begun), new InviteParticipant(new("eva"), "sees the child"),
        new AcceptInvitation(), new DeclineInvitation("no time"), new EndParticipation(new("eva"), "moved"), new NamePair(new("cia")), new EndPair("not needed"),
        new NameOwnWorker(new("cia")), new EndOwnWorker("no client"), new NameSubstitute(new("bea"), new(2026, 7, 6), new(2026, 7, 31), "leave"), new EndSubstitute(),
        new RecordConsent("m1", new("city"), "coordination", ConsentForm.Written, new(2027, 1, 1)), new WithdrawConsent("c1"), new RecordLegalBasis(new("city"), LegalGround.ChildInterest, "35 §"),
        new EndLegalBasis("b1", "settled"), new PlanMeeting(Monday, Place.School, [new("dan")], [new("check", new("eva"))], 90, "nights"), new MoveMeeting("meeting-1", Monday, Place.Remote),
        new PlanMeeting(Monday, Place.School, [], DeveloperClients: 4), new HoldMeeting("meeting-1", FamilyAttended: false, [], DeveloperClients: 3), new AgreePlan([], [new("walk", new("dan"), new(2026, 9, 1), Need: "n1")]),
        new CancelMeeting("meeting-1", "ill"), new SendMaterials("meeting-1", "sv", ["before-the-meeting"]), new SignDuty("meeting-1", "check"), new LeaveDutyOpen("meeting-1", "check", "ill"),
        new SkipMeeting("none wanted"), new RateGoals([new("g1", 7)]), new CompleteTask("t1", "done"), new DropTask("t1", "not needed"), new ChangeTask("t1", new("eva"), new(2026, 5, 5), "holidays"),
        new OfferTask("t1", new("eva")), new TakeTask("t1"), new PlanFollowUp(new(2026, 5, 5)), new RecordFollowUp(Happened: true, "five nights", [new("g1", 7)]), new AskFeedback(FeedbackFrom.Child),
        new RecordFeedback(FeedbackFrom.Child, 5, "you listened"), new RaiseFlag("secret-address"), new LowerFlag("secret-address"), new ReferDocument("plan", "city", "118", "https://records.example.fi/118"),
        new Suspend("away"), new Resume("back"), new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 9, 1), "holidays"), new SetDueDate(DeadlineKey.MatterDecided, DueAt: new(2026, 9, 14, 16, 15, 0, TimeSpan.FromHours(3)), Reason: "the court"), new MigrateModel(3), new RecordOutcome(FamilyOutcome.BasicServices, "enough"),
    ];

    public static TheoryData<int> Commands => [.. Enumerable.Range(0, All.Length)];

    [Fact]
    public void No_command_is_forgotten_here() => Assert.Equal(Enum.GetValues<CommandName>(), All.Select(c => c.Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_arrives_as_it_was_sent(int which)
    {
        var sent = Ask(All[which]);
        var came = Serializer.Deserialize<CaseAsk>(Serializer.SerializeToArray(sent));
        Assert.Equal(Text(sent), Text(came));
        Assert.Equal(sent.Command.GetType(), came.Command.GetType());
        Assert.Equal(sent with { Command = came.Command }, came);
    }

    /// <summary>Every state of a hundred random histories.</summary>
    [Fact]
    public async Task A_state_arrives_as_it_was_sent()
    {
        await using var temp = TempSqlite.Open();
        await new RandomHistory(temp.Store, 11).Live(300, TestContext.Current.CancellationToken);
        var states = new Dictionary<string, CaseState>();
        var kinds = new HashSet<Type>();
        foreach (var one in await temp.Store.Feed(0, 100_000, TestContext.Current.CancellationToken))
        {
            var state = states[one.Stream] = Decider.Evolve(states.GetValueOrDefault(one.Stream, Decider.Initial), Decider.Read(one.Type, one.Facts));
            var seen = new CaseSeen(one.Version, state);
            var came = Serializer.Deserialize<CaseSeen>(Serializer.SerializeToArray(seen));
            Assert.Equal(Encoding.UTF8.GetString(CaseWire.Write(seen)), Encoding.UTF8.GetString(CaseWire.Write(came)));
            Assert.Equal(Told(state), Told(came.State));
            kinds.Add(came.State.GetType());
        }
        Assert.Equal([typeof(ClosedCase), typeof(OpenCase)], kinds.OrderBy(t => t.Name));
        Assert.Equal(NoCase.Yet, Serializer.Deserialize<CaseSeen>(Serializer.SerializeToArray(new CaseSeen(0, NoCase.Yet))).State);
    }

    /// <summary>A state as its picture and what a coordinator may ask of it.</summary>
    static string Told(CaseState state)
    {
        var picture = Picture.Of(state);
        return string.Join('|', [
            (picture with { Keys = [], Likenesses = [], Involved = [] }).ToString(), .. picture.Keys, .. picture.Likenesses, .. picture.Involved.Select(p => p.Value),
            .. CaseDecider.Commands(state, new(Who(picture.Coordinator.Value), Monday.AddDays(3), Models, Town.Network)).Select(c => $"{c.Name} {c.Blocked}")]);
    }

    [Fact]
    public void A_field_that_a_newer_node_adds_is_passed_over()
    {
        var ask = JsonNode.Parse(CaseWire.Write(Ask(new Note("hello"))))!.AsObject();
        ask["colour"] = "blue";
        ask["command"]!["mood"] = new JsonObject { ["deep"] = 1 };
        Assert.Equal(new Note("hello"), CaseWire.ReadAsk(Encoding.UTF8.GetBytes(ask.ToJsonString())).Command);

        var newer = Serializer.SerializeToArray(new NewerReply { Kind = ReplyKind.Refused, Version = 4, Refusal = "case-closed", Colour = "blue" });
        var reply = Serializer.Deserialize<CaseReply>(newer);
        Assert.Equal((ReplyKind.Refused, 4, "case-closed"), (reply.Kind, reply.Version, reply.Refusal));
    }

    [Fact]
    public void On_one_node_nothing_is_copied()
    {
        var (ask, seen, reply) = (Ask(new Note("hello")), new CaseSeen(3, NoCase.Yet), new CaseReply { Kind = ReplyKind.Done });
        Assert.Same(ask, Copier.Copy(ask));
        Assert.Same(seen, Copier.Copy(seen));
        Assert.Same(reply, Copier.Copy(reply));
    }

    static string Text(CaseAsk ask) => Encoding.UTF8.GetString(CaseWire.Write(ask));

    /// <summary>A reply as a later build might send it.</summary>
    [GenerateSerializer]
    internal sealed record NewerReply
    {
        [Id(0)] public required ReplyKind Kind { get; init; }
        [Id(1)] public int Version { get; init; }
        [Id(5)] public string? Refusal { get; init; }
        [Id(40)] public string? Colour { get; init; }
    }
}
