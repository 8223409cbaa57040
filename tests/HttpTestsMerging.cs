using System.Text.Json;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

// What people put right over HTTP: the names and words go where they belong.
public sealed class HttpTestsMerging
{
    static string Told(string words, params string[] members) =>
        $$"""{"channel":"phone","source":"professional","basis":"consent","ownWords":"{{words}}","reasons":["sleep"],"area":"tampere-west","members":[{{string.Join(',', members)}}]}""";

    static string Person(string role, string given, string family, string? identifier = null) =>
        $$"""{"role":"{{role}}","givenName":"{{given}}","familyName":"{{family}}"{{(identifier is null ? "" : $",\"identifier\":\"{identifier}\"")}}}""";

    static async Task<string> Tell(Caller by, string contact) => (await by.Post("/v1/contacts", contact)).Is(201)["case"].GetString()!;

    static async Task<string[]> Names(Caller by, string id) =>
        [.. (await by.Case(id)).GetProperty("members").EnumerateArray().Select(m => $"{m.GetProperty("givenName").GetString()} {m.GetProperty("familyName").GetString()}")];

    [Fact]
    public async Task Two_cases_of_one_family_become_one_with_their_names_words_and_history()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var one = await Tell(anna, Told("He does not sleep.", Person("child", "Eeli", "Esimerkki", "200122A901E")));
        var two = await Tell(anna, Told("My son is tired.", Person("adult", "Elina", "Esimerkki")));
        foreach (var id in new[] { one, two }) await anna.Do(id, "judge-urgency", """{"urgency":"normal"}""");
        await anna.Do(two, "note", """{"text":"She cried."}""");
        (await anna.Post($"/v1/cases/{one}/merge", $$"""{"duplicate":"{{two}}","reason":"  "}""")).Is(422);
        (await anna.Post($"/v1/cases/{one}/merge", """{"duplicate":"moon","reason":"The same family"}""")).Is(422);
        (await anna.Post($"/v1/cases/{one}/merge", $$"""{"duplicate":"{{one}}","reason":"The same family"}""")).Refuses(422, "duplicate-unknown");
        var merged = (await anna.Post($"/v1/cases/{one}/merge", $$"""{"duplicate":"{{two}}","reason":"The same family"}""")).Is(200);
        Assert.Equal(["duplicate-merged"], merged["happened"].EnumerateArray().Select(h => h.GetString()));

        Assert.Equal(["Eeli Esimerkki", "Elina Esimerkki"], await Names(anna, one));
        var view = await anna.Case(one);
        Assert.Equal([two], view.GetProperty("merged").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(2, view.GetProperty("contacts").GetInt32());
        var closed = await anna.Case(two);
        Assert.Equal(("closed", "merged", one), (closed.GetProperty("phase").GetString(), closed.GetProperty("result").GetString(), closed.GetProperty("mergedInto").GetString()));
        (await anna.Post($"/v1/cases/{two}/reopen", """{"reason":"Again"}""")).Refuses(409, "case-merged-away");
        var closing = (await anna.Journal(two))[^1];
        Assert.Equal("case-merged", closing.GetProperty("type").GetString());
        Assert.Equal("The same family", (await anna.Journal(one))[^1].GetProperty("content").GetProperty("reason").GetString());

        // Who gets the case that goes on reads the history of the other.
        await anna.Do(one, "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        var bea = server.As(Families.Bea);
        await bea.Do(one, "accept-handover", "{}");
        Assert.Contains(await bea.Journal(two), e => e.TryGetProperty("content", out var content) && content.TryGetProperty("text", out var text) && text.GetString() == "She cried.");
        (await server.As(Families.Petra).Get($"/v1/cases/{two}")).Is(404);
    }

    [Fact]
    public async Task What_was_put_right_of_a_member_goes_with_them()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var id = await Tell(anna, Told("He does not sleep.", Person("child", "Eeli", "Esimerkki", "200122A901E")));
        (await anna.Post("/v1/contacts", Told("She does not eat.", Person("child", "Eeli", "Esimerkki", "200122A901E"), Person("adult", "Oli", "Muu", "wrong")))).Is(201);
        await anna.Do(id, "change-member", """{"member":"m2","givenName":"Oili","familyName":"Muukalainen","identifier":"right","phone":"040"}""");
        var contact = (await anna.Journal(id))[^2].GetProperty("facts").GetProperty("contact").GetString();
        await anna.Do(id, "undo-join", $$"""{"contact":"{{contact}}","reason":"Another family"}""");
        var own = (await anna.Journal(id))[^1].GetProperty("facts").GetProperty("to").GetString()!;
        var member = (await anna.Case(own)).GetProperty("members")[1];
        Assert.Equal(("Oili", "040", true), (member.GetProperty("givenName").GetString(), member.GetProperty("phone").GetString(), member.GetProperty("identified").GetBoolean()));
        Assert.Equal(own, await Tell(anna, Told("Again.", Person("adult", "Oili", "Muukalainen", "right"))));
    }

    [Fact]
    public async Task A_contact_that_waits_or_went_elsewhere_changes_no_name_here()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var one = await Tell(anna, Told("He does not sleep.", Person("child", "Eeli", "Esimerkki", "200122A901E")));
        var two = await Tell(anna, Told("She does not eat.", Person("adult", "Oili", "Muukalainen", "oili")));
        (await anna.Post("/v1/contacts", Told("It is worse.", Person("child", "Onni", "Muukalainen", "200122A901E"), Person("adult", "Oili", "Muukalainen", "oili")))).Is(201);
        Assert.Equal("Eeli Esimerkki", (await Names(anna, one))[0]);
        var contact = (await anna.Case(two)).GetProperty("waiting")[0].GetProperty("contact").GetString();
        await anna.Do(two, "take-contact", $$"""{"contact":"{{contact}}"}""");
        Assert.Equal(["Eeli Esimerkki"], await Names(anna, one));
        Assert.DoesNotContain("It is worse.", string.Concat(await anna.Journal(one)), StringComparison.Ordinal);
        Assert.Contains("It is worse.", string.Concat(await anna.Journal(two)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_that_joined_the_wrong_family_leaves_with_its_names_and_words()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var id = await Tell(anna, Told("He does not sleep.", Person("child", "Eeli", "Esimerkki", "200122A901E")));
        // The identity code was written down wrong: this is another child, and another mother.
        (await anna.Post("/v1/contacts", Told("She does not eat.", Person("child", "Onni", "Muukalainen", "200122A901E"), Person("adult", "Oili", "Muukalainen", "100190-901J")))).Is(201);
        Assert.Equal(["Onni Muukalainen", "Oili Muukalainen"], await Names(anna, id));
        var contact = (await anna.Journal(id))[^1].GetProperty("facts").GetProperty("contact").GetString();
        (await anna.Post($"/v1/cases/{id}/undo-join", """{"contact":"0195ca3f1b7c7a00b1c2d3e4f5061728","reason":"Another family"}""")).Refuses(422, "contact-not-joined");
        var undone = (await anna.Post($"/v1/cases/{id}/undo-join", $$"""{"contact":"{{contact}}","reason":"Another family"}""")).Is(200);
        Assert.Equal("join-undone", undone["happened"][0].GetString());

        Assert.Equal(["Eeli Esimerkki"], await Names(anna, id));
        var own = (await anna.Journal(id))[^1].GetProperty("facts").GetProperty("to").GetString()!;
        Assert.Equal(["Onni Muukalainen", "Oili Muukalainen"], await Names(anna, own));
        var opened = await anna.Journal(own);
        Assert.DoesNotContain("Muukalainen", string.Concat(await anna.Journal(id)), StringComparison.Ordinal); // what was told of another family is read there alone
        Assert.DoesNotContain("She does not eat.", string.Concat(await anna.Journal(id)), StringComparison.Ordinal);
        Assert.Equal("She does not eat.", opened[1].GetProperty("content").GetProperty("ownWords").GetString());
        Assert.DoesNotContain("200122A901E", opened[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("100190-901J", opened[1].ToString(), StringComparison.Ordinal);
        var members = (await anna.Case(own)).GetProperty("members");
        Assert.Equal((false, true), (members[0].GetProperty("identified").GetBoolean(), members[1].GetProperty("identified").GetBoolean()));
        Assert.Empty((await new Engine.Maintenance(server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }
}
