using System.Text.Json;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>What somebody of another organisation is shown without consent: the frame of a case, and what their own recorded.</summary>
public sealed class HttpTestsSharing
{
    const string Consent = """{"giver":"m1","recipient":"tampere","purpose":"clinic-and-early-education","form":"written","until":"2026-03-20"}""";

    public static TheoryData<string> Stores => ["SQLite", "PostgreSQL"];
    static TempStore Open(string store) => store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open();

    static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetString()!)];

    static async Task<string> Told(Caller nina, Caller petra)
    {
        var id = await nina.TwoYears("sharing");
        await nina.Do(id, "note", """{"text":"The nurse's word"}""");
        await nina.Do(id, "raise-flag", """{"flag":"secret-address"}""");
        await nina.Do(id, "record-life-area", """{"area":"everyday-life","worries":"The nurse's worry"}""");
        await petra.Do(id, "record-life-area", """{"area":"child-development-and-health","strengths":"The teacher's joy"}""");
        await petra.Do(id, "raise-flag", """{"flag":"interpreter-needed-always"}""");
        return id;
    }

    [Fact]
    public async Task A_case_says_how_much_of_it_is_seen_and_shows_no_more()
    {
        await using var server = await Server.Start();
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        var id = await Told(nina, petra);
        var whole = (await nina.Get($"/v1/cases/{id}")).Is(200);
        var own = (await petra.Get($"/v1/cases/{id}")).Is(200);
        Assert.Equal(("whole", "own"), (whole["sight"].GetString(), own["sight"].GetString()));
        Assert.Equal((whole.ETag, whole["phase"].GetString(), whole["meetings"].GetRawText(), whole["participants"].GetRawText()), (own.ETag, own["phase"].GetString(), own["meetings"].GetRawText(), own["participants"].GetRawText()));
        Assert.Equal(["everyday-life", "child-development-and-health", "secret-address", "interpreter-needed-always"], [.. Texts(whole["lifeAreas"]), .. Texts(whole["flags"])]);
        Assert.Equal(["child-development-and-health", "interpreter-needed-always"], [.. Texts(own["lifeAreas"]), .. Texts(own["flags"])]);
        foreach (var list in (string[])["members", "reasons", "waiting", "needs", "goals", "tasks", "consents", "legalBases", "deadlines", "likelyDuplicates"]) Assert.Empty(own[list].EnumerateArray());
        foreach (var one in (string[])["language", "interpreter", "touchedAt", "urgency", "specialSupport"]) Assert.False(own.Json.TryGetProperty(one, out _), one);
        foreach (var personal in (string[])["Eeli", "Esimerkki", "\"sleep\"", "secret-address", "everyday-life"]) Assert.DoesNotContain(personal, own.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_journal_is_read_page_by_page_without_what_is_withheld(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        var id = await Told(nina, petra);
        var all = await petra.Journal(id);
        Assert.Equal(["case-opened", "phase-entered", "meeting-planned", "life-area-recorded", "flag-raised"], all.Select(e => e.GetProperty("type").GetString()));
        Assert.Equal("""{"strengths":"The teacher's joy"}""", Assert.Single(all, e => e.TryGetProperty("content", out _)).GetProperty("content").GetRawText());
        foreach (var limit in (int[])[1, 2, 5])
            Assert.Equal(all.Select(e => e.GetRawText()), (await petra.Journal(id, limit)).Select(e => e.GetRawText()));
        Assert.Equal(2, (await petra.Get($"/v1/cases/{id}/journal?limit=2")).Items.Length);
        Assert.Null((await petra.Get($"/v1/cases/{id}/journal?limit=5")).Next);
        Assert.Empty((await petra.Get($"/v1/cases/{id}/journal?after=1000")).Is(200).Items);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task In_a_list_what_tells_of_the_family_is_left_out_and_nothing_finds_it(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (anna, nina, petra) = (server.As(Families.Anna), server.As(Families.Nina), server.As(Families.Petra));
        var older = await anna.Planned("seen-whole");
        server.Clock.Now += TimeSpan.FromSeconds(1);
        var id = await Told(nina, petra);
        server.Clock.Now += TimeSpan.FromSeconds(1);
        var newer = await anna.Planned("seen-whole-too");
        await nina.Do(id, "hold-meeting", $$"""{"meeting":"meeting-1","familyAttended":true,"attended":["{{Families.Nina}}","{{Families.Petra}}"]}""");
        await server.As(Families.Nils).Do(id, "sign-duty", """{"meeting":"meeting-1","duty":"two-year-health-check"}""");
        await petra.Do(id, "sign-duty", """{"meeting":"meeting-1","duty":"early-education-talk"}""");
        server.Clock.Now = server.Clock.Now.AddMonths(5);

        var rows = await petra.Everything("/v1/cases");
        Assert.Equal([newer, id, older], rows.Select(Case));
        foreach (var told in (string[])["contacts", "waiting", "identified", "specialSupport", "touchedAt", "overdue"])
            Assert.Equal([true, false, true], rows.Select(r => r.TryGetProperty(told, out _)));
        foreach (var told in (string[])["flags", "dueOn", "dueKey", "urgency", "result"]) Assert.False(rows[1].TryGetProperty(told, out _), told);
        Assert.Equal("follow-up", rows[1].GetProperty("phase").GetString());
        Assert.DoesNotContain(id, (await petra.Everything("/v1/cases?overdue=true")).Select(Case));
        Assert.Contains(id, (await petra.Everything("/v1/cases?overdue=false")).Select(Case));

        var whole = Assert.Single(await nina.Everything("/v1/cases?overdue=true"));
        Assert.Equal(("secret-address interpreter-needed-always", 1, "next-follow-up"), (whole.GetProperty("flags").GetString(), whole.GetProperty("contacts").GetInt32(), whole.GetProperty("dueKey").GetString()));

        static string Case(JsonElement row) => row.GetProperty("case").GetString()!;
    }

    [Fact]
    public async Task A_likely_duplicate_is_no_way_to_learn_who_is_in_a_case()
    {
        await using var server = await Server.Start();
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        var (shared, other) = (await nina.TwoYears("shared"), await nina.TwoYears("of-the-same-name"));
        await nina.Do(shared, "record-consent", Consent);
        Assert.Equal(other, Assert.Single((await nina.Case(shared)).GetProperty("likelyDuplicates").EnumerateArray()).GetProperty("case").GetString());
        var view = await petra.Case(shared);
        Assert.Equal("whole", view.GetProperty("sight").GetString());
        Assert.Empty(view.GetProperty("likelyDuplicates").EnumerateArray());
    }

    [Fact]
    public async Task A_consent_holds_through_its_last_day()
    {
        await using var server = await Server.Start();
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        var id = await Told(nina, petra);
        await nina.Do(id, "record-consent", Consent);
        foreach (var (at, sight) in new[] { (new DateTimeOffset(2026, 3, 20, 23, 59, 59, TimeSpan.FromHours(2)), "whole"), (new(2026, 3, 21, 0, 0, 0, TimeSpan.FromHours(2)), "own") })
        {
            server.Clock.Now = at;
            Assert.Equal(sight, (await petra.Case(id)).GetProperty("sight").GetString());
            Assert.Equal(sight == "whole", (await petra.Journal(id)).Any(e => e.GetProperty("type").GetString() == "contact-received"));
        }
    }

    [Fact]
    public async Task A_task_given_to_somebody_is_shown_to_them_with_its_words_and_no_other()
    {
        await using var server = await Server.Start();
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        var id = await Told(nina, petra);
        await nina.Do(id, "hold-meeting", $$"""{"meeting":"meeting-1","familyAttended":true,"attended":["{{Families.Nina}}","{{Families.Petra}}"]}""");
        foreach (var duty in (string[])["two-year-health-check", "early-education-talk"]) await nina.Do(id, "leave-duty-open", $$"""{"meeting":"meeting-1","duty":"{{duty}}","reason":"No time"}""");
        await nina.Do(id, "plan-meeting", """{"at":"2026-04-24T14:00:00+03:00","place":"home","participants":[]}""");
        await nina.Do(id, "hold-meeting", $$"""{"meeting":"meeting-2","familyAttended":true,"attended":["{{Families.Nina}}","{{Families.Petra}}"]}""");
        await nina.Do(id, "agree-plan",
            $$"""
            {"goals":[{"text":"The family's goal","rating":3}],
             "tasks":[{"text":"For the clinic","responsible":"{{Families.Nils}}","due":"2026-04-07"},{"text":"For the teacher","responsible":"{{Families.Petra}}","due":"2026-04-07"}]}
            """);
        var own = (await petra.Get($"/v1/cases/{id}")).Is(200);
        Assert.Equal(("t2", "For the teacher"), (Assert.Single(own["tasks"].EnumerateArray()).GetProperty("id").GetString(), own["tasks"][0].GetProperty("text").GetString()));
        Assert.Empty(own["goals"].EnumerateArray());
        (await petra.Post($"/v1/cases/{id}/complete-task", """{"task":"t1"}""")).Refuses(422, "task-unknown");
        await petra.Do(id, "complete-task", """{"task":"t2","text":"Done."}""");
        Assert.Contains("task-completed", (await petra.Journal(id)).Select(e => e.GetProperty("type").GetString()));
        Assert.DoesNotContain("plan-agreed", (await petra.Journal(id)).Select(e => e.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_closed_case_tells_only_the_coordinators_organisation_with_what_result()
    {
        await using var server = await Server.Start();
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        var id = await Told(nina, petra);
        await nina.Do(id, "close", """{"result":"family-declined","summary":"They did not want it."}""");
        var own = (await petra.Get($"/v1/cases/{id}")).Is(200);
        Assert.Equal(("closed", "own"), (own["phase"].GetString(), own["sight"].GetString()));
        Assert.DoesNotContain("family-declined", own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("family-declined", (await petra.Journal(id))[^1].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("family-declined", (await nina.Case(id)).GetProperty("result").GetString());
    }
}
