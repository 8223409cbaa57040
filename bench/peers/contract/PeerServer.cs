using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Coordination.Peers;

/// <summary>The web server around a peer: sign-in, bodies, answers. The same for every peer.</summary>
public static class PeerServer
{
    const int RequestBytesMax = 256 * 1024;

    /// <param name="desk">Adds the peer's <see cref="ICaseDesk"/> and all that it needs.</param>
    public static async Task<int> Run(string[] args, Action<IServiceCollection, PeerSettings> desk, Func<IServiceProvider, Task> prepare)
    {
        try
        {
            var settings = PeerSettings.Read(args);
            if (settings.Command == "help")
            {
                Console.WriteLine(PeerSettings.Usage);
                return 0;
            }

            var signIn = new SignIn(settings.Data);
            if (settings.Command == "token")
            {
                foreach (var person in settings.People.Split(',')) Console.WriteLine(signIn.Token(person, settings.Roles.Split(','), TimeProvider.System.GetUtcNow()));
                return 0;
            }

            await using var app = Build(settings, signIn, desk);
            await prepare(app.Services);
            await app.StartAsync();
            Console.WriteLine($"Listening on {app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception wrong) when (wrong is WrongSettingException or IOException or JsonException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    static WebApplication Build(PeerSettings settings, SignIn signIn, Action<IServiceCollection, PeerSettings> desk)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBytesMax;
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None).AddFilter("MassTransit", LogLevel.None); // a lost race is no news; what stays broken is logged at the edge
        builder.Services.AddSingleton(settings).AddSingleton(signIn).AddSingleton(Network.Read(settings.Network)).AddSingleton(TimeProvider.System).AddSingleton<Store>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(signIn.Configure);
        builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.UnmappedMemberHandling = Wire.Options.UnmappedMemberHandling;
            json.SerializerOptions.DefaultIgnoreCondition = Wire.Options.DefaultIgnoreCondition;
            json.SerializerOptions.RespectNullableAnnotations = json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.Encoder = Wire.Options.Encoder;
        });
        desk(builder.Services, settings);
        var app = builder.Build();
        app.UseMiddleware<Edge>();
        app.UseAuthentication();
        app.UseAuthorization();
        Endpoints.Map(app, settings);
        return app;
    }

    /// <summary>The outermost layer: what nothing inside answered becomes a problem, and what broke is logged and never shown.</summary>
    sealed class Edge(RequestDelegate next, ILogger<Edge> log)
    {
        public async Task InvokeAsync(HttpContext http)
        {
            try
            {
                await next(http);
                if (!http.Response.HasStarted && http.Response.ContentType is null && http.Response.StatusCode is var status and >= 400)
                    await Results.Json((status == 401 ? Problem.Unauthenticated : Problem.Malformed with { Status = status }).Body(), Wire.Options, "application/problem+json", status).ExecuteAsync(http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { /* the caller left */ }
            catch (Exception broken) when (!http.Response.HasStarted)
            {
                log.LogError(broken, "{Method} {Path} broke", http.Request.Method, http.Request.Path);
                await Results.Json(Problem.Internal.Body(), Wire.Options, "application/problem+json", 500).ExecuteAsync(http);
            }
        }
    }

    /// <summary>Tells two bodies apart whatever their white space.</summary>
    public static string Fingerprint<T>(string address, T body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(System.Text.Encoding.UTF8.GetBytes(address));
        sum.AppendData(JsonSerializer.SerializeToUtf8Bytes(body, Wire.Options));
        _ = sum.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
