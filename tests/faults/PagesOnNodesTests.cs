using System.Net;
using System.Text.RegularExpressions;
using Coordination.ClientApi.Pages;

namespace Coordination.Tests.Faults;

/// <summary>Somebody at the pages of several nodes behind one proxy, which gives each of their requests to another node and the whole a prefix.</summary>
[Collection(RealProcesses.Name)]
public partial class PagesOnNodesTests
{
    const string Prefix = "/family";
    const int HeardSecondsMax = 10;

    protected virtual Host Host => Host.EachItsOwn;

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task One_session_serves_at_every_node_and_each_step_may_be_at_another()
    {
        await using var site = await Site.On(StoreKind.Postgres, Host);
        var nodes = await Task.WhenAll(Enumerable.Range(0, Host.Several).Select(_ => site.StartReady("--known-proxies", "127.0.0.1")));
        using var browser = new ProxiedBrowser(nodes);

        // The link is of the node that printed it; the session that it begins is of all.
        var link = SignInLink().Match(nodes[0].Words).Groups[1].Value;
        Assert.Equal(HttpStatusCode.Gone, (await browser.Send(1, HttpMethod.Post, $"sign-in/{link}")).StatusCode);
        var entered = await browser.Send(0, HttpMethod.Post, $"sign-in/{link}");
        Assert.Equal($"{Prefix}/", entered.Headers.Location!.OriginalString);
        Assert.Contains($"path={Prefix};", Assert.Single(entered.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        for (var node = 0; node < nodes.Length; node++) Assert.Contains($"<base href=\"{Prefix}/\"", await browser.Page(node, ""), StringComparison.Ordinal);

        // A contact: its form from one node, sent to another, its case opened at each.
        var form = await browser.Page(0, "contacts/new");
        var received = await browser.Send(1, HttpMethod.Post, "contacts/new", [
            ("key", Key().Match(form).Groups[1].Value), ("channel", "phone"), ("source", "self"), ("basis", "consent"), ("ownWords", "We do not sleep."), ("area", "west"), ("unit", "guidance"), ("language", "fi"),
            ("members[0].role", "child"), ("members[0].identifier", "child-of-the-nodes")]);
        Assert.Equal(HttpStatusCode.Redirect, received.StatusCode);
        Assert.StartsWith($"{Prefix}/contacts/", received.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var id = CaseOf().Match(received.Headers.Location.OriginalString).Groups[1].Value;
        for (var node = 0; node < nodes.Length; node++) Assert.Contains($"cases/{id}/judge-urgency", await browser.Page(node, $"cases/{id}"), StringComparison.Ordinal);

        // While one node tells what happens, another carries a command out; a third look shows it.
        using var changes = await browser.Listen(nodes.Length - 1, "changes");
        var asked = await browser.Page(nodes.Length - 1, $"cases/{id}/judge-urgency");
        var judged = await browser.Send(0, HttpMethod.Post, $"cases/{id}/judge-urgency", [("key", Key().Match(asked).Groups[1].Value), ("version", Version().Match(asked).Groups[1].Value), ("urgency", "soon")]);
        Assert.Equal($"{Prefix}/cases/{id}?done=judge-urgency", judged.Headers.Location!.OriginalString);
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(HeardSecondsMax)))
            while (await changes.ReadLineAsync(limit.Token) is { } line && !line.Contains("urgency-judged", StringComparison.Ordinal)) { }
        // The same form again, to another node: done once.
        Assert.Equal(judged.Headers.Location, (await browser.Send(1, HttpMethod.Post, $"cases/{id}/judge-urgency", [("key", Key().Match(asked).Groups[1].Value), ("version", Version().Match(asked).Groups[1].Value), ("urgency", "soon")])).Headers.Location);
        Assert.All(nodes, node => Assert.Equal("", node.Breaks));
    }

    [GeneratedRegex(@"/sign-in/([A-Za-z0-9_-]+)")] private static partial Regex SignInLink();
    [GeneratedRegex("name=\"key\" value=\"([^\"]+)\"")] private static partial Regex Key();
    [GeneratedRegex("name=\"version\" value=\"([^\"]+)\"")] private static partial Regex Version();
    [GeneratedRegex("case=([0-9a-f]{32})")] private static partial Regex CaseOf();

    /// <summary>One browser's requests, each as a proxy gives it to the node that is named.</summary>
    sealed class ProxiedBrowser(Node[] nodes) : IDisposable
    {
        readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        string? cookie;

        public async Task<HttpResponseMessage> Send(int node, HttpMethod method, string path, params (string Name, string Value)[] fields)
        {
            using var request = await Request(node, method, path);
            if (fields.Length > 0) request.Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
            var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set) && set.FirstOrDefault(c => c.StartsWith(Session.Cookie, StringComparison.Ordinal)) is { } given) cookie = given.Split(';')[0];
            return answer;
        }

        public async Task<string> Page(int node, string path)
        {
            using var answer = await Send(node, HttpMethod.Get, path);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        public async Task<StreamReader> Listen(int node, string path)
        {
            using var request = await Request(node, HttpMethod.Get, path);
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        }

        async Task<HttpRequestMessage> Request(int node, HttpMethod method, string path)
        {
            var request = new HttpRequestMessage(method, new Uri(await nodes[node].Address, path));
            request.Headers.Add("X-Forwarded-Prefix", Prefix);
            if (cookie is not null) request.Headers.Add("Cookie", cookie);
            return request;
        }

        public void Dispose() => http.Dispose();
    }
}
