using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Coordination.Core;

/// <summary>What the register knows of a stream: nothing but its state, seen from one side.</summary>
/// <param name="Stay">Counts the phases the case has been in; the register keeps a row for each.</param>
/// <param name="OverdueFrom">The earliest deadline still running, missed or not.</param>
/// <param name="WakeAt">When the engine itself has something to do: note a deadline near or missed, end an offer or a substitution.</param>
/// <param name="Keys">The unique keys of the members of an open case, or of an open phenomenon; none when it is closed.</param>
/// <param name="Likenesses">Hashes of names: they find likely duplicates and bind nothing.</param>
/// <param name="TouchedAt">When the family was last in contact.</param>
/// <param name="SuspendedDays">How many days of this stay in its phase the case was suspended.</param>
/// <param name="Involved">Who may see the case as a person: coordinator and substitute, who is offered it, participants, who is invited.</param>
/// <param name="Agenda">What waits for a person, or is to come for them.</param>
/// <param name="Parent">The phenomenon that a phenomenon is part of.</param>
public sealed record Picture(
    string Number, Phase Phase, PersonId Coordinator, OrganisationId Organisation, string Area, string Model, int ModelVersion,
    DateTimeOffset OpenedAt, DateTimeOffset EnteredAt, int Stay, string? Result, Urgency? Urgency,
    DateTimeOffset? OverdueFrom, DateOnly? DueOn, DeadlineKey? DueKey, DateTimeOffset? WakeAt,
    PersonId? OfferTo, DateTimeOffset? OfferExpiresFrom, int Contacts, int Waiting, bool Identified,
    bool SpecialSupport, DateTimeOffset? SuspendedAt, int SuspendedDays, DateTimeOffset? TouchedAt, string? Flags,
    ImmutableArray<string> Keys, ImmutableArray<string> Likenesses, ImmutableArray<PersonId> Involved, ImmutableArray<AgendaItem> Agenda,
    Subject Subject = Subject.Family, CaseId? Parent = null)
{
    /// <summary>The picture of a case; there is none of a case that was never opened.</summary>
    public static Picture Of(CaseState state) => state switch
    {
        OpenCase c => Of(c),
        ClosedCase c => Of(c.Last) with
        {
            Phase = Phase.Closed, EnteredAt = c.At, Result = c.Result, Keys = [], Likenesses = [], Agenda = [],
        },
        _ => throw new UnreachableException("a case that was never opened has no picture"),
    };

    static Picture Of(OpenCase c)
    {
        var due = c.Deadlines.Where(d => !CaseDecider.Waits(c, d)).MinBy(d => d.OverdueFrom);
        return new(
            CaseNumber.Of(c.Case), c.Phase, c.Coordinator, c.Organisation, c.Area, c.Model, c.ModelVersion,
            c.OpenedAt, c.EnteredAt, c.Stay, Result: null, c.Urgency,
            due?.OverdueFrom, due?.DueOn, due?.Key, NextWork(c),
            c.Offer?.To, c.Offer?.ExpiresFrom, c.Contacts, c.Waiting.Length, c.Members.Any(m => m.Key is not null),
            c.NeedsSpecialSupport, c.SuspendedAt, c.SuspendedDays, c.TouchedAt, c.Flags.IsEmpty ? null : string.Join(' ', c.Flags),
            c.Phenomenon is { } phenomenon ? [phenomenon.Key] : [.. c.Members.Where(m => m.Key is not null).Select(m => m.Key!)],
            [.. c.Members.Where(m => m.Likeness is not null).Select(m => m.Likeness!).Distinct()],
            WhoSees(c), OnAgenda(c), c.Subject, c.Phenomenon?.Parent);
    }

    static DateTimeOffset? NextWork(OpenCase c)
    {
        var wake = Sooner(c.Offer?.ExpiresFrom, c.Substitute?.Ends);
        foreach (var deadline in c.Deadlines)
        {
            if (CaseDecider.Waits(c, deadline) || deadline.Missed) continue;
            wake = Sooner(wake, deadline.OverdueFrom);
            if (!deadline.Near) wake = Sooner(wake, deadline.NearFrom);
        }
        return wake;
    }

    static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    static ImmutableArray<PersonId> WhoSees(OpenCase c)
    {
        var all = c.Participants.Concat(c.Invited).Append(c.Coordinator);
        if (c.Offer is { } offer) all = all.Append(offer.To);
        if (c.Substitute is { } substitute) all = all.Append(substitute.Person);
        return [.. all.Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];
    }

    static ImmutableArray<AgendaItem> OnAgenda(OpenCase c)
    {
        if (c.Meetings.IsEmpty && c.Tasks.IsEmpty && c.Receivers.IsEmpty && c.Invited.IsEmpty && c.Substitute is null) return [];
        var items = ImmutableArray.CreateBuilder<AgendaItem>();
        foreach (var meeting in c.Meetings.Where(m => m.IsPlanned))
            foreach (var person in meeting.Participants.Append(c.Coordinator).Distinct())
                items.Add(new(AgendaKind.Meeting, meeting.Id, person, meeting.At));
        foreach (var task in c.Tasks.Where(t => t.Status == PlanTaskStatus.Open))
        {
            var due = new DateTimeOffset(task.Due, TimeOnly.MinValue, TimeSpan.Zero);
            items.Add(new(AgendaKind.Task, task.Id, task.Responsible, due));
            if (task.Taker is { } taker) items.Add(new(AgendaKind.TaskOffer, task.Id, taker, due));
        }
        foreach (var asked in c.Receivers.Where(r => !r.Accepted)) items.Add(new(AgendaKind.Need, asked.Need, asked.Person, null));
        foreach (var person in c.Invited) items.Add(new(AgendaKind.Invitation, "invitation", person, null));
        if (c.Substitute is { } substitute) items.Add(new(AgendaKind.Substitution, "substitution", substitute.Person, substitute.Begins));
        return items.ToImmutable();
    }
}

/// <summary>What waits for a person: a meeting to come, a task, something they are asked.</summary>
[JsonConverter(typeof(Kebab<AgendaKind>))]
public enum AgendaKind { Meeting, Task, TaskOffer, Need, Invitation, Substitution }

/// <param name="Item">Which meeting, task or need of the case.</param>
/// <param name="At">When it is, or by when; a task's is the start of its day, in UTC.</param>
public sealed record AgendaItem(AgendaKind Kind, string Item, PersonId Person, DateTimeOffset? At);
