using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>The joint meeting: planned, held, and its duties signed by those whose they are.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> Plan(OpenCase c, PlanMeeting x, Circumstances by)
    {
        var (model, planned) = (by.Models.Of(c), x.Duties ?? []);
        if (x.Participants.Concat(planned.Select(d => d.Professional)).Any(p => by.Network.Find(p) is not { Active: true })) return Refuse(Refusal.PersonUnknown);
        foreach (var duty in planned)
        {
            if (model.Duty(duty.Duty) is not { } rule) return Refuse(Refusal.DutyUnknown);
            if (!rule.Professions.Contains(by.Network.Find(duty.Professional)!.Profession)) return Refuse(Refusal.NotDutysProfessional);
        }
        Happening<CaseEvent> happening = With(
            new MeetingPlanned($"meeting-{c.Meetings.Length + 1}", x.At, x.Place, [.. x.Participants.Union(planned.Select(d => d.Professional))],
                planned.IsEmpty ? null : [.. planned.DistinctBy(d => d.Duty).Select(d => new Duty(d.Duty, d.Professional))],
                x.LengthMinutes == PlanMeeting.LengthMinutesUsual ? null : x.LengthMinutes, x.DeveloperClients), x.Agenda);
        return c.Phase == Phase.FollowUp ? Accept(happening, Enter(c, x, by)) : Accept(happening);
    }

    /// <summary>A meeting that is still to come, or why there is none of that id.</summary>
    static Refusal? PlannedOf(OpenCase c, string id, out Meeting? meeting)
    {
        meeting = c.Meetings.FirstOrDefault(m => m.Id == id);
        return meeting switch
        {
            null => Refusal.MeetingUnknown,
            { Held: true } => Refusal.MeetingAlreadyHeld,
            { Cancelled: true } => Refusal.MeetingIsCancelled,
            _ => null,
        };
    }

    static Decision<CaseEvent> Materials(OpenCase c, SendMaterials x, Circumstances by)
    {
        if (PlannedOf(c, x.Meeting, out _) is { } no) return Refuse(no);
        return x.Materials.Any(m => !by.Models.Of(c).HasMaterial(m)) ? Refuse(Refusal.MaterialUnknown) : Accept(new MaterialsSent(x.Meeting, x.Language, [.. x.Materials.Distinct()]));
    }

    static Decision<CaseEvent> Hold(OpenCase c, HoldMeeting x, Circumstances by)
    {
        if (PlannedOf(c, x.Meeting, out _) is { } no) return Refuse(no);
        if (x.Attended.Any(p => by.Network.Find(p) is null)) return Refuse(Refusal.PersonUnknown);
        var ratings = x.Ratings ?? [];
        if (Unrated(c, ratings) is { } unrated) return unrated;
        var services = x.Attended.Select(p => by.Network.Find(by.Network.Find(p)!.Unit)!.Service).Distinct().Count();
        Happening<CaseEvent> held = With(new MeetingHeld(x.Meeting, x.FamilyAttended, [.. x.Attended.Distinct()], services, At(x, by), x.DeveloperClients), x.Minutes);
        return ratings.IsEmpty ? Accept(held) : Accept(held, new(new GoalsRated(ratings)));
    }

    static Duty? DutyOf(OpenCase c, string meeting, string duty) => c.Meetings.FirstOrDefault(m => m.Id == meeting)?.Duties.FirstOrDefault(d => d.Code == duty);

    static Refusal? Unsettled(OpenCase c, string meeting, string duty) => c.Meetings.FirstOrDefault(m => m.Id == meeting) switch
    {
        null => Refusal.MeetingUnknown,
        _ when DutyOf(c, meeting, duty) is null => Refusal.DutyUnknown,
        { Held: false } => Refusal.MeetingNotHeld,
        _ => DutyOf(c, meeting, duty) is { Status: DutyStatus.Signed } ? Refusal.DutySettled : null,
    };

    /// <summary>Signed by the professional it was planned for, or by another of a profession that may.</summary>
    static Decision<CaseEvent> Sign(OpenCase c, SignDuty x, Circumstances by)
    {
        if (Unsettled(c, x.Meeting, x.Duty) is { } no) return Refuse(no);
        if (by.Network.Find(by.Actor.Person) is not { } person || by.Models.Of(c).Duty(x.Duty)?.Professions.Contains(person.Profession) is not true)
            return Refuse(Refusal.NotDutysProfessional);
        return Settled(c, x, new(new DutySigned(x.Meeting, x.Duty, by.Actor.Person, At(x, by))), by);
    }

    static Decision<CaseEvent> LeaveOpen(OpenCase c, LeaveDutyOpen x, Circumstances by) => Unsettled(c, x.Meeting, x.Duty) is { } no
        ? Refuse(no)
        : Settled(c, x, With(new DutyLeftOpen(x.Meeting, x.Duty), x.Reason), by);

    /// <summary>Where the model asks for no plan, the last duty settled leads on to the follow-up.</summary>
    static Decision<CaseEvent> Settled(OpenCase c, CaseCommand x, Happening<CaseEvent> happening, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (Workflow.From(c.Phase, x.Name) is not { ByItself: true } transition || model.Requires(Guard.PlanAgreed) || !model.Requires(Guard.DutiesSettled) || c.SuspendedAt is not null) return Accept(happening);
        var after = Happened(c, happening.Event);
        foreach (var guard in transition.Guards)
            if (model.Requires(guard) && Missing(after, guard, model) is not null)
                return Accept(happening);
        return Accept([happening, Enter(c, x, by), .. Set(model, DeadlineKey.NextFollowUp, At(x, by))]);
    }
}
