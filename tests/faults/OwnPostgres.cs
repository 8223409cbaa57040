using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Coordination.Tests.Faults;

/// <summary>A PostgreSQL server that a test starts for itself, and so may stop.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    const string User = "postgres";

    readonly string folder, control;
    readonly int port;

    OwnPostgres(string folder, string control, int port) => (this.folder, this.control, this.port) = (folder, control, port);

    public string Server => $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username={User}";

    /// <summary>Skips the test where no server can be started.</summary>
    public static async Task<OwnPostgres> Start()
    {
        if (Postgres.Program("initdb") is not { } init || Postgres.Program("pg_ctl") is not { } control)
        {
            Assert.Skip("initdb and pg_ctl are not installed");
            return null!;
        }
        var folder = Directory.CreateTempSubdirectory("coordination-postgres-").FullName;
        if (Environment.UserName == "root" && (await Shell.Try("chown", [User, folder])).Code != 0) Assert.Skip($"there is no user {User} to run a server as");
        var server = new OwnPostgres(folder, control, FreePort());
        var (code, said) = await As(init, "--no-sync", "--auth=trust", $"--username={User}", "--encoding=UTF8", "--pgdata", server.Cluster);
        if (code != 0) Assert.Skip($"initdb does not work here: {said}");
        await server.Up();
        return server;
    }

    string Cluster => Path.Combine(folder, "data");

    public async Task Up()
    {
        var (code, said) = await As(control, "start", "--wait", "--silent", "--pgdata", Cluster, "--log", Path.Combine(folder, "log"),
            "--options", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}");
        Assert.True(code == 0, said);
    }

    /// <summary>As when the power goes: no connection is told, nothing is written to the end.</summary>
    public async Task Crash() => await As(control, "stop", "--wait", "--silent", "--mode=immediate", "--pgdata", Cluster);

    /// <summary>The server refuses to run as root.</summary>
    static Task<(int Code, string Said)> As(string program, params string[] arguments) =>
        Environment.UserName == "root" ? Shell.Try("runuser", ["-u", User, "--", program, .. arguments]) : Shell.Try(program, arguments);

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await Crash();
        Directory.Delete(folder, recursive: true);
    }
}
