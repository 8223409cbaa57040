using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>Who takes part, in what role, and who may know what.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> Pair(OpenCase c, NamePair x, Circumstances by)
    {
        if (by.Network.Find(x.Person) is not { Active: true }) return Refuse(Refusal.PersonUnknown);
        if (x.Person == c.Coordinator) return Refuse(Refusal.PersonIsCoordinator);
        return WithSocialWorker(c, c.Coordinator, x.Person, by) is { } no ? Refuse(no) : Accept([.. NamePairOf(c, x.Person, At(x, by))]);
    }

    static ImmutableArray<Happening<CaseEvent>> NamePairOf(OpenCase c, PersonId person, DateTimeOffset at) =>
        c.Pair is { } before ? [new(new PairEnded(before, at)), new(new PairNamed(person, at))] : [new(new PairNamed(person, at))];

    static Decision<CaseEvent> OwnWorker(OpenCase c, NameOwnWorker x, Circumstances by)
    {
        if (by.Network.Find(x.Person) is not { Active: true }) return Refuse(Refusal.PersonUnknown);
        if (!Competent(CompetenceKey.OwnWorker, x.Person, by.Models.Of(c), by)) return Refuse(Refusal.NotCompetent);
        Happening<CaseEvent> named = new(new OwnWorkerNamed(x.Person, At(x, by)));
        return c.OwnWorker is { } before ? Accept(new OwnWorkerEnded(before, At(x, by)), named) : Accept(named);
    }

    static Decision<CaseEvent> Leave(OpenCase c, EndParticipation x, Circumstances by)
    {
        if (!c.Participants.Contains(x.Person) && !c.Invited.Contains(x.Person)) return Refuse(Refusal.ParticipantUnknown);
        if (c.Tasks.Any(t => t.Status == PlanTaskStatus.Open && t.Responsible == x.Person)) return Refuse(Refusal.ParticipantHasTasks);
        if (c.Pair == x.Person && WithSocialWorker(c, c.Coordinator, null, by) is { } no) return Refuse(no);
        return Accept(With(new ParticipationEnded(x.Person, At(x, by)), x.Reason));
    }

    static Decision<CaseEvent> Substitute(OpenCase c, NameSubstitute x, Circumstances by)
    {
        if (by.Network.Find(x.Person) is not { Active: true } person) return Refuse(Refusal.PersonUnknown);
        if (!person.MayCoordinate) return Refuse(Refusal.PersonMayNotCoordinate);
        if (x.Person == c.Coordinator) return Refuse(Refusal.PersonIsCoordinator);
        var calendar = by.Models.Of(c).Calendar;
        var (begins, ends) = (calendar.StartOf(x.From), calendar.EndOf(x.To));
        if (x.To < x.From || ends <= by.Now) return Refuse(Refusal.SubstitutionDatesWrong);
        Happening<CaseEvent> named = With(new SubstituteNamed(x.Person, x.From, x.To, begins, ends), x.Reason);
        return c.Substitute is { } before ? Accept(new SubstituteEnded(before.Person), named) : Accept(named);
    }

    static Decision<CaseEvent> Consent(OpenCase c, RecordConsent x, Circumstances by)
    {
        if (x.Recipient == by.Actor.Organisation && Sight(by.Actor, c, by.Models, by.Now) == CaseSight.Own) return Refuse(Refusal.ConsentToOwnOrganisation);
        if (c.Members.All(m => m.Id != x.Giver)) return Refuse(Refusal.MemberUnknown);
        if (by.Network.Find(x.Recipient) is null) return Refuse(Refusal.OrganisationUnknown);
        if (!by.Models.Of(c).HasPurpose(x.Purpose)) return Refuse(Refusal.PurposeUnknown);
        if (x.Until is { } until && until < by.Models.Of(c).Calendar.LocalDate(At(x, by))) return Refuse(Refusal.DateInPast);
        return Accept(new ConsentRecorded($"c{c.Consents.Length + 1}", x.Giver, x.Recipient, x.Purpose, x.Form, At(x, by), x.Until));
    }
}
