using System.Collections.Frozen;
using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>What a page shows first of all that may be done, and under which heading the rest stands.</summary>
public static class NextSteps
{
    public enum Theme { Handover, Contact, Assessment, Meeting, Plan, People, Rights, Records, Ending }

    /// <summary>What somebody asked of this person comes before the work's own order.</summary>
    static readonly ImmutableArray<CommandName> Asked = [CommandName.AcceptHandover, CommandName.DeclineHandover, CommandName.AcceptInvitation, CommandName.DeclineInvitation, CommandName.TakeContact, CommandName.AcceptNeed];

    /// <summary>What leads on from each phase, in the order in which it is done.</summary>
    static readonly FrozenDictionary<Phase, ImmutableArray<CommandName>> OnFrom = new Dictionary<Phase, ImmutableArray<CommandName>>
    {
        [Phase.Contact] = [CommandName.JudgeUrgency, CommandName.StartAssessment, CommandName.SkipAssessment],
        [Phase.NeedsAssessment] = [CommandName.CompleteAssessment],
        [Phase.JointMeeting] = [CommandName.PlanMeeting, CommandName.HoldMeeting, CommandName.AgreePlan],
        [Phase.FollowUp] = [CommandName.RecordFollowUp, CommandName.Close],
        [Phase.Closed] = [CommandName.RecordOutcome, CommandName.Reopen],
    }.ToFrozenDictionary();

    /// <summary>Asked of this person, or else what leads the case on: one of them, and whatever must be done together with it.</summary>
    public static IReadOnlyList<CommandOpen> First(CaseView c, PersonId me)
    {
        var asked = c.Commands.Where(o => o.Open && Asked.Contains(o.Command) && IsAskedOf(c, o.Command, me)).ToList();
        return asked.Count > 0 ? asked : [.. OnFrom[c.Phase].Select(name => c.Commands.FirstOrDefault(o => o.Command == name)).OfType<CommandOpen>().Where(o => o.Open && !IsDone(c, o.Command)).Take(1)];
    }

    /// <summary>What still stands in the way of the next phase, in the words of the refusal; nothing where something leads on.</summary>
    public static CommandOpen? InTheWay(CaseView c) =>
        OnFrom[c.Phase].Select(name => c.Commands.FirstOrDefault(o => o.Command == name)).OfType<CommandOpen>().LastOrDefault(o => !o.Open);

    /// <summary>What was answered already may be answered again, and changes nothing.</summary>
    static bool IsAskedOf(CaseView c, CommandName name, PersonId me) => name switch
    {
        CommandName.AcceptHandover or CommandName.DeclineHandover => c.Offer?.To.Id == me,
        CommandName.AcceptInvitation or CommandName.DeclineInvitation => c.Invited.Any(p => p.Id == me),
        CommandName.AcceptNeed => c.Receivers.Any(r => r.Person == me && !r.Accepted),
        _ => c.Waiting.Count > 0,
    };

    /// <summary>What may be done again, but leads nowhere new.</summary>
    static bool IsDone(CaseView c, CommandName name) => name switch
    {
        CommandName.JudgeUrgency => c.Urgency is not null,
        CommandName.PlanMeeting => c.Meetings.Any(m => !m.Held && !m.Cancelled),
        _ => false,
    };

    public static Theme Of(CommandName name) => name switch
    {
        CommandName.OfferHandover or CommandName.AcceptHandover or CommandName.DeclineHandover or CommandName.WithdrawHandover or CommandName.AssignCoordinator or CommandName.ExpireHandover => Theme.Handover,
        <= CommandName.ChangeMember => Theme.Contact,
        <= CommandName.RecordChildProtectionDecision => Theme.Assessment,
        <= CommandName.EndSubstitute => Theme.People,
        <= CommandName.EndLegalBasis => Theme.Rights,
        <= CommandName.SkipMeeting => Theme.Meeting,
        <= CommandName.AcceptNeed => Theme.Plan,
        <= CommandName.MigrateModel => Theme.Records,
        _ => Theme.Ending,
    };
}
