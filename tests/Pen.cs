using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>Writes appends by hand, below the rules of any case.</summary>
static class Pen
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, 123, TimeSpan.Zero);

    public static Picture Seen(
        string[]? keys = null, string[]? likenesses = null, string[]? involved = null, Phase phase = Phase.Contact, int stay = 1, DateTimeOffset? enteredAt = null, DateTimeOffset? wakeAt = null,
        AgendaItem[]? agenda = null, int suspendedDays = 0) => new(
        "01234-56789", phase, new("aino"), new("county"), "west", "one-contact-is-enough", 1, Noon, enteredAt ?? Noon, stay,
        Result: null, Urgency.Soon, OverdueFrom: Noon.AddDays(1), new DateOnly(2026, 3, 2), DeadlineKey.UrgencyJudged, wakeAt, OfferTo: null, OfferExpiresFrom: null,
        Contacts: 1, Waiting: 0, Identified: keys is { Length: > 0 },
        SpecialSupport: false, SuspendedAt: null, suspendedDays, TouchedAt: null, Flags: null, [.. keys ?? []], [.. likenesses ?? []], [.. (involved ?? ["aino"]).Select(PersonId.Of)], [.. agenda ?? []]);

    public static StreamPart Opens(string stream, Picture? after = null, params Written[] entries) =>
        new(stream, 0, Or(entries), null, after ?? Seen());

    public static StreamPart Follows(string stream, int expected, Picture? before = null, Picture? after = null, params Written[] entries) =>
        new(stream, expected, Or(entries), before ?? Seen(), after ?? before ?? Seen());

    static ImmutableArray<Written> Or(Written[] entries) => entries is [] ? [Event()] : [.. entries];

    public static Written Event(string type = "noted", string facts = "{}", string? content = null) => new(type, facts, content);

    public static Append Command(string id, params StreamPart[] parts) => Command("aino", id, "body", parts);

    public static Append Command(string actor, string id, string body, params StreamPart[] parts) => new(
        new(actor, id, body), Noon, Noon, new(parts[0].Stream, parts[0].Version, [.. parts[0].Entries.Select(e => e.Type)]), [.. parts]);

    /// <summary>An outcome as a line, since an answer holds a list.</summary>
    public static string Tell(Outcome outcome) => outcome switch
    {
        Outcome.Written written => $"written at {written.Position}",
        Outcome.Known known => $"known {(known.SameBody ? "same" : "other")} body: {known.First.ToJson()}",
        Outcome.KeyTaken taken => $"key {taken.Key} taken",
        _ => "conflict",
    };
}
