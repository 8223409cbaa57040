using System.Globalization;
using Coordination.Core;

namespace Coordination.Tests;

public sealed class PersonalIdentityCodeTests
{
    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    // The code every Finn has seen on a model card, one invented for each century sign, with temporary numbers from 900 on.
    [Theory]
    [InlineData("131052-308T", "1952-10-13")]
    [InlineData("010594Y9032", "1994-05-01")]
    [InlineData("020594X903P", "1994-05-02")]
    [InlineData("030594W903B", "1994-05-03")]
    [InlineData("040594V9030", "1994-05-04")]
    [InlineData("050594U903M", "1994-05-05")]
    [InlineData("010516B903X", "2016-05-01")]
    [InlineData("020516C903K", "2016-05-02")]
    [InlineData("030516D9037", "2016-05-03")]
    [InlineData("010501E9032", "2001-05-01")]
    [InlineData("020503F9037", "2003-05-02")]
    [InlineData("020504A902E", "2004-05-02")]
    [InlineData("290200A902D", "2000-02-29")]
    [InlineData("010100+902J", "1800-01-01")]
    public void A_valid_code_tells_the_date_of_birth(string code, string born)
    {
        Assert.True(PersonalIdentityCode.LooksLike(code));
        Assert.True(PersonalIdentityCode.IsValid(code));
        Assert.Equal(DateOnly.Parse(born, CultureInfo.InvariantCulture), PersonalIdentityCode.BirthDate(code));
    }

    [Theory]
    [InlineData("131052-308U")] // check character
    [InlineData("141052-308T")] // a digit read wrong
    [InlineData("131052-3080")]
    [InlineData("290201A902M")] // no such day
    [InlineData("310494-9026")]
    [InlineData("001094-9020")]
    [InlineData("131352-308T")]
    public void A_slip_looks_like_a_code_and_is_not_valid(string code)
    {
        Assert.True(PersonalIdentityCode.LooksLike(code));
        Assert.False(PersonalIdentityCode.IsValid(code));
        Assert.Null(PersonalIdentityCode.BirthDate(code));
    }

    [Theory]
    [InlineData("290201A902")] // no such day
    [InlineData("310494-902")]
    [InlineData("000194-902")]
    [InlineData("011394-902")]
    [InlineData("010194-000")] // individual numbers start from 002
    [InlineData("010194-001")]
    public void A_right_check_character_does_not_save_a_wrong_date_or_number(string start)
    {
        var code = Checked(start);
        Assert.True(PersonalIdentityCode.LooksLike(code));
        Assert.False(PersonalIdentityCode.IsValid(code));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("131052308T")]
    [InlineData("131052-308")]
    [InlineData("131052-308TT")]
    [InlineData("131052G308T")]
    [InlineData("13105२-308T")] // a digit, but not one of ours
    [InlineData("131052-308Ö")]
    [InlineData("131052-308G")] // no check character
    [InlineData("CLIENT-12345")]
    [InlineData("13.10.1952")]
    public void Other_text_does_not_look_like_a_code(string text)
    {
        Assert.False(PersonalIdentityCode.LooksLike(text));
        Assert.False(PersonalIdentityCode.IsValid(text));
    }

    [Theory]
    [InlineData(" 131052-308t\n", "131052-308T")]
    [InlineData("131052 - 308 t", "131052-308T")]
    [InlineData("010594y9032", "010594Y9032")]
    [InlineData("\u00a0passport fp 123 456 ", "PASSPORTFP123456")]
    [InlineData("", "")]
    public void However_it_is_typed_one_identifier_has_one_spelling(string typed, string spelt)
    {
        Assert.Equal(spelt, PersonalIdentityCode.Normalise(typed));
        Assert.Equal(spelt, PersonalIdentityCode.Normalise(spelt));
    }

    [Fact]
    public void A_code_is_judged_by_its_spelling_and_not_by_how_it_was_typed() =>
        Assert.True(PersonalIdentityCode.IsValid(" 131052-308t "));

    [Fact]
    public void The_same_number_in_another_culture_gives_the_same_spelling()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
        try
        {
            Assert.Equal("ID1I", PersonalIdentityCode.Normalise("id1i"));
            Assert.True(PersonalIdentityCode.IsValid("131052-308t"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_sign_of_a_century_is_known_and_no_other()
    {
        var known = Enumerable.Range(' ', 95).Select(c => (char)c).Where(sign => PersonalIdentityCode.IsValid(Checked($"010194{sign}902")));
        Assert.Equal("+-ABCDEFUVWXY", string.Concat(known.Where(sign => !char.IsAsciiLetterLower(sign))));
    }

    [Fact]
    public void One_wrong_digit_is_always_found()
    {
        const string Code = "131052-308T";
        foreach (var at in new[] { 0, 1, 2, 3, 4, 5, 7, 8, 9 })
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                if (digit != Code[at])
                    Assert.False(PersonalIdentityCode.IsValid($"{Code[..at]}{digit}{Code[(at + 1)..]}"));
            }
        }
    }

    private static string Checked(string start) =>
        start + CheckCharacters[(int)(long.Parse(start[..6] + start[7..], CultureInfo.InvariantCulture) % 31)];
}
