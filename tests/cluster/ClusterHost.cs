using System.Net;
using System.Net.Sockets;
using Coordination.Tests.Faults;

namespace Coordination.Tests.Cluster;

/// <summary>Sites whose cases live in Orleans.</summary>
static class ClusterHost
{
    /// <summary>On PostgreSQL three nodes are one cluster; on SQLite one node is alone.</summary>
    public static readonly Host ThreeNodes = new("Coordination.Silo.dll", 3, _ => Ports());

    /// <summary>Ports for a node's other nodes and its fronts, free a moment ago.</summary>
    public static string[] Ports()
    {
        using TcpListener silo = new(IPAddress.Loopback, 0), gateway = new(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return ["--silo-port", $"{((IPEndPoint)silo.LocalEndpoint).Port}", "--gateway-port", $"{((IPEndPoint)gateway.LocalEndpoint).Port}"];
    }
}

/// <summary>Tests with real server processes run one after the other, beside nothing else.</summary>
[CollectionDefinition(RealProcesses.Name, DisableParallelization = true)]
public sealed class RealClusters;

// What nodes that know nothing of each other pass, three nodes of one cluster pass unchanged.

[Collection(RealProcesses.Name)]
public sealed class ClusterRacesTests(ITestOutputHelper output) : RacesTests(output)
{
    protected override Host Host => ClusterHost.ThreeNodes;
}

[Collection(RealProcesses.Name)]
public sealed class ClusterLostRepliesTests(ITestOutputHelper output) : LostRepliesTests(output)
{
    protected override Host Host => ClusterHost.ThreeNodes;
}

[Collection(RealProcesses.Name)]
public sealed class ClusterFeedTests(ITestOutputHelper output) : FeedTests(output)
{
    protected override Host Host => ClusterHost.ThreeNodes;
}

[Collection(RealProcesses.Name)]
public sealed class ClusterPagesTests : PagesOnNodesTests
{
    protected override Host Host => ClusterHost.ThreeNodes;
}
