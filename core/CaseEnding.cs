using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>How a case ends, and begins again.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> End(OpenCase c, Close x, Circumstances by)
    {
        if (by.Models.Of(c).ResultOf(x.Result) is not { } result) return Refuse(Refusal.ResultUnknown);
        if (!result.Phases.Contains(c.Phase)) return Refuse(Refusal.ResultNotInThisPhase);
        foreach (var guard in result.Requires)
            if (Missing(c, guard) is { } missing)
                return Refuse(missing);
        return Accept(With(new CaseClosed(x.Result, x.OccurredAt ?? by.Now), x.Summary));
    }

    static Decision<CaseEvent> Reopen(ClosedCase c, Reopen x, Circumstances by)
    {
        var to = x.Coordinator ?? c.Last.Coordinator;
        if (by.Network.Find(to) is not { Active: true } person) return Refuse(Refusal.PersonUnknown);
        if (!person.MayCoordinate) return Refuse(Refusal.PersonMayNotCoordinate);
        var at = x.OccurredAt ?? by.Now;
        return Accept([
            With(new CaseReopened(to, by.Network.OrganisationOf(person), at), x.Reason),
            .. Set(by.Models.Of(c.Last), DeadlineKey.UrgencyJudged, at)]);
    }
}
