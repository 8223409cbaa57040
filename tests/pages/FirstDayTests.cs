using System.Text.Json;
using Coordination.Core;
using Microsoft.Playwright;

namespace Coordination.Tests.OfPages;

/// <summary>The beginning of S0 as people do it in browsers of their own: a teacher's contact, the coordinator's work up to a held meeting; and what goes wrong on the way.</summary>
[Collection(Browsers.Name)]
public sealed class FirstDayTests(Browsers browsers)
{
    const string TheChild = "200122A901E";

    const Roles Coordinator = Roles.Professional | Roles.Coordinator;

    [Fact]
    public async Task A_contact_by_phone_a_lost_race_and_a_meeting_held_on_a_tablet()
    {
        await using var server = await Server.Start();
        await using var anna = await browsers.Open(server, Families.Anna, Coordinator);
        await using var petra = await browsers.Open(server, Families.Petra, Roles.Professional, "sv");

        // A contact; the button is pressed twice.
        await anna.Go("contacts/new");
        await anna.Field("source").SelectOptionAsync("self");
        await anna.Field("members[0].identifier").FillAsync(TheChild);
        await anna.Field("members[0].givenName").FillAsync("Eeli");
        await anna.Field("members[0].familyName").FillAsync("Esimerkki");
        await anna.Page.Locator("[name='reasons'][value='sleep']").CheckAsync();
        await anna.Field("ownWords").FillAsync("Emme nuku.");
        await anna.Field("basis").SelectOptionAsync("consent");
        await anna.Page.Locator(".submit button.primary").DblClickAsync();
        await anna.Sees("Anna Rantaharju");
        var cases = (await server.As(Families.Anna).Get("/v1/cases")).Is(200)["items"].EnumerateArray().ToArray();
        var id = Assert.Single(cases).GetProperty("case").GetString()!;

        // Somebody may not see what is not theirs.
        await petra.Go($"cases/{id}");
        Assert.Equal(404, (await petra.Page.GotoAsync($"cases/{id}"))!.Status);

        // Urgency, and back again with the browser's own button: nothing is done twice.
        await anna.Go($"cases/{id}");
        await anna.Press("Arvioi kiireellisyys");
        await anna.Field("urgency").SelectOptionAsync("normal");
        await anna.Page.Locator(".submit button.primary").ClickAsync();
        await anna.Page.WaitForURLAsync($"**/cases/{id}?done=judge-urgency");
        await anna.Page.GoBackAsync();
        await anna.Page.ReloadAsync();

        // A lost race: while Anna writes, something happens in the case; her words stay, and both are shown.
        await anna.Go($"cases/{id}/start-assessment");
        (await server.As(Families.Anna).Post($"/v1/cases/{id}/judge-urgency", """{"urgency":"soon"}""")).Is(200);
        (await server.As(Families.Anna).Post($"/v1/cases/{id}/start-assessment", "{}")).Is(200);
        await anna.Page.Locator(".submit button.primary").ClickAsync();
        await anna.Page.Locator(".errors, .notice").First.WaitForAsync();
        await anna.Go($"cases/{id}");
        await anna.Sees("Tuen tarpeen arviointi");

        (await server.As(Families.Anna).Post($"/v1/cases/{id}/complete-assessment", Families.Assessment)).Is(200);
        (await server.As(Families.Anna).Post($"/v1/cases/{id}/plan-meeting", Families.Meeting)).Is(200);
        server.Clock.Now = new(2026, 3, 10, 16, 0, 0, TimeSpan.FromHours(2));
        var meeting = (await server.As(Families.Anna).Get($"/v1/cases/{id}")).Is(200)["meetings"].EnumerateArray().First().GetProperty("id").GetString()!;

        // The meeting's page, what is printed of it in the family's language, and the form that is filled in together.
        await anna.Go($"cases/{id}/meetings/{meeting}");
        await anna.Sees("Ennen tapaamista");
        await anna.Go($"cases/{id}/meetings/{meeting}/invitation?language=sv");
        Assert.Equal("Inbjudan till ett gemensamt möte", await anna.Page.TitleAsync());
        Assert.DoesNotContain("Esimerkki", await anna.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Without_scripts_a_contact_is_received_and_a_form_says_what_is_missing()
    {
        await using var server = await Server.Start();
        await using var anna = await browsers.Open(server, Families.Anna, Coordinator, scripts: false);
        await anna.Go("contacts/new");
        await anna.Field("ownWords").FillAsync("Emme nuku.");
        await anna.Page.Locator(".submit button.primary").ClickAsync();
        Assert.NotEqual(0, await anna.Page.Locator(".errors li").CountAsync());
        Assert.Equal("Emme nuku.", await anna.Field("ownWords").InputValueAsync());
        await anna.Field("source").SelectOptionAsync("self");
        await anna.Field("members[0].identifier").FillAsync(TheChild);
        await anna.Page.Locator("[name='reasons'][value='sleep']").CheckAsync();
        await anna.Field("basis").SelectOptionAsync("consent");
        await anna.Page.Locator(".submit button.primary").ClickAsync();
        await anna.Sees("Anna Rantaharju");
        Assert.Single((await server.As(Families.Anna).Get("/v1/cases")).Is(200)["items"].EnumerateArray());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_change_by_somebody_else_is_shown_without_a_reload_and_takes_no_focus()
    {
        await using var server = await Server.Start();
        var id = await server.As(Families.Anna).Open(TheChild);
        await using var anna = await browsers.Open(server, Families.Anna, Coordinator);
        await anna.Go($"cases/{id}");
        await anna.Page.Locator("summary").First.FocusAsync();
        (await server.As(Families.Anna).Post($"/v1/cases/{id}/note", """{"text":"Äiti soitti uudestaan."}""")).Is(200);
        await Assertions.Expect(anna.Page.Locator("#timeline")).ToContainTextAsync("Äiti soitti uudestaan.", new() { Timeout = 60_000 });
        Assert.Equal("SUMMARY", await anna.Page.EvaluateAsync<string>("document.activeElement.tagName"));
    }
}
