using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Coordination.Bench.Pages;

/// <summary>What a person waits for in a browser: when the first words of a page stand there, what it took over the line, and whether it moved afterwards.</summary>
internal sealed class PagesBench : IBench
{
    const double PaintMillisecondsWanted = 500;
    const double KilobytesWanted = 150;
    const int WarmVisits = 3;
    const int TimeoutMilliseconds = 30_000;

    static readonly string[] Chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Layout shifts are told to who listens from the beginning.</summary>
    const string Listen =
        "globalThis.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) globalThis.moved += one.value; }).observe({ type: 'layout-shift', buffered: true });";

    const string Read =
        """
        () => {
          const page = performance.getEntriesByType('navigation')[0], paint = performance.getEntriesByName('first-contentful-paint')[0];
          const bytes = [page, ...performance.getEntriesByType('resource')].reduce((all, one) => all + one.transferSize, 0);
          return JSON.stringify({ paint: paint ? paint.startTime : -1, answered: page.responseEnd, bytes, moved: globalThis.moved, title: document.title });
        }
        """;

    public string Name => "pages";

    public string Summary => "first paint, bytes and layout shift of the main pages in a browser, on a server that runs";

    public string Usage => $"""
          --links URL,URL   sign-in links as the server prints them at its start, each good once: of a coordinator, of a manager
          --visits 20       how often each page is opened, after {WarmVisits} that do not count
          --chromium FILE   the browser ({Chromium[0]})
          --markdown FILE   also write the table there

        A page's kilobytes are those of a first visit, with nothing in the browser's cache; its paint is of later visits, as all but the first are.
        Wanted of every page: the slowest first contentful paint under {PaintMillisecondsWanted:0} ms, under {KilobytesWanted:0} kB, nothing moved.
        Exit codes: 0 all wishes were met; 1 one was not; 2 could not run.
        """;

    public IReadOnlyList<string> Options => ["--links", "--visits", "--chromium", "--markdown"];

    public IReadOnlyList<string> Switches => [];

    public async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var links = arguments.Text("--links")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? throw new CannotRunException("--links names no sign-in link; a server prints some when it starts");
        var visits = arguments.Number("--visits", 20, 1, 1_000);
        var chromium = arguments.Text("--chromium") ?? Array.Find(Chromium, File.Exists) ?? throw new CannotRunException("there is no Chromium; name one with --chromium");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var table = new Table(["page", "first visit kB", "paint p50 ms", "paint max ms", "answered p50 ms", "moved"]);
        var met = true;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{browser.BrowserType.Name} {browser.Version}, {visits} visits of each page; {Environment.ProcessorCount} processors shared by server and browser"));
        Console.WriteLine(table.Heading);
        foreach (var link in links)
        {
            await using var person = await SignInAsync(browser, link);
            foreach (var address in await PagesOfAsync(person, link))
            {
                var (cold, warm) = await VisitAsync(browser, person, address, visits, stop);
                var (median, worst) = (Median(warm.Select(one => one.Paint)), warm.Max(one => one.Paint));
                met &= warm.All(one => one.Paint is >= 0 and < PaintMillisecondsWanted && one.Moved == 0) && cold.Bytes < KilobytesWanted * 1000;
                Console.WriteLine(table.Add(
                [
                    cold.Title, In("0.0", cold.Bytes / 1000), In("0", median), In("0", worst), In("0", Median(warm.Select(one => one.Answered))), In("0.###", warm.Append(cold).Max(one => one.Moved)),
                ]));
            }
        }

        if (arguments.Text("--markdown") is { } file)
        {
            await File.WriteAllTextAsync(file, table.Markdown(), stop);
        }

        Console.WriteLine(met ? "all wishes met" : "NOT AS WANTED");
        return met ? 0 : 1;
    }

    static async Task<IBrowserContext> SignInAsync(IBrowser browser, string link)
    {
        var person = await browser.NewContextAsync(new() { Locale = "fi", ViewportSize = new() { Width = 1280, Height = 900 } });
        person.SetDefaultTimeout(TimeoutMilliseconds);
        await person.AddInitScriptAsync(Listen);
        var page = await person.NewPageAsync();
        _ = await page.GotoAsync(link);
        var button = page.Locator("main form button");
        if (await button.CountAsync() == 0)
        {
            throw new CannotRunException($"nobody is signed in by {link}: it was used, or it is none");
        }

        await button.ClickAsync();
        await page.Locator("nav").First.WaitForAsync();
        return person;
    }

    /// <summary>What this person opens all day: their work, a case, the list, and the board where they have one.</summary>
    static async Task<IReadOnlyList<string>> PagesOfAsync(IBrowserContext person, string link)
    {
        var page = person.Pages[0];
        var site = link[..(link.LastIndexOf("/sign-in/", StringComparison.Ordinal) + 1)];
        _ = await page.GotoAsync($"{site}cases?open=true");
        var first = page.Locator("table.cases tbody th a").First;
        var known = await first.CountAsync() == 0 ? [] : new[] { site + await first.GetAttributeAsync("href") };
        var board = await page.Locator("nav a[href='board']").CountAsync() == 0 ? [] : new[] { $"{site}board" };
        return [site, .. known, $"{site}cases", .. board];
    }

    static async Task<(Seen Cold, IReadOnlyList<Seen> Warm)> VisitAsync(IBrowser browser, IBrowserContext person, string address, int visits, CancellationToken stop)
    {
        Seen cold;
        await using (var empty = await browser.NewContextAsync(new() { Locale = "fi", ViewportSize = new() { Width = 1280, Height = 900 } }))
        {
            await empty.AddInitScriptAsync(Listen);
            await empty.AddCookiesAsync((await person.CookiesAsync()).Select(one => new Cookie { Name = one.Name, Value = one.Value, Domain = one.Domain, Path = one.Path }));
            cold = await SeeAsync(await empty.NewPageAsync(), address);
        }

        var warm = new List<Seen>();
        for (var visit = 0; visit < WarmVisits + visits; visit++)
        {
            stop.ThrowIfCancellationRequested();
            var seen = await SeeAsync(person.Pages[0], address);
            if (visit >= WarmVisits)
            {
                warm.Add(seen);
            }
        }

        return (cold, warm);
    }

    static async Task<Seen> SeeAsync(IPage page, string address)
    {
        var answer = await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        if (answer is not { Ok: true })
        {
            throw new CannotRunException($"{address} answers {answer?.Status}");
        }

        await page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
        return JsonSerializer.Deserialize<Seen>(await page.EvaluateAsync<string>(Read), JsonSerializerOptions.Web)!;
    }

    static double Median(IEnumerable<double> of)
    {
        double[] all = [.. of.Order()];
        return all[all.Length / 2];
    }

    static string In(string format, double number) => number.ToString(format, CultureInfo.InvariantCulture);

    /// <param name="Paint">When the first words or pictures stood there, in milliseconds from the click.</param>
    /// <param name="Answered">When the page itself was there.</param>
    /// <param name="Bytes">Over the line, with all that it needs.</param>
    /// <param name="Moved">The sum of its layout shifts.</param>
    sealed record Seen(double Paint, double Answered, double Bytes, double Moved, string Title);
}
