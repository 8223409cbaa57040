using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Coordination.Engine.Postgres;

/// <summary>Holds the lock of all who write; many rows travel as one binary COPY.</summary>
sealed class PostgresExclusive(NpgsqlConnection connection) : ExclusiveWriter(connection, () => Begin(connection))
{
    static NpgsqlTransaction Begin(NpgsqlConnection connection)
    {
        var transaction = connection.BeginTransaction();
        using var locked = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({PostgresWriter.OrderLock})", connection, transaction);
        locked.ExecuteNonQuery();
        return transaction;
    }

    public override async Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken stop)
    {
        if (rows.Count == 0) return;
        await using var copy = await ((NpgsqlConnection)Connection).BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", stop);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(stop);
            foreach (var cell in row)
                await (cell switch
                {
                    null => copy.WriteNullAsync(stop),
                    string text => copy.WriteAsync(text, NpgsqlDbType.Text, stop),
                    int number => copy.WriteAsync(number, NpgsqlDbType.Integer, stop),
                    long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, stop),
                    byte[] bytes => copy.WriteAsync(bytes, NpgsqlDbType.Bytea, stop),
                    _ => throw new ArgumentException($"no column holds a {cell.GetType().Name}", nameof(rows)),
                });
        }
        await copy.CompleteAsync(stop);
    }

    public override async IAsyncEnumerable<IReadOnlyList<(string Stream, string Type, string Facts)>> EventsByStream([EnumeratorCancellation] CancellationToken stop)
    {
        await Connection.ExecuteAsync(
            """
            SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL work_mem = '128MB';
            DECLARE events_by_stream NO SCROLL CURSOR FOR SELECT stream, type, facts FROM journal ORDER BY stream, version
            """, transaction: Transaction);
        while ((await Connection.QueryAsync<(string, string, string)>($"FETCH {ReadEventsMax} FROM events_by_stream", transaction: Transaction, commandTimeout: 0)).AsList() is { Count: > 0 } read)
            yield return read;
        await Connection.ExecuteAsync("CLOSE events_by_stream; SET LOCAL enable_indexscan = on; SET LOCAL enable_seqscan = off", transaction: Transaction);
    }
}
