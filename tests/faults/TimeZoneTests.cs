using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Coordination.Tests.Faults;

/// <summary>Legal dates are those of the operating model's time zone, wherever the server stands.</summary>
[Collection(RealProcesses.Name)]
public sealed class TimeZoneTests
{
    /// <summary>11 March in Helsinki, 10 March in UTC, and 11 March at noon in Auckland.</summary>
    const string Contact =
        """
        {"channel":"phone","source":"self","basis":"consent","ownWords":"He does not sleep.","area":"west","callBack":true,"occurredAt":"2026-03-10T22:30:00Z",
         "members":[{"role":"child","identifier":"child-of-the-night"}]}
        """;

    [Theory(Timeout = Size.TestMillisecondsMax)]
    [InlineData("UTC")]
    [InlineData("Pacific/Auckland")]
    [InlineData("America/Los_Angeles")]
    public async Task Servers_in_all_the_world_give_the_same_legal_dates(string timeZone)
    {
        await using var site = await Site.On(StoreKind.Sqlite);
        var address = await site.StartIn(timeZone).Ready().ContinueWith(node => node.Result.Address, TaskScheduler.Default).Unwrap();
        using var http = new HttpClient { BaseAddress = address };
        var coordinator = Site.Coordinators[0];
        var id = (await Post(coordinator, "/v1/contacts", Contact)).GetProperty("case").GetString();
        await Post(coordinator, $"/v1/cases/{id}/invite-participant", $$"""{"person":"{{Site.SocialWorker}}"}""");
        await Post(Site.SocialWorker, $"/v1/cases/{id}/judge-special-support", """{"needed":true,"grounds":"At risk without support."}""");
        using var look = new HttpRequestMessage(HttpMethod.Get, $"/v1/cases/{id}") { Headers = { Authorization = new("Bearer", site.Tokens[coordinator]) } };
        var seen = await (await http.SendAsync(look, TestContext.Current.CancellationToken)).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "assessment-done 2026-06-11 2026-06-11T21:00:00+00:00", "assessment-started 2026-03-20 2026-03-20T22:00:00+00:00",
                "call-back 2026-03-16 2026-03-16T22:00:00+00:00", "urgency-judged 2026-03-12 2026-03-12T22:00:00+00:00",
            ],
            seen.GetProperty("deadlines").EnumerateArray()
                .Select(d => $"{d.GetProperty("key").GetString()} {d.GetProperty("dueOn").GetString()} {d.GetProperty("overdueFrom").GetString()}").Order(StringComparer.Ordinal));

        async Task<JsonElement> Post(string person, string path, string body)
        {
            using var asks = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Headers = { Authorization = new("Bearer", site.Tokens[person]) }, Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            var said = await http.SendAsync(asks, TestContext.Current.CancellationToken);
            Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return await said.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        }
    }
}
