using Coordination.ClientApi;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests.Cluster;

/// <summary>The scenario of S0 over HTTP, with the cases on three silos, each request at another one.</summary>
public sealed class ClusterS0Tests : S0ScenarioTests, IAsyncDisposable
{
    readonly ThreeSilos silos = new();

    protected override Func<Installation, ICaseDirectory> Cases => silos.Start;
    public ValueTask DisposeAsync() => silos.DisposeAsync();
}

/// <summary>The same of S2.</summary>
public sealed class ClusterS2Tests : S2ScenarioTests, IAsyncDisposable
{
    readonly ThreeSilos silos = new();

    protected override Func<Installation, ICaseDirectory> Cases => silos.Start;
    public ValueTask DisposeAsync() => silos.DisposeAsync();
}

/// <summary>The same of S3.</summary>
public sealed class ClusterS3Tests : S3ScenarioTests, IAsyncDisposable
{
    readonly ThreeSilos silos = new();

    protected override Func<Installation, ICaseDirectory> Cases => silos.Start;
    public ValueTask DisposeAsync() => silos.DisposeAsync();
}

/// <summary>The same of S4.</summary>
public sealed class ClusterS4Tests : S4ScenarioTests, IAsyncDisposable
{
    readonly ThreeSilos silos = new();

    protected override Func<Installation, ICaseDirectory> Cases => silos.Start;
    public ValueTask DisposeAsync() => silos.DisposeAsync();
}

/// <summary>An event log, played through the API with the cases on three silos.</summary>
public sealed class ClusterReplayTests : ReplayTests, IAsyncDisposable
{
    readonly ThreeSilos silos = new();

    protected override Func<Installation, ICaseDirectory>? Cases => silos.Start;
    public ValueTask DisposeAsync() => silos.DisposeAsync();
}

/// <summary>Three silos of one cluster, asked in turn.</summary>
sealed class ThreeSilos : IAsyncDisposable
{
    const int Silos = 3;

    ICaseDirectory[] silos = [];
    int last;

    public ICaseDirectory Start(Installation installation)
    {
        var started = new TestSilos(rules: installation.Rules);
        silos = [.. Enumerable.Range(0, Silos).Select(_ => started.Start(installation.Store))];
        return new InTurn(this);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos) await ((IAsyncDisposable)silo).DisposeAsync();
    }

    sealed class InTurn(ThreeSilos three) : ICaseDirectory
    {
        ICaseDirectory Next => three.silos[(uint)Interlocked.Increment(ref three.last) % Silos];

        public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) => Next.Send(id, ask, stop);
        public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => Next.Read(id, stop);
    }
}
