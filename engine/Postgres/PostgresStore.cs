using System.Data.Common;
using Coordination.Core;
using Dapper;
using Npgsql;

namespace Coordination.Engine.Postgres;

/// <summary>The journal and register in PostgreSQL. Any number of equal nodes may use one database.</summary>
public sealed class PostgresStore : IStore
{
    const int CommitAttemptsMax = 5;
    const int ClaimSeconds = 30;
    const int ReadersMax = 16;

    // Whatever the tables' sizes and however old their statistics, a batch and a list find their rows by indexes: a planner that
    // believes a table small would read all of it, for every batch, while it grows.
    const string PlannerOptions = " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c random_page_cost=1.1 -c jit=off";
    const string WriterOptions = " -c plan_cache_mode=force_generic_plan"
        // A node that stops in the middle of a batch, or whose host is gone, must not keep the lock from the others.
        + " -c idle_in_transaction_session_timeout=10000";

    readonly NpgsqlDataSource source;
    readonly NpgsqlDataSource writing;
    readonly IContentSeal seal;
    readonly GroupCommit group;
    NpgsqlConnection? connection;
    PostgresWriter? writer;

    /// <param name="connectionString">Npgsql's; durability (<c>synchronous_commit</c>) is set here, whatever the server's default.</param>
    public PostgresStore(string connectionString, IContentSeal seal)
    {
        this.seal = seal;
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "coordination", MaxAutoPrepare = 64, AutoPrepareMinUsages = 2, NoResetOnClose = true, IncludeErrorDetail = false,
            Options = "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed" + PlannerOptions,
        };
        if (settings.Timeout == 15) settings.Timeout = 5;
        if (settings.MaxPoolSize == 100) settings.MaxPoolSize = ReadersMax; // several nodes must fit into the server's own default of 100
        source = NpgsqlDataSource.Create(settings);
        writing = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ToString()) { Pooling = false, Options = settings.Options + WriterOptions });
        Describe = $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database}";
        Migrate();
        group = new("journal writer", Commit);
    }

    public string Describe { get; }
    public Task Changed => group.Changed;

    public ValueTask<Outcome> Append(Append append, CancellationToken stop) => group.Append(append);

    Outcome[] Commit(IReadOnlyList<Append> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (connection is null)
                {
                    connection = writing.OpenConnection();
                    writer = new PostgresWriter(connection, seal);
                }
                return writer!.Commit(batch);
            }
            catch (Exception broken) when (broken is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                connection?.Dispose();
                connection = null;
                // Nothing of the batch was written if the server itself said no; a lost connection may have lost only the answer,
                // and then each command's id is already known when the batch is judged again.
                if (attempt < CommitAttemptsMax && MayTryAgain(broken)) continue;
                throw Unavailable(broken);
            }
        }
    }

    static bool MayTryAgain(Exception broken) => broken is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
    } or NpgsqlException { IsTransient: true, InnerException: IOException };

    JournalUnavailableException Unavailable(Exception broken) => new($"{Describe}: {broken.Message}", broken);

    public async ValueTask<T> Read<T>(Func<DbConnection, Task<T>> query, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var reader = await source.OpenConnectionAsync(stop);
                return await query(reader);
            }
            catch (Exception broken) when (broken is NpgsqlException or IOException or TimeoutException)
            {
                if (attempt > 1 || !MayTryAgain(broken)) throw Unavailable(broken);
                // A server that restarted has hung up on every connection in the pool, and a read would fail for each.
                source.Clear();
            }
        }
    }

    /// <summary>Nodes that start together take their turn at one lock; each finds done what another did.</summary>
    void Migrate()
    {
        try
        {
            using var migrating = source.OpenConnection();
            using var transaction = migrating.BeginTransaction();
            Run(migrating, "SELECT pg_advisory_xact_lock(hashtextextended('coordination schema ' || current_database(), 0))");
            Run(migrating, "CREATE TABLE IF NOT EXISTS schema_version (number INT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())");
            foreach (var (number, sql) in Migrations.Of("postgres"))
                if (Run(migrating, $"INSERT INTO schema_version (number) VALUES ({number}) ON CONFLICT DO NOTHING") == 1)
                    Run(migrating, sql);
            transaction.Commit();
        }
        catch (Exception broken) when (broken is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException) { throw Unavailable(broken); }
    }

    static int Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteNonQuery();
    }

    public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) =>
        this.Query<string>("SELECT DISTINCT stream FROM member_key WHERE key = ANY(@keys) ORDER BY stream", new { keys = keys.ToArray() }, stop);

    public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) => this.Query<string>(
        """
        INSERT INTO claim (stream, until)
        SELECT stream, @until FROM (
          SELECT r.stream FROM register r
          WHERE r.wake_at <= @now AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.stream = r.stream AND c.until > @clock)
          ORDER BY r.wake_at LIMIT @limit FOR UPDATE OF r SKIP LOCKED) due
        ON CONFLICT (stream) DO UPDATE SET until = excluded.until WHERE claim.until <= @clock
        RETURNING stream
        """,
        new { now = Rows.Ms(now), limit, clock = Rows.Ms(now), until = Rows.Ms(now.AddSeconds(ClaimSeconds)) }, stop);

    public string? Open(string stream, byte[]? content) => content is null ? null : seal.Open(stream, content);
    public byte[] Seal(string stream, string content) => seal.Seal(stream, content);

    public async ValueTask<IStoreWriter> Exclusive(CancellationToken stop)
    {
        try { return new PostgresExclusive(await source.OpenConnectionAsync(stop)); }
        catch (Exception broken) when (broken is NpgsqlException or IOException or TimeoutException) { throw Unavailable(broken); }
    }

    /// <summary>Statistics for the planner, and the map that tells which pages everybody sees, without which an index alone answers nothing.</summary>
    public async ValueTask Settle(CancellationToken stop) => await Read(async from => await from.ExecuteAsync(new CommandDefinition("VACUUM (ANALYZE)", commandTimeout: 0, cancellationToken: stop)), stop);

    public void Dispose()
    {
        group.Dispose();
        connection?.Dispose();
        writing.Dispose();
        source.Dispose();
    }
}
