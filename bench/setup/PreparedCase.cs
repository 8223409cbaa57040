using Coordination.Bench.Server;

namespace Coordination.Bench.Setup;

/// <summary>An open case of our own, its coordinator, and a colleague the coordinator can offer it to.</summary>
internal sealed record PreparedCase(string Id, Credential Coordinator, string Colleague);
