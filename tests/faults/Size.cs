namespace Coordination.Tests.Faults;

/// <summary>How long the tests run: an ordinary run is short; <c>COORDINATION_TEST_SIZE=full</c> is for the night.</summary>
static class Size
{
    /// <summary>A test that takes longer than this hangs.</summary>
    public const int TestMillisecondsMax = 900_000;

    public static int Of(int usual, int full) => Environment.GetEnvironmentVariable("COORDINATION_TEST_SIZE") == "full" ? full : usual;
}

/// <summary>Tests with real server processes run one after the other, beside nothing else: they measure, and the machine is small.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealProcesses
{
    public const string Name = "real processes";
}
