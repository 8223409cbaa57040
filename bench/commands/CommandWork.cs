using Coordination.Bench.Http;
using Coordination.Bench.Load;

namespace Coordination.Bench.Commands;

/// <summary>One client's durable commands, going round the cases that are this client's alone.</summary>
internal sealed class CommandWork(IReadOnlyList<CaseTurns> cases, CommandMix mix, Func<Guid> newKey, int seed) : IWork
{
    readonly RequestBuffer request = new(newKey);
    readonly NoteBody note = new();
    readonly Random random = new(seed);
    int at;

    public ReadOnlyMemory<byte> Next()
    {
        at = (at + 1) % cases.Count;
        return cases[at].Next(mix.Draw(random), request, note);
    }

    /// <summary>An accepted command that wrote nothing is no durable command, and not counted as one.</summary>
    public string? Fault(Answer answer) =>
        !answer.Accepted ? ProblemName.Of(answer)
        : answer.Body.Span.IndexOf("\"happened\":[]"u8) >= 0 ? "accepted, but nothing happened"
        : null;
}
