using Coordination.Core;
using Coordination.Engine;
using Coordination.GrainInterfaces;
using Coordination.Grains;
using Orleans.Concurrency;

namespace Coordination.PlainGrain;

[Alias("coordination.plain-case")]
public interface IPlainCaseGrain : IGrainWithStringKey
{
    [Alias("send")] ValueTask<CaseReply> Send(CaseAsk ask);
    [Alias("read"), AlwaysInterleave] ValueTask<CaseSeen> Read();
}

[GrainType("plain-case")]
public sealed class PlainCaseGrain(CaseWork work, [PersistentState("case", FamilyCaseGrain.Storage)] IPersistentState<CaseSnapshot> kept) : Grain, IPlainCaseGrain
{
    CaseState state = NoCase.Yet;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (kept.State.Version > 0) state = kept.State.Read();
        return Task.CompletedTask;
    }

    public async ValueTask<CaseReply> Send(CaseAsk ask)
    {
        if (work.Decider.Decide(state, ask.Command, new(ask.Actor, ask.Now, work.Rules.Models, work.Rules.Network)) is not Decision<CaseEvent>.Accept accept)
            return new() { Kind = ReplyKind.KeyReused };
        var next = accept.Happenings.Aggregate(state, (s, h) => work.Decider.Evolve(s, h.Event));
        var version = kept.State.Version + accept.Happenings.Length;
        var stream = this.GetPrimaryKeyString();
        kept.State = new(CaseSnapshot.ThisBuild, stream, version, 0, ask.CommandId, CaseWire.Write(new CaseSeen(version, next)));
        await kept.WriteStateAsync();
        state = next;
        return new() { Kind = ReplyKind.Done, Stream = stream, Version = version, Happened = [.. accept.Happenings.Select(h => work.Decider.Write(h).Type)], Contact = ask.Contact };
    }

    public ValueTask<CaseSeen> Read() => new(new CaseSeen(kept.State.Version, state));
}

sealed class PlainDirectory(IGrainFactory grains) : ICaseDirectory
{
    public async ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop)
    {
        var reply = await grains.GetGrain<IPlainCaseGrain>(id.Stream).Send(new(
            ask.Key.Actor, ask.Key.Id, ask.Key.Fingerprint, ask.Actor, ask.Now, ask.OccurredAt, ask.Command, ask.IfVersion, ask.Contact));
        return reply.Kind == ReplyKind.Done ? new Reply.Done(new(reply.Stream!, reply.Version, reply.Happened, reply.Contact)) : new Reply.KeyReused();
    }

    public async ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop)
    {
        var seen = await grains.GetGrain<IPlainCaseGrain>(id.Stream).Read();
        return new(seen.State, seen.Version);
    }
}
