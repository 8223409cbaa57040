using System.Globalization;

namespace Coordination.Bench.Setup;

/// <summary>
/// Finnish personal identity codes that belong to nobody: individual numbers 900 to 999 are never issued. Each
/// number from 0 up gives another code, all of children born in 2010 or later.
/// </summary>
internal static class PersonIdentifier
{
    public const int Count = Days * NumbersPerDay;

    const int Days = 5800;
    const int NumbersPerDay = 100;
    const int FirstArtificial = 900;
    const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    static readonly DateOnly FirstBorn = new(2010, 1, 1);

    public static (string Identifier, DateOnly Born) Of(int number)
    {
        var born = FirstBorn.AddDays(number / NumbersPerDay % Days);
        var day = born.ToString("ddMMyy", CultureInfo.InvariantCulture);
        var individual = FirstArtificial + (number % NumbersPerDay);
        var check = CheckCharacters[((int.Parse(day, CultureInfo.InvariantCulture) * 1000) + individual) % CheckCharacters.Length];
        return ($"{day}A{individual}{check}", born);
    }
}
