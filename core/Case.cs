using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Coordination.Core;

// This file tells the case: what may be asked, what may happen, what is remembered, who may refuse, in that order.

// ---- What may be asked ------------------------------------------------------------------------------------------------

public abstract record CaseCommand
{
    /// <summary>When it happened, if before it was recorded. Never in the future.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    [JsonIgnore] public abstract CommandName Name { get; }
}

/// <summary>Opens the case or joins it. With <paramref name="Touches"/> it names members of other open cases too, and waits for a person to decide.</summary>
public sealed record ReceiveContact(
    CaseId Case, ContactId Contact, string Model, string? Area, Channel Channel, Source Source, UnitId? Unit,
    ImmutableArray<string> Reasons, string Language, bool Interpreter, Basis Basis,
    ImmutableArray<NamedMember> Members, ImmutableArray<CaseId> Touches, ContactContent Content) : CaseCommand
{
    public override CommandName Name => CommandName.ReceiveContact;
}

/// <summary>A member as a contact names them: a keyed hash of the identifier, one of the name, and what is said of them (content).</summary>
public sealed record NamedMember(MemberRole Role, string? Key, string? Likeness, MemberContent Content);

public sealed record JudgeUrgency(Urgency Urgency) : CaseCommand { public override CommandName Name => CommandName.JudgeUrgency; }
public sealed record StartAssessment : CaseCommand { public override CommandName Name => CommandName.StartAssessment; }
public sealed record SkipAssessment(string Reason) : CaseCommand { public override CommandName Name => CommandName.SkipAssessment; }
public sealed record NeedFoundIn(string Code, string? RootCause = null, string? Service = null);
public sealed record CompleteAssessment(string Summary, ImmutableArray<Heard> Heard, ImmutableArray<NeedFoundIn> Needs, bool NoNeed = false) : CaseCommand
{
    public override CommandName Name => CommandName.CompleteAssessment;
}
public sealed record Reassess(string Reason) : CaseCommand { public override CommandName Name => CommandName.Reassess; }
public sealed record PlanMeeting(DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants) : CaseCommand
{
    public override CommandName Name => CommandName.PlanMeeting;
}
public sealed record HoldMeeting(string Meeting, bool FamilyAttended, ImmutableArray<PersonId> Attended, string? Minutes = null) : CaseCommand
{
    public override CommandName Name => CommandName.HoldMeeting;
}
/// <summary>A goal in the family's own words; <paramref name="Rating"/> is the family's, 0 to 10.</summary>
public sealed record GoalSet(string Text, int Rating);
public sealed record TaskGiven(string Text, PersonId Responsible, DateOnly Due);
public sealed record AgreePlan(ImmutableArray<GoalSet> Goals, ImmutableArray<TaskGiven> Tasks) : CaseCommand { public override CommandName Name => CommandName.AgreePlan; }
public sealed record AskReceiver(string Need, PersonId Person) : CaseCommand { public override CommandName Name => CommandName.AskReceiver; }
public sealed record AcceptNeed(string Need) : CaseCommand { public override CommandName Name => CommandName.AcceptNeed; }
public sealed record OfferHandover(PersonId To, bool Accompanied = false, string? Reason = null) : CaseCommand { public override CommandName Name => CommandName.OfferHandover; }
public sealed record AcceptHandover : CaseCommand { public override CommandName Name => CommandName.AcceptHandover; }
public sealed record DeclineHandover(string Reason) : CaseCommand { public override CommandName Name => CommandName.DeclineHandover; }
public sealed record WithdrawHandover : CaseCommand { public override CommandName Name => CommandName.WithdrawHandover; }
public sealed record ExpireHandover : CaseCommand { public override CommandName Name => CommandName.ExpireHandover; }
public sealed record AssignCoordinator(PersonId To, string Reason) : CaseCommand { public override CommandName Name => CommandName.AssignCoordinator; }
/// <summary>A person decides that a waiting contact belongs here. <paramref name="HeldElsewhere"/>: keys of members that stay in the other cases.</summary>
public sealed record TakeContact(ContactId Contact, [property: JsonIgnore] ImmutableArray<string> HeldElsewhere = default) : CaseCommand
{
    public override CommandName Name => CommandName.TakeContact;
}
/// <summary>The other half of <see cref="TakeContact"/>, in the cases that did not get the contact; only together with it.</summary>
public sealed record ReleaseContact(ContactId Contact, CaseId TakenBy) : CaseCommand { public override CommandName Name => CommandName.ReleaseContact; }
public sealed record Note(string Text) : CaseCommand { public override CommandName Name => CommandName.Note; }
public sealed record Close(string Result, string Summary) : CaseCommand { public override CommandName Name => CommandName.Close; }
public sealed record Reopen(string Reason, PersonId? Coordinator = null) : CaseCommand { public override CommandName Name => CommandName.Reopen; }
public sealed record NoteDeadlineMissed(DeadlineKey Key) : CaseCommand { public override CommandName Name => CommandName.NoteDeadlineMissed; }

// ---- What may happen: facts. Content, which no rule sees, stands beside them ------------------------------------------

public abstract record CaseEvent;

public sealed record CaseOpened(
    CaseId Case, string Model, int ModelVersion, string Group, string Area, PersonId Coordinator, OrganisationId Organisation, DateTimeOffset At) : CaseEvent;
public sealed record ContactReceived(
    ContactId Contact, Channel Channel, Source Source, UnitId Unit, ImmutableArray<string> Reasons, string Language, bool Interpreter,
    Basis Basis, ImmutableArray<Member> Members) : CaseEvent;
public sealed record ContactHeld(
    ContactId Contact, Channel Channel, Source Source, UnitId Unit, ImmutableArray<string> Reasons, string Language, bool Interpreter,
    Basis Basis, ImmutableArray<Member> Members, ImmutableArray<CaseId> Touches) : CaseEvent;
public sealed record ContactTaken(ContactId Contact, ImmutableArray<Member> Members) : CaseEvent;
public sealed record ContactReleased(ContactId Contact, CaseId TakenBy) : CaseEvent;
public sealed record DeadlineSet(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom) : CaseEvent;
public sealed record DeadlineMissed(DeadlineKey Key, DateOnly DueOn) : CaseEvent;
public sealed record UrgencyJudged(Urgency Urgency) : CaseEvent;
public sealed record PhaseEntered(Phase From, Phase To, DateTimeOffset At) : CaseEvent;
public sealed record AssessmentStarted : CaseEvent;
public sealed record AssessmentSkipped : CaseEvent;
public sealed record AssessmentCompleted(ImmutableArray<Heard> Heard, ImmutableArray<Need> Needs, bool NoNeed) : CaseEvent;
public sealed record ReassessmentCalled : CaseEvent;
public sealed record MeetingPlanned(string Meeting, DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants) : CaseEvent;
public sealed record MeetingHeld(string Meeting, bool FamilyAttended, ImmutableArray<PersonId> Attended, int Services) : CaseEvent;
public sealed record PlanAgreed(ImmutableArray<Goal> Goals, ImmutableArray<PlanTask> Tasks) : CaseEvent;
public sealed record ReceiverAsked(string Need, PersonId Person) : CaseEvent;
public sealed record NeedAccepted(string Need, PersonId Person) : CaseEvent;
public sealed record HandoverOffered(PersonId To, bool Accompanied, DateOnly DueOn, DateTimeOffset ExpiresFrom) : CaseEvent;
public sealed record HandoverAccepted(PersonId To, OrganisationId Organisation, bool Accompanied) : CaseEvent;
public sealed record HandoverDeclined(PersonId By) : CaseEvent;
public sealed record HandoverWithdrawn : CaseEvent;
public sealed record HandoverExpired(PersonId To) : CaseEvent;
public sealed record CoordinatorAssigned(PersonId To, OrganisationId Organisation) : CaseEvent;
public sealed record NoteWritten : CaseEvent;
public sealed record CaseClosed(string Result, DateTimeOffset At) : CaseEvent;
public sealed record CaseReopened(PersonId Coordinator, OrganisationId Organisation, DateTimeOffset At) : CaseEvent;

public sealed record ContactContent(string OwnWords, ImmutableArray<MemberContent> Members);
public sealed record MemberContent(
    string? GivenName = null, string? FamilyName = null, string? Identifier = null, DateOnly? Born = null, string? Phone = null, string? Member = null);
public sealed record TextContent(string Text);
/// <param name="RootCauses">One per need, in their order; null where none was told.</param>
public sealed record AssessmentContent(string Summary, ImmutableArray<string?> RootCauses);
public sealed record PlanContent(ImmutableArray<string> Goals, ImmutableArray<string> Tasks);

// ---- What is remembered: facts only ------------------------------------------------------------------------------------

/// <summary>A family member of a case. Of two with the same key there is only one; the key is free again when the case closes.</summary>
public sealed record Member(string Id, MemberRole Role, string? Key, string? Likeness);
public sealed record Need(string Id, string Code, string? Service);
public sealed record Goal(string Id, int Rating);
public sealed record PlanTask(string Id, PersonId Responsible, DateOnly Due);
public sealed record Meeting(string Id, DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants, bool Held);
public sealed record HeldMeeting(string Id, bool FamilyAttended, int Services);
/// <param name="DueOn">The last day on which it is in time.</param>
/// <param name="OverdueFrom">The first instant at which it is late: the start of the next day where the case lives.</param>
public sealed record Deadline(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom, bool Missed);
public sealed record Offer(PersonId To, bool Accompanied, DateOnly DueOn, DateTimeOffset ExpiresFrom);
public sealed record WaitingContact(ContactId Contact, ImmutableArray<Member> Members, ImmutableArray<CaseId> Touches);
/// <summary>Somebody asked to take responsibility for a need, and whether they did.</summary>
public sealed record Receiver(string Need, PersonId Person, bool Accepted);

public abstract record CaseState;

public sealed record NoCase : CaseState
{
    public static readonly NoCase Yet = new();
}

/// <summary>A case that somebody is responsible for: <paramref name="Coordinator"/> is one person, never none, never two.</summary>
public sealed record OpenCase(
    CaseId Case, string Model, int ModelVersion, string Group, string Area, DateTimeOffset OpenedAt,
    PersonId Coordinator, OrganisationId Organisation, Phase Phase, DateTimeOffset EnteredAt, int Stay) : CaseState
{
    public int Contacts { get; init; }
    public ImmutableArray<string> Reasons { get; init; } = [];
    public string Language { get; init; } = "fi";
    public bool Interpreter { get; init; }
    public ImmutableArray<Member> Members { get; init; } = [];
    /// <summary>How many members contacts have named so far, so that no member's id is given twice.</summary>
    public int MembersNamed { get; init; }
    public ImmutableArray<WaitingContact> Waiting { get; init; } = [];
    public Urgency? Urgency { get; init; }
    public ImmutableArray<Deadline> Deadlines { get; init; } = [];
    public ImmutableArray<Need> Needs { get; init; } = [];
    public bool NoNeed { get; init; }
    public ImmutableArray<Meeting> Meetings { get; init; } = [];
    public HeldMeeting? LastHeld { get; init; }
    public ImmutableArray<Goal> Goals { get; init; } = [];
    public ImmutableArray<PlanTask> Tasks { get; init; } = [];
    public ImmutableArray<Receiver> Receivers { get; init; } = [];
    public ImmutableArray<PersonId> Participants { get; init; } = [];
    public Offer? Offer { get; init; }
}

/// <summary>A closed case remembers how it stood, its last coordinator too.</summary>
public sealed record ClosedCase(OpenCase Last, string Result, DateTimeOffset At) : CaseState;

// ---- Who may refuse ----------------------------------------------------------------------------------------------------

/// <summary>Who may give a command, and where beyond the workflow table it may be given.</summary>
public enum By { Anyone, Involved, Coordinator, LastCoordinatorOrManager, OfferReceiver, Manager, AskedReceiver, Engine }

public sealed record Rule(CommandName Name, By By, params ImmutableArray<Phase> In);

public sealed class CaseDecider : IDecider<CaseState, CaseCommand, CaseEvent>
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

    static Decision<CaseEvent> OpenBy(ReceiveContact x, Circumstances by)
    {
        var at = x.OccurredAt ?? by.Now;
        if (by.Models.ValidAt(x.Model, at) is not { } model) return Refuse(Refusal.ModelUnknown);
        if (by.Network.Find(x.Unit ?? by.Actor.Unit) is not { } unit) return Refuse(Refusal.UnitUnknown);
        if (x.Reasons.Any(r => !model.HasReason(r))) return Refuse(Refusal.ReasonUnknown);
        var area = x.Area ?? unit.Areas.FirstOrDefault();
        if (area is null || !by.Network.Areas.Contains(area)) return Refuse(Refusal.AreaUnknown);
        if (by.Network.Catch(model.CatchingService, area, by.Actor.Person, x.Case) is not { } coordinator) return Refuse(Refusal.NobodyCatches);
        return Accept([
            new(new CaseOpened(x.Case, model.Key, model.Version, model.Group, area, coordinator.Id, by.Network.OrganisationOf(coordinator), at)),
            Told(x, unit.Id, Recognise([], 0, x.Members.Select(Unnumbered))),
            .. Set(model, DeadlineKey.UrgencyJudged, at)]);
    }

    static Decision<CaseEvent> Join(OpenCase c, ReceiveContact x, Circumstances by)
    {
        if (by.Network.Find(x.Unit ?? by.Actor.Unit) is not { } unit) return Refuse(Refusal.UnitUnknown);
        if (x.Reasons.Any(r => !by.Models.Of(c).HasReason(r))) return Refuse(Refusal.ReasonUnknown);
        var members = Recognise(c.Members, c.MembersNamed, x.Members.Select(Unnumbered));
        return Accept(x.Touches.IsEmpty
            ? Told(x, unit.Id, members)
            : new(new ContactHeld(x.Contact, x.Channel, x.Source, unit.Id, x.Reasons, x.Language, x.Interpreter, x.Basis, members, x.Touches), OwnWords(x, members)));
    }

    static Happening<CaseEvent> Told(ReceiveContact x, UnitId unit, ImmutableArray<Member> members) =>
        new(new ContactReceived(x.Contact, x.Channel, x.Source, unit, x.Reasons, x.Language, x.Interpreter, x.Basis, members), OwnWords(x, members));

    static ContactContent OwnWords(ReceiveContact x, ImmutableArray<Member> members) =>
        x.Content with { Members = [.. x.Members.Zip(members, (named, member) => named.Content with { Member = member.Id })] };

    static Member Unnumbered(NamedMember named) => new("", named.Role, named.Key, named.Likeness);

    /// <summary>A member already here keeps their id: known by identifier or, where one of the two has none, by name. Of two told with one identifier there is one.</summary>
    static ImmutableArray<Member> Recognise(ImmutableArray<Member> known, int next, IEnumerable<Member> told)
    {
        var now = known.ToList();
        return [.. told.Select(t =>
        {
            var at = now.FindIndex(m => t.Key is not null && m.Key == t.Key);
            if (at < 0) at = now.FindIndex(0, known.Length, m => t.Likeness is not null && m.Likeness == t.Likeness && m.Role == t.Role && (m.Key is null || t.Key is null));
            if (at >= 0) return now[at] = now[at] with { Key = now[at].Key ?? t.Key };
            now.Add(t.Id.Length > 0 && now.All(m => m.Id != t.Id) ? t : t with { Id = $"m{++next}" });
            return now[^1];
        })];
    }

    /// <summary>Who waits is looked for again: somebody may have told of them since.</summary>
    static ImmutableArray<Member> NewMembers(OpenCase c, ImmutableArray<Member> waiting, ImmutableArray<string> heldElsewhere) =>
        [.. Recognise(c.Members, c.MembersNamed, waiting.Where(m => m.Key is null || !heldElsewhere.Contains(m.Key))).Where(m => !c.Members.Contains(m))];

    static WaitingContact? Waiting(OpenCase c, ContactId contact) => c.Waiting.FirstOrDefault(w => w.Contact == contact);

    static Decision<CaseEvent> Complete(OpenCase c, CompleteAssessment x, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (model.Requires(Guard.SomebodyHeard) && x.Heard.IsEmpty) return Refuse(Refusal.NobodyHeard);
        if (x.NoNeed && !x.Needs.IsEmpty) return Refuse(Refusal.NeedsContradictory);
        if (model.Requires(Guard.NeedsKnown) && !x.NoNeed && x.Needs.IsEmpty) return Refuse(Refusal.NeedsUnknown);
        if (x.Needs.Any(n => !model.HasNeed(n.Code))) return Refuse(Refusal.NeedCodeUnknown);
        if (x.Needs.Any(n => n.Service is { } s && !model.HasService(s))) return Refuse(Refusal.ServiceUnknown);
        var needs = x.Needs.Select((n, i) => new Need($"n{i + 1}", n.Code, n.Service)).ToImmutableArray();
        Happening<CaseEvent> completed = new(
            new AssessmentCompleted([.. x.Heard.Distinct()], needs, x.NoNeed), new AssessmentContent(x.Summary, [.. x.Needs.Select(n => n.RootCause)]));
        return x.NoNeed ? Accept(completed) : Accept(completed, Enter(c, x, by));
    }

    static Decision<CaseEvent> Plan(OpenCase c, PlanMeeting x, Circumstances by)
    {
        if (x.Participants.Any(p => by.Network.Find(p) is not { Active: true })) return Refuse(Refusal.PersonUnknown);
        Happening<CaseEvent> planned = new(new MeetingPlanned($"meeting-{c.Meetings.Length + 1}", x.At, x.Place, [.. x.Participants.Distinct()]));
        return c.Phase == Phase.FollowUp ? Accept(planned, Enter(c, x, by)) : Accept(planned);
    }

    static Decision<CaseEvent> Hold(OpenCase c, HoldMeeting x, Circumstances by)
    {
        if (c.Meetings.FirstOrDefault(m => m.Id == x.Meeting) is not { } meeting) return Refuse(Refusal.MeetingUnknown);
        if (meeting.Held) return Refuse(Refusal.MeetingAlreadyHeld);
        if (x.Attended.Any(p => by.Network.Find(p) is null)) return Refuse(Refusal.PersonUnknown);
        var services = x.Attended.Select(p => by.Network.Find(by.Network.Find(p)!.Unit)!.Service).Distinct().Count();
        return Accept(With(new MeetingHeld(x.Meeting, x.FamilyAttended, [.. x.Attended.Distinct()], services), x.Minutes));
    }

    static Decision<CaseEvent> Agree(OpenCase c, AgreePlan x, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (model.Requires(Guard.PlanAgreed) && x.Goals.IsEmpty && x.Tasks.IsEmpty) return Refuse(Refusal.PlanEmpty);
        if (x.Tasks.Any(t => by.Network.Find(t.Responsible) is not { Active: true })) return Refuse(Refusal.PersonUnknown);
        var agreed = new PlanAgreed(
            [.. x.Goals.Select((g, i) => new Goal($"g{i + 1}", g.Rating))],
            [.. x.Tasks.Select((t, i) => new PlanTask($"t{i + 1}", t.Responsible, t.Due))]);
        var content = new PlanContent([.. x.Goals.Select(g => g.Text)], [.. x.Tasks.Select(t => t.Text)]);
        return Accept([new(agreed, content), Enter(c, x, by), .. Set(model, DeadlineKey.NextFollowUp, x.OccurredAt ?? by.Now)]);
    }

    static Refusal? MayReceive(PersonId to, OpenCase c, Circumstances by) => by.Network.Find(to) switch
    {
        not { Active: true } => Refusal.PersonUnknown,
        { MayCoordinate: false } => Refusal.PersonMayNotCoordinate,
        _ => to == c.Coordinator ? Refusal.AlreadyCoordinator : null,
    };

    static OrganisationId OrganisationOf(PersonId person, Circumstances by) => by.Network.OrganisationOf(by.Network.Find(person)!);

    /// <summary>An offer that ran out and that nobody noted yet ends where the next is made.</summary>
    static IEnumerable<Happening<CaseEvent>> Expired(Offer? offer) => offer is null ? [] : [new(new HandoverExpired(offer.To))];

    static HandoverOffered Offer(OpenCase c, OfferHandover x, Circumstances by)
    {
        var model = by.Models.Of(c);
        var (due, expires) = model.Deadline(DeadlineKey.HandoverAnswered)!.From(by.Now, model.Calendar); // who is asked has the whole time to answer, whenever it was agreed
        return new(x.To, x.Accompanied, due, expires);
    }

    static Decision<CaseEvent> End(OpenCase c, Close x, Circumstances by)
    {
        if (by.Models.Of(c).ResultOf(x.Result) is not { } result) return Refuse(Refusal.ResultUnknown);
        if (!result.Phases.Contains(c.Phase)) return Refuse(Refusal.ResultNotInThisPhase);
        foreach (var guard in result.Requires)
            if (Missing(c, guard) is { } missing)
                return Refuse(missing);
        return Accept(With(new CaseClosed(x.Result, x.OccurredAt ?? by.Now), x.Summary));
    }

    static Decision<CaseEvent> Reopen(ClosedCase c, Reopen x, Circumstances by)
    {
        var to = x.Coordinator ?? c.Last.Coordinator;
        if (by.Network.Find(to) is not { Active: true } person) return Refuse(Refusal.PersonUnknown);
        if (!person.MayCoordinate) return Refuse(Refusal.PersonMayNotCoordinate);
        var at = x.OccurredAt ?? by.Now;
        return Accept([
            With(new CaseReopened(to, by.Network.OrganisationOf(person), at), x.Reason),
            .. Set(by.Models.Of(c.Last), DeadlineKey.UrgencyJudged, at)]);
    }

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
