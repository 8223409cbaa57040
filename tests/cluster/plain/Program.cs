using Coordination.ClientApi;
using Coordination.Engine;
using Coordination.Grains;
using Coordination.PlainGrain;
using Coordination.Silo;
using Npgsql;

// A case as a grain the plain way, to measure against: no journal; its state is the case, written whole at every command
// through Orleans' own storage. The rules, the API and the sign-in are the product's. It forgets command ids, keeps no
// history and no register, and is no product.

var (cluster, settings) = ClusterSettings.Read(args, Environment.GetEnvironmentVariable);
var database = new NpgsqlConnectionStringBuilder(settings.Database ?? throw new WrongSettingException("--database is needed"))
{
    MaxAutoPrepare = 20, AutoPrepareMinUsages = 2, MaxPoolSize = 32,
}.ToString();
ClusterSchema.Migrate(database);
using var installation = await Installation.Open(settings, TimeProvider.System);
return await Serving.Run(installation, services =>
{
    services.AddOrleans(silo =>
    {
        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, serviceId: cluster.Cluster, clusterId: cluster.Cluster);
        silo.AddAdoNetGrainStorage(FamilyCaseGrain.Storage, options =>
        {
            (options.Invariant, options.ConnectionString) = ("Npgsql", database);
            options.GrainStorageSerializer = new SnapshotSerializer(_ => { });
        });
    }).AddCaseGrains().AddSingleton<ICaseDirectory, PlainDirectory>();
    services.AddLogging(log => log.AddFilter("Orleans", LogLevel.Error));
});
