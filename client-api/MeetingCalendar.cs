using System.Globalization;
using System.Text;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>
/// A joint meeting as an iCalendar object (RFC 5545, RFC 5546). It names professionals and the case's number, and nothing of the
/// family: no name, no address, no age. A meeting keeps its UID for ever; SEQUENCE counts its changes.
/// </summary>
public sealed class MeetingCalendar(Rulebook rules)
{
    const int LineOctetsMax = 75;

    /// <summary>One meeting, sent to those who take part.</summary>
    /// <param name="method"><c>REQUEST</c> or <c>CANCEL</c>.</param>
    public string Message(string method, OpenCase c, Meeting meeting, DateTimeOffset stamp, string language) => Calendar(method, Event(c, meeting, stamp, language));

    /// <summary>All meetings of a person, as a calendar program follows them.</summary>
    public string Feed(IEnumerable<(OpenCase Case, Meeting Meeting)> meetings, DateTimeOffset stamp, string language) =>
        Calendar("PUBLISH", [.. meetings.SelectMany(m => Event(m.Case, m.Meeting, stamp, language))]);

    static string Calendar(string method, IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in (IEnumerable<string>)["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Coordination//Joint meetings//EN", "CALSCALE:GREGORIAN", $"METHOD:{method}", .. lines, "END:VCALENDAR"])
            Fold(text, line);
        return text.ToString();
    }

    IEnumerable<string> Event(OpenCase c, Meeting m, DateTimeOffset stamp, string language) =>
    [
        "BEGIN:VEVENT",
        $"UID:{m.Id}.{c.Case}@coordination",
        $"DTSTAMP:{Instant(stamp)}",
        $"DTSTART:{Instant(m.At)}",
        $"DTEND:{Instant(m.At.AddMinutes(m.LengthMinutes))}",
        $"SEQUENCE:{m.Sequence.ToString(CultureInfo.InvariantCulture)}",
        $"SUMMARY:{Escaped($"{Texts.Word(language, "joint-meeting")} {CaseNumber.Of(c.Case)}")}",
        $"LOCATION:{Escaped(Texts.Word(language, $"place-{Workflow.Kebab(m.Place)}"))}",
        $"ORGANIZER;CN={Quoted(NameOf(c.Coordinator))}:urn:coordination:person:{Uri.EscapeDataString(c.Coordinator.Value)}",
        .. m.Participants.Select(p => $"ATTENDEE;CN={Quoted(NameOf(p))};ROLE=REQ-PARTICIPANT;RSVP=TRUE:urn:coordination:person:{Uri.EscapeDataString(p.Value)}"),
        $"STATUS:{(m.Cancelled ? "CANCELLED" : "CONFIRMED")}",
        "CLASS:CONFIDENTIAL",
        "END:VEVENT",
    ];

    string NameOf(PersonId id) => rules.Network.Find(id) is { } p ? $"{p.GivenName} {p.FamilyName}" : id.Value;

    static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>A parameter's value; it can hold no quotation mark.</summary>
    static string Quoted(string text) => $"\"{text.Replace('"', '\'')}\"";

    /// <summary>A line of more than 75 octets goes on in the next, which begins with a space; no letter is cut in two.</summary>
    static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctetsMax)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
