using Coordination.Core;
using Coordination.Engine;
using Coordination.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using static Coordination.Tests.Town;

namespace Coordination.Tests.Cluster;

/// <summary>Silos of one cluster in this process, each over a journal of its own. Messages between them are serialized, as over a network.</summary>
/// <param name="snapshots">Where snapshots are kept; in memory if nothing is said.</param>
/// <param name="rules">The town's, if nothing is said.</param>
sealed class TestSilos(Action<ISiloBuilder>? snapshots = null, Rulebook? rules = null)
{
    readonly Dictionary<InProcessSiloHandle, IJournal> silos = [];
    InProcessTestCluster? cluster;
    IJournal? next;

    /// <summary>One more silo, and the directory as seen from it. With the last directory the cluster ends.</summary>
    public ICaseDirectory Start(IJournal journal) => Task.Run(() => StartAsync(journal)).GetAwaiter().GetResult();

    public IReadOnlyCollection<InProcessSiloHandle> Silos => silos.Keys;
    public InProcessTestCluster Cluster => cluster!;

    async Task<ICaseDirectory> StartAsync(IJournal journal)
    {
        next = journal;
        InProcessSiloHandle silo;
        if (cluster is null)
        {
            var builder = new InProcessTestClusterBuilder(1);
            builder.Options.InitializeClientOnDeploy = false;
            builder.ConfigureSilo((_, silo) => Configure(silo, next!));
            cluster = builder.Build();
            await cluster.DeployAsync();
            silo = cluster.Silos.Single();
        }
        else silo = await cluster.StartAdditionalSiloAsync();
        silos.Add(silo, journal);
        return new Directory(this, silo, new OrleansDirectory(silo.ServiceProvider.GetRequiredService<IGrainFactory>(), TimeProvider.System));
    }

    void Configure(ISiloBuilder silo, IJournal journal)
    {
        silo.Services.AddSingleton(journal).AddSingleton(Decider).AddSingleton(rules ?? Rules).AddCaseGrains();
        if (snapshots is null) silo.AddMemoryGrainStorage(FamilyCaseGrain.Storage);
        else snapshots(silo);
    }

    async ValueTask Stop(InProcessSiloHandle silo)
    {
        silos.Remove(silo);
        await cluster!.StopSiloAsync(silo);
        if (silos.Count > 0) return;
        await cluster.DisposeAsync();
        cluster = null;
    }

    sealed class Directory(TestSilos silos, InProcessSiloHandle silo, OrleansDirectory cases) : ICaseDirectory, IAsyncDisposable
    {
        public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) => cases.Send(id, ask, stop);
        public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => cases.Read(id, stop);
        public ValueTask DisposeAsync() => silos.Stop(silo);
    }
}
