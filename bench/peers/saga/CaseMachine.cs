using MassTransit;

namespace Coordination.Peers.Saga;

/// <summary>The workflow as a MassTransit state machine: a state is a phase, an event is a command, a guard answers why not.</summary>
public sealed class CaseMachine : MassTransitStateMachine<CaseSaga>
{
    const int OfferDays = 3;

    public State Contact { get; } = null!;
    public State NeedsAssessment { get; } = null!;
    public State JointMeeting { get; } = null!;
    public State FollowUp { get; } = null!;
    public State Closed { get; } = null!;

    public Event<ContactTold> Told { get; } = null!;
    public Event<Asked<Note>> Noted { get; } = null!;
    public Event<Asked<JudgeUrgency>> Judged { get; } = null!;
    public Event<Asked<StartAssessment>> AssessmentStarted { get; } = null!;
    public Event<Asked<CompleteAssessment>> AssessmentCompleted { get; } = null!;
    public Event<Asked<Reassess>> ReassessmentCalled { get; } = null!;
    public Event<Asked<PlanMeeting>> MeetingPlanned { get; } = null!;
    public Event<Asked<HoldMeeting>> MeetingHeld { get; } = null!;
    public Event<Asked<AgreePlan>> PlanAgreed { get; } = null!;
    public Event<Asked<CompleteTask>> TaskCompleted { get; } = null!;
    public Event<Asked<RecordFollowUp>> FollowedUp { get; } = null!;
    public Event<Asked<Close>> CaseClosed { get; } = null!;
    public Event<Asked<OfferHandover>> HandoverOffered { get; } = null!;
    public Event<Asked<WithdrawHandover>> HandoverWithdrawn { get; } = null!;
    public Event<Asked<AcceptHandover>> HandoverAccepted { get; } = null!;

    public CaseMachine(Network network)
    {
        InstanceState(c => c.CurrentState);
        Event(() => Noted, Known);
        Event(() => Judged, Known);
        Event(() => AssessmentStarted, Known);
        Event(() => AssessmentCompleted, Known);
        Event(() => ReassessmentCalled, Known);
        Event(() => MeetingPlanned, Known);
        Event(() => MeetingHeld, Known);
        Event(() => PlanAgreed, Known);
        Event(() => TaskCompleted, Known);
        Event(() => FollowedUp, Known);
        Event(() => CaseClosed, Known);
        Event(() => HandoverOffered, Known);
        Event(() => HandoverWithdrawn, Known);
        Event(() => HandoverAccepted, Known);
        OnUnhandledEvent(Unhandled);

        State[] open = [Contact, NeedsAssessment, JointMeeting, FollowUp];
        Initially(When(Told).Then(c => Open(c.Saga, c.Message, network)).TransitionTo(Contact).Recorded("case-opened", "contact-received"));
        foreach (var state in open)
        {
            During(state,
                When(Told).Recorded("contact-received"),
                When(Judged).Unless((c, x) => NotCoordinators(c, x.By), b => b.UnlessSo((c, x) => c.Urgency == x.Command.Urgency, b => b
                    .Then(x => x.Saga.Urgency = x.Message.Command.Urgency).Recorded("urgency-judged"))),
                When(TaskCompleted).Unless(TaskRefused, b => b.UnlessSo((c, x) => TaskOf(c, x)!.Done, b => b
                    .Then(x => x.Saga.Work = x.Saga.Work with { Tasks = [.. x.Saga.Work.Tasks.Select(t => t.Id == x.Message.Command.Task ? t with { Done = true } : t)] }).Recorded("task-completed"))),
                When(CaseClosed).Unless(CloseRefused, b => b.Then(x => End(x.Saga, x.Message)).Entering(Closed).Recorded("case-closed")),
                When(HandoverOffered).Unless((c, x) => OfferRefused(c, x, network), b => b.UnlessSo(IsOffered, b => b
                    .Then(x => Offer(x.Saga, x.Message)).Recorded("handover-offered"))),
                When(HandoverWithdrawn).Unless((c, x) => NotCoordinators(c, x.By) ?? (c.OfferedTo is null ? Problem.NoOpenOffer : null), b => b
                    .Then(x => (x.Saga.OfferedTo, x.Saga.OfferExpires) = (null, null)).Recorded("handover-withdrawn")),
                When(HandoverAccepted).Unless(AcceptRefused, b => b.UnlessSo((c, _) => c.OfferedTo is null, b => b
                    .Then(x => Accept(x.Saga, x.Message, network)).Recorded("handover-accepted"))));
        }

        foreach (var state in (State[])[.. open, Closed])
            During(state, When(Noted).Unless((c, x) => NotSeen(c, x.By), b => b.Recorded("note-written")));

        During(Contact,
            When(AssessmentStarted).Unless((c, x) => NotCoordinators(c, x.By) ?? (c.Urgency is null ? Problem.UrgencyNotJudged : null), b => b
                .Entering(NeedsAssessment).Recorded("phase-entered")));
        During(NeedsAssessment,
            When(AssessmentStarted).Unless((c, x) => NotCoordinators(c, x.By), b => b.Respond(x => x.Message.SoAlready(x.Saga))),
            When(AssessmentCompleted).Unless(AssessmentRefused, b => b
                .Then(x => Assess(x.Saga, x.Message.Command))
                .IfElse(x => x.Message.Command.NoNeed, none => none.Recorded("assessment-completed"), some => some.Entering(JointMeeting).Recorded("assessment-completed", "phase-entered"))));
        During(JointMeeting,
            When(ReassessmentCalled).Unless((c, x) => NotCoordinators(c, x.By), b => b.Entering(NeedsAssessment).Recorded("reassessment-called", "phase-entered")),
            When(MeetingPlanned).Unless((c, x) => PlanningRefused(c, x, network), b => b.Then(x => Plan(x.Saga, x.Message.Command)).Recorded("meeting-planned")),
            When(MeetingHeld).Unless((c, x) => HoldingRefused(c, x, network), b => b.Then(x => Hold(x.Saga, x.Message.Command, network)).Recorded("meeting-held")),
            When(PlanAgreed).Unless((c, x) => PlanRefused(c, x, network), b => b
                .Then(x => Agree(x.Saga, x.Message.Command)).Entering(FollowUp).Recorded("plan-agreed", "phase-entered")));
        During(FollowUp,
            When(ReassessmentCalled).Unless((c, x) => NotCoordinators(c, x.By), b => b.Entering(NeedsAssessment).Recorded("reassessment-called", "phase-entered")),
            When(MeetingPlanned).Unless((c, x) => PlanningRefused(c, x, network), b => b
                .Then(x => Plan(x.Saga, x.Message.Command)).Entering(JointMeeting).Recorded("meeting-planned", "phase-entered")),
            When(FollowedUp).Unless((c, x) => NotCoordinators(c, x.By), b => b.Recorded("follow-up-recorded")));
    }

    /// <summary>Nobody but a contact opens a case.</summary>
    static void Known<T>(IEventCorrelationConfigurator<CaseSaga, Asked<T>> correlation) where T : CaseCommand =>
        correlation.OnMissingInstance(missing => missing.ExecuteAsync(context => context.RespondAsync(Reply.No(Problem.NoSuchCase))));

    static Task Unhandled(UnhandledEventContext<CaseSaga> context)
    {
        var (c, by) = (context.Saga, context.TryGetMessage<IAsked>(out var asked) ? asked.Message.By : throw new NotSupportedException($"{context.Event.Name} is no command"));
        return context.RespondAsync(Reply.No(
            (context.Event.Name == nameof(Told) ? null : NotSeen(c, by))
            ?? (c.CurrentState == nameof(Closed) ? Problem.CaseClosed : c.Coordinator != by.Actor.Id ? Problem.NotCoordinator : Problem.WrongPhase)));
    }

    static Problem? NotSeen(CaseSaga c, Asking by) =>
        !c.MayBeSeenBy(by.Actor) ? Problem.NoSuchCase : by.IfVersion is { } seen && seen != c.Version ? Problem.VersionMismatch with { Version = c.Version } : null;

    static Problem? NotCoordinators(CaseSaga c, Asking by) => NotSeen(c, by) ?? (by.Actor.Id == c.Coordinator ? null : Problem.NotCoordinator);

    static Problem? AssessmentRefused(CaseSaga c, Asked<CompleteAssessment> x) => NotCoordinators(c, x.By) ?? x.Command switch
    {
        { Heard.Count: 0 } => Problem.NobodyHeard,
        { NoNeed: true, Needs.Count: > 0 } => Problem.NeedsContradictory,
        { NoNeed: false, Needs.Count: 0 } => Problem.NeedsUnknown,
        _ => null,
    };

    static Problem? PlanningRefused(CaseSaga c, Asked<PlanMeeting> x, Network network) =>
        NotCoordinators(c, x.By) ?? (x.Command.Participants.Any(p => network.Find(p) is null) ? Problem.PersonUnknown : null);

    static Problem? HoldingRefused(CaseSaga c, Asked<HoldMeeting> x, Network network) =>
        NotCoordinators(c, x.By) ?? c.Work.Meetings.FirstOrDefault(m => m.Id == x.Command.Meeting) switch
        {
            null => Problem.MeetingUnknown,
            { Held: true } => Problem.MeetingAlreadyHeld,
            _ => x.Command.Attended.Any(p => network.Find(p) is null) ? Problem.PersonUnknown : null,
        };

    static Problem? PlanRefused(CaseSaga c, Asked<AgreePlan> x, Network network) =>
        NotCoordinators(c, x.By) ?? c.Work.Meetings.LastOrDefault(m => m.Held) switch
        {
            null => Problem.MeetingNotHeld,
            { FamilyAttended: false } => Problem.FamilyNotAttended,
            { Services: < 2 } => Problem.FewerThanTwoServices,
            _ => x.Command is { Goals.Count: 0, Tasks.Count: 0 } ? Problem.PlanEmpty : x.Command.Tasks.Any(t => network.Find(t.Responsible) is null) ? Problem.PersonUnknown : null,
        };

    static Problem? TaskRefused(CaseSaga c, Asked<CompleteTask> x) =>
        NotSeen(c, x.By) ?? (TaskOf(c, x) is not { } task ? Problem.TaskUnknown
            : task.Done || x.By.Actor.Id == c.Coordinator || x.By.Actor.Id == task.Responsible ? null : Problem.NotResponsible);

    static PlanTask? TaskOf(CaseSaga c, Asked<CompleteTask> x) => c.Work.Tasks.FirstOrDefault(t => t.Id == x.Command.Task);

    static Problem? CloseRefused(CaseSaga c, Asked<Close> x)
    {
        if (NotCoordinators(c, x.By) is { } no) return no;
        if (c.CurrentState == nameof(Contact) && c.Urgency is null) return Problem.UrgencyNotJudged;
        if (c.Work.Tasks.Any(t => !t.Done)) return Problem.TasksOpen;
        var state = x.Command.Result switch
        {
            "moved-away" or "family-declined" => c.CurrentState,
            "advice-given" => nameof(Contact),
            "no-need" => nameof(NeedsAssessment),
            "goals-met" or "services-continue" => nameof(FollowUp),
            _ => null,
        };
        return state is null ? Problem.ResultUnknown : state != c.CurrentState ? Problem.ResultNotInThisPhase
            : x.Command.Result == "no-need" && !c.Work.NoNeed ? Problem.NeedFound : null;
    }

    static bool IsOffered(CaseSaga c, Asked<OfferHandover> x) => c.OfferedTo == x.Command.To && c.OfferAccompanied == x.Command.Accompanied && x.By.Now < c.OfferExpires;

    static Problem? OfferRefused(CaseSaga c, Asked<OfferHandover> x, Network network) =>
        NotCoordinators(c, x.By) ?? network.Find(x.Command.To) switch
        {
            null => Problem.PersonUnknown,
            { MayCoordinate: false } => Problem.PersonMayNotCoordinate,
            { Id: var to } when to == c.Coordinator => Problem.AlreadyCoordinator,
            _ => c.OfferedTo is not null && x.By.Now < c.OfferExpires && !IsOffered(c, x) ? Problem.OfferOpen : null,
        };

    static Problem? AcceptRefused(CaseSaga c, Asked<AcceptHandover> x) =>
        NotSeen(c, x.By) ?? (c.OfferedTo is null ? (x.By.Actor.Id == c.Coordinator ? null : Problem.NoOpenOffer)
            : x.By.Actor.Id != c.OfferedTo ? Problem.NotOfferReceiver : x.By.Now >= c.OfferExpires ? Problem.OfferExpired : null);

    static void Open(CaseSaga c, ContactTold x, Network network)
    {
        var area = x.Contact.Area ?? network.AreaOf(x.By.Actor)!;
        var coordinator = network.Catch(area, x.By.Actor, x.CorrelationId)!;
        (c.Coordinator, c.Organisation, c.Area, c.OpenedAt, c.EnteredAt) = (coordinator.Id, network.OrganisationOf(coordinator), area, x.By.Now, x.By.Now);
    }

    static void Assess(CaseSaga c, CompleteAssessment x) =>
        c.Work = c.Work with { NoNeed = x.NoNeed, Needs = [.. x.Needs.Select((n, i) => new Need($"n{i + 1}", n.Code, n.Service))] };

    static void Plan(CaseSaga c, PlanMeeting x) =>
        c.Work = c.Work with { Meetings = [.. c.Work.Meetings, new($"meeting-{c.Work.Meetings.Count + 1}", x.At.ToUniversalTime(), x.Place, x.Participants)] };

    static void Hold(CaseSaga c, HoldMeeting x, Network network)
    {
        var services = x.Attended.Select(p => network.ServiceOf(network.Find(p)!)).Distinct().Count();
        c.Work = c.Work with { Meetings = [.. c.Work.Meetings.Select(m => m.Id == x.Meeting ? m with { Held = true, FamilyAttended = x.FamilyAttended, Services = services } : m)] };
    }

    static void Agree(CaseSaga c, AgreePlan x) => c.Work = c.Work with
    {
        Goals = [.. c.Work.Goals, .. x.Goals.Select((g, i) => new Goal($"g{c.Work.Goals.Count + i + 1}", g.Text, g.Rating))],
        Tasks = [.. c.Work.Tasks, .. x.Tasks.Select((t, i) => new PlanTask($"t{c.Work.Tasks.Count + i + 1}", t.Text, t.Responsible, t.Due))],
    };

    static void Offer(CaseSaga c, Asked<OfferHandover> x) => (c.OfferedTo, c.OfferAccompanied, c.OfferExpires) = (x.Command.To, x.Command.Accompanied, x.By.Now.AddDays(OfferDays));

    static void Accept(CaseSaga c, Asked<AcceptHandover> x, Network network) =>
        (c.Coordinator, c.Organisation, c.OfferedTo, c.OfferExpires) = (x.By.Actor.Id, network.OrganisationOf(x.By.Actor), null, null);

    static void End(CaseSaga c, Asked<Close> x) => (c.OfferedTo, c.OfferExpires, c.Result, c.ClosedAt) = (null, null, x.Command.Result, x.By.Now);
}
