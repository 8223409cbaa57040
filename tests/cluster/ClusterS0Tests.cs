using Coordination.ClientApi;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests.Cluster;

/// <summary>The scenario of S0 over HTTP, with the cases on three silos, each request at another one.</summary>
public sealed class ClusterS0Tests : S0ScenarioTests, IAsyncDisposable
{
    const int Silos = 3;

    ICaseDirectory[] silos = [];
    int last;

    protected override Func<Installation, ICaseDirectory> Cases => installation =>
    {
        var started = new TestSilos(rules: installation.Rules);
        silos = [.. Enumerable.Range(0, Silos).Select(_ => started.Start(installation.Store))];
        return new InTurn(this);
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos) await ((IAsyncDisposable)silo).DisposeAsync();
    }

    sealed class InTurn(ClusterS0Tests test) : ICaseDirectory
    {
        ICaseDirectory Next => test.silos[(uint)Interlocked.Increment(ref test.last) % Silos];

        public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) => Next.Send(id, ask, stop);
        public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => Next.Read(id, stop);
    }
}
