using System.Text.Json;
using System.Text.RegularExpressions;
using Coordination.Core;

namespace Coordination.Tests.OfPages;

/// <summary>A contact as it is written down on a page, and what is said of it before and after.</summary>
public sealed class NewContactTests(HttpServer fixture) : IClassFixture<HttpServer>
{
    const string Page = "/contacts/new";

    readonly Server server = fixture.Server;

    static IEnumerable<(string, string)> Contact(string identifier, params (string, string)[] more) =>
    [
        ("channel", "phone"), ("source", "self"), ("basis", "consent"), ("ownWords", "We do not sleep."), ("area", "tampere-west"), ("language", "fi"), ("reasons", "sleep"),
        ("members[0].role", "child"), ("members[0].givenName", "Aamu"), ("members[0].familyName", "Lomake"), ("members[0].identifier", identifier), ("members[1].role", "adult"), .. more,
    ];

    [Fact]
    public async Task A_contact_is_saved_once_however_often_its_button_is_pressed()
    {
        var anna = await Visitor.SignIn(server, Families.Anna);
        (string, string)[] form = [.. Contact("page-once"), ("key", Visitor.ValueOf(await anna.Get(Page), "key"))];
        var first = Visitor.Leads(await anna.Post(Page, form));
        Assert.Equal(first, Visitor.Leads(await anna.Post(Page, form)));
        Assert.Contains("outcome=opened", first, StringComparison.Ordinal);
        var id = Regex.Match(first, "case=([0-9a-f]{32})").Groups[1].Value;
        var view = await server.As(Families.Anna).Get($"/v1/cases/{id}");
        Assert.Equal((1, 1), (view["contacts"].GetInt32(), view["members"].GetArrayLength())); // of the adult only the role was chosen
        var told = Visitor.TextOf((await anna.Get(first)).Is(200));
        Assert.Contains(view["number"].GetString()!, told, StringComparison.Ordinal);
        Assert.Contains("A new case was opened.", told, StringComparison.Ordinal);
        Assert.Contains("Anna Rantaharju", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_and_what_was_typed_is_still_there()
    {
        var anna = await Visitor.SignIn(server, Families.Anna);
        var said = (await anna.Post(Page, Contact("131052-308A", ("members[2].role", "adult"), ("members[2].phone", "040 1")).Where(f => f.Item1 != "ownWords").Append(("key", "page-wrong")))).Is(422);
        Assert.Contains("<title>Error: ", said.Text, StringComparison.Ordinal);
        Assert.Contains("""href="contacts/new#ownWords""", said.Text, StringComparison.Ordinal);
        Assert.Contains("""id="ownWords-error""", said.Text, StringComparison.Ordinal);
        Assert.Equal(("page-wrong", "Lomake", "131052-308A", "040 1"), (Visitor.ValueOf(said, "key"), Visitor.ValueOf(said, "members[0].familyName"), Visitor.ValueOf(said, "members[0].identifier"), Visitor.ValueOf(said, "members[2].phone")));
    }

    [Fact]
    public async Task A_key_that_was_used_for_other_words_is_changed_for_another()
    {
        var anna = await Visitor.SignIn(server, Families.Anna);
        Visitor.Leads(await anna.Post(Page, Contact("page-key", ("key", "page-key"))));
        var said = (await anna.Post(Page, Contact("page-key", ("key", "page-key"), ("callBack", "true")))).Is(422);
        Assert.NotEqual("page-key", Visitor.ValueOf(said, "key"));
        Assert.Contains("outcome=joined", Visitor.Leads(await anna.Post(Page, Contact("page-key", ("key", Visitor.ValueOf(said, "key")), ("callBack", "true")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_urgent_is_judged_by_who_takes_the_contact()
    {
        var anna = await Visitor.SignIn(server, Families.Anna);
        var mine = Visitor.Leads(await anna.Post(Page, Contact("page-urgent", ("key", "page-urgent"), ("urgency", "immediate"))));
        Assert.Contains("urgency=said", mine, StringComparison.Ordinal);
        Assert.Equal("immediate", (await server.As(Families.Anna).Get($"/v1/cases/{Regex.Match(mine, "case=([0-9a-f]{32})").Groups[1].Value}"))["urgency"].GetString());
        var petra = await Visitor.SignIn(server, Families.Petra);
        Assert.Contains("urgency=unsaid", Visitor.Leads(await petra.Post(Page, Contact("page-urgent", ("key", "page-urgent"), ("urgency", "soon")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sender_who_may_not_see_the_case_is_told_the_same_whether_it_was_there_or_not()
    {
        await server.As(Families.Anna).Open("page-there");
        var petra = await Visitor.SignIn(server, Families.Petra);
        var (joined, opened) = (await Told("page-there"), await Told("page-not-there"));
        Assert.Equal(opened, joined);
        Assert.Contains("Somebody named is responsible", opened, StringComparison.Ordinal);

        async Task<string> Told(string identifier)
        {
            var leads = Visitor.Leads(await petra.Post(Page, Contact(identifier, ("key", identifier))));
            Assert.DoesNotContain("case=", leads, StringComparison.Ordinal);
            return Regex.Replace(Visitor.TextOf((await petra.Get(leads)).Is(200)), "[0-9a-f]{32}", "");
        }
    }

    [Fact]
    public async Task A_receipt_that_names_anothers_case_shows_nothing_of_it()
    {
        var id = await server.As(Families.Anna).Open("page-anothers");
        var petra = await Visitor.SignIn(server, Families.Petra);
        var told = Visitor.TextOf((await petra.Get($"/contacts/{id}?case={id}&outcome=joined")).Is(200));
        Assert.DoesNotContain(CaseNumber.Of(new(id)), told, StringComparison.Ordinal);
        (await petra.Get("/contacts/nothing")).Is(404);
    }

    [Fact]
    public async Task Before_it_is_saved_who_may_see_the_family_s_case_is_told_of_it_and_nobody_else()
    {
        var number = CaseNumber.Of(new(await server.As(Families.Anna).Open("page-check")));
        (string, string)[] form = [.. Contact("page-check"), ("key", "page-check"), ("check", "true")];
        var anna = (await (await Visitor.SignIn(server, Families.Anna)).Post(Page, form)).Is(200);
        Assert.Contains(number, Visitor.TextOf(anna), StringComparison.Ordinal);
        Assert.Contains("This contact joins it", Visitor.TextOf(anna), StringComparison.Ordinal);
        Assert.Equal("Lomake", Visitor.ValueOf(anna, "members[0].familyName"));
        Assert.DoesNotContain("class=\"errors\"", anna.Text.Split("<template")[0], StringComparison.Ordinal);
        var petra = (await (await Visitor.SignIn(server, Families.Petra)).Post(Page, form)).Is(200);
        Assert.DoesNotContain(number, petra.Text, StringComparison.Ordinal);
        Assert.Contains("no open case among those that you may see", Visitor.TextOf(petra), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_row_is_asked_for_and_shown()
    {
        var anna = await Visitor.SignIn(server, Families.Anna);
        var said = (await anna.Post(Page, Contact("page-more", ("members[1].givenName", "Ilta"), ("more", "members")))).Is(200);
        Assert.Contains("name=\"members[2].givenName\"", said.Text, StringComparison.Ordinal);
        Assert.Equal("Ilta", Visitor.ValueOf(said, "members[1].givenName"));
    }

    // ---- The API -------------------------------------------------------------------------------------------------------

    static string Body(string identifier, string given = "Aamu", string family = "Tarkiste") => $$"""{"members":[{"givenName":"{{given}}","familyName":"{{family}}","identifier":"{{identifier}}"}]}""";

    [Fact]
    public async Task A_check_tells_what_a_contact_would_come_to_and_writes_nothing()
    {
        var (anna, petra) = (server.As(Families.Anna), server.As(Families.Petra));
        var one = await anna.Open("check-one");
        var other = await anna.Open("check-other");
        var head = await server.Journal.Head(TestContext.Current.CancellationToken);
        Assert.Equal(("joins", one), Of(await anna.Post("/v1/contacts/check", Body("check-one"))));
        Assert.Equal(("unknown", null), Of(await petra.Post("/v1/contacts/check", Body("check-one"))));
        Assert.Equal(("unknown", null), Of(await anna.Post("/v1/contacts/check", Body("check-nobody"))));
        var both = (await anna.Post("/v1/contacts/check", """{"members":[{"identifier":"check-one"},{"identifier":"check-other"}]}""")).Is(200);
        Assert.Equal(("awaits-decision", 2), (both["outcome"].GetString(), both["cases"].GetArrayLength()));
        Assert.Equal(new[] { one, other }.Order(StringComparer.Ordinal), both["cases"].EnumerateArray().Select(c => c.GetProperty("case").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(head, await server.Journal.Head(TestContext.Current.CancellationToken));

        static (string?, string?) Of(Server.Said said) => (said.Is(200)["outcome"].GetString(), said["cases"].EnumerateArray().Select(c => c.GetProperty("case").GetString()).FirstOrDefault());
    }

    [Fact]
    public async Task By_a_name_alone_a_case_is_only_alike_and_only_for_who_may_see_it()
    {
        var anna = server.As(Families.Anna);
        (await anna.Post("/v1/contacts", Families.Contact("check-alike").Replace("Esimerkki", "Samankaltainen", StringComparison.Ordinal))).Is(201);
        var named = """{"members":[{"givenName":" eeli ","familyName":"SAMANKALTAINEN"}]}""";
        var told = (await anna.Post("/v1/contacts/check", named)).Is(200);
        Assert.Equal(("unknown", 0, 1), (told["outcome"].GetString(), told["cases"].GetArrayLength(), told["alike"].GetArrayLength()));
        Assert.Equal(0, (await server.As(Families.Petra).Post("/v1/contacts/check", named)).Is(200)["alike"].GetArrayLength());
    }

    [Theory]
    [InlineData("""{"members":[]}""", "invalid")]
    [InlineData("{}", "invalid")]
    [InlineData("""{"members":[{"identifier":"131052-308A"}]}""", "invalid")]
    [InlineData("""{"members":[{"givenName":"x","born":"2020-01-01"}]}""", "invalid")]
    [InlineData("""{"model":"no-such-model","members":[{"identifier":"x"}]}""", "model-unknown")]
    [InlineData("""{"model":"phenomenon-co-development","members":[{"identifier":"x"}]}""", "model-unknown")]
    public async Task A_check_that_is_wrong_is_told_what_is(string body, string problem) =>
        (await server.As(Families.Anna).Post("/v1/contacts/check", body)).Refuses(422, problem);
}
