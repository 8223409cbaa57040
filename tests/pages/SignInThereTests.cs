using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Coordination.ClientApi.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Coordination.Tests.OfPages;

/// <summary>Signing in at an authority: one that is small and strict, and speaks the code flow with PKCE.</summary>
public sealed class SignInThereTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static Task<Server> At(Authority authority, params string[] args) => Server.Start(["--authority", authority.Address, "--sign-in-client", "pages", .. args]);

    [Fact]
    public async Task Somebody_of_the_network_signs_in_there_and_comes_back_to_where_they_wanted_to_be()
    {
        await using var authority = await Authority.Start();
        await using var server = await At(authority);
        authority.Says(Families.Anna, "professional", "coordinator");
        using var browser = Browser();
        var asked = await browser.GetAsync(new Uri(server.Address, "cases?phase=contact"), Stop);
        var link = Regex.Match(await asked.Content.ReadAsStringAsync(Stop), "href=\"(sign-in/there[^\"]*)\"").Groups[1].Value;
        var back = await browser.GetAsync(new Uri(server.Address, WebUtility.HtmlDecode(link)), Stop);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal("/cases?phase=contact", back.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains("Anna Rantaharju", await back.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(1, authority.Exchanged);
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("nobody-here", "coordinator", "person-not-in-network")]
    [InlineData(Families.Anna, "gardener", "no-role")]
    public async Task Who_is_nobody_here_is_told_so_and_not_let_in(string person, string role, string code)
    {
        await using var authority = await Authority.Start();
        await using var server = await At(authority);
        authority.Says(person, role);
        using var browser = Browser();
        var back = await browser.GetAsync(new Uri(server.Address, "sign-in/there"), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Contains(ClientApi.Texts.Problem("en", code)!.Title, WebUtility.HtmlDecode(await back.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", back.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await browser.GetAsync(server.Address, Stop)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task A_code_that_this_browser_did_not_ask_for_lets_nobody_in()
    {
        await using var authority = await Authority.Start();
        await using var server = await At(authority);
        authority.Says(Families.Anna, "coordinator");
        using (var browser = Browser())
        {
            var forged = await browser.GetAsync(new Uri(server.Address, $"sign-in/back?code={authority.Code("x", "y")}&state=made-up"), Stop);
            Assert.Contains("failed=true", forged.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
        }

        // A whole answer that another browser was on its way with: who is sent it does not become its person.
        using var theirs = Browser(follow: false);
        using var mine = Browser();
        var answer = await BackFrom(theirs, server);
        var stolen = await mine.GetAsync(answer, Stop);
        Assert.Contains("failed=true", stolen.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
        Assert.Equal(0, authority.Exchanged);
        Assert.Contains("Signing in did not succeed", await stolen.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        // And one that was used is used up.
        Assert.Equal("/", (await theirs.GetAsync(answer, Stop)).Headers.Location!.ToString());
        Assert.Contains("failed=true", (await theirs.GetAsync(answer, Stop)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, authority.Exchanged);
    }

    [Fact]
    public async Task Another_node_may_see_them_come_back()
    {
        var store = TempPostgres.Open();
        await using var authority = await Authority.Start();
        await using var one = await Server.Start(store, "--authority", authority.Address, "--sign-in-client", "pages");
        authority.Says(Families.Anna, "coordinator");
        using var browser = Browser(follow: false);
        var answer = await BackFrom(browser, one);
        var two = await Server.Start(store, "--authority", authority.Address, "--sign-in-client", "pages");
        try
        {
            Assert.Equal("/", (await browser.GetAsync(new UriBuilder(answer) { Port = two.Address.Port }.Uri, Stop)).Headers.Location!.ToString());
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(two.Address, Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(one.Address, Stop)).StatusCode);
        }
        finally { await two.Stop(); }
    }

    [Fact]
    public async Task Behind_a_prefix_the_way_there_and_back_has_it_too()
    {
        await using var authority = await Authority.Start();
        await using var server = await At(authority, "--known-proxies", "127.0.0.1");
        authority.Says(Families.Anna, "coordinator");
        using var browser = Browser(follow: false);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/family");
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        browser.DefaultRequestHeaders.Add("X-Forwarded-Host", "town.example");
        var there = (await browser.GetAsync(new Uri(server.Address, "sign-in/there?to=%2Fboard"), Stop));
        Assert.Contains("redirect_uri=https%3A%2F%2Ftown.example%2Ffamily%2Fsign-in%2Fback", there.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.All(there.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("path=/family/sign-in/back; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal));
        var back = (await browser.GetAsync(there.Headers.Location, Stop)).Headers.Location!;
        using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "sign-in/back" + back.Query));
        asked.Headers.Add("Cookie", string.Join("; ", there.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])));
        Assert.Equal("/family/board", (await browser.SendAsync(asked, Stop)).Headers.Location!.ToString());
    }

    [Fact]
    public async Task Who_signs_out_here_is_offered_to_sign_out_there()
    {
        await using var authority = await Authority.Start();
        await using var server = await At(authority);
        authority.Says(Families.Anna, "coordinator");
        using var browser = Browser();
        await browser.GetAsync(new Uri(server.Address, "sign-in/there"), Stop);
        var left = await browser.PostAsync(new Uri(server.Address, "sign-out"), null, Stop);
        Assert.Contains("href=\"sign-in/leave-there\"", await left.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var gone = await browser.GetAsync(new Uri(server.Address, "sign-in/leave-there"), Stop);
        Assert.Equal("/sign-in", gone.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(1, authority.Left);

        authority.CanBeLeft = false;
        await using var other = await At(authority);
        Assert.DoesNotContain("leave-there", await (await browser.GetAsync(new Uri(other.Address, "sign-in?left=true"), Stop)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(other.Address, "sign-in/leave-there"), Stop)).StatusCode);
    }

    [Fact]
    public async Task While_the_authority_is_away_pages_say_that_signing_in_did_not_succeed()
    {
        var authority = await Authority.Start();
        await using var server = await At(authority);
        await authority.DisposeAsync();
        using var browser = Browser();
        var there = await browser.GetAsync(new Uri(server.Address, "sign-in/there"), Stop);
        Assert.Equal("failed=true", there.RequestMessage!.RequestUri!.Query.TrimStart('?'));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(server.Address, "sign-in?left=true"), Stop)).StatusCode);
    }

    /// <summary>The address at which the authority sends a browser back, which did not go there yet.</summary>
    static async Task<Uri> BackFrom(HttpClient browser, Server server) =>
        (await browser.GetAsync((await browser.GetAsync(new Uri(server.Address, "sign-in/there"), Stop)).Headers.Location, Stop)).Headers.Location!;

    static HttpClient Browser(bool follow = true) => new(new SocketsHttpHandler { UseProxy = false, CookieContainer = new(), AllowAutoRedirect = follow });

    /// <summary>Signs in whoever it was told, at once, and gives tokens for codes it gave, to whom can prove that they asked.</summary>
    sealed class Authority : IAsyncDisposable
    {
        readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "one" };
        readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> codes = new(StringComparer.Ordinal);
        readonly WebApplication app;
        string person = "";
        string[] roles = [];

        Authority(WebApplication app) => this.app = app;

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        public int Exchanged { get; private set; }
        public int Left { get; private set; }
        public bool CanBeLeft { get; set; } = true;

        public void Says(string who, params string[] holds) => (person, roles) = (who, holds);

        public string Code(string challenge, string nonce)
        {
            var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            codes[code] = (challenge, nonce);
            return code;
        }

        public static async Task<Authority> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var authority = new Authority(app);
            app.Run(authority.Answer);
            await app.StartAsync();
            return authority;
        }

        async Task Answer(HttpContext http)
        {
            switch (http.Request.Path.Value)
            {
                case "/.well-known/openid-configuration":
                    await Json(http,
                        $$"""
                        {"issuer":"{{Address}}","authorization_endpoint":"{{Address}}/authorize","token_endpoint":"{{Address}}/token","jwks_uri":"{{Address}}/keys","end_session_endpoint":"{{(CanBeLeft ? $"{Address}/leave" : "")}}",
                         "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}
                        """);
                    break;
                case "/keys":
                    var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
                    await Json(http, $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"one","n":"{{Base64UrlEncoder.Encode(parameters.Modulus)}}","e":"{{Base64UrlEncoder.Encode(parameters.Exponent)}}"}]}""");
                    break;
                case "/authorize":
                    var q = http.Request.Query;
                    Assert.Equal(("code", "pages", "S256"), (q["response_type"].ToString(), q["client_id"].ToString(), q["code_challenge_method"].ToString()));
                    http.Response.Redirect($"{q["redirect_uri"]}{QueryString.Create("code", Code(q["code_challenge"]!, q["nonce"]!)).Add("state", q["state"].ToString())}");
                    break;
                case "/leave":
                    Assert.Equal("pages", http.Request.Query["client_id"].ToString());
                    Left++;
                    http.Response.Redirect($"{http.Request.Query["post_logout_redirect_uri"]}{QueryString.Create("state", http.Request.Query["state"].ToString())}");
                    break;
                case "/token":
                    var form = await http.Request.ReadFormAsync();
                    if (!codes.TryRemove(form["code"]!, out var given) || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) != given.Challenge) { http.Response.StatusCode = 400; return; }
                    Exchanged++;
                    await Json(http, $$"""{"access_token":"none","token_type":"Bearer","expires_in":300,"id_token":"{{Token(given.Nonce)}}"}""");
                    break;
                default: http.Response.StatusCode = 404; break;
            }
        }

        string Token(string nonce) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address, Audience = "pages", IssuedAt = DateTime.UtcNow, NotBefore = DateTime.UtcNow, Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = person, ["nonce"] = nonce, ["roles"] = roles },
            SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
        });

        static Task Json(HttpContext http, string body)
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(body);
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            key.Rsa.Dispose();
        }
    }
}
