using System.Collections.Immutable;
using System.Diagnostics;

namespace Coordination.Core;

// This file decides who may ask for what and in which phase, and leads each command to its answer. The words stand in
// CaseCommands, CaseEvents and CaseState; the answers by theme in CaseContacts, CaseWork, CaseMeetings, CasePlan, CasePeople,
// CaseHandover, CaseTime, CaseMerging and CaseEnding; what the workflow waits for in CaseGuards; what becomes of the case by an event in CaseEvolution.

/// <summary>Who may give a command. Where the coordinator may, so may who substitutes for them.</summary>
public enum By { Anyone, WhoMayOpen, Involved, Coordinator, CoordinatorOrManager, OfferReceiver, Manager, AskedReceiver, Invited, Engine }

/// <param name="In">In which phases it may be given, besides those the workflow table leads from.</param>
public sealed record Rule(CommandName Name, By By, params ImmutableArray<Phase> In);

public sealed partial class CaseDecider : IDecider<CaseState, CaseCommand, CaseEvent>
{
    static readonly ImmutableArray<Phase> Open = [Phase.Contact, Phase.NeedsAssessment, Phase.JointMeeting, Phase.FollowUp];
    static readonly ImmutableArray<Phase> Always = [.. Open, Phase.Closed];

    /// <summary>Who may ask for what, and in which phases besides those the workflow table leads from.</summary>
    public static readonly ImmutableArray<Rule> Rules =
    [
        new(CommandName.ReceiveContact,           By.Anyone,               Open),
        new(CommandName.OpenPhenomenon,           By.WhoMayOpen),
        new(CommandName.JudgeUrgency,             By.Coordinator,          Open),
        new(CommandName.MarkPending,              By.Coordinator,          Open),
        new(CommandName.RecordCallBack,           By.Involved,             Open),
        new(CommandName.TakeContact,              By.Coordinator,          Open),
        new(CommandName.ReleaseContact,           By.Anyone,               Open),
        new(CommandName.UndoJoin,                 By.CoordinatorOrManager, Open),
        new(CommandName.ChangeMember,             By.Coordinator,          Open),
        new(CommandName.StartAssessment,          By.Coordinator),
        new(CommandName.SkipAssessment,           By.Coordinator),
        new(CommandName.RecordLifeArea,           By.Involved,             Open),
        new(CommandName.RecordHearing,            By.Involved,             Open),
        new(CommandName.CompleteAssessment,       By.Coordinator),
        new(CommandName.Reassess,                 By.Coordinator),
        new(CommandName.JudgeSpecialSupport,      By.Involved,             Open),
        new(CommandName.RequestServiceAssessment, By.Coordinator,          Open),
        new(CommandName.RecordChildProtectionNotification, By.Involved,    Open),
        new(CommandName.RecordChildProtectionDecision,     By.Coordinator, Open),
        new(CommandName.InviteParticipant,        By.Coordinator,          Open),
        new(CommandName.AcceptInvitation,         By.Invited,              Open),
        new(CommandName.DeclineInvitation,        By.Invited,              Open),
        new(CommandName.EndParticipation,         By.Coordinator,          Open),
        new(CommandName.NamePair,                 By.Coordinator,          Open),
        new(CommandName.EndPair,                  By.Coordinator,          Open),
        new(CommandName.NameOwnWorker,            By.Coordinator,          Open),
        new(CommandName.EndOwnWorker,             By.Coordinator,          Open),
        new(CommandName.NameSubstitute,           By.CoordinatorOrManager, Open),
        new(CommandName.EndSubstitute,            By.CoordinatorOrManager, Open),
        new(CommandName.RecordConsent,            By.Involved,             Open),
        new(CommandName.WithdrawConsent,          By.Involved,             Always),
        new(CommandName.RecordLegalBasis,         By.Coordinator,          Open),
        new(CommandName.EndLegalBasis,            By.CoordinatorOrManager, Always),
        new(CommandName.PlanMeeting,              By.Coordinator,          Phase.JointMeeting),
        new(CommandName.MoveMeeting,              By.Coordinator,          Open),
        new(CommandName.CancelMeeting,            By.Coordinator,          Open),
        new(CommandName.SendMaterials,            By.Involved,             Open),
        new(CommandName.HoldMeeting,              By.Coordinator,          Phase.JointMeeting),
        new(CommandName.SignDuty,                 By.Involved,             Open),
        new(CommandName.LeaveDutyOpen,            By.Coordinator,          Open),
        new(CommandName.SkipMeeting,              By.Coordinator),
        new(CommandName.AgreePlan,                By.Coordinator),
        new(CommandName.RateGoals,                By.Coordinator,          Open),
        new(CommandName.CompleteTask,             By.Involved,             Open),
        new(CommandName.DropTask,                 By.Coordinator,          Open),
        new(CommandName.ChangeTask,               By.Coordinator,          Open),
        new(CommandName.OfferTask,                By.Coordinator,          Open),
        new(CommandName.TakeTask,                 By.Involved,             Open),
        new(CommandName.PlanFollowUp,             By.Coordinator,          Phase.FollowUp),
        new(CommandName.RecordFollowUp,           By.Coordinator,          Phase.FollowUp),
        new(CommandName.AskFeedback,              By.Coordinator,          Always),
        new(CommandName.RecordFeedback,           By.Involved,             Always),
        new(CommandName.AskReceiver,              By.Coordinator,          Open),
        new(CommandName.AcceptNeed,               By.AskedReceiver,        Open),
        new(CommandName.OfferHandover,            By.Coordinator,          Open),
        new(CommandName.AcceptHandover,           By.OfferReceiver,        Open),
        new(CommandName.DeclineHandover,          By.OfferReceiver,        Open),
        new(CommandName.WithdrawHandover,         By.Coordinator,          Open),
        new(CommandName.ExpireHandover,           By.Engine,               Open),
        new(CommandName.AssignCoordinator,        By.Manager,              Open),
        new(CommandName.Note,                     By.Involved,             Always),
        new(CommandName.RaiseFlag,                By.Involved,             Open),
        new(CommandName.LowerFlag,                By.Coordinator,          Open),
        new(CommandName.ReferDocument,            By.Involved,             Always),
        new(CommandName.Suspend,                  By.Coordinator,          Open),
        new(CommandName.Resume,                   By.Coordinator,          Open),
        new(CommandName.ExtendDeadline,           By.Coordinator,          Open),
        new(CommandName.SetDueDate,               By.Coordinator,          Open),
        new(CommandName.NoteDeadlineNear,         By.Engine,               Always),
        new(CommandName.NoteDeadlineMissed,       By.Engine,               Always),
        new(CommandName.MigrateModel,             By.CoordinatorOrManager, Open),
        new(CommandName.Merge,                    By.CoordinatorOrManager, Open),
        new(CommandName.CloseAsMerged,            By.CoordinatorOrManager),
        new(CommandName.Close,                    By.Coordinator),
        new(CommandName.Reopen,                   By.CoordinatorOrManager),
        new(CommandName.RecordOutcome,            By.CoordinatorOrManager, Phase.Closed),
    ];

    public CaseState Initial => NoCase.Yet;

    public Decision<CaseEvent> Decide(CaseState state, CaseCommand command, Circumstances circumstances) => Answer(Known(state, command.Name, circumstances), command, circumstances);

    static Decision<CaseEvent> Answer(CaseState state, CaseCommand command, Circumstances circumstances) =>
        Entitled(state, command.Name, circumstances) is { } notYours ? Refuse(notYours)
        : AlreadySo(state, command, circumstances) && !Tells(command, state, circumstances) ? new Decision<CaseEvent>.AlreadySo()
        : (Blocked(state, command.Name, circumstances) ?? Astray(state, command) ?? Untimely(state, command, circumstances)) is { } refusal ? Refuse(refusal)
        : Signed(Row(state, command, circumstances), state, command.Name, circumstances);

    /// <summary>What this caller may ask for now, and for everything else why not.</summary>
    public static IEnumerable<(CommandName Name, Refusal? Blocked)> Commands(CaseState state, Circumstances circumstances) =>
        from rule in Rules
        where rule.By != By.Engine && !NotOfOneCase.Contains(rule.Name)
        select (rule.Name, Entitled(state, rule.Name, circumstances) ?? Blocked(Known(state, rule.Name, circumstances), rule.Name, circumstances));

    public bool MaySee(Actor actor, CaseState state) => See(actor, state);

    /// <summary>
    /// Who may see a case, the whole of it or part (<see cref="Sight"/>): its coordinator and who substitutes for them, who is offered it, who takes part in it or is invited to, the
    /// managers of its coordinator's organisation. The register's queries say the same in SQL; a test holds the two equal.
    /// </summary>
    public static bool See(Actor actor, CaseState state) => state switch
    {
        OpenCase c => actor.Person == c.Coordinator || actor.Person == c.Offer?.To || actor.Person == c.Substitute?.Person
            || c.Participants.Contains(actor.Person) || c.Invited.Contains(actor.Person) || Manages(actor, c),
        ClosedCase c => See(actor, c.Last),
        _ => false,
    };

    static bool Manages(Actor actor, OpenCase c) => actor.Holds(Roles.Manager) && actor.Organisation == c.Organisation;

    /// <summary>The coordinator, or who substitutes for them on this day.</summary>
    static bool ActsAsCoordinator(Actor actor, OpenCase c, DateTimeOffset now) =>
        actor.Person == c.Coordinator || c.Substitute is { } s && actor.Person == s.Person && s.Begins <= now && now < s.Ends;

    static Refusal? Entitled(CaseState state, CommandName name, Circumstances by) => (state, By: Rules[(int)name].By) switch
    {
        (_, By.Anyone) => null,
        (NoCase, By.WhoMayOpen) => MayOpen(by) ? null : Refusal.MayNotOpenPhenomena,
        (NoCase, _) => Refusal.NoSuchCase,
        (_, By.Engine) => by.Actor == Actor.Engine ? null : See(by.Actor, state) ? Refusal.EngineOnly : Refusal.NoSuchCase,
        (_, By.CoordinatorOrManager) when name == CommandName.EndSubstitute && by.Actor == Actor.Engine => null,
        _ when !See(by.Actor, state) => Refusal.NoSuchCase,
        (ClosedCase c, By.Involved or By.CoordinatorOrManager) => Entitled(c.Last, name, by),
        (ClosedCase c, By.Coordinator) when by.Actor.Person == c.Last.Coordinator => null,
        (ClosedCase, _) => Refusal.CaseClosed,
        (OpenCase, By.Involved or By.WhoMayOpen) => null,
        (OpenCase c, By.Coordinator) => ActsAsCoordinator(by.Actor, c, by.Now) ? null : Refusal.NotCoordinator,
        (OpenCase c, By.CoordinatorOrManager) when name == CommandName.NameSubstitute => by.Actor.Person == c.Coordinator || Manages(by.Actor, c) ? null : Refusal.NotCoordinator, // who substitutes names no other
        (OpenCase c, By.CoordinatorOrManager) => ActsAsCoordinator(by.Actor, c, by.Now) || Manages(by.Actor, c) ? null : Refusal.NotCoordinator,
        (OpenCase c, By.OfferReceiver) => c.Offer is null ? (by.Actor.Person == c.Coordinator ? null : Refusal.NoOpenOffer)
            : by.Actor.Person == c.Offer.To ? null : Refusal.NotOfferReceiver,
        (OpenCase c, By.Manager) => Manages(by.Actor, c) ? null : Refusal.NotManager,
        (OpenCase c, By.AskedReceiver) => c.Receivers.Any(r => r.Person == by.Actor.Person) ? null : Refusal.NotAskedReceiver,
        (OpenCase c, By.Invited) => c.Invited.Contains(by.Actor.Person) || c.Participants.Contains(by.Actor.Person) ? null : Refusal.NotInvited,
        _ => throw new UnreachableException(),
    };

    static bool AlreadySo(CaseState state, CaseCommand command, Circumstances by) => (state, command) switch
    {
        (OpenCase c, JudgeUrgency j) => c.Urgency == j.Urgency,
        (OpenCase c, MarkPending) => c.PendingAt is not null,
        (OpenCase c, StartAssessment) => c.Phase == Phase.NeedsAssessment,
        (OpenCase c, JudgeSpecialSupport j) => c.NeedsSpecialSupport == j.Needed && c.SpecialSupport is not null,
        (OpenCase c, RequestServiceAssessment r) => c.ServiceAssessmentFrom == r.To,
        (OpenCase c, RecordChildProtectionDecision d) => c.ChildProtection == d.Stage,
        (OpenCase c, InviteParticipant i) => c.Invited.Contains(i.Person) || c.Participants.Contains(i.Person),
        (OpenCase c, AcceptInvitation) => !c.Invited.Contains(by.Actor.Person),
        (OpenCase c, NamePair n) => c.Pair == n.Person,
        (OpenCase c, NameOwnWorker n) => c.OwnWorker == n.Person,
        (OpenCase c, NameSubstitute n) => c.Substitute is { } s && (s.Person, s.From, s.To) == (n.Person, n.From, n.To),
        (OpenCase c, EndSubstitute) => c.Substitute is null || by.Actor == Actor.Engine && by.Now < c.Substitute.Ends,
        (_, WithdrawConsent w) => LastOf(state).Consents.Any(one => one.Id == w.Consent && one.WithdrawnAt is not null),
        (_, EndLegalBasis e) => LastOf(state).LegalBases.Any(one => one.Id == e.LegalBasis && one.EndedAt is not null),
        (OpenCase c, CancelMeeting m) => c.Meetings.Any(one => one.Id == m.Meeting && one.Cancelled),
        (OpenCase c, SignDuty s) => DutyOf(c, s.Meeting, s.Duty) is { Status: DutyStatus.Signed },
        (OpenCase c, LeaveDutyOpen l) => DutyOf(c, l.Meeting, l.Duty) is { Status: DutyStatus.LeftOpen },
        (OpenCase c, CompleteTask t) => c.Tasks.Any(one => one.Id == t.Task && one.Status == PlanTaskStatus.Done),
        (OpenCase c, DropTask t) => c.Tasks.Any(one => one.Id == t.Task && one.Status == PlanTaskStatus.Dropped),
        (OpenCase c, OfferTask t) => c.Tasks.Any(one => one.Id == t.Task && one.Taker == t.To),
        (OpenCase c, TakeTask t) => c.Tasks.Any(one => one.Id == t.Task && one.Status == PlanTaskStatus.TakenOver && one.Taker == by.Actor.Person),
        (OpenCase c, AskReceiver a) => c.Receivers.Any(r => r.Need == a.Need && r.Person == a.Person),
        (OpenCase c, AcceptNeed a) => c.Receivers.Contains(new Receiver(a.Need, by.Actor.Person, Accepted: true)),
        (OpenCase c, OfferHandover o) => c.Offer is { } offer && by.Now < offer.ExpiresFrom && offer.To == o.To && offer.Accompanied == o.Accompanied && offer.Pair == o.Pair,
        (OpenCase c, AcceptHandover) => c.Offer is null && c.Coordinator == by.Actor.Person,
        (OpenCase c, ExpireHandover) => c.Offer is null,
        (OpenCase c, AssignCoordinator a) => c.Coordinator == a.To,
        (OpenCase c, RaiseFlag f) => c.Flags.Contains(f.Flag),
        (OpenCase c, Suspend) => c.SuspendedAt is not null,
        (OpenCase c, ExtendDeadline e) => c.Deadlines.Any(d => d.Key == e.Key && d.DueOn == e.DueOn),
        (OpenCase c, SetDueDate s) => c.Deadlines.Any(d => d.Key == s.Key && (d.DueOn, d.OverdueFrom) == Named(s, by.Models.Of(c))),
        (_, NoteDeadlineNear n) => DeadlineOf(state, n.Key) is not { Near: false } d || !(d.NearFrom <= by.Now),
        (_, NoteDeadlineMissed n) => DeadlineOf(state, n.Key) is not { Missed: false } d || by.Now < d.OverdueFrom,
        (OpenCase c, MigrateModel m) => c.ModelVersion == m.Version,
        (OpenCase c, Merge m) => c.Merged.Any(one => one.Case == m.Duplicate),
        (ClosedCase c, CloseAsMerged m) => c.MergedInto == m.Into,
        (ClosedCase c, Close x) => c.Result == x.Result,
        (ClosedCase c, RecordOutcome o) => c.Outcome == o.Outcome,
        (ClosedCase, ExpireHandover or EndSubstitute) => true,
        _ => false,
    };

    static Refusal? Blocked(CaseState state, CommandName name, Circumstances circumstances)
    {
        if (state is NoCase) return name is CommandName.ReceiveContact or CommandName.OpenPhenomenon ? null : Refusal.NoSuchCase;
        var c = state as OpenCase ?? ((ClosedCase)state).Last;
        var phase = state is ClosedCase ? Phase.Closed : c.Phase;
        if (c.Subject == Subject.Phenomenon && OfFamilies.Contains(name)) return Refusal.WrongSubject;
        var transition = Workflow.From(phase, name);
        if (transition is null && !Rules[(int)name].In.Contains(phase))
            return name is CommandName.Reopen or CommandName.RecordOutcome ? Refusal.CaseNotClosed
                : phase == Phase.Closed ? Refusal.CaseClosed : Refusal.WrongPhase;
        var model = circumstances.Models.Of(c);
        if (transition is { ByItself: false })
        {
            if (c.SuspendedAt is not null && name != CommandName.CloseAsMerged) return Refusal.CaseSuspended;
            foreach (var guard in transition.Guards)
                if (model.Requires(guard) && Missing(c, guard, model) is { } refusal)
                    return refusal;
        }
        return (name, c) switch
        {
            (CommandName.SkipAssessment, _) when !model.MaySkip.Contains(Phase.NeedsAssessment) || c.NeedsSpecialSupport => Refusal.AssessmentMayNotBeSkipped,
            (CommandName.SkipMeeting, _) when !model.MaySkip.Contains(Phase.JointMeeting) => Refusal.MeetingMayNotBeSkipped,
            (CommandName.JudgeSpecialSupport, _) when !Competent(CompetenceKey.SpecialSupport, circumstances.Actor.Person, model, circumstances) => Refusal.NotCompetent,
            (CommandName.RecordChildProtectionDecision, { ChildProtectionNotifiedAt: null } or { ChildProtection: ChildProtectionStage.NotNeeded or ChildProtectionStage.Ready }) => Refusal.NotNotified,
            (CommandName.EndPair, { Pair: null }) => Refusal.NoPair,
            (CommandName.EndOwnWorker, { OwnWorker: null }) => Refusal.NoOwnWorker,
            (CommandName.DeclineInvitation, _) when !c.Invited.Contains(circumstances.Actor.Person) => Refusal.NotInvited,
            (CommandName.WithdrawConsent, { Consents.IsEmpty: true }) => Refusal.ConsentUnknown,
            (CommandName.EndLegalBasis, { LegalBases.IsEmpty: true }) => Refusal.LegalBasisUnknown,
            (CommandName.HoldMeeting, { Meetings: var all }) when !all.Any(m => m.IsPlanned) => all.Any(m => m.Held) ? Refusal.MeetingAlreadyHeld : all.IsEmpty ? Refusal.MeetingUnknown : Refusal.MeetingIsCancelled,
            (CommandName.MoveMeeting or CommandName.CancelMeeting or CommandName.SendMaterials or CommandName.SignDuty or CommandName.LeaveDutyOpen, { Meetings.IsEmpty: true }) => Refusal.MeetingUnknown,
            (CommandName.RateGoals, { Goals.IsEmpty: true }) => Refusal.GoalUnknown,
            (CommandName.CompleteTask or CommandName.DropTask or CommandName.ChangeTask or CommandName.OfferTask or CommandName.TakeTask, { Tasks.IsEmpty: true }) => Refusal.TaskUnknown,
            (CommandName.AskReceiver, { Needs.IsEmpty: true }) => Refusal.NeedUnknown,
            (CommandName.OfferHandover, { Offer: { } offer }) when circumstances.Now < offer.ExpiresFrom => Refusal.OfferOpen,
            (CommandName.AcceptHandover or CommandName.DeclineHandover or CommandName.WithdrawHandover, { Offer: null }) => Refusal.NoOpenOffer,
            (CommandName.AcceptHandover, { Offer: { } offer }) when circumstances.Now >= offer.ExpiresFrom => Refusal.OfferExpired,
            (CommandName.TakeContact or CommandName.ReleaseContact, { Waiting.IsEmpty: true }) => Refusal.ContactUnknown,
            (CommandName.LowerFlag, { Flags.IsEmpty: true }) => Refusal.FlagUnknown,
            (CommandName.Resume, { SuspendedAt: null }) => Refusal.CaseNotSuspended,
            (CommandName.ExtendDeadline, { Deadlines.IsEmpty: true }) => Refusal.DeadlineNotRunning,
            (CommandName.SetDueDate, _) when model.Deadlines.All(rule => rule.CountsFrom != CountsFrom.Outside) => Refusal.DeadlineNotFromOutside,
            (CommandName.Close or CommandName.CloseAsMerged, { Waiting.IsEmpty: false }) => Refusal.ContactAwaitsDecision,
            (CommandName.UndoJoin, { Told.Length: <= 1 }) => Refusal.ContactNotJoined,
            (CommandName.Reopen or CommandName.RecordOutcome, _) when state is ClosedCase { MergedInto: not null } => Refusal.CaseMergedAway,
            _ => null,
        };
    }

    // The rows. Where one ends in a question, it is answered by a function, in the file of its theme, that tells only that.
    static Decision<CaseEvent> Row(CaseState state, CaseCommand command, Circumstances by) => (state, command) switch
    {
        (NoCase, ReceiveContact x) => OpenBy(x, by),
        (OpenCase c, ReceiveContact x) => Join(c, x, by),
        (NoCase, OpenPhenomenon x) => OpenBy(x, by),
        (OpenCase, JudgeUrgency x) => Accept(new UrgencyJudged(x.Urgency)),
        (OpenCase c, MarkPending x) => Pend(c, x, by),
        (OpenCase, RecordCallBack x) => Accept(With(new CalledBack(x.Reached, At(x, by)), x.Text)),
        (OpenCase c, TakeContact x) => Take(c, x, by),
        (OpenCase c, ReleaseContact x) => Waiting(c, x.Contact) is null ? Refuse(Refusal.ContactUnknown) : Accept(new ContactReleased(x.Contact, x.TakenBy)),
        (OpenCase c, UndoJoin x) => Undo(c, x),
        (OpenCase c, ChangeMember x) => Change(c, x),
        (OpenCase c, StartAssessment x) => Accept(new AssessmentStarted(), Enter(c, x, by)),
        (OpenCase c, SkipAssessment x) => Accept(With(new AssessmentSkipped(), x.Reason), Enter(c, x, by)),
        (OpenCase c, RecordLifeArea x) => LifeArea(c, x, by),
        (OpenCase c, RecordHearing x) => x.Member is { } member && c.Members.All(m => m.Id != member) ? Refuse(Refusal.MemberUnknown)
            : Accept(With(new HearingRecorded(x.Who, x.Member), x.View)),
        (OpenCase c, CompleteAssessment x) => Complete(c, x, by),
        (OpenCase c, Reassess x) => Anew(c, x, by),
        (OpenCase c, JudgeSpecialSupport x) => Judge(c, x, by),
        (OpenCase, RequestServiceAssessment x) => by.Network.Find(x.To) is null ? Refuse(Refusal.UnitUnknown)
            : Accept(With(new ServiceAssessmentRequested(x.To, At(x, by)), x.Grounds)),
        (OpenCase c, RecordChildProtectionNotification x) => Notify(c, x, by),
        (OpenCase c, RecordChildProtectionDecision x) => Decided(c, x, by),
        (OpenCase c, InviteParticipant x) => by.Network.Find(x.Person) is not { Active: true } ? Refuse(Refusal.PersonUnknown)
            : x.Person == c.Coordinator ? Refuse(Refusal.PersonIsCoordinator)
            : Accept(With(new ParticipantInvited(x.Person), x.Reason)),
        (OpenCase, AcceptInvitation x) => Accept(new InvitationAccepted(by.Actor.Person, At(x, by))),
        (OpenCase, DeclineInvitation x) => Accept(With(new InvitationDeclined(by.Actor.Person), x.Reason)),
        (OpenCase c, EndParticipation x) => Leave(c, x, by),
        (OpenCase c, NamePair x) => Pair(c, x, by),
        (OpenCase c, EndPair x) => WithSocialWorker(c, c.Coordinator, null, by) is { } no ? Refuse(no) : Accept(With(new PairEnded(c.Pair!.Value, At(x, by)), x.Reason)),
        (OpenCase c, NameOwnWorker x) => OwnWorker(c, x, by),
        (OpenCase c, EndOwnWorker x) => Accept(With(new OwnWorkerEnded(c.OwnWorker!.Value, At(x, by)), x.Reason)),
        (OpenCase c, NameSubstitute x) => Substitute(c, x, by),
        (OpenCase c, EndSubstitute) => Accept(new SubstituteEnded(c.Substitute!.Person)),
        (OpenCase c, RecordConsent x) => Consent(c, x, by),
        (_, WithdrawConsent x) => LastOf(state).Consents.All(one => one.Id != x.Consent) ? Refuse(Refusal.ConsentUnknown) : Accept(new ConsentWithdrawn(x.Consent, At(x, by))),
        (OpenCase c, RecordLegalBasis x) => by.Network.Find(x.Recipient) is null ? Refuse(Refusal.OrganisationUnknown)
            : Accept(With(new LegalBasisRecorded($"b{c.LegalBases.Length + 1}", x.Recipient, x.Basis, At(x, by)), x.Grounds)),
        (_, EndLegalBasis x) => LastOf(state).LegalBases.All(one => one.Id != x.LegalBasis) ? Refuse(Refusal.LegalBasisUnknown)
            : Accept(With(new LegalBasisEnded(x.LegalBasis, At(x, by)), x.Reason)),
        (OpenCase c, PlanMeeting x) => Plan(c, x, by),
        (OpenCase c, MoveMeeting x) => PlannedOf(c, x.Meeting, out var meeting) is { } no ? Refuse(no)
            : Accept(new MeetingMoved(x.Meeting, x.At, x.Place ?? meeting!.Place, meeting!.Sequence + 1)),
        (OpenCase c, CancelMeeting x) => PlannedOf(c, x.Meeting, out var meeting) is { } no ? Refuse(no)
            : Accept(With(new MeetingCancelled(x.Meeting, meeting!.Sequence + 1), x.Reason)),
        (OpenCase c, SendMaterials x) => Materials(c, x, by),
        (OpenCase c, HoldMeeting x) => Hold(c, x, by),
        (OpenCase c, SignDuty x) => Sign(c, x, by),
        (OpenCase c, LeaveDutyOpen x) => LeaveOpen(c, x, by),
        (OpenCase c, SkipMeeting x) => Accept([With(new MeetingSkipped(), x.Reason), Enter(c, x, by), .. Set(by.Models.Of(c), DeadlineKey.NextFollowUp, At(x, by))]),
        (OpenCase c, AgreePlan x) => Agree(c, x, by),
        (OpenCase c, RateGoals x) => Unrated(c, x.Ratings) ?? Accept(new GoalsRated(x.Ratings)),
        (OpenCase c, CompleteTask x) => Done(c, x, by),
        (OpenCase c, DropTask x) => OpenTask(c, x.Task, out _) is { } no ? Refuse(no) : Accept(With(new TaskDropped(x.Task), x.Reason)),
        (OpenCase c, ChangeTask x) => OpenTask(c, x.Task, out var task) is { } no ? Refuse(no) : by.Network.Find(x.Responsible) is not { Active: true } ? Refuse(Refusal.PersonUnknown)
            : Accept(With(new TaskChanged(x.Task, x.Responsible, x.Due, (task!.Responsible == x.Responsible ? task.Organisation : null) ?? OrganisationOf(x.Responsible, by)), x.Reason)),
        (OpenCase c, OfferTask x) => OpenTask(c, x.Task, out _) is { } no ? Refuse(no) : by.Network.Find(x.To) is not { Active: true } ? Refuse(Refusal.PersonUnknown)
            : x.To == c.Coordinator ? Refuse(Refusal.ReceiverIsCoordinator) : Accept(new TaskOffered(x.Task, x.To)),
        (OpenCase c, TakeTask x) => OpenTask(c, x.Task, out var task) is { } no ? Refuse(no)
            : task!.Taker != by.Actor.Person ? Refuse(Refusal.NotAskedReceiver) : task.Taker == c.Coordinator ? Refuse(Refusal.ReceiverIsCoordinator) : Accept(new TaskTaken(x.Task, by.Actor.Person)),
        (OpenCase c, PlanFollowUp x) => FollowUpOn(c, x, by),
        (OpenCase c, RecordFollowUp x) => FollowedUp(c, x, by),
        (_, AskFeedback x) => Accept(new FeedbackAsked(x.From)),
        (_, RecordFeedback x) => Accept(With(new FeedbackRecorded(x.From, x.Rating), x.Text)),
        (OpenCase c, AskReceiver x) => AskTo(c, x, by),
        (OpenCase c, AcceptNeed x) when !c.Receivers.Contains(new Receiver(x.Need, by.Actor.Person, Accepted: false)) => Refuse(Refusal.NotAskedReceiver),
        (OpenCase c, AcceptNeed) when by.Actor.Person == c.Coordinator => Refuse(Refusal.ReceiverIsCoordinator),
        (OpenCase, AcceptNeed x) => Accept(new NeedAccepted(x.Need, by.Actor.Person)),
        (OpenCase c, OfferHandover x) => (MayReceive(x.To, x.Pair, c, by) ?? Full(x.Caseload, c, by)) is { } no ? Refuse(no) : Accept([.. Expired(c.Offer), With(Offer(c, x, by), x.Reason)]),
        (OpenCase { Offer: { } o } c, AcceptHandover x) => MayTake(o, c, by) is { } no ? Refuse(no)
            : Accept([new(new HandoverAccepted(o.To, by.Actor.Organisation, o.Accompanied)), .. After(c, o.Pair, At(x, by))]),
        (OpenCase { Offer: { } o }, DeclineHandover x) => Accept(With(new HandoverDeclined(o.To), x.Reason)),
        (OpenCase, WithdrawHandover) => Accept(new HandoverWithdrawn()),
        (OpenCase { Offer: { } o }, ExpireHandover) => by.Now < o.ExpiresFrom ? new Decision<CaseEvent>.AlreadySo() : Accept(new HandoverExpired(o.To)),
        (OpenCase c, AssignCoordinator x) => (MayReceive(x.To, x.Pair, c, by) ?? (x.BeyondLimit ? null : Full(x.Caseload, c, by))) is { } no ? Refuse(no)
            : Accept([With(new CoordinatorAssigned(x.To, OrganisationOf(x.To, by)), x.Reason), .. After(c, x.Pair, At(x, by))]),
        (_, Note x) => Accept(With(new NoteWritten(), x.Text)),
        (OpenCase c, RaiseFlag x) => by.Models.Of(c).HasFlag(x.Flag) ? Accept(new FlagRaised(x.Flag)) : Refuse(Refusal.FlagUnknown),
        (OpenCase c, LowerFlag x) => c.Flags.Contains(x.Flag) ? Accept(new FlagLowered(x.Flag)) : Refuse(Refusal.FlagUnknown),
        (_, ReferDocument x) => Refer(state as OpenCase ?? ((ClosedCase)state).Last, x),
        (OpenCase, Suspend x) => Accept(With(new CaseSuspended(At(x, by)), x.Reason)),
        (OpenCase c, Resume x) => GoOn(c, x, by),
        (OpenCase c, ExtendDeadline x) => Extend(c, x, by),
        (OpenCase c, SetDueDate x) => FromOutside(c, x, by),
        (_, NoteDeadlineNear x) => Accept(new DeadlineNeared(x.Key, DeadlineOf(state, x.Key)!.DueOn)),
        (_, NoteDeadlineMissed x) => Accept(new DeadlineMissed(x.Key, DeadlineOf(state, x.Key)!.DueOn)),
        (OpenCase c, MigrateModel x) => Migrate(c, x, by),
        (OpenCase c, Merge x) => MergeIn(c, x, by),
        (OpenCase c, CloseAsMerged x) => MergeAway(c, x, by),
        (OpenCase c, Close x) => End(c, x, by),
        (ClosedCase c, Reopen x) => Reopen(c, x, by),
        (ClosedCase, RecordOutcome x) => Accept(With(new OutcomeRecorded(x.Outcome, At(x, by)), x.Text)),
        _ => throw new UnreachableException($"{command.Name} passed its rule in {state.GetType().Name} but has no row"),
    };

    /// <summary>Every event says whose record it is and, where a substitute acted, for whom.</summary>
    static Decision<CaseEvent> Signed(Decision<CaseEvent> decision, CaseState state, CommandName name, Circumstances by)
    {
        if (decision is not Decision<CaseEvent>.Accept accept) return decision;
        var c = state as OpenCase ?? (state as ClosedCase)?.Last;
        var actingFor = c is not null && by.Actor.Person != c.Coordinator && ActsAsCoordinator(by.Actor, c, by.Now)
            && (Rules[(int)name].By is By.Coordinator or By.CoordinatorOrManager || (name == CommandName.CompleteTask && !OwnTask(decision, by.Actor.Person, c))) ? c.Coordinator : (PersonId?)null;
        var controller = c is not null && (by.Actor == Actor.Engine || actingFor is not null) ? c.Organisation : by.Actor.Organisation; // what a substitute records is whose they stand in for
        return Accept([.. accept.Happenings.Select(h => h with { Event = h.Event with { Controller = controller, ActingFor = actingFor } })]);
    }

    static DateTimeOffset At(CaseCommand x, Circumstances by) => x.OccurredAt ?? by.Now;

    static Happening<CaseEvent> Enter(OpenCase c, CaseCommand x, Circumstances by) =>
        new(new PhaseEntered(c.Phase, Workflow.From(c.Phase, x.Name)!.To, At(x, by)));

    static OrganisationId OrganisationOf(PersonId person, Circumstances by) => by.Network.OrganisationOf(by.Network.Find(person)!);

    static Happening<CaseEvent> With(CaseEvent happened, string? text) => new(happened, text is null ? null : new TextContent(text));
    static Decision<CaseEvent> Refuse(Refusal refusal) => new Decision<CaseEvent>.Refuse(refusal);
    static Decision<CaseEvent> Accept(CaseEvent happened) => Accept(new Happening<CaseEvent>(happened));
    static Decision<CaseEvent> Accept(CaseEvent happened, Happening<CaseEvent> then) => Accept(new Happening<CaseEvent>(happened), then);
    static Decision<CaseEvent> Accept(params ImmutableArray<Happening<CaseEvent>> happenings) => new Decision<CaseEvent>.Accept(happenings);

    public Picture Picture(CaseState state) => Core.Picture.Of(state);
    public Written Write(Happening<CaseEvent> happening) => CaseJson.Write(happening);
    public CaseEvent Read(string type, string facts) => CaseJson.Read(type, facts);
}
