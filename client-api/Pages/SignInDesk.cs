using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>Signing in and out, and choosing a language.</summary>
static class SignInDesk
{
    static readonly TimeSpan LanguageKept = TimeSpan.FromDays(400);

    public static async Task<IResult> Show(HttpContext http) => Page(http, null, null, canLeave: http.Request.Query["left"] == "true" && await CanLeave(http));

    /// <summary>The link itself signs nobody in: a press of its page's button does. What looks at links in advance uses none up.</summary>
    public static IResult ShowLink(HttpContext http, string link, SignInLinks links, Engine.Rulebook rules) =>
        links.Look(link) is { } actor && rules.Network.Find(actor.Person) is { } person ? Page(http, link, $"{person.GivenName} {person.FamilyName}") : Page(http, null, null, spent: true);

    public static IResult Enter(HttpContext http, string link, SignInLinks links, Session session)
    {
        if (links.Use(link) is not { } actor) return Page(http, null, null, spent: true);
        session.Begin(http, actor.Person, actor.Roles);
        return Results.Redirect(Back(http));
    }

    /// <summary>To the authority's own page, and back to where they wanted to be.</summary>
    public static async Task<IResult> Go(HttpContext http, Settings settings) =>
        settings.SignInClient is null ? Page(http, null, null)
        : await SignInThere.ConfigurationOf(http) is null ? Results.Redirect($"{Visit.BaseOf(http)}{SignInThere.FailedAt}")
        : Results.Challenge(new() { RedirectUri = Back(http) }, [SignInThere.Scheme]);

    public static IResult Leave(HttpContext http)
    {
        Session.End(http);
        return Results.Redirect($"{Visit.BaseOf(http)}sign-in?left=true");
    }

    /// <summary>From the authority too, for who leaves a computer that others use.</summary>
    public static async Task<IResult> LeaveThere(HttpContext http) =>
        await CanLeave(http) ? Results.SignOut(new() { RedirectUri = $"{Visit.BaseOf(http)}sign-in" }, [SignInThere.Scheme]) : Page(http, null, null);

    static async Task<bool> CanLeave(HttpContext http) => !string.IsNullOrEmpty((await SignInThere.ConfigurationOf(http))?.EndSessionEndpoint);

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

    static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<SignInPage> Page(HttpContext http, string? link, string? person, bool spent = false, bool canLeave = false)
    {
        var settings = http.RequestServices.GetRequiredService<Settings>();
        return Site.Page<SignInPage>(
            spent ? 410 : 200, (nameof(SignInPage.Words), Words.Of(Visit.LanguageOf(http.Request))), (nameof(SignInPage.Base), Visit.BaseOf(http)), (nameof(SignInPage.Here), http.Request.Path.Value!.TrimStart('/') + http.Request.QueryString),
            (nameof(SignInPage.Link), link), (nameof(SignInPage.Person), person), (nameof(SignInPage.Spent), spent), (nameof(SignInPage.CanLeave), canLeave),
            (nameof(SignInPage.There), settings.SignInClient is not null), (nameof(SignInPage.Elsewhere), settings is { Authority: not null, SignInClient: null }), (nameof(SignInPage.To), http.Request.Query["to"].ToString()),
            (nameof(SignInPage.Said), new HashSet<string>(SignInPage.Sayings.Where(saying => http.Request.Query[saying] == "true"))));
    }

    static string Back(HttpContext http) => Local(http, http.Request.Query["to"]);

    /// <summary>An address of this site and of no other.</summary>
    static string Local(HttpContext http, string? to) =>
        Visit.BaseOf(http) + (to?.TrimStart('/') is { Length: > 0 } path && Uri.TryCreate(path, UriKind.Relative, out _) && !path.Contains('\\', StringComparison.Ordinal) && !path.StartsWith("//", StringComparison.Ordinal) ? path : "");
}
