using System.Collections.Immutable;
using System.Diagnostics;

namespace Coordination.Core;

// This file decides: who may ask for what and in which phase, what is answered, and what becomes of it. The words stand in
// CaseCommands, CaseEvents and CaseState; the longer answers by theme in CaseContacts, CaseWork, CaseHandover and CaseEnding.

/// <summary>Who may give a command, and where beyond the workflow table it may be given.</summary>
public enum By { Anyone, Involved, Coordinator, LastCoordinatorOrManager, OfferReceiver, Manager, AskedReceiver, Engine }

public sealed record Rule(CommandName Name, By By, params ImmutableArray<Phase> In);

public sealed partial class CaseDecider : IDecider<CaseState, CaseCommand, CaseEvent>
{
    static readonly ImmutableArray<Phase> Open = [Phase.Contact, Phase.NeedsAssessment, Phase.JointMeeting, Phase.FollowUp];
    static readonly ImmutableArray<Phase> Always = [.. Open, Phase.Closed];

    /// <summary>Who may ask for what, and in which phases besides those the workflow table leads from.</summary>
    public static readonly ImmutableArray<Rule> Rules =
    [
        new(CommandName.ReceiveContact,     By.Anyone,                   Open),
        new(CommandName.JudgeUrgency,       By.Coordinator,              Open),
        new(CommandName.StartAssessment,    By.Coordinator),
        new(CommandName.SkipAssessment,     By.Coordinator),
        new(CommandName.CompleteAssessment, By.Coordinator),
        new(CommandName.Reassess,           By.Coordinator),
        new(CommandName.PlanMeeting,        By.Coordinator,              Phase.JointMeeting),
        new(CommandName.HoldMeeting,        By.Coordinator,              Phase.JointMeeting),
        new(CommandName.AgreePlan,          By.Coordinator),
        new(CommandName.AskReceiver,        By.Coordinator,              Open),
        new(CommandName.AcceptNeed,         By.AskedReceiver,            Open),
        new(CommandName.OfferHandover,      By.Coordinator,              Open),
        new(CommandName.AcceptHandover,     By.OfferReceiver,            Open),
        new(CommandName.DeclineHandover,    By.OfferReceiver,            Open),
        new(CommandName.WithdrawHandover,   By.Coordinator,              Open),
        new(CommandName.ExpireHandover,     By.Engine,                   Open),
        new(CommandName.AssignCoordinator,  By.Manager,                  Open),
        new(CommandName.TakeContact,        By.Coordinator,              Open),
        new(CommandName.ReleaseContact,     By.Anyone,                   Open),
        new(CommandName.Note,               By.Involved,                 Always),
        new(CommandName.Close,              By.Coordinator),
        new(CommandName.Reopen,             By.LastCoordinatorOrManager),
        new(CommandName.NoteDeadlineMissed, By.Engine,                   Open),
    ];

    public CaseState Initial => NoCase.Yet;

    public Decision<CaseEvent> Decide(CaseState state, CaseCommand command, Circumstances circumstances) =>
        Entitled(state, command.Name, circumstances.Actor) is { } notYours ? Refuse(notYours)
        : AlreadySo(state, command, circumstances) ? new Decision<CaseEvent>.AlreadySo()
        : (Blocked(state, command.Name, circumstances) ?? Untimely(state, command, circumstances)) is { } refusal ? Refuse(refusal)
        : Row(state, command, circumstances);

    /// <summary>What this caller may ask for now, and for everything else why not.</summary>
    public static IEnumerable<(CommandName Name, Refusal? Blocked)> Commands(CaseState state, Circumstances circumstances) =>
        from rule in Rules
        where rule.By != By.Engine && rule.Name is not (CommandName.ReleaseContact or CommandName.ReceiveContact)
        select (rule.Name, Entitled(state, rule.Name, circumstances.Actor) ?? Blocked(state, rule.Name, circumstances));

    public bool MaySee(Actor actor, CaseState state) => See(actor, state);

    /// <summary>
    /// Who may see a case: its coordinator, who is offered it, who takes part in it, the managers of its coordinator's
    /// organisation. The register's queries say the same in SQL; a test holds the two equal.
    /// </summary>
    public static bool See(Actor actor, CaseState state) => state switch
    {
        OpenCase c => actor.Person == c.Coordinator || actor.Person == c.Offer?.To || c.Participants.Contains(actor.Person)
            || (actor.Holds(Roles.Manager) && actor.Organisation == c.Organisation),
        ClosedCase c => See(actor, c.Last),
        _ => false,
    };

    static Refusal? Entitled(CaseState state, CommandName name, Actor actor) => (state, By: Rules[(int)name].By) switch
    {
        (_, By.Anyone) => null,
        (NoCase, _) => Refusal.NoSuchCase,
        (_, By.Engine) => actor == Actor.Engine ? null : See(actor, state) ? Refusal.EngineOnly : Refusal.NoSuchCase,
        _ when !See(actor, state) => Refusal.NoSuchCase,
        (ClosedCase c, By.Involved or By.LastCoordinatorOrManager) => Entitled(c.Last, name, actor),
        (ClosedCase c, By.Coordinator) when actor.Person == c.Last.Coordinator => null,
        (ClosedCase, _) => Refusal.CaseClosed,
        (OpenCase, By.Involved) => null,
        (OpenCase c, By.Coordinator) => actor.Person == c.Coordinator ? null : Refusal.NotCoordinator,
        (OpenCase c, By.LastCoordinatorOrManager) => actor.Person == c.Coordinator || (actor.Holds(Roles.Manager) && actor.Organisation == c.Organisation) ? null : Refusal.NotCoordinator,
        (OpenCase c, By.OfferReceiver) => c.Offer is null ? (actor.Person == c.Coordinator ? null : Refusal.NoOpenOffer)
            : actor.Person == c.Offer.To ? null : Refusal.NotOfferReceiver,
        (OpenCase c, By.Manager) => actor.Holds(Roles.Manager) && actor.Organisation == c.Organisation ? null : Refusal.NotManager,
        (OpenCase c, By.AskedReceiver) => c.Receivers.Any(r => r.Person == actor.Person) ? null : Refusal.NotAskedReceiver,
        _ => throw new UnreachableException(),
    };

    static bool AlreadySo(CaseState state, CaseCommand command, Circumstances by) => (state, command) switch
    {
        (OpenCase c, JudgeUrgency j) => c.Urgency == j.Urgency,
        (OpenCase c, StartAssessment) => c.Phase == Phase.NeedsAssessment,
        (OpenCase c, AskReceiver a) => c.Receivers.Any(r => r.Need == a.Need && r.Person == a.Person),
        (OpenCase c, AcceptNeed a) => c.Receivers.Contains(new Receiver(a.Need, by.Actor.Person, Accepted: true)),
        (OpenCase c, OfferHandover o) => c.Offer is { } offer && by.Now < offer.ExpiresFrom && offer.To == o.To && offer.Accompanied == o.Accompanied,
        (OpenCase c, AcceptHandover) => c.Offer is null && c.Coordinator == by.Actor.Person,
        (OpenCase c, ExpireHandover) => c.Offer is null,
        (OpenCase c, AssignCoordinator a) => c.Coordinator == a.To,
        (OpenCase c, NoteDeadlineMissed n) => !c.Deadlines.Any(d => d.Key == n.Key && !d.Missed),
        (ClosedCase c, Close x) => c.Result == x.Result,
        (ClosedCase, ExpireHandover or NoteDeadlineMissed) => true,
        _ => false,
    };

    static Refusal? Blocked(CaseState state, CommandName name, Circumstances circumstances)
    {
        if (state is NoCase) return name == CommandName.ReceiveContact ? null : Refusal.NoSuchCase;
        var c = state as OpenCase ?? ((ClosedCase)state).Last;
        var phase = state is ClosedCase ? Phase.Closed : c.Phase;
        var transition = Workflow.From(phase, name);
        if (transition is null && !Rules[(int)name].In.Contains(phase))
            return name == CommandName.Reopen ? Refusal.CaseNotClosed
                : phase == Phase.Closed ? Refusal.CaseClosed : Refusal.WrongPhase;
        var model = circumstances.Models.Of(c);
        if (transition is not null)
            foreach (var guard in transition.Guards)
                if (model.Requires(guard) && Missing(c, guard) is { } refusal)
                    return refusal;
        return (name, c) switch
        {
            (CommandName.SkipAssessment, _) when !model.MaySkip.Contains(Phase.NeedsAssessment) => Refusal.AssessmentMayNotBeSkipped,
            (CommandName.HoldMeeting, { Meetings: var all }) when all.All(m => m.Held) => all.IsEmpty ? Refusal.MeetingUnknown : Refusal.MeetingAlreadyHeld,
            (CommandName.AskReceiver, { Needs.IsEmpty: true }) => Refusal.NeedUnknown,
            (CommandName.OfferHandover, { Offer: { } offer }) when circumstances.Now < offer.ExpiresFrom => Refusal.OfferOpen,
            (CommandName.AcceptHandover or CommandName.DeclineHandover or CommandName.WithdrawHandover, { Offer: null }) => Refusal.NoOpenOffer,
            (CommandName.AcceptHandover, { Offer: { } offer }) when circumstances.Now >= offer.ExpiresFrom => Refusal.OfferExpired,
            (CommandName.TakeContact or CommandName.ReleaseContact, { Waiting.IsEmpty: true }) => Refusal.ContactUnknown,
            (CommandName.Close, { Waiting.IsEmpty: false }) => Refusal.ContactAwaitsDecision,
            _ => null,
        };
    }

    /// <summary>What a guard of the workflow finds missing in the case. Guards that look at the command stand in its row.</summary>
    public static Refusal? Missing(OpenCase c, Guard guard) => guard switch
    {
        Guard.UrgencyJudged => c.Urgency is null ? Refusal.UrgencyNotJudged : null,
        Guard.MeetingHeld => c.LastHeld is null ? Refusal.MeetingNotHeld : null,
        Guard.FamilyAttended => c.LastHeld is { FamilyAttended: true } ? null : Refusal.FamilyNotAttended,
        Guard.TwoServices => c.LastHeld is { Services: >= 2 } ? null : Refusal.FewerThanTwoServices,
        Guard.NeedsReceived => Received(c) ? null : Refusal.NeedsNotReceived,
        Guard.NoNeedFound => c.NoNeed ? null : Refusal.NeedFound,
        Guard.SomebodyHeard or Guard.NeedsKnown or Guard.PlanAgreed => null,
        _ => throw new UnreachableException(),
    };

    /// <summary>Nothing bounces: every open need has a receiver who accepted it after the last change of coordinator, and there is one to receive.</summary>
    static bool Received(OpenCase c) =>
        !c.Needs.IsEmpty && c.Needs.All(n => c.Receivers.Any(r => r.Need == n.Id && r.Accepted && r.Person != c.Coordinator));

    static Refusal? Untimely(CaseState state, CaseCommand command, Circumstances circumstances) => (state, command.OccurredAt) switch
    {
        (_, null) => null,
        (_, { } at) when at > circumstances.Now => Refusal.OccurredInFuture,
        (OpenCase c, { } at) when at < c.OpenedAt && command is not ReceiveContact => Refusal.OccurredBeforePhase,
        (OpenCase c, { } at) when at < c.EnteredAt && Workflow.From(c.Phase, command.Name) is not null => Refusal.OccurredBeforePhase,
        (ClosedCase c, { } at) when at < c.At && command is Reopen => Refusal.OccurredBeforePhase,
        _ => null,
    };

    // The rows. Where one ends in a question, it is answered by a function below that tells only that.
    static Decision<CaseEvent> Row(CaseState state, CaseCommand command, Circumstances by) => (state, command) switch
    {
        (NoCase, ReceiveContact x) => OpenBy(x, by),
        (OpenCase c, ReceiveContact x) => Join(c, x, by),
        (OpenCase, JudgeUrgency x) => Accept(new UrgencyJudged(x.Urgency)),
        (OpenCase c, StartAssessment x) => Accept(new AssessmentStarted(), Enter(c, x, by)),
        (OpenCase c, SkipAssessment x) => Accept(With(new AssessmentSkipped(), x.Reason), Enter(c, x, by)),
        (OpenCase c, CompleteAssessment x) => Complete(c, x, by),
        (OpenCase c, Reassess x) => Accept(With(new ReassessmentCalled(), x.Reason), Enter(c, x, by)),
        (OpenCase c, PlanMeeting x) => Plan(c, x, by),
        (OpenCase c, HoldMeeting x) => Hold(c, x, by),
        (OpenCase c, AgreePlan x) => Agree(c, x, by),
        (OpenCase c, AskReceiver x) when c.Needs.All(n => n.Id != x.Need) => Refuse(Refusal.NeedUnknown),
        (OpenCase, AskReceiver x) when by.Network.Find(x.Person) is not { Active: true } => Refuse(Refusal.PersonUnknown),
        (OpenCase c, AskReceiver x) when x.Person == c.Coordinator => Refuse(Refusal.ReceiverIsCoordinator),
        (OpenCase, AskReceiver x) => Accept(new ReceiverAsked(x.Need, x.Person)),
        (OpenCase c, AcceptNeed x) when !c.Receivers.Contains(new Receiver(x.Need, by.Actor.Person, Accepted: false)) => Refuse(Refusal.NotAskedReceiver),
        (OpenCase c, AcceptNeed) when by.Actor.Person == c.Coordinator => Refuse(Refusal.ReceiverIsCoordinator),
        (OpenCase, AcceptNeed x) => Accept(new NeedAccepted(x.Need, by.Actor.Person)),
        (OpenCase c, OfferHandover x) => MayReceive(x.To, c, by) is { } no ? Refuse(no) : Accept([.. Expired(c.Offer), With(Offer(c, x, by), x.Reason)]),
        (OpenCase { Offer: { } o }, AcceptHandover) when by.Network.Find(o.To) is not { MayCoordinate: true } => Refuse(Refusal.PersonMayNotCoordinate),
        (OpenCase { Offer: { } o }, AcceptHandover) => Accept(new HandoverAccepted(o.To, by.Actor.Organisation, o.Accompanied)),
        (OpenCase { Offer: { } o }, DeclineHandover x) => Accept(With(new HandoverDeclined(o.To), x.Reason)),
        (OpenCase, WithdrawHandover) => Accept(new HandoverWithdrawn()),
        (OpenCase { Offer: { } o }, ExpireHandover) => by.Now < o.ExpiresFrom ? new Decision<CaseEvent>.AlreadySo() : Accept(new HandoverExpired(o.To)),
        (OpenCase c, AssignCoordinator x) => MayReceive(x.To, c, by) is { } no ? Refuse(no)
            : Accept(With(new CoordinatorAssigned(x.To, OrganisationOf(x.To, by)), x.Reason)),
        (OpenCase c, TakeContact x) => Waiting(c, x.Contact) is { } w
            ? Accept(new ContactTaken(w.Contact, NewMembers(c, w.Members, x.HeldElsewhere.IsDefault ? [] : x.HeldElsewhere))) : Refuse(Refusal.ContactUnknown),
        (OpenCase c, ReleaseContact x) => Waiting(c, x.Contact) is null ? Refuse(Refusal.ContactUnknown) : Accept(new ContactReleased(x.Contact, x.TakenBy)),
        (_, Note x) => Accept(With(new NoteWritten(), x.Text)),
        (OpenCase c, Close x) => End(c, x, by),
        (ClosedCase c, Reopen x) => Reopen(c, x, by),
        (OpenCase c, NoteDeadlineMissed x) => c.Deadlines.First(d => d.Key == x.Key) is var d && by.Now < d.OverdueFrom
            ? new Decision<CaseEvent>.AlreadySo() : Accept(new DeadlineMissed(d.Key, d.DueOn)),
        _ => throw new UnreachableException($"{command.Name} passed its rule in {state.GetType().Name} but has no row"),
    };

    static Happening<CaseEvent> Enter(OpenCase c, CaseCommand x, Circumstances by) =>
        new(new PhaseEntered(c.Phase, Workflow.From(c.Phase, x.Name)!.To, x.OccurredAt ?? by.Now));

    static IEnumerable<Happening<CaseEvent>> Set(OperatingModel model, DeadlineKey key, DateTimeOffset at)
    {
        if (model.Deadline(key) is not { } rule) yield break;
        var (due, overdue) = rule.From(at, model.Calendar);
        yield return new(new DeadlineSet(key, due, overdue));
    }

    static Happening<CaseEvent> With(CaseEvent happened, string? text) => new(happened, text is null ? null : new TextContent(text));
    static Decision<CaseEvent> Refuse(Refusal refusal) => new Decision<CaseEvent>.Refuse(refusal);
    static Decision<CaseEvent> Accept(CaseEvent happened) => Accept(new Happening<CaseEvent>(happened));
    static Decision<CaseEvent> Accept(CaseEvent happened, Happening<CaseEvent> then) => Accept(new Happening<CaseEvent>(happened), then);
    static Decision<CaseEvent> Accept(params ImmutableArray<Happening<CaseEvent>> happenings) => new Decision<CaseEvent>.Accept(happenings);

    // ---- And what becomes of it. Never judges -------------------------------------------------------------------------

    public CaseState Evolve(CaseState state, CaseEvent happened) => (state, happened) switch
    {
        (NoCase, CaseOpened e) => new OpenCase(e.Case, e.Model, e.ModelVersion, e.Group, e.Area, e.At, e.Coordinator, e.Organisation, Phase.Contact, e.At, Stay: 1),
        (OpenCase c, ContactReceived e) => c with
        {
            Contacts = c.Contacts + 1, Reasons = [.. c.Reasons.Union(e.Reasons)], Language = e.Language, Interpreter = e.Interpreter, Members = Merge(c.Members, e.Members),
            MembersNamed = c.MembersNamed + e.Members.Length,
        },
        (OpenCase c, ContactHeld e) => c with { Waiting = c.Waiting.Add(new(e.Contact, e.Members, e.Touches)), MembersNamed = c.MembersNamed + e.Members.Length },
        (OpenCase c, ContactTaken e) => c with { Contacts = c.Contacts + 1, Members = Merge(c.Members, e.Members), MembersNamed = c.MembersNamed + e.Members.Length, Waiting = Without(c.Waiting, e.Contact) },
        (OpenCase c, ContactReleased e) => c with { Waiting = Without(c.Waiting, e.Contact) },
        (OpenCase c, DeadlineSet e) => c with { Deadlines = Without(c.Deadlines, e.Key).Add(new(e.Key, e.DueOn, e.OverdueFrom, Missed: false)) },
        (OpenCase c, DeadlineMissed e) => c with { Deadlines = [.. c.Deadlines.Select(d => d.Key == e.Key ? d with { Missed = true } : d)] },
        (OpenCase c, UrgencyJudged e) => c with { Urgency = e.Urgency, Deadlines = Without(c.Deadlines, DeadlineKey.UrgencyJudged) },
        (OpenCase c, PhaseEntered e) => c with
        {
            Phase = e.To, EnteredAt = e.At, Stay = c.Stay + 1, LastHeld = null, Deadlines = Without(c.Deadlines, DeadlineKey.NextFollowUp),
        },
        (OpenCase, AssessmentStarted or AssessmentSkipped or ReassessmentCalled) => state,
        (OpenCase c, AssessmentCompleted e) => c with { Needs = e.Needs, NoNeed = e.NoNeed, Receivers = [] },
        (OpenCase c, MeetingPlanned e) => c with { Meetings = c.Meetings.Add(new(e.Meeting, e.At, e.Place, e.Participants, Held: false)), Participants = Join(c.Participants, e.Participants) },
        (OpenCase c, MeetingHeld e) => c with
        {
            Meetings = [.. c.Meetings.Select(m => m.Id == e.Meeting ? m with { Held = true } : m)],
            LastHeld = new(e.Meeting, e.FamilyAttended, e.Services), Participants = Join(c.Participants, e.Attended),
        },
        (OpenCase c, PlanAgreed e) => c with { Goals = e.Goals, Tasks = e.Tasks, Participants = Join(c.Participants, e.Tasks.Select(t => t.Responsible)) },
        (OpenCase c, ReceiverAsked e) => c with { Receivers = c.Receivers.Add(new(e.Need, e.Person, Accepted: false)), Participants = Join(c.Participants, [e.Person]) },
        (OpenCase c, NeedAccepted e) => c with { Receivers = [.. c.Receivers.Select(r => r.Need == e.Need && r.Person == e.Person ? r with { Accepted = true } : r)] },
        (OpenCase c, HandoverOffered e) => c with { Offer = new(e.To, e.Accompanied, e.DueOn, e.ExpiresFrom) },
        (OpenCase c, HandoverAccepted e) => HandedTo(c, e.To, e.Organisation),
        (OpenCase c, HandoverDeclined or HandoverWithdrawn or HandoverExpired) => c with { Offer = null },
        (OpenCase c, CoordinatorAssigned e) => HandedTo(c, e.To, e.Organisation),
        (_, NoteWritten) => state,
        (OpenCase c, CaseClosed e) => new ClosedCase(c with { Offer = null, Deadlines = [], Stay = c.Stay + 1 }, e.Result, e.At),
        (ClosedCase c, CaseReopened e) => c.Last with
        {
            Coordinator = e.Coordinator, Organisation = e.Organisation, Phase = Phase.Contact, EnteredAt = e.At, Stay = c.Last.Stay + 1, Urgency = null, LastHeld = null, NoNeed = false,
            Receivers = [.. c.Last.Receivers.Select(r => r with { Accepted = false })],
        },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot happen to {state.GetType().Name}"),
    };

    /// <summary>The role passes in one step. What receivers accepted before, they accepted from somebody else.</summary>
    static OpenCase HandedTo(OpenCase c, PersonId to, OrganisationId organisation) => c with
    {
        Coordinator = to, Organisation = organisation, Offer = null, Receivers = [.. c.Receivers.Select(r => r with { Accepted = false })],
    };

    static ImmutableArray<Member> Merge(ImmutableArray<Member> known, ImmutableArray<Member> told) =>
        [.. known.Select(k => told.LastOrDefault(t => t.Id == k.Id) ?? k), .. told.Where(t => known.All(k => k.Id != t.Id)).DistinctBy(t => t.Id)];

    static ImmutableArray<PersonId> Join(ImmutableArray<PersonId> known, IEnumerable<PersonId> more) => [.. known.Union(more)];
    static ImmutableArray<Deadline> Without(ImmutableArray<Deadline> all, DeadlineKey key) => all.RemoveAll(d => d.Key == key);
    static ImmutableArray<WaitingContact> Without(ImmutableArray<WaitingContact> all, ContactId contact) => all.RemoveAll(w => w.Contact == contact);

    public Picture Picture(CaseState state) => Core.Picture.Of(state);
    public Written Write(Happening<CaseEvent> happening) => CaseJson.Write(happening);
    public CaseEvent Read(string type, string facts) => CaseJson.Read(type, facts);
}
