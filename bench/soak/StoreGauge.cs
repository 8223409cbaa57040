using Coordination.Bench.Server;
using Npgsql;

namespace Coordination.Bench.Soak;

/// <summary>How large a store and its write-ahead log are.</summary>
internal interface IStoreGauge : IAsyncDisposable
{
    /// <summary>Up to this size the log is the store's own choice; nothing where it says nothing of it.</summary>
    long? LogBytesAllowed { get; }

    Task<StoreSize> LookAsync(CancellationToken stop);

    static async Task<IStoreGauge> OpenAsync(StoreChoice store, ServerProcess server, CancellationToken stop) =>
        store.Database is { } database ? await PostgresGauge.OpenAsync(database, stop) : new SqliteGauge(Path.Combine(server.DataFolder, "coordination.db"));
}

internal sealed class SqliteGauge(string file) : IStoreGauge
{
    public long? LogBytesAllowed => null;

    public Task<StoreSize> LookAsync(CancellationToken stop) => Task.FromResult(new StoreSize(SizeOf($"{file}-wal"), null, SizeOf(file)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static long SizeOf(string path) => new FileInfo(path) is { Exists: true } found ? found.Length : 0;
}

/// <summary>Asks the database server. Its log is of all databases on it: a soak should be alone there.</summary>
internal sealed class PostgresGauge : IStoreGauge
{
    const string Look = "SELECT (SELECT coalesce(sum(size), 0)::bigint FROM pg_ls_waldir()), (pg_current_wal_lsn() - '0/0')::bigint, pg_database_size(current_database())";
    const string Allowed = "SELECT pg_size_bytes(current_setting('max_wal_size'))";

    readonly NpgsqlConnection connection;
    long begun;

    PostgresGauge(NpgsqlConnection connection) => this.connection = connection;

    public long? LogBytesAllowed { get; private set; }

    public static async Task<PostgresGauge> OpenAsync(string database, CancellationToken stop)
    {
        var gauge = new PostgresGauge(new NpgsqlConnection(database));
        try
        {
            await gauge.connection.OpenAsync(stop);
            await using var allowed = new NpgsqlCommand(Allowed, gauge.connection);
            gauge.LogBytesAllowed = (long)(await allowed.ExecuteScalarAsync(stop))!;
            gauge.begun = (await gauge.LookAsync(stop)).LogWrittenBytes!.Value;
            return gauge;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await gauge.DisposeAsync();
            throw new CannotRunException("the size of the server's log may not be read: GRANT pg_monitor TO the user of --postgres");
        }
        catch (NpgsqlException away)
        {
            await gauge.DisposeAsync();
            throw new CannotRunException($"--postgres: {away.Message}");
        }
    }

    public async Task<StoreSize> LookAsync(CancellationToken stop)
    {
        await using var look = new NpgsqlCommand(Look, connection);
        await using var row = await look.ExecuteReaderAsync(stop);
        _ = await row.ReadAsync(stop);
        return new StoreSize(row.GetInt64(0), row.GetInt64(1) - begun, row.GetInt64(2));
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
