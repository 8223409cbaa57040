using Npgsql;

namespace Coordination.Bench.Server;

/// <summary>A database of a run's own on the server that a connection string names; dropped afterwards.</summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    readonly NpgsqlConnectionStringBuilder server;
    readonly string name = $"coordination_bench_{Guid.NewGuid():N}";

    TemporaryDatabase(NpgsqlConnectionStringBuilder server) => this.server = server;

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server.ToString()) { Database = name }.ToString();

    public static async Task<TemporaryDatabase> CreateAsync(string connectionString, CancellationToken stop)
    {
        try
        {
            var made = new TemporaryDatabase(new NpgsqlConnectionStringBuilder(connectionString));
            await made.OnServerAsync($"CREATE DATABASE {made.name} TEMPLATE template0 ENCODING 'UTF8'", stop);
            return made;
        }
        catch (Exception refused) when (refused is NpgsqlException or ArgumentException or FormatException or System.Net.Sockets.SocketException)
        {
            throw new CannotRunException($"--postgres: no database could be made there: {refused.Message}".ReplaceLineEndings(" "));
        }
    }

    public async ValueTask DisposeAsync() => await OnServerAsync($"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);

    async Task OnServerAsync(string sql, CancellationToken stop)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ToString()) { Pooling = false, Database = server.Database ?? "postgres" };
        await using var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        _ = await command.ExecuteNonQueryAsync(stop);
    }
}
