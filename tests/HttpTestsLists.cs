using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Coordination.Core;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>Lists: page by page, narrowed, in order, and only what is the caller's.</summary>
public sealed class HttpTestsLists
{
    static string[] Ids(IEnumerable<JsonElement> rows) => [.. rows.Select(r => r.GetProperty("case").GetString()!)];

    public static TheoryData<string> Stores => ["SQLite", "PostgreSQL"];
    static TempStore Open(string store) => store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open();

    [Theory, MemberData(nameof(Stores))]
    public async Task Two_hundred_and_thirty_cases_are_read_without_holes_or_doubles_while_new_ones_come(string store)
    {
        await using var server = await Server.Start(Open(store));
        var anna = server.As(Families.Anna);
        var there = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, 230, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => there.Add(await New(i)));
        var more = 230;
        foreach (var limit in new[] { 7, 50, 200 })
        {
            var before = Ids(await anna.Everything("/v1/cases"));
            var read = Ids(await anna.Everything("/v1/cases", limit, between: () => New(more++)));
            Assert.Equal(read.Length, read.Distinct().Count());
            Assert.Empty(before.Except(read));
            var mine = Ids(await Mine(anna, limit, between: () => New(more++)));
            Assert.Equal(mine.Length, mine.Distinct().Count());
            Assert.Empty(read.Except(mine));
        }
        Assert.Empty(there.Except(Ids(await anna.Everything("/v1/cases", 100))));
        Assert.Equal(more, (await anna.Everything("/v1/cases", 200)).Length);

        async Task<string> New(int i) =>
            (await anna.Post("/v1/contacts", Families.Nameless(string.Create(CultureInfo.InvariantCulture, $"one-of-many-{i}")))).Is(201)["case"].GetString()!;
    }

    static async Task<JsonElement[]> Mine(Caller caller, int limit, Func<Task> between)
    {
        var all = new List<JsonElement>();
        for (string? after = ""; after is not null;)
        {
            var page = (await caller.Get($"/v1/worklist?limit={limit}{(after.Length == 0 ? "" : "&after=" + after)}")).Is(200)["cases"];
            all.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            await between();
        }
        return [.. all];
    }

    [Fact]
    public async Task A_list_of_exactly_one_page_has_no_next_page()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        for (var i = 0; i < 3; i++) await anna.Open(string.Create(CultureInfo.InvariantCulture, $"page-{i}"));
        Assert.Null((await anna.Get("/v1/cases?limit=3")).Next);
        Assert.Equal(2, (await anna.Get("/v1/cases?limit=2")).Items.Length);
        Assert.NotNull((await anna.Get("/v1/cases?limit=2")).Next);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Every_filter_narrows_to_what_it_says(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (anna, bea, mari) = (server.As(Families.Anna), server.As(Families.Bea), server.As(Families.Mari));
        var (contact, assessing, east, hers) = (await anna.Open("f-contact"), await anna.Assessing("f-assessing"), await anna.Open("f-east", "tampere-east"), await bea.Open("f-hers"));
        var closed = await anna.Closed("f-closed");
        server.Clock.Now = new(2026, 3, 12, 9, 0, 0, TimeSpan.FromHours(2)); // urgency was to be judged by the end of the 11th
        var young = await anna.Open("f-young");
        var nokia = (await server.As("guidance-around-p1").Post("/v1/contacts", Families.Contact("f-nokia", "nokia"))).Is(201)["case"].GetString()!;

        await Says("", contact, assessing, east, hers, closed, young, nokia);
        await Says("?phase=contact", contact, east, hers, young, nokia);
        await Says("?phase=needs-assessment", assessing);
        await Says("?phase=closed", closed);
        await Says($"?coordinator={Families.Bea}", hers);
        await Says("?coordinator=nobody");
        await Says("?organisation=pirha", contact, assessing, east, hers, closed, young, nokia);
        await Says("?organisation=tampere");
        await Says("?area=tampere-east", east);
        await Says("?area=nokia", nokia);
        await Says("?model=one-contact-is-enough&area=nokia", nokia);
        await Says("?model=another");
        await Says("?overdue=true", contact, east, hers);
        await Says("?overdue=false", assessing, closed, young, nokia);
        await Says($"?overdue=true&phase=contact&coordinator={Families.Anna}&area=tampere-west", contact);
        var number = (await anna.Case(contact)).GetProperty("number").GetString()!;
        await Says($"?q={number}", contact);
        await Says($"?q={number.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()}", contact);
        await Says($"?q={number[..5]}&phase=contact", [.. Ids(await mari.Everything("/v1/cases?phase=contact")).Where(id => CaseNumber.Of(new(id)).StartsWith(number[..5], StringComparison.Ordinal))]);
        await Says("?q=%25");
        await Says("?q='%20OR%201=1--");

        async Task Says(string filter, params string[] cases) =>
            Assert.Equal((filter, string.Join(' ', cases.OrderDescending(StringComparer.Ordinal))), (filter, string.Join(' ', Ids(await mari.Everything("/v1/cases" + filter, limit: 2)))));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_list_shows_only_what_the_caller_may_see(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (anna, bea, nils, mari, max) = (server.As(Families.Anna), server.As(Families.Bea), server.As(Families.Nils), server.As(Families.Mari), server.As(Families.Max));
        var (first, second, hers) = (await anna.Open("s-1"), await anna.Planned("s-2"), await bea.Open("s-3"));
        await anna.Do(first, "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        await Sees(anna, first, second);
        await Sees(bea, first, hers);
        await Sees(nils, second); // he is to come to the meeting
        await Sees(mari, first, second, hers);
        await Sees(max);
        await Sees(server.As(Families.Mari, "professional"));

        static async Task Sees(Caller caller, params string[] cases)
        {
            Assert.Equal(cases.OrderDescending(StringComparer.Ordinal), Ids(await caller.Everything("/v1/cases")));
            foreach (var id in cases) await caller.Case(id);
        }
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_worklist_says_what_waits_for_me_the_most_urgent_first(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (anna, bea) = (server.As(Families.Anna), server.As(Families.Bea));
        var oldest = await anna.Open("w-oldest");
        server.Clock.Now = new(2026, 3, 11, 9, 0, 0, TimeSpan.FromHours(2));
        var older = await anna.Open("w-older");
        var offeredFirst = await bea.Judged("w-offered-1");
        await bea.Do(offeredFirst, "offer-handover", $$"""{"to":"{{Families.Anna}}"}""");
        server.Clock.Now = new(2026, 3, 13, 9, 0, 0, TimeSpan.FromHours(2));
        var due = await anna.Open("w-due");
        var following = await anna.Following("w-following");
        var offeredLast = await bea.Judged("w-offered-2");
        await bea.Do(offeredLast, "offer-handover", $$"""{"to":"{{Families.Anna}}"}""");
        var (one, two) = (await anna.Judged("w-one"), await bea.Judged("w-two"));
        (await anna.Post("/v1/contacts", Families.Contact("w-one").Replace("}]", "},{\"role\":\"child\",\"identifier\":\"w-two\"}]", StringComparison.Ordinal))).Is(201);
        var closed = await anna.Closed("w-closed"); // how they do is asked after half a year

        var list = (await anna.Get("/v1/worklist")).Is(200);
        Assert.Equal([offeredFirst, offeredLast], Part("offers"));
        Assert.Equal([one], Part("decisions"));
        Assert.Equal([oldest, older], Part("overdue"));
        Assert.Equal([due, following, closed], Part("due"));
        Assert.Equal(new[] { oldest, older, due, following, one }.OrderDescending(StringComparer.Ordinal), Ids(list["cases"].GetProperty("items").EnumerateArray()));
        Assert.Equal(("outcome-checked", "2026-09-13"), (list["due"][2].GetProperty("dueKey").GetString(), list["due"][2].GetProperty("dueOn").GetString()));
        Assert.DoesNotContain(two, list.Text, StringComparison.Ordinal);
        await anna.Do(closed, "record-outcome", """{"outcome":"basic-services"}""");
        Assert.DoesNotContain(closed, (await anna.Get("/v1/worklist")).Is(200).Text, StringComparison.Ordinal);

        string[] Part(string name) => Ids(list[name].EnumerateArray());
    }

    [Fact]
    public async Task Todays_deadline_is_not_overdue_and_tomorrow_it_is()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var id = await anna.Open("due-today");
        Assert.Equal("2026-03-11", Deadline(await anna.Case(id)).GetProperty("dueOn").GetString());
        server.Clock.Now = new(2026, 3, 11, 23, 59, 59, TimeSpan.FromHours(2));
        Assert.False(Deadline(await anna.Case(id)).GetProperty("overdue").GetBoolean());
        Assert.Empty((await anna.Get("/v1/cases?overdue=true")).Items);
        server.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(Deadline(await anna.Case(id)).GetProperty("overdue").GetBoolean());
        Assert.True(Assert.Single((await anna.Get("/v1/cases?overdue=true")).Items).GetProperty("overdue").GetBoolean());

        static JsonElement Deadline(JsonElement view) => Assert.Single(view.GetProperty("deadlines").EnumerateArray());
    }

    [Fact]
    public async Task A_journal_is_read_page_by_page_from_any_version()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var id = await anna.Closed("paged-journal");
        var whole = await anna.Journal(id);
        foreach (var limit in new[] { 1, 2, 5, whole.Length, 200 })
            Assert.Equal(whole.Select(e => e.GetRawText()), (await anna.Journal(id, limit)).Select(e => e.GetRawText()));
        Assert.Equal(Enumerable.Range(1, whole.Length), whole.Select(e => e.GetProperty("version").GetInt32()));
        Assert.Equal(whole[^1].GetRawText(), Assert.Single((await anna.Get($"/v1/cases/{id}/journal?after={whole.Length - 1}")).Items).GetRawText());
        Assert.Empty((await anna.Get($"/v1/cases/{id}/journal?after={whole.Length}")).Items);
        Assert.Equal(whole.Length, await anna.Version(id));
    }

    [Fact]
    public async Task The_network_is_listed_narrowed_and_paged()
    {
        await using var server = await Server.Start();
        var petra = server.As(Families.Petra);
        var network = server.Rules.Network;
        foreach (var limit in new[] { 3, 200 })
        {
            await Lists("/v1/network/organisations", limit, network.Organisations.Select(o => o.Id.Value));
            await Lists("/v1/network/units", limit, network.Units.Select(u => u.Id.Value));
        }
        await Lists("/v1/network/people", 200, network.People.Select(p => p.Id.Value));
        await Lists("/v1/network/people?role=manager", 2, network.People.Where(p => p.Roles.Contains(Roles.Manager)).Select(p => p.Id.Value));
        await Lists("/v1/network/people?unit=eek-017", 2, network.People.Where(p => p.Unit.Value == "eek-017").Select(p => p.Id.Value));
        await Lists("/v1/network/people?organisation=pirha&role=coordinator", 10, network.People.Where(p => p.MayCoordinate && network.OrganisationOf(p).Value == "pirha").Select(p => p.Id.Value));
        await Lists("/v1/network/people?q=lindqvist", 10, network.People.Where(p => $"{p.GivenName} {p.FamilyName}".Contains("lindqvist", StringComparison.OrdinalIgnoreCase)).Select(p => p.Id.Value));
        await Lists("/v1/network/units?service=child-health-clinic", 3, network.Units.Where(u => u.Service == "child-health-clinic").Select(u => u.Id.Value));
        await Lists("/v1/network/units?organisation=monikko", 3, ["monikko-family-work"]);
        await Lists("/v1/network/units?q=EEK-01", 4, network.Units.Where(u => u.Id.Value.Contains("eek-01", StringComparison.Ordinal)).Select(u => u.Id.Value));
        await Lists("/v1/network/units?service=nothing", 3, []);

        async Task Lists(string list, int limit, IEnumerable<string> ids) =>
            Assert.Equal(ids.Order(StringComparer.Ordinal), (await petra.Everything(list, limit)).Select(r => r.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Who_left_the_network_is_not_listed_and_not_let_in()
    {
        using var folder = new TempFolder();
        var file = folder.Write("network.json", """
            {"organisations":[{"id":"county","name":"County","kind":"county"}],
             "units":[{"id":"guidance","organisation":"county","name":"Guidance","service":"family-guidance","areas":["tampere-west"]}],
             "people":[{"id":"anna","givenName":"A","familyName":"A","unit":"guidance","profession":"counsellor","roles":["coordinator"]},
                       {"id":"lea","givenName":"L","familyName":"L","unit":"guidance","profession":"counsellor","roles":["coordinator"],"active":false}]}
            """);
        await using var server = await Server.Start("--network", file);
        Assert.Equal("anna", Assert.Single(await server.As("anna").Everything("/v1/network/people")).GetProperty("id").GetString());
        (await server.As("lea").Get("/v1/worklist")).Refuses(403, "person-not-in-network");
        var id = await server.As("anna").Open("of-anna");
        (await server.As("anna").Post($"/v1/cases/{id}/offer-handover", """{"to":"lea"}""")).Refuses(422, "person-unknown");
    }

    [Fact]
    public async Task An_operating_model_is_given_with_its_codes_deadlines_and_diagram()
    {
        await using var server = await Server.Start();
        var petra = server.As(Families.Petra);
        Assert.Equal(
            ["one-contact-is-enough 1", "one-contact-is-enough 2", "phenomenon-co-development 1", "threshold-free-support 1", "two-year-meeting 1"],
            (await petra.Get("/v1/operating-models")).Is(200).Json.EnumerateArray().Select(m => $"{m.GetProperty("key").GetString()} {m.GetProperty("version")}"));
        var model = (await petra.Get("/v1/operating-models/one-contact-is-enough")).Is(200);
        Assert.Equal((2, "family", "Europe/Helsinki", "2026-01-01"), (model["version"].GetInt32(), model["subject"].GetString(), model["timeZone"].GetString(), model["validFrom"].GetString()));
        Assert.Equal("Yksi yhteydenotto riittää", model["names"].GetProperty("fi").GetString());
        Assert.Contains(model["deadlines"].EnumerateArray(), d => d.GetProperty("key").GetString() == "urgency-judged" && d.GetProperty("source").GetString()!.Contains("1301/2014", StringComparison.Ordinal));
        Assert.Contains(model["results"].EnumerateArray(), r => r.GetProperty("key").GetString() == "referred-elsewhere");
        Assert.Equal(Workflow.Diagram(), model["diagram"].GetString());
        Assert.Equal((2, 30, 40), (model["nearWorkingDays"].GetInt32(), model["quietDays"].GetInt32(), model["caseloadMax"].GetInt32()));
        Assert.Equal(["special-support", "own-worker"], model["competences"].EnumerateArray().Select(c => c.GetProperty("key").GetString()));
        Assert.All(["lifeAreas", "materials", "purposes", "flags"], codes => Assert.NotEmpty(model[codes].EnumerateArray()));
        var duties = (await petra.Get("/v1/operating-models/two-year-meeting")).Is(200)["duties"];
        Assert.Equal(
            ["two-year-health-check: public-health-nurse", "early-education-talk: early-education-teacher"],
            duties.EnumerateArray().Select(d => $"{d.GetProperty("key").GetString()}: {string.Join(' ', d.GetProperty("professions").EnumerateArray())}"));
    }

    [Fact]
    public async Task Likely_duplicates_are_shown_to_who_may_see_them()
    {
        await using var server = await Server.Start();
        var (anna, bea) = (server.As(Families.Anna), server.As(Families.Bea));
        var known = await anna.Open("twin-1");
        var unidentified = (await anna.Post("/v1/contacts", Families.Contact("x").Replace(",\"identifier\":\"x\"", "", StringComparison.Ordinal))).Is(201)["case"].GetString()!;
        Assert.NotEqual(known, unidentified);
        var view = await anna.Case(unidentified);
        Assert.False(view.GetProperty("identified").GetBoolean());
        Assert.Equal([known], Ids(view.GetProperty("likelyDuplicates").EnumerateArray()));
        Assert.Empty((await bea.Case(await bea.Open("twin-2"))).GetProperty("likelyDuplicates").EnumerateArray());
    }
}
