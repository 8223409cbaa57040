using System.Buffers;
using System.Globalization;
using System.Text;

namespace Coordination.Bench.Boards;

/// <summary>One case made of a template: where and when it is, and what it calls its own.</summary>
/// <param name="ShiftDays">By how many days it is earlier than its template; never later.</param>
/// <param name="CoordinatorsPerArea">Over how many coordinators of each area cases are spread.</param>
internal sealed record CaseOfItsOwn(ulong Seed, long Number, TemplateCase Template, int ShiftDays, int CoordinatorsPerArea, int Likenesses)
{
    const string Digits = "0123456789abcdef";
    const string KeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const int KeyCharacters = 24;
    const int AreaPurpose = 1_000;
    const int PersonPurpose = 1_001;
    const int KeyPurpose = 10_000;
    const int LikenessPurpose = 20_000;

    public int Area { get; } = 1 + Dice.Below(County.Areas, Seed, Number, AreaPurpose);

    public long ShiftMilliseconds => ShiftDays * 86_400_000L;

    /// <summary>An id that grows with time (UUIDv7); that of the case ends in its own random digits, which make its number.</summary>
    public void WriteId(IBufferWriter<byte> to, int number)
    {
        var id = to.GetSpan(32);
        var time = Template.OpenedAt + ShiftMilliseconds;
        for (var i = 0; i < 12; i++)
        {
            id[i] = (byte)Digits[(int)(time >> (4 * (11 - i))) & 15];
        }

        var (high, low) = (Dice.Roll(Seed, Number, number * 2), Dice.Roll(Seed, Number, (number * 2) + 1));
        for (var i = 0; i < 20; i++)
        {
            id[12 + i] = (byte)Digits[(int)((i < 8 ? high : low) >> (4 * (i & 15))) & 15];
        }

        (id[12], id[16]) = ((byte)'7', (byte)'8');
        to.Advance(32);
    }

    public void WriteKey(IBufferWriter<byte> to, int number) => WriteLetters(to, Number, KeyPurpose + (number * 4));

    /// <summary>Families share names: each hash is one of a limited number.</summary>
    public void WriteLikeness(IBufferWriter<byte> to, int number) => WriteLetters(to, -1 - Dice.Below(Likenesses, Seed, Number, LikenessPurpose + number), LikenessPurpose);

    public void WriteDay(IBufferWriter<byte> to, int day)
    {
        var text = to.GetSpan(10);
        _ = DateOnly.FromDayNumber(day + ShiftDays).TryFormat(text, out var written, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <summary>The people of one template are as many different people here.</summary>
    public void WritePerson(IBufferWriter<byte> to, char group, int number)
    {
        var people = group switch { 'g' => CoordinatorsPerArea, 'c' => County.NursesPerArea, _ => County.TeachersPerArea };
        var first = Dice.Below(people, Seed, Number, PersonPurpose + group);
        WriteText(to, County.Person(group, Area, 1 + ((first + number - 1) % people)));
    }

    public static void WriteText(IBufferWriter<byte> to, string text) => to.Advance(Encoding.ASCII.GetBytes(text, to.GetSpan(text.Length)));

    void WriteLetters(IBufferWriter<byte> to, long one, int purpose)
    {
        var letters = to.GetSpan(KeyCharacters);
        for (var i = 0; i < KeyCharacters; i++)
        {
            letters[i] = (byte)KeyLetters[(int)(Dice.Roll(Seed, one, purpose + (i / 8)) >> (i % 8 * 8)) & 63];
        }

        to.Advance(KeyCharacters);
    }
}
