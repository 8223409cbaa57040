using System.Collections.Concurrent;
using Coordination.Core;
using Coordination.Engine;
using Coordination.GrainInterfaces;
using Coordination.Grains;
using Coordination.Silo;
using Npgsql;
using static Coordination.Tests.Town;

namespace Coordination.Tests.Cluster;

/// <summary>A snapshot spares a case its history, and nothing that happens to it costs more than that history.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    const int Notes = 60;

    readonly TempPostgres temp = TempPostgres.Open();
    readonly TestSilos silos;
    readonly ReadsSeen journal;
    ICaseDirectory directory = null!;
    CaseId id;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SnapshotTests() => (silos, journal) = (new(silo => silo.AddSnapshots(temp.ConnectionString)), new(temp.Store));

    public async ValueTask InitializeAsync()
    {
        ClusterSchema.Migrate(temp.ConnectionString);
        directory = silos.Start(journal);
        id = NewCase();
        Assert.IsType<Reply.Done>(await Send(Contact(id, "west", Child("c1"))));
        await Write(Notes);
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)directory).DisposeAsync();
        await temp.DisposeAsync();
    }

    ValueTask<Reply> Send(CaseCommand command) => directory.Send(id, command.By(Aino), Stop);

    async Task Write(int notes)
    {
        for (var i = 0; i < notes; i++) Assert.IsType<Reply.Done>(await Send(new Note($"note {i}")));
    }

    Task Sleep() => silos.Cluster.DeactivateAsync(GrainId.Create("family-case", id.Stream));

    async Task<int> Kept() => (await temp.Query<int>("SELECT (convert_from(payload, 'UTF8')::json ->> 'Version')::int FROM grain_snapshot")) is [var version] ? version : 0;

    /// <summary>Wakes the case; it must stand as its events make it stand. Returns from where the journal was read.</summary>
    async Task<int[]> Wake()
    {
        journal.Froms.Clear();
        var woken = await directory.Read(id, Stop);
        var froms = journal.Froms.ToArray();
        var drawn = await LiveCase<CaseState, CaseCommand, CaseEvent>.Replay(id.Stream, new(Decider.Initial, 0), Decider, temp.Store, Stop);
        Assert.Equal(CaseWire.Write(new CaseSeen(drawn.Version, drawn.State)), CaseWire.Write(new CaseSeen(woken.Version, woken.State)));
        return froms;
    }

    [Fact]
    public async Task A_snapshot_is_written_every_so_many_events_and_when_the_case_goes_to_sleep()
    {
        Assert.InRange(await Kept(), FamilyCaseGrain.SnapshotEveryEvents, FamilyCaseGrain.SnapshotEveryEvents + 3);
        await Sleep();
        Assert.Equal(3 + Notes, await Kept());
        Assert.DoesNotContain(0, await Wake());
        await Write(2);
        Assert.Equal(3 + Notes + 2, (await directory.Read(id, Stop)).Version);
    }

    [Theory]
    [InlineData(FamilyCaseGrain.SnapshotAtShutdownEvents - 1, 0)]
    [InlineData(FamilyCaseGrain.SnapshotAtShutdownEvents, FamilyCaseGrain.SnapshotAtShutdownEvents)]
    public async Task A_node_that_ends_writes_snapshots_only_of_cases_with_much_news(int notes, int written)
    {
        await Sleep();
        await Write(notes);
        await ((IAsyncDisposable)directory).DisposeAsync();
        Assert.Equal(3 + Notes + written, await Kept());
        directory = silos.Start(journal);
        Assert.Equal(3 + Notes + notes, (await directory.Read(id, Stop)).Version);
    }

    [Fact]
    public async Task A_snapshot_holds_facts_and_no_content()
    {
        Assert.IsType<Reply.Done>(await Send(Contact(id, "west", Nameless("Sofia", "Salminen"))));
        await Sleep();
        var text = Assert.Single(await temp.Query<string>("SELECT convert_from(payload, 'UTF8') FROM grain_snapshot"));
        var state = System.Text.Encoding.UTF8.GetString(System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("State").GetBytesFromBase64());
        Assert.Contains("\"members\"", state, StringComparison.Ordinal);
        foreach (var word in new[] { "Sofia", "Salminen", "nukuttua", "note 1" })
        {
            Assert.DoesNotContain(word, state, StringComparison.Ordinal);
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DELETE FROM grain_snapshot")]
    [InlineData("UPDATE grain_snapshot SET payload = NULL")]
    [InlineData("UPDATE grain_snapshot SET payload = '\\x00ff'")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to('{}', 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to('null', 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = substring(payload FOR 100)")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to(regexp_replace(convert_from(payload, 'UTF8'), '\"State\":\"[^\"]{40}', '\"State\":\"'), 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to(regexp_replace(convert_from(payload, 'UTF8'), '\"Build\":\"........', '\"Build\":\"00000000'), 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '\"Version\":', '\"Version\":9'), 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '\"Position\":', '\"Position\":9'), 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '\"Command\":\"', '\"Command\":\"x'), 'UTF8')")]
    [InlineData("UPDATE grain_snapshot SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '\"Stream\":\"case-', '\"Stream\":\"case-0'), 'UTF8')")]
    public async Task A_snapshot_that_is_gone_broken_or_not_ours_costs_a_replay(string damage)
    {
        await Sleep();
        Assert.DoesNotContain(0, await Wake());
        await Sleep();
        Assert.Equal(1, await temp.Execute(damage));
        Assert.Contains(0, await Wake());
        await Write(FamilyCaseGrain.SnapshotEveryEvents + 1);
        await Sleep();
        Assert.DoesNotContain(0, await Wake());
        Assert.Empty((await new Maintenance(temp.Store, Decider).Check(Stop)).Faults);
    }

    [Fact]
    public async Task An_old_snapshot_put_back_costs_the_events_since()
    {
        await Sleep();
        await temp.Execute("CREATE TABLE old AS SELECT * FROM grain_snapshot");
        await Write(20);
        await Sleep();
        await temp.Execute("DELETE FROM grain_snapshot; INSERT INTO grain_snapshot SELECT * FROM old");
        Assert.Contains(3 + Notes, await Wake());
        await Write(1);
    }

    [Fact]
    public async Task A_second_snapshot_of_a_case_cannot_be()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => temp.Execute("INSERT INTO grain_snapshot SELECT service, grain_type, key, n0, n1, payload, version + 1, now() FROM grain_snapshot"));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_snapshot_that_another_copy_wrote_meanwhile_is_written_over_at_the_next()
    {
        await temp.Execute("UPDATE grain_snapshot SET version = version + 5");
        await Write(FamilyCaseGrain.SnapshotEveryEvents);
        await Write(FamilyCaseGrain.SnapshotEveryEvents);
        Assert.InRange(await Kept(), 3 + Notes + 50, 3 + Notes + 100);
        await Sleep();
        Assert.Equal(3 + Notes + 100, await Kept());
    }

    [Fact]
    public async Task While_snapshots_can_be_neither_written_nor_read_cases_go_on_and_wake()
    {
        await temp.Execute("ALTER TABLE grain_snapshot RENAME TO gone");
        await Write(2 * FamilyCaseGrain.SnapshotEveryEvents);
        Assert.Equal(3 + Notes + 100, (await directory.Read(id, Stop)).Version);
        await Sleep();
        Assert.Contains(0, await Wake());
        await temp.Execute("ALTER TABLE gone RENAME TO grain_snapshot");
        await Write(FamilyCaseGrain.SnapshotEveryEvents + 1); // written over the one that was not read
        await Write(FamilyCaseGrain.SnapshotEveryEvents + 1);
        await Sleep();
        Assert.DoesNotContain(0, await Wake());
    }

    /// <summary>Remembers after which versions a stream was read.</summary>
    sealed class ReadsSeen(IJournal journal) : IJournal
    {
        public ConcurrentQueue<int> Froms { get; } = [];

        public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int after, int limit, CancellationToken stop)
        {
            Froms.Enqueue(after);
            return journal.Read(stream, after, limit, stop);
        }

        public ValueTask<IReadOnlyList<Fact>> Facts(string stream, int after, int limit, CancellationToken stop)
        {
            Froms.Enqueue(after);
            return journal.Facts(stream, after, limit, stop);
        }

        public ValueTask<IReadOnlyList<Recorded>> Read(string stream, int until, IReadOnlyList<string> types, CancellationToken stop) => journal.Read(stream, until, types, stop);

        public ValueTask<Outcome> Append(Append append, CancellationToken stop) => journal.Append(append, stop);
        public ValueTask<Look> Look(string stream, CommandKey? command, CancellationToken stop) => journal.Look(stream, command, stop);
        public ValueTask<IReadOnlyList<Recorded>> Feed(long after, int limit, CancellationToken stop) => journal.Feed(after, limit, stop);
        public ValueTask<long> Head(CancellationToken stop) => journal.Head(stop);
        public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) => journal.Holders(keys, stop);
        public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) => journal.ClaimDue(now, limit, stop);
        public Task Changed => journal.Changed;
    }
}
