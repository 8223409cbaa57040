using Coordination.Bench.Commands;

namespace Coordination.Bench.Year;

/// <summary>How many cases and people a year has, and how they are asked for.</summary>
internal sealed record YearSize(int Cases, int Coordinators, int ReadsPercent, int Connections, int Seed)
{
    const int CasesOfCoordinator = 16;
    const int CasesMax = 100_000;

    public static readonly IReadOnlyList<string> Options = ["--cases", "--coordinators", "--reads", "--connections", "--seed"];

    public static readonly string Usage = $"""
          --cases 2048               cases under way at a time; where one is over, another begins
          --coordinators N           people the cases belong to (one for {CasesOfCoordinator} cases)
          --reads {YearTable.ReadsPercent}                 per cent of the requests that read
          --connections 256          of the open loop; what finds none free waits, and its time runs
          --seed 1                   of the cases' courses and of the arrivals
        """;

    public static YearSize Of(Arguments arguments)
    {
        var connections = arguments.Number("--connections", 256, 1, CommandsPlan.ClientsMax);
        var cases = arguments.Number("--cases", 2048, 64, CasesMax);
        if (cases < 2 * connections)
        {
            throw new CannotRunException($"--cases {cases} is too few for {connections} connections: one has to be idle when somebody comes, so {2 * connections} are needed");
        }

        return new YearSize(
            cases,
            arguments.Number("--coordinators", Math.Max(2, cases / CasesOfCoordinator), 2, CasesMax),
            arguments.Number("--reads", YearTable.ReadsPercent, 0, 100),
            connections,
            arguments.Number("--seed", 1, 0, int.MaxValue));
    }
}
