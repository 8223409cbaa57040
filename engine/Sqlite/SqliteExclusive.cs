using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Coordination.Engine.Sqlite;

/// <summary>The file's one writer, until it is done; its statements are prepared once for each table.</summary>
sealed class SqliteExclusive : ExclusiveWriter
{
    // Much is written and sorted: what does not fit is put aside into files, not into memory, and not into the log many times over.
    const string Settings = "PRAGMA cache_size = -131072; PRAGMA temp_store = FILE;";

    readonly Dictionary<string, Statement> inserts = new(StringComparer.Ordinal);

    public SqliteExclusive(SqliteConnection connection) : base(connection, () =>
    {
        connection.Execute(Settings);
        return connection.BeginTransaction(deferred: false);
    })
    {
    }

    public override Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken stop)
    {
        if (!inserts.TryGetValue(table, out var insert))
            inserts[table] = insert = new((SqliteConnection)Connection, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})");
        foreach (var row in rows) insert.Run(row);
        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<IReadOnlyList<(string Stream, string Type, string Facts)>> EventsByStream([EnumeratorCancellation] CancellationToken stop)
    {
        await using var row = await Connection.ExecuteReaderAsync("SELECT stream, type, facts FROM journal ORDER BY +stream, version", transaction: Transaction);
        var read = new List<(string, string, string)>(ReadEventsMax);
        while (await row.ReadAsync(stop))
        {
            read.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
            if (read.Count < ReadEventsMax) continue;
            yield return read;
            read.Clear();
        }
        yield return read;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var insert in inserts.Values) insert.Dispose();
        return base.DisposeAsync();
    }
}
