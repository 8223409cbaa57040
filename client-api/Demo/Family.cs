using System.Collections.Immutable;
using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>A member of a made-up family.</summary>
sealed record Kin(MemberRole Role, string GivenName, string FamilyName, string Identifier, DateOnly Born, string? Phone)
{
    public NamedMember Named(MemberKeys keys, string group) => new(
        Role, keys.Key(group, Identifier), keys.Likeness(group, GivenName, FamilyName), new(GivenName, FamilyName, Identifier, Born, Phone));

    /// <summary>As somebody names them who knows only the name.</summary>
    public NamedMember Unidentified(MemberKeys keys, string group) => new(
        Role, null, keys.Likeness(group, GivenName, FamilyName), new(GivenName, FamilyName, Phone: Phone));
}

/// <summary>A made-up family: it has nothing of anybody real, and its identity codes are of the 900 series, which nobody real gets.</summary>
sealed record Family(string Language, bool Interpreter, ImmutableArray<Kin> Children, ImmutableArray<Kin> Adults)
{
    const int MembersMax = 4;
    const int SerialsPerDay = 49;
    const int Residues = 180;
    const int Signs = 6;

    /// <summary>So many families have no code in common; the next ones begin again, when the cases of those are long closed.</summary>
    public const int FamiliesMax = SerialsPerDay * Residues * Signs / MembersMax;

    /// <param name="number">The same number of the same demo is the same family.</param>
    /// <param name="on">When it first contacts: the ages are of that day.</param>
    public static Family Of(int number, Topic topic, DateOnly on, int seed)
    {
        var dice = Dice.For(number, -1, seed);
        var language = dice.Below(50) switch { < 41 => "fi", < 45 => "sv", < 47 => "en", 47 => "uk", 48 => "ar", _ => "so" };
        var names = Names.Of(language);
        var surname = dice.Pick(names.Families);
        var other = dice.OneIn(3) ? dice.Pick(names.Families) : surname;
        var serial = number % FamiliesMax * MembersMax;
        var children = ImmutableArray.CreateBuilder<Kin>();
        for (var i = dice.OneIn(4) ? 2 : 1; i > 0; i--) children.Add(Child(topic.AgeFromMonths, topic.AgeToMonths));
        var adults = ImmutableArray.Create(Adult(male: dice.OneIn(5), surname));
        if (dice.OneIn(2)) adults = adults.Add(Adult(male: true, other));
        return new(language, language is not ("fi" or "sv" or "en"), children.ToImmutable(), adults);

        Kin Child(int from, int to)
        {
            var male = dice.OneIn(2);
            var (identifier, born) = Code(serial++, on.AddMonths(-to), on.AddMonths(-from), male, dice);
            return new(MemberRole.Child, dice.Pick(male ? names.Boys : names.Girls), surname, identifier, born, null);
        }

        Kin Adult(bool male, string familyName)
        {
            var (identifier, born) = Code(serial++, on.AddYears(-44), on.AddYears(-24), male, dice);
            var phone = $"+358 45 000 {dice.Below(10_000):0000}";
            return new(MemberRole.Adult, dice.Pick(male ? names.Fathers : names.Mothers), familyName, identifier, born, phone);
        }
    }

    /// <summary>No two serials share the day's residue, the individual number and the sign, so no two people share a code. 900 and 901 are left to those who try the demo.</summary>
    static (string Identifier, DateOnly Born) Code(int serial, DateOnly from, DateOnly to, bool male, Dice dice)
    {
        var rounds = Math.Max(1, (to.DayNumber - from.DayNumber) / Residues);
        var born = from.AddDays((dice.Below(rounds) * Residues) + ((((serial / SerialsPerDay) - from.DayNumber) % Residues) + Residues) % Residues);
        var individual = 902 + (serial % SerialsPerDay * 2) + (male ? 1 : 0);
        var sign = (born.Year < 2000 ? "-YXWVU" : "ABCDEF")[serial / (SerialsPerDay * Residues)];
        var unchecked_ = $"{born.ToString("ddMMyy", CultureInfo.InvariantCulture)}{sign}{individual}";
        return ("0123456789ABCDEFHJKLMNPRSTUVWXY".Select(check => unchecked_ + check).First(PersonalIdentityCode.IsValid), born);
    }
}
