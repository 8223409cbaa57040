using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi.Pages;

/// <summary>The pages: which addresses there are, and what is shown at each. Rendered on the server; nothing is loaded from elsewhere.</summary>
public static class Site
{
    public const string LanguageCookie = "coordination-language";

    public static void AddPages(this IServiceCollection services, Installation installation)
    {
        services.AddRazorComponents();
        services.AddSingleton(new Session(installation.SessionKey, installation.Rules, installation.Clock)).AddSingleton<SignInLinks>();
    }

    public static void MapPages(this WebApplication app)
    {
        foreach (var asset in Asset.All) app.MapGet($"/assets/{asset.Name}", (Delegate)asset.Serve).ExcludeFromDescription();
        var everybody = app.MapGroup("").WithMetadata(new PageAccess(Open: true)).RequireRateLimiting(Throttle.Policy).ExcludeFromDescription();
        everybody.MapGet("/sign-in", (Delegate)SignInDesk.Show);
        everybody.MapGet("/sign-in/there", SignInDesk.Go);
        everybody.MapGet("/sign-in/leave-there", (Delegate)SignInDesk.LeaveThere);
        everybody.MapGet("/sign-in/{link}", SignInDesk.ShowLink);
        everybody.MapPost("/sign-in/{link}", SignInDesk.Enter);
        everybody.MapPost("/sign-out", (Delegate)SignInDesk.Leave);
        everybody.MapPost("/language", (Delegate)SignInDesk.Speak);
        everybody.MapGet("/accessibility", (Delegate)AccessibilityDesk.Show);
        everybody.MapPost("/accessibility", AccessibilityDesk.Send);
        var people = app.MapGroup("").WithMetadata(new PageAccess(Open: false)).RequireRateLimiting(Throttle.Policy).ExcludeFromDescription();
        people.MapGet("/", ReadingDesk.MyWork);
        people.MapGet("/cases", ReadingDesk.Cases);
        people.MapPost("/search", (Delegate)SearchDesk.Find);
        people.MapGet("/cases.csv", BoardDesk.Cases);
        people.MapGet("/board", BoardDesk.Show);
        people.MapGet("/board/{table}.csv", BoardDesk.File);
        people.MapGet("/board/assign", AssignDesk.Show);
        people.MapPost("/board/assign", AssignDesk.Send);
        people.MapGet("/cases/{id}", ReadingDesk.Case);
        people.MapGet("/cases/{id}/meetings/{meeting}", MeetingDesk.Show);
        people.MapGet("/cases/{id}/meetings/{meeting}/invitation", MeetingDesk.Invitation);
        people.MapGet("/cases/{id}/meetings/{meeting}/plan", MeetingDesk.Plan);
        people.MapGet("/operating-models", (Delegate)ModelDesk.List);
        people.MapGet("/operating-models/{key}", ModelDesk.Newest);
        people.MapGet("/operating-models/{key}/{version}", ModelDesk.Version);
        people.MapGet("/help", (Delegate)HelpDesk.Show);
        people.MapGet("/changes", Changes.Stream);
        people.MapGet("/cases/{id}/{command}", FormDesk.Show);
        people.MapPost("/cases/{id}/{command}", FormDesk.Send).WithMetadata(new KeepsDrafts());
        people.MapGet("/cases/{id}/{command}/people", FormDesk.People);
        people.MapGet("/contacts/new", NewContact.Show);
        people.MapPost("/contacts/new", NewContact.Send).WithMetadata(new KeepsDrafts());
        people.MapGet("/contacts/{receipt}", NewContact.Received);
        people.MapGet("/phenomena/new", NewPhenomenon.Show);
        people.MapPost("/phenomena/new", NewPhenomenon.Send).WithMetadata(new KeepsDrafts());
    }

    /// <summary>A page as an answer.</summary>
    public static RazorComponentResult<TPage> Page<TPage>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters) where TPage : IComponent
    {
        var all = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters) all[name] = value;
        return new(all) { StatusCode = status, PreventStreamingRendering = true };
    }

    public static IResult Failed(HttpContext http, Problem problem) =>
        Page<ProblemPage>(problem.Status, (nameof(ProblemPage.Visit), http.Features.Get<Visit>()), (nameof(ProblemPage.Words), Words.Of(Visit.LanguageOf(http.Request))),
            (nameof(ProblemPage.Base), Visit.BaseOf(http)), (nameof(ProblemPage.Problem), problem));

    /// <summary>What was asked for comes after signing in, where it is a page that can be asked for again.</summary>
    /// <param name="kept">Whether what was sent is kept, and found again at the same address.</param>
    public static IResult AskToSignIn(HttpContext http, bool ended, bool kept = false) =>
        Results.Redirect($"{Visit.BaseOf(http)}sign-in{new QueryString().Add("to", kept || HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString.Value : "").Add("ended", ended ? "true" : "").Add("kept", kept ? "true" : "")}");
}

/// <summary>A file that pages need: served from the program itself, compressed once, and kept by browsers under the hash of what it is.</summary>
public sealed class Asset
{
    public static readonly Asset Style = new("site.css", "text/css; charset=utf-8"), Script = new("site.js", "text/javascript; charset=utf-8"), Forms = new("forms.js", "text/javascript; charset=utf-8"), Icon = new("icon.svg", "image/svg+xml");
    public static readonly Asset[] All = [Style, Script, Forms, Icon];

    readonly byte[] plain, small;
    readonly string type;

    Asset(string name, string contentType)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Coordination.ClientApi.Pages.Assets.{name}")!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        (Name, type, plain) = (name, contentType, bytes.ToArray());
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) brotli.Write(plain);
        small = packed.ToArray();
        Address = $"assets/{name}?v={Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 6))}";
    }

    public string Name { get; }
    /// <summary>From the site's base.</summary>
    public string Address { get; }

    public async Task Serve(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        http.Response.ContentType = type;
        var packed = http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (packed) headers.ContentEncoding = "br";
        await http.Response.BodyWriter.WriteAsync(packed ? small : plain, http.RequestAborted);
    }
}
