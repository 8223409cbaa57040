using System.Collections.Concurrent;
using System.Data.Common;
using Coordination.Core;
using Microsoft.Data.Sqlite;

namespace Coordination.Engine.Sqlite;

/// <summary>The journal and register in one SQLite file: one writer, many readers, WAL, a full sync at every commit.</summary>
/// <param name="PagesMax">The file's greatest size, in pages of 4,096 bytes; 0: as large as the disk.</param>
/// <param name="BusyTimeoutSeconds">How long to wait for another program that holds the file.</param>
public sealed record SqliteOptions(string Path, int PagesMax = 0, int BusyTimeoutSeconds = 2);

public sealed class SqliteStore : IStore
{
    const int ReadersMax = 16;
    // Of the process' memory; the file itself is in the system's cache, and reading it from there costs little more. Mapped, each
    // connection would count the same pages as its own.
    const int WriterCacheKilobytes = 4 * 1024;
    const int ReaderCacheKilobytes = 512;
    const int LogPagesMax = 100_000; // the writer moves the log itself where that beside it never comes to an end

    readonly SqliteOptions options;
    readonly IContentSeal seal;
    readonly GroupCommit group;
    readonly ConcurrentBag<SqliteConnection> readers = [];
    readonly SemaphoreSlim readersFree = new(ReadersMax, ReadersMax);
    SqliteWriter? writer;

    public SqliteStore(SqliteOptions options, IContentSeal seal)
    {
        this.options = options;
        this.seal = seal;
        Migrate();
        group = new("journal writer", Commit);
    }

    public string Describe => $"SQLite {options.Path}";
    public Task Changed => group.Changed;

    public ValueTask<Outcome> Append(Append append, CancellationToken stop) => group.Append(append);

    Outcome[] Commit(IReadOnlyList<Append> batch)
    {
        try
        {
            StillThere();
            writer ??= NewWriter();
            return writer.Commit(batch);
        }
        catch (Exception broken) when (broken is SqliteException or IOException or InvalidOperationException)
        {
            writer?.Dispose();
            writer = null;
            throw Unavailable(broken);
        }
    }

    SqliteWriter NewWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        return new(connection, new(connection, () => Open(SqliteOpenMode.ReadWrite)), seal);
    }

    /// <summary>A file moved away under an open connection would swallow commits that nobody finds again.</summary>
    void StillThere()
    {
        if (File.Exists(options.Path)) return;
        while (readers.TryTake(out var reader)) reader.Dispose();
        throw new IOException($"{options.Path} is gone");
    }

    public async ValueTask<T> Read<T>(Func<DbConnection, Task<T>> query, CancellationToken stop)
    {
        await readersFree.WaitAsync(stop);
        SqliteConnection? reader = null;
        try
        {
            StillThere();
            if (!readers.TryTake(out reader)) reader = Open(SqliteOpenMode.ReadOnly);
            var result = await query(reader);
            readers.Add(reader);
            reader = null;
            return result;
        }
        catch (Exception broken) when (broken is SqliteException or IOException) { throw Unavailable(broken); }
        finally
        {
            reader?.Dispose(); // it failed in the middle of something
            readersFree.Release();
        }
    }

    JournalUnavailableException Unavailable(Exception broken) => new($"{options.Path}: {broken.Message}", broken);

    SqliteConnection Open(SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = options.Path, Mode = mode, Pooling = false, DefaultTimeout = options.BusyTimeoutSeconds }.ToString();
        var connection = mode == SqliteOpenMode.ReadOnly ? new KeptStatements(settings) : new SqliteConnection(settings);
        try
        {
            connection.Open();
            Run(connection, $"PRAGMA busy_timeout = {options.BusyTimeoutSeconds * 1000}; PRAGMA cache_size = -{(mode == SqliteOpenMode.ReadOnly ? ReaderCacheKilobytes : WriterCacheKilobytes)}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;");
            if (mode == SqliteOpenMode.ReadOnly) return connection;
            Run(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {LogPagesMax};");
            if (options.PagesMax > 0) Run(connection, $"PRAGMA max_page_count = {options.PagesMax};");
            return connection;
        }
        catch { connection.Dispose(); throw; }
    }

    void Migrate()
    {
        try
        {
            // SQLite would begin a new file and delete this one, and with it what was acknowledged last.
            if (!File.Exists(options.Path) && File.Exists(options.Path + "-wal"))
                throw new IOException($"{options.Path} is gone, but its {Path.GetFileName(options.Path)}-wal is there: put the file back, or move that away too");
            using var connection = Open(SqliteOpenMode.ReadWriteCreate);
            Run(connection, "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT (datetime('now'))) STRICT;");
            foreach (var (number, sql) in Migrations.Of("sqlite"))
            {
                using var transaction = connection.BeginTransaction(deferred: false);
                using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = $"INSERT OR IGNORE INTO schema_version (number) VALUES ({number})";
                if (command.ExecuteNonQuery() == 1)
                {
                    command.CommandText = sql;
                    command.ExecuteNonQuery();
                }
                transaction.Commit();
            }
        }
        catch (Exception broken) when (broken is SqliteException or IOException) { throw Unavailable(broken); }
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) =>
        this.Query<string>("SELECT DISTINCT stream FROM member_key WHERE key IN @keys ORDER BY stream", new { keys }, stop);

    public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) =>
        // One process owns the file, so nobody competes.
        this.Query<string>("SELECT stream FROM register WHERE wake_at <= @now ORDER BY wake_at LIMIT @limit", new { now = Rows.Ms(now), limit }, stop);

    /// <summary>Copies the whole store to a new file while it is in use; the copy is one moment's, whole.</summary>
    public async Task Backup(string file, CancellationToken stop)
    {
        if (File.Exists(file)) throw new IOException($"{file} is there already");
        await Read(from =>
        {
            using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            to.Open();
            ((SqliteConnection)from).BackupDatabase(to);
            return Task.FromResult(true);
        }, stop);
    }

    public string? Open(string stream, byte[]? content) => content is null ? null : seal.Open(stream, content);
    public byte[] Seal(string stream, string content) => seal.Seal(stream, content);

    public ValueTask<IStoreWriter> Exclusive(CancellationToken stop)
    {
        try
        {
            StillThere();
            return ValueTask.FromResult<IStoreWriter>(new SqliteExclusive(Open(SqliteOpenMode.ReadWrite)));
        }
        catch (Exception broken) when (broken is SqliteException or IOException) { throw Unavailable(broken); }
    }

    /// <summary>
    /// Moves the log into the file, which else would be twice as large. No statistics: no plan of SQLite rests on them here, so
    /// that it is the same whatever the store's size and age.
    /// </summary>
    public ValueTask Settle(CancellationToken stop)
    {
        try
        {
            using var moving = Open(SqliteOpenMode.ReadWrite);
            Run(moving, "PRAGMA wal_checkpoint(TRUNCATE)");
            return ValueTask.CompletedTask;
        }
        catch (Exception broken) when (broken is SqliteException or IOException) { throw Unavailable(broken); }
    }

    public void Dispose()
    {
        group.Dispose();
        writer?.Dispose();
        while (readers.TryTake(out var reader)) reader.Dispose();
        readersFree.Dispose();
    }
}
