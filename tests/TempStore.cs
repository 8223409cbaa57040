using System.Data.Common;
using System.Text.Json;
using Coordination.Engine;
using Coordination.Engine.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Coordination.Tests;

/// <summary>An empty database of a test's own, gone when the test ends. Several stores may be opened over it.</summary>
public abstract class TempStore : IAsyncDisposable
{
    readonly List<IStore> opened = [];

    /// <summary>Of the stores that are opened from now on.</summary>
    public IContentSeal Seal { get; set; } = new NoSeal();

    public IStore Store => opened is [var first, ..] ? first : Another();

    /// <summary>One more store over the same database, as another node would open it.</summary>
    public IStore Another()
    {
        var store = Make();
        lock (opened) opened.Add(store);
        return store;
    }

    /// <summary>Ends every store; the database stays, and <see cref="Store"/> opens it anew.</summary>
    public void Close()
    {
        foreach (var store in opened) store.Dispose();
        opened.Clear();
    }

    public abstract IStore Make();

    /// <summary>A connection past the product, for what only the database itself can tell.</summary>
    public abstract DbConnection Connect();

    /// <summary>From now on no transaction that writes an event of this type can commit.</summary>
    public abstract Task RefuseToCommit(string eventType);

    public async Task<int> Execute(string sql, object? parameters = null)
    {
        await using var connection = Connect();
        return await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<T[]> Query<T>(string sql, object? parameters = null)
    {
        await using var connection = Connect();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    /// <summary>Every row of a table, as text, in one order.</summary>
    public async Task<string[]> Dump(string table, string columns = "*")
    {
        await using var connection = Connect();
        await using var row = await connection.ExecuteReaderAsync($"SELECT {columns} FROM {table}");
        var lines = new List<string>();
        while (await row.ReadAsync())
            lines.Add(JsonSerializer.Serialize(Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => row.IsDBNull(i) ? null : row.GetValue(i))));
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public static readonly string[] Tables = ["journal", "command", "register", "member_key", "likeness", "involved", "agenda", "phase_stay"];

    /// <summary>All that appends write, the same from every store that holds the same.</summary>
    public async Task<string> DumpAll()
    {
        var all = new List<string>();
        foreach (var table in Tables) all.AddRange((await Dump(table, table == "command" ? "actor, id, fingerprint, answer" : "*")).Prepend(table));
        return string.Join('\n', all);
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await Drop();
        GC.SuppressFinalize(this);
    }

    protected abstract Task Drop();
}

public sealed class TempSqlite(SqliteOptions? options = null) : TempStore
{
    public static TempSqlite Open() => new();

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("coordination-");
    public string File => Path.Combine(Folder.FullName, "coordination.db");

    public override IStore Make() => new SqliteStore((options ?? new("")) with { Path = File }, Seal);
    public SqliteStore Sqlite => (SqliteStore)Store;

    public override DbConnection Connect() => Connect(File);

    public static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
        connection.Open();
        return connection;
    }

    public override Task RefuseToCommit(string eventType) => Execute(
        $"CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN NEW.type = '{eventType}' BEGIN SELECT RAISE(ABORT, 'refused by a test'); END");

    protected override Task Drop()
    {
        Folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
