using System.Text.Json;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>A way of working that nobody programmed: a file copied, a few words and numbers changed, put into the folder of models.</summary>
public sealed class OwnModelTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coordination-models-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>What somebody does in a text editor.</summary>
    static string Changed(string text, params (string From, string To)[] changes)
    {
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }
        return text;
    }

    async Task<Server> StartWithOwnModel()
    {
        foreach (var shipped in Directory.GetFiles(Repository.Path("models"))) File.Copy(shipped, Path.Combine(folder.FullName, Path.GetFileName(shipped)));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "grandparents-caring.v1.json"), Changed(
            Repository.Text("models/one-contact-is-enough.v2.json"),
            ("\"key\": \"one-contact-is-enough\"", "\"key\": \"grandparents-caring\""), ("\"version\": 2", "\"version\": 1"), ("\"group\": \"family-services\"", "\"group\": \"grandparents\""),
            ("Yksi yhteydenotto riittää", "Isovanhempi huoltajana"), ("En kontakt räcker", "Far- eller morförälder som vårdnadshavare"), ("One contact is enough", "Grandparents who care"),
            ("\"urgency-judged\",\n    \"somebody-heard\",", "\"somebody-heard\","), ("    \"two-services\",\n", ""), ("\"maySkip\": []", "\"maySkip\": [\"joint-meeting\"]"),
            ("{ \"key\": \"next-follow-up\", \"length\": 3, \"unit\": \"months\"", "{ \"key\": \"next-follow-up\", \"length\": 10, \"unit\": \"working-days\""),
            ("\"key\": \"parental-fatigue\", \"names\": { \"fi\": \"Vanhemman väsymys\"", "\"key\": \"own-health\", \"names\": { \"fi\": \"Oma jaksaminen\"")), TestContext.Current.CancellationToken);
        return await Server.Start("--models", folder.FullName);
    }

    [Fact]
    public async Task A_fifth_operating_model_runs_without_a_line_of_code()
    {
        await using var server = await StartWithOwnModel();
        var anna = server.As(Families.Anna);
        var id = (await anna.Post("/v1/contacts", Families.Contact("grandchild", more: ",\"model\":\"grandparents-caring\"").Replace("[\"sleep\"]", "[\"own-health\"]", StringComparison.Ordinal))).Is(201)["case"].GetString()!;
        await anna.Do(id, "start-assessment"); // no urgency is asked for
        await anna.Do(id, "complete-assessment", Families.Assessment);
        await anna.Do(id, "skip-meeting", """{"reason":"She wants to talk with one person only."}""");
        await anna.Do(id, "record-follow-up", """{"happened":true,"text":"A walk together."}""");
        var view = await anna.Case(id);
        Assert.Equal("follow-up", view.GetProperty("phase").GetString());
        Assert.Equal("2026-03-24", view.GetProperty("deadlines").EnumerateArray().Single(d => d.GetProperty("key").GetString() == "next-follow-up").GetProperty("dueOn").GetString());
        await anna.Do(id, "close", """{"result":"goals-met","summary":"She has her own time again."}""");

        var told = (await anna.Get("/v1/operating-models/grandparents-caring")).Is(200);
        Assert.Equal("Isovanhempi huoltajana", told["names"].GetProperty("fi").GetString());
        Assert.DoesNotContain("urgency-judged", told["guards"].EnumerateArray().Select(g => g.GetString()));
        Assert.Empty((await new Maintenance(server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }

    [Fact]
    public async Task The_same_family_may_have_a_case_of_each_group_at_once()
    {
        await using var server = await StartWithOwnModel();
        var anna = server.As(Families.Anna);
        var first = await anna.Open("in-two-groups");
        var second = (await anna.Post("/v1/contacts", Families.Contact("in-two-groups", more: ",\"model\":\"grandparents-caring\""))).Is(201);
        Assert.Equal("opened", second["outcome"].GetString());
        Assert.NotEqual(first, second["case"].GetString());
        Assert.Equal(JsonValueKind.String, second["case"].ValueKind);
    }
}
