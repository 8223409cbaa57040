using System.Net;
using Coordination.ClientApi.Pages;
using Coordination.Core;
using Coordination.Engine;
using Coordination.Engine.Postgres;
using Coordination.Engine.Sqlite;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;

namespace Coordination.ClientApi;

/// <summary>The store, rules and keys an installation runs on, opened once.</summary>
/// <param name="Clock">What time it is for the cases. Tokens and tickets go by the real one, also where this is set by hand.</param>
public sealed record Installation(Settings Settings, IStore Store, Rulebook Rules, MemberKeys Keys, SignIn SignIn, Tickets Tickets, byte[] CalendarKey, byte[] SessionKey, TimeProvider Clock) : IDisposable
{
    /// <exception cref="WrongSettingException">A file is missing or refused.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be opened.</exception>
    public static async Task<Installation> Open(Settings settings, TimeProvider clock)
    {
        var rules = new Rulebook(DataFiles.Models(settings.Models), Network(settings));
        if (rules.Models.Newest(settings.DefaultModel) is null) throw new WrongSettingException($"--default-model {settings.DefaultModel}: no such operating model in {settings.Models}");
        if (rules.Models.Newest(settings.DefaultModel) is { Subject: Subject.Phenomenon }) throw new WrongSettingException($"--default-model {settings.DefaultModel}: it is of phenomena, and contacts are of families");
        var store = OpenStore(settings);
        try
        {
            if (await new Maintenance(store, new()).RefreshRegister(default) is { } drawn and > 0) await Console.Error.WriteLineAsync($"The register was drawn anew for this build: {drawn} cases");
            var signing = await store.Secret("local-signing-key", default);
            return new(
                settings, store, rules, new(await store.Secret("member-keys", default)), new(signing, settings, clock), new(signing, rules, clock), await store.Secret("calendar-addresses", default),
                await store.Secret("sessions", default), settings.SettableClock ? await SettableClock.Of(store) : await Unset(store, settings, clock));
        }
        catch { store.Dispose(); throw; }
    }

    static async Task<TimeProvider> Unset(IStore store, Settings settings, TimeProvider clock)
    {
        if (settings.Command is null && await store.TimeIsSet(default))
            await Console.Error.WriteLineAsync($"WARNING: {store.Describe} was recorded by a clock that was set by hand (--settable-clock); from now on the real one is written into it");
        return clock;
    }

    static IStore OpenStore(Settings settings)
    {
        if (settings.Database is { } database) return new PostgresStore(database, new NoSeal());
        MakeDataFolder(settings);
        return new SqliteStore(new(Path.Combine(settings.Data, "coordination.db")), new NoSeal());
    }

    static Network Network(Settings settings)
    {
        if (settings.NetworkFile is { } file) return DataFiles.Network(file);
        if (settings.Demo) return new(Demo.DemoNetwork.Make());
        MakeDataFolder(settings);
        var own = Path.Combine(settings.Data, "network.json");
        if (!File.Exists(own)) File.Copy(Path.Combine(AppContext.BaseDirectory, "network.starter.json"), own);
        return DataFiles.Network(own);
    }

    static void MakeDataFolder(Settings settings)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(settings.Data);
            else Directory.CreateDirectory(settings.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException) { throw new WrongSettingException($"--data {settings.Data}: {wrong.Message}"); }
    }

    public void Dispose() => Store.Dispose();
}

/// <summary>Wires the web application over an installation.</summary>
public static class App
{
    /// <param name="api">Without it the application serves its health alone.</param>
    public static WebApplication Build(Installation installation, Action<IServiceCollection>? also = null, bool api = true)
    {
        var settings = installation.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Coordination.ClientApi" });
        builder.WebHost.UseKestrelCore().UseUrls(settings.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Shapes.RequestBytesMax;
        });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        Services(builder.Services, installation);
        also?.Invoke(builder.Services);
        builder.Services.AddHostedService<DeadlineService>(); // begins when the live cases can be reached, and ends before that ends
        var app = builder.Build();
        if (settings.KnownProxies.Count > 0) app.UseForwardedHeaders();
        app.UseMiddleware<Edge>();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseMiddleware<Pages.Door>();
        app.UseRateLimiter();
        app.UseMiddleware<Doorkeeper>();
        app.UseAuthorization();
        if (api) { app.MapApi(settings); app.MapPages(); }
        app.MapHealth();
        return app;
    }

    static void Services(IServiceCollection services, Installation installation)
    {
        var (settings, store, rules, keys, signIn, tickets, _, _, clock) = installation;
        services.AddRoutingCore();
        services.AddSingleton(settings).AddSingleton(store).AddSingleton<IJournal>(store).AddSingleton(rules).AddSingleton(keys).AddSingleton(signIn).AddSingleton(tickets).AddSingleton(clock);
        services.AddSingleton<CaseDecider>().AddSingleton<Joint>().AddSingleton<ContactDesk>().AddSingleton<ConsultationDesk>().AddSingleton<PhenomenonDesk>().AddSingleton<Register>().AddSingleton<Drafts>().AddSingleton<Looks>().AddSingleton<CommandDesk>().AddSingleton<BulkDesk>().AddSingleton<MeetingCalendar>().AddSingleton<Outbox>().AddSingleton<FeedbackBox>().AddSingleton<CaseReader>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<CalendarFeeds>(s, installation.CalendarKey));
        services.AddSingleton(s => new DeadlineWatch(s.GetRequiredService<ICaseDirectory>(), store, clock, (id, broken) =>
            s.GetRequiredService<ILogger<DeadlineWatch>>().LogError(broken, "The deadlines of case {Case} were not looked after", id)));
        services.AddSingleton<ICaseDirectory>(s => new LocalDirectory(s.GetRequiredService<CaseDecider>(), store, rules, settings.LiveCasesMax));
        services.AddAuthenticationCore(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoAuthenticationConfiguration>();
        var authentication = new AuthenticationBuilder(services).AddJwtBearer(options => signIn.Configure(options));
        if (settings.SignInClient is not null) authentication.AddSignInThere(installation);
        // The doorkeeper decides who gets in; authorisation has nothing to add.
        services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build());
        services.AddRateLimiter(options => Throttle.Configure(options, settings));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. settings.AllowedOrigins]).AllowAnyHeader().WithMethods("GET", "POST").WithExposedHeaders("ETag", "Retry-After")));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedPrefix;
            // Those the framework trusts by itself are not in the operator's list.
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var proxy in settings.KnownProxies) forwarded.KnownProxies.Add(proxy);
        });
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Api));
        services.AddOpenApi("v1", Description.Configure);
        services.AddPages(installation);
    }
}

/// <summary>The outermost layer: what nothing inside answered becomes a problem, and what broke is logged and never shown.</summary>
sealed class Edge(RequestDelegate next, ILogger<Edge> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
            if (http.Response.HasStarted || http.Response.StatusCode < 400 || http.Response.ContentType is not null) return;
            await new ProblemResult(http.Response.StatusCode switch
            {
                404 => Problem.NoSuchPage, 405 => Problem.MethodNotAllowed, 401 => Problem.Unauthenticated, 413 => Problem.TooLarge, 415 => Problem.WrongMediaType,
                >= 500 => Problem.Internal, _ => Problem.Malformed,
            }).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { /* the caller left */ }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted) { await new ProblemResult(bad.StatusCode == 413 ? Problem.TooLarge : Problem.Malformed).ExecuteAsync(http); }
        catch (InvalidDataException) when (!http.Response.HasStarted && http.Request.HasFormContentType) { await new ProblemResult(Problem.Malformed).ExecuteAsync(http); }
        catch (JournalUnavailableException away) when (!http.Response.HasStarted)
        {
            log.LogError("The store cannot be used: {Reason}", away.Message);
            await new ProblemResult(Problem.Unavailable).ExecuteAsync(http);
        }
        catch (Exception broken) when (!http.Response.HasStarted)
        {
            log.LogError(broken, "{Method} {Path} broke", http.Request.Method, http.Request.Path);
            await new ProblemResult(Problem.Internal).ExecuteAsync(http);
        }
    }
}

/// <summary>Sign-in is set up in code. (The framework's own set-up would also make encryption keys in the user's profile, which nothing here uses.)</summary>
sealed class NoAuthenticationConfiguration : IAuthenticationConfigurationProvider
{
    public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationManager();
}

/// <summary>Runs the deadline watch every so often, whatever happens to it, and drops what is kept no longer.</summary>
sealed class DeadlineService(DeadlineWatch watch, Drafts drafts, Looks looks, Settings settings, ILogger<DeadlineService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.DeadlinePollSeconds));
        do
        {
            try { await watch.Run(stoppingToken); }
            catch (Exception broken) when (broken is not OperationCanceledException) { log.LogError("Deadlines were not looked after: {Reason}", broken.Message); }
            try
            {
                await drafts.ForgetOld(stoppingToken);
                await looks.ForgetOld(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException) { log.LogError("What is kept no longer was not dropped: {Reason}", broken.Message); }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
