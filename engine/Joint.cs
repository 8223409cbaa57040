using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>
/// One command on several cases: each decides its part, and all parts are written or none. It works on states fresh from
/// the journal; live copies elsewhere find out by the journal's version.
/// </summary>
public sealed class Joint(CaseDecider decider, IJournal journal, Rulebook rules)
{
    /// <param name="ask">Its command is the first case's; the answer is about that case.</param>
    /// <param name="knowing">Where the first case's command says something of the others: tells it of their states, as fresh as those decided on.</param>
    public async ValueTask<Reply> Send(
        CaseId first, Ask<CaseCommand> ask, ImmutableArray<(CaseId Case, CaseCommand Command)> others, CancellationToken stop,
        Func<CaseCommand, ImmutableArray<CaseState>, ValueTask<CaseCommand>>? knowing = null)
    {
        for (var attempt = 0; attempt < LiveCase<CaseState, CaseCommand, CaseEvent>.AttemptsMax; attempt++)
        {
            var parts = ImmutableArray.CreateBuilder<StreamPart>(others.Length + 1);
            Reply? no = null;
            var states = new Dictionary<CaseId, Versioned<CaseState>>();
            foreach (var (id, _) in others.Prepend((first, ask.Command)))
                states[id] = await LiveCase<CaseState, CaseCommand, CaseEvent>.Replay(id.Stream, new(decider.Initial, 0), decider, journal, stop);
            var told = knowing is null ? ask.Command : await knowing(ask.Command, [.. others.Select(o => states[o.Case].State)]);
            foreach (var (id, command) in others.Prepend((first, told)))
            {
                var held = states[id];
                var decision = id == first && LiveCase<CaseState, CaseCommand, CaseEvent>.WrongVersion(ask, held, decider) ? null : decider.Decide(held.State, command, rules.For(ask));
                if (decision is Decision<CaseEvent>.Accept accept)
                    parts.Add(LiveCase<CaseState, CaseCommand, CaseEvent>.Part(id.Stream, held, accept.Happenings, decider, out _));
                else
                    no ??= LiveCase<CaseState, CaseCommand, CaseEvent>.No(decision, held.Version);
            }
            if (no is not null)
            {
                var look = await journal.Look(first.Stream, ask.Key, stop);
                return look.Known is { } known ? LiveCase<CaseState, CaseCommand, CaseEvent>.Told(known, known.First, look.Version)! : no;
            }
            var answer = new Answer(first.Stream, parts[0].Version, [.. parts[0].Entries.Select(e => e.Type)], ask.Contact);
            var outcome = await journal.Append(new(ask.Key, ask.Now, ask.OccurredAt, answer, parts.ToImmutable()), stop);
            if (LiveCase<CaseState, CaseCommand, CaseEvent>.Told(outcome, answer, parts[0].Expected) is { } reply) return reply;
        }
        throw new JournalUnavailableException($"{first.Stream} and others changed too often while one command was decided");
    }
}
