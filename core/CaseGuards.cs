using System.Diagnostics;

namespace Coordination.Core;

/// <summary>What stands between a phase and the next, and between a command and the time it tells.</summary>
public sealed partial class CaseDecider
{
    /// <summary>What a guard of the workflow finds missing in the case. Guards that look at the command stand in its row.</summary>
    public static Refusal? Missing(OpenCase c, Guard guard, OperatingModel model) => guard switch
    {
        Guard.UrgencyJudged => c.Urgency is null ? Refusal.UrgencyNotJudged : null,
        Guard.MeetingHeld => c.LastHeld is null ? Refusal.MeetingNotHeld : null,
        Guard.FamilyAttended => c.LastHeld is { FamilyAttended: true } ? null : Refusal.FamilyNotAttended,
        Guard.TwoServices => c.LastHeld is { Services: >= 2 } ? null : Refusal.FewerThanTwoServices,
        Guard.DutiesSettled => c.Meetings.Any(m => m.Held && m.Duties.Any(d => d.Status == DutyStatus.Planned)) ? Refusal.DutiesOpen : null,
        Guard.WorkshopsHeld => c.Meetings.Count(m => m.Held) < model.WorkshopsMin ? Refusal.FewerWorkshops : null,
        Guard.TasksSettled => c.Tasks.Any(t => t.Status == PlanTaskStatus.Open) ? Refusal.TasksOpen : null,
        Guard.NeedsReceived => Received(c) ? null : Refusal.NeedsNotReceived,
        Guard.NoNeedFound => c.NoNeed ? null : Refusal.NeedFound,
        Guard.NoServiceAssessment => c.ServiceAssessmentRequestedAt is null ? null : Refusal.ServiceAssessmentRequested,
        Guard.SomebodyHeard or Guard.NeedsKnown or Guard.PlanAgreed or Guard.NeedsPlanned => null,
        _ => throw new UnreachableException(),
    };

    static Refusal? Untimely(CaseState state, CaseCommand command, Circumstances circumstances) => (state, command.OccurredAt) switch
    {
        (_, null) => null,
        (_, { } at) when at > circumstances.Now => Refusal.OccurredInFuture,
        (OpenCase c, { } at) when at < c.OpenedAt && command is not ReceiveContact => Refusal.OccurredBeforePhase,
        (OpenCase c, { } at) when at < c.EnteredAt && Workflow.From(c.Phase, command.Name) is not null => Refusal.OccurredBeforePhase,
        (OpenCase c, { } at) when (at < c.SuspendedAt && command is Resume) || ((at < c.EnteredAt || at < c.ResumedAt) && command is Suspend) || (at < c.BeganAt && command is MarkPending) => Refusal.OccurredBeforePhase,
        (ClosedCase c, { } at) when at < c.At && command.Name is (CommandName.Reopen or CommandName.RecordOutcome) => Refusal.OccurredBeforePhase,
        _ => null,
    };
}
