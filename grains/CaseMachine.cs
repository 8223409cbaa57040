using Coordination.Core;
using Stateless;

namespace Coordination.Grains;

/// <summary>A case that has moved to another phase.</summary>
public sealed record CaseMoved(CaseId Case, int Version, Phase From, CommandName By, Phase To);

/// <summary>Hears of every transition after it was committed. It is called in a case's turn, so it must be quick.</summary>
public interface ITransitionWatcher
{
    void Moved(CaseMoved moved);
}

/// <summary>
/// The workflow as a state machine, built from core's table. It decides nothing: core does. It follows what core decided
/// and tells the watchers; where the two disagree, one of them is broken. All it remembers is the phase, which the case
/// tells it, so one machine serves any number of cases, one after the other.
/// </summary>
public sealed class CaseMachine
{
    readonly StateMachine<Phase, CommandName> machine;
    Phase phase;
    OpenCase? at;
    bool leads; // whether a command that may lead on by itself did

    /// <param name="models">Say which guards of the table a case's operating model asks for.</param>
    public CaseMachine(OperatingModels models, Action<Phase, CommandName, Phase> onTransitioned)
    {
        machine = new(() => phase, to => phase = to);
        foreach (var from in Enum.GetValues<Phase>())
        {
            var state = machine.Configure(from);
            foreach (var t in Workflow.Table.Where(t => t.From == from))
            {
                state.PermitIf(t.By, t.To, [.. t.Guards.Select(guard => Tuple.Create(() => t.ByItself ? leads : Holds(guard, models), Workflow.Kebab(guard)))]);
                if (t.ByItself) state.IgnoreIf(t.By, () => !leads);
            }
            foreach (var rule in CaseDecider.Rules.Where(r => r.In.Contains(from) && Workflow.From(from, r.Name) is null))
                state.Ignore(rule.Name);
        }
        machine.OnTransitioned(t => onTransitioned(t.Source, t.Trigger, t.Destination));
    }

    bool Holds(Guard guard, OperatingModels models) => at is not { } c || models.Of(c) is var model && (!model.Requires(guard) || CaseDecider.Missing(c, guard, model) is null);

    /// <summary>What the workflow permits in a phase; of a case, also what its guards find. Who may ask for it is core's to say.</summary>
    public async Task<IReadOnlyCollection<CommandName>> Permitted(Phase from, OpenCase? c = null)
    {
        (phase, at, leads) = (from, c, false);
        return [.. await machine.GetPermittedTriggersAsync()];
    }

    /// <summary>Follows what was just committed.</summary>
    /// <exception cref="InvalidOperationException">Core and the machine disagree.</exception>
    public void Follow(CaseState before, CommandName by, CaseState after)
    {
        if (before is NoCase)
        {
            if (Workflow.Table.FirstOrDefault(t => t.From is null && t.By == by) is not { } opening) throw new InvalidOperationException($"{by} opened a case");
            phase = opening.To;
        }
        else
        {
            (phase, at, leads) = (PhaseOf(before), before as OpenCase, PhaseOf(before) != PhaseOf(after));
            machine.Fire(by);
        }
        if (phase != PhaseOf(after)) throw new InvalidOperationException($"{by} leads to {phase} in the state machine and to {PhaseOf(after)} in core");
    }

    /// <summary>The machine as Stateless describes it, to be drawn.</summary>
    public Stateless.Reflection.StateMachineInfo Info
    {
        get
        {
            phase = Workflow.Table.First(t => t.From is null).To;
            return machine.GetInfo();
        }
    }

    public static Phase PhaseOf(CaseState state) => state switch
    {
        OpenCase c => c.Phase,
        ClosedCase => Phase.Closed,
        _ => throw new InvalidOperationException("a case that does not exist is in no phase"),
    };
}

/// <summary>The machines of a node, one for each thread that needs one.</summary>
public sealed class CaseMachines : IDisposable
{
    readonly ThreadLocal<CaseMachine> own;
    [ThreadStatic] static (CaseId Case, int Version) following;

    public CaseMachines(OperatingModels models, IEnumerable<ITransitionWatcher> watchers)
    {
        ITransitionWatcher[] all = [.. watchers];
        own = new(() => new(models, (from, by, to) =>
        {
            foreach (var watcher in all) watcher.Moved(new(following.Case, following.Version, from, by, to));
        }));
    }

    /// <exception cref="InvalidOperationException">Core and the machine disagree.</exception>
    public void Follow(CaseId id, int version, CaseState before, CommandName by, CaseState after)
    {
        following = (id, version);
        own.Value!.Follow(before, by, after);
    }

    public void Dispose() => own.Dispose();
}
