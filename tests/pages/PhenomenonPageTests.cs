using Coordination.Core;

namespace Coordination.Tests.OfPages;

/// <summary>Opening a phenomenon on a page, without scripts: who may, what is refused, and what stands in the form then.</summary>
public sealed class PhenomenonPageTests
{
    const string Guide = "guidance-around-p1";

    static (string, string)[] Said(string name = "Yksinäisyys", string parent = "") =>
        [("key", Guid.CreateVersion7().ToString("N")), ("model", "phenomenon-co-development"), ("name", name), ("area", "nokia"), ("level", "local"), ("reason", "school-absence"), ("from", "2025-12-01"), ("to", "2026-02-28"), ("parent", parent)];

    [Fact]
    public async Task Who_may_coordinate_opens_one_and_sees_what_it_counts()
    {
        await using var server = await Server.Start();
        var guide = await Visitor.SignIn(server, Guide);
        Assert.Contains("href=\"phenomena/new\"", (await guide.Get("/cases")).Is(200).Text, StringComparison.Ordinal);
        // The last three whole months, before anything is chosen.
        var form = (await guide.Get("/phenomena/new")).Is(200);
        foreach (var day in new[] { "id=\"from\" name=\"from\" value=\"2025-12-01\"", "id=\"to\" name=\"to\" value=\"2026-02-28\"" }) Assert.Contains(day, form.Text, StringComparison.Ordinal);
        var page = await guide.Get(Visitor.Leads(await guide.Post("/phenomena/new", Said())));
        Assert.Contains("Yksinäisyys", Visitor.TextOf(page), StringComparison.Ordinal);
        Assert.Contains("So few that the number is not shown", Visitor.TextOf(page), StringComparison.Ordinal);
        Assert.DoesNotContain(":phenomenon:", page.Text, StringComparison.Ordinal); // what is unique of it is for programs
        // What is part of it begins with what it is about.
        var id = page.Text.Split("phenomena/new?parent=")[1][..32];
        var part = (await guide.Get($"/phenomena/new?parent={id}")).Is(200);
        Assert.Equal((id, "Yksinäisyys"), (Visitor.ValueOf(part, "parent"), Visitor.ValueOf(part, "name")));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task What_is_refused_says_why_and_keeps_what_was_typed()
    {
        await using var server = await Server.Start();
        var guide = await Visitor.SignIn(server, Guide);
        (await guide.Post("/phenomena/new", Said())).Is(302);
        Assert.Equal("Yksinäisyys", Visitor.ValueOf((await guide.Post("/phenomena/new", Said())).Is(409), "name"));
        (await guide.Post("/phenomena/new", Said(name: ""))).Is(422);
        foreach (var parent in new[] { "nonsense", "0195ca3f1b7c7d2f8a3e5b6c7d8e9f01", "<b>" }) (await guide.Post("/phenomena/new", Said("Another", parent))).Is(422);
        (await guide.Get("/phenomena/new?parent=nonsense")).Is(200);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Who_may_not_is_offered_none_and_opens_none()
    {
        await using var server = await Server.Start();
        var petra = await Visitor.SignIn(server, Families.Petra);
        Assert.DoesNotContain("phenomena/new", (await petra.Get("/cases")).Is(200).Text, StringComparison.Ordinal);
        (await petra.Get("/phenomena/new")).Is(403);
        (await petra.Post("/phenomena/new", Said())).Is(403);
    }
}
