using System.Net;
using Coordination.Bench.Http;

namespace Coordination.Bench.Load;

/// <summary>One connection of an open loop, and what is asked over it.</summary>
internal sealed class OpenClient(EndPoint server, IWork work) : IDisposable
{
    public Connection Connection { get; } = new(server);

    public IWork Work { get; } = work;

    public void Dispose() => Connection.Dispose();
}
