using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>Who may become responsible. The role passes in one step: by offer and acceptance, or by a manager's naming.</summary>
public sealed partial class CaseDecider
{
    /// <summary>Whether the role may be offered or given to them, with that pair beside them.</summary>
    static Refusal? MayReceive(PersonId to, PersonId? pair, OpenCase c, Circumstances by) => by.Network.Find(to) switch
    {
        not { Active: true } => Refusal.PersonUnknown,
        { MayCoordinate: false } => Refusal.PersonMayNotCoordinate,
        _ when to == c.Coordinator => Refusal.AlreadyCoordinator,
        _ => Beside(to, pair, by) ?? WithSocialWorker(c, to, pair, by),
    };

    static Refusal? Beside(PersonId coordinator, PersonId? pair, Circumstances by) =>
        pair is not { } person ? null
        : by.Network.Find(person) is not { Active: true } ? Refusal.PersonUnknown
        : person == coordinator ? Refusal.PersonIsCoordinator : null;

    /// <summary>Whether who was offered it may take it now: much may have changed since.</summary>
    static Refusal? MayTake(Offer offer, OpenCase c, Circumstances by) =>
        by.Network.Find(offer.To) is not { MayCoordinate: true } ? Refusal.PersonMayNotCoordinate : WithSocialWorker(c, offer.To, offer.Pair, by);

    /// <summary>A pair is the coordinator's own: with the role passes away the pair of the one before, unless they stay, and whoever substituted for them.</summary>
    static IEnumerable<Happening<CaseEvent>> After(OpenCase c, PersonId? pair, DateTimeOffset at)
    {
        if (c.Pair is { } before && before != pair) yield return new(new PairEnded(before, at));
        if (pair is { } named && named != c.Pair) yield return new(new PairNamed(named, at));
        if (c.Substitute is { } substitute) yield return new(new SubstituteEnded(substitute.Person));
    }

    /// <summary>Whether they have as many cases as the model allows already.</summary>
    static Refusal? Full(int? caseload, OpenCase c, Circumstances by) => caseload >= by.Models.Of(c).CaseloadMax ? Refusal.CaseloadFull : null;

    /// <summary>An offer that ran out and that nobody noted yet ends where the next is made.</summary>
    static ImmutableArray<Happening<CaseEvent>> Expired(Offer? offer) => offer is null ? [] : [new(new HandoverExpired(offer.To))];

    static HandoverOffered Offer(OpenCase c, OfferHandover x, Circumstances by)
    {
        var model = by.Models.Of(c);
        var (due, expires) = model.Deadline(DeadlineKey.HandoverAnswered)!.From(by.Now, model.Calendar); // who is asked has the whole time to answer, whenever it was agreed
        return new(x.To, x.Accompanied, due, expires, x.Pair);
    }
}
