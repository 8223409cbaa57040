using Coordination.ClientApi;
using Coordination.Grains;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Coordination.Silo;

/// <summary>Adds the cluster to the application: the node's part in it, or a client's.</summary>
public static class Cluster
{
    const string Invariant = "Npgsql";
    const string Table = "snapshot-table";
    const int ConnectionsMax = 8; // for membership and snapshots; the journal has its own

    public static void Add(IServiceCollection services, ClusterSettings cluster, Settings settings)
    {
        services.AddOrleansDirectory();
        services.AddLogging(log => log.AddFilter("Orleans", LogLevel.Error).AddFilter("Coordination", LogLevel.Warning));
        var database = settings.Database is { } own ? new NpgsqlConnectionStringBuilder(own) { MaxPoolSize = ConnectionsMax, ApplicationName = "coordination-cluster" }.ToString() : null;
        if (cluster.Role == Role.Front) services.AddOrleansClient(client => Client(client, cluster, database!));
        if (cluster.Role != Role.Front && settings.Database is not null) services.AddSingleton(cluster).AddHostedService<LostMembers>(); // before the silo, which waits to join
        if (cluster.Role != Role.Front) services.AddOrleans(silo => Node(silo, cluster, database)).AddCaseGrains();
    }

    static void Client(IClientBuilder client, ClusterSettings cluster, string database)
    {
        client.Configure<ClusterOptions>(cluster.Name);
        client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, database));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(3));
        client.Configure<ClientMessagingOptions>(messages => messages.ResponseTimeout = OrleansDirectory.MessageLife);
        if (cluster.Trust is { } trust) client.UseTls(trust.Configure);
        client.UseConnectionRetryFilter(async (_, stop) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop); // a front may start before the nodes
            return true;
        });
    }

    static void Node(ISiloBuilder silo, ClusterSettings cluster, string? database)
    {
        silo.Configure<ClusterOptions>(cluster.Name);
        silo.Configure<EndpointOptions>(ends => (ends.AdvertisedIPAddress, ends.SiloPort, ends.GatewayPort) = (cluster.Advertise, cluster.SiloPort, cluster.GatewayPort));
        silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = OrleansDirectory.MessageLife);
        silo.Configure<ClusterMembershipOptions>(Vigilance);
        if (database is null)
        {
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, serviceId: cluster.Cluster, clusterId: cluster.Cluster);
            silo.AddMemoryGrainStorage(FamilyCaseGrain.Storage);
            return;
        }
        if (cluster.Trust is { } trust) silo.UseTls(trust.Configure);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, database));
        silo.AddSnapshots(database);
    }

    /// <summary>Snapshots of cases in the tables of <see cref="ClusterSchema"/>.</summary>
    public static ISiloBuilder AddSnapshots(this ISiloBuilder silo, string database)
    {
        silo.Services.AddGrainStorage(FamilyCaseGrain.Storage, (services, _) =>
            new DispensableSnapshots(services.GetRequiredKeyedService<IGrainStorage>(Table), services.GetRequiredService<ILogger<DispensableSnapshots>>()));
        return silo.AddAdoNetGrainStorage(Table, storage => storage.Configure<ILoggerFactory>((options, logs) =>
        {
            (options.Invariant, options.ConnectionString) = (Invariant, database);
            options.GrainStorageSerializer = new SnapshotSerializer(why => logs.CreateLogger<SnapshotSerializer>().LogWarning("A snapshot cannot be read, and is forgotten: {Reason}", why));
        }));
    }

    static void Name(this ClusterSettings cluster, ClusterOptions options) => (options.ClusterId, options.ServiceId) = (cluster.Cluster, cluster.Cluster);

    /// <summary>A node that does not answer is declared dead within some ten seconds, so that its cases wake elsewhere.</summary>
    static void Vigilance(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 3;
        // In Orleans 10.2.2 the node in between is given as long to probe as the one who asked it waits for the answer, so
        // that a node that hangs is never suspected: nodes ask each other themselves.
        membership.EnableIndirectProbes = false;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = LostMembers.SignOfLifeEvery;
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }
}
