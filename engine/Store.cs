using System.Data.Common;
using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>A journal in a database, and the way to its tables. Both stores have the same tables and understand the same queries.</summary>
public interface IStore : IJournal, IDisposable
{
    /// <summary>What and where it is, without secrets.</summary>
    string Describe { get; }

    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    ValueTask<T> Read<T>(Func<DbConnection, Task<T>> query, CancellationToken stop);

    string? Open(string stream, byte[]? content);
    byte[] Seal(string stream, string content);

    /// <summary>A transaction that no append runs beside, for the product's own commands.</summary>
    ValueTask<IStoreWriter> Exclusive(CancellationToken stop);

    /// <summary>To be called when very much was written at once: so that what is read next is found as quickly as what was written day by day.</summary>
    ValueTask Settle(CancellationToken stop);

    async ValueTask<Look> IJournal.Look(string stream, CommandKey? command, CancellationToken stop) => await Read(async from =>
    {
        if (command is not { } key)
            return new Look(await from.ExecuteScalarAsync<int?>("SELECT max(version) FROM journal WHERE stream = @stream", new { stream }) ?? 0, null);
        // Both in one statement, so that they are of one moment.
        var (version, fingerprint, answer) = await from.QuerySingleAsync<(int?, string?, string?)>(
            """
            SELECT (SELECT max(version) FROM journal WHERE stream = @stream), c.fingerprint, c.answer
            FROM (SELECT 1) AS one LEFT JOIN command c ON c.actor = @Actor AND c.id = @Id
            """, new { stream, key.Actor, key.Id });
        return new Look(version ?? 0, answer is null ? null : new(Answer.Of(answer), fingerprint == key.Fingerprint));
    }, stop);

    async ValueTask<IReadOnlyList<Recorded>> IJournal.Read(string stream, int after, int limit, CancellationToken stop) => await Events(
        "SELECT position, stream, version, command, actor, recorded_at, occurred_at, type, facts, content FROM journal WHERE stream = @stream AND version > @after ORDER BY version LIMIT @limit",
        new { stream, after, limit }, stop);

    async ValueTask<IReadOnlyList<Recorded>> IJournal.Read(string stream, int until, IReadOnlyList<string> types, CancellationToken stop)
    {
        var parameters = new DynamicParameters(new { stream, until });
        foreach (var (i, type) in types.Index()) parameters.Add($"type{i}", type);
        return await Events(
            $"""
            SELECT position, stream, version, command, actor, recorded_at, occurred_at, type, facts, content
            FROM journal WHERE stream = @stream AND version <= @until AND type IN ({string.Join(", ", types.Select((_, i) => $"@type{i}"))}) ORDER BY version
            """, parameters, stop);
    }

    async ValueTask<IReadOnlyList<Fact>> IJournal.Facts(string stream, int after, int limit, CancellationToken stop) => await Read<IReadOnlyList<Fact>>(async from =>
    {
        var facts = new List<Fact>();
        await using var row = await from.ExecuteReaderAsync(
            "SELECT type, facts FROM journal WHERE stream = @stream AND version > @after ORDER BY version LIMIT @limit", new { stream, after, limit });
        while (await row.ReadAsync(stop)) facts.Add(new(row.GetString(0), row.GetString(1)));
        return facts;
    }, stop);

    async ValueTask<IReadOnlyList<Recorded>> IJournal.Feed(long after, int limit, CancellationToken stop) =>
        await Read<IReadOnlyList<Recorded>>(async from => await Feed(from, after, limit, stop), stop);

    /// <summary>The feed as a transaction sees it.</summary>
    Task<List<Recorded>> Feed(DbConnection from, long after, int limit, CancellationToken stop) => Events(
        from, "SELECT position, stream, version, command, actor, recorded_at, occurred_at, type, facts, content FROM journal WHERE position > @after ORDER BY position LIMIT @limit",
        new { after, limit }, stop);

    async ValueTask<long> IJournal.Head(CancellationToken stop) =>
        await Read(from => from.ExecuteScalarAsync<long>("SELECT coalesce(max(position), 0) FROM journal"), stop);

    /// <summary>Events selected in the journal's column order.</summary>
    async ValueTask<IReadOnlyList<Recorded>> Events(string sql, object parameters, CancellationToken stop) =>
        await Read<IReadOnlyList<Recorded>>(async from => await Events(from, sql, parameters, stop), stop);

    async Task<List<Recorded>> Events(DbConnection from, string sql, object parameters, CancellationToken stop)
    {
        var events = new List<Recorded>();
        await using var row = await from.ExecuteReaderAsync(sql, parameters);
        while (await row.ReadAsync(stop))
            events.Add(new(
                row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), Rows.At(row.GetInt64(5)), Rows.At(row.GetInt64(6)),
                row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : Open(row.GetString(1), (byte[])row.GetValue(9))));
        return events;
    }
}

/// <summary>A transaction of the product's own commands; disposing it without <see cref="Commit"/> undoes it.</summary>
public interface IStoreWriter : IAsyncDisposable
{
    DbConnection Connection { get; }
    DbTransaction Transaction { get; }

    /// <summary>Many rows at once, by the quickest way that the store has.</summary>
    /// <param name="rows">Their cells in the order of the columns: text, int, long or bytes, as the column is.</param>
    Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken stop);

    /// <summary>
    /// Every event, stream by stream and each by its versions, some at a time; other tables may be written meanwhile. Sorted, and not looked up
    /// by the index, since a stream's events lie far apart: the disk is read from end to end, whatever does not fit into memory.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<(string Stream, string Type, string Facts)>> EventsByStream(CancellationToken stop);

    Task Commit(CancellationToken stop);
}

/// <summary>Owns its connection, also when its transaction cannot begin.</summary>
abstract class ExclusiveWriter : IStoreWriter
{
    protected const int ReadEventsMax = 20_000;

    protected ExclusiveWriter(DbConnection connection, Func<DbTransaction> begin)
    {
        Connection = connection;
        try { Transaction = begin(); }
        catch { connection.Dispose(); throw; }
    }

    public DbConnection Connection { get; }
    public DbTransaction Transaction { get; }

    public abstract Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken stop);
    public abstract IAsyncEnumerable<IReadOnlyList<(string Stream, string Type, string Facts)>> EventsByStream(CancellationToken stop);

    public Task Commit(CancellationToken stop) => Transaction.CommitAsync(stop);

    public virtual async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public static class Stores
{
    public static async ValueTask<IReadOnlyList<T>> Query<T>(this IStore store, string sql, object parameters, CancellationToken stop) =>
        await store.Read<IReadOnlyList<T>>(async from => (await from.QueryAsync<T>(sql, parameters)).AsList(), stop);

    /// <summary>Queries that all see one moment of the store, while others go on writing.</summary>
    public static ValueTask<T> AtOneMoment<T>(this IStore store, Func<DbConnection, Task<T>> queries, CancellationToken stop) => store.Read(async from =>
    {
        await from.ExecuteAsync(from is Npgsql.NpgsqlConnection ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN TRANSACTION");
        try { return await queries(from); }
        finally { await from.ExecuteAsync("ROLLBACK TRANSACTION"); }
    }, stop);
}
