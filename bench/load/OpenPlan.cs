namespace Coordination.Bench.Load;

/// <param name="WindowSeconds">How long the windows are that are told apart.</param>
internal sealed record OpenPlan(double PerSecond, int Seed, int WarmUpSeconds, int Seconds, int WindowSeconds = 10);

/// <summary>What an open loop came to. Latencies are of what was scheduled in the measured seconds, whenever it was answered.</summary>
/// <param name="Lag">How late the generator itself saw its arrivals: where this is not small beside the latencies, the generator was the bottleneck.</param>
/// <param name="Late">How many found no free connection and stood in the queue.</param>
internal sealed record OpenResult(OpenPlan Plan, Latencies Latencies, Latencies Lag, Failures Failures, long Asked, long Achieved, long Late, double GeneratorCores)
{
    public double PerSecond => Achieved / (double)Plan.Seconds;
}
