using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Core;
using Coordination.Engine;
using Dapper;

namespace Coordination.Tests;

/// <summary>Somebody asks for advice and does not say who they are: it is no case, knows nobody, and is counted.</summary>
public sealed class ConsultationTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => S0ScenarioTests.Stores;

    static Task<Server> Start(string store) => Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open());

    static string Asked(string more = "") => $$"""{"channel":"phone","source":"self","reasons":["sleep"],"services":["child-health-clinic"]{{more}}}""";

    [Theory, MemberData(nameof(Stores))]
    public async Task It_is_recorded_and_counted_and_opens_no_case(string store)
    {
        await using var server = await Start(store);
        var (anna, mari) = (server.As(Families.Anna), server.As(Families.Mari));
        var first = (await anna.Post("/v1/consultations", Asked(), key: "k1")).Is(201);
        Assert.Equal(first["consultation"].GetString(), (await anna.Post("/v1/consultations", Asked(), key: "k1")).Is(201)["consultation"].GetString());
        (await anna.Post("/v1/consultations", Asked(",\"language\":\"sv\""), key: "k1")).Refuses(422, "key-reused");
        (await anna.Post("/v1/consultations", """{"channel":"remote","source":"self","reasons":["sleep","tantrums"],"language":"sv"}""")).Is(201);
        (await server.As(Families.Petra).Post("/v1/consultations", Asked())).Is(201); // of another organisation

        var counts = (await mari.Get("/v1/consultations")).Is(200);
        Assert.Equal(2, counts["total"].GetInt32());
        Assert.Equal(["2026-03 2"], Told(counts, "months"));
        Assert.Equal(["sleep 2", "tantrums 1"], Told(counts, "reasons"));
        Assert.Equal(["child-health-clinic 1"], Told(counts, "services"));
        Assert.Equal(["phone 1", "remote 1"], Told(counts, "channels"));
        Assert.Equal(["fi 1", "sv 1"], Told(counts, "languages"));
        Assert.Empty(await mari.Everything("/v1/cases"));
        Assert.Empty(await server.Store.Query<string>("SELECT stream FROM register"));
        Assert.All(await server.Store.Query<int>("SELECT count(*) FROM involved UNION ALL SELECT count(*) FROM member_key UNION ALL SELECT count(*) FROM phase_stay"), rows => Assert.Equal(0, rows));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task It_outlives_checking_drawing_the_register_anew_and_the_move_to_another_store(string store)
    {
        await using var server = await Start(store);
        var anna = server.As(Families.Anna);
        await anna.Open("beside");
        (await anna.Post("/v1/consultations", Asked())).Is(201);
        var maintenance = new Maintenance(server.Journal, new());
        var report = await maintenance.Check(Stop);
        Assert.Empty(report.Faults);
        Assert.Equal(1, await maintenance.RebuildRegister(Stop));
        Assert.Empty((await maintenance.Check(Stop)).Faults);

        await using var other = TempSqlite.Open();
        var file = Path.Combine(other.Folder.FullName, "journal.jsonl");
        await new JournalFile(server.Journal, new()).Export(file, Server.Tuesday, Stop);
        await new JournalFile(other.Store, new()).Import(file, Stop);
        Assert.Equal(report.Events, (await new Maintenance(other.Store, new()).Check(Stop)).Events);
        Assert.Equal(1, (await Count(other.Store, server, new(2026, 3, 1), new(2026, 4, 1))).Total);

        await server.Store.Query<int>("UPDATE journal SET facts = '{' WHERE type = 'consultation-held' RETURNING version");
        Assert.Contains((await maintenance.Check(Stop)).Faults, fault => fault.StartsWith("consultation-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_and_months_begin_where_the_service_is()
    {
        await using var server = await Server.Start();
        var (anna, mari) = (server.As(Families.Anna), server.As(Families.Mari));
        foreach (var at in new[] { "2026-01-31T21:59:59Z", "2026-01-31T22:00:00Z", "2026-02-28T22:00:00Z" }) (await anna.Post("/v1/consultations", Asked($",\"occurredAt\":\"{at}\""))).Is(201);
        Assert.Equal(["2026-01 1", "2026-02 1", "2026-03 1"], Told((await mari.Get("/v1/consultations")).Is(200), "months"));
        Assert.Equal(["2026-01 1"], Told((await mari.Get("/v1/consultations?to=2026-01-31")).Is(200), "months"));
        Assert.Equal(["2026-02 1"], Told((await mari.Get("/v1/consultations?from=2026-02-01&to=2026-02-28")).Is(200), "months"));
        Assert.Equal(0, (await mari.Get("/v1/consultations?from=2026-04-01&to=2026-03-01")).Is(200)["total"].GetInt32());
    }

    [Fact]
    public async Task Only_a_manager_counts_and_only_what_is_their_organisations()
    {
        await using var server = await Server.Start();
        (await server.As(Families.Anna).Post("/v1/consultations", Asked())).Is(201);
        (await server.As(Families.Anna).Get("/v1/consultations")).Refuses(403, "not-manager");
        Assert.Equal(0, (await server.As(Families.Max).Get("/v1/consultations")).Is(200)["total"].GetInt32());
        (await server.As(Families.Mari).Get("/v1/consultations?from=yesterday")).Refuses(400, "invalid");
        (await server.As(Families.Mari).Get("/v1/consultations?unit=x")).Refuses(400, "invalid");
        (await server.As(Families.Mari).Get("/v1/consultations?from=2020-01-01&to=2026-01-01")).Refuses(400, "invalid");
        (await server.Stranger.Post("/v1/consultations", Asked())).Is(401);
    }

    [Theory]
    [InlineData(",\"ownWords\":\"He does not sleep\"", "invalid")]
    [InlineData(",\"members\":[]", "invalid")]
    [InlineData(",\"language\":\"in Finnish\"", "invalid")]
    [InlineData(",\"unit\":\"eek-999\"", "unit-unknown")]
    [InlineData(",\"area\":\"atlantis\"", "area-unknown")]
    [InlineData(",\"model\":\"moon\"", "model-unknown")]
    [InlineData(",\"occurredAt\":\"2026-03-11T09:05:00+02:00\"", "occurred-in-future")]
    public async Task What_is_wrong_with_it_is_told_and_nothing_is_kept(string more, string problem)
    {
        await using var server = await Server.Start();
        (await server.As(Families.Anna).Post("/v1/consultations", Asked(more))).Refuses(422, problem);
        Assert.Equal(0, await server.Journal.Head(Stop));
    }

    [Fact]
    public async Task Words_that_the_model_does_not_know_are_refused()
    {
        await using var server = await Server.Start();
        (await server.As(Families.Anna).Post("/v1/consultations", """{"channel":"phone","source":"self","reasons":["weather"]}""")).Refuses(422, "reason-unknown");
        (await server.As(Families.Anna).Post("/v1/consultations", """{"channel":"phone","source":"self","services":["stable"]}""")).Refuses(422, "service-unknown");
        (await server.As(Families.Anna).Post("/v1/consultations", """{"channel":"phone","source":"self","model":"phenomenon-co-development"}""")).Refuses(409, "wrong-subject");
    }

    /// <summary>For ever: a journal holds it as the first build wrote it.</summary>
    [Fact]
    public void What_the_first_build_wrote_is_read()
    {
        const string facts = """{"model":"one-contact-is-enough","area":"tampere-west","unit":"guidance","controller":"county","channel":"phone","source":"self","reasons":["sleep"],"services":["child-health-clinic"],"language":"fi","interpreter":false,"at":"2026-03-10T09:05:00+02:00"}""";
        var held = ConsultationHeld.Read("consultation-held", facts);
        Assert.Equal(("consultation-held", facts, null), (held.Write().Type, held.Write().Facts, held.Write().Content));
        Assert.Equal("consultation-", ConsultationHeld.StreamPrefix);
        Assert.Throws<JsonException>(() => ConsultationHeld.Read("consultation-withheld", facts));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Counting_reads_no_other_events(string store)
    {
        await using var server = await Start(store);
        const string counting = "SELECT facts FROM journal WHERE type = 'consultation-held' AND occurred_at >= 1 AND occurred_at < 2";
        var plan = await server.Journal.Read(async from =>
        {
            if (store != "SQLite") await from.ExecuteAsync("SET enable_seqscan = off"); // an empty table is read whole otherwise
            return string.Join('\n', (await from.QueryAsync(store == "SQLite" ? $"EXPLAIN QUERY PLAN {counting}" : $"EXPLAIN {counting}")).Select(row => $"{row}"));
        }, Stop);
        Assert.Contains("journal_consultations", plan, StringComparison.Ordinal);
    }

    static IEnumerable<string> Told(Server.Said counts, string name) => counts[name].EnumerateArray().Select(c => $"{c.GetProperty("key").GetString()} {c.GetProperty("count").GetInt32()}");

    static ValueTask<ConsultationCounts> Count(IStore store, Server server, DateOnly from, DateOnly to)
    {
        var calendar = server.Rules.Models.All[0].Calendar;
        return new ConsultationDesk(store, server.Rules).Count(server.Rules.Network.OrganisationOf(server.Rules.Network.Find(new PersonId(Families.Anna))!), calendar.StartOf(from), calendar.StartOf(to), calendar.Zone, Stop);
    }
}
