using Npgsql;

namespace Coordination.Tests.Faults;

/// <summary>The PostgreSQL server of the tests, named by an environment variable, and fresh databases on it.</summary>
static class Postgres
{
    public const string Variable = "COORDINATION_TEST_POSTGRES";

    /// <summary>Superuser's connection string without a database; without it the test is skipped.</summary>
    public static string Server
    {
        get
        {
            var server = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(server)) Assert.Skip($"{Variable} is not set: there is no PostgreSQL to test on");
            return server;
        }
    }

    public static async Task<string> NewDatabase(string server)
    {
        var name = $"faults_{Guid.CreateVersion7():N}";
        await Run(In(server, "postgres"), $"CREATE DATABASE {name}");
        return In(server, name);
    }

    public static async Task Drop(string database)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database!;
        await Run(In(database, "postgres"), $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    public static string In(string server, string database) => new NpgsqlConnectionStringBuilder(server) { Database = database }.ToString();

    public static Task<int> Run(string database, string sql) => Ask(database, sql, command => command.ExecuteNonQueryAsync());
    public static Task<T> Scalar<T>(string database, string sql) => Ask(database, sql, async command => (T)(await command.ExecuteScalarAsync())!);

    /// <summary>A connection of the test's own, which no pool keeps open when the test has done with it.</summary>
    public static async Task<NpgsqlConnection> Connect(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    static async Task<T> Ask<T>(string database, string sql, Func<NpgsqlCommand, Task<T>> how)
    {
        await using var connection = await Connect(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await how(command);
    }

    /// <summary>A program of PostgreSQL's: the newest installed, or the one on the path. Nothing where there is none.</summary>
    public static string? Program(string name)
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var major) ? major : 0).Select(d => Path.Combine(d, "bin", name)) : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(d => Path.Combine(d, name));
        return installed.Concat(onPath).FirstOrDefault(File.Exists);
    }

    /// <summary>Dumps a database and restores it into a fresh one on the same server.</summary>
    public static async Task<string> DumpAndRestore(string database, string folder)
    {
        if (Program("pg_dump") is not { } dump || Program("pg_restore") is not { } restore)
        {
            Assert.Skip("pg_dump and pg_restore are not installed");
            return "";
        }
        var (file, to) = (Path.Combine(folder, "dump"), await NewDatabase(database));
        await Shell.Run(dump, ["--format=custom", $"--file={file}", .. Where(database)], Password(database));
        await Shell.Run(restore, ["--exit-on-error", .. Where(to), file], Password(to));
        return to;
    }

    static string[] Where(string database)
    {
        var at = new NpgsqlConnectionStringBuilder(database);
        return [$"--host={at.Host}", $"--port={at.Port}", $"--username={at.Username}", $"--dbname={at.Database}"];
    }

    static (string, string) Password(string database) => ("PGPASSWORD", new NpgsqlConnectionStringBuilder(database).Password ?? "");
}
