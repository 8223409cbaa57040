using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;
using Coordination.GrainInterfaces;
using Microsoft.Extensions.Logging;

namespace Coordination.Grains;

/// <summary>What every case grain of a node works with.</summary>
public sealed record CaseWork(CaseDecider Decider, IJournal Journal, Rulebook Rules, CaseMachines Machines, Wakefulness Wakefulness, ILogger<FamilyCaseGrain> Log);

/// <summary>
/// A family's case, active on one node of the cluster at a time; should it be active on two, the journal's version keeps
/// both right. All the work is <see cref="LiveCase{TState,TCommand,TEvent}"/>'s; this carries messages to it and keeps
/// its snapshot.
/// </summary>
[GrainType("family-case")]
public sealed class FamilyCaseGrain : Grain, IFamilyCaseGrain
{
    public const string Storage = "snapshots";

    /// <summary>A snapshot is written when so many events have come since the last one, and at the end.</summary>
    public const int SnapshotEveryEvents = 50;

    /// <summary>A node that ends lets all its cases go at once, and people wait: where there is less news, reading it again costs less than writing.</summary>
    public const int SnapshotAtShutdownEvents = 10;

    readonly CaseWork work;
    readonly IPersistentState<CaseSnapshot> snapshot;
    readonly CaseId id;
    readonly LiveCase<CaseState, CaseCommand, CaseEvent> live;
    int kept; // the version of the snapshot that is there and is believed

    public FamilyCaseGrain(IGrainContext context, CaseWork work, [PersistentState("case", Storage)] IPersistentState<CaseSnapshot> snapshot)
    {
        (this.work, this.snapshot) = (work, snapshot);
        id = CaseId.OfStream(context.GrainId.Key.ToString()!);
        live = new(work.Decider, work.Journal, work.Rules) { Written = Follow };
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await Remembered(cancellationToken) is not { } state) return;
            live.Begin(state);
            kept = state.Version;
        }
        catch (JournalUnavailableException) { /* the case is read from its first event, once the journal is there again */ }
    }

    /// <summary>The snapshot's state, if the journal is the one it was made of.</summary>
    async ValueTask<Versioned<CaseState>?> Remembered(CancellationToken stop)
    {
        if (snapshot.State is not { Version: > 0 } kept || kept.Build != CaseSnapshot.ThisBuild || kept.Stream != id.Stream) return null;
        if (await work.Journal.Read(id.Stream, kept.Version - 1, 1, stop) is not [var last] || last.Version != kept.Version || last.Position != kept.Position || last.Command != kept.Command) return null;
        try { return new(kept.Read(), kept.Version); }
        catch (JsonException broken)
        {
            work.Log.LogWarning("The snapshot of case {Case} cannot be read: {Reason}", id, broken.Message);
            return null;
        }
    }

    public async ValueTask<CaseReply> Send(CaseAsk ask)
    {
        try
        {
            var came = Stopwatch.GetTimestamp();
            var late = () => work.Wakefulness.WasFrozen || Stopwatch.GetElapsedTime(came) > OrleansDirectory.MessageLife;
            var reply = await live.Send(id.Stream, Messages.Of(ask) with { TooLate = late }, CancellationToken.None);
            if (live.Held.Version - kept >= SnapshotEveryEvents) await Remember();
            return Messages.Of(reply);
        }
        catch (JournalUnavailableException away) { return new() { Kind = ReplyKind.Unavailable, Trouble = away.Message }; }
        catch (Exception fault) { return new() { Kind = ReplyKind.Fault, Trouble = Broken(fault, ask.Command.Name.ToString()) }; }
    }

    public async ValueTask<CaseSeen> Read()
    {
        try
        {
            var (state, version) = await live.Read(id.Stream, CancellationToken.None);
            return new(version, state);
        }
        catch (JournalUnavailableException away) { return new(0, NoCase.Yet, Trouble: away.Message); }
        catch (Exception fault) { return new(0, NoCase.Yet, Fault: Broken(fault, "reading")); }
    }

    /// <summary>A fault of the program itself, which the caller is told as such: what else fails on the way is tried again.</summary>
    string Broken(Exception fault, string doing)
    {
        work.Log.LogError(fault, "Case {Case} broke at {Doing}", id, doing);
        return fault.Message;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        live.Held.Version - kept >= (reason.ReasonCode == DeactivationReasonCode.ShuttingDown ? SnapshotAtShutdownEvents : 1) ? Remember() : Task.CompletedTask;

    /// <summary>Whatever happens to a snapshot costs a replay at most, so nobody hears of it but the log.</summary>
    async Task Remember()
    {
        var (state, version) = live.Held;
        if (version == 0) return;
        try
        {
            if (await work.Journal.Read(id.Stream, version - 1, 1, CancellationToken.None) is not [var last]) return;
            snapshot.State = new(CaseSnapshot.ThisBuild, id.Stream, version, last.Position, last.Command, CaseWire.Write(new CaseSeen(version, state)));
            await snapshot.WriteStateAsync();
            kept = version;
        }
        catch (Exception broken)
        {
            work.Log.LogWarning("The snapshot of case {Case} was not written: {Reason}", id, broken.Message);
            await Again();
        }
    }

    /// <summary>Another copy of the case may have written one meanwhile: the next is written over that.</summary>
    async Task Again()
    {
        try { await snapshot.ReadStateAsync(); }
        catch (Exception broken) { work.Log.LogWarning("The snapshot of case {Case} was not read: {Reason}", id, broken.Message); }
    }

    void Follow(CaseState before, CaseCommand command, Versioned<CaseState> after)
    {
        try { work.Machines.Follow(id, after.Version, before, command.Name, after.State); }
        catch (Exception fault) // what was committed is answered as committed, whatever a watcher or the machine makes of it
        {
            work.Log.LogCritical(fault, "The state machine and core disagree about case {Case} at version {Version}, or a watcher broke", id, after.Version);
        }
    }
}
