using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Coordination.ClientApi.Pages;

/// <summary>Who a browser belongs to: a cookie that the installation signed, the same on every node.</summary>
public sealed class Session(byte[] key, Rulebook rules, TimeProvider clock)
{
    public const string Cookie = "coordination-session";
    const string Issuer = "coordination-pages";
    const string RolesClaim = "roles";
    const int Hours = 10;
    /// <summary>So long after its end a session still tells whose it was: who comes back to a form finds what they typed.</summary>
    static readonly TimeSpan ToldAfterEnd = TimeSpan.FromDays(30);

    readonly SymmetricSecurityKey signing = new(key);

    public sealed record Found(Actor Actor, string Id, DateTimeOffset Ends);

    public void Begin(HttpContext http, PersonId person, Roles roles)
    {
        var ends = clock.GetUtcNow().AddHours(Hours);
        // The browser keeps it longer than it is good for: what the browser has forgotten tells nothing of whose it was.
        http.Response.Cookies.Append(Cookie, Sign(person, roles, ends), Options(http, TimeSpan.FromHours(Hours) + ToldAfterEnd));
    }

    public static void End(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options(http, null));

    /// <summary>Nothing for a cookie that is forged, or of somebody who left. One that ended tells whose it was.</summary>
    public async Task<Found?> Read(string token)
    {
        var read = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new()
        {
            ValidIssuer = Issuer, ValidAudience = Cookie, IssuerSigningKey = signing, ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, ends, _, _) => ends > (clock.GetUtcNow() - ToldAfterEnd).UtcDateTime,
        });
        return read.IsValid && read.SecurityToken is JsonWebToken jwt && int.TryParse(jwt.GetClaim(RolesClaim).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var roles)
            && rules.Network.ActorOf(new(jwt.Subject), (Roles)roles) is { } actor ? new(actor, jwt.Id, new(jwt.ValidTo, TimeSpan.Zero)) : null;
    }

    public bool IsOver(Found session) => session.Ends <= clock.GetUtcNow();

    string Sign(PersonId person, Roles roles, DateTimeOffset until) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer, Audience = Cookie, IssuedAt = clock.GetUtcNow().UtcDateTime, Expires = until.UtcDateTime,
        Claims = new Dictionary<string, object>
        {
            ["sub"] = person.Value, ["jti"] = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), [RolesClaim] = ((int)roles).ToString(CultureInfo.InvariantCulture),
        },
        SigningCredentials = new(signing, SecurityAlgorithms.HmacSha256),
    });

    /// <param name="kept">Not until when: a browser's clock may be wrong.</param>
    static CookieOptions Options(HttpContext http, TimeSpan? kept) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/", MaxAge = kept, IsEssential = true,
    };
}

/// <summary>One-time links: each signs its person in once, at the node that made it, while that node runs and within half a day.</summary>
public sealed class SignInLinks(Rulebook rules, TimeProvider clock)
{
    const int CodeBytes = 16;
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    readonly ConcurrentDictionary<string, (PersonId Person, Roles Roles, DateTimeOffset Ends)> open = new(StringComparer.Ordinal);

    public string Make(PersonId person, Roles roles)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        open[code] = (person, roles, clock.GetUtcNow() + Lifetime);
        return code;
    }

    /// <summary>Whom the link signs in; nothing for one that was used or that ended.</summary>
    public Actor? Use(string code) => open.TryRemove(code, out var link) ? ActorOf(link) : null;

    /// <summary>Whom it would sign in: what looks at links before people do uses none up.</summary>
    public Actor? Look(string code) => open.TryGetValue(code, out var link) ? ActorOf(link) : null;

    Actor? ActorOf((PersonId Person, Roles Roles, DateTimeOffset Ends) link) => link.Ends > clock.GetUtcNow() ? rules.Network.ActorOf(link.Person, link.Roles) : null;
}
