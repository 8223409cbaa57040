using Coordination.Core;
using Coordination.Engine;
using Coordination.GrainInterfaces;
using Orleans.Runtime;

namespace Coordination.Grains;

/// <summary>
/// Finds a case wherever in the cluster it is. When the node it was on stops or dies, the command is sent again until the
/// case is active elsewhere; its id makes that one command, whatever the dead node had already written.
/// </summary>
public sealed class OrleansDirectory(IGrainFactory grains, TimeProvider clock) : ICaseDirectory
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop)
    {
        var message = Messages.Of(ask);
        return Messages.Of(await Insist(id, grain => grain.Send(message), stop));
    }

    public async ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop)
    {
        var seen = await Insist(id, grain => grain.Read(), stop);
        return seen switch
        {
            { Trouble: { } trouble } => throw new JournalUnavailableException(trouble),
            { Fault: { } fault } => throw new CaseFaultException(fault),
            _ => new(seen.State, seen.Version),
        };
    }

    async ValueTask<T> Insist<T>(CaseId id, Func<IFamilyCaseGrain, ValueTask<T>> ask, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        for (; ; )
        {
            stop.ThrowIfCancellationRequested();
            try { return await ask(grains.GetGrain<IFamilyCaseGrain>(id.Stream)); }
            catch (Exception lost) // the case's own faults are in its answer, so the message did not get there, or the answer not back
            {
                if (clock.GetElapsedTime(began) > Patience) throw new JournalUnavailableException($"no node answers for case {id}: {lost.Message}", lost);
            }
            await Task.Delay(Pause, clock, stop);
        }
    }
}
