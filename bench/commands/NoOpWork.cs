using Coordination.Bench.Http;
using Coordination.Bench.Load;
using Coordination.Bench.Server;

namespace Coordination.Bench.Commands;

/// <summary>The measure the commands are held against: same token, same headers, same body size, nothing to do.</summary>
internal sealed class NoOpWork(string host, Credential person, Func<Guid> newKey) : IWork
{
    readonly RequestBuffer request = new(newKey);
    readonly NoteBody body = new();
    readonly byte[] headers = RequestBuffer.HeadersOf(host, person.Token);

    public ReadOnlyMemory<byte> Next() => request.Post("/v1/no-op"u8, default, headers, body.Numbered(request.Sequence));

    public string? Fault(Answer answer) => answer.Accepted ? null : ProblemName.Of(answer);
}
