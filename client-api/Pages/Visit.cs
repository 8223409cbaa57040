using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.Features;

namespace Coordination.ClientApi.Pages;

/// <summary>Somebody looks at a page: who, in which language, when, and where the page is.</summary>
/// <param name="Zone">Of the installation's default operating model: the days and hours of lists.</param>
/// <param name="Here">The page's own address from the site's base, for links that come back.</param>
public sealed record Visit(Actor Actor, Person Person, Words Words, TimeZoneInfo Zone, DateTimeOffset Now, string Base, string Here)
{
    public bool Manages => Actor.Holds(Roles.Manager);
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    public static Visit Of(HttpContext http) => http.Features.GetRequiredFeature<Visit>();

    /// <summary>Of somebody who is let in.</summary>
    public static Visit Make(HttpContext http, Actor actor, Rulebook rules, Settings settings, TimeProvider clock) => new(
        actor, rules.Network.Find(actor.Person)!, Words.Of(LanguageOf(http.Request)), rules.Models.Newest(settings.DefaultModel)!.Calendar.Zone, clock.GetUtcNow(),
        BaseOf(http), http.Request.Path.Value!.TrimStart('/') + http.Request.QueryString);

    /// <summary>Where relative addresses begin, behind a proxy's prefix too.</summary>
    public static string BaseOf(HttpContext http) => http.Request.PathBase.Value!.TrimEnd('/') + "/";

    /// <summary>The language that was chosen; else the browser's.</summary>
    public static string LanguageOf(HttpRequest request) =>
        request.Cookies[Site.LanguageCookie] is { } chosen && ClientApi.Texts.Languages.Contains(chosen) ? chosen : ClientApi.Texts.Choose(request);

    public string NameOf(PersonView person) => person.GivenName is null ? person.Id.Value : $"{person.GivenName} {person.FamilyName}";
}
