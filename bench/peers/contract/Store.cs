using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Coordination.Peers;

/// <summary>SQLite or PostgreSQL under EF Core, as durable as the product's: what was answered is on disk.</summary>
public sealed class Store(PeerSettings settings) : IDisposable
{
    const int PreparedMax = 64;
    const int ConnectionsMax = 32;

    /// <summary>SQLite has one writer. Waiting here in turn is fairer and faster than finding the file locked and trying again.</summary>
    readonly SemaphoreSlim? writing = settings.Database is null ? new(1) : null;

    public void Configure(DbContextOptionsBuilder options)
    {
        _ = options.EnableThreadSafetyChecks(false).ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.SensitiveDataLoggingEnabledWarning));
        if (settings.Database is { } database)
            options.UseNpgsql(new NpgsqlConnectionStringBuilder(database)
            {
                MaxAutoPrepare = PreparedMax, AutoPrepareMinUsages = 2, NoResetOnClose = true, MaxPoolSize = ConnectionsMax, Options = "-c synchronous_commit=on",
            }.ToString());
        else
            options.UseSqlite($"Data Source={Path.Combine(settings.Data, "cases.db")}").AddInterceptors(new FullSynchronous());
    }

    /// <summary>Makes the tables where there are none.</summary>
    public static async Task Prepare(RecordsDb db)
    {
        var creator = (RelationalDatabaseCreator)db.GetService<IDatabaseCreator>();
        if (!await creator.ExistsAsync()) await creator.CreateAsync();
        if (db.Database.IsSqlite()) _ = await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        try { _ = await db.Members.AnyAsync(); }
        catch (DbException absent) when (absent is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } or SqliteException) { await creator.CreateTablesAsync(); }
    }

    public async Task Save(RecordsDb db, CancellationToken stop)
    {
        if (writing is not null) await writing.WaitAsync(stop);
        try { _ = await db.SaveChangesAsync(stop); }
        finally { _ = writing?.Release(); }
    }

    /// <summary>
    /// Asks until nobody else wrote in between, a bounded number of times. Before a no it looks whether the command was carried out
    /// before, and so it does when a unique index says that somebody was quicker.
    /// </summary>
    public static async Task<Reply> Insist(Asking by, Func<Task<Reply>> ask, Func<Task<Reply?>> firstAnswer)
    {
        const int TriesMax = 100;
        const int TriesAtOnceMax = 3;
        const int WaitMillisecondsMax = 50;
        for (var tries = 0; tries < TriesMax; tries++)
        {
            try
            {
                var reply = await ask();
                return reply.Wrote || by.Key is null ? reply : await firstAnswer() ?? reply;
            }
            catch (DbUpdateException lost) when (lost is DbUpdateConcurrencyException || IsTaken(lost))
            {
                if (lost is not DbUpdateConcurrencyException && await firstAnswer() is { } first) return first;
                // Many at one case would lose to each other for ever if they came back in step.
                if (tries > TriesAtOnceMax) await Task.Delay(Random.Shared.Next(1, WaitMillisecondsMax));
            }
        }

        return Reply.No(Problem.Unavailable);
    }

    static bool IsTaken(DbUpdateException lost) =>
        lost.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteErrorCode: 19 };

    public void Dispose() => writing?.Dispose();

    /// <summary>Each commit waits for the disk.</summary>
    sealed class FullSynchronous : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;";
            _ = command.ExecuteNonQuery();
        }
    }
}
