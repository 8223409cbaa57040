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
        var (answer, lost) = await Insist(id, grain => grain.Send(message), stop);
        var reply = Messages.Of(answer);
        // An attempt that was lost may wait at a frozen node, and be accepted there after the case has moved on: no "no" is sure then.
        return lost && reply is not Reply.Done ? throw new JournalUnavailableException($"an attempt for case {id} was lost and may still be carried out") : reply;
    }

    public async ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop)
    {
        var (seen, _) = await Insist(id, grain => grain.Read(), stop);
        return seen switch
        {
            { Trouble: { } trouble } => throw new JournalUnavailableException(trouble),
            { Fault: { } fault } => throw new CaseFaultException(fault),
            _ => new(seen.State, seen.Version),
        };
    }

    /// <summary>The first answer that comes, and whether attempts before it were lost on the way.</summary>
    async ValueTask<(T Answer, bool Lost)> Insist<T>(CaseId id, Func<IFamilyCaseGrain, ValueTask<T>> ask, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            try { return (await ask(grains.GetGrain<IFamilyCaseGrain>(id.Stream)), attempt > 0); }
            catch (Exception lost) // the case's own faults are in its answer, so the message did not get there, or the answer not back
            {
                if (clock.GetElapsedTime(began) > Patience) throw new JournalUnavailableException($"no node answers for case {id}: {lost.Message}", lost);
            }
            await Task.Delay(Pause, clock, stop);
        }
    }
}
