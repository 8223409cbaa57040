namespace Coordination.ClientApi.Pages;

/// <summary>What of a case's history is shown.</summary>
public enum EventKind { All, Words, Phases, People, Meetings, Time }

static class EventKinds
{
    static readonly string[] OfPeople = ["handover-", "coordinator-", "participa", "invitation-", "pair-", "own-worker-", "substitute-", "receiver-", "need-accepted", "consent-", "legal-basis-", "case-opened", "case-reopened"];
    static readonly string[] OfPhases = ["case-", "phase-", "assessment-", "reassessment-", "meeting-skipped", "urgency-"];
    static readonly string[] OfTime = ["deadline-", "case-suspended", "case-resumed", "follow-up-planned"];

    public static bool Has(this EventKind kind, JournalEntry entry) => kind switch
    {
        EventKind.Words => EventDetails.Words(entry).Any(),
        EventKind.Phases => Begins(entry, OfPhases),
        EventKind.People => Begins(entry, OfPeople),
        EventKind.Meetings => Begins(entry, ["meeting-", "materials-", "duty-"]),
        EventKind.Time => Begins(entry, OfTime),
        _ => true,
    };

    static bool Begins(JournalEntry entry, string[] beginnings) => beginnings.Any(b => entry.Type.StartsWith(b, StringComparison.Ordinal));
}
