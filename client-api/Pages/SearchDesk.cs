using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>One field finds a case by its number, or open cases by a family's name. It is sent as a form, and leads to a list: so a name stands in no address.</summary>
static class SearchDesk
{
    public static async Task<IResult> Find(HttpContext http, MemberKeys keys, Register register)
    {
        var (form, visit) = (await http.Request.ReadFormAsync(http.RequestAborted), Visit.Of(http));
        var text = string.Concat(form["search"].ToString().Where(c => !char.IsControl(c))).Trim();
        if (text.Length > Shapes.NameCharactersMax) text = text[..Shapes.NameCharactersMax];
        if (text.Length == 0) return To(visit, "cases", default);
        if (!text.Any(char.IsAsciiDigit)) return To(visit, "cases", QueryString.Create("named", keys.FamilyName(text)));
        var number = text.Replace(" ", "", StringComparison.Ordinal);
        if (number.Length > Shapes.CodeCharactersMax) number = number[..Shapes.CodeCharactersMax];
        var found = await register.Cases(visit.Actor, new(Number: number.ToUpperInvariant()), visit.Now, null, 2, http.RequestAborted);
        return found.Items is [var only] ? To(visit, $"cases/{only.Case}", default) : To(visit, "cases", QueryString.Create("q", number));
    }

    static IResult To(Visit visit, string page, QueryString query) => Results.Redirect($"{visit.Base}{page}{query}");
}
