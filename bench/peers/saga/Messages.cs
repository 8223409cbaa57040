using MassTransit;

namespace Coordination.Peers.Saga;

/// <summary>What every message to a case carries.</summary>
public interface IAsked
{
    Asking By { get; }
}

/// <summary>A command to one case.</summary>
public sealed record Asked<T>(Guid CorrelationId, T Command, Asking By) : CorrelatedBy<Guid>, IAsked where T : CaseCommand;

/// <summary>A contact to the case it opens or joins.</summary>
/// <param name="NewKeys">Of members that no open case has.</param>
public sealed record ContactTold(Guid CorrelationId, Contact Contact, IReadOnlyList<string> NewKeys, Asking By) : CorrelatedBy<Guid>, IAsked;
