using Coordination.ClientApi.Pages;
using Coordination.Core;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Coordination.Tests.OfPages;

/// <summary>Tests with browsers run one after the other and beside nothing else: what a person would wait for is not kept waiting by other tests.</summary>
[CollectionDefinition(Browsers.Name, DisableParallelization = true)]
public sealed class Browsing : ICollectionFixture<Browsers>;

/// <summary>The system's Chromium, one for all tests; where there is none, they are skipped.</summary>
public sealed class Browsers : IAsyncLifetime
{
    public const string Name = "browsers";

    /// <summary>What takes longer never comes.</summary>
    const float PatienceMilliseconds = 60_000;

    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    IPlaywright? playwright;
    IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if ((Environment.GetEnvironmentVariable("COORDINATION_TEST_CHROMIUM") ?? Array.Find(Places, File.Exists)) is not { } chromium) return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--force-prefers-reduced-motion"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A browser of somebody who has not signed in.</summary>
    public async Task<Seat> Guest(string address, string language, int width, int height)
    {
        Assert.SkipWhen(browser is null, "there is no Chromium here: install it, or tell where it is with COORDINATION_TEST_CHROMIUM");
        var context = await browser!.NewContextAsync(new() { BaseURL = address, Locale = language, ViewportSize = new() { Width = width, Height = height } });
        return new Seat(await context.NewPageAsync(), null);
    }

    /// <summary>Somebody at a browser of their own, signed in by a link as a person is.</summary>
    public async Task<Seat> Open(Server server, string person, Roles roles, string language = "fi", ColorScheme scheme = ColorScheme.Light, int width = 1280, bool scripts = true)
    {
        Assert.SkipWhen(browser is null, "there is no Chromium here: install it, or tell where it is with COORDINATION_TEST_CHROMIUM");
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = server.Address.ToString(), ColorScheme = scheme, Locale = language, ViewportSize = new() { Width = width, Height = 900 }, JavaScriptEnabled = scripts,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var seat = new Seat(await context.NewPageAsync(), server);
        await seat.SignIn(person, roles);
        return seat;
    }
}

/// <summary>A browser in somebody's hands. Whatever the page's scripts break is kept, and fails the test in which it happened.</summary>
public sealed class Seat : IAsyncDisposable
{
    readonly List<string> broken = [];
    readonly Server? server;

    public Seat(IPage page, Server? server)
    {
        (Page, this.server) = (page, server);
        page.PageError += (_, error) => broken.Add(error);
        page.Console += (_, message) => { if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal)) broken.Add(message.Text); };
    }

    public IPage Page { get; }

    public async Task SignIn(string person, Roles roles)
    {
        var link = server!.Services.GetRequiredService<SignInLinks>().Make(PersonId.Of(person), roles);
        await Enter($"sign-in/{link}");
    }

    public async Task Enter(string link)
    {
        await Page.GotoAsync(link);
        await Page.Locator("main form button").ClickAsync();
    }

    public Task Go(string address) => Page.GotoAsync(address);

    /// <summary>Presses what has this name, whether it looks like a button or a link.</summary>
    public Task Press(string name) => Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).Or(Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).First.ClickAsync();

    public ILocator Field(string name) => Page.Locator($"[name='{name}']");

    /// <summary>Gives a command as a person does: from the case's page, by its form.</summary>
    public async Task Give(string id, string command, params (string Field, string Value)[] said)
    {
        await Begin(id, command);
        await Fill(said);
        await Send();
        await Done(id, command);
    }

    /// <summary>From a case's page to the form of a command: its own button or link, wherever that is folded away.</summary>
    public async Task Begin(string id, string command)
    {
        await Go($"cases/{id}");
        var link = Page.Locator($"a[href='cases/{id}/{command}'], a[href^='cases/{id}/{command}?']").First;
        await link.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        if (!await link.IsVisibleAsync()) await Page.Locator("details", new() { Has = link }).First.Locator("summary").First.ClickAsync();
        await link.ClickAsync();
        await Page.Locator(".submit button.primary").WaitForAsync();
    }

    public Task Send() => Page.Locator(".submit button.primary").ClickAsync();

    public Task Done(string id, string command) => Page.WaitForURLAsync(url => url.Contains($"cases/{id}?done={command}", StringComparison.Ordinal));

    /// <summary>Fills in a form by the names of its fields; who is not among those offered is looked for by name.</summary>
    public async Task Fill(params (string Field, string Value)[] said)
    {
        foreach (var (field, value) in said)
        {
            if (System.Text.RegularExpressions.Regex.Match(field, @"^(.*)\[\d+\]\.") is { Success: true } row)
                while (await Inputs(field).CountAsync() == 0) await Page.Locator($"button[name='more'][value='{row.Groups[1].Value}']").ClickAsync();
            var chosen = Page.Locator("main").Locator($"[name='{field}'][value='{value}'], select[name='{field}'] option[value='{value}']");
            if (await Inputs(field).CountAsync() > 0 && !await Inputs(field).First.IsVisibleAsync()) await Page.Locator("details", new() { Has = Page.Locator(InputOf(field)) }).Locator("summary").First.ClickAsync();
            var kind = await Inputs(field).CountAsync() == 0 ? "checkbox" : await Inputs(field).First.EvaluateAsync<string>("field => field.type");
            if (kind is "checkbox" or "radio" or "select-one" && await chosen.CountAsync() == 0) await Find(field, value, chosen);
            if (kind is "checkbox" or "radio") await chosen.CheckAsync();
            else if (kind == "select-one") await Inputs(field).SelectOptionAsync(value);
            else await Inputs(field).FillAsync(value);
        }
    }

    static string InputOf(string field) => $":is(input, select, textarea)[name='{field}']";

    ILocator Inputs(string field) => Page.Locator("main").Locator(InputOf(field));

    async Task Find(string field, string person, ILocator found)
    {
        var search = Page.Locator($"[data-find='{field}']");
        if (!await search.IsVisibleAsync()) await Page.Locator("details.find", new() { Has = search }).Locator("summary").ClickAsync();
        var named = server!.Rules.Network.Find(PersonId.Of(person))!;
        await search.FillAsync($"{named.GivenName} {named.FamilyName}");
        await Page.Locator($"button[name='find'][value='{field}']").ClickAsync();
        await found.WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    public Task<string> Text(string selector = "main") => Page.Locator(selector).First.InnerTextAsync();

    public async Task Sees(string words)
    {
        await Assertions.Expect(Page.Locator("main")).ToContainTextAsync(words, new() { Timeout = 60_000, UseInnerText = true });
    }

    /// <summary>What the rules of WCAG 2.0 to 2.2, A and AA, find wrong with the page as it stands.</summary>
    public async Task<IReadOnlyList<string>> Violations()
    {
        var found = await Page.RunAxe(new() { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
        return [.. found.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id} at {Page.Url}: {n.Html}"))];
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Equal([], broken);
    }
}
