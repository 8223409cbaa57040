using System.Globalization;
using System.Text.Json;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>Live changes: every committed event of the caller's cases, once, in order, from any position.</summary>
public sealed class ChangesTests
{
    public static TheoryData<string> Stores => ["SQLite", "PostgreSQL"];
    static TempStore Open(string store) => store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open();

    [Theory, MemberData(nameof(Stores))]
    public async Task A_listener_hears_what_happens_from_now_on(string store)
    {
        await using var server = await Server.Start(Open(store));
        var anna = server.As(Families.Anna);
        await anna.Open("before");
        await using var listener = await Listener.To(anna);
        var id = await anna.Judged("live");
        var heard = await listener.Hear(4);
        Assert.Equal(["case-opened", "contact-received", "deadline-set", "urgency-judged"], heard.Select(h => h.Type));
        Assert.All(heard, h => Assert.Equal((id, Families.Anna), (h.Case, h.Actor)));
        Assert.Equal([4L, 5, 6, 7], heard.Select(h => h.Position));
        Assert.Equal(heard.Select(h => h.Position.ToString(CultureInfo.InvariantCulture)), heard.Select(h => h.EventId));
    }

    [Fact]
    public async Task The_stream_says_what_it_is_and_tells_neither_facts_nor_content()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        await using var listener = await Listener.To(anna, "?after=0");
        Assert.Equal(("text/event-stream", "no-store"), (listener.MediaType, listener.CacheControl));
        await anna.Open("secret-words");
        var heard = await listener.Hear(3);
        Assert.All(heard, h => Assert.Equal(["position", "case", "version", "type", "recordedAt", "actor"], h.Fields));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Who_comes_back_with_the_last_event_hears_the_rest_once_and_in_order(string store)
    {
        await using var server = await Server.Start(Open(store));
        var anna = server.As(Families.Anna);
        var writing = Write();
        var heard = new List<Heard>();
        while (heard.Count < 60 * 3)
        {
            // The first time from the beginning, and then each time from where the connection broke.
            var headers = heard.Count == 0 ? [("Last-Event-ID", "0")] : new[] { ("Last-Event-ID", heard[^1].EventId) };
            await using var listener = await Listener.To(anna, "", headers);
            heard.AddRange(await listener.Hear(Math.Min(17, (60 * 3) - heard.Count)));
        }
        await writing;
        Assert.Equal(Enumerable.Range(1, 60 * 3).Select(p => (long)p), heard.Select(h => h.Position));

        Task Write() => Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => await anna.Post("/v1/contacts", Families.Nameless(string.Create(CultureInfo.InvariantCulture, $"resume-{i}"))));
    }

    [Fact]
    public async Task The_header_wins_over_the_address_since_a_browser_keeps_the_address_and_sends_the_header()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        await anna.Judged("header-wins");
        await using var listener = await Listener.To(anna, "?after=0", [("Last-Event-ID", "3")]);
        Assert.Equal(4, Assert.Single(await listener.Hear(1)).Position);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_listener_hears_only_of_cases_they_may_see(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (anna, bea, mari, max) = (server.As(Families.Anna), server.As(Families.Bea), server.As(Families.Mari), server.As(Families.Max));
        await using var toBea = await Listener.To(bea, "?after=0");
        await using var toMari = await Listener.To(mari, "?after=0");
        await using var toMax = await Listener.To(max, "?after=0");
        var (hidden, hers, offered) = (await anna.Open("hidden"), await bea.Open("hers"), await anna.Open("to-be-offered"));
        await anna.Do(offered, "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        var around = await server.As("guidance-around-p1").Open("theirs-anyway", "nokia");
        await bea.Do(hers, "note", """{"text":"the last"}""");

        var manager = await toMari.Hear(3 + 3 + 4 + 3 + 1);
        Assert.Equal([hidden, hers, offered, around], manager.Select(h => h.Case).Distinct());
        // What happened before the offer she may have heard or not: whether she may see a case is asked when the event is told.
        var heard = await toBea.HearUntil(h => h.Type == "note-written");
        Assert.DoesNotContain(heard, h => h.Case == hidden || h.Case == around);
        Assert.Contains(heard, h => h.Case == offered && h.Type == "handover-offered");
        Assert.Equal(4, heard.Count(h => h.Case == hers));

        // The other organisation's manager hears nothing until a case becomes theirs.
        await mari.Do(offered, "assign-coordinator", """{"to":"wellbeing-counselling-p1","reason":"They know the family."}""");
        Assert.Equal("coordinator-assigned", Assert.Single(await toMax.HearUntil(h => h.Type == "coordinator-assigned"), h => h.Type == "coordinator-assigned").Type);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Of_anothers_recording_a_listener_without_consent_hears_only_that_something_changed(string store)
    {
        await using var server = await Server.Start(Open(store));
        var (nina, petra) = (server.As(Families.Nina), server.As(Families.Petra));
        await using var toPetra = await Listener.To(petra);
        var id = await nina.TwoYears("two-years");
        await nina.Do(id, "note", """{"text":"A word"}""");
        await petra.Do(id, "note", """{"text":"Another"}""");
        await nina.Do(id, "cancel-meeting", """{"meeting":"meeting-1","reason":"Ill"}""");
        var heard = (await toPetra.HearUntil(h => h.Type == "meeting-cancelled"))[^3..];
        Assert.Equal(["changed", "note-written", "meeting-cancelled"], heard.Select(h => h.Type));
        Assert.Equal(["position", "case", "version", "type", "recordedAt"], heard[0].Fields);
        Assert.Equal([Families.Petra, Families.Nina], heard[1..].Select(h => h.Actor));
    }

    [Fact]
    public async Task A_listener_far_behind_catches_up_chunk_by_chunk()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var id = await anna.Open("far-behind");
        await Parallel.ForAsync(0, 700, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await server.As(Families.Bea).Post("/v1/contacts", Families.Nameless(string.Create(CultureInfo.InvariantCulture, $"others-{i}"))));
        await anna.Do(id, "note", """{"text":"after two thousand events of others"}""");
        await using var listener = await Listener.To(anna, "?after=0");
        Assert.Equal(["case-opened", "contact-received", "deadline-set", "note-written"], (await listener.Hear(4)).Select(h => h.Type));
    }

    // ---- Tickets -------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_browser_listens_with_a_ticket_and_sees_what_its_person_may_see()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var said = (await anna.Post("/v1/changes/tickets")).Is(200);
        Assert.Equal(server.Clock.Now.AddSeconds(60), said["expiresAt"].GetDateTimeOffset());
        await using var listener = await Listener.To(server.Stranger, $"?after=0&ticket={said["value"].GetString()}");
        await server.As(Families.Bea).Open("not-annas");
        var id = await anna.Open("annas");
        Assert.All(await listener.Hear(3), h => Assert.Equal(id, h.Case));
    }

    [Fact]
    public async Task A_ticket_is_good_for_a_minute()
    {
        await using var server = await Server.Start();
        var ticket = (await server.As(Families.Anna).Post("/v1/changes/tickets")).Is(200)["value"].GetString();
        server.Clock.Now += TimeSpan.FromSeconds(59);
        await using (var inTime = await Listener.To(server.Stranger, $"?ticket={ticket}")) Assert.Equal("text/event-stream", inTime.MediaType);
        server.Clock.Now += TimeSpan.FromSeconds(1);
        (await server.Stranger.Get($"/v1/changes?ticket={ticket}")).Refuses(401, "bad-ticket");
    }

    [Fact]
    public async Task A_manager_token_that_is_no_managers_makes_a_ticket_that_is_no_managers()
    {
        await using var server = await Server.Start();
        var ticket = (await server.As(Families.Mari, "professional").Post("/v1/changes/tickets")).Is(200)["value"].GetString();
        await using var listener = await Listener.To(server.Stranger, $"?after=0&ticket={ticket}");
        await using var whole = await Listener.To(server.As(Families.Mari), "?after=0");
        var id = await server.As(Families.Anna).Open("of-the-countys");
        await whole.Hear(3);
        await server.As(Families.Anna).Do(id, "judge-urgency", """{"urgency":"soon"}""");
        await server.As(Families.Anna).Do(id, "start-assessment");
        await server.As(Families.Anna).Do(id, "complete-assessment", Families.Assessment);
        await server.As(Families.Anna).Do(id, "ask-receiver", $$"""{"need":"n1","person":"{{Families.Mari}}"}""");
        Assert.Contains(await listener.HearUntil(h => h.Type == "receiver-asked"), h => h.Type == "receiver-asked");
    }

    [Fact]
    public async Task A_server_that_stops_lets_its_listeners_go()
    {
        var server = await Server.Start();
        await using var listener = await Listener.To(server.As(Families.Anna));
        await server.Stop().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Empty(await listener.HearUntil(_ => false));
        Assert.Empty(server.Errors);
        await server.Store.DisposeAsync();
    }

    sealed record Heard(string EventId, string Name, JsonElement Data)
    {
        public long Position => Data.GetProperty("position").GetInt64();
        public string Case => Data.GetProperty("case").GetString()!;
        public string Type => Data.GetProperty("type").GetString()!;
        public string Actor => Data.GetProperty("actor").GetString()!;
        public IEnumerable<string> Fields => Data.EnumerateObject().Select(p => p.Name);
    }

    /// <summary>Reads server-sent events as a browser does.</summary>
    sealed class Listener(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);

        public string? MediaType => response.Content.Headers.ContentType?.MediaType;
        public string? CacheControl => response.Headers.CacheControl?.ToString();

        public static async Task<Listener> To(Caller caller, string query = "", params (string, string)[] headers)
        {
            var response = await caller.Listen("/v1/changes" + query, headers);
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
            var listener = new Listener(response, new(await response.Content.ReadAsStreamAsync()));
            // The first thing told is where the stream begins; whatever is written from now on is told after it.
            Assert.Equal("retry: 1000", await listener.Line());
            Assert.StartsWith("id: ", await listener.Line(), StringComparison.Ordinal);
            Assert.Equal("", await listener.Line());
            return listener;
        }

        public async Task<Heard[]> Hear(int count)
        {
            var heard = new List<Heard>();
            while (heard.Count < count && await Next() is { } one) heard.Add(one);
            Assert.Equal(count, heard.Count);
            return [.. heard];
        }

        /// <summary>Up to the one looked for, or to the end of the stream.</summary>
        public async Task<List<Heard>> HearUntil(Func<Heard, bool> last)
        {
            var heard = new List<Heard>();
            while (await Next() is { } one)
            {
                heard.Add(one);
                if (last(one)) break;
            }
            return heard;
        }

        async Task<Heard?> Next()
        {
            string id = "", name = "", data = "";
            while (await Line() is { } line)
            {
                if (line.Length == 0 && data.Length > 0) return new(id, name, JsonSerializer.Deserialize<JsonElement>(data));
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
                if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line[6..];
            }
            return null;
        }

        async Task<string?> Line() => await reader.ReadLineAsync().WaitAsync(PatienceMax);

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
