using System.Globalization;

namespace Coordination.Core;

/// <summary>
/// The Finnish personal identity code: day, month and year of birth, a sign for the century, an individual number
/// and a check character, as 131052-308T. The signs are those of decree 128/2010 as amended for 2023.
/// Individual numbers from 900 on are temporary or test codes; they are accepted.
/// </summary>
public static class PersonalIdentityCode
{
    private const int LengthChars = 11;
    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    /// <summary>Has the shape of a code. Its date and check character may still be wrong: a slip of the keyboard looks like a code.</summary>
    public static bool LooksLike(string text) => HasShape(Normalise(text));

    public static bool IsValid(string text) => BirthDate(text) is not null;

    /// <summary>The date of birth that a valid code tells; null when the code is not valid.</summary>
    public static DateOnly? BirthDate(string text)
    {
        var code = Normalise(text);
        return HasShape(code)
            && int.Parse(code.AsSpan(7, 3), CultureInfo.InvariantCulture) is var individual and >= 2
            && CheckCharacters[((int.Parse(code.AsSpan(0, 6), CultureInfo.InvariantCulture) * 1000) + individual) % 31] == code[10]
            && DateOnly.TryParseExact(
                $"{code.AsSpan(0, 4)}{CenturyOf(code[6])}{code.AsSpan(4, 2)}", "ddMMyyyy",
                CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
                ? born
                : null;
    }

    /// <summary>One spelling of an identifier of any kind: upper case and no blanks, so that one person gets one key.</summary>
    public static string Normalise(string identifier) =>
        string.Concat(identifier.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    private static bool HasShape(string code) =>
        code.Length == LengthChars
        && code.AsSpan(0, 6).IndexOfAnyExceptInRange('0', '9') < 0
        && CenturyOf(code[6]) is not null
        && code.AsSpan(7, 3).IndexOfAnyExceptInRange('0', '9') < 0
        && CheckCharacters.Contains(code[10], StringComparison.Ordinal);

    private static string? CenturyOf(char sign) => sign switch
    {
        '+' => "18",
        '-' or 'Y' or 'X' or 'W' or 'V' or 'U' => "19",
        'A' or 'B' or 'C' or 'D' or 'E' or 'F' => "20",
        _ => null,
    };
}
