namespace Coordination.Tests.Cluster;

// The suite that the directory of one process passes, over cases that are grains.

public sealed class OneSiloDirectoryTests() : DirectoryContract(TempSqlite.Open, new TestSilos().Start);

public sealed class ThreeSilosDirectoryTests() : DirectoryContract(TempPostgres.Open, new TestSilos().Start, nodes: 3);
