using System.Globalization;
using Coordination.Bench.Replay.Log;

namespace Coordination.Bench.Replay;

/// <summary>
/// What of a log becomes what of the API: a trace becomes a case, in its own words and by commands that any front end could give.
/// docs/performance/replay.md tells the same in a table.
/// </summary>
internal static class Mapping
{
    public const string Model = "environmental-permit-receipt";
    public const string Area = "municipality";
    public const string Deadline = "matter-decided";
    public const string Result = "phase-ended";

    /// <summary>All that is to be asked, in the order of the log's times; of one moment, in the order of the file.</summary>
    public static IReadOnlyList<Step> Steps(EventLog log) =>
        [.. log.Traces.SelectMany(StepsOf).OrderBy(step => step.At).ThenBy(step => step.Trace).ThenBy(step => step.Number)];

    /// <summary>The words in which an event stands in a note: its activity and, in brackets, the log's own name of this doing of it.</summary>
    public static string NoteOf(LogEvent happened) => happened.Task is { } task ? $"{happened.Activity} ({task})" : happened.Activity;

    /// <summary>The activity that a note tells of.</summary>
    public static string ActivityIn(string note) => note.LastIndexOf(" (", StringComparison.Ordinal) is var at and > 0 && note.EndsWith(')') ? note[..at] : note;

    static IReadOnlyList<Step> StepsOf(Trace trace, int index)
    {
        var steps = new List<Step>();
        var first = trace.Events[0].Resource;
        var coordinator = first;
        var said = new HashSet<string>();

        // Whoever does the first thing of the trace took it, and keeps it by the catching rule.
        Add(trace.Start, first, Step.Contact, Opening(trace));
        if (trace.Deadline is { } deadline)
        {
            Add(trace.Start, first, "set-due-date", ("key", Deadline), ("dueAt", deadline), ("reason", "The log's deadline"));
        }

        if (trace.Responsible is { } responsible)
        {
            Add(trace.Start, first, "name-own-worker", ("person", responsible));
        }

        foreach (var happened in trace.Events.Where(one => !trace.EndsBefore(one.At)))
        {
            if (happened.Resource != coordinator)
            {
                Add(happened.At, coordinator, "offer-handover", ("to", happened.Resource), ("reason", NoteOf(happened)));
                Add(happened.At, happened.Resource, "accept-handover");
                coordinator = happened.Resource;
            }

            Add(happened.At, coordinator, "note", ("text", NoteOf(happened)));
            Work(happened);
        }

        if (trace.End is { } end)
        {
            Add(end, coordinator, "close", ("result", Result), ("summary", Summary(trace, end)));
            foreach (var late in trace.Events.Where(one => trace.EndsBefore(one.At)))
            {
                Add(late.At, late.Resource, "note", ("text", NoteOf(late)));
            }
        }

        return steps;

        // What an activity says of the case beyond that it was done. The number at its beginning is the municipality's own. What is so
        // already is not said again: a command that changes nothing leaves no id by which it would be known when it is played once more.
        void Work(LogEvent happened)
        {
            switch (happened.Activity.Split(' ')[0])
            {
                case "Confirmation" when said.Add("mark-pending"):
                    Add(happened.At, coordinator, "mark-pending");
                    break;
                case "T02" when said.Add("start-assessment"):
                    Add(happened.At, coordinator, "start-assessment");
                    break;
                case "T06" when said.Add("judge-urgency"):
                    Add(happened.At, coordinator, "judge-urgency", ("urgency", "normal"));
                    break;
                case ['T', '0', '7', '-', var aspect]:
                    Add(happened.At, coordinator, "record-life-area", ("area", $"aspect-{aspect}"), ("worries", happened.Activity));
                    break;
                case ['T', '0', '9', '-', _]:
                    Add(happened.At, coordinator, "record-hearing", ("who", "other"), ("view", happened.Activity));
                    break;
                case "T10" when said.Contains("start-assessment") && said.Add("complete-assessment"):
                    Add(happened.At, coordinator, "complete-assessment", ("summary", happened.Activity), ("heard", Array.Empty<string>()), ("needs", Array.Empty<object>()), ("noNeed", true));
                    break;
                case "T11" when said.Add("unlicensed"):
                    Add(happened.At, coordinator, "raise-flag", ("flag", "unlicensed"));
                    break;
                case "T16" when said.Add("hold-asked"):
                    Add(happened.At, coordinator, "raise-flag", ("flag", "hold-asked"));
                    break;
                default:
                    break;
            }
        }

        // Two traces of the receipt log have events before their start, and two end before it: a case cannot, so that is told of its first moment.
        void Add(DateTimeOffset at, string actor, string command, params IEnumerable<(string Name, object Value)> body)
        {
            var when = at < trace.Start ? trace.Start : at;
            var fields = body.ToDictionary(part => part.Name, part => part.Value);
            fields["occurredAt"] = when;
            steps.Add(new Step(index, trace.Name, steps.Count, when, actor, command, fields));
        }
    }

    static IEnumerable<(string, object)> Opening(Trace trace) =>
    [
        ("model", Model), ("area", Area), ("channel", Channels.ToApi(trace.Channel)), ("source", "self"), ("basis", "consent"), ("language", "nl"),
        ("reasons", new[] { "permit-application" }),
        ("ownWords", $"Application {trace.Name}, by {trace.Channel}"),
        ("members", new object[] { new { role = "adult", familyName = trace.Name, identifier = trace.Name } }),
    ];

    static string Summary(Trace trace, DateTimeOffset end) => end < trace.Start
        ? $"The log has the end before the start, at {end.ToString("O", CultureInfo.InvariantCulture)}"
        : "The receipt phase ended";
}
