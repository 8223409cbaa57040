using Coordination.ClientApi;
using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;
using Coordination.Engine.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coordination.Tests;

/// <summary>A store of its own with a demo in it, and a clock that only tests move.</summary>
sealed class DemoStore : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coordination-demo-");
    readonly Rulebook rules;
    readonly MemberKeys keys = new(new byte[32]);

    public DemoStore(DateTimeOffset now, Network? network = null)
    {
        Clock = new(now);
        rules = new(DataFiles.Models(Repository.Path("models")), network ?? new(DemoNetwork.Make()));
        Store = new(new(Path.Combine(folder.FullName, "journal.db")), new NoSeal());
        Cases = new(new LocalDirectory(Decider, Store, rules));
    }

    public FakeClock Clock { get; }
    public SqliteStore Store { get; }
    public CaseDecider Decider { get; } = new();
    public BreakingDirectory Cases { get; }

    public Task<Playing> Play(DemoChoice? choice = null) => Play(Cases, choice);
    public Task<Playing> PlayOnAnotherNode(DemoChoice choice) => Play(new LocalDirectory(Decider, Store, rules), choice);

    /// <summary>A program that runs, from its start on.</summary>
    public async Task<DemoLife> Live(int pace = DemoChoice.PaceUsual) => new(Playing = await Play(), pace, Clock, NullLogger<DemoLife>.Instance);

    public Playing? Playing { get; private set; }

    async Task<Playing> Play(ICaseDirectory directory, DemoChoice? choice)
    {
        var playing = await Playing.Begin(Store, directory, keys, rules, Clock, choice ?? new(), TestContext.Current.CancellationToken);
        Assert.True(playing.Refused.Count == 0, string.Join("\n", playing.Refused.Take(40)));
        return playing;
    }

    public ValueTask<Reply> Give(CaseId id, PersonId by, CaseCommand command, string key = "by-hand") => Cases.Send(
        id, new(new(by.Value, key, key), As(by), Clock.Now, Clock.Now, command), TestContext.Current.CancellationToken);

    /// <summary>A contact that is not the demo's.</summary>
    public async Task Contact(string key)
    {
        var id = CaseId.Of(Guid.CreateVersion7().ToString("N"));
        Assert.IsType<Reply.Done>(await Give(id, DemoNetwork.Coordinator, new ReceiveContact(
            id, ContactId.Of(Guid.CreateVersion7().ToString("N")), "one-contact-is-enough", "tampere-west", Channel.Phone, Source.Self, null, ["sleep"], "fi", false, Basis.Consent,
            [new(MemberRole.Child, null, null, new("Aino", "Esimerkki"))], [], new("Ei nuku.", [])), key));
    }

    public async Task<IReadOnlyList<T>> Query<T>(string sql) => await ((IStore)Store).Query<T>(sql, new { }, TestContext.Current.CancellationToken);
    public async Task<long> Count(string sql) => (await Query<long>(sql))[0];

    public Task<IReadOnlyList<(string, long, string, string, string, string?, long)>> Journal() => Query<(string, long, string, string, string, string?, long)>(
        "SELECT stream, version, actor, type, facts, CAST(content AS TEXT), recorded_at FROM journal ORDER BY stream, version");

    public async Task<CheckReport> Check() => await new Maintenance(Store, Decider).Check(TestContext.Current.CancellationToken);

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
        folder.Delete(recursive: true);
    }
}

/// <summary>A directory that breaks down after so many commands.</summary>
sealed class BreakingDirectory(ICaseDirectory inner) : ICaseDirectory
{
    public int LeftToSend = int.MaxValue;

    public ValueTask<Reply> Send(CaseId id, Ask<CaseCommand> ask, CancellationToken stop) =>
        Interlocked.Decrement(ref LeftToSend) < 0 ? throw new JournalUnavailableException("broken off") : inner.Send(id, ask, stop);

    public ValueTask<Versioned<CaseState>> Read(CaseId id, CancellationToken stop) => inner.Read(id, stop);
}
