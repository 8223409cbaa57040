using Coordination.Engine;
using Coordination.Silo;

namespace Coordination.Tests.Cluster;

public sealed class ClusterSettingsTests
{
    const string Database = "--database=Host=db";

    [Theory]
    [InlineData("--role boss", "--role boss: node, silo or front is expected")]
    [InlineData("--role", "--role: its value is missing")]
    [InlineData("--role node --role silo", "--role is given twice")]
    [InlineData("--silo-port 0", "--silo-port 0: a port from 1 to 65535 is expected")]
    [InlineData("--gateway-port 65536", "--gateway-port 65536: a port from 1 to 65535 is expected")]
    [InlineData("--silo-port x", "--silo-port x: a port from 1 to 65535 is expected")]
    [InlineData("--silo-port 7000 --gateway-port 7000", "--silo-port and --gateway-port are both 7000")]
    [InlineData("--advertise here " + Database, "--advertise here: an IP address is expected")]
    [InlineData("--role silo", "a cluster needs --database \"Host=…\": SQLite is for one node, with its API, alone")]
    [InlineData("--role front", "a cluster needs --database \"Host=…\": SQLite is for one node, with its API, alone")]
    [InlineData("--role silo --settable-clock " + Database, "--settable-clock: nobody could set it, for --role silo serves no API")]
    [InlineData("--cluster pilot", "a cluster needs --database \"Host=…\": SQLite is for one node, with its API, alone")]
    [InlineData("--advertise 10.0.0.1", "a cluster needs --database \"Host=…\": SQLite is for one node, with its API, alone")]
    [InlineData("--tls-certificate node.pem " + Database, "--tls-certificate goes with --tls-authority")]
    [InlineData("--tls-authority ours.pem " + Database, "--tls-authority goes with --tls-certificate")]
    [InlineData("--tls-certificate /nowhere/node.pem --tls-authority /nowhere/ours.pem " + Database, "--tls-certificate /nowhere/node.pem: Could not find a part of the path '/nowhere/node.pem'.")]
    [InlineData("check", "check is a command of client-api: dotnet run --project client-api -- check …")]
    [InlineData("--colour blue", "--colour is no option of this program; --help lists them")]
    public void A_wrong_setting_is_told_in_one_line(string arguments, string why) =>
        Assert.Equal(why, Assert.Throws<WrongSettingException>(() => ClusterSettings.Read(arguments.Split(' '), _ => null)).Message);

    [Fact]
    public void What_is_not_the_clusters_is_passed_on()
    {
        var (cluster, settings) = ClusterSettings.Read([Database, "--role=front", "--urls", "http://127.0.0.1:5099", "--gateway-port", "31000", "--demo"], _ => null);
        Assert.Equal((Role.Front, "coordination", "127.0.0.1", 11_111, 31_000), (cluster.Role, cluster.Cluster, cluster.Advertise.ToString(), cluster.SiloPort, cluster.GatewayPort));
        Assert.Equal(("Host=db", "http://127.0.0.1:5099", true), (settings.Database, settings.Urls, settings.Demo));
    }

    [Fact]
    public void The_environment_is_read_where_nothing_is_given()
    {
        var (cluster, settings) = ClusterSettings.Read(["--silo-port", "7001"], name => name switch
        {
            "COORDINATION_ROLE" => "silo", "COORDINATION_DATABASE" => "Host=db", "COORDINATION_ADVERTISE" => "10.0.0.7", "COORDINATION_SILO_PORT" => "7000", _ => null,
        });
        Assert.Equal((Role.Silo, "10.0.0.7", 7001, "Host=db"), (cluster.Role, cluster.Advertise.ToString(), cluster.SiloPort, settings.Database));
    }
}
