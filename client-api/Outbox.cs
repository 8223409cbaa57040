using System.Globalization;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

[JsonConverter(typeof(Kebab<MessageKind>))]
public enum MessageKind { Invitation, Cancellation, Materials }

/// <summary>Something to be sent. Its id never changes, so whoever sends it knows what was sent.</summary>
/// <param name="To">A professional of the network; nobody where it is for the family, whose addresses are in the case.</param>
/// <param name="Calendar">The iCalendar object of an invitation or a cancellation.</param>
/// <param name="Materials">Which of the operating model's materials the family gets, in <paramref name="Language"/>.</param>
public sealed record OutgoingMessage(
    string Id, long Position, MessageKind Kind, CaseId Case, string Meeting, DateTimeOffset RecordedAt, PersonId? To, string? Calendar, string? Language, IReadOnlyList<string>? Materials);

/// <summary>
/// What is to be sent to people, read off the journal in its order: nothing is kept twice, and whoever sends remembers how far
/// they came. Invitations go to everybody who takes part in a meeting, again when it is moved, and are taken back when it is cancelled.
/// </summary>
public sealed class Outbox(IStore store, Register register, CaseDecider decider, MeetingCalendar calendar)
{
    public static async Task<IResult> List(HttpContext http, Outbox outbox)
    {
        var query = new Query(http, "after", "limit");
        var (after, limit) = (query.Number("after", 0, 0, long.MaxValue), query.Limit());
        if (query.Problem is { } wrong) return new ProblemResult(wrong);
        return Caller.Of(http).Holds(Roles.Operator) ? TypedResults.Json(await outbox.Read(after, limit, Texts.Choose(http.Request), http.RequestAborted), Json.Api.PageOutgoingMessage)
            : new ProblemResult(Problem.NotOperator);
    }

    /// <param name="limit">How many happenings at most; each may be a message to several.</param>
    async Task<Page<OutgoingMessage>> Read(long after, int limit, string language, CancellationToken stop)
    {
        var events = await register.ToBeSent(after, limit + 1, stop);
        var messages = new List<OutgoingMessage>();
        foreach (var one in events.Take(limit)) messages.AddRange(await Of(one, language, stop));
        return new(messages, events.Count > limit ? events[limit - 1].Position.ToString(CultureInfo.InvariantCulture) : null);
    }

    async Task<IEnumerable<OutgoingMessage>> Of(Recorded one, string language, CancellationToken stop)
    {
        var id = CaseId.OfStream(one.Stream);
        var happened = decider.Read(one.Type, one.Facts);
        if (happened is MaterialsSent sent)
            return [new($"{one.Position}", one.Position, MessageKind.Materials, id, sent.Meeting, one.RecordedAt, null, null, sent.Language, sent.Materials)];
        var c = await At(one, stop);
        var meeting = c.Meetings.First(m => m.Id == (happened switch { MeetingPlanned e => e.Meeting, MeetingMoved e => e.Meeting, _ => ((MeetingCancelled)happened).Meeting }));
        var (kind, method) = meeting.Cancelled ? (MessageKind.Cancellation, "CANCEL") : (MessageKind.Invitation, "REQUEST");
        return meeting.Participants.Select(p => new OutgoingMessage(
            $"{one.Position}-{p}", one.Position, kind, id, meeting.Id, one.RecordedAt, p, calendar.Message(method, c, meeting, one.RecordedAt, language), null, null));
    }

    /// <summary>The case as it was when it happened.</summary>
    async Task<OpenCase> At(Recorded one, CancellationToken stop)
    {
        var state = decider.Initial;
        foreach (var before in await store.Read(one.Stream, 0, one.Version, stop)) state = decider.Evolve(state, decider.Read(before.Type, before.Facts));
        return (OpenCase)state;
    }
}
