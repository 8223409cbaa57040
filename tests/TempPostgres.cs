using System.Data.Common;
using Coordination.Engine;
using Coordination.Engine.Postgres;
using Npgsql;

namespace Coordination.Tests;

/// <summary>A database on the server that COORDINATION_TEST_POSTGRES names; where it names none, the test is skipped.</summary>
public sealed class TempPostgres : TempStore
{
    readonly NpgsqlConnectionStringBuilder server;
    readonly string database = $"coordination_test_{Guid.NewGuid():N}";

    TempPostgres(string connectionString)
    {
        server = new(connectionString) { Database = "postgres", Pooling = false, IncludeErrorDetail = true };
        OnServer($"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'");
    }

    public static TempPostgres Open()
    {
        var server = Environment.GetEnvironmentVariable("COORDINATION_TEST_POSTGRES");
        if (string.IsNullOrWhiteSpace(server)) Assert.Skip("COORDINATION_TEST_POSTGRES names no server");
        return new(server);
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server.ToString()) { Database = database }.ToString();

    // The store is given no wish about its pool, as an operator would give none.
    public override IStore Make()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
        settings.Remove("Pooling");
        return new PostgresStore(settings.ToString(), Seal);
    }

    public override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Hangs up on everybody, as a server that restarts does.</summary>
    public void EndConnections() =>
        OnServer($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");

    public override Task RefuseToCommit(string eventType) => Execute(
        $"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.type = '{eventType}') EXECUTE FUNCTION refuse();
        """);

    protected override Task Drop()
    {
        OnServer($"DROP DATABASE {database} WITH (FORCE)");
        return Task.CompletedTask;
    }

    void OnServer(string sql)
    {
        using var connection = new NpgsqlConnection(server.ToString());
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
