using Dapper;

namespace Coordination.Engine;

/// <summary>
/// Whether the time in a store is one that was set by hand, as when a log of years ago is played again. The mark is made on an empty
/// store, so that none holds cases of both times.
/// </summary>
public static class StoredTime
{
    /// <summary>Stands among the secrets, for all nodes of an installation to see; it is none.</summary>
    const string Mark = "time-is-set";

    public static async Task<bool> TimeIsSet(this IStore store, CancellationToken stop) =>
        (await store.Query<string>("SELECT value FROM secret WHERE name = @Mark", new { Mark }, stop)).Count > 0;

    /// <summary>Marks the store, if nothing is in it yet.</summary>
    /// <returns>Whether it is marked now.</returns>
    public static async Task<bool> TrySetTime(this IStore store, CancellationToken stop)
    {
        if (await store.TimeIsSet(stop)) return true;
        await using var writer = await store.Exclusive(stop);
        if (await writer.Connection.ExecuteScalarAsync<long>("SELECT count(*) FROM (SELECT 1 FROM journal LIMIT 1) AS one", transaction: writer.Transaction) > 0) return false;
        await writer.Connection.ExecuteAsync("INSERT INTO secret (name, value) VALUES (@Mark, 'yes') ON CONFLICT (name) DO NOTHING", new { Mark }, writer.Transaction);
        await writer.Commit(stop);
        return true;
    }

    /// <summary>When the newest event was recorded; nothing of an empty store.</summary>
    public static async Task<DateTimeOffset?> LastRecorded(this IStore store, CancellationToken stop) =>
        await store.Feed(await store.Head(stop) - 1, 1, stop) is [var last, ..] ? last.RecordedAt : null;
}
