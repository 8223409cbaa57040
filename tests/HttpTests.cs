using System.Text.Json;
using Coordination.Core;
using Caller = Coordination.Tests.Server.Caller;
using Said = Coordination.Tests.Server.Said;

namespace Coordination.Tests;

public sealed class HttpServer : IAsyncLifetime
{
    public Server Server { get; private set; } = null!;
    public async ValueTask InitializeAsync() => Server = await Server.Start();
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>What holds for every command: versions, keys, languages, and what is not said.</summary>
public sealed class HttpTests(HttpServer fixture) : IClassFixture<HttpServer>
{
    readonly Server server = fixture.Server;
    readonly Caller anna = fixture.Server.As(Families.Anna), petra = fixture.Server.As(Families.Petra), mari = fixture.Server.As(Families.Mari);

    static string Note(string text) => $$"""{"text":"{{text}}"}""";

    // ---- Versions ------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task The_version_is_the_ETag_of_the_case_and_of_every_answer()
    {
        var id = await anna.Open("etag");
        Assert.Equal("\"3\"", (await anna.Get($"/v1/cases/{id}")).ETag);
        var said = await anna.Do(id, "judge-urgency", """{"urgency":"soon"}""");
        Assert.Equal(("\"4\"", 4, id), (said.ETag, said["version"].GetInt32(), said["case"].GetString()));
        Assert.Equal("\"4\"", (await anna.Get($"/v1/cases/{id}")).ETag);
    }

    [Fact]
    public async Task A_command_for_the_version_that_is_there_is_done_and_one_for_another_is_not()
    {
        var id = await anna.Open("if-match");
        (await anna.Post($"/v1/cases/{id}/note", Note("one"), ifMatch: "\"3\"")).Is(200);
        var no = (await anna.Post($"/v1/cases/{id}/note", Note("two"), ifMatch: "\"3\"")).Refuses(412, "version-mismatch");
        Assert.Equal((4, "\"4\""), (no["version"].GetInt32(), no.ETag));
        (await anna.Post($"/v1/cases/{id}/note", Note("three"), ifMatch: "*")).Is(200);
        Assert.Equal(5, await anna.Version(id));
    }

    [Fact]
    public async Task Of_two_who_saw_the_same_version_one_is_told_to_look_again()
    {
        var id = await anna.Open("race");
        var said = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => anna.Post($"/v1/cases/{id}/note", Note($"note {i}"), ifMatch: "\"3\"")));
        Assert.Single(said, s => s.Status == 200);
        Assert.All(said.Where(s => s.Status != 200), s => s.Refuses(412, "version-mismatch"));
        Assert.Equal(4, await anna.Version(id));
    }

    // ---- Saying it twice -----------------------------------------------------------------------------------------------

    [Fact]
    public async Task The_same_key_again_gives_the_first_answer_whatever_has_happened_since()
    {
        var id = await anna.Judged("again");
        var first = (await anna.Post($"/v1/cases/{id}/note", Note("once"), key: "k-again", ifMatch: "\"4\"")).Is(200);
        await Same();
        await anna.Do(id, "start-assessment");
        await Same();
        await anna.Do(id, "close", """{"result":"family-declined","summary":"No more."}""");
        await Same();
        Assert.Single(await anna.Journal(id), e => e.GetProperty("type").GetString() == "note-written");

        // With the version it was first for, with none, and with one that was never there.
        async Task Same()
        {
            foreach (var match in new[] { "\"4\"", null, "\"99\"" })
                Assert.Equal((first.Text, first.ETag), await Again(match));
        }

        async Task<(string, string?)> Again(string? match) =>
            (await anna.Post($"/v1/cases/{id}/note", Note("once"), key: "k-again", ifMatch: match)).Is(200) is var said ? (said.Text, said.ETag) : default;
    }

    [Fact]
    public async Task White_space_and_the_order_of_fields_make_no_other_body()
    {
        var id = await anna.Assessed("other-spelling");
        await anna.Do(id, "ask-receiver", $$"""{"need":"n1","person":"{{Families.Nils}}"}""");
        var first = (await anna.Post($"/v1/cases/{id}/offer-handover", $$"""{"to":"{{Families.Bea}}","accompanied":true}""", key: "k-spelling")).Is(200);
        Assert.Equal(first.Text, (await anna.Post($"/v1/cases/{id}/offer-handover", $$"""{ "accompanied" : true, "to" : "{{Families.Bea}}" }""", key: "k-spelling")).Is(200).Text);
        (await anna.Post($"/v1/cases/{id}/offer-handover", $$"""{"to":"{{Families.Bea}}"}""", key: "k-spelling")).Refuses(422, "key-reused");
    }

    [Fact]
    public async Task Another_persons_key_is_another_key()
    {
        var id = await anna.Open("another-actor");
        (await anna.Post($"/v1/cases/{id}/note", Note("mine"), key: "k-shared")).Is(200);
        (await mari.Post($"/v1/cases/{id}/note", Note("hers"), key: "k-shared")).Is(200);
        Assert.Equal(2, (await anna.Journal(id)).Count(e => e.GetProperty("type").GetString() == "note-written"));
    }

    [Fact]
    public async Task A_contact_sent_again_is_the_same_contact_with_the_same_receipt()
    {
        var said = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => anna.Post("/v1/contacts", Families.Contact("contact-again"), key: "k-contact")));
        Assert.Single(said.Select(s => s.Is(201).Text).Distinct());
        Assert.Equal(1, (await anna.Case(said[0]["case"].GetString()!)).GetProperty("contacts").GetInt32());
        server.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(said[0].Text, (await anna.Post("/v1/contacts", Families.Contact("contact-again"), key: "k-contact")).Text);
    }

    [Fact]
    public async Task A_refused_command_is_decided_anew()
    {
        var id = await anna.Open("refused");
        (await anna.Post($"/v1/cases/{id}/start-assessment", "{}", key: "k-refused")).Refuses(409, "urgency-not-judged");
        await anna.Do(id, "judge-urgency", """{"urgency":"soon"}""");
        (await anna.Post($"/v1/cases/{id}/start-assessment", "{}", key: "k-refused")).Is(200);
    }

    [Fact]
    public async Task What_is_so_already_is_answered_with_nothing_happened_and_nothing_is_written()
    {
        var id = await anna.Judged("already-so");
        var before = await server.Store.DumpAll();
        var said = (await anna.Post($"/v1/cases/{id}/judge-urgency", """{"urgency":"soon"}""", key: "k-so")).Is(200);
        Assert.Equal(("\"4\"", 4), (said.ETag, said["version"].GetInt32()));
        Assert.Empty(said.Happened);
        Assert.Equal(before, await server.Store.DumpAll());
    }

    [Fact]
    public async Task The_same_key_gives_the_first_answer_after_a_restart_too()
    {
        var store = TempSqlite.Open();
        var first = await Server.Start(store);
        var told = (await first.As(Families.Anna).Post("/v1/contacts", Families.Contact("restart"), key: "k-restart")).Is(201);
        await first.Stop();
        await using var second = await Server.Start(store);
        second.Clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(told.Text, (await second.As(Families.Anna).Post("/v1/contacts", Families.Contact("restart"), key: "k-restart")).Is(201).Text);
    }

    [Fact]
    public async Task A_contact_of_two_families_goes_to_a_person_and_with_the_decision_to_one_case()
    {
        var (mine, theirs) = (await anna.Open("two-1"), await server.As(Families.Bea).Open("two-2"));
        var both = Families.Contact("two-1").Replace("}]", "},{\"role\":\"child\",\"identifier\":\"two-2\"}]", StringComparison.Ordinal);
        var receipt = (await petra.Post("/v1/contacts", both)).Is(201);
        Assert.False(receipt.Json.TryGetProperty("case", out _));
        var waiting = Assert.Single((await anna.Case(mine)).GetProperty("waiting").EnumerateArray());
        Assert.Equal(receipt["receipt"].GetString(), waiting.GetProperty("contact").GetString());
        Assert.Equal(theirs, Assert.Single(waiting.GetProperty("touches").EnumerateArray()).GetString());
        var take = $$"""{"contact":"{{receipt["receipt"].GetString()}}"}""";
        Assert.Equal(["contact-taken"], (await anna.Do(mine, "take-contact", take)).Happened);
        Assert.Empty((await server.As(Families.Bea).Case(theirs)).GetProperty("waiting").EnumerateArray());
        (await server.As(Families.Bea).Post($"/v1/cases/{theirs}/take-contact", take)).Refuses(422, "contact-unknown");
        Assert.Equal(2, (await anna.Case(mine)).GetProperty("contacts").GetInt32());
    }

    [Fact]
    public async Task An_offer_nobody_answered_in_time_has_expired()
    {
        await using var later = await Server.Start();
        var (giver, taker) = (later.As(Families.Anna), later.As(Families.Bea));
        var id = await giver.Open("expired-offer");
        await giver.Do(id, "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        Assert.Equal("2026-03-13", (await taker.Case(id)).GetProperty("offer").GetProperty("answerBy").GetString());
        later.Clock.Now = new(2026, 3, 14, 0, 0, 0, TimeSpan.FromHours(2));
        (await taker.Post($"/v1/cases/{id}/accept-handover")).Refuses(409, "offer-expired");
        Assert.Equal(Families.Anna, (await giver.Case(id)).GetProperty("coordinator").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Where_nobody_of_the_catching_service_works_nothing_is_recorded()
    {
        using var folder = new TempFolder();
        var file = folder.Write("network.json", """
            {"organisations":[{"id":"county","name":"County","kind":"county"}],
             "units":[{"id":"clinic","organisation":"county","name":"Clinic","service":"child-health-clinic","areas":["tampere-west"]}],
             "people":[{"id":"nurse","givenName":"N","familyName":"N","unit":"clinic","profession":"nurse","roles":["professional"]}]}
            """);
        await using var alone = await Server.Start("--network", file);
        (await alone.As("nurse").Post("/v1/contacts", Families.Contact("nobody-catches"))).Refuses(409, "nobody-catches");
        Assert.Equal(0, await alone.Journal.Head(TestContext.Current.CancellationToken));
    }

    // ---- Languages -----------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("fi", "fi")]
    [InlineData("sv-FI", "sv")]
    [InlineData("EN", "en")]
    [InlineData("de, fr;q=0.9", "en")]
    [InlineData("sv;q=0.5, fi;q=0.8", "fi")]
    [InlineData("de, sv;q=0.3, en;q=0.2", "sv")]
    [InlineData("fi;q=0, sv;q=0.1", "sv")]
    [InlineData("fil, fi;q=0.1", "fi")]
    [InlineData("*", "en")]
    [InlineData("fi;q=nonsense;;;,,", "en")]
    [InlineData("", "en")]
    public async Task A_problem_speaks_the_first_language_of_the_caller_that_we_know(string wanted, string spoken)
    {
        var said = (await server.Stranger.Get("/v1/worklist", ("Accept-Language", wanted))).Refuses(401, "unauthenticated");
        Assert.Equal(spoken, said.Header("Content-Language"));
        Assert.Equal(ClientApi.Texts.Problem(spoken, "unauthenticated")!.Title, said["title"].GetString());
        Assert.Equal(ClientApi.Texts.Problem(spoken, "unauthenticated")!.Lift, said["detail"].GetString());
        Assert.Equal("Bearer", said.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_case_says_in_the_callers_language_what_they_may_do_and_what_stands_in_the_way()
    {
        var id = await anna.Open("may-do");
        var commands = (await anna.Speaking("sv").Case(id)).GetProperty("commands").EnumerateArray().ToDictionary(c => c.GetProperty("command").GetString()!);
        Assert.True(commands["judge-urgency"].GetProperty("open").GetBoolean());
        var blocked = commands["start-assessment"];
        Assert.Equal((false, "urgency-not-judged"), (blocked.GetProperty("open").GetBoolean(), blocked.GetProperty("refusal").GetString()));
        Assert.Equal(ClientApi.Texts.Problem("sv", "urgency-not-judged")!.Title, blocked.GetProperty("title").GetString());
        Assert.Equal(ClientApi.Texts.Problem("sv", "urgency-not-judged")!.Lift, blocked.GetProperty("lift").GetString());
    }

    /// <summary>What is said to be blocked where, asked all the same, it would be so already.</summary>
    static readonly (string Command, string Refusal)[] SoAlready = [("accept-handover", "no-open-offer"), ("start-assessment", "wrong-phase"), ("end-substitute", "case-closed")];

    /// <summary>What the case says of a command is what the command is answered: in every phase, to whoever sees the case.</summary>
    [Fact]
    public async Task What_is_said_to_be_blocked_is_refused_with_the_same_name()
    {
        await using var own = await Server.Start();
        var (coordinator, description) = (own.As(Families.Anna), (await own.Stranger.Get("/openapi/v1.json")).Is(200).Json);
        var suspended = await coordinator.Judged("suspended");
        await coordinator.Do(suspended, "suspend", """{"reason":"Away."}""");
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in new[]
        {
            await coordinator.Open("contact"), await coordinator.Judged("judged"), suspended, await coordinator.Assessing("assessing"), await coordinator.Assessed("assessed"),
            await coordinator.Planned("planned"), await coordinator.Met("met"), await coordinator.Following("following"), await coordinator.Closed("closed"),
        })
            foreach (var caller in new[] { coordinator, own.As(Families.Mari), own.As(Families.Petra) })
                if ((await caller.Get($"/v1/cases/{id}")) is { Status: 200 } seen)
                    foreach (var command in seen["commands"].EnumerateArray().Where(c => !c.GetProperty("open").GetBoolean()))
                    {
                        var (name, refusal) = (command.GetProperty("command").GetString()!, command.GetProperty("refusal").GetString()!);
                        var said = await caller.Post($"/v1/cases/{id}/{name}", WellFormedBody(name, description));
                        if (said.Status == 200 && SoAlready.Contains((name, refusal))) Assert.Empty(said.Happened);
                        else Assert.Equal((seen["phase"].GetString(), name, refusal), (seen["phase"].GetString(), name, said.Problem));
                        met.Add(name);
                    }
        // Only what everybody may do at any time is blocked nowhere.
        Assert.Equal(
            Always(), CaseDecider.Rules.Where(r => r.By != By.Engine && !CaseDecider.NotOfOneCase.Contains(r.Name))
                .Select(r => Workflow.Kebab(r.Name)).Except(met).Order(StringComparer.Ordinal));

        static string[] Always() => ["note", "record-feedback", "refer-document"];
    }

    /// <summary>Of a row that was refused for what it asks, or else the description's example.</summary>
    static string WellFormedBody(string command, JsonElement description) =>
        AnyCase(BadInputRows.All.FirstOrDefault(r => r.Path.EndsWith("/" + command, StringComparison.Ordinal) && r.Problem != "invalid" && r.Body is not null && r.Status != 400)?.Body
        ?? (description.GetProperty("paths").GetProperty($"/v1/cases/{{id}}/{command}").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").TryGetProperty("example", out var example) ? example.GetRawText() : "{}"));

    /// <summary>A row's body with some case's id where it names a case of the table.</summary>
    static string AnyCase(string body) => System.Text.RegularExpressions.Regex.Replace(body, @"\{[a-z-]+\}", "0195ca3f1b7c7d2f8a3e5b6c7d8e9f01");

    // ---- What is not said ----------------------------------------------------------------------------------------------

    [Fact]
    public async Task Nothing_personal_is_kept_on_the_way_and_no_type_is_guessed()
    {
        var id = await anna.Open("no-store");
        foreach (var path in new[] { $"/v1/cases/{id}", $"/v1/cases/{id}/journal", "/v1/cases", "/v1/worklist", "/v1/network/people", "/v1/cases/none" })
        {
            var said = await anna.Get(path);
            Assert.Equal(("no-store", "nosniff"), (said.Header("Cache-Control"), said.Header("X-Content-Type-Options")));
        }
        var note = await anna.Post($"/v1/cases/{id}/note", Note("n"));
        Assert.Equal(("no-store", "nosniff"), (note.Header("Cache-Control"), note.Header("X-Content-Type-Options")));
        Assert.Null(note.Header("Server"));
        Assert.Null(note.Header("X-Powered-By"));
    }

    /// <summary>A case that is there, and one that never was: the same answer to the letter.</summary>
    [Fact]
    public async Task Who_may_not_see_a_case_cannot_find_out_that_it_is_there()
    {
        var id = await anna.Judged("hidden");
        const string never = "0195ca3f1b7c7d2f8a3e5b6c7d8e9f01";
        foreach (var caller in new[] { petra, server.As(Families.Max), server.As(Families.Nina) })
        {
            Assert.Equal(Told(await caller.Get($"/v1/cases/{never}")), Told(await caller.Get($"/v1/cases/{id}")));
            Assert.Equal(Told(await caller.Get($"/v1/cases/{never}/journal")), Told(await caller.Get($"/v1/cases/{id}/journal")));
            foreach (var row in BadInputRows.All.Where(r => r.Path.StartsWith("/v1/cases/{", StringComparison.Ordinal) && r is { Method: "POST", Status: 409 or 422, Body: not null, Problem: not "key-reused" and not "invalid" }))
                foreach (var match in new[] { null, "\"4\"", "\"99\"" })
                {
                    var command = row.Path[(row.Path.IndexOf('}', StringComparison.Ordinal) + 1)..];
                    var (there, not) = (await caller.Post($"/v1/cases/{id}{command}", AnyCase(row.Body!), ifMatch: match), await caller.Post($"/v1/cases/{never}{command}", AnyCase(row.Body!), ifMatch: match));
                    Assert.Equal(Told(not), Told(there));
                    there.Refuses(404, "no-such-case");
                }
            Assert.Empty((await caller.Get("/v1/cases")).Items);
        }

        static string Told(Said said) => $"{said.Status} {said.Text} {string.Join(' ', said.Headers.Concat(said.ContentHeaders).Where(h => h.Key != "Date").Select(h => $"{h.Key}={string.Join(',', h.Value)}"))}";
    }

    [Fact]
    public async Task A_teacher_whose_contact_opened_a_case_is_told_nothing_of_it()
    {
        var receipt = (await petra.Post("/v1/contacts", Families.Contact("receipt-only"))).Is(201);
        Assert.Equal(["receipt", "receivedAt"], receipt.Json.EnumerateObject().Select(p => p.Name));
        Assert.Null(receipt.ETag);
    }

    [Fact]
    public async Task Who_keeps_the_case_is_told_which_it_is_and_whether_it_was_there()
    {
        var (opened, joined) = ((await anna.Post("/v1/contacts", Families.Contact("told"))).Is(201), (await anna.Post("/v1/contacts", Families.Contact("told"))).Is(201));
        Assert.Equal(("opened", "joined"), (opened["outcome"].GetString(), joined["outcome"].GetString()));
        Assert.Equal((opened["case"].GetString(), 3, 4), (joined["case"].GetString(), opened["version"].GetInt32(), joined["version"].GetInt32()));
    }

    [Fact]
    public async Task Who_answers_an_offer_sees_the_case_from_then_on_and_who_declined_no_more()
    {
        var id = await anna.Open("offered-sight");
        var bea = server.As(Families.Bea);
        (await bea.Get($"/v1/cases/{id}")).Refuses(404, "no-such-case");
        await anna.Do(id, "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        await bea.Case(id);
        await bea.Do(id, "decline-handover", """{"reason":"Full."}""");
        (await bea.Get($"/v1/cases/{id}")).Refuses(404, "no-such-case");
    }

    [Fact]
    public async Task The_actor_comes_from_the_token()
    {
        var id = await anna.Open("actor");
        await mari.Do(id, "note", Note("from the manager"));
        Assert.Equal([Families.Anna, Families.Mari], (await anna.Journal(id)).Select(e => e.GetProperty("actor").GetString()).Distinct());
    }

    [Fact]
    public async Task A_journal_entry_has_its_facts_and_apart_from_them_its_content()
    {
        var id = await anna.Open("facts");
        var received = (await anna.Journal(id)).Single(e => e.GetProperty("type").GetString() == "contact-received");
        Assert.DoesNotContain("Eeli", received.GetProperty("facts").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("We do not sleep.", received.GetProperty("content").GetProperty("ownWords").GetString());
    }

    [Fact]
    public async Task A_command_may_tell_that_it_happened_before_it_was_recorded()
    {
        var id = await anna.Open("earlier");
        var before = server.Clock.Now;
        server.Clock.Now += TimeSpan.FromHours(1);
        await anna.Do(id, "judge-urgency", JsonSerializer.Serialize(new Dictionary<string, object> { ["urgency"] = "normal", ["occurredAt"] = before.AddMinutes(20) }));
        var judged = (await anna.Journal(id))[^1];
        Assert.Equal((before.AddMinutes(20), before.AddHours(1)), (judged.GetProperty("occurredAt").GetDateTimeOffset(), judged.GetProperty("recordedAt").GetDateTimeOffset()));
    }
}

/// <summary>A folder that is gone when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coordination-");

    public string Path => folder.FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
