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

    /// <summary>So long a message is waited for, and so long after it came its command may still be accepted.</summary>
    public static readonly TimeSpan MessageLife = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan OnTheWayMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// An attempt whose answer was lost may still be carried out, and be accepted when the case has moved on meanwhile. So a "no" that was
    /// given while one could be is no answer: the case is asked again when none can be any more.
    /// </summary>
    public async ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop)
    {
        var (message, began) = (Messages.Of(ask), clock.GetTimestamp());
        for (; ; )
        {
            var (answer, sent, lost) = await Insist(id, grain => grain.Send(message), began, stop);
            var reply = Messages.Of(answer);
            if (reply is Reply.Done || lost is not { } before || clock.GetElapsedTime(before, sent) >= MessageLife + OnTheWayMax) return reply;
            if (clock.GetElapsedTime(began) > Patience) throw new JournalUnavailableException($"an attempt for case {id} was lost and may still be carried out");
            var rest = MessageLife + OnTheWayMax - clock.GetElapsedTime(before);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, stop);
        }
    }

    public async ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop)
    {
        var (seen, _, _) = await Insist(id, grain => grain.Read(), clock.GetTimestamp(), stop);
        return seen switch
        {
            { Trouble: { } trouble } => throw new JournalUnavailableException(trouble),
            { Fault: { } fault } => throw new CaseFaultException(fault),
            _ => new(seen.State, seen.Version),
        };
    }

    /// <summary>The first answer that comes, when that attempt was sent, and when the last one before it that was lost on the way.</summary>
    async ValueTask<(T Answer, long Sent, long? Lost)> Insist<T>(CaseId id, Func<IFamilyCaseGrain, ValueTask<T>> ask, long began, CancellationToken stop)
    {
        long? before = null;
        for (Exception lost; ; )
        {
            stop.ThrowIfCancellationRequested();
            var sent = clock.GetTimestamp();
            try { return (await ask(grains.GetGrain<IFamilyCaseGrain>(id.Stream)), sent, before); }
            catch (Exception broken) // the case's own faults are in its answer, so the message did not get there, or the answer not back
            {
                lost = broken;
                if (clock.GetElapsedTime(began) > Patience) throw new JournalUnavailableException($"no node answers for case {id}: {lost.Message}", lost);
            }
            if (!WasSentBack(lost)) before = sent;
            await Task.Delay(Pause, clock, stop);
        }
    }

    /// <summary>Whether Orleans says that the message was begun nowhere. Of a node that went while it was asked, and of silence, nobody knows.</summary>
    static bool WasSentBack(Exception lost) =>
        lost is OrleansMessageRejectionException && (lost.GetType() == typeof(OrleansMessageRejectionException) || lost.Message == new SiloUnavailableException().Message);
}
