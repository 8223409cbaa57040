using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordination.Core;

/// <summary>Everything that can be asked of a case.</summary>
[JsonConverter(typeof(Kebab<CommandName>))]
public enum CommandName
{
    ReceiveContact,
    OpenPhenomenon,
    JudgeUrgency,
    MarkPending,
    RecordCallBack,
    TakeContact,
    ReleaseContact,
    UndoJoin,
    ChangeMember,
    StartAssessment,
    SkipAssessment,
    RecordLifeArea,
    RecordHearing,
    CompleteAssessment,
    Reassess,
    JudgeSpecialSupport,
    RequestServiceAssessment,
    RecordChildProtectionNotification,
    RecordChildProtectionDecision,
    InviteParticipant,
    AcceptInvitation,
    DeclineInvitation,
    EndParticipation,
    NamePair,
    EndPair,
    NameOwnWorker,
    EndOwnWorker,
    NameSubstitute,
    EndSubstitute,
    RecordConsent,
    WithdrawConsent,
    RecordLegalBasis,
    EndLegalBasis,
    PlanMeeting,
    MoveMeeting,
    CancelMeeting,
    SendMaterials,
    HoldMeeting,
    SignDuty,
    LeaveDutyOpen,
    SkipMeeting,
    AgreePlan,
    RateGoals,
    CompleteTask,
    DropTask,
    ChangeTask,
    OfferTask,
    TakeTask,
    PlanFollowUp,
    RecordFollowUp,
    AskFeedback,
    RecordFeedback,
    AskReceiver,
    AcceptNeed,
    OfferHandover,
    AcceptHandover,
    DeclineHandover,
    WithdrawHandover,
    ExpireHandover,
    AssignCoordinator,
    Note,
    RaiseFlag,
    LowerFlag,
    ReferDocument,
    Suspend,
    Resume,
    ExtendDeadline,
    SetDueDate,
    NoteDeadlineNear,
    NoteDeadlineMissed,
    MigrateModel,
    Merge,
    CloseAsMerged,
    Close,
    Reopen,
    RecordOutcome,
}

/// <summary>One way from phase to phase. No <paramref name="From"/>: the case does not exist yet.</summary>
public sealed record Transition(Phase? From, CommandName By, Phase To, params ImmutableArray<Guard> Guards)
{
    /// <summary>Happens by itself, when the command was the last that the guards waited for, in models that ask for no plan.</summary>
    public bool ByItself { get; init; }
}

/// <summary>The workflow, as a table. The diagram in the documents is printed from it.</summary>
public static class Workflow
{
    public static readonly ImmutableArray<Transition> Table =
    [
        new(null,                  CommandName.ReceiveContact,     Phase.Contact),
        new(null,                  CommandName.OpenPhenomenon,     Phase.Contact),
        new(Phase.Contact,         CommandName.StartAssessment,    Phase.NeedsAssessment, Guard.UrgencyJudged),
        new(Phase.Contact,         CommandName.SkipAssessment,     Phase.JointMeeting,    Guard.UrgencyJudged),
        new(Phase.NeedsAssessment, CommandName.CompleteAssessment, Phase.JointMeeting,    Guard.SomebodyHeard, Guard.NeedsKnown),
        new(Phase.JointMeeting,    CommandName.AgreePlan,          Phase.FollowUp,
            Guard.MeetingHeld, Guard.FamilyAttended, Guard.TwoServices, Guard.DutiesSettled, Guard.WorkshopsHeld, Guard.PlanAgreed, Guard.NeedsPlanned),
        new(Phase.JointMeeting,    CommandName.SignDuty,           Phase.FollowUp,
            Guard.MeetingHeld, Guard.FamilyAttended, Guard.TwoServices, Guard.DutiesSettled) { ByItself = true },
        new(Phase.JointMeeting,    CommandName.LeaveDutyOpen,      Phase.FollowUp,
            Guard.MeetingHeld, Guard.FamilyAttended, Guard.TwoServices, Guard.DutiesSettled) { ByItself = true },
        new(Phase.JointMeeting,    CommandName.SkipMeeting,        Phase.FollowUp),
        new(Phase.JointMeeting,    CommandName.Reassess,           Phase.NeedsAssessment),
        new(Phase.FollowUp,        CommandName.PlanMeeting,        Phase.JointMeeting),
        new(Phase.FollowUp,        CommandName.Reassess,           Phase.NeedsAssessment),
        new(Phase.Contact,         CommandName.Close,              Phase.Closed,          Guard.UrgencyJudged, Guard.TasksSettled),
        new(Phase.NeedsAssessment, CommandName.Close,              Phase.Closed,          Guard.TasksSettled),
        new(Phase.JointMeeting,    CommandName.Close,              Phase.Closed,          Guard.TasksSettled),
        new(Phase.FollowUp,        CommandName.Close,              Phase.Closed,          Guard.TasksSettled),
        new(Phase.Contact,         CommandName.CloseAsMerged,      Phase.Closed),
        new(Phase.NeedsAssessment, CommandName.CloseAsMerged,      Phase.Closed),
        new(Phase.JointMeeting,    CommandName.CloseAsMerged,      Phase.Closed),
        new(Phase.FollowUp,        CommandName.CloseAsMerged,      Phase.Closed),
        new(Phase.Closed,          CommandName.Reopen,             Phase.Contact),
    ];

    public static Transition? From(Phase phase, CommandName by)
    {
        foreach (var transition in Table)
            if (transition.From == phase && transition.By == by)
                return transition;
        return null;
    }

    public static string Kebab<TEnum>(TEnum value) where TEnum : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The table as a Mermaid state diagram.</summary>
    public static string Diagram()
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        foreach (var t in Table)
        {
            var guards = t.Guards.IsEmpty ? "" : $" [{string.Join(", ", t.Guards.Select(Kebab))}]";
            text.Append("    ").Append(t.From?.ToString() ?? "[*]").Append(" --> ").Append(t.To)
                .Append(" : ").Append(Kebab(t.By)).Append(guards).Append('\n');
        }
        return text.Append("    Closed --> [*]\n").ToString();
    }
}
