using Coordination.Core;
using Microsoft.Playwright;

namespace Coordination.Tests.OfPages;

/// <summary>Every page, and forms with their errors shown, by axe-core's rules: in each language, light and dark, wide and at 320 pixels.</summary>
[Collection(Browsers.Name)]
public sealed class AccessibilityTests(Browsers browsers)
{
    /// <summary>The innermost element that reaches furthest to the right.</summary>
    const string Widest = "[...document.querySelectorAll('body *')].reduce((widest, one) => one.getBoundingClientRect().right >= widest.getBoundingClientRect().right ? one : widest).outerHTML.slice(0, 200)";

    static bool Full => Environment.GetEnvironmentVariable("COORDINATION_TEST_SIZE") == "full";

    public static TheoryData<string, ColorScheme, int> Looks
    {
        get
        {
            var looks = new TheoryData<string, ColorScheme, int>();
            foreach (var language in ClientApi.Texts.Languages)
                foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                    foreach (var width in new[] { 1280, 640, 320 }) // 640 is what a wide page has at 200 % zoom
                        if (Full || (language, scheme, width) is ("fi", ColorScheme.Light, 1280) or ("sv", ColorScheme.Dark, 320) or ("en", ColorScheme.Light, 640))
                            looks.Add(language, scheme, width);
            return looks;
        }
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task No_page_breaks_a_rule(string language, ColorScheme scheme, int width)
    {
        await using var server = await Server.Start();
        var id = await server.As(Families.Anna).Open("200122A901E");
        (await server.As(Families.Anna).Post($"/v1/cases/{id}/judge-urgency", """{"urgency":"normal"}""")).Is(200);
        var phenomenon = (await server.As("guidance-around-p1").Post("/v1/phenomena", """{"model":"phenomenon-co-development","name":"Yksinäisyys","area":"nokia","level":"local","reason":"school-absence","from":"2025-12-01","to":"2026-02-28"}""")).Is(201)["case"].GetString()!;
        var problems = new List<string>();

        await using (var coordinator = await browsers.Open(server, Families.Anna, Roles.Professional | Roles.Coordinator, language, scheme, width))
        {
            foreach (var address in new[]
            {
                "", "cases", "cases?phase=closed", $"cases/{id}", $"cases/{id}/note", $"cases/{id}/complete-assessment", $"cases/{id}/offer-handover", $"cases/{id}/plan-meeting", "contacts/new",
                "operating-models", "operating-models/one-contact-is-enough", "help", "accessibility", "cases/nothing",
            })
                problems.AddRange(await Look(coordinator, address));

            // With every part that opens, open; and a form whose errors are shown.
            await coordinator.Go($"cases/{id}");
            await coordinator.Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            problems.AddRange(await Judge(coordinator));
            foreach (var form in new[] { $"cases/{id}/offer-handover", "contacts/new", "accessibility" })
            {
                await coordinator.Go(form);
                await coordinator.Page.Locator("main form .submit button.primary").Last.ClickAsync();
                await coordinator.Page.Locator(".errors").WaitForAsync();
                problems.AddRange(await Judge(coordinator));
            }
            // What the field at the top finds, and what it does not.
            foreach (var name in new[] { "Esimerkki", "Eisellainen" })
            {
                await coordinator.Page.Locator("#find").FillAsync(name);
                await coordinator.Page.Locator("#find").PressAsync("Enter");
                await coordinator.Page.WaitForURLAsync("**/cases?named=*");
                problems.AddRange(await Judge(coordinator));
            }
            await coordinator.Page.Locator("form[action='sign-out'] button").ClickAsync();
            problems.AddRange(await Judge(coordinator));
        }

        await using (var guide = await browsers.Open(server, "guidance-around-p1", Roles.Professional | Roles.Coordinator, language, scheme, width))
            foreach (var address in new[] { "cases?subject=phenomenon", $"cases/{phenomenon}", "phenomena/new", $"phenomena/new?parent={phenomenon}" })
                problems.AddRange(await Look(guide, address));

        await using (var manager = await browsers.Open(server, Families.Mari, Roles.Manager, language, scheme, width))
            foreach (var address in new[] { "", "cases", "board", "board/assign", "help" })
                problems.AddRange(await Look(manager, address));

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Empty(server.Errors);
    }

    static async Task<IEnumerable<string>> Look(Seat seat, string address)
    {
        await seat.Go(address);
        return await Judge(seat);
    }

    /// <summary>The rules; one heading of the first rank; and nothing that must be scrolled to the side.</summary>
    static async Task<IEnumerable<string>> Judge(Seat seat)
    {
        var problems = (await seat.Violations()).ToList();
        if (await seat.Page.Locator("h1").CountAsync() != 1) problems.Add($"{seat.Page.Url} has {await seat.Page.Locator("h1").CountAsync()} headings of the first rank");
        if (await seat.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is var over and > 0) problems.Add($"{seat.Page.Url} is {over} pixels too wide: {await seat.Page.EvaluateAsync<string>(Widest)}");
        return problems;
    }
}
