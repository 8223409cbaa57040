using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Coordination.Tests;

/// <summary>
/// The real application with the demo's network, in this process, on a port and a store of its own, and with a clock that
/// only tests move. It looks after no deadlines by itself.
/// </summary>
public sealed class Server : IAsyncDisposable
{
    /// <summary>When the S0 scenario begins, and every other server of the tests.</summary>
    public static readonly DateTimeOffset Tuesday = new(2026, 3, 10, 9, 5, 0, TimeSpan.FromHours(2));

    const int TokenHours = 24 * 365;

    static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["--urls"] = "http://127.0.0.1:0", ["--requests-per-second-max"] = "0", ["--deadline-poll-seconds"] = "3600",
    };

    readonly WebApplication app;
    readonly Installation installation;
    readonly HttpClient http;
    readonly Logged log;

    Server(WebApplication app, Installation installation, FakeClock clock, TempStore store, Logged log)
    {
        (this.app, this.installation, Clock, Store, this.log) = (app, installation, clock, store, log);
        Address = new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public FakeClock Clock { get; }
    public TempStore Store { get; }
    public Uri Address { get; }
    public Rulebook Rules => installation.Rules;
    public IStore Journal => installation.Store;
    public IServiceProvider Services => app.Services;

    /// <summary>What the server wrote to its log as an error.</summary>
    public IReadOnlyCollection<string> Errors => log.Errors;

    public static Task<Server> Start(params string[] args) => Start(TempSqlite.Open(), args);

    public static Task<Server> Start(TempStore store, params string[] args) => Start(store, null, args);

    /// <param name="cases">Where live cases are; in this process if nothing is said.</param>
    public static async Task<Server> Start(TempStore store, Func<Installation, ICaseDirectory>? cases, params string[] args)
    {
        string[] where = store switch
        {
            TempSqlite sqlite => ["--data", sqlite.Folder.FullName],
            TempPostgres postgres => ["--database", postgres.ConnectionString],
            _ => throw new ArgumentException($"no server runs on {store.GetType().Name}", nameof(store)),
        };
        var clock = new FakeClock(Tuesday);
        var log = new Logged();
        var network = args.Contains("--network") ? Array.Empty<string>() : ["--demo"];
        var settings = Settings.Read([.. network, .. where, .. args, .. Defaults.Where(d => !args.Contains(d.Key)).SelectMany(d => new[] { d.Key, d.Value })], _ => null);
        var installation = await Installation.Open(settings, clock);
        var app = App.Build(installation, services =>
        {
            services.RemoveAll<ILoggerProvider>().AddSingleton<ILoggerProvider>(log);
            if (cases is not null) services.AddSingleton(cases(installation));
        });
        await app.StartAsync();
        return new(app, installation, clock, store, log);
    }

    /// <summary>Somebody of the network with all their roles, or with these.</summary>
    public Caller As(string person, params string[] roles)
    {
        var theirs = roles.Length > 0 ? roles : [.. Rules.Network.Find(new PersonId(person))!.Roles.Select(Workflow.Kebab)];
        return new(http, installation.SignIn.LocalToken(new(person), theirs, TokenHours), "en");
    }

    /// <summary>Where a browser signs them in, once, with all their roles or with these.</summary>
    public string SignInLink(string person, params string[] roles) => "/sign-in/" + app.Services.GetRequiredService<ClientApi.Pages.SignInLinks>().Make(
        new(person), (roles.Length > 0 ? roles.Select(Engine.Codes.Read<Roles>) : Rules.Network.Find(new PersonId(person))!.Roles).Aggregate(Roles.None, (all, one) => all | one));

    public Caller With(string? token) => new(http, token, "en");
    public Caller Stranger => new(http, null, "en");

    /// <summary>The key local tokens are signed with, for tests that forge some.</summary>
    public Task<byte[]> SigningKey() => installation.Store.Secret("local-signing-key", default);

    /// <summary>Ends the application; the store stays, and another server may be started over it.</summary>
    public async Task Stop()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        installation.Dispose();
        http.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await Store.DisposeAsync();
    }

    /// <summary>Somebody who calls the API.</summary>
    public sealed class Caller(HttpClient http, string? token, string language)
    {
        public string? Token => token;
        public Caller Speaking(string other) => new(http, token, other);

        public Task<Said> Get(string path, params (string, string)[] headers) => Send(HttpMethod.Get, path, null, headers);

        /// <param name="body">JSON.</param>
        public Task<Said> Post(string path, string? body = null, string? key = null, string? ifMatch = null) => Send(
            HttpMethod.Post, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
            [.. key is null ? [] : new[] { ("Idempotency-Key", key) }, .. ifMatch is null ? [] : new[] { ("If-Match", ifMatch) }]);

        public async Task<Said> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
        {
            using var request = Request(method, path, content, headers);
            using var response = await http.SendAsync(request);
            return new((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
        }

        /// <summary>An answer that is read while it is still being given.</summary>
        public async Task<HttpResponseMessage> Listen(string path, params (string Name, string Value)[] headers)
        {
            using var request = Request(HttpMethod.Get, path, null, headers);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }

        HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(method, path) { Content = content };
            if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token.Contains(' ', StringComparison.Ordinal) ? token : "Bearer " + token);
            if (!headers.Any(h => h.Name == "Accept-Language")) request.Headers.TryAddWithoutValidation("Accept-Language", language);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return request;
        }
    }

    /// <summary>What the API answered.</summary>
    public sealed record Said(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
    {
        public string? ETag => Header("ETag");
        public string? MediaType => ContentHeaders.ContentType?.MediaType;
        public JsonElement Json { get; } = Text.StartsWith('{') || Text.StartsWith('[') ? JsonSerializer.Deserialize<JsonElement>(Text) : default;
        public JsonElement this[string field] => Json.GetProperty(field);

        /// <summary>The name of the problem, without what all their types begin with.</summary>
        public string? Problem => MediaType == "application/problem+json" ? this["type"].GetString()![ClientApi.Problem.TypePrefix.Length..] : null;

        /// <summary>The rows of a list.</summary>
        public JsonElement[] Items => [.. this["items"].EnumerateArray()];

        public string? Next => Json.TryGetProperty("next", out var next) ? next.GetString() : null;

        public string? Header(string name) => Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

        public Said Is(int status)
        {
            Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
            return this;
        }

        public Said Refuses(int status, string problem)
        {
            Assert.Equal((status, problem), (Status, Problem ?? Text));
            return this;
        }

        public string[] Happened => [.. this["happened"].EnumerateArray().Select(e => e.GetString()!)];
    }

    sealed class Logged : ILoggerProvider, ILogger
    {
        readonly ConcurrentQueue<string> errors = new();

        public IReadOnlyCollection<string> Errors => errors;
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;
        public void Dispose() { }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
