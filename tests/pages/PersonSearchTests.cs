namespace Coordination.Tests.OfPages;

/// <summary>Anybody of the network is found for a form, by what is known of them.</summary>
public sealed class PersonSearchTests(HttpServer fixture) : IClassFixture<HttpServer>
{
    readonly Server server = fixture.Server;

    [Fact]
    public async Task Somebody_of_another_organisation_is_found_chosen_and_sent()
    {
        var id = await server.As(Families.Anna).Judged("find-wilma");
        var wilma = server.Rules.Network.Find(new Core.PersonId(Families.Wilma))!;
        var anna = await Visitor.SignIn(server, Families.Anna);
        var form = $"/cases/{id}/offer-handover";
        Assert.DoesNotContain($"value=\"{Families.Wilma}\"", (await anna.Get(form)).Text, StringComparison.Ordinal);
        var found = await anna.Fill(form, ("to.find", $"{wilma.FamilyName[..3].ToLowerInvariant()} {wilma.GivenName}"), ("find", "to"), ("reason", "They moved."));
        Assert.Contains($"value=\"{Families.Wilma}\"", found.Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("They moved.", found.Text, StringComparison.Ordinal);
        Assert.Contains("Added to the choices: 1", Visitor.TextOf(found), StringComparison.Ordinal);
        Assert.Contains("They moved.", (await anna.Get(Visitor.Leads(await anna.Fill(form, ("to", Families.Wilma), ("reason", "They moved."))).Split('?')[0])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_coordinate_is_found_for_an_invitation_and_for_no_handover()
    {
        var id = await server.As(Families.Anna).Judged("find-nils");
        var nils = server.Rules.Network.Find(new Core.PersonId(Families.Nils))!;
        var anna = await Visitor.SignIn(server, Families.Anna);
        Assert.Contains(Families.Nils, await Found("invite-participant"));
        Assert.DoesNotContain(Families.Nils, await Found("offer-handover"));
        (await (await Visitor.SignIn(server, Families.Petra)).Get($"/cases/{id}/invite-participant/people?find=nurse")).Is(404);

        async Task<string[]> Found(string command) =>
            [.. (await anna.Get($"/cases/{id}/{command}/people?find={Uri.EscapeDataString($"{nils.GivenName} {nils.FamilyName}")}")).Is(200).Json.EnumerateArray().Select(o => o.GetProperty("value").GetString()!)];
    }

    [Fact]
    public async Task Where_too_many_fit_nobody_is_shown()
    {
        var id = await server.As(Families.Anna).Judged("find-many");
        var anna = await Visitor.SignIn(server, Families.Anna);
        Assert.Equal("[]", (await anna.Get($"/cases/{id}/invite-participant/people?find=a")).Is(200).Text);
        Assert.Contains("Nobody was found, or too many.", Visitor.TextOf(await anna.Fill($"/cases/{id}/invite-participant", ("person.find", "a"), ("find", "person"))), StringComparison.Ordinal);
    }
}
