using Microsoft.Data.Sqlite;

namespace Coordination.Engine.Sqlite;

/// <summary>The file's one writer, until it is done; its statements are prepared once for each table.</summary>
sealed class SqliteExclusive(SqliteConnection connection) : ExclusiveWriter(connection, () => connection.BeginTransaction(deferred: false))
{
    readonly Dictionary<string, Statement> inserts = new(StringComparer.Ordinal);

    public override Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken stop)
    {
        if (!inserts.TryGetValue(table, out var insert))
            inserts[table] = insert = new((SqliteConnection)Connection, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})");
        foreach (var row in rows) insert.Run(row);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var insert in inserts.Values) insert.Dispose();
        return base.DisposeAsync();
    }
}
