using System.Text;
using System.Xml.Linq;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Coordination.ClientApi.Pages;

/// <summary>Signing in to pages at the authority that also signs the API's tokens: OpenID Connect, the code flow with PKCE. What comes of it is our own session.</summary>
static class SignInThere
{
    public const string Scheme = "authority";
    public const string FailedAt = "sign-in?failed=true";
    static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10); // nobody waits longer for an authority that is away
    const string ComesBackTo = "/sign-in/back", HasLeftTo = "/sign-in/left";

    public static void AddSignInThere(this AuthenticationBuilder authentication, Installation installation)
    {
        var settings = installation.Settings;
        var secret = settings.SignInSecretFile is { } file ? Read(file) : null;
        // Whichever node they come back to reads what another one gave them to carry.
        authentication.Services.AddDataProtection().SetApplicationName("coordination").AddKeyManagementOptions(keys => keys.XmlRepository = new KeptKeys(installation.Store));
        authentication.AddOpenIdConnect(Scheme, options =>
        {
            options.Authority = settings.Authority;
            options.RequireHttpsMetadata = settings.Authority!.StartsWith("https", StringComparison.Ordinal);
            options.ClientId = settings.SignInClient;
            options.ClientSecret = secret;
            options.BackchannelTimeout = AnswersWithin;
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.MapInboundClaims = false;
            options.TimeProvider = TimeProvider.System; // the authority's tokens and the browser's cookies know no other
            options.CallbackPath = ComesBackTo;
            options.SignedOutCallbackPath = HasLeftTo;
            options.RemoteSignOutPath = default; // ends a cookie of the framework's, and there is none
            options.TokenValidationParameters.RoleClaimType = settings.RolesClaim;
            options.Scope.Clear();
            options.Scope.Add("openid");
            // They come back by a link, so a cookie of this site alone is enough, over http on one's own machine too.
            foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
                (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
            options.Events = new() { OnTokenValidated = Enter, OnRemoteFailure = Fail, OnRedirectToIdentityProviderForSignOut = Name };
        });
    }

    static string Read(string file)
    {
        try { return File.ReadAllText(file).Trim(); }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException) { throw new WrongSettingException($"--sign-in-secret {file}: {wrong.Message}"); }
    }

    /// <summary>What the authority tells of itself; nothing while it cannot be reached, or where nobody signs in there.</summary>
    public static async Task<OpenIdConnectConfiguration?> ConfigurationOf(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<Settings>().SignInClient is null) return null;
        try { return await http.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(Scheme).ConfigurationManager!.GetConfigurationAsync(http.RequestAborted); }
        catch (InvalidOperationException away)
        {
            http.RequestServices.GetRequiredService<ILogger<OpenIdConnectHandler>>().LogError("The authority tells nothing of itself: {Reason}", away.InnerException?.Message ?? away.Message);
            return null;
        }
    }

    /// <summary>What the authority gave is not kept, so it is told who asks instead of who leaves.</summary>
    static Task Name(RedirectContext context)
    {
        context.ProtocolMessage.ClientId = context.Options.ClientId;
        return Task.CompletedTask;
    }

    /// <summary>Our session begins, if they are somebody here; what the authority gave is not kept.</summary>
    static async Task Enter(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        Door.Guard(http);
        var roles = http.RequestServices.GetRequiredService<SignIn>().RolesOf(context.Principal!);
        var person = context.Principal!.FindFirst("sub")?.Value;
        context.HandleResponse();
        if (roles == Roles.None) await Site.Failed(http, Problem.NoRole).ExecuteAsync(http);
        else if (person is null || http.RequestServices.GetRequiredService<Rulebook>().Network.ActorOf(new(person), roles) is not { } actor) await Site.Failed(http, Problem.PersonNotInNetwork).ExecuteAsync(http);
        else
        {
            http.RequestServices.GetRequiredService<Session>().Begin(http, actor.Person, actor.Roles);
            http.Response.Redirect(context.Properties!.RedirectUri ?? Visit.BaseOf(http));
        }
    }

    static Task Fail(RemoteFailureContext context)
    {
        context.HandleResponse();
        context.Response.Redirect($"{Visit.BaseOf(context.HttpContext)}{FailedAt}");
        return Task.CompletedTask;
    }

    /// <summary>Keys of what is given to people to carry while they sign in, in the store, where every node finds them.</summary>
    sealed class KeptKeys(IStore store) : IXmlRepository
    {
        const string Prefix = "carried-key-";

        public IReadOnlyCollection<XElement> GetAllElements() =>
            [.. store.KeptUnder(Prefix, default).GetAwaiter().GetResult().Select(kept => XElement.Parse(Encoding.UTF8.GetString(kept)))];

        public void StoreElement(XElement element, string friendlyName) =>
            store.Keep(Prefix + friendlyName, () => Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), default).GetAwaiter().GetResult();
    }
}
