using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Coordination.ClientApi.Pages;
using Coordination.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Coordination.Tests.OfPages;

/// <summary>The manager's board in a browser without scripts: what it counts, where its numbers lead, its files, and cases given to others.</summary>
public sealed partial class BoardPageTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_number_of_the_board_leads_to_just_as_many_cases()
    {
        await using var server = await Server.Start();
        await Town(server);
        using var mari = await Browser.SignIn(server, Families.Mari);
        var board = await mari.Get("board");
        var numbers = Links(board).Where(l => l.Address.StartsWith("cases?", StringComparison.Ordinal) && long.TryParse(l.Text, out _)).DistinctBy(l => l.Address).ToArray();
        Assert.True(numbers.Length > 12, $"{numbers.Length} numbers");
        foreach (var (address, text) in numbers)
            Assert.Equal((address, text), (address, Rows(await mari.Get(address.Replace("cases?", "cases.csv?", StringComparison.Ordinal))).Length.ToString(CultureInfo.InvariantCulture)));
        Assert.Contains("Active cases: 6", board, StringComparison.Ordinal);
        Assert.Contains("Overdue now: 4", board, StringComparison.Ordinal);

        var narrowed = await mari.Get("board?area=tampere-east");
        Assert.Contains("Active cases: 1", narrowed, StringComparison.Ordinal);
        Assert.All(Links(narrowed).Where(l => l.Address.StartsWith("cases?", StringComparison.Ordinal)), l => Assert.Contains("area=tampere-east", l.Address, StringComparison.Ordinal));
        Assert.All(Links(narrowed).Where(l => l.Address.StartsWith("board/", StringComparison.Ordinal) && l.Address.Contains(".csv", StringComparison.Ordinal)), l => Assert.Contains("area=tampere-east", l.Address, StringComparison.Ordinal));
    }

    /// <summary>Cases of three coordinators, in several phases and areas; four of them late, one closed.</summary>
    static async Task Town(Server server)
    {
        var (anna, bea) = (server.As(Families.Anna), server.As(Families.Bea));
        await anna.Open("b-one");
        await anna.Open("b-two");
        await anna.Open("b-east", "tampere-east");
        await anna.Assessing("b-assessing");
        await anna.Closed("b-closed");
        await bea.Open("b-hers");
        server.Clock.Now = new(2026, 3, 12, 9, 0, 0, TimeSpan.FromHours(2)); // urgency was to be judged by the end of the 11th
        await anna.Open("b-young");
    }

    [Fact]
    public async Task The_board_is_a_managers_and_shows_their_own_organisation()
    {
        await using var server = await Server.Start();
        await Town(server);
        using (var anna = await Browser.SignIn(server, Families.Anna))
        {
            Assert.DoesNotContain("href=\"board\"", await anna.Get(""), StringComparison.Ordinal);
            foreach (var address in new[] { "board", "board/areas.csv", "board/assign", $"board/assign?from={Families.Bea}" }) await anna.Get(address, 403);
            await anna.Post("board/assign", 403, ("from", Families.Bea), ("to", Families.Anna), ("reason", "r"), ("key", "k"), ("step", "confirm"));
        }
        using (var max = await Browser.SignIn(server, Families.Max))
        {
            Assert.Contains("There is no active case.", await max.Get("board"), StringComparison.Ordinal);
            Assert.Equal(["Phase,Cases,Overdue", "Contact,0,0", "Needs assessment,0,0", "Joint meeting,0,0", "Follow-up,0,0"], Lines(await max.Get("board/phases.csv")));
        }
        using var mari = await Browser.SignIn(server, Families.Mari);
        Assert.Contains("href=\"board\"", await mari.Get(""), StringComparison.Ordinal);
        await mari.Get("board?phase=later", 400);
        await mari.Get("board?colour=blue", 400);
        await mari.Get("board/colours.csv", 404);
    }

    [Fact]
    public async Task A_table_is_a_file_of_what_it_shows_in_the_readers_language()
    {
        await using var server = await Server.Start();
        await Town(server);
        using var mari = await Browser.SignIn(server, Families.Mari);
        var (text, answer) = await mari.Ask("board/areas.csv");
        Assert.Equal(("text/csv; charset=utf-8", "attachment; filename=board-areas-2026-03-12.csv; filename*=UTF-8''board-areas-2026-03-12.csv", "no-store"),
            (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.ToString(), answer.Headers.CacheControl!.ToString()));
        Assert.Equal('\uFEFF', text[0]);
        Assert.Equal(["Area,Contact,Needs assessment,Joint meeting,Follow-up,Cases,Overdue", "tampere-east,1,0,0,0,1,1", "tampere-west,4,1,0,0,5,3"], Lines(text));
        Assert.Equal(["Since the case opened,Cases,Overdue", "Less than a month,6,4", "From 1 to 3 months,0,0", "From 3 to 6 months,0,0", "From 6 to 12 months,0,0", "A year or more,0,0"], Lines(await mari.Get("board/ages.csv")));
        var coordinators = Lines(await mari.Get("board/coordinators.csv?area=tampere-west"));
        Assert.Equal("Coordinator,Unit,Cases,Overdue,Caseload,Limit of the caseload", coordinators[0]);
        Assert.EndsWith(",4,2,5,40", coordinators[1], StringComparison.Ordinal);
        Assert.EndsWith(",1,1,1,40", coordinators[2], StringComparison.Ordinal);
        mari.Speak("fi");
        Assert.Equal("Alue;Yhteydenotto;Tuen tarpeen arviointi;Yhteistapaaminen;Seuranta;Asioita;Myöhässä", Lines(await mari.Get("board/areas.csv"))[0]);
    }

    [Fact]
    public async Task A_list_is_a_file_to_its_end_and_of_what_the_caller_may_see()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var there = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, 230, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (i, _) =>
            there.Add((await anna.Post("/v1/contacts", Families.Nameless(string.Create(CultureInfo.InvariantCulture, $"file-{i}")))).Is(201)["case"].GetString()!));
        var hers = await server.As(Families.Bea).Open("file-hers");
        using var hersToo = await Browser.SignIn(server, Families.Mari);
        using var own = await Browser.SignIn(server, Families.Anna);
        var numbers = there.Select(id => CaseNumber.Of(new(id))).ToArray();
        Assert.Equal(numbers.Append(CaseNumber.Of(new(hers))).Order(StringComparer.Ordinal), Rows(await hersToo.Get("cases.csv")).Select(r => r.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(numbers.Order(StringComparer.Ordinal), Rows(await own.Get("cases.csv")).Select(r => r.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.Equal([CaseNumber.Of(new(hers))], Rows(await hersToo.Get($"cases.csv?coordinator={Families.Bea}&open=true&area=&q=")).Select(r => r.Split(',')[0]));
        Assert.Contains($"href=\"cases.csv?coordinator={Families.Bea}\"", await hersToo.Get($"cases?coordinator={Families.Bea}"), StringComparison.Ordinal);
        await hersToo.Get("cases.csv?overdue=perhaps", 400);
    }

    [Fact]
    public async Task A_spreadsheet_takes_no_cell_for_a_formula()
    {
        using var text = new StringWriter();
        await new Sheet(text, ";").Row("=HYPERLINK(\"x\")", "+1", "-1", "@x", "\tx", "a;b", "say \"no\"", "two\nlines", "a,b", 7, -1, new DateOnly(2026, 3, 5), null, "plain=");
        Assert.Equal("\"'=HYPERLINK(\"\"x\"\")\";'+1;'-1;'@x;'\tx;\"a;b\";\"say \"\"no\"\"\";\"two\nlines\";a,b;7;-1;2026-03-05;;plain=\r\n", text.ToString());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_list_is_narrowed_by_unit_and_by_day_on_both_ways_in(bool sqlite)
    {
        await using var server = await Server.Start(sqlite ? TempSqlite.Open() : TempPostgres.Open());
        await Town(server);
        var mari = server.As(Families.Mari);
        var unit = server.Rules.Network.Find(new PersonId(Families.Anna))!.Unit;
        using var browser = await Browser.SignIn(server, Families.Mari);
        foreach (var (query, cases) in new[] { ($"unit={unit}", 7), ("unit=nowhere", 0), ("open=true", 6), ("openedFrom=2026-03-11", 1), ("openedTo=2026-03-11&open=true", 5), ("openedFrom=2026-03-10&openedTo=2026-03-11", 6), ($"unit={unit}&open=true&phase=contact&overdue=true", 4) })
        {
            Assert.Equal((query, cases), (query, (await mari.Everything($"/v1/cases?{query}", 2)).Length));
            Assert.Equal((query, cases), (query, Rows(await browser.Get($"cases.csv?{query}")).Length));
        }
        (await mari.Get("/v1/cases?openedFrom=yesterday")).Refuses(400, "invalid");
        var page = await browser.Get($"cases?coordinator={Families.Bea}&openedFrom=2026-03-01&open=true");
        Assert.Matches($"<option value=\"{Families.Bea}\" selected", page);
        Assert.Contains("value=\"2026-03-01\"", page, StringComparison.Ordinal);

        var board = (await mari.Get("/v1/reports/board")).Is(200);
        Assert.Equal((6, 4, 40), (board["cases"].GetInt32(), board["overdue"].GetInt32(), board["caseloadMax"].GetInt32()));
        Assert.Equal((await mari.Get("/v1/reports/active-cases")).Is(200)["counts"].GetRawText(), board["counts"].GetRawText());
        Assert.Equal([(Families.Anna, 5, 5), (Families.Bea, 1, 1)], board["coordinators"].EnumerateArray().Select(c => (c.GetProperty("coordinator").GetString()!, c.GetProperty("cases").GetInt32(), c.GetProperty("caseload").GetInt32())));
        Assert.Equal(1, (await server.As(Families.Bea).Get("/v1/reports/board")).Is(200)["cases"].GetInt32()); // what the caller may see, as everywhere
        (await mari.Get("/v1/reports/board?overdue=true")).Refuses(400, "invalid");
    }

    [Fact]
    public async Task Somebodys_cases_are_given_to_others_after_a_look_and_once()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var (one, two, east) = (await anna.Open("g-one"), await anna.Open("g-two"), await anna.Open("g-east", "tampere-east"));
        using var mari = await Browser.SignIn(server, Families.Mari);
        var choosing = await mari.Get($"board/assign?from={Families.Anna}&area=tampere-west");
        Assert.Contains("cases chosen: 2", choosing, StringComparison.Ordinal);
        Assert.Matches($"name=\"to\" value=\"{Families.Bea}\"", choosing);
        Assert.DoesNotMatch($"name=\"to\" value=\"{Families.Anna}\"", choosing);
        Assert.DoesNotMatch($"name=\"to\" value=\"{Families.Nils}\"", choosing); // he may not coordinate
        Assert.Contains("Tasks of the plan do not move", choosing, StringComparison.Ordinal);

        (string, string)[] said = [.. Hidden(choosing), ("to", Families.Bea), ("reason", "Anna is ill.")];
        var before = await server.Store.DumpAll();
        var looked = await mari.Post("board/assign", 200, [.. said, ("step", "preview")]);
        Assert.Equal(2, Regex.Count(looked, "Would be done"));
        Assert.Equal(before, await server.Store.DumpAll());
        Assert.Contains("Confirm, cases: 2", looked, StringComparison.Ordinal);

        // Meanwhile one of them passes to another.
        await server.As(Families.Mari).Do(two, "assign-coordinator", $$"""{"to":"{{Families.Cai}}","reason":"They know each other."}""");
        var done = await mari.Post("board/assign", 200, [.. Hidden(looked), ("step", "confirm")]);
        Assert.Contains("Cases that got another coordinator: 1 of 2.", done, StringComparison.Ordinal);
        Assert.Contains("Passed to another meanwhile", done, StringComparison.Ordinal);
        var after = await server.Store.DumpAll();
        Assert.Equal(Outcome(done), Outcome(await mari.Post("board/assign", 200, [.. Hidden(looked), ("step", "confirm")])));
        Assert.Equal(after, await server.Store.DumpAll());
        Assert.Equal([Families.Bea, Families.Cai, Families.Anna], await Task.WhenAll(new[] { one, two, east }.Select(async id => (await server.As(Families.Mari).Case(id)).GetProperty("coordinator").GetProperty("id").GetString()!)));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task What_is_missing_is_named_and_what_was_typed_stays()
    {
        await using var server = await Server.Start();
        await server.As(Families.Anna).Open("m-one");
        using var mari = await Browser.SignIn(server, Families.Mari);
        (string, string)[] said = Hidden(await mari.Get($"board/assign?from={Families.Anna}"));
        var nobody = await mari.Post("board/assign", 422, [.. said, ("reason", "Because <she> left."), ("step", "preview")]);
        Assert.Contains("<title>Error:", nobody, StringComparison.Ordinal);
        Assert.Matches("href=\"board/assign\\?from=[^\"]*#to\"", nobody);
        Assert.Contains("Because &lt;she&gt; left.", nobody, StringComparison.Ordinal);
        var both = await mari.Post("board/assign", 422, [.. said, ("step", "preview")]);
        Assert.Matches("#to\"", both);
        Assert.Matches("#reason\"", both);
        var looked = await mari.Post("board/assign", 200, [.. said, ("to", Families.Bea), ("reason", "Anna left."), ("step", "preview")]);
        var changing = await mari.Post("board/assign", 200, [.. Hidden(looked), ("step", "change")]);
        Assert.Matches($"value=\"{Families.Bea}\" checked", changing);
        Assert.Contains("Anna left.", changing, StringComparison.Ordinal);
        await mari.Post("board/assign", 422, ("to", Families.Bea), ("reason", "r"), ("step", "preview"));
        await mari.Get("board/assign?phase=later", 400);
    }

    // ---- A browser -------------------------------------------------------------------------------------------------------

    sealed class Browser : IDisposable
    {
        /// <summary>Kept by hand: they end by the server's clock, which is not the one of this machine.</summary>
        readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);
        readonly HttpClient http;

        Browser(Uri address) => http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };

        public static async Task<Browser> SignIn(Server server, string person)
        {
            var roles = server.Rules.Network.Find(new PersonId(person))!.Roles.Aggregate(Roles.None, (all, one) => all | one);
            var browser = new Browser(server.Address);
            await browser.Post($"sign-in/{server.Services.GetRequiredService<SignInLinks>().Make(new(person), roles)}", 302);
            browser.Speak("en");
            return browser;
        }

        public void Speak(string language) => cookies[Site.LanguageCookie] = language;

        async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            var answer = await http.SendAsync(request, Stop);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
                cookies[set[..set.IndexOf('=', StringComparison.Ordinal)]] = set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..set.IndexOf(';', StringComparison.Ordinal)];
            return answer;
        }

        public async Task<(string Text, HttpResponseMessage Answer)> Ask(string path)
        {
            var answer = await Send(HttpMethod.Get, path, null);
            return (System.Text.Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Stop)), answer);
        }

        public async Task<string> Get(string path, int status = 200)
        {
            var (text, answer) = await Ask(path);
            using (answer) Assert.True((int)answer.StatusCode == status, $"{path}: {(int)answer.StatusCode} instead of {status}\n{text}");
            return text;
        }

        public async Task<string> Post(string path, int status, params (string Name, string Value)[] said)
        {
            using var form = new FormUrlEncodedContent(said.Select(s => KeyValuePair.Create(s.Name, s.Value)));
            using var answer = await Send(HttpMethod.Post, path, form);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True((int)answer.StatusCode == status, $"{path}: {(int)answer.StatusCode} instead of {status}\n{text}");
            return text;
        }

        public void Dispose() => http.Dispose();
    }

    static IEnumerable<(string Address, string Text)> Links(string page) => Link().Matches(page).Select(m => (WebUtility.HtmlDecode(m.Groups[1].Value), m.Groups[2].Value.Trim()));

    /// <summary>What the page's own form carries; of the language's form nothing.</summary>
    static (string, string)[] Hidden(string page) =>
        [.. HiddenField().Matches(page[page.IndexOf("<main", StringComparison.Ordinal)..]).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)))];

    static string Outcome(string page) => page[page.IndexOf("<table", StringComparison.Ordinal)..page.IndexOf("</table>", StringComparison.Ordinal)];

    static string[] Lines(string file) => file.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    static string[] Rows(string file) => Lines(file)[1..];

    [GeneratedRegex("<a [^>]*?href=\"([^\"]*)\"[^>]*>([^<]*)")]
    private static partial Regex Link();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
