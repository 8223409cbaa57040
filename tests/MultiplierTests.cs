using Coordination.Bench.Boards;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>The bench's journal of many cases, made of a few: it is one that the product itself could have written.</summary>
public sealed class MultiplierTests : IAsyncLifetime
{
    const int Cases = 600;

    static readonly DateTimeOffset Today = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    static readonly Network County = Read();
    static readonly Rulebook Rules = Town.Rules with { Network = County };

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coordination-");
    readonly TempSqlite lived = TempSqlite.Open();
    JournalLine.Total total = null!;

    static Network Read()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Bench.Boards.County.NetworkFile());
            return DataFiles.Network(file);
        }
        finally { File.Delete(file); }
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;
    string Templates => Path.Combine(folder.FullName, "templates");

    public async ValueTask InitializeAsync()
    {
        var directory = new LocalDirectory(Town.Decider, lived.Store, Rules);
        foreach (var (ago, number) in new[] { (2, 1), (5, 2), (30, 3), (90, 4), (200, 5) })
        {
            var (id, at) = (Town.NewCase(), Today.AddDays(-ago));
            var (anna, bea) = (By("g-01-001"), By("g-01-002"));
            await Send(Town.Contact(id, "area-01", Town.Child($"child-{number}") with { Likeness = Town.Keys.Likeness("family-services", "Aino", "Laine") }), anna, 0);
            await Send(new JudgeUrgency(Urgency.Soon), anna, 1);
            if (number == 2) await Send(new OfferHandover(bea.Person), anna, 2);
            if (number == 3) await Send(new InviteParticipant(new("e-01-001")), anna, 2);
            if (number >= 4) await Send(new Close("advice-given", "Enough"), anna, 3);

            async Task Send(CaseCommand command, Actor by, int day) => Assert.IsType<Reply.Done>(await directory.Send(id, command.By(by, Guid.CreateVersion7().ToString(), at.AddDays(day).AddHours(day)), Stop));
        }
        await new DeadlineWatch(directory, lived.Store, new FakeClock(Today), (id, broken) => throw new InvalidOperationException(id.Value, broken)).Run(Stop);
        await lived.Store.Secret("member-keys", Stop);
        total = await new JournalFile(lived.Store, Town.Decider).Export(Templates, Today, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await lived.DisposeAsync();
        folder.Delete(recursive: true);
    }

    static Actor By(string person) => County.ActorOf(new(person), Roles.Coordinator)!;

    async Task<(string File, JournalTotals Totals)> Multiply(string name, ulong seed = 1)
    {
        var (cases, secrets) = TemplateCase.ReadFile(Templates);
        var file = Path.Combine(folder.FullName, name);
        return (file, await new Multiplier(cases, secrets, Cases, seed: seed).WriteAsync(file, Stop));
    }

    [Fact]
    public void Templates_are_the_cases_that_were_lived()
    {
        var (cases, secrets) = TemplateCase.ReadFile(Templates);
        Assert.Equal((5, 2, total.Events, total.Commands), (cases.Count, cases.Count(c => c.Closed), cases.Sum(c => c.Events), cases.Sum(c => c.Commands.Count)));
        Assert.Single(secrets);
        // The engine's own commands are among them, and they name the case.
        Assert.Contains(cases.SelectMany(c => c.Commands), c => !c.IsNumbered && c.Actor == "engine");
    }

    [Fact]
    public async Task The_product_takes_it_in_and_finds_no_fault()
    {
        var (file, totals) = await Multiply("many");
        await using var many = TempSqlite.Open();
        var taken = await new JournalFile(many.Store, Town.Decider).Import(file, Stop);
        Assert.Equal((totals.Streams, totals.Events, totals.Commands), (taken.Streams, taken.Events, taken.Commands));
        var report = await new Maintenance(many.Store, Town.Decider).Check(Stop);
        Assert.Empty(report.Faults);
        Assert.Equal(Cases, report.Streams);
        Assert.Equal(Cases / 10, Assert.Single(await many.Query<int>("SELECT count(*) FROM register WHERE phase <> 'closed'")));
        Assert.Equal(Cases, Assert.Single(await many.Query<int>("SELECT count(DISTINCT number) FROM register")));
        Assert.Equal(Cases / 10, Assert.Single(await many.Query<int>("SELECT count(DISTINCT key) FROM member_key")));
        Assert.Equal(Bench.Boards.County.Areas, Assert.Single(await many.Query<int>("SELECT count(DISTINCT area) FROM register")));
        // Everybody who is named is somebody of the area's organisation.
        foreach (var (coordinator, organisation, area) in await many.Query<(string, string, string)>("SELECT coordinator, organisation, area FROM register"))
        {
            var person = County.Find(new PersonId(coordinator));
            Assert.Equal((organisation, area), (County.OrganisationOf(person!).Value, County.Find(person!.Unit)!.Areas[0]));
        }
        Assert.All(await many.Query<string>("SELECT DISTINCT person FROM involved"), person => Assert.NotNull(County.Find(new PersonId(person))));
        Assert.NotEmpty(await many.Query<string>("SELECT stream FROM involved WHERE person LIKE 'e-%'"));
        Assert.NotEmpty(await many.Query<string>("SELECT stream FROM register WHERE offer_to IS NOT NULL"));
        // Nothing happens after today, and time goes on with the positions.
        Assert.Equal(0, Assert.Single(await many.Query<int>("SELECT count(*) FROM journal j JOIN journal k ON k.position = j.position + 1 WHERE k.recorded_at < j.recorded_at")));
        Assert.True(Assert.Single(await many.Query<long>("SELECT max(recorded_at) FROM journal")) <= Today.ToUnixTimeMilliseconds());
        Assert.InRange(Assert.Single(await many.Query<long>("SELECT min(opened_at) FROM register")), Today.AddDays(-3_660).ToUnixTimeMilliseconds(), Today.AddDays(-3_600).ToUnixTimeMilliseconds());
        // A case goes on as any other.
        var open = Assert.Single(await many.Query<(string Stream, string Coordinator)>("SELECT stream, coordinator FROM register WHERE phase = 'contact' AND offer_to IS NULL ORDER BY stream LIMIT 1"));
        Assert.IsType<Reply.Done>(await new LocalDirectory(Town.Decider, many.Store, Rules).Send(
            CaseId.OfStream(open.Stream), new Note("On it goes").By(By(open.Coordinator), "k", Today), Stop));
        Assert.Empty((await new Maintenance(many.Store, Town.Decider).Check(Stop)).Faults);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_file_and_another_writes_another()
    {
        var (one, again, other) = ((await Multiply("one")).File, (await Multiply("again")).File, (await Multiply("other", seed: 2)).File);
        Assert.Equal(await File.ReadAllBytesAsync(one, Stop), await File.ReadAllBytesAsync(again, Stop));
        Assert.NotEqual(await File.ReadAllBytesAsync(one, Stop), await File.ReadAllBytesAsync(other, Stop));
    }
}
