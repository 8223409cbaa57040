using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Coordination.Engine.Sqlite;

/// <summary>
/// Moves committed pages from the log into the file. A log can begin again only when all of it was moved, and the writer
/// adds to it all the time: most is therefore moved beside the writer, and the few pages left then by the writer itself,
/// between two batches. A checkpoint that fails is tried again later; until then the log keeps everything, and grows.
/// </summary>
sealed class SqliteCheckpoints(SqliteConnection writer, Func<SqliteConnection> open) : IDisposable
{
    const int EveryAppends = 4_000;

    SqliteConnection? beside;
    Task moving = Task.CompletedTask;
    bool movedBeside;
    int since;

    /// <summary>To be called by the writer after each commit.</summary>
    public void After(int appends)
    {
        since += appends;
        if (!moving.IsCompleted) return;
        if (movedBeside) Move(writer);
        else if (since >= EveryAppends) moving = Task.Run(MoveBeside);
        else return;
        movedBeside = !movedBeside;
        since = 0;
    }

    void MoveBeside()
    {
        try { Move(beside ??= open()); }
        catch (Exception away) when (away is SqliteException or IOException or InvalidOperationException) { /* the file cannot be opened now, as the writer will find too */ }
    }

    static void Move(SqliteConnection connection) => raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);

    public void Dispose()
    {
        moving.Wait();
        beside?.Dispose();
    }
}
