namespace Coordination.Bench.Replay.Log;

/// <summary>An event log as the replay needs it: traces in the order of the file, each with its events in the order of their times.</summary>
internal sealed record EventLog(IReadOnlyList<Trace> Traces);

/// <summary>One case of the log.</summary>
/// <param name="Responsible">Who answered for it, where the log says so.</param>
/// <param name="Start">From when its duration counts.</param>
/// <param name="End">Nothing of a case that was open when the log was taken.</param>
/// <param name="Line">Where it begins in the file.</param>
internal sealed record Trace(
    string Name, string Channel, string? Responsible, DateTimeOffset Start, DateTimeOffset? End, DateTimeOffset? Deadline, IReadOnlyList<LogEvent> Events, int Line)
{
    public bool EndsBefore(DateTimeOffset at) => End < at;
}

/// <summary>Something that somebody did.</summary>
/// <param name="Task">What the log calls this one doing of it, where it has a name for it.</param>
internal sealed record LogEvent(string Activity, string Resource, DateTimeOffset At, string? Task);
