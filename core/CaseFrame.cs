using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordination.Core;

/// <summary>
/// What somebody with <see cref="CaseSight.Own"/> sight is told of the events of other organisations. Every type of event is of the
/// frame or a recording; a test holds that none is forgotten.
/// </summary>
public static class CaseFrame
{
    /// <summary>
    /// What carries the process and records nothing of the family: each type with those of its facts that are told. Content never is.
    /// Of a meeting it is not told whether the family came, of a closing not with what result.
    /// </summary>
    public static readonly FrozenDictionary<string, ImmutableArray<string>> Facts = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
    {
        ["case-opened"] = ["case", "model", "modelVersion", "group", "area", "coordinator", "organisation", "at", "subject"],
        ["phenomenon-opened"] = ["key", "level", "reason", "from", "to", "contacts", "organisations", "parent", "opener"],
        ["phase-entered"] = ["from", "to", "at"],
        ["model-migrated"] = ["from", "to"],
        ["participant-invited"] = ["person"],
        ["invitation-accepted"] = ["person", "at"],
        ["invitation-declined"] = ["person"],
        ["participation-ended"] = ["person", "at"],
        ["pair-named"] = ["person", "at"],
        ["pair-ended"] = ["person", "at"],
        ["substitute-named"] = ["person", "from", "to", "begins", "ends"],
        ["substitute-ended"] = ["person"],
        ["meeting-planned"] = ["meeting", "at", "place", "participants", "duties", "lengthMinutes", "developerClients"],
        ["meeting-moved"] = ["meeting", "at", "place", "sequence"],
        ["meeting-cancelled"] = ["meeting", "sequence"],
        ["materials-sent"] = ["meeting"],
        ["meeting-held"] = ["meeting", "attended", "at", "developerClients"],
        ["meeting-skipped"] = [],
        ["duty-signed"] = ["meeting", "duty", "by", "at"],
        ["duty-left-open"] = ["meeting", "duty"],
        ["handover-offered"] = ["to", "accompanied", "dueOn", "expiresFrom", "pair"],
        ["handover-accepted"] = ["to", "organisation", "accompanied"],
        ["handover-declined"] = ["by"],
        ["handover-withdrawn"] = [],
        ["handover-expired"] = ["to"],
        ["coordinator-assigned"] = ["to", "organisation"],
        ["case-suspended"] = ["at"],
        ["case-resumed"] = ["at", "days"],
        ["case-closed"] = ["at"],
        ["case-merged"] = ["into", "at"],
        ["case-reopened"] = ["coordinator", "organisation", "at"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What tells of the family, or of what somebody judged or agreed with it: for their own organisation alone.</summary>
    public static readonly FrozenSet<string> Recordings = new[]
    {
        "contact-received", "contact-held", "contact-taken", "contact-released", "join-undone", "called-back", "member-changed", "urgency-judged", "marked-pending",
        "assessment-started", "assessment-skipped", "life-area-recorded", "hearing-recorded", "assessment-completed", "reassessment-called",
        "special-support-judged", "service-assessment-requested", "child-protection-notified", "child-protection-decided", "own-worker-named", "own-worker-ended",
        "consent-recorded", "consent-withdrawn", "legal-basis-recorded", "legal-basis-ended",
        "plan-agreed", "goals-rated", "task-completed", "task-dropped", "task-changed", "task-offered", "task-taken", "receiver-asked", "need-accepted",
        "follow-up-planned", "follow-up-recorded", "feedback-asked", "feedback-recorded", "outcome-recorded", "duplicate-merged",
        "note-written", "flag-raised", "flag-lowered", "document-referred",
        "deadline-set", "deadline-moved", "deadline-lifted", "deadline-neared", "deadline-missed", // they tell of special support and of child protection
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Of every event, whose record it is and for whom a substitute acted.</summary>
    static readonly ImmutableArray<string> OfEvery = ["controller", "actingFor"];

    /// <summary>An event as an organisation without the whole of the case is told it: its own as it is, of others the frame, and nothing of a recording.</summary>
    /// <param name="by">Who acted: an event of the first build does not say whose record it is, so it is that of their organisation.</param>
    public static Written? Narrow(Written written, PersonId by, OrganisationId to, Network network)
    {
        var facts = JsonNode.Parse(written.Facts)!.AsObject();
        var controller = facts["controller"] is { } named ? new OrganisationId(named.GetValue<string>()) : network.Find(by) is { } person ? network.OrganisationOf(person) : (OrganisationId?)null;
        if (controller == to) return written;
        if (!Facts.TryGetValue(written.Type, out var told)) return null;
        foreach (var name in facts.Select(f => f.Key).Except(told).Except(OfEvery).ToList()) facts.Remove(name);
        return new(written.Type, facts.ToJsonString(), null);
    }
}
