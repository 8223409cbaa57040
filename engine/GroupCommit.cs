using System.Threading.Channels;

namespace Coordination.Engine;

/// <summary>
/// Appends that arrive together are committed together, each with its own outcome. While one batch is on its way to the
/// disk the next one gathers. Runs on a thread of its own, since a commit waits for the disk.
/// </summary>
public sealed class GroupCommit : IDisposable
{
    public const int BatchAppendsMax = 256;
    public const int WaitingAppendsMax = 16_384;

    readonly Channel<(Append Append, TaskCompletionSource<Outcome> Done)> waiting =
        Channel.CreateBounded<(Append, TaskCompletionSource<Outcome>)>(new BoundedChannelOptions(WaitingAppendsMax) { SingleReader = true });
    readonly Func<IReadOnlyList<Append>, Outcome[]> commit;
    readonly Thread thread;
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GroupCommit(string name, Func<IReadOnlyList<Append>, Outcome[]> commit)
    {
        this.commit = commit;
        thread = new Thread(Run) { Name = name, IsBackground = true };
        thread.Start();
    }

    public Task Changed => Volatile.Read(ref changed).Task;

    public ValueTask<Outcome> Append(Append append)
    {
        var done = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiting.Writer.TryWrite((append, done))
            ? new ValueTask<Outcome>(done.Task)
            : throw new JournalUnavailableException($"{WaitingAppendsMax} appends are waiting already, or the journal is closing");
    }

    void Run()
    {
        var batch = new List<Append>(BatchAppendsMax);
        var done = new List<TaskCompletionSource<Outcome>>(BatchAppendsMax);
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < BatchAppendsMax && waiting.Reader.TryRead(out var next))
            {
                batch.Add(next.Append);
                done.Add(next.Done);
            }
            Commit(batch, done);
            batch.Clear();
            done.Clear();
        }
    }

    void Commit(List<Append> batch, List<TaskCompletionSource<Outcome>> done)
    {
        try
        {
            var outcomes = commit(batch);
            for (var i = 0; i < outcomes.Length; i++) done[i].SetResult(outcomes[i]);
            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
        catch (Exception broken) // whatever broke, those who wait must hear of it, and the thread must live on
        {
            foreach (var one in done) one.TrySetException(broken);
        }
    }

    public void Dispose()
    {
        if (waiting.Writer.TryComplete()) thread.Join();
    }
}
