using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>A command on its way to a live case.</summary>
/// <param name="IfVersion">The version the caller saw; the command is for no other.</param>
public sealed record Ask<TCommand>(CommandKey Key, Actor Actor, DateTimeOffset Now, DateTimeOffset OccurredAt, TCommand Command, int? IfVersion = null, string? Contact = null)
{
    /// <summary>Whether who asked has given up by now, and may have heard a no elsewhere; nothing where they always wait.</summary>
    public Func<bool>? TooLate { get; init; }
}

public abstract record Reply
{
    /// <summary>Accepted, now or before: the first answer.</summary>
    public sealed record Done(Answer Answer) : Reply;
    public sealed record AlreadySo(int Version) : Reply;
    public sealed record Refused(Refusal Refusal, int Version) : Reply;
    public sealed record WrongVersion(int Version) : Reply;

    /// <summary>The command id was used before with another body.</summary>
    public sealed record KeyReused : Reply;
}

public sealed record Versioned<TState>(TState State, int Version);

/// <summary>The rules' data as they are now: operating models and network.</summary>
public sealed record Rulebook(OperatingModels Models, Network Network)
{
    public Circumstances For<TCommand>(Ask<TCommand> ask) => new(ask.Actor, ask.Now, Models, Network);
}

/// <summary>
/// A case in memory, and the only loop there is: decide on the state held, append on its version, and look before saying
/// no. There may be other copies, in this process or another; the journal's version is the law.
/// </summary>
public sealed class LiveCase<TState, TCommand, TEvent>(IDecider<TState, TCommand, TEvent> decider, IJournal journal, Rulebook rules)
    where TState : notnull
{
    /// <summary>A node that wins goes on winning, since it need not read again: another may lose as often as that one has commands waiting.</summary>
    public const int AttemptsMax = 256;
    public const int ReadEventsMax = 1_000;

    // Its stream's name is told by whoever asks, who has it: a hundred bytes of every case.
    readonly Turn turn = new();
    Versioned<TState> held = new(decider.Initial, 0);

    public long LastUsed { get; set; }

    /// <summary>Whether a command or a reading is under way.</summary>
    public bool Busy => turn.IsTaken;

    /// <summary>What is in memory now; the journal may be further.</summary>
    public Versioned<TState> Held => held;

    /// <summary>Told of what this copy wrote: the state before, the command, and what it led to.</summary>
    public Action<TState, TCommand, Versioned<TState>>? Written { get; init; }

    /// <summary>Begins with a state known from elsewhere, instead of with the first event.</summary>
    public void Begin(Versioned<TState> with) => held = with;

    public async ValueTask<Reply> Send(string stream, Ask<TCommand> ask, CancellationToken stop)
    {
        await turn.Take(stop);
        try
        {
            if (held.Version == 0) await CatchUp(stream, stop);
            for (var attempt = 0; attempt < AttemptsMax; attempt++)
            {
                var decision = WrongVersion(ask, held, decider) ? null : decider.Decide(held.State, ask.Command, rules.For(ask));
                if (decision is Decision<TEvent>.Accept accept)
                {
                    // Asked after the state was read: a no that was told elsewhere since then was told at a later version, which the append would meet.
                    if (ask.TooLate?.Invoke() is true) throw new JournalUnavailableException($"{stream} came to a command too late");
                    var part = Part(stream, held, accept.Happenings, decider, out var next);
                    var answer = new Answer(stream, next.Version, [.. part.Entries.Select(e => e.Type)], ask.Contact);
                    var outcome = await journal.Append(new(ask.Key, ask.Now, ask.OccurredAt, answer, [part]), stop);
                    if (outcome is Outcome.Written)
                    {
                        var before = held.State;
                        held = next;
                        Written?.Invoke(before, ask.Command, next);
                    }
                    if (Told(outcome, answer, held.Version) is { } reply) return reply;
                }
                else
                {
                    var look = await journal.Look(stream, ask.Key, stop);
                    if (look.Known is { } known) return Told(known, known.First, look.Version)!;
                    if (look.Version == held.Version) return No(decision, held.Version);
                }
                await CatchUp(stream, stop);
            }
            throw new JournalUnavailableException($"{stream} changed {AttemptsMax} times while one command was decided");
        }
        catch { held = new(decider.Initial, 0); throw; }
        finally { turn.Pass(); }
    }

    /// <summary>The state at the journal's version now. Waits for no command under way.</summary>
    public async ValueTask<Versioned<TState>> Read(string stream, CancellationToken stop)
    {
        var now = held;
        if ((await journal.Look(stream, null, stop)).Version == now.Version) return now;
        await turn.Take(stop);
        try { return await CatchUp(stream, stop); }
        catch { held = new(decider.Initial, 0); throw; }
        finally { turn.Pass(); }
    }

    async ValueTask<Versioned<TState>> CatchUp(string stream, CancellationToken stop) => held = await Replay(stream, held, decider, journal, stop);

    /// <summary>A state and everything the journal has after it.</summary>
    public static async ValueTask<Versioned<TState>> Replay(
        string stream, Versioned<TState> from, IDecider<TState, TCommand, TEvent> decider, IJournal journal, CancellationToken stop)
    {
        var (state, version) = from;
        IReadOnlyList<Fact> events;
        do
        {
            events = await journal.Facts(stream, version, ReadEventsMax, stop);
            foreach (var one in events) state = decider.Evolve(state, decider.Read(one.Type, one.Facts));
            version += events.Count;
        } while (events.Count == ReadEventsMax);
        return new(state, version);
    }

    /// <summary>What an accepted decision writes on a stream, and the state it leads to.</summary>
    public static StreamPart Part(
        string stream, Versioned<TState> from, ImmutableArray<Happening<TEvent>> happenings, IDecider<TState, TCommand, TEvent> decider, out Versioned<TState> next)
    {
        var state = from.State;
        var entries = ImmutableArray.CreateBuilder<Written>(happenings.Length);
        foreach (var happening in happenings)
        {
            state = decider.Evolve(state, happening.Event);
            entries.Add(decider.Write(happening));
        }
        // Drawn at every command: kept between them it would take more memory than a third of the state.
        var before = from.Version == 0 ? null : decider.Picture(from.State);
        // Most commands are notes, which change no state and so no picture.
        var after = before is not null && ReferenceEquals(state, from.State) ? before : decider.Picture(state);
        next = new(state, from.Version + happenings.Length);
        return new(stream, from.Version, entries.MoveToImmutable(), before, after);
    }

    /// <summary>Whether the caller saw another version. Who may not see the case is not told that it has any.</summary>
    public static bool WrongVersion(Ask<TCommand> ask, Versioned<TState> held, IDecider<TState, TCommand, TEvent> decider) =>
        ask.IfVersion is { } seen && seen != held.Version && decider.MaySee(ask.Actor, held.State);

    /// <summary>What the caller hears of an outcome; nothing when the command must be decided anew.</summary>
    public static Reply? Told(Outcome outcome, Answer answer, int version) => outcome switch
    {
        Outcome.Written => new Reply.Done(answer),
        Outcome.Known known => known.SameBody ? new Reply.Done(known.First) : new Reply.KeyReused(),
        Outcome.KeyTaken taken => new Reply.Refused(MemberKeys.IsOfPhenomenon(taken.Key) ? Refusal.PhenomenonOpen : Refusal.MemberHasOpenCase, version),
        _ => null,
    };

    /// <summary>A no, given only when the journal was just seen to stand at this version. No decision: the caller saw another version.</summary>
    public static Reply No(Decision<TEvent>? decision, int version) => decision switch
    {
        Decision<TEvent>.Refuse no => new Reply.Refused(no.Refusal, version),
        Decision<TEvent>.AlreadySo => new Reply.AlreadySo(version),
        _ => new Reply.WrongVersion(version),
    };
}
