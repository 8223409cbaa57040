using System.Collections.Immutable;
using Coordination.Bench.Http;
using Coordination.Bench.Load;
using Coordination.Bench.Server;

namespace Coordination.Bench.Boards;

/// <summary>Something that people look at, as it is asked by one after another of those who do.</summary>
internal sealed record Query(string Name, ImmutableArray<(Credential By, string Path)> Asked)
{
    public IWork Work(string host, int client) => new QueryWork([.. Asked.Select(one => RequestBuffer.Get(one.Path, host, one.By.Token))], client * 7);
}

/// <summary>One client that asks one question after another, round and round.</summary>
internal sealed class QueryWork(IReadOnlyList<byte[]> requests, int first) : IWork
{
    int at = first;

    public ReadOnlyMemory<byte> Next() => requests[at++ % requests.Count];

    public string? Fault(Answer answer) => answer.Accepted ? null : ProblemName.Of(answer);
}
