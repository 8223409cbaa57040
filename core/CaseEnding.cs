using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>How a case ends, and begins again; how it passes to newer rules; and what stands in its journal about things kept elsewhere.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> End(OpenCase c, Close x, Circumstances by)
    {
        var (model, at, ratings) = (by.Models.Of(c), At(x, by), x.Ratings ?? []);
        if (model.ResultOf(x.Result) is not { } result) return Refuse(Refusal.ResultUnknown);
        if (!result.Phases.Contains(c.Phase)) return Refuse(Refusal.ResultNotInThisPhase);
        foreach (var guard in result.Requires)
            if (Missing(c, guard, model) is { } missing)
                return Refuse(missing);
        return Unrated(c, ratings) ?? Accept([
            .. ratings.IsEmpty ? [] : new Happening<CaseEvent>[] { new(new GoalsRated(ratings)) },
            With(new CaseClosed(x.Result, at), x.Summary),
            .. Set(model, DeadlineKey.OutcomeChecked, at)]);
    }

    static Decision<CaseEvent> Reopen(ClosedCase c, Reopen x, Circumstances by)
    {
        var to = x.Coordinator ?? c.Last.Coordinator;
        if (by.Network.Find(to) is not { Active: true } person) return Refuse(Refusal.PersonUnknown);
        if (!person.MayCoordinate) return Refuse(Refusal.PersonMayNotCoordinate);
        var pair = x.Pair ?? (to == c.Last.Coordinator ? c.Last.Pair : null);
        if ((Beside(to, pair, by) ?? WithSocialWorker(c.Last, to, pair, by)) is { } no) return Refuse(no);
        var (model, at) = (by.Models.Of(c.Last), At(x, by));
        return Accept([
            With(new CaseReopened(to, by.Network.OrganisationOf(person), at), x.Reason),
            .. After(c.Last, pair, at),
            .. Set(model, DeadlineKey.UrgencyJudged, at),
            .. AssessmentClocks(model, at, pending: null, c.Last.NeedsSpecialSupport)]);
    }

    /// <summary>
    /// Only onward, and only where the new version knows every word that the case has used and the duties still to sign, and finds its
    /// social worker one. Deadlines that run keep their days; what the
    /// new version asks for besides begins to run.
    /// </summary>
    static Decision<CaseEvent> Migrate(OpenCase c, MigrateModel x, Circumstances by)
    {
        if (x.Version < c.ModelVersion || by.Models.Find(c.Model, x.Version) is not { } to || to.Group != c.Group || to.ValidFrom > to.Calendar.LocalDate(by.Now)) return Refuse(Refusal.ModelVersionUnknown);
        var fits = to.Subject == c.Subject && c.Needs.All(n => to.HasNeed(n.Code) && (n.Service is not { } service || to.HasService(service)))
            && c.Flags.All(to.HasFlag) && c.LifeAreas.All(to.HasLifeArea) && c.Consents.All(one => to.HasPurpose(one.Purpose))
            && c.Meetings.All(m => m.Cancelled || m.Duties.All(d => d.Status != DutyStatus.Planned || to.Duty(d.Code) is not null))
            && (!c.NeedsSpecialSupport || Competent(CompetenceKey.SpecialSupport, c.Coordinator, to, by) || Competent(CompetenceKey.SpecialSupport, c.Pair, to, by));
        if (!fits) return Refuse(Refusal.ModelDoesNotFit);
        return Accept([
            new(new ModelMigrated(c.ModelVersion, x.Version)), .. AssessmentClocks(to, c.BeganAt, c.PendingAt, c.NeedsSpecialSupport, c),
            .. c.Phase == Phase.FollowUp && c.Deadlines.All(d => d.Key != DeadlineKey.NextFollowUp) ? Set(to, DeadlineKey.NextFollowUp, by.Now) : []]);
    }

    static Decision<CaseEvent> Refer(OpenCase c, ReferDocument x) => Accept(new Happening<CaseEvent>(
        new DocumentReferred($"d{c.Documents + 1}"), new DocumentContent(x.Title, x.Register, x.DocumentId, x.Link)));
}
