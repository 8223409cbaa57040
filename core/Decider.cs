using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>Two functions and an initial state. Deciding and evolving know no clock, no store and no content.</summary>
public interface IDecider<TState, TCommand, TEvent>
{
    TState Initial { get; }
    Decision<TEvent> Decide(TState state, TCommand command, Circumstances circumstances);
    TState Evolve(TState state, TEvent happened);

    /// <summary>The pure picture of a state that the register keeps.</summary>
    Picture Picture(TState state);

    /// <summary>Whether this actor may see what this state tells.</summary>
    bool MaySee(Actor actor, TState state);

    Written Write(Happening<TEvent> happening);
    TEvent Read(string type, string facts);
}

/// <summary>What surrounds a command: who, when, and the data its rules look things up in.</summary>
public sealed record Circumstances(Actor Actor, DateTimeOffset Now, OperatingModels Models, Network Network);

/// <summary>An event and, apart from it, its content: names, identifiers, free text. No rule ever sees content.</summary>
public sealed record Happening<TEvent>(TEvent Event, object? Content = null);

/// <summary>An event as the journal keeps it. Types and fields are forever.</summary>
public readonly record struct Written(string Type, string Facts, string? Content);

public abstract record Decision<TEvent>
{
    public sealed record Accept(ImmutableArray<Happening<TEvent>> Happenings) : Decision<TEvent>;
    public sealed record Refuse(Refusal Refusal) : Decision<TEvent>;

    /// <summary>What the command asks for is so already; nothing is to be written.</summary>
    public sealed record AlreadySo : Decision<TEvent>;
}

/// <summary>Why not. Each has a text in every language and a status of its own.</summary>
public enum Refusal
{
    NoSuchCase,
    CaseClosed,
    CaseNotClosed,
    CaseMergedAway,
    CaseSuspended,
    CaseNotSuspended,
    NotCoordinator,
    NotOfferReceiver,
    NotManager,
    NotAskedReceiver,
    NotInvited,
    NotResponsible,
    NotCompetent,
    NotDutysProfessional,
    MayNotOpenPhenomena,
    EngineOnly,
    WrongSubject,
    WrongPhase,
    UrgencyNotJudged,
    NobodyHeard,
    NeedsUnknown,
    NeedsContradictory,
    MeetingNotHeld,
    FamilyNotAttended,
    FewerThanTwoServices,
    DutiesOpen,
    FewerWorkshops,
    PlanEmpty,
    NeedsNotPlanned,
    TasksOpen,
    AssessmentMayNotBeSkipped,
    MeetingMayNotBeSkipped,
    SocialWorkerNeeded,
    OfferOpen,
    NoOpenOffer,
    OfferExpired,
    AlreadyCoordinator,
    PersonUnknown,
    PersonMayNotCoordinate,
    CaseloadFull,
    PersonIsCoordinator,
    ParticipantUnknown,
    ParticipantHasTasks,
    NoPair,
    NoOwnWorker,
    SubstitutionDatesWrong,
    MeetingUnknown,
    MeetingAlreadyHeld,
    MeetingIsCancelled,
    DutyUnknown,
    DutySettled,
    MaterialUnknown,
    GoalUnknown,
    TaskUnknown,
    TaskSettled,
    NeedUnknown,
    ReceiverIsCoordinator,
    NeedsNotReceived,
    NeedFound,
    ServiceAssessmentRequested,
    ResultUnknown,
    ResultNotInThisPhase,
    ReasonUnknown,
    NeedCodeUnknown,
    ServiceUnknown,
    LifeAreaUnknown,
    PurposeUnknown,
    FlagUnknown,
    MemberUnknown,
    IdentifierTaken,
    OrganisationUnknown,
    ConsentUnknown,
    ConsentToOwnOrganisation,
    LegalBasisUnknown,
    NotNotified,
    DeadlineNotRunning,
    DeadlineStatutory,
    DeadlineExtendedTooFar,
    DeadlineNotFromOutside,
    DateInPast,
    DateNotLater,
    ModelUnknown,
    ModelVersionUnknown,
    ModelDoesNotFit,
    UnitUnknown,
    AreaUnknown,
    NobodyCatches,
    PeriodWrong,
    ParentUnknown,
    PhenomenonOpen,
    MemberHasOpenCase,
    ContactAwaitsDecision,
    ContactUnknown,
    ContactNotJoined,
    DuplicateUnknown,
    CasesNotMergeable,
    OccurredInFuture,
    OccurredBeforePhase,
}
