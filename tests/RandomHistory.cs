using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

/// <summary>Families, contacts and commands as they come, sensible and not; the same seed gives the same.</summary>
sealed class RandomHistory(IStore store, int seed)
{
    readonly Random random = new(seed);
    readonly LocalDirectory directory = new(Decider, store, Rules);
    readonly List<CaseId> cases = [], phenomena = [];

    public IReadOnlyList<CaseId> Cases => [.. cases, .. phenomena];
    public LocalDirectory Directory => directory;
    public DateTimeOffset Now { get; private set; } = Monday;

    public async Task Live(int commands, CancellationToken stop)
    {
        var joint = new Joint(Decider, store, Rules);
        var desk = new ContactDesk(directory, joint, store);
        for (var i = 0; i < commands; i++)
        {
            Now = Now.AddMinutes(random.Next(200));
            if (cases.Count < 3 || random.Next(5) == 0) await Receive(desk, $"{seed}-{i}", stop);
            else await Command(desk, Pick(cases), $"{seed}-{i}", stop);
            if (i % 30 == 20) await Notice(i, stop);
        }
        await new DeadlineWatch(directory, store, new FakeClock(Now), (id, broken) => throw new InvalidOperationException(id.Value, broken)).Run(stop);
    }

    async Task Receive(ContactDesk desk, string id, CancellationToken stop)
    {
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(5) == 0
            ? Nameless(Pick(["Leo", "Onni", "Eino"]), Pick(["Laine", "Niemi"]))
            : Child($"c{random.Next(60)}") with { Likeness = Keys.Likeness("family-services", Pick(["Leo", "Onni", "Eino"]), "Laine") }).DistinctBy(m => m.Key ?? m.Likeness);
        // Ids as a front end gives them, but the same for the same seed.
        var fresh = new CaseId($"{Now.ToUnixTimeMilliseconds():x12}{random.NextInt64():x16}"[..28] + "0000");
        var contact = Contact(fresh, Pick(["west", "east", "west"]), [.. members]) with { Contact = new(id), Channel = Pick(Enum.GetValues<Channel>()) };
        if (await desk.Receive(contact.By(Pick(Everybody), id, Now), stop) is Reply.Done { Answer.Stream: var stream } && !cases.Contains(CaseId.OfStream(stream))) cases.Add(CaseId.OfStream(stream));
    }

    /// <summary>
    /// A phenomenon, opened now and then; of two of one name the second is refused. What is done in the first is told by turns and not by
    /// chance, so that families go as they would without it.
    /// </summary>
    async Task Notice(int i, CancellationToken stop)
    {
        CaseId? parent = phenomena.Count > 0 ? phenomena[0] : null;
        var open = new OpenPhenomenon(
            new($"{Now.ToUnixTimeMilliseconds():x12}{i:x16}0000"), "phenomenon-co-development", Keys.Phenomenon("phenomena", $"Sleepless {seed} {i / 60}", "west"), "west", Enum.GetValues<PhenomenonLevel>()[i % 3],
            "sleep", new(2026, 1, 1), new(2026, 12, 31), new("Sleepless"), parent);
        var desk = new PhenomenonDesk(directory, store, Decider, Rules);
        if (await desk.Open(open.By(parent is null || i % 4 == 0 ? Aino : Mira, $"{seed}-{i}-seen", Now), stop) is Reply.Done { Answer.Stream: var stream }) phenomena.Add(CaseId.OfStream(stream));
        foreach (var command in TheFirst.Skip(i / 30 * 3).Take(3)) await directory.Send(phenomena[0], command.By(Aino, $"{seed}-{i}-{command.Name}", Now), stop);
    }

    CaseCommand[] TheFirst =>
    [
        new StartAssessment(), new CompleteAssessment("Shifts", [], [new("learning", "noise"), new("everyday-rhythm")]), new RaiseFlag("secret-address"),
        new PlanMeeting(Now.AddDays(3), Place.School, [new("dan")], DeveloperClients: 4), new HoldMeeting("meeting-1", FamilyAttended: false, [new("dan")], DeveloperClients: 3), new InviteParticipant(new("olli")),
        new AgreePlan([], [new("Quiet rooms", new("dan"), new(2026, 9, 1), Need: "n1")]), new RecordFeedback(FeedbackFrom.Participant, 4), new NameSubstitute(new("bea"), new(2026, 3, 1), new(2026, 12, 31)),
        new RecordConsent("m1", new("city"), "coordination", ConsentForm.Oral), new AskReceiver("n1", new("eva")), new AskFeedback(FeedbackFrom.Adult),
        new Close("given-up", "Nobody had time."), new Note("It comes back."), new Reopen("It came back"),
    ];

    async Task Command(ContactDesk desk, CaseId id, string key, CancellationToken stop)
    {
        var state = (await directory.Read(id, stop)).State;
        var c = state as OpenCase ?? (state as ClosedCase)?.Last;
        if (c is null) return;
        var actor = random.Next(6) == 0 ? Pick(Everybody) : Who(Asked(c).Value);
        var open = CaseDecider.Commands(state, new(actor, Now, Models, Town.Network)).Where(may => may.Blocked is null).Select(may => may.Name).ToHashSet();
        var onward = random.Next(3) > 0 || c.SuspendedAt is not null && random.Next(2) == 0;
        var commands = (onward ? Commands(c) : Work(c)).Where(command => open.Contains(command.Name) || random.Next(8) == 0).Append(new Note("Jotain tapahtui 👪")).ToArray();
        var command = onward && open.Contains(CommandName.Resume) ? new Resume("They are back") : Pick(commands);
        if (random.Next(4) == 0 && command is Note or OfferHandover) command = command with { OccurredAt = Now.AddHours(-random.Next(100)) };
        var ask = command.By(actor, key, Now);
        _ = command switch
        {
            TakeContact => await desk.Take(id, ask, stop),
            UndoJoin => await Undo(desk, id, ask, stop),
            Merge => await desk.Merge(id, ask, (_, other) => new(new MergedWords([.. other.Members.Select(m => new MemberContent("Leo", Member: m.Id))], [])), stop),
            _ => await directory.Send(id, ask, stop),
        };
    }

    async Task<Reply> Undo(ContactDesk desk, CaseId id, Ask<CaseCommand> ask, CancellationToken stop)
    {
        var own = new CaseId($"{Now.ToUnixTimeMilliseconds():x12}{random.NextInt64():x16}"[..28] + "0001");
        var reply = await desk.Undo(id, ask, own, (c, told) => new(Contact(own, c.Area, [.. told.Members
            .Select(m => new NamedMember(m.Role, CaseDecider.LeavingWith(c, told).Leaving.Contains(m.Id) ? m.Key : null, m.Likeness, new()))]) with { Contact = told.Contact, OccurredAt = told.At }), stop);
        if (reply is Reply.Done) cases.Add(own);
        return reply;
    }

    /// <summary>Mostly the coordinator; sometimes who is offered the case or asked to take part in it.</summary>
    PersonId Asked(OpenCase c) => random.Next(3) > 0 ? c.Coordinator : c.Offer?.To ?? (c.Invited.IsEmpty ? c.Coordinator : c.Invited[0]);

    /// <summary>What leads on.</summary>
    ImmutableArray<CaseCommand> Commands(OpenCase c) =>
    [
        new JudgeUrgency(Pick(Enum.GetValues<Urgency>())), new StartAssessment(), new Reassess("They asked"),
        new CompleteAssessment("Summary", [Heard.Child], [new("sleep-guidance"), new("safety", "work")]),
        new PlanMeeting(Now.AddDays(3), Place.Home, [Pick(Everybody).Person, new("dan")]),
        new HoldMeeting(c.Meetings.LastOrDefault()?.Id ?? "meeting-1", random.Next(5) > 0, [new("dan"), new("eva"), Pick(Everybody).Person], "Minutes"),
        new AgreePlan([new("Sleep", 4)], [new("Visit", Pick(Everybody).Person, new(2026, 5, 1))]),
        new AskReceiver(c.Needs.FirstOrDefault()?.Id ?? "n1", Pick(Everybody).Person), new AcceptNeed("n1"),
        new OfferHandover(Pick(Everybody).Person, random.Next(2) == 0), new AcceptHandover(), new DeclineHandover("No time"), new WithdrawHandover(),
        new AssignCoordinator(Pick(Everybody).Person, "Leave"), new TakeContact(c.Waiting.FirstOrDefault()?.Contact ?? new("none")),
        new Close(Pick(["moved-away", "family-declined", "goals-met", "referred-elsewhere"]), "Summary"), new Reopen("They came back", random.Next(2) == 0 ? null : Pick(Everybody).Person),
    ];

    /// <summary>What is done besides.</summary>
    ImmutableArray<CaseCommand> Work(OpenCase c)
    {
        var (person, task, meeting, today) = (Pick(Everybody).Person, Pick(["t1", "t2"]), c.Meetings.LastOrDefault()?.Id ?? "meeting-1", DateOnly.FromDateTime(Now.Date));
        return
        [
            new MarkPending(), new RecordCallBack(random.Next(2) == 0), new RecordLifeArea("everyday-life", "They laugh"), new RecordHearing(Heard.Child, "The light on"),
            new ChangeMember("m1", null, Keys.Likeness("family-services", Pick(["Leo", "Onni"]), "Laine"), new("Leo", "Laine")),
            new JudgeSpecialSupport(random.Next(3) > 0, "Her judgement"), new RecordChildProtectionNotification(new("clinic")), new RecordChildProtectionDecision(Pick(Enum.GetValues<ChildProtectionStage>())),
            new InviteParticipant(person), new AcceptInvitation(), new DeclineInvitation("No time"), new EndParticipation(person, "Moved"),
            new NamePair(person), new EndPair("Not needed"), new NameOwnWorker(person), new NameSubstitute(person, today, today.AddDays(random.Next(5))), new EndSubstitute(),
            new RecordConsent("m1", new("city"), "coordination", ConsentForm.Oral), new WithdrawConsent("c1"), new RecordLegalBasis(new("city"), LegalGround.LegalDuty, "35 §"),
            new MoveMeeting(meeting, Now.AddDays(random.Next(9))), new CancelMeeting(meeting, "Ill"), new RateGoals([new("g1", random.Next(11))]),
            new CompleteTask(task), new DropTask(task, "Not needed"), new ChangeTask(task, person, today.AddDays(9), "Holidays"), new OfferTask(task, person), new TakeTask(task),
            new PlanFollowUp(today.AddDays(random.Next(90))), new RecordFollowUp(random.Next(2) == 0, "Whole nights"), new AskFeedback(FeedbackFrom.Child), new RecordFeedback(FeedbackFrom.Child, 5),
            new RaiseFlag("secret-address"), new LowerFlag("secret-address"), new ReferDocument("Plan", "The city's"),
            new UndoJoin(c.Told.LastOrDefault()?.Contact ?? new("none"), "Another family"), new Merge(Pick(cases), "The same family"),
            new Suspend("Away"), new Suspend("Away"), new ExtendDeadline(DeadlineKey.NextFollowUp, today.AddDays(100), "Away"), new RecordOutcome(Pick(Enum.GetValues<FamilyOutcome>())),
        ];
    }

    /// <summary>
    /// Whatever else happened, there is one case that waited three days in its first phase and waits again, warns who opens it,
    /// and has something of every kind on somebody's agenda.
    /// </summary>
    public async Task<CaseId> Worked(CancellationToken stop)
    {
        var id = new CaseId("01960000000070008000000000000001");
        var (begun, days) = (Now, 3);
        CaseCommand[] first = [Contact(id, "west", Child("worked")), new JudgeUrgency(Urgency.Soon), new Suspend("They are away")];
        CaseCommand[] then =
        [
            new Resume("They are back"), .. ToThePlan[1..], new PlanMeeting(begun.AddDays(20), Place.Remote, [new("dan")]), new OfferTask("t1", new("olli")), new AskReceiver("n1", new("eva")),
            new InviteParticipant(new("fia")), new NameSubstitute(new("bea"), DateOnly.FromDateTime(begun.Date).AddDays(10), DateOnly.FromDateTime(begun.Date).AddDays(12)),
            new RaiseFlag("secret-address"), new Suspend("Away again"),
        ];
        foreach (var (command, i) in first.Concat(then).Select((command, i) => (command, i)))
            Assert.IsType<Reply.Done>(await directory.Send(id, command.By(Aino, $"worked-{i}", begun.AddDays(i < first.Length ? 0 : days).AddMinutes(i)), stop));
        cases.Add(id);
        return id;
    }

    T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];
}
