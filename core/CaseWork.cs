using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>The work of a case: assessment, joint meeting, plan.</summary>
public sealed partial class CaseDecider
{
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
}
