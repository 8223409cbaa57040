namespace Coordination.Bench.Year;

/// <summary>What is asked in a year: the commands of a case as the addresses say them, and what front ends read between them.</summary>
internal enum Step
{
    /// <summary>A contact that opens a case.</summary>
    FirstContact,

    /// <summary>Another contact about a child who has an open case.</summary>
    JoiningContact,
    JudgeUrgency,
    RecordCallBack,
    RecordConsent,
    StartAssessment,
    RecordLifeArea,
    RecordHearing,
    CompleteAssessment,
    Reassess,
    InviteParticipant,
    AcceptInvitation,
    DeclineInvitation,
    PlanMeeting,
    SendMaterials,
    MoveMeeting,
    CancelMeeting,
    HoldMeeting,
    AgreePlan,
    RateGoals,
    CompleteTask,
    ChangeTask,
    DropTask,
    PlanFollowUp,
    RecordFollowUp,
    OfferHandover,
    AcceptHandover,
    DeclineHandover,
    WithdrawHandover,
    Note,
    Suspend,
    Resume,
    AskFeedback,
    RecordFeedback,
    Close,
    Reopen,
    RecordOutcome,

    /// <summary>One case, as the front end shows it.</summary>
    ReadCase,

    /// <summary>A person's worklist.</summary>
    ReadWorklist,

    /// <summary>A filtered page of the list of cases.</summary>
    ReadList,
}
