using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Coordination.Tests.OfPages;

/// <summary>
/// Takes the pictures of the README and of the user's guide, from the living demo as its users see it. Run when pages change:
/// <c>tests/bin/Debug/net10.0/Coordination.Tests -explicit only -class "*PicturesTests"</c>.
/// </summary>
[Collection(Browsers.Name)]
public sealed partial class PicturesTests(Browsers browsers)
{
    const int Width = 1000, Height = 720;

    [Fact(Explicit = true)]
    public async Task The_pictures_are_taken()
    {
        foreach (var language in new[] { "en", "fi" })
        {
            using var folder = new TemporaryFolder();
            using var demo = Process.Start(new ProcessStartInfo("dotnet", [Repository.Path("client-api/bin/Debug/net10.0/Coordination.ClientApi.dll"), "--demo", "--data", folder.Path, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true })!;
            try
            {
                var (address, links) = await Said(demo);
                await using var coordinator = await browsers.Guest(address, language, Width, Height);
                await coordinator.Enter(links[0]);
                await Take(coordinator, language, "my-work", "");
                await Take(coordinator, language, "new-contact", "contacts/new");
                await coordinator.Go("cases?phase=follow-up");
                var one = await coordinator.Page.Locator("tbody th a").First.GetAttributeAsync("href");
                await Take(coordinator, language, "case", one!);
                await Take(coordinator, language, "handover", $"{one}/offer-handover");
                await Take(coordinator, language, "follow-up", $"{one}/record-follow-up");
                await coordinator.Go("cases?phase=joint-meeting");
                await coordinator.Page.Locator("tbody th a").First.ClickAsync();
                if (await coordinator.Page.Locator("a[href*='/meetings/']").CountAsync() > 0)
                {
                    await coordinator.Page.Locator("a[href*='/meetings/']").First.ClickAsync();
                    await Shoot(coordinator, language, "meeting");
                }
                await using var manager = await browsers.Guest(address, language, Width, Height);
                await manager.Enter(links[2]);
                await Take(manager, language, "board", "board");
            }
            finally
            {
                demo.Kill();
                await demo.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    static async Task Take(Seat seat, string language, string name, string address)
    {
        await seat.Go(address);
        await Shoot(seat, language, name);
    }

    static async Task Shoot(Seat seat, string language, string name) =>
        await seat.Page.ScreenshotAsync(new() { Path = Repository.Path($"docs/pictures/{name}.{language}.png") });

    static async Task<(string Address, string[] Links)> Said(Process demo)
    {
        var links = new List<string>();
        while (await demo.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (SignIn().Match(line) is { Success: true } link) links.Add(link.Value);
            if (line.StartsWith("Listening on ", StringComparison.Ordinal)) return (line["Listening on ".Length..] + "/", [.. links]);
        }
        throw new InvalidOperationException("the demo did not start");
    }

    [GeneratedRegex("http://[^ ]*/sign-in/[^ ]+")]
    private static partial Regex SignIn();

    sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("coordination-pictures-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
