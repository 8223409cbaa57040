using MassTransit;

namespace Coordination.Peers.Saga;

/// <summary>A case, as the saga's instance has it.</summary>
public sealed class CaseSaga : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public string Coordinator { get; set; } = "";
    public string Organisation { get; set; } = "";
    public string Area { get; set; } = "";
    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset EnteredAt { get; set; }
    public Urgency? Urgency { get; set; }
    public int Contacts { get; set; }
    public string? OfferedTo { get; set; }
    public bool OfferAccompanied { get; set; }
    public DateTimeOffset? OfferExpires { get; set; }
    public CaseWork Work { get; set; } = CaseWork.None;
    public string? Result { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    public bool MayBeSeenBy(Person person) => person.Id == Coordinator || person.Id == OfferedTo;

    public CaseView View() => new(
        CorrelationId.ToString("N"), Version, Enum.Parse<Phase>(CurrentState), new(Coordinator), Organisation, Area, OpenedAt, EnteredAt, Urgency, Contacts,
        OfferedTo is { } to ? new(new(to), OfferAccompanied, OfferExpires!.Value) : null,
        Work.Needs, Work.NoNeed, Work.Meetings, Work.Goals, Work.Tasks, Result, ClosedAt);
}
