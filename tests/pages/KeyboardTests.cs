using System.Globalization;
using System.Text.Json;
using Coordination.Core;
using Microsoft.Playwright;

namespace Coordination.Tests.OfPages;

/// <summary>S0 from signing in to closing it, with the keyboard and nothing else: every step is reached by the tabulator, and the focus is seen and stands where a person looks.</summary>
[Collection(Browsers.Name)]
public sealed class KeyboardTests(Browsers browsers)
{
    const int StepsMax = 120;

    [Fact]
    public async Task A_case_goes_from_a_contact_to_its_end_by_the_keyboard_alone()
    {
        await using var server = await Server.Start();
        await using var anna = await browsers.Guest(server.Address.ToString(), "fi", 1280, 900);
        var page = anna.Page;
        await anna.Go(server.SignInLink(Families.Anna, "professional", "coordinator"));
        await Press("Kirjaudu");
        await page.WaitForURLAsync(server.Address.ToString());

        // The way to the content, past everything above it.
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip", await Active<string>("className"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await Active<string>("id"));

        await anna.Go(server.Address.ToString());
        await Press("Uusi yhteydenotto");
        await page.WaitForURLAsync("**/contacts/new");
        await Choose("channel", "phone");
        await Choose("source", "self");
        await Choose("area", "tampere-west");
        await Type("members[0].identifier", "200122A901E");
        await Type("members[0].givenName", "Eeli");
        await Type("members[0].familyName", "Esimerkki");
        await Tick("reasons", "sleep");
        await Type("ownWords", "Emme nuku.");
        await Choose("basis", "consent");
        await Press("Tallenna yhteydenotto");
        await page.WaitForURLAsync("**/contacts/*outcome=opened*");
        var id = Assert.Single(await server.As(Families.Anna).Everything("/v1/cases")).GetProperty("case").GetString()!;

        // The case by the field at the top: its family's name.
        await Type("search", "esimerkki");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/cases?named=*");
        await TabTo($"element.getAttribute('href') === 'cases/{id}'", "the case");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/cases/{id}");

        await Command("judge-urgency", () => Choose("urgency", "soon"));
        await Command("start-assessment");
        // A form with something missing: the focus is on what is wrong, and from there one key leads to the field.
        await Begin("complete-assessment");
        await Send();
        await page.Locator(".errors").WaitForAsync();
        Assert.Contains("errors", await Active<string>("className"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.NotEqual("BODY", await Active<string>("tagName"));
        await Type("summary", "He tarvitsevat unta.");
        await Tick("heard", "child");
        await Tick("heard", "adult");
        await Choose("needs[0].code", "sleep-guidance");
        await Send();
        await Done("complete-assessment");
        await Command("plan-meeting", async () =>
        {
            await Day("at.day", new(2026, 3, 24));
            await Clock("at.clock", 14, 0);
            await Choose("place", "home");
            await Find("participants", "Petra");
            await Tick("participants", Families.Petra);
        });
        server.Clock.Now = new(2026, 3, 24, 16, 0, 0, TimeSpan.FromHours(2));
        await anna.Go(server.SignInLink(Families.Anna, "professional", "coordinator"));
        await Press("Kirjaudu");
        await page.WaitForURLAsync(server.Address.ToString());
        await Command("hold-meeting", async () =>
        {
            await Choose("meeting", "meeting-1");
            await Tick("familyAttended", "true");
            await Tick("attended", Families.Anna);
            await Tick("attended", Families.Petra);
        });
        await Command("agree-plan", async () =>
        {
            await Type("goals[0].text", "Kokonaiset yöt");
            await Type("goals[0].rating", "3");
            await Type("tasks[0].text", "Unipäiväkirja");
            await Choose("tasks[0].responsible", Families.Anna);
            await Day("tasks[0].due", new(2026, 4, 7));
        });
        await Command("complete-task", () => Choose("task", "t1"));
        await Command("close", async () =>
        {
            await Choose("result", "goals-met");
            await Type("summary", "He nukkuvat.");
        });
        Assert.Equal("closed", (await server.As(Families.Anna).Case(id)).GetProperty("phase").GetString());
        Assert.Empty(server.Errors);

        async Task Command(string command, Func<Task>? fill = null)
        {
            await Begin(command);
            if (fill is not null) await fill();
            await Send();
            await Done(command);
        }

        async Task Begin(string command)
        {
            await anna.Go($"{server.Address}cases/{id}");
            var link = $"element.tagName === 'A' && (element.getAttribute('href') ?? '').split('?')[0] === 'cases/{id}/{command}'";
            // What is not a next step is folded away: the fold is opened by the keyboard too.
            if (!await page.Locator($"a[href='cases/{id}/{command}'], a[href^='cases/{id}/{command}?']").First.IsVisibleAsync())
            {
                await TabTo($"element.tagName === 'SUMMARY' && element.parentElement.querySelector(\"a[href='cases/{id}/{command}'], a[href^='cases/{id}/{command}?']\") !== null", $"what holds {command}");
                await page.Keyboard.PressAsync("Enter");
            }
            await TabTo(link, command);
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForURLAsync(url => url.Contains($"cases/{id}/{command}", StringComparison.Ordinal));
        }

        async Task Send()
        {
            await TabTo("element.matches('.submit button.primary')", "the form's button");
            await page.Keyboard.PressAsync("Enter");
        }

        async Task Done(string command)
        {
            await page.WaitForURLAsync(url => url.Contains($"cases/{id}?done={command}", StringComparison.Ordinal));
            Assert.Contains("done", await Active<string>("className"), StringComparison.Ordinal); // what was done is what has the focus
        }

        async Task Press(string name)
        {
            await TabTo($"(element.innerText ?? '').trim().startsWith({JsonSerializer.Serialize(name)})", name);
            await page.Keyboard.PressAsync("Enter");
        }

        Task Field(string name) => TabTo($"element.getAttribute('name') === {JsonSerializer.Serialize(name)}", name);

        async Task Type(string name, string text)
        {
            await Field(name);
            await page.Keyboard.PressAsync("Control+a");
            await page.Keyboard.TypeAsync(text);
        }

        // A list is gone through with the arrow keys.
        async Task Choose(string name, string value)
        {
            await Field(name);
            await page.Keyboard.PressAsync("Home");
            for (var i = 0; i < StepsMax && await Active<string>("value") != value; i++) await page.Keyboard.PressAsync("ArrowDown");
            Assert.Equal((name, value), (name, await Active<string>("value")));
        }

        async Task Tick(string name, string value)
        {
            await TabTo($"element.getAttribute('name') === {JsonSerializer.Serialize(name)} && element.value === {JsonSerializer.Serialize(value)}", $"{name} {value}");
            if (!await Active<bool>("checked")) await page.Keyboard.PressAsync("Space");
            Assert.True(await Active<bool>("checked"));
        }

        // Who does not stand near is looked for by name; the list beside the field grows by who was found.
        async Task Find(string name, string text)
        {
            await TabTo($"element.tagName === 'SUMMARY' && element.parentElement.querySelector('[data-find={name}]') !== null", $"the search of {name}");
            await page.Keyboard.PressAsync("Enter");
            await TabTo($"element.dataset.find === '{name}'", $"the search of {name}");
            await page.Keyboard.TypeAsync(text);
            await page.Keyboard.PressAsync("Enter");
            await page.Locator($"#{name} label[data-match]").First.WaitForAsync();
        }

        async Task Day(string name, DateOnly day)
        {
            await Field(name);
            await page.Keyboard.TypeAsync(day.ToString("MMddyyyy", CultureInfo.InvariantCulture)); // the parts stand in the order of the browser's own language
            Assert.Equal(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), await Active<string>("value"));
        }

        async Task Clock(string name, int hour, int minute)
        {
            await Field(name);
            await page.Keyboard.TypeAsync(new TimeOnly(hour, minute).ToString("hhmmtt", CultureInfo.InvariantCulture));
            Assert.Equal($"{hour:00}:{minute:00}", await Active<string>("value"));
        }

        // On the way nothing takes the focus without showing it.
        async Task TabTo(string wanted, string what)
        {
            for (var i = 0; i < StepsMax; i++)
            {
                if (await page.EvaluateAsync<bool>($"(element => {wanted})(document.activeElement)")) return;
                await page.Keyboard.PressAsync("Tab");
                Assert.True(await page.EvaluateAsync<bool>("(element => { const look = getComputedStyle(element); return element === document.body || look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0 && element.getClientRects().length > 0; })(document.activeElement)"),
                    $"the focus is not seen at {await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 120)")}");
            }
            Assert.Fail($"'{what}' is not reached with the tabulator on {page.Url}");
        }

        Task<T> Active<T>(string of) => page.EvaluateAsync<T>($"document.activeElement.{of}");
    }
}
