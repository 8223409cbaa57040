using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>Who may become responsible.</summary>
public sealed partial class CaseDecider
{
    static Refusal? MayReceive(PersonId to, OpenCase c, Circumstances by) => by.Network.Find(to) switch
    {
        not { Active: true } => Refusal.PersonUnknown,
        { MayCoordinate: false } => Refusal.PersonMayNotCoordinate,
        _ => to == c.Coordinator ? Refusal.AlreadyCoordinator : null,
    };

    static OrganisationId OrganisationOf(PersonId person, Circumstances by) => by.Network.OrganisationOf(by.Network.Find(person)!);

    /// <summary>An offer that ran out and that nobody noted yet ends where the next is made.</summary>
    static IEnumerable<Happening<CaseEvent>> Expired(Offer? offer) => offer is null ? [] : [new(new HandoverExpired(offer.To))];

    static HandoverOffered Offer(OpenCase c, OfferHandover x, Circumstances by)
    {
        var model = by.Models.Of(c);
        var (due, expires) = model.Deadline(DeadlineKey.HandoverAnswered)!.From(by.Now, model.Calendar); // who is asked has the whole time to answer, whenever it was agreed
        return new(x.To, x.Accompanied, due, expires);
    }
}
