using System.Collections.Immutable;
using System.Diagnostics;

namespace Coordination.Core;

/// <summary>What the register knows of a stream: nothing but its state, seen from one side.</summary>
/// <param name="Stay">Counts the phases the case has been in; the register keeps a row for each.</param>
/// <param name="OverdueFrom">The earliest deadline still running, missed or not.</param>
/// <param name="WakeAt">When the engine itself has something to do: note a missed deadline, end an offer.</param>
/// <param name="Keys">The unique keys of the members of an open case; none when it is closed.</param>
/// <param name="Likenesses">Hashes of names: they find likely duplicates and bind nothing.</param>
/// <param name="Involved">Who may see the case as a person: coordinator, who is offered it, participants.</param>
public sealed record Picture(
    string Number, Phase Phase, PersonId Coordinator, OrganisationId Organisation, string Area, string Model, int ModelVersion,
    DateTimeOffset OpenedAt, DateTimeOffset EnteredAt, int Stay, string? Result, Urgency? Urgency,
    DateTimeOffset? OverdueFrom, DateOnly? DueOn, DeadlineKey? DueKey, DateTimeOffset? WakeAt,
    PersonId? OfferTo, DateTimeOffset? OfferExpiresFrom, int Contacts, int Waiting, bool Identified,
    ImmutableArray<string> Keys, ImmutableArray<string> Likenesses, ImmutableArray<PersonId> Involved)
{
    /// <summary>The picture of a case; there is none of a case that was never opened.</summary>
    public static Picture Of(CaseState state) => state switch
    {
        OpenCase c => Of(c),
        ClosedCase c => Of(c.Last) with
        {
            Phase = Phase.Closed, EnteredAt = c.At, Result = c.Result, OverdueFrom = null, DueOn = null, DueKey = null, WakeAt = null,
            OfferTo = null, OfferExpiresFrom = null, Keys = [], Likenesses = [],
        },
        _ => throw new UnreachableException("a case that was never opened has no picture"),
    };

    static Picture Of(OpenCase c)
    {
        var due = c.Deadlines.MinBy(d => d.OverdueFrom);
        return new(
            CaseNumber.Of(c.Case), c.Phase, c.Coordinator, c.Organisation, c.Area, c.Model, c.ModelVersion,
            c.OpenedAt, c.EnteredAt, c.Stay, Result: null, c.Urgency,
            due?.OverdueFrom, due?.DueOn, due?.Key, NextWork(c),
            c.Offer?.To, c.Offer?.ExpiresFrom, c.Contacts, c.Waiting.Length, c.Members.Any(m => m.Key is not null),
            [.. c.Members.Where(m => m.Key is not null).Select(m => m.Key!)],
            [.. c.Members.Where(m => m.Likeness is not null).Select(m => m.Likeness!).Distinct()],
            WhoSees(c));
    }

    static DateTimeOffset? NextWork(OpenCase c)
    {
        var wake = c.Offer?.ExpiresFrom;
        foreach (var deadline in c.Deadlines)
            if (!deadline.Missed && (wake is null || deadline.OverdueFrom < wake))
                wake = deadline.OverdueFrom;
        return wake;
    }

    static ImmutableArray<PersonId> WhoSees(OpenCase c) =>
        [.. c.Participants.Append(c.Coordinator).Concat(c.Offer is null ? [] : [c.Offer.To]).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];
}
