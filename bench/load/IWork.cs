using Coordination.Bench.Http;

namespace Coordination.Bench.Load;

/// <summary>What one client asks: a request, its answer, the next request.</summary>
internal interface IWork
{
    ReadOnlyMemory<byte> Next();

    /// <returns>Null when the answer is the wanted one, otherwise the name it is counted under.</returns>
    string? Fault(Answer answer);

    /// <summary>How long the wanted answer took that was last asked for, when it is measured.</summary>
    void Took(long stopwatchTicks)
    {
    }
}
