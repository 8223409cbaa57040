using System.Text.Json;

namespace Coordination.Tests;

/// <summary>Many cases get other coordinators at once, and nobody more cases than the operating model allows.</summary>
public sealed class BulkTests : IAsyncLifetime
{
    /// <summary>Two cases are all that one coordinator may have.</summary>
    readonly DirectoryInfo models = Directory.CreateTempSubdirectory("coordination-models-");
    Server server = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var shipped in Directory.GetFiles(Repository.Path("models")))
            await File.WriteAllTextAsync(
                Path.Combine(models.FullName, Path.GetFileName(shipped)), (await File.ReadAllTextAsync(shipped)).Replace("\"caseloadMax\": 40", "\"caseloadMax\": 2", StringComparison.Ordinal));
        server = await Server.Start("--models", models.FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        models.Delete(recursive: true);
    }

    Task<Server.Said> Bulk(string body, string? key = null) => server.As(Families.Mari).Post("/v1/bulk/assign-coordinator", body, key: key);

    async Task<string[]> Cases(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => server.As(Families.Anna).Open($"child-{i}")));

    static IEnumerable<string?> Outcomes(Server.Said said) => said.Is(200).Items.Select(i => i.GetProperty("outcome").GetString());

    async Task<string?> CoordinatorOf(string id) => (await server.As(Families.Mari).Case(id)).GetProperty("coordinator").GetProperty("id").GetString();

    [Fact]
    public async Task Who_has_as_many_cases_as_allowed_is_offered_no_more_and_a_manager_may_name_them_all_the_same()
    {
        var cases = await Cases(3);
        var anna = server.As(Families.Anna);
        var first = await anna.Do(cases[0], "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        Assert.False(first.Json.TryGetProperty("warnings", out _));
        await server.As(Families.Bea).Do(cases[0], "accept-handover");
        var second = await anna.Do(cases[1], "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        Assert.Equal("caseload-near", Assert.Single(second["warnings"].EnumerateArray()).GetProperty("code").GetString());
        await server.As(Families.Bea).Do(cases[1], "accept-handover");
        (await anna.Post($"/v1/cases/{cases[2]}/offer-handover", $$"""{"to":"{{Families.Bea}}"}""")).Refuses(409, "caseload-full");

        var mari = server.As(Families.Mari);
        (await mari.Post($"/v1/cases/{cases[2]}/assign-coordinator", $$"""{"to":"{{Families.Bea}}","reason":"Anna is ill."}""")).Refuses(409, "caseload-full");
        await mari.Do(cases[2], "assign-coordinator", $$"""{"to":"{{Families.Bea}}","reason":"Anna is ill, and there is nobody else.","beyondLimit":true}""");
        Assert.Equal(Families.Bea, await CoordinatorOf(cases[2]));
    }

    [Fact]
    public async Task A_preview_does_nothing_and_says_what_would_become_of_each()
    {
        var cases = await Cases(3);
        var before = await server.Store.DumpAll();
        var said = await Bulk($$"""{"from":"{{Families.Anna}}","to":["{{Families.Bea}}"],"reason":"Anna leaves.","dryRun":true}""");
        Assert.Equal(["would-be-done", "would-be-done", "refused"], Outcomes(said)); // the third would be one more than Bea may have
        Assert.Equal("caseload-full", said.Items[2].GetProperty("refusal").GetString());
        Assert.Equal(cases.Order(StringComparer.Ordinal), said.Items.Select(i => i.GetProperty("case").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(before, await server.Store.DumpAll());
    }

    [Fact]
    public async Task Each_case_has_an_outcome_of_its_own_and_what_failed_says_why()
    {
        var cases = await Cases(3);
        var ofOthers = await server.As(Families.Cai).Open("child-of-cai", "tampere-west");
        var named = string.Join(',', cases.Append("0195ca3f1b7c7d2f8a3e5b6c7d8e9f01").Select(c => $"\"{c}\""));
        var said = await Bulk($$"""{"cases":[{{named}}],"to":["{{Families.Bea}}"],"reason":"Anna leaves."}""");
        Assert.Equal(["done", "done", "refused", "refused"], Outcomes(said));
        Assert.Equal(["caseload-full", "no-such-case"], said.Items.Skip(2).Select(i => i.GetProperty("refusal").GetString()));
        Assert.Equal((2, 2), (said["done"].GetInt32(), said["refused"].GetInt32()));
        Assert.Equal(Families.Cai, await CoordinatorOf(ofOthers));
        Assert.All(await server.As(Families.Mari).Journal(cases[0]), e => Assert.NotEqual(JsonValueKind.Undefined, e.GetProperty("facts").ValueKind));
    }

    [Fact]
    public async Task A_case_that_passed_to_another_meanwhile_stays_with_them()
    {
        var cases = await Cases(2);
        await server.As(Families.Mari).Do(cases[0], "assign-coordinator", $$"""{"to":"{{Families.Cai}}","reason":"They know each other."}""");
        var named = string.Join(',', cases.Append("0195ca3f1b7c7d2f8a3e5b6c7d8e9f01").Select(c => $"\"{c}\""));
        var body = $$"""{"from":"{{Families.Anna}}","cases":[{{named}}],"to":["{{Families.Bea}}"],"reason":"Anna leaves."}""";
        Assert.Equal(["no-longer-theirs", "would-be-done", "refused"], Outcomes(await Bulk(body.Replace("}", ",\"dryRun\":true}", StringComparison.Ordinal))));
        Assert.Equal(["no-longer-theirs", "done", "refused"], Outcomes(await Bulk(body, key: "anna-leaves")));
        Assert.Equal(["no-longer-theirs", "done", "refused"], Outcomes(await Bulk(body, key: "anna-leaves")));
        Assert.Equal((Families.Cai, Families.Bea), (await CoordinatorOf(cases[0]), await CoordinatorOf(cases[1])));
        Assert.Equal(["refused"], (await server.As(Families.Max).Post("/v1/bulk/assign-coordinator", $$"""{"from":"{{Families.Anna}}","cases":["{{cases[0]}}"],"to":["{{Families.Bea}}"],"reason":"r"}""")).Is(200).Items.Select(i => i.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Said_again_with_its_key_it_goes_on_and_nothing_happens_twice()
    {
        var cases = await Cases(4);
        var body = $$"""{"from":"{{Families.Anna}}","to":["{{Families.Bea}}","{{Families.Cai}}"],"reason":"Anna leaves.","beyondLimit":true,"limit":3}""";
        var first = await Bulk(body, key: "anna-leaves");
        Assert.Equal(["done", "done", "done"], Outcomes(first));
        var next = first["next"].GetString();
        var rest = await Bulk(body.Replace("\"limit\":3", $"\"limit\":3,\"after\":\"{next}\"", StringComparison.Ordinal), key: "anna-leaves");
        Assert.Equal(["done"], Outcomes(rest));
        Assert.False(rest.Json.TryGetProperty("next", out _));

        var written = await server.Store.DumpAll();
        var named = body.Replace($"\"from\":\"{Families.Anna}\"", $"\"cases\":[{string.Join(',', cases.Select(c => $"\"{c}\""))}]", StringComparison.Ordinal);
        Assert.Equal(["already-so", "already-so", "already-so", "already-so"], Outcomes(await Bulk(named, key: "anna-leaves-2")));
        Assert.Equal(written, await server.Store.DumpAll());
        foreach (var id in cases) Assert.NotEqual(Families.Anna, await CoordinatorOf(id));
    }

    [Fact]
    public async Task Running_cases_pass_to_a_newer_version_of_their_model_after_a_dry_run_that_says_what_would_change()
    {
        await File.WriteAllTextAsync(Path.Combine(models.FullName, "one-contact-is-enough.v3.json"), (await File.ReadAllTextAsync(Path.Combine(models.FullName, "one-contact-is-enough.v2.json"), TestContext.Current.CancellationToken))
            .Replace("\"version\": 2", "\"version\": 3", StringComparison.Ordinal).Replace("\"validFrom\": \"2026-01-01\",\n  \"source\"", "\"validFrom\": \"2026-03-11\",\n  \"source\"", StringComparison.Ordinal)
            .Replace("\"countsFrom\": \"contact\", \"when\": \"special-support\"", "\"countsFrom\": \"contact\"", StringComparison.Ordinal)
            .Replace("\"key\": \"peer-support\"", "\"key\": \"company\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using var newer = await Server.Start("--models", models.FullName);
        var (plain, assessed) = (await newer.As(Families.Anna).Open("plain"), await newer.As(Families.Anna).Assessed("assessed"));
        newer.Clock.Now = newer.Clock.Now.AddDays(1);
        const string migrate = """{"model":"one-contact-is-enough","version":3}""";
        var before = await newer.Store.DumpAll();
        var preview = await newer.As(Families.Mari).Post("/v1/bulk/migrate-model", migrate.Replace("}", ",\"dryRun\":true}", StringComparison.Ordinal));
        Assert.Equal(["refused model-does-not-fit", "would-be-done "], Told(preview));
        Assert.Equal(before, await newer.Store.DumpAll());
        var done = await newer.As(Families.Mari).Post("/v1/bulk/migrate-model", migrate, key: "to-three");
        Assert.Equal(["done ", "refused model-does-not-fit"], Told(done));
        Assert.Equal(["model-migrated", "deadline-set", "deadline-set"], done.Items.Single(i => i.GetProperty("case").GetString() == plain).GetProperty("happened").EnumerateArray().Select(h => h.GetString()));
        Assert.Equal((3, 2), ((await newer.As(Families.Anna).Case(plain)).GetProperty("modelVersion").GetInt32(), (await newer.As(Families.Anna).Case(assessed)).GetProperty("modelVersion").GetInt32()));

        static IEnumerable<string> Told(Server.Said said) => said.Is(200).Items
            .Select(i => $"{i.GetProperty("outcome").GetString()} {(i.TryGetProperty("refusal", out var refusal) ? refusal.GetString() : "")}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_manager_elsewhere_moves_nobodys_cases()
    {
        var cases = await Cases(1);
        var said = await server.As(Families.Max).Post("/v1/bulk/assign-coordinator", $$"""{"cases":["{{cases[0]}}"],"to":["{{Families.Bea}}"],"reason":"r"}""");
        Assert.Equal(["refused"], Outcomes(said));
        Assert.Equal("no-such-case", said.Items[0].GetProperty("refusal").GetString());
        Assert.Empty((await server.As(Families.Max).Post("/v1/bulk/assign-coordinator", $$"""{"from":"{{Families.Anna}}","to":["{{Families.Bea}}"],"reason":"r"}""")).Is(200).Items);
    }
}
