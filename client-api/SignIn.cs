using System.Security.Claims;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Coordination.ClientApi;

/// <summary>Tokens: those of an OpenID Connect authority, or our own, signed with the installation's local key.</summary>
public sealed class SignIn(byte[] localKey, Settings settings, TimeProvider clock)
{
    public const string LocalIssuer = "coordination-local";

    readonly SymmetricSecurityKey key = new(localKey);

    public string LocalToken(PersonId person, IEnumerable<string> roles, int hours)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = LocalIssuer, Audience = settings.Audience, IssuedAt = now, NotBefore = now, Expires = now.AddHours(hours),
            Claims = new Dictionary<string, object> { ["sub"] = person.Value, [settings.RolesClaim] = roles.ToArray() },
            SigningCredentials = new(key, SecurityAlgorithms.HmacSha256),
        });
    }

    public void Configure(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        var check = options.TokenValidationParameters;
        check.NameClaimType = "sub";
        check.RoleClaimType = settings.RolesClaim;
        check.ValidAudience = settings.Audience;
        check.ClockSkew = TimeSpan.FromSeconds(30);
        check.LifetimeValidator = (from, to, _, p) =>
            clock.GetUtcNow().UtcDateTime is var now && (from is null || from <= now + p.ClockSkew) && to is not null && to > now - p.ClockSkew;
        if (settings.Authority is { } authority)
        {
            options.Authority = authority;
            options.RequireHttpsMetadata = authority.StartsWith("https", StringComparison.Ordinal);
        }
        else
        {
            check.ValidIssuer = LocalIssuer;
            check.IssuerSigningKey = key;
            check.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        }
        options.Events = new()
        {
            OnChallenge = async context =>
            {
                context.HandleResponse();
                await new ProblemResult(Problem.Unauthenticated).ExecuteAsync(context.HttpContext);
            },
        };
    }

    /// <summary>The roles of ours that a token carries.</summary>
    public Roles RolesOf(ClaimsPrincipal user)
    {
        var roles = Roles.None;
        foreach (var claim in user.Claims)
            if (claim.Type == settings.RolesClaim && Engine.Codes.TryRead<Roles>(claim.Value, out var role))
                roles |= role;
        return roles;
    }
}

/// <summary>Lets a request with a valid token in only as somebody: a person of the network with a role.</summary>
public sealed class Doorkeeper(RequestDelegate next, SignIn signIn, Tickets tickets, Rulebook rules)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>() is null) { await next(http); return; }
        if (Actor(http) is { Item1: { } actor })
        {
            http.Features.Set(actor);
            http.Response.Headers.CacheControl = "no-store";
            await next(http);
        }
        else await new ProblemResult(Actor(http).Item2!).ExecuteAsync(http);
    }

    (Actor?, Problem?) Actor(HttpContext http)
    {
        if (http.Request.Path == "/v1/changes" && http.Request.Query["ticket"] is [{ } ticket])
            return tickets.Read(ticket) is { } listener ? (listener, null) : (null, Problem.BadTicket);
        if (http.User.FindFirst("sub")?.Value is not { } person) return (null, Problem.Unauthenticated);
        var roles = signIn.RolesOf(http.User);
        return roles == Roles.None ? (null, Problem.NoRole)
            : rules.Network.ActorOf(new(person), roles) is { } actor ? (actor, null) : (null, Problem.PersonNotInNetwork);
    }
}
