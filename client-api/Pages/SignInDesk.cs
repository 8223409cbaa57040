using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>Signing in and out, and choosing a language.</summary>
static class SignInDesk
{
    static readonly TimeSpan LanguageKept = TimeSpan.FromDays(400);

    public static IResult Show(HttpContext http) => Page(http, null, null);

    /// <summary>The link itself signs nobody in: a press of its page's button does. What looks at links in advance uses none up.</summary>
    public static IResult ShowLink(HttpContext http, string link, SignInLinks links, Engine.Rulebook rules) =>
        links.Look(link) is { } actor && rules.Network.Find(actor.Person) is { } person ? Page(http, link, $"{person.GivenName} {person.FamilyName}") : Page(http, null, null, spent: true);

    public static IResult Enter(HttpContext http, string link, SignInLinks links, Session session)
    {
        if (links.Use(link) is not { } actor) return Page(http, null, null, spent: true);
        session.Begin(http, actor.Person, actor.Roles);
        return Results.Redirect(Back(http));
    }

    public static IResult Leave(HttpContext http)
    {
        Session.End(http);
        return Results.Redirect($"{Visit.BaseOf(http)}sign-in");
    }

    public static async Task<IResult> Speak(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["language"] is [{ } language] && ClientApi.Texts.Languages.Contains(language))
            http.Response.Cookies.Append(Site.LanguageCookie, language, new()
            {
                MaxAge = LanguageKept, SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = http.Request.IsHttps, IsEssential = true,
                Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/",
            });
        return Results.Redirect(Local(http, form["to"]));
    }

    static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<SignInPage> Page(HttpContext http, string? link, string? person, bool spent = false) => Site.Page<SignInPage>(
        spent ? 410 : 200, (nameof(SignInPage.Words), Words.Of(Visit.LanguageOf(http.Request))), (nameof(SignInPage.Base), Visit.BaseOf(http)), (nameof(SignInPage.Here), http.Request.Path.Value!.TrimStart('/') + http.Request.QueryString),
        (nameof(SignInPage.Link), link), (nameof(SignInPage.Person), person), (nameof(SignInPage.Spent), spent), (nameof(SignInPage.Ended), http.Request.Query["ended"] == "true"), (nameof(SignInPage.Kept), http.Request.Query["kept"] == "true"), (nameof(SignInPage.To), http.Request.Query["to"].ToString()));

    static string Back(HttpContext http) => Local(http, http.Request.Query["to"]);

    /// <summary>An address of this site and of no other.</summary>
    static string Local(HttpContext http, string? to) =>
        Visit.BaseOf(http) + (to?.TrimStart('/') is { Length: > 0 } path && Uri.TryCreate(path, UriKind.Relative, out _) && !path.Contains('\\', StringComparison.Ordinal) && !path.StartsWith("//", StringComparison.Ordinal) ? path : "");
}
