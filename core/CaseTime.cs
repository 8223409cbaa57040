using System.Collections.Immutable;
using System.Diagnostics;

namespace Coordination.Core;

/// <summary>Deadlines: what sets them, what moves them, and that nothing moves a statutory one.</summary>
public sealed partial class CaseDecider
{
    static IEnumerable<Happening<CaseEvent>> Set(OperatingModel model, DeadlineKey key, DateTimeOffset at)
    {
        if (model.Deadline(key) is not { } rule) yield break;
        var (due, overdue) = rule.From(at, model.Calendar);
        yield return new(new DeadlineSet(key, due, overdue, Near(due, model, at), rule.Statutory ? null : true));
    }

    /// <summary>A deadline on a day that people agreed.</summary>
    static DeadlineSet On(DeadlineKey key, DateOnly due, OperatingModel model, DateTimeOffset now) =>
        new(key, due, model.Calendar.EndOf(due), Near(due, model, now), model.Deadline(key) is { Statutory: true } ? null : true);

    /// <summary>Nothing where it is near from the beginning: then there is no news to tell.</summary>
    static DateTimeOffset? Near(DateOnly due, OperatingModel model, DateTimeOffset from) =>
        model.Calendar.StartOf(model.Calendar.WorkingDaysBefore(due, model.NearWorkingDays)) is var near && near > from ? near : null;

    static readonly ImmutableArray<DeadlineKey> OfAssessment = [DeadlineKey.AssessmentStarted, DeadlineKey.AssessmentDone];

    /// <summary>The assessment's deadlines that apply to a case now, and that it has not met.</summary>
    static IEnumerable<Happening<CaseEvent>> AssessmentClocks(OperatingModel model, DateTimeOffset began, DateTimeOffset? pending, bool specialSupport, OpenCase? c = null)
    {
        if (c is { Assessed: true }) yield break;
        foreach (var key in OfAssessment)
        {
            if (key == DeadlineKey.AssessmentStarted && c is { Phase: Phase.NeedsAssessment }) continue;
            if (model.Deadline(key) is not { } rule || (rule.When == AppliesWhen.SpecialSupport && !specialSupport)) continue;
            if ((rule.CountsFrom == CountsFrom.Pending ? pending : began) is not { } from || c?.Deadlines.Any(d => d.Key == key) is true) continue;
            foreach (var set in Set(model, key, from)) yield return set;
        }
    }

    /// <summary>The deadlines that are only of cases of special support, when it is not needed after all.</summary>
    static IEnumerable<Happening<CaseEvent>> SpecialClocksLifted(OpenCase c, OperatingModel model) =>
        from deadline in c.Deadlines
        where model.Deadline(deadline.Key) is { When: AppliesWhen.SpecialSupport }
        select new Happening<CaseEvent>(new DeadlineLifted(deadline.Key));

    /// <summary>A deadline that runs now; nothing for one that stands still.</summary>
    static Deadline? DeadlineOf(CaseState state, DeadlineKey key) =>
        (state as OpenCase ?? (state as ClosedCase)?.Last) is { } c && c.Deadlines.FirstOrDefault(d => d.Key == key) is { } deadline && !Waits(c, deadline) ? deadline : null;

    /// <summary>Whether a deadline stands still: a local one, while the case is suspended.</summary>
    internal static bool Waits(OpenCase c, Deadline deadline) => deadline.Local && c.SuspendedAt is not null;

    /// <summary>The days it truly waited are added to local deadlines.</summary>
    static Decision<CaseEvent> GoOn(OpenCase c, Resume x, Circumstances by)
    {
        var (model, at) = (by.Models.Of(c), At(x, by));
        var days = Math.Max(0, model.Calendar.LocalDate(at).DayNumber - model.Calendar.LocalDate(c.SuspendedAt!.Value).DayNumber);
        return Accept([
            With(new CaseResumed(at, days), x.Reason),
            .. c.Deadlines.Where(d => d.Local && !d.SetWhileSuspended && days > 0).Select(d => new Happening<CaseEvent>(Moved(d.Key, d.DueOn.AddDays(days), model, at) with { Waited = true }))]);
    }

    static DeadlineMoved Moved(DeadlineKey key, DateOnly due, OperatingModel model, DateTimeOffset now) =>
        new(key, due, model.Calendar.EndOf(model.Calendar.MayStillActOn(due)), Near(due, model, now));

    static Decision<CaseEvent> Extend(OpenCase c, ExtendDeadline x, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (c.Deadlines.FirstOrDefault(d => d.Key == x.Key) is not { } deadline) return Refuse(Refusal.DeadlineNotRunning);
        if (!deadline.Local) return Refuse(Refusal.DeadlineStatutory);
        if (x.DueOn <= deadline.DueOn) return Refuse(Refusal.DateNotLater);
        if (x.DueOn > (deadline.FirstDueOn ?? deadline.DueOn).AddDays(model.Deadline(x.Key)?.ExtendableDays ?? 0)) return Refuse(Refusal.DeadlineExtendedTooFar);
        return Accept(With(Moved(x.Key, x.DueOn, model, by.Now), x.Reason));
    }

    /// <summary>A date that somebody outside set is kept as it was told: it does not pass over to a working day.</summary>
    static Decision<CaseEvent> FromOutside(OpenCase c, SetDueDate x, Circumstances by)
    {
        var (model, at) = (by.Models.Of(c), At(x, by));
        if (model.Deadline(x.Key) is not { CountsFrom: CountsFrom.Outside } rule) return Refuse(Refusal.DeadlineNotFromOutside);
        var (due, overdue) = Named(x, model);
        if (overdue <= at) return Refuse(Refusal.DateInPast);
        return Accept(With(new DeadlineSet(x.Key, due, overdue, Near(due, model, at), rule.Statutory ? null : true), x.Reason));
    }

    static (DateOnly DueOn, DateTimeOffset OverdueFrom) Named(SetDueDate x, OperatingModel model) => x switch
    {
        { DueAt: { } instant } => (model.Calendar.LocalDate(instant), instant),
        { DueOn: { } day } => (day, model.Calendar.EndOf(day)),
        _ => throw new UnreachableException("a date that is set is a day or an instant"),
    };
}
