using System.Diagnostics;
using System.Net;

namespace Coordination.Tests;

/// <summary>The outermost layer: other origins, proxies, rushes, health.</summary>
public sealed class HttpTestsEdge
{
    const string Ours = "https://koordinointi.example", Theirs = "https://elsewhere.example";

    [Fact]
    public async Task Only_origins_that_are_listed_may_call_from_a_page()
    {
        await using var server = await Server.Start("--allowed-origins", $"{Ours},https://toinen.example/");
        var anna = server.As(Families.Anna);
        Assert.Equal(Ours, (await anna.Get("/v1/worklist", ("Origin", Ours))).Is(200).Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", (await anna.Get("/v1/worklist", ("Origin", Ours))).Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Equal("https://toinen.example", (await anna.Get("/v1/worklist", ("Origin", "https://toinen.example"))).Header("Access-Control-Allow-Origin"));
        foreach (var origin in new[] { Theirs, "null", "http://koordinointi.example", Ours + ".elsewhere.example" })
            Assert.Null((await anna.Get("/v1/worklist", ("Origin", origin))).Header("Access-Control-Allow-Origin"));
        // A page can read a refusal as well as an answer.
        Assert.Equal(Ours, (await server.Stranger.Get("/v1/worklist", ("Origin", Ours))).Refuses(401, "unauthenticated").Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_is_told_beforehand_what_it_may_send()
    {
        await using var server = await Server.Start("--allowed-origins", Ours);
        var asked = await Ask(Ours, "POST");
        Assert.Equal(((int)HttpStatusCode.NoContent, Ours), (asked.Status, asked.Header("Access-Control-Allow-Origin")));
        Assert.Contains("idempotency-key", asked.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("POST", asked.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Null((await Ask(Theirs, "POST")).Header("Access-Control-Allow-Origin"));
        Assert.DoesNotContain("DELETE", (await Ask(Ours, "DELETE")).Header("Access-Control-Allow-Methods") ?? "", StringComparison.Ordinal);

        Task<Server.Said> Ask(string origin, string method) => server.Stranger.Send(HttpMethod.Options, "/v1/contacts", null,
            ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,content-type,idempotency-key,if-match"));
    }

    [Fact]
    public async Task Without_a_list_no_other_origin_may_call()
    {
        await using var server = await Server.Start();
        Assert.Null((await server.As(Families.Anna).Get("/v1/worklist", ("Origin", Ours))).Is(200).Header("Access-Control-Allow-Origin"));
    }

    /// <summary>The address the description gives as its server shows whom the application believes to be speaking to.</summary>
    [Theory]
    [InlineData("127.0.0.1", "https://koordinointi.example/")]
    [InlineData("10.1.2.3", null)]
    [InlineData(null, null)]
    public async Task Forwarded_headers_are_believed_from_known_proxies_only(string? known, string? believed)
    {
        await using var server = await Server.Start(known is null ? [] : ["--known-proxies", known]);
        var said = (await server.Stranger.Get("/openapi/v1.json", ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "koordinointi.example"))).Is(200);
        Assert.Equal(believed ?? server.Address.ToString(), said["servers"][0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_rush_is_slowed_down_for_who_rushes_and_for_nobody_else()
    {
        await using var server = await Server.Start("--requests-per-second-max", "2");
        var (anna, bea) = (server.As(Families.Anna), server.As(Families.Bea));
        var served = 0;
        var said = await anna.Get("/v1/worklist");
        for (var clock = Stopwatch.StartNew(); said.Status == 200 && clock.Elapsed < TimeSpan.FromSeconds(20); said = await anna.Get("/v1/worklist")) served++;
        said.Refuses(429, "too-fast");
        Assert.Equal("1", said.Header("Retry-After"));
        Assert.True(served >= 8, $"a burst of four seconds' worth is allowed, and only {served} were");
        (await bea.Get("/v1/worklist")).Is(200);
        (await server.Stranger.Get("/health/live")).Is(200);

        // It passes by itself. (The limit runs on the machine's own clock.)
        for (var clock = Stopwatch.StartNew(); said.Status == 429 && clock.Elapsed < TimeSpan.FromSeconds(20); said = await anna.Get("/v1/worklist")) await Task.Delay(50, TestContext.Current.CancellationToken);
        said.Is(200);
    }

    [Fact]
    public async Task What_was_too_fast_left_no_trace_and_may_be_sent_again()
    {
        await using var server = await Server.Start("--requests-per-second-max", "1");
        var anna = server.As(Families.Anna);
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++) statuses.Add((await anna.Post("/v1/contacts", Families.Contact("too-fast"), key: $"k-{i}")).Status);
        Assert.Contains(429, statuses);
        var row = Assert.Single((await server.As(Families.Mari).Get("/v1/cases")).Is(200).Items);
        Assert.Equal(statuses.Count(s => s == 201), row.GetProperty("contacts").GetInt32());
    }

    [Fact]
    public async Task Health_needs_no_token_and_tells_whether_the_store_can_be_read()
    {
        var sqlite = TempSqlite.Open();
        await using var server = await Server.Start(sqlite);
        Assert.Equal("live", (await server.Stranger.Get("/health/live")).Is(200)["status"].GetString());
        Assert.Equal("ready", (await server.Stranger.Get("/health/ready")).Is(200)["status"].GetString());
        using (new Away(sqlite))
        {
            Assert.Equal("live", (await server.Stranger.Get("/health/live")).Is(200)["status"].GetString());
            var no = (await server.Stranger.Get("/health/ready")).Refuses(503, "not-ready");
            Assert.Equal("1", no.Header("Retry-After"));
            Assert.DoesNotContain(sqlite.Folder.FullName, no.Text, StringComparison.Ordinal);
        }
        Assert.Equal("ready", (await server.Stranger.Get("/health/ready")).Is(200)["status"].GetString());
    }

    [Fact]
    public async Task The_benchmarks_addresses_are_there_only_when_asked_for()
    {
        await using var server = await Server.Start("--bench");
        var anna = server.As(Families.Anna);
        Assert.Equal(5, (await anna.Post("/v1/no-op", """{"text":"words"}""")).Is(200)["length"].GetInt32());
        (await anna.Post("/v1/no-op", """{"text":7}""")).Refuses(422, "invalid");
        (await server.Stranger.Post("/v1/no-op", """{"text":"words"}""")).Refuses(401, "unauthenticated");
        Assert.True((await anna.Get("/v1/memory")).Is(200)["managedBytes"].GetInt64() > 0);
    }
}

/// <summary>Takes the files of a SQLite store away, and puts them back at the end.</summary>
public sealed class Away : IDisposable
{
    readonly TempFolder elsewhere = new();
    readonly List<(string From, string To)> moved = [];

    public Away(TempSqlite store)
    {
        foreach (var file in store.Folder.GetFiles("coordination.db*"))
        {
            moved.Add((file.FullName, Path.Combine(elsewhere.Path, file.Name)));
            file.MoveTo(moved[^1].To);
        }
    }

    public void Dispose()
    {
        foreach (var (from, to) in moved)
            if (File.Exists(to)) File.Move(to, from, overwrite: true);
        elsewhere.Dispose();
    }
}
