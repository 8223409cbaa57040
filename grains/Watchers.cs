using System.Diagnostics.Metrics;
using Coordination.Core;
using Microsoft.Extensions.Logging;

namespace Coordination.Grains;

/// <summary>Says in the log, without names, where a case went.</summary>
sealed class TransitionLog(ILogger<TransitionLog> log) : ITransitionWatcher
{
    public void Moved(CaseMoved moved) => log.LogInformation(
        "Case {Case} went from {From} to {To} by {Command}, version {Version}", moved.Case, moved.From, moved.To, Workflow.Kebab(moved.By), moved.Version);
}

/// <summary>Counts transitions: instrument <c>coordination.case.transitions</c>, by phase left, phase entered and command.</summary>
sealed class TransitionCount(IMeterFactory meters) : ITransitionWatcher
{
    public const string Meter = "Coordination.Cases";

    readonly Counter<long> transitions = meters.Create(Meter).CreateCounter<long>("coordination.case.transitions", "{transition}", "Phases entered by cases on this node");

    public void Moved(CaseMoved moved) => transitions.Add(1,
        new("from", Workflow.Kebab(moved.From)), new("to", Workflow.Kebab(moved.To)), new("command", Workflow.Kebab(moved.By)));
}
