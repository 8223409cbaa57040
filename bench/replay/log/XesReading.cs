using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Coordination.Bench.Replay.Log;

/// <summary>
/// One pass over the XML of an event log (IEEE 1849, XES), and what was found wrong in it. What is missing is noted with its line,
/// and the rest is still looked at.
/// </summary>
internal sealed partial class XesReading
{
    readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);
    int begun;

    public List<Trace> Traces { get; } = [];

    public List<(int Line, string What)> Problems { get; } = [];

    /// <summary>How far the reading came, in words.</summary>
    public string Where => begun == 0 ? "before the first trace" : $"in or after trace {begun}";

    public void Read(XmlReader xml)
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "log")
        {
            Note(xml, $"this is no XES log: its root is <{xml.LocalName}>, not <log>");
            return;
        }

        foreach (var child in Children(xml))
        {
            if (child == "trace")
            {
                begun++;
                ReadTrace(xml);
            }
        }

        while (xml.Read())
        {
            // to the end: what follows the log must be XML too
        }

        if (begun == 0 && Problems.Count == 0)
        {
            Problems.Add((1, "the log holds no trace"));
        }
    }

    void ReadTrace(XmlReader xml)
    {
        var (line, before) = (LineOf(xml), Problems.Count);
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        var events = new List<(int Line, Dictionary<string, string> Said)>();
        foreach (var child in Children(xml))
        {
            if (child == "event")
            {
                var at = LineOf(xml);
                var ofEvent = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var _ in Children(xml))
                {
                    Attribute(xml, ofEvent);
                }

                events.Add((at, ofEvent));
            }
            else
            {
                Attribute(xml, said);
            }
        }

        var name = said.GetValueOrDefault("concept:name");
        var trace = name is { Length: > 0 } ? $"trace '{name}'" : $"trace {begun}";
        if (name is not { Length: > 0 })
        {
            Problems.Add((line, $"{trace} has no name (concept:name)"));
        }
        else if (!lines.TryAdd(name, line))
        {
            Problems.Add((line, $"{trace} stands there twice, first on line {lines[name]}"));
        }

        var channel = Needed("channel", "channel", said, line, trace);
        if (channel.Length > 0 && !Channels.Knows(channel))
        {
            Problems.Add((line, $"{trace} came by the channel '{channel}'; the replay knows {string.Join(", ", Channels.All)}"));
        }

        var start = Time("startdate", said, line, trace, needed: true);
        var (end, deadline) = (Time("enddate", said, line, trace), Time("deadline", said, line, trace));
        var happened = events.Select((one, i) => EventOf(one.Said, one.Line, $"{trace}, event {i + 1}")).ToList();
        if (events.Count == 0)
        {
            Problems.Add((line, $"{trace} has no event, so nobody is known who could have taken it"));
        }

        if (Problems.Count == before)
        {
            Traces.Add(new Trace(name!, channel, said.GetValueOrDefault("responsible"), start!.Value, end, deadline, [.. happened.OrderBy(one => one.At)], line));
        }
    }

    LogEvent EventOf(Dictionary<string, string> said, int line, string where) => new(
        Needed("concept:name", "activity", said, line, where), Needed("org:resource", "resource", said, line, where),
        Time("time:timestamp", said, line, where, needed: true) ?? default, said.GetValueOrDefault("concept:instance"));

    string Needed(string key, string what, Dictionary<string, string> said, int line, string where)
    {
        if (said.GetValueOrDefault(key) is { Length: > 0 } value)
        {
            return value;
        }

        Problems.Add((line, $"{where} has no {what} ({key})"));
        return "";
    }

    DateTimeOffset? Time(string key, Dictionary<string, string> said, int line, string where, bool needed = false)
    {
        if (!said.TryGetValue(key, out var text))
        {
            if (needed)
            {
                Problems.Add((line, $"{where} has no time ({key})"));
            }

            return null;
        }

        if (Offset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return at;
        }

        Problems.Add((line, $"{where}: '{text}' ({key}) is no time with an offset, such as 2011-10-11T13:45:40.276+02:00"));
        return null;
    }

    static void Attribute(XmlReader xml, Dictionary<string, string> said)
    {
        if (xml.GetAttribute("key") is { } key && xml.GetAttribute("value") is { } value)
        {
            said[key] = value;
        }
    }

    /// <summary>The element's children, one after another, whatever of each is read; what they hold within is passed over.</summary>
    static IEnumerable<string> Children(XmlReader xml)
    {
        var depth = xml.Depth;
        if (xml.IsEmptyElement)
        {
            yield break;
        }

        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1)
            {
                yield return xml.LocalName;
            }
        }
    }

    void Note(XmlReader xml, string what) => Problems.Add((LineOf(xml), what));

    static int LineOf(XmlReader xml) => ((IXmlLineInfo)xml).LineNumber;

    [GeneratedRegex(@"T.*(?:Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Offset();
}
