using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Coordination.Bench.Boards;

/// <summary>
/// A text of a template case, taken apart once into what is the same in every case made of it and what is each one's own:
/// ids, members' keys and names' hashes, people, places, days. Written many times.
/// </summary>
internal sealed partial class Pattern
{
    readonly (byte[] Before, Slot Slot, int Number)[] parts;
    readonly byte[] end;

    Pattern((byte[], Slot, int)[] parts, byte[] end) => (this.parts, this.end) = (parts, end);

    enum Slot { Id, Key, Likeness, Day, Person, Area, Organisation, Municipality, Unit }

    /// <param name="escaped">Whether it is to stand within a JSON string.</param>
    public static Pattern Of(string text, Names names, bool escaped)
    {
        var (parts, at) = (new List<(byte[], Slot, int)>(), 0);
        foreach (Match found in Own().Matches(text))
        {
            if (SlotOf(found, names) is not { } slot)
            {
                continue;
            }

            parts.Add((Bytes(text[at..found.Index]), slot.Slot, slot.Number));
            at = found.Index + found.Length;
        }

        return new Pattern([.. parts], Bytes(text[at..]));

        byte[] Bytes(string literal) => Encoding.UTF8.GetBytes(escaped ? literal.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) : literal);
    }

    public void Write(ArrayBufferWriter<byte> to, CaseOfItsOwn own)
    {
        foreach (var (before, slot, number) in parts)
        {
            to.Write(before);
            switch (slot)
            {
                case Slot.Id: own.WriteId(to, number); break;
                case Slot.Key: own.WriteKey(to, number); break;
                case Slot.Likeness: own.WriteLikeness(to, number); break;
                case Slot.Day: own.WriteDay(to, number); break;
                case Slot.Person: own.WritePerson(to, (char)(number >> 16), number & 0xFFFF); break;
                case Slot.Area: CaseOfItsOwn.WriteText(to, County.Area(own.Area)); break;
                case Slot.Organisation: CaseOfItsOwn.WriteText(to, County.Organisation(own.Area)); break;
                case Slot.Municipality: CaseOfItsOwn.WriteText(to, County.Municipality(own.Area)); break;
                case Slot.Unit: CaseOfItsOwn.WriteText(to, County.Unit((char)number, own.Area)); break;
                default: throw new ArgumentOutOfRangeException(nameof(own));
            }
        }

        to.Write(end);
    }

    static (Slot Slot, int Number)? SlotOf(Match found, Names names) => found.Groups.Values.Skip(1).First(group => group.Success).Name switch
    {
        "id" => (Slot.Id, names.NumberOf(found.Value)),
        "key" => (Slot.Key, names.NumberOf(found.Value)),
        "likeness" => (Slot.Likeness, names.NumberOf(found.Value)),
        "day" => (Slot.Day, DateOnly.ParseExact(found.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber),
        "person" => (Slot.Person, (found.Value[0] << 16) + int.Parse(found.ValueSpan[^3..], CultureInfo.InvariantCulture)),
        "area" => (Slot.Area, 0),
        "organisation" => (Slot.Organisation, 0),
        "municipality" => (Slot.Municipality, 0),
        "unit" => (Slot.Unit, found.Value[5]),
        _ => null,
    };

    [GeneratedRegex("(?<id>\\b[0-9a-f]{32}\\b)|(?<key>(?<=:)[A-Za-z0-9_-]{24}(?=\"))|(?<=\"likeness\":\")(?<likeness>[A-Za-z0-9_-]{24})|(?<day>\\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?=\"|T))"
        + "|(?<person>\\b[gce]-01-[0-9]{3}\\b)|(?<area>\\barea-01\\b)|(?<organisation>\\borg-00\\b)|(?<municipality>\\bmun-01\\b)|(?<unit>\\bunit-[gce]-01\\b)")]
    private static partial Regex Own();

    /// <summary>Numbers what a template case calls its own, as it is met; the case itself is the first.</summary>
    public sealed class Names
    {
        readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

        public int NumberOf(string name) => numbers.TryGetValue(name, out var number) ? number : numbers[name] = numbers.Count;
    }
}
