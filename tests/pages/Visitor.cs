using System.Net;
using System.Text.RegularExpressions;
using Said = Coordination.Tests.Server.Said;

namespace Coordination.Tests.OfPages;

/// <summary>Somebody who looks at the pages with a browser that runs no script and keeps its cookies.</summary>
public sealed partial class Visitor(Server server)
{
    readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    public static async Task<Visitor> SignIn(Server server, string person)
    {
        var visitor = new Visitor(server);
        await visitor.SignIn(person);
        return visitor;
    }

    public async Task SignIn(string person) => (await Post(server.SignInLink(person))).Is(302);

    public Task<Said> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Said> Post(string path, params IEnumerable<(string Name, string Value)> fields) =>
        Send(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>Sends a form as it is shown, with these fields filled in.</summary>
    public async Task<Said> Fill(string path, params IEnumerable<(string Name, string Value)> fields) =>
        await Post(path, fields.Prepend(("version", ValueOf((await Get(path)).Is(200), "version"))).Prepend(("key", ValueOf(await Get(path), "key"))));

    async Task<Said> Send(HttpMethod method, string path, HttpContent? content)
    {
        var said = await server.Stranger.Send(method, path, content, [.. cookies.Count == 0 ? [] : new[] { ("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"))) }]);
        if (said.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set.Select(c => c.Split(';')[0].Split('=', 2)))
                if (cookie[1].Length == 0) cookies.Remove(cookie[0]);
                else cookies[cookie[0]] = cookie[1];
        return said;
    }

    /// <summary>What an input of a page has in it; nothing where it has nothing, or is not there.</summary>
    public static string ValueOf(Said page, string name) =>
        Input().Matches(page.Text).Select(m => m.Value).FirstOrDefault(input => input.Contains($"name=\"{name}\"", StringComparison.Ordinal)) is { } found && Value().Match(found) is { Success: true } value
            ? WebUtility.HtmlDecode(value.Groups[1].Value) : "";

    /// <summary>Where an answer leads, from the site's base.</summary>
    public static string Leads(Said said) => said.Is(302).Header("Location")!;

    /// <summary>What a page says, without its marks.</summary>
    public static string TextOf(Said page) => WebUtility.HtmlDecode(Mark().Replace(page.Text[page.Text.IndexOf("<main", StringComparison.Ordinal)..page.Text.IndexOf("</main>", StringComparison.Ordinal)], " "));

    [GeneratedRegex("<input[^>]*>")] private static partial Regex Input();
    [GeneratedRegex(" value=\"([^\"]*)\"")] private static partial Regex Value();
    [GeneratedRegex(@"(?s)<template.*?</template>|<[^>]*>|\s+")] private static partial Regex Mark();
}
