using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>A page that is for people who are signed in. <paramref name="Open"/>: for everybody.</summary>
public sealed record PageAccess(bool Open);

/// <summary>Lets people into pages: by their session, from this site only, and in their language. Anybody else is shown where to sign in.</summary>
public sealed class Door(RequestDelegate next, Session session, Rulebook rules, Settings settings, TimeProvider clock)
{
    const string ContentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PageAccess>() is not { } access) { await next(http); return; }
        Guard(http);
        if (!FromHere(http.Request)) { await Site.Failed(http, Problem.ForeignForm).ExecuteAsync(http); return; }
        var found = http.Request.Cookies[Session.Cookie] is { } cookie ? await session.Read(cookie) : null;
        if (found is not null && !session.IsOver(found))
        {
            http.Features.Set(found.Actor);
            http.Features.Set(Visit.Make(http, found.Actor, rules, settings, clock));
            http.User = UserOf(found.Actor.Person); // each person has their own share of the requests
        }
        else if (found is not null && HttpMethods.IsPost(http.Request.Method) && http.GetEndpoint()!.Metadata.GetMetadata<KeepsDrafts>() is not null)
        {
            // Somebody typed this whose session has ended since. It goes the way of the form, with its limits, as far as the form itself.
            http.User = UserOf(found.Actor.Person);
            http.SetEndpoint(new(kept => DraftDesk.Keep(kept, found.Actor.Person), http.GetEndpoint()!.Metadata, "a form whose session has ended"));
        }
        else if (!access.Open)
        {
            await Site.AskToSignIn(http, ended: found is not null).ExecuteAsync(http);
            return;
        }
        await next(http);
    }

    /// <summary>What holds for every page: nobody keeps it, nothing is loaded from elsewhere, and numbers are written as its reader writes them.</summary>
    public static void Guard(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.CurrentUICulture = Words.Of(Visit.LanguageOf(http.Request)).Culture;
    }

    static System.Security.Claims.ClaimsPrincipal UserOf(PersonId person) => new(new System.Security.Claims.ClaimsIdentity([new("sub", person.Value)], Session.Cookie));

    /// <summary>A form is sent from a page of this site. Browsers say where a request comes from; what says nothing is no browser, and has no cookie of anybody's.</summary>
    static bool FromHere(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return true;
        if (request.Headers["Sec-Fetch-Site"] is [{ } site]) return site is "same-origin" or "none";
        return request.Headers.Origin is not [{ } origin] || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
