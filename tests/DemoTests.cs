using System.Globalization;
using System.Text.Json;
using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;
using Coordination.Engine.Sqlite;

namespace Coordination.Tests;

public sealed class DemoTests
{
    static readonly DateTimeOffset Sunday = new(2026, 11, 22, 12, 34, 56, TimeSpan.Zero);

    static string Json(NetworkFile file) => JsonSerializer.Serialize(file, DataJson.Default.NetworkFile);

    [Fact]
    public void The_network_is_the_same_every_time() => Assert.Equal(Json(DemoNetwork.Make()), Json(DemoNetwork.Make()));

    [Fact]
    public void The_network_can_be_written_to_a_file_and_read()
    {
        using var folder = new Folder();
        var file = folder.File("network.json");
        File.WriteAllText(file, Json(DemoNetwork.Make()));
        var network = DataFiles.Network(file);
        Assert.Equal(DemoNetwork.Make().People.Select(p => p.Id), network.People.Select(p => p.Id));
    }

    [Fact]
    public void There_are_126_early_education_units_each_with_a_head_and_two_teachers()
    {
        var file = DemoNetwork.Make();
        var units = file.Units.Where(u => u.Service == "early-education").ToArray();
        Assert.Equal(Enumerable.Range(1, 126).Select(i => $"eek-{i:000}"), units.Select(u => u.Id.Value));
        Assert.Equal(126, units.Select(u => u.Name).Distinct().Count());
        Assert.All(units, unit => Assert.Equal(
            ["early-education-head", "early-education-teacher", "early-education-teacher"],
            file.People.Where(p => p.Unit == unit.Id).Select(p => p.Profession).Order(StringComparer.Ordinal)));
        Assert.All(units, unit => Assert.Single(unit.Areas));
    }

    [Theory]
    [InlineData("family-guidance", 2, 9)]
    [InlineData("child-health-clinic", 8, 8)]
    [InlineData("family-social-work", 1, 6)]
    [InlineData("family-counselling", 1, 4)]
    [InlineData("family-wellbeing-counselling", 1, 7)]
    public void A_service_has_its_units_and_coordinators(string service, int units, int coordinators)
    {
        var network = new Network(DemoNetwork.Make());
        Assert.Equal(units, network.Units.Count(u => u.Service == service));
        Assert.Equal(coordinators, network.People.Count(p => p.MayCoordinate && network.Find(p.Unit)!.Service == service));
    }

    [Fact]
    public void Every_area_has_a_guidance_worker_who_catches()
    {
        var network = new Network(DemoNetwork.Make());
        Assert.Equal(8, network.Areas.Length);
        Assert.All(network.Areas, area =>
            Assert.NotNull(network.Catch("family-guidance", area, DemoNetwork.Professional, new(new string('1', 32)))));
    }

    public static TheoryData<string> Networks => ["demo", "starter"];

    [Theory, MemberData(nameof(Networks))]
    public void The_well_known_people_have_their_roles(string which)
    {
        var network = which == "demo" ? new Network(DemoNetwork.Make()) : DataFiles.Network(Path.Combine(Root(), "client-api", "network.starter.json"));
        Assert.True(network.Find(DemoNetwork.Coordinator)!.MayCoordinate);
        Assert.Equal([Roles.Professional], network.Find(DemoNetwork.Professional)!.Roles);
        Assert.Equal([Roles.Manager], network.Find(DemoNetwork.Manager)!.Roles);
        Assert.Equal(network.OrganisationOf(network.Find(DemoNetwork.Coordinator)!), network.OrganisationOf(network.Find(DemoNetwork.Manager)!));
        Assert.Equal("eek-017", network.Find(DemoNetwork.Professional)!.Unit.Value);
        Assert.Equal(DemoNetwork.Professional, network.People.First(p => p.Roles is [Roles.Professional]).Id);
    }

    [Fact]
    public async Task The_demo_has_300_cases_in_every_phase()
    {
        using var demo = new Demo(Sunday);
        await demo.Play();
        Assert.Equal(
            [("closed", 64L), ("contact", 80L), ("follow-up", 62L), ("joint-meeting", 50L), ("needs-assessment", 44L)],
            await demo.Query<(string, long)>("SELECT phase, count(*) FROM register GROUP BY phase ORDER BY phase"));
    }

    [Fact]
    public async Task Nothing_in_the_demo_is_against_the_rules_or_out_of_step()
    {
        using var demo = new Demo(Sunday);
        await demo.Play();
        var report = await new Maintenance(demo.Store, demo.Decider).Check(TestContext.Current.CancellationToken);
        Assert.Empty(report.Faults);
        Assert.Equal(DemoCases.Cases, report.Streams);
    }

    [Fact]
    public async Task Something_of_everything_waits_to_be_done()
    {
        using var demo = new Demo(Sunday);
        await demo.Play();
        Assert.Equal(
            ["advice-given", "family-declined", "goals-met", "moved-away", "no-need", "referred-elsewhere", "services-continue"],
            await demo.Query<string>("SELECT DISTINCT result FROM register WHERE phase = 'closed' ORDER BY result"));
        Assert.Equal(19, await demo.Count("SELECT count(*) FROM register WHERE offer_to IS NOT NULL"));
        Assert.Equal(12, await demo.Count("SELECT count(*) FROM register WHERE waiting > 0"));
        Assert.Equal(14, await demo.Count("SELECT count(*) FROM register WHERE identified = 0"));
        Assert.Equal(7, await demo.Count("SELECT count(*) FROM journal WHERE type = 'case-reopened'"));
        var now = Sunday.ToUnixTimeMilliseconds();
        Assert.InRange(await demo.Count($"SELECT count(*) FROM register WHERE overdue_from <= {now}"), 24, 60);
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM register WHERE offer_expires <= {now}"));
        Assert.InRange(await demo.Count("SELECT count(*) FROM likeness a JOIN likeness b ON a.key = b.key AND a.stream < b.stream"), 5, 40);
    }

    [Fact]
    public async Task Each_well_known_person_has_something_to_look_at()
    {
        using var demo = new Demo(Sunday);
        await demo.Play();
        var work = await demo.Worklist(DemoNetwork.Coordinator);
        Assert.NotEmpty(work.Offers);
        Assert.NotEmpty(work.Decisions);
        Assert.NotEmpty(work.Overdue);
        Assert.NotEmpty(work.Due);
        Assert.InRange(work.Cases.Items.Count, 20, 100);
        Assert.InRange((await demo.Visible(DemoNetwork.Professional)).Count, 5, 60);
        Assert.InRange((await demo.Visible(DemoNetwork.Manager)).Count, 150, DemoCases.Cases);
    }

    [Fact]
    public async Task The_demo_lies_in_the_past_four_months()
    {
        using var demo = new Demo(Sunday);
        await demo.Play();
        var (first, last) = (await demo.Query<(long, long)>("SELECT min(recorded_at), max(recorded_at) FROM journal"))[0];
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(first), Sunday.AddDays(-125), Sunday.AddDays(-100));
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(last), Sunday.AddDays(-3), Sunday);
    }

    [Fact]
    public async Task Two_plays_of_one_day_tell_the_same()
    {
        using var morning = new Demo(Sunday.AddHours(-8));
        using var noon = new Demo(Sunday);
        await morning.Play();
        await noon.Play();
        Assert.Equal(await morning.Journal(), await noon.Journal());
    }

    [Fact]
    public async Task Playing_again_adds_nothing_that_day_or_later()
    {
        using var demo = new Demo(Sunday);
        Assert.InRange(await demo.Play(), 1_500, 3_000);
        var before = await demo.Journal();
        Assert.Equal(0, await demo.Play());
        demo.Clock.Now = Sunday.AddDays(40);
        Assert.Equal(0, await demo.Play());
        Assert.Equal(before, await demo.Journal());
    }

    [Fact]
    public async Task A_play_that_was_broken_off_is_finished_by_the_next()
    {
        using var demo = new Demo(Sunday);
        demo.Cases.LeftToSend = 700;
        await Assert.ThrowsAsync<JournalUnavailableException>(demo.Play);
        var before = await demo.Count("SELECT count(*) FROM command");
        Assert.InRange(before, 1, 1_000);
        demo.Cases.LeftToSend = int.MaxValue;
        demo.Clock.Now = Sunday.AddDays(2);
        var more = await demo.Play();
        using var whole = new Demo(Sunday);
        Assert.Equal(await whole.Play(), before + more);
        Assert.Equal(await whole.Phases(), await demo.Phases());
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_play_it_once()
    {
        using var demo = new Demo(Sunday);
        await Task.WhenAll(demo.Play(), demo.PlayOnAnotherNode());
        using var alone = new Demo(Sunday);
        await alone.Play();
        Assert.Equal(await alone.Journal(), await demo.Journal());
    }

    [Theory]
    [InlineData("2026-01-12")]
    [InlineData("2026-01-30")]
    [InlineData("2026-03-29")]
    [InlineData("2026-04-06")]
    [InlineData("2026-06-20")]
    [InlineData("2026-12-27")]
    [InlineData("2027-02-28")]
    public async Task The_demo_can_be_played_on_any_day(string day)
    {
        using var demo = new Demo(DateTimeOffset.Parse(day + "T01:30Z", CultureInfo.InvariantCulture));
        await demo.Play();
        Assert.Equal(DemoCases.Cases, await demo.Count("SELECT count(*) FROM register"));
        Assert.Equal(5, await demo.Count("SELECT count(DISTINCT phase) FROM register"));
        Assert.Equal(19, await demo.Count("SELECT count(*) FROM register WHERE offer_to IS NOT NULL"));
        Assert.Equal(0, await demo.Count($"SELECT count(*) FROM register WHERE offer_expires <= {demo.Clock.Now.ToUnixTimeMilliseconds()}"));
    }

    [Fact]
    public async Task Another_network_than_its_own_is_refused()
    {
        using var demo = new Demo(Sunday, new Network(new([], [], [])));
        await Assert.ThrowsAsync<WrongSettingException>(demo.Play);
    }

    [Fact]
    public async Task A_model_that_is_valid_since_yesterday_is_too_young_for_a_demo()
    {
        using var demo = new Demo(new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        await Assert.ThrowsAsync<WrongSettingException>(demo.Play);
        Assert.Equal(0, await demo.Count("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_case_that_a_person_took_up_after_a_broken_play_is_left_to_them()
    {
        using var demo = new Demo(Sunday);
        demo.Cases.LeftToSend = 700;
        await Assert.ThrowsAsync<JournalUnavailableException>(demo.Play);
        demo.Cases.LeftToSend = int.MaxValue;
        var (stream, coordinator) = (await demo.Query<(string, string)>("SELECT stream, coordinator FROM register WHERE phase = 'needs-assessment' ORDER BY number LIMIT 1"))[0];
        Assert.IsType<Reply.Done>(await demo.Give(CaseId.OfStream(stream), new(coordinator), new Close("moved-away", "Muutti.")));
        await demo.Play();
        Assert.Equal(["moved-away"], await demo.Query<string>($"SELECT result FROM register WHERE stream = '{stream}'"));
        Assert.Equal(DemoCases.Cases, await demo.Count("SELECT count(*) FROM register"));
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }

    sealed class Folder : IDisposable
    {
        readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coordination-demo-");

        public string File(string name) => Path.Combine(folder.FullName, name);
        public void Dispose() => folder.Delete(recursive: true);
    }

    sealed class Demo : IDisposable
    {
        readonly Folder folder = new();
        readonly Rulebook rules;
        readonly MemberKeys keys = new(new byte[32]);

        public Demo(DateTimeOffset now, Network? network = null)
        {
            Clock = new(now);
            rules = new(DataFiles.Models(Path.Combine(Root(), "models")), network ?? new(DemoNetwork.Make()));
            Store = new(new(folder.File("journal.db")), new NoSeal());
            Cases = new(new LocalDirectory(Decider, Store, rules));
        }

        public FakeClock Clock { get; }
        public SqliteStore Store { get; }
        public CaseDecider Decider { get; } = new();
        public Breaking Cases { get; }

        public Task<int> Play() => Play(Cases);
        public Task<int> PlayOnAnotherNode() => Play(new LocalDirectory(Decider, Store, rules));

        Task<int> Play(ICaseDirectory directory) => DemoCases.Play(
            directory, new(directory, new(Decider, Store, rules), Store), Store, keys, rules, Clock, TestContext.Current.CancellationToken);

        public ValueTask<Reply> Give(CaseId id, PersonId by, CaseCommand command) => Cases.Send(
            id, new(new(by.Value, "by-hand", "by-hand"), As(by), Clock.Now, Clock.Now, command), TestContext.Current.CancellationToken);

        public async Task<IReadOnlyList<T>> Query<T>(string sql) => await ((IStore)Store).Query<T>(sql, new { }, TestContext.Current.CancellationToken);
        public async Task<long> Count(string sql) => (await Query<long>(sql))[0];
        public Task<IReadOnlyList<(string, string, string)>> Phases() =>
            Query<(string, string, string)>("SELECT number, phase, coordinator FROM register ORDER BY number");

        public Task<IReadOnlyList<(string, long, string, string, string, string?, long)>> Journal() => Query<(string, long, string, string, string, string?, long)>(
            "SELECT stream, version, actor, type, facts, CAST(content AS TEXT), recorded_at FROM journal ORDER BY stream, version");

        public async Task<Worklist> Worklist(PersonId person) =>
            await new Register(Store, rules).Worklist(As(person), Clock.Now, null, Register.PageRowsMax, TestContext.Current.CancellationToken);

        public async Task<List<CaseRow>> Visible(PersonId person)
        {
            var rows = new List<CaseRow>();
            string? after = null;
            do
            {
                var page = await new Register(Store, rules).Cases(As(person), new(), Clock.Now, after, Register.PageRowsMax, TestContext.Current.CancellationToken);
                rows.AddRange(page.Items);
                after = page.Next;
            } while (after is not null);
            return rows;
        }

        Actor As(PersonId person) => rules.Network.ActorOf(person, rules.Network.Find(person)!.Roles.Aggregate(Roles.None, (all, role) => all | role))!;

        public void Dispose()
        {
            Store.Dispose();
            folder.Dispose();
        }
    }

    /// <summary>A directory that breaks down after so many commands.</summary>
    sealed class Breaking(ICaseDirectory inner) : ICaseDirectory
    {
        public int LeftToSend = int.MaxValue;

        public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) =>
            Interlocked.Decrement(ref LeftToSend) < 0 ? throw new JournalUnavailableException("broken off") : inner.Send(id, ask, stop);

        public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => inner.Read(id, stop);
    }
}
