using System.Reflection;
using Coordination.Engine;
using Npgsql;

namespace Coordination.Silo;

/// <summary>The tables and queries of the cluster's providers, made at the first start. Nodes that start together take their turn at one lock.</summary>
public static class ClusterSchema
{
    /// <exception cref="JournalUnavailableException">The database cannot be reached, or refuses.</exception>
    public static void Migrate(string connectionString)
    {
        try
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var transaction = connection.BeginTransaction();
            Run(connection, "SELECT pg_advisory_xact_lock(hashtextextended('coordination cluster schema ' || current_database(), 0))");
            Run(connection, "CREATE TABLE IF NOT EXISTS cluster_schema_version (number INT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())");
            foreach (var (number, sql) in Files())
                if (Run(connection, $"INSERT INTO cluster_schema_version (number) VALUES ({number}) ON CONFLICT DO NOTHING") == 1)
                    Run(connection, sql);
            transaction.Commit();
        }
        catch (Exception broken) when (broken is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new JournalUnavailableException($"the cluster's tables: {broken.Message}", broken);
        }
    }

    /// <summary>The numbered files, in order.</summary>
    static IEnumerable<(int Number, string Sql)> Files()
    {
        var room = Assembly.GetExecutingAssembly();
        foreach (var name in room.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(room.GetManifestResourceStream(name)!);
            yield return (int.Parse(name.Split(".Schema.")[1].Split('-')[0], null), reader.ReadToEnd());
        }
    }

    static int Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteNonQuery();
    }
}
