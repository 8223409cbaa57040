using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>The plan: the family's own goals, and who does what by when; and the follow-up of both.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> Agree(OpenCase c, AgreePlan x, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (model.Requires(Guard.PlanAgreed) && x.Goals.IsEmpty && x.Tasks.IsEmpty) return Refuse(Refusal.PlanEmpty);
        if (x.Tasks.Any(t => by.Network.Find(t.Responsible) is not { Active: true })) return Refuse(Refusal.PersonUnknown);
        if (x.Tasks.Any(t => t.Organisation is { } organisation && by.Network.Find(organisation) is null)) return Refuse(Refusal.OrganisationUnknown);
        if (x.Tasks.Any(t => t.Need is { } need && c.Needs.All(n => n.Id != need))) return Refuse(Refusal.NeedUnknown);
        if (model.Requires(Guard.NeedsPlanned) && !Planned(c, x.Tasks)) return Refuse(Refusal.NeedsNotPlanned);
        var agreed = new PlanAgreed(
            [.. x.Goals.Select((g, i) => new Goal($"g{c.Goals.Length + i + 1}", g.Rating))],
            [.. x.Tasks.Select((t, i) => new PlanTask($"t{c.Tasks.Length + i + 1}", t.Responsible, t.Due) { Organisation = t.Organisation ?? OrganisationOf(t.Responsible, by), Need = t.Need })],
            Adds: true);
        var content = new PlanContent([.. x.Goals.Select(g => g.Text)], [.. x.Tasks.Select(t => t.Text)]);
        return Accept([new(agreed, content), Enter(c, x, by), .. Set(model, DeadlineKey.NextFollowUp, At(x, by)), .. Set(model, DeadlineKey.PlanReviewed, At(x, by))]);
    }

    /// <summary>Each need has somebody who does something for it by a day: agreed now or before, and not dropped since.</summary>
    static bool Planned(OpenCase c, ImmutableArray<TaskGiven> now) =>
        c.Needs.All(n => now.Any(t => t.Need == n.Id) || c.Tasks.Any(t => t.Need == n.Id && t.Status != PlanTaskStatus.Dropped));

    /// <summary>Refuses ratings of goals the family has not set.</summary>
    static Decision<CaseEvent>? Unrated(OpenCase c, ImmutableArray<GoalRated> ratings) =>
        ratings.Any(r => c.Goals.All(g => g.Id != r.Goal)) ? Refuse(Refusal.GoalUnknown) : null;

    static Refusal? OpenTask(OpenCase c, string id, out PlanTask? task)
    {
        task = c.Tasks.FirstOrDefault(t => t.Id == id);
        return task switch { null => Refusal.TaskUnknown, { Status: PlanTaskStatus.Open } => null, _ => Refusal.TaskSettled };
    }

    /// <summary>Who is responsible says it is done, or the coordinator.</summary>
    static Decision<CaseEvent> Done(OpenCase c, CompleteTask x, Circumstances by)
    {
        if (OpenTask(c, x.Task, out var task) is { } no) return Refuse(no);
        return by.Actor.Person == task!.Responsible || ActsAsCoordinator(by.Actor, c, by.Now)
            ? Accept(With(new TaskCompleted(x.Task), x.Text)) : Refuse(Refusal.NotResponsible);
    }

    static bool OwnTask(Decision<CaseEvent> decision, PersonId person, OpenCase c) =>
        decision is Decision<CaseEvent>.Accept { Happenings: [{ Event: TaskCompleted done }, ..] } && c.Tasks.Any(t => t.Id == done.Task && t.Responsible == person);

    static Decision<CaseEvent> FollowUpOn(OpenCase c, PlanFollowUp x, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (x.On < model.Calendar.LocalDate(by.Now)) return Refuse(Refusal.DateInPast);
        return Accept(new FollowUpPlanned(x.On), new(On(DeadlineKey.NextFollowUp, x.On, model, by.Now)));
    }

    /// <summary>One that happened starts the time to the next.</summary>
    static Decision<CaseEvent> FollowedUp(OpenCase c, RecordFollowUp x, Circumstances by)
    {
        var ratings = x.Ratings ?? [];
        return Unrated(c, ratings) ?? Accept([
            With(new FollowUpRecorded(x.Happened, At(x, by)), x.Text),
            .. ratings.IsEmpty ? [] : new Happening<CaseEvent>[] { new(new GoalsRated(ratings)) },
            .. x.Happened ? Set(by.Models.Of(c), DeadlineKey.NextFollowUp, At(x, by)) : []]);
    }

    static Decision<CaseEvent> AskTo(OpenCase c, AskReceiver x, Circumstances by) =>
        c.Needs.All(n => n.Id != x.Need) ? Refuse(Refusal.NeedUnknown)
        : by.Network.Find(x.Person) is not { Active: true } ? Refuse(Refusal.PersonUnknown)
        : x.Person == c.Coordinator ? Refuse(Refusal.ReceiverIsCoordinator)
        : Accept(new ReceiverAsked(x.Need, x.Person));

    /// <summary>Nothing bounces: every open need has a receiver who accepted it after the last change of coordinator, and there is one to receive.</summary>
    static bool Received(OpenCase c) =>
        !c.Needs.IsEmpty && c.Needs.All(n => c.Receivers.Any(r => r.Need == n.Id && r.Accepted && r.Person != c.Coordinator));
}
