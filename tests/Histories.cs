using System.Collections.Immutable;
using System.Text.Json;
using Coordination.Core;
using FsCheck;
using FsCheck.Fluent;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>Four numbers from which a command by somebody at some time is made, given the state it meets. FsCheck makes and shrinks them.</summary>
public readonly record struct Choice(int Who, int What, int How, int Wait);

/// <summary>One command of a history, and what became of it.</summary>
public sealed record Moment(int Version, CaseState Before, CaseCommand Command, Circumstances By, Decision<CaseEvent> Decision, CaseState After)
{
    public ImmutableArray<Happening<CaseEvent>> Happenings => Decision is Decision<CaseEvent>.Accept accept ? accept.Happenings : [];

    public override string ToString() => $"{Command.Name} by {By.Actor.Person} at {By.Now:u} on version {Version}: {Command} gave {Decision}";
}

/// <summary>
/// Random histories of one case: all commands, by anybody, at any time, valid and nonsense alike. Most ask for what leads on or
/// for what the caller may ask, so that histories get far; the others ask for anything.
/// </summary>
public static class Histories
{
    public const int Count = 1_000;
    public const int CommandsMax = 60;

    /// <summary>Stands in every free text that the histories write: a fact that holds it has swallowed content.</summary>
    public const string Secret = "Salaisuus";

    static readonly OperatingModels[] ModelsOfHistories =
    [
        Models,
        new([OneContact with { MaySkip = [Phase.NeedsAssessment, Phase.JointMeeting] }, CoDevelopment with { WorkshopsMin = 2 }]),
        new([OneContact with { Guards = OneContact.Guards.Remove(Guard.PlanAgreed), Results = [.. OneContact.Results.Select(r => r.Key == "goals-met" ? r with { Requires = [Guard.NoServiceAssessment] } : r)] }, CoDevelopment with { WorkshopsMin = 1 }]),
        new([OneContact with { Guards = [], MaySkip = [Phase.NeedsAssessment], Sharing = Sharing.Consent }, CoDevelopment with { Guards = [] }]),
        new([OneContact, OneContact with { Version = 3, ValidFrom = new(2026, 3, 11), Needs = [.. OneContact.Needs.Where(n => n.Key != "peer-support")] }, CoDevelopment]),
    ];

    static readonly Arbitrary<Choice[]> Choices = Arb.From(
        Gen.Sized(size => Gen.Choose(Math.Clamp(size / 2, 1, CommandsMax), CommandsMax).SelectMany(length => Gen.ArrayOf(Choice(), length))),
        Shorter);

    /// <summary>Shrinks by leaving out: halves first, then one command after the other.</summary>
    static IEnumerable<Choice[]> Shorter(Choice[] choices)
    {
        for (var part = choices.Length / 2; part > 0; part /= 2)
            for (var from = 0; from + part <= choices.Length; from += part)
                yield return [.. choices[..from], .. choices[(from + part)..]];
    }

    static Gen<Choice> Choice() =>
        from who in Gen.Choose(0, 1_000)
        from what in Gen.Choose(0, 1_000)
        from how in Gen.Choose(0, 1_000_000)
        from wait in Gen.Choose(0, 1_000)
        select new Choice(who, what, how, wait);

    /// <summary>Holds for every history. FsCheck tells the seed and the shortest history that breaks it; <c>WithReplay</c> plays it again.</summary>
    public static void Always(Action<ImmutableArray<Moment>> holds) => Always(holds, Config.QuickThrowOnFailure);

    /// <summary>The same histories at every run: for what is counted and not only held.</summary>
    public static void AlwaysTheSame(Action<ImmutableArray<Moment>> holds) => Always(holds, Config.QuickThrowOnFailure.WithReplay(20_260_310, 905), 4 * Count);

    static void Always(Action<ImmutableArray<Moment>> holds, Config config, int count = Count) => Prop
        .ForAll(Choices, choices => holds(Play(choices)))
        .Check(config.WithQuietOnSuccess(true).WithMaxTest(count).WithStartSize(1).WithEndSize(CommandsMax * 2));

    /// <summary>Holds at every moment of every history.</summary>
    public static void AtEveryMoment(Action<Moment> holds) => Always(history =>
    {
        foreach (var moment in history)
        {
            try { holds(moment); }
            catch (Exception broken) { throw new InvalidOperationException($"{moment}\n{broken.Message}", broken); }
        }
    });

    public static ImmutableArray<Moment> Play(IReadOnlyList<Choice> choices)
    {
        var moments = ImmutableArray.CreateBuilder<Moment>(choices.Count);
        var models = ModelsOfHistories[choices.Count == 0 ? 0 : choices[0].How % ModelsOfHistories.Length];
        var state = Decider.Initial;
        var version = 0;
        var now = FirstContactAt;
        foreach (var choice in choices)
        {
            now += choice.Wait % 10 == 0 ? TimeSpan.FromDays(choice.Wait / 10) : TimeSpan.FromMinutes(choice.Wait);
            var by = new Circumstances(Everybody[choice.Who % Everybody.Length], now, models, Village.Network);
            var (command, actor) = Asked(choice, state, by);
            by = by with { Actor = actor };
            var decision = Decider.Decide(state, command, by);
            var after = decision is Decision<CaseEvent>.Accept accept ? accept.Happenings.Aggregate(state, (s, h) => Decider.Evolve(s, h.Event)) : state;
            moments.Add(new(version, state, command, by, decision, after));
            version += decision is Decision<CaseEvent>.Accept some ? some.Happenings.Length : 0;
            state = after;
        }
        return moments.ToImmutable();
    }

    /// <summary>A state as text: records compare their lists by reference, and two states are the same when they tell the same.</summary>
    public static string Json(CaseState state) => $"{state.GetType().Name} {JsonSerializer.Serialize(state, state.GetType())}";

    /// <summary>What is mostly done, so that histories do not linger.</summary>
    static CommandName[] Onward(CaseState state) => state switch
    {
        OpenCase { SuspendedAt: not null } => [CommandName.Resume, CommandName.Resume, CommandName.Suspend, CommandName.Close],
        OpenCase c when c.Meetings.Any(m => m.Held && m.Duties.Any(d => d.Status == DutyStatus.Planned)) => [CommandName.SignDuty, CommandName.SignDuty, CommandName.LeaveDutyOpen, CommandName.AgreePlan, CommandName.AgreePlan],
        OpenCase { SpecialSupport: not null } c when c.Stay % 2 == 0 => [CommandName.OfferHandover, CommandName.AssignCoordinator, CommandName.NamePair, CommandName.EndPair, CommandName.JudgeSpecialSupport],
        OpenCase { Invited.IsEmpty: false } => [CommandName.AcceptInvitation, CommandName.DeclineInvitation, CommandName.EndParticipation],
        OpenCase { Waiting.IsEmpty: false } => [CommandName.TakeContact, CommandName.ReleaseContact, CommandName.ReceiveContact, CommandName.Close],
        OpenCase { Offer: not null } => [CommandName.AcceptHandover, CommandName.DeclineHandover, CommandName.ExpireHandover, CommandName.AgreePlan, CommandName.Close],
        OpenCase { Subject: Subject.Phenomenon, Phase: Phase.JointMeeting } c => c.Meetings.Any(m => m.IsPlanned) ? [CommandName.HoldMeeting, CommandName.HoldMeeting, CommandName.AgreePlan]
            : [CommandName.PlanMeeting, CommandName.AgreePlan, CommandName.AgreePlan],
        OpenCase { Phase: Phase.Contact } => [CommandName.JudgeUrgency, CommandName.StartAssessment, CommandName.StartAssessment, CommandName.SkipAssessment, CommandName.ReceiveContact],
        OpenCase { Phase: Phase.NeedsAssessment } => [CommandName.CompleteAssessment, CommandName.CompleteAssessment, CommandName.ReceiveContact, CommandName.Close],
        OpenCase c when c.Meetings.Any(m => m.Held && m.Duties.Any(d => d.Status == DutyStatus.Signed)) && c.Stay % 2 == 1 => [CommandName.LeaveDutyOpen, CommandName.LeaveDutyOpen, CommandName.AgreePlan, CommandName.Close],
        OpenCase { LastHeld: not null } => [CommandName.AgreePlan, CommandName.AgreePlan, CommandName.AskReceiver, CommandName.AcceptNeed, CommandName.LeaveDutyOpen],
        OpenCase { Phase: Phase.JointMeeting } => [CommandName.PlanMeeting, CommandName.HoldMeeting, CommandName.HoldMeeting, CommandName.AskReceiver, CommandName.AskReceiver, CommandName.AcceptNeed, CommandName.AcceptNeed, CommandName.Close],
        OpenCase c when c.Tasks.Any(t => t.Status == PlanTaskStatus.Open) =>
            [CommandName.CompleteTask, CommandName.CompleteTask, CommandName.DropTask, CommandName.OfferTask, CommandName.TakeTask, CommandName.TakeTask, CommandName.ChangeTask,
                CommandName.EndParticipation, CommandName.ExtendDeadline, CommandName.ExtendDeadline, CommandName.LeaveDutyOpen, CommandName.RequestServiceAssessment, CommandName.Close],
        OpenCase => [CommandName.AskReceiver, CommandName.AskReceiver, CommandName.AcceptNeed, CommandName.AcceptNeed, CommandName.PlanMeeting, CommandName.RequestServiceAssessment, CommandName.Close, CommandName.Close],
        ClosedCase => [CommandName.Reopen],
        _ => [CommandName.ReceiveContact, CommandName.ReceiveContact, CommandName.ReceiveContact, CommandName.ReceiveContact, CommandName.OpenPhenomenon],
    };

    static (CaseCommand Command, Actor By) Asked(Choice choice, CaseState state, Circumstances by)
    {
        var random = new Random(choice.How);
        var open = CaseDecider.Commands(state, by).Where(c => c.Blocked is null).Select(c => c.Name).ToArray();
        var name = (choice.What % 8) switch
        {
            < 3 => One(choice.What / 8, Enum.GetValues<CommandName>()),
            < 5 when open.Length > 0 => One(choice.What / 8, open),
            _ => One(choice.What / 8, Onward(state)),
        };
        var actor = choice.Who % 4 == 0 ? by.Actor : Whose(name, state, by.Actor);
        var command = random.Next(3) == 0 ? Nonsense.Command(name, random) : WellFormed.Command(name, state, actor);
        if (command is ReceiveContact contact && random.Next(2) == 0) command = Nonsense.Family(contact, random);
        if (command is Close && random.Next(3) > 0) command = new Close(random.Next(3) == 0 || state is OpenCase { ServiceAssessmentRequestedAt: not null, Phase: Phase.FollowUp } ? "goals-met" : OperatingModelFile.ReferredResult, Secret);
        if (command is SignDuty or LeaveDutyOpen && random.Next(3) == 0) actor = Whose(CommandName.Note, state, Everybody.FirstOrDefault(v => v.Id == (state as OpenCase)?.Coordinator)?.Actor ?? actor);
        if (state is OpenCase { ServiceAssessmentRequestedAt: not null, Phase: Phase.FollowUp } c && random.Next(2) == 0)
            (command, actor) = (new Close("goals-met", Secret), Everybody.FirstOrDefault(v => v.Id == c.Coordinator)?.Actor ?? actor);
        if (command is LeaveDutyOpen or SignDuty && random.Next(2) == 0 && (state as OpenCase)?.Meetings.FirstOrDefault(m => m.Duties.Any(d => d.Status == DutyStatus.Signed)) is { } signed)
            (command, actor) = (new LeaveDutyOpen(signed.Id, signed.Duties.First(d => d.Status == DutyStatus.Signed).Code, Secret), Everybody.FirstOrDefault(v => v.Id == ((OpenCase)state).Coordinator)?.Actor ?? actor);
        return (command with { OccurredAt = Nonsense.Time(by.Now, random) }, actor);
    }

    /// <summary>Whose the command is, so that it is not always refused for who asks.</summary>
    static Actor Whose(CommandName name, CaseState state, Actor other)
    {
        var c = state as OpenCase ?? (state as ClosedCase)?.Last;
        var whose = CaseDecider.Rules[(int)name].By switch
        {
            By.Coordinator or By.CoordinatorOrManager => c?.Coordinator,
            By.OfferReceiver => c?.Offer?.To,
            By.AskedReceiver => c?.Receivers.FirstOrDefault(r => !r.Accepted)?.Person,
            By.Invited => c?.Invited.FirstOrDefault(),
            By.Involved when name == CommandName.JudgeSpecialSupport => Bea.Id,
            By.Involved when name == CommandName.SignDuty => c?.Meetings.SelectMany(m => m.Duties).OrderByDescending(d => d.Status == DutyStatus.Planned).FirstOrDefault()?.Professional,
            By.Involved when name == CommandName.TakeTask => c?.Tasks.FirstOrDefault(t => t.Status == PlanTaskStatus.Open && t.Taker is not null)?.Taker,
            By.Involved when name == CommandName.CompleteTask => c?.Tasks.FirstOrDefault(t => t.Status == PlanTaskStatus.Open)?.Responsible,
            By.Manager => Mia.Id,
            By.Engine => Actor.Engine.Person,
            _ => null,
        };
        return whose == Actor.Engine.Person ? Actor.Engine : Everybody.FirstOrDefault(v => v.Id == whose)?.Actor ?? other;
    }

    static T One<T>(int number, T[] all) => all[number % all.Length];
}

/// <summary>Commands with arguments that may be right by chance: of a person nobody knows, a meeting that was not, a time to come.</summary>
static class Nonsense
{
    const string Text = Histories.Secret;

    static readonly PersonId[] People = [.. Everybody.Select(v => v.Id), Lea, Nobody, PersonId.Of(""), Actor.Engine.Person];
    static readonly ContactId[] Contacts = [FirstContact, SecondContact, new("contact-3"), new("")];
    static readonly string?[] Keys = ["key-child", "key-adult", "key-elsewhere", "key-new", null, null];
    static readonly UnitId[] Units = [new("clinic"), new("nowhere")];
    static readonly OrganisationId[] Organisations = [new("county"), new("city"), new("moon")];
    static readonly string[] MeetingIds = ["meeting-1", "meeting-1", "meeting-2", "meeting-3", "meeting-99"];
    static readonly string[] Tasks = ["t1", "t1", "t2", "t99"];
    static readonly string?[] Likenesses = ["like-eeli", "like-elina", null];

    public static CaseCommand Command(CommandName name, Random r) => name switch
    {
        CommandName.ReceiveContact => Family(Contact(One(r, Contacts)), r) with
        {
            Model = One(r, "one-contact-is-enough", "one-contact-is-enough", "two-contacts", ""), Area = One(r, West, West, East, "atlantis", null),
            Unit = One<UnitId?>(r, null, new UnitId("eek-017"), new UnitId("office"), new UnitId("nowhere")), Reasons = Some(r, "sleep", "tantrums", "weather"),
        },
        CommandName.OpenPhenomenon => new OpenPhenomenon(
            TheCase, One(r, "phenomenon-co-development", "phenomenon-co-development", "phenomenon-co-development", "one-contact-is-enough", ""), "phenomena:phenomenon:nonsense", One(r, West, West, East, "atlantis"),
            One(r, Enum.GetValues<PhenomenonLevel>()), One(r, "school-absence", "school-absence", "weather"), new DateOnly(2026, 1, 1).AddDays(r.Next(100)), new DateOnly(2026, 3, 1).AddDays(r.Next(400)),
            new(Text), One<CaseId?>(r, null, null, AnotherCase)) { Told = One<ImmutableArray<ContactsTold>?>(r, null, Some(r, new ContactsTold(new("city"), r.Next(9)), new(null, 1))), ParentFound = r.Next(3) == 0 },
        CommandName.JudgeUrgency => new JudgeUrgency(One(r, Enum.GetValues<Urgency>())),
        CommandName.StartAssessment => new StartAssessment(),
        CommandName.SkipAssessment => new SkipAssessment(Text),
        CommandName.CompleteAssessment => new CompleteAssessment(
            Text, Some(r, Enum.GetValues<Heard>()),
            r.Next(4) == 0 ? [] : Some(r, new NeedFoundIn("other", Text, "school"), new("safety"), new("pony", Text), new("other", null, "stable")), r.Next(3) == 0),
        CommandName.Reassess => new Reassess(Text),
        CommandName.MarkPending => new MarkPending(),
        CommandName.RecordCallBack => new RecordCallBack(r.Next(2) == 0, One(r, Text, null)),
        CommandName.ChangeMember => new ChangeMember(One(r, "m1", "m2", "m9"), One(r, Keys), One(r, Likenesses), new(Text, Text, Text, null, Text)),
        CommandName.RecordLifeArea => new RecordLifeArea(One(r, "everyday-life", "moon"), One(r, Text, null), One(r, Text, null)),
        CommandName.RecordHearing => new RecordHearing(One(r, Enum.GetValues<Heard>()), Text, One(r, null, "m1", "m9")),
        CommandName.JudgeSpecialSupport => new JudgeSpecialSupport(r.Next(3) > 0, Text),
        CommandName.RequestServiceAssessment => new RequestServiceAssessment(One(r, Units), Text),
        CommandName.RecordChildProtectionNotification => new RecordChildProtectionNotification(One(r, Units)),
        CommandName.RecordChildProtectionDecision => new RecordChildProtectionDecision(One(r, Enum.GetValues<ChildProtectionStage>())),
        CommandName.InviteParticipant => new InviteParticipant(One(r, People), One(r, Text, null)),
        CommandName.AcceptInvitation => new AcceptInvitation(),
        CommandName.DeclineInvitation => new DeclineInvitation(Text),
        CommandName.EndParticipation => new EndParticipation(One(r, [Tea, Tea, .. People]), Text),
        CommandName.NamePair => new NamePair(One(r, People)),
        CommandName.EndPair => new EndPair(Text),
        CommandName.NameOwnWorker => new NameOwnWorker(One(r, People)),
        CommandName.EndOwnWorker => new EndOwnWorker(Text),
        CommandName.NameSubstitute => new NameSubstitute(One(r, People), new DateOnly(2026, 3, 1).AddDays(r.Next(400)), new DateOnly(2026, 3, 1).AddDays(r.Next(400)), One(r, Text, null)),
        CommandName.EndSubstitute => new EndSubstitute(),
        CommandName.RecordConsent => new RecordConsent(One(r, "m1", "m9"), One(r, Organisations), One(r, "coordination", "fun"), One(r, Enum.GetValues<ConsentForm>()), One<DateOnly?>(r, null, new DateOnly(2020, 1, 1))),
        CommandName.WithdrawConsent => new WithdrawConsent(One(r, "c1", "c2", "")),
        CommandName.RecordLegalBasis => new RecordLegalBasis(One(r, Organisations), One(r, Enum.GetValues<LegalGround>()), Text),
        CommandName.EndLegalBasis => new EndLegalBasis(One(r, "b1", "b2", ""), Text),
        CommandName.PlanMeeting => new PlanMeeting(
            FirstContactAt.AddDays(r.Next(-1_000, 1_000)), One(r, Enum.GetValues<Place>()), Some(r, People), One<ImmutableArray<DutyPlanned>?>(r, null, Some(r, new DutyPlanned("check", Nora), new("juggling", Nora))), 30, One(r, Text, null),
            One<int?>(r, null, null, 0, 4)),
        CommandName.MoveMeeting => new MoveMeeting(One(r, MeetingIds), FirstContactAt.AddDays(r.Next(-10, 1_000)), One<Place?>(r, null, Place.School)),
        CommandName.CancelMeeting => new CancelMeeting(One(r, MeetingIds), Text),
        CommandName.SendMaterials => new SendMaterials(One(r, MeetingIds), "sv", Some(r, "before-the-meeting", "a-pony")),
        CommandName.HoldMeeting => new HoldMeeting(One(r, MeetingIds), r.Next(2) == 0, r.Next(2) == 0 ? [Tea] : Some(r, People), One(r, Text, null), One<ImmutableArray<GoalRated>?>(r, null, Ratings(r))),
        CommandName.SignDuty => new SignDuty(One(r, MeetingIds), One(r, "check", "talk", "juggling")),
        CommandName.LeaveDutyOpen => new LeaveDutyOpen(One(r, MeetingIds), One(r, "check", "check", "talk", "juggling"), Text),
        CommandName.SkipMeeting => new SkipMeeting(Text),
        CommandName.AgreePlan => new AgreePlan(Some(r, new GoalSet(Text, -7)), Some(r, new TaskGiven(Text, One(r, People), DateOnly.MaxValue, One<OrganisationId?>(r, null, One(r, Organisations)), One(r, null, null, "n1", "n9")))),
        CommandName.RateGoals => new RateGoals(Ratings(r)),
        CommandName.CompleteTask => new CompleteTask(One(r, Tasks), One(r, Text, null)),
        CommandName.DropTask => new DropTask(One(r, Tasks), Text),
        CommandName.ChangeTask => new ChangeTask(One(r, Tasks), One(r, People), new DateOnly(2026, 5, 1).AddDays(r.Next(100)), Text),
        CommandName.OfferTask => new OfferTask(One(r, Tasks), One(r, People)),
        CommandName.TakeTask => new TakeTask(One(r, Tasks)),
        CommandName.PlanFollowUp => new PlanFollowUp(new DateOnly(2026, 3, 1).AddDays(r.Next(900))),
        CommandName.RecordFollowUp => new RecordFollowUp(r.Next(2) == 0, Text, One<ImmutableArray<GoalRated>?>(r, null, Ratings(r))),
        CommandName.AskFeedback => new AskFeedback(One(r, Enum.GetValues<FeedbackFrom>())),
        CommandName.RecordFeedback => new RecordFeedback(One(r, Enum.GetValues<FeedbackFrom>()), r.Next(1, 6), Text),
        CommandName.AskReceiver => new AskReceiver(One(r, "n1", "n2", "n3", ""), One(r, People)),
        CommandName.AcceptNeed => new AcceptNeed(One(r, "n1", "n2", "n3", "")),
        CommandName.OfferHandover => new OfferHandover(One(r, People), r.Next(2) == 0, One(r, Text, null), One<PersonId?>(r, null, Bea, One(r, People))),
        CommandName.AcceptHandover => new AcceptHandover(),
        CommandName.DeclineHandover => new DeclineHandover(Text),
        CommandName.WithdrawHandover => new WithdrawHandover(),
        CommandName.ExpireHandover => new ExpireHandover(),
        CommandName.AssignCoordinator => new AssignCoordinator(One(r, People), Text, false, One<PersonId?>(r, null, Bea, One(r, People))),
        CommandName.TakeContact => new TakeContact(One(r, Contacts), One(r, default(ImmutableArray<string>), ["key-elsewhere"], ["key-new", "key-child"])),
        CommandName.ReleaseContact => new ReleaseContact(One(r, Contacts), AnotherCase),
        CommandName.UndoJoin => new UndoJoin(One(r, Contacts), Text) { Own = AnotherCase },
        CommandName.Merge => Duplicate((Merge)WellFormed.Command(name, NoCase.Yet, Anna), r),
        CommandName.CloseAsMerged => new CloseAsMerged(AnotherCase),
        CommandName.Note => new Note(Text),
        CommandName.RaiseFlag => new RaiseFlag(One(r, "secret-address", "red")),
        CommandName.LowerFlag => new LowerFlag(One(r, "secret-address", "red")),
        CommandName.ReferDocument => new ReferDocument(Text, Text, Text, Text),
        CommandName.Suspend => new Suspend(Text),
        CommandName.Resume => new Resume(One(r, Text, null)),
        CommandName.ExtendDeadline => new ExtendDeadline(One(r, [DeadlineKey.UrgencyJudged, DeadlineKey.NextFollowUp, DeadlineKey.NextFollowUp, .. Enum.GetValues<DeadlineKey>()]), new DateOnly(2026, 3, 10).AddDays(r.Next(400)), Text),
        CommandName.SetDueDate => r.Next(2) == 0 ? new SetDueDate(One(r, [DeadlineKey.MatterDecided, .. Enum.GetValues<DeadlineKey>()]), new DateOnly(2026, 3, 1).AddDays(r.Next(400)))
            : new SetDueDate(DeadlineKey.MatterDecided, DueAt: FirstContactAt.AddHours(r.Next(-100, 5_000)), Reason: Text),
        CommandName.NoteDeadlineNear => new NoteDeadlineNear(One(r, Enum.GetValues<DeadlineKey>())),
        CommandName.MigrateModel => new MigrateModel(r.Next(1, 5)),
        CommandName.RecordOutcome => new RecordOutcome(One(r, Enum.GetValues<FamilyOutcome>()), One(r, Text, null)),
        CommandName.Close => new Close(
            One(r, [.. OneContact.Results.Select(x => x.Key), OperatingModelFile.ReferredResult, OperatingModelFile.ReferredResult, OperatingModelFile.MergedResult, ""]), Text),
        CommandName.Reopen => new Reopen(Text, One<PersonId?>(r, null, One(r, People)), One<PersonId?>(r, null, Bea)),
        CommandName.NoteDeadlineMissed => new NoteDeadlineMissed(One(r, Enum.GetValues<DeadlineKey>())),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "a new command needs nonsense here"),
    };

    static Merge Duplicate(Merge merge, Random r) => r.Next(4) switch
    {
        0 => merge with { Duplicate = TheCase },
        1 => merge with { Other = null, Words = null },
        2 => merge with { Other = merge.Other! with { Group = "elsewhere" } },
        _ => merge with { Reason = Text, Other = merge.Other! with { SpecialSupport = new(Needed: true, Bea, FirstContactAt), PendingAt = FirstContactAt, Deadlines = [] } },
    };

    /// <summary>Members with and without identifiers, alike or not, one of them perhaps twice; and other cases touched, perhaps.</summary>
    public static ReceiveContact Family(ReceiveContact contact, Random r) => contact with
    {
        Contact = One(r, Contacts), Content = new(Text, []), Touches = r.Next(3) == 0 ? [TheCase, AnotherCase] : [],
        Members = [.. Enumerable.Range(0, r.Next(4)).Select(_ => new NamedMember(
            One(r, Enum.GetValues<MemberRole>()), One(r, Keys), One(r, Likenesses), new MemberContent(Text, Text, Text, null, Text)))],
    };

    public static DateTimeOffset? Time(DateTimeOffset now, Random r) => r.Next(12) switch
    {
        0 => now.AddMinutes(-r.Next(10_000)),
        1 => now.AddMinutes(r.Next(10_000)),
        2 => One<DateTimeOffset?>(r, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, now),
        _ => null,
    };

    static ImmutableArray<GoalRated> Ratings(Random r) => Some(r, new GoalRated("g1", r.Next(11)), new("g1", 3), new("g99", 4));

    static T One<T>(Random r, params T[] all) => all[r.Next(all.Length)];
    static ImmutableArray<T> Some<T>(Random r, params T[] all) => [.. all.Where(_ => r.Next(2) == 0)];
}
