using Coordination.ClientApi;
using Coordination.Engine;
using Coordination.Silo;

try
{
    var (cluster, settings) = ClusterSettings.Read(args, Environment.GetEnvironmentVariable);
    if (settings.Help) { Console.WriteLine(ClusterSettings.Usage); return 0; }
    if (settings.Database is { } database) ClusterSchema.Migrate(database);
    using var alone = cluster.Alone(settings);
    using var installation = await Installation.Open(settings, TimeProvider.System);
    return await Serving.Run(installation, services => Cluster.Add(services, cluster, settings), api: cluster.Role != Role.Silo);
}
catch (Exception wrong) when (wrong is WrongSettingException or JournalUnavailableException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync($"coordination: {wrong.Message}");
    return 2;
}
