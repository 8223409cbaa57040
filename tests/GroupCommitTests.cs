using Coordination.Engine;
using static Coordination.Tests.Pen;

namespace Coordination.Tests;

public sealed class GroupCommitTests : IDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly Disk disk = new();
    readonly GroupCommit group;

    public GroupCommitTests() => group = new GroupCommit("test", disk.Commit);

    public void Dispose()
    {
        disk.Go.Release(1_000);
        group.Dispose();
        disk.Dispose();
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Commits that wait until they are told to go on.</summary>
    sealed class Disk : IDisposable
    {
        public readonly SemaphoreSlim Reached = new(0), Go = new(0);
        public readonly List<int> Batches = [];
        public bool Breaks;

        public Outcome[] Commit(IReadOnlyList<Append> batch)
        {
            Batches.Add(batch.Count);
            Reached.Release();
            Go.Wait();
            return Breaks ? throw new JournalUnavailableException("broken") : [.. batch.Select((_, i) => new Outcome.Written(i))];
        }

        public void Dispose()
        {
            Reached.Dispose();
            Go.Dispose();
        }
    }

    Task<Outcome> Append(int i) => group.Append(Command($"k{i}", Opens($"s{i}"))).AsTask();

    [Fact]
    public async Task While_one_batch_is_on_its_way_the_next_one_gathers()
    {
        var first = Append(0);
        Assert.True(await disk.Reached.WaitAsync(Long, Stop));
        var rest = Enumerable.Range(1, GroupCommit.BatchAppendsMax + 5).Select(i => Append(i)).ToArray();
        disk.Go.Release(3);
        await Task.WhenAll(rest.Append(first)).WaitAsync(Long, Stop);
        Assert.Equal([1, GroupCommit.BatchAppendsMax, 5], disk.Batches);
        Assert.Equal(new Outcome.Written(GroupCommit.BatchAppendsMax - 1), await rest[GroupCommit.BatchAppendsMax - 1]);
        Assert.Equal(new Outcome.Written(0), await rest[GroupCommit.BatchAppendsMax]);
    }

    [Fact]
    public async Task A_batch_that_breaks_is_told_to_everybody_in_it_and_to_nobody_else()
    {
        var first = Append(0);
        Assert.True(await disk.Reached.WaitAsync(Long, Stop));
        var broken = Enumerable.Range(1, 10).Select(i => Append(i)).ToArray();
        var changed = group.Changed;
        disk.Go.Release();
        Assert.IsType<Outcome.Written>(await first.WaitAsync(Long, Stop));
        await changed.WaitAsync(Long, Stop);
        Assert.True(await disk.Reached.WaitAsync(Long, Stop));
        changed = group.Changed;
        disk.Breaks = true;
        disk.Go.Release();
        foreach (var one in broken) await Assert.ThrowsAsync<JournalUnavailableException>(() => one.WaitAsync(Long, Stop));
        Assert.False(changed.IsCompleted);
        disk.Breaks = false;
        disk.Go.Release();
        Assert.IsType<Outcome.Written>(await Append(11).WaitAsync(Long, Stop));
    }

    [Fact]
    public async Task No_more_may_wait_than_the_limit()
    {
        var waiting = new List<Task<Outcome>> { Append(0) };
        Assert.True(await disk.Reached.WaitAsync(Long, Stop));
        for (var i = 1; i <= GroupCommit.WaitingAppendsMax; i++) waiting.Add(Append(i));
        Assert.Throws<JournalUnavailableException>(() => { _ = Append(0); });
        disk.Go.Release(1 + (GroupCommit.WaitingAppendsMax / GroupCommit.BatchAppendsMax));
        await Task.WhenAll(waiting).WaitAsync(Long, Stop);
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_takes_no_more()
    {
        var waiting = Enumerable.Range(0, 5).Select(i => Append(i)).ToArray();
        disk.Go.Release(5);
        group.Dispose();
        Assert.All(waiting, one => Assert.True(one.IsCompletedSuccessfully));
        Assert.Throws<JournalUnavailableException>(() => { _ = Append(6); });
        await Task.WhenAll(waiting);
    }
}
