using System.Diagnostics;
using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>The time is set by hand on a server that was told so, forward only; on no other, and never where families' cases are.</summary>
public sealed class SettableClockTests
{
    static readonly string Network = Repository.Path("client-api/network.starter.json");
    static readonly string[] Settable = ["--settable-clock", "--network", Network];

    const string Contact =
        """
        {"channel":"phone","source":"self","basis":"consent","area":"tampere-west","ownWords":"He does not sleep.","members":[{"role":"child","identifier":"clock-1"}],"occurredAt":"2026-03-10T09:05:00+02:00"}
        """;

    [Theory]
    [InlineData("--urls http://0.0.0.0:5080", "only where nobody else reaches the server, not on http://0.0.0.0:5080 (--urls)")]
    [InlineData("--urls http://127.0.0.1:5080;http://*:5081", "only where nobody else reaches the server, not on http://127.0.0.1:5080;http://*:5081 (--urls)")]
    [InlineData("--urls http://coordination.example", "only where nobody else reaches the server, not on http://coordination.example (--urls)")]
    [InlineData("--authority https://login.example", "not with the people of https://login.example (--authority)")]
    [InlineData("--known-proxies 127.0.0.1", "not behind a proxy (--known-proxies)")]
    [InlineData("--demo", "the demo's cases go by the real clock (--demo)")]
    [InlineData("check", "it is for the server, not for check")]
    public void It_is_refused_where_others_come(string arguments, string why) =>
        Assert.Equal($"--settable-clock: {why}", Assert.Throws<WrongSettingException>(() => Settings.Read([.. arguments.Split(' '), "--settable-clock"], _ => null)).Message);

    [Theory]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Production")]
    [InlineData("DOTNET_ENVIRONMENT", "production")]
    public void It_is_refused_in_production(string name, string value)
    {
        var wrong = Assert.Throws<WrongSettingException>(() => Settings.Read(["--settable-clock"], asked => asked == name ? value : null));
        Assert.Equal($"--settable-clock: not in production, which {name} says this is", wrong.Message);
        Assert.True(Settings.Read(["--settable-clock"], asked => asked == name ? "Development" : null).SettableClock);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080;http://127.0.0.1:0")]
    public void It_is_allowed_on_ones_own_machine(string urls) => Assert.True(Settings.Read(["--settable-clock", "--urls", urls], _ => null).SettableClock);

    [Fact]
    public void No_variable_of_the_environment_switches_it_on() => 
        Assert.False(Settings.Read([], name => name == "COORDINATION_SETTABLE_CLOCK" ? "true" : null).SettableClock);

    [Fact]
    public async Task On_other_servers_there_is_no_such_address()
    {
        await using var server = await Server.Start();
        var one = server.As("p-manager", "operator");
        (await one.Get("/v1/clock")).Refuses(404, "no-such-page");
        (await one.Post("/v1/clock", """{"now":"2026-03-11T09:00:00+02:00"}""")).Refuses(404, "no-such-page");
        var described = (await server.Stranger.Get("/openapi/v1.json")).Is(200);
        Assert.DoesNotContain("clock", described.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stands_where_it_was_set_and_goes_forward_only_and_by_operators_only()
    {
        await using var server = await Server.Start(Settable);
        var (one, other) = (server.As("p-manager", "operator"), server.As("p-coordinator"));
        Assert.Equal(DateTimeOffset.UnixEpoch, Now(await other.Get("/v1/clock")));
        Assert.Equal(Server.Tuesday, Now(await one.Post("/v1/clock", """{"now":"2026-03-10T09:05:00+02:00"}""")));
        Assert.Equal(Server.Tuesday, Now(await one.Post("/v1/clock", """{"now":"2026-03-10T09:05:00+02:00"}""")));
        server.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(Server.Tuesday, Now(await other.Get("/v1/clock")));

        (await one.Post("/v1/clock", """{"now":"2026-03-10T09:04:59+02:00"}""")).Refuses(422, "date-in-past");
        (await other.Post("/v1/clock", """{"now":"2026-03-11T09:05:00+02:00"}""")).Refuses(403, "not-operator");
        (await server.Stranger.Post("/v1/clock", """{"now":"2026-03-11T09:05:00+02:00"}""")).Refuses(401, "unauthenticated");
        (await one.Post("/v1/clock", """{"now":"2026-03-11T09:05:00"}""")).Refuses(422, "invalid");
        (await one.Post("/v1/clock", """{"now":"3026-03-11T09:05:00Z"}""")).Refuses(422, "invalid");
        (await one.Post("/v1/clock", "{}")).Refuses(422, "invalid");
        Assert.Equal(Server.Tuesday, Now(await other.Get("/v1/clock")));
    }

    [Fact]
    public async Task It_is_described_where_it_is()
    {
        await using var server = await Server.Start(Settable);
        var paths = (await server.Stranger.Get("/openapi/v1.json")).Is(200)["paths"].GetProperty("/v1/clock");
        Assert.Equal(("get-clock", "set-clock"), (paths.GetProperty("get").GetProperty("operationId").GetString(), paths.GetProperty("post").GetProperty("operationId").GetString()));
        Assert.Equal(["200", "400", "401", "403", "413", "415", "422", "429", "503", "default"], paths.GetProperty("post").GetProperty("responses").EnumerateObject().Select(r => r.Name).Order(StringComparer.Ordinal));
        var body = paths.GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
        Assert.Equal(JsonValueKind.String, (await server.As("p-manager", "operator").Post("/v1/clock", body)).Is(200)["now"].ValueKind);
    }

    /// <summary>Everything that asks for the time is told that one: what may have occurred, when it was recorded, its id, what is due and what was missed.</summary>
    [Fact]
    public async Task Cases_go_by_it_and_what_is_due_is_noted_before_the_answer()
    {
        await using var server = await Server.Start(Settable);
        var (operators, anna) = (server.As("p-manager", "operator"), server.As("p-coordinator"));
        await operators.Post("/v1/clock", """{"now":"2026-03-10T09:00:00+02:00"}""");
        (await anna.Post("/v1/contacts", Contact)).Refuses(422, "occurred-in-future");
        await operators.Post("/v1/clock", """{"now":"2026-03-10T09:30:00+02:00"}""");
        var receipt = (await anna.Post("/v1/contacts", Contact)).Is(201);
        var id = receipt["case"].GetString();
        Assert.Equal(Server.Tuesday.AddMinutes(25), receipt["receivedAt"].GetDateTimeOffset());
        Assert.Equal(Server.Tuesday.AddMinutes(25).ToUnixTimeMilliseconds(), Convert.ToInt64(id![..12], 16));
        Assert.Empty((await anna.Get("/v1/cases?overdue=true")).Items);

        await operators.Post("/v1/clock", """{"now":"2026-03-12T08:00:00+02:00"}""");
        Assert.Equal(id, Assert.Single((await anna.Get("/v1/cases?overdue=true")).Items).GetProperty("case").GetString());
        var missed = (await anna.Get($"/v1/cases/{id}/journal")).Items[^1];
        Assert.Equal(("deadline-missed", new DateTimeOffset(2026, 3, 12, 6, 0, 0, TimeSpan.Zero)), (missed.GetProperty("type").GetString(), missed.GetProperty("recordedAt").GetDateTimeOffset()));
    }

    /// <summary>In 2011 every token of today would not be valid yet, and in 2012 one of 2011 for ever.</summary>
    [Fact]
    public async Task Tokens_and_tickets_go_by_the_real_clock()
    {
        await using var server = await Server.Start(Settable);
        var anna = server.As("p-coordinator");
        (await anna.Get("/v1/worklist")).Is(200);
        Assert.Equal(server.Clock.Now.AddSeconds(Tickets.LifetimeSeconds), (await anna.Post("/v1/changes/tickets")).Is(200)["expiresAt"].GetDateTimeOffset());
        server.Clock.Now += TimeSpan.FromDays(366);
        (await anna.Get("/v1/worklist")).Refuses(401, "unauthenticated");
    }

    [Fact]
    public Task A_store_is_of_one_time_on_SQLite() => AStoreIsOfOneTime(TempSqlite.Open);

    [Fact]
    public Task A_store_is_of_one_time_on_PostgreSQL() => AStoreIsOfOneTime(TempPostgres.Open);

    static async Task AStoreIsOfOneTime(Func<TempStore> open)
    {
        await using (var real = open())
        {
            var server = await Server.Start(real, "--network", Network);
            (await server.As("p-coordinator").Post("/v1/contacts", Contact)).Is(201);
            await server.Stop();
            var wrong = await Assert.ThrowsAsync<WrongSettingException>(() => Server.Start(real, Settable));
            Assert.Matches("^--settable-clock: .+ holds cases that were recorded by the real clock, and takes no others$", wrong.Message);
        }
        await using var store = open();
        var first = await Server.Start(store, Settable);
        await first.As("p-manager", "operator").Post("/v1/clock", """{"now":"2026-03-10T09:30:00+02:00"}""");
        (await first.As("p-coordinator").Post("/v1/contacts", Contact)).Is(201);
        await first.As("p-manager", "operator").Post("/v1/clock", """{"now":"2026-03-10T10:30:00+02:00"}""");
        await first.Stop();
        var again = await Server.Start(store, Settable);
        Assert.Equal(Server.Tuesday.AddMinutes(25), Now(await again.As("p-coordinator").Get("/v1/clock")));
        await again.Stop();
        Assert.True(await store.Store.TimeIsSet(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_whose_time_was_set_is_told_of_loudly_when_it_is_opened_by_the_real_clock()
    {
        await using var store = TempSqlite.Open();
        await (await Server.Start(store, Settable)).Stop();
        using var program = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Coordination.ClientApi.dll"), "--data", store.Folder.FullName, "--network", Network, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Assert.Equal(
                $"WARNING: {store.Store.Describe} was recorded by a clock that was set by hand (--settable-clock); from now on the real one is written into it",
                await program.StandardError.ReadLineAsync(patience.Token));
        }
        finally { program.Kill(entireProcessTree: true); }
    }

    static DateTimeOffset Now(Server.Said said) => said.Is(200)["now"].GetDateTimeOffset();
}
