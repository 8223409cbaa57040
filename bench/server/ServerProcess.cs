using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Coordination.Bench.Http;

namespace Coordination.Bench.Server;

/// <summary>A client-api of our own: started on a free port with its data in a fresh folder, ended by SIGTERM.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    const string ListeningLine = "Listening on ";
    const int StartSecondsMax = 60;
    const int StopSecondsMax = 20;
    const int LinesKeptMax = 20;
    const int IdleSeconds = 2;

    static readonly TimeSpan IdleProcessorTime = TimeSpan.FromMilliseconds(100);

    readonly string dll;
    readonly string folder;
    readonly string[] store;
    readonly Process process;
    readonly ConcurrentQueue<string> lastLines = new();
    readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ServerProcess(string dll, StoreChoice store, string folder, string network, string cluster, IReadOnlyList<string> also)
    {
        (this.dll, this.folder) = (dll, folder);
        this.store = StoreArguments(store, folder, network);
        process = new Process
        {
            EnableRaisingEvents = true,
            StartInfo = StartInfo(store.Program ?? dll, [.. this.store, "--urls", "http://127.0.0.1:0", "--requests-per-second-max", "0", "--bench", .. store.Program is null ? [] : Ports(), .. store is { Program: not null, Database: not null } ? ["--cluster", cluster] : Array.Empty<string>(), .. also], folder),
        };
        process.OutputDataReceived += (_, said) => Hear(said.Data);
        process.ErrorDataReceived += (_, said) => Hear(said.Data);
        process.Exited += (_, _) => listening.TrySetException(new CannotRunException($"the server ended before it listened; it said: {LastWords}"));
    }

    /// <summary>Of the system, to look at what the server takes.</summary>
    public int Id => process.Id;

    /// <summary>What it has taken of the processors since it began.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public string DataFolder => Path.Combine(folder, "data");

    string LastWords => string.Join(" | ", lastLines);

    /// <param name="dll">The client-api, which also makes the tokens.</param>
    /// <param name="cluster">What nodes of one cluster call it.</param>
    /// <param name="also">Options of the server besides.</param>
    public static Task<ServerProcess> StartAsync(
        string dll, StoreChoice store, string folder, IReadOnlyList<string> coordinators, string cluster, CancellationToken stop, params IReadOnlyList<string> also) =>
        StartAsync(dll, store, folder, network => NetworkFile.WriteAsync(network, coordinators, stop), cluster, also);

    /// <param name="writeNetwork">Writes the network that the server is to read into a file.</param>
    public static async Task<ServerProcess> StartAsync(string dll, StoreChoice store, string folder, Func<string, Task> writeNetwork, string cluster, params IReadOnlyList<string> also)
    {
        var network = Path.Combine(folder, "network.json");
        _ = Directory.CreateDirectory(Path.Combine(folder, "data"));
        await writeNetwork(network);
        return Start(dll, store, folder, network, cluster, also);
    }

    /// <param name="network">A network file that is there.</param>
    public static ServerProcess Start(string dll, StoreChoice store, string folder, string network, string cluster = "", params IReadOnlyList<string> also)
    {
        var server = new ServerProcess(dll, store, folder, network, cluster, also);
        _ = server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    public async Task<Uri> ListeningAsync(CancellationToken stop)
    {
        try
        {
            return await listening.Task.WaitAsync(TimeSpan.FromSeconds(StartSecondsMax), stop);
        }
        catch (TimeoutException)
        {
            throw new CannotRunException($"the server did not listen within {StartSecondsMax} seconds; it said: {LastWords}");
        }
    }

    /// <summary>Asks the client-api's own <c>token</c> command for a token for each of these people.</summary>
    public async Task<IReadOnlyList<Credential>> TokensAsync(IReadOnlyList<string> people, CancellationToken stop, string roles = "coordinator")
    {
        var said = (await CommandAsync(dll, ["token", "--person", string.Join(',', people), "--roles", roles, .. store], folder, stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return said.Length == people.Count
            ? [.. people.Zip(said, (person, one) => new Credential(person, one))]
            : throw new CannotRunException($"no tokens: {string.Join(' ', said)}");
    }

    /// <summary>Runs one of the client-api's own commands on a store to its end, and returns what it said.</summary>
    public static async Task<string> CommandAsync(string dll, IReadOnlyList<string> arguments, string folder, CancellationToken stop)
    {
        using var command = Process.Start(StartInfo(dll, arguments, folder))!;
        using var stopped = stop.Register(command.Kill);
        var complaints = command.StandardError.ReadToEndAsync(stop);
        var said = await command.StandardOutput.ReadToEndAsync(stop);
        await command.WaitForExitAsync(stop);
        return command.ExitCode == 0 ? said : throw new CannotRunException($"{arguments[0]}: {said} {await complaints}".ReplaceLineEndings(" ").Trim());
    }

    /// <summary>The options that name a store, for the server and for the client-api's own commands.</summary>
    public static string[] StoreArguments(StoreChoice store, string folder, string network) =>
        ["--network", network, "--data", Path.Combine(folder, "data"), .. store.Database is { } database ? ["--database", database] : Array.Empty<string>()];

    /// <summary>Returns when the server has had hardly anything to do for two seconds.</summary>
    public async Task IdleAsync(CancellationToken stop)
    {
        for (var quiet = 0; quiet < IdleSeconds;)
        {
            var before = process.TotalProcessorTime;
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            process.Refresh();
            quiet = process.TotalProcessorTime - before < IdleProcessorTime ? quiet + 1 : 0;
        }
    }

    /// <exception cref="CannotRunException">The server is gone.</exception>
    public void ThrowIfEnded()
    {
        if (process.HasExited)
        {
            throw new CannotRunException($"the server ended; it said: {LastWords}");
        }
    }

    /// <summary>Ends it by SIGKILL: it finishes nothing and says nothing. (What the system was given to write is still written.)</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(StopSecondsMax));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync($"bench: the server did not end within {StopSecondsMax} seconds of SIGTERM and was killed");
                process.Kill();
            }
        }

        process.Dispose();
    }

    /// <summary>Ports that were free a moment ago.</summary>
    static string[] Ports()
    {
        using TcpListener silo = new(IPAddress.Loopback, 0), gateway = new(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return ["--silo-port", PortOf(silo), "--gateway-port", PortOf(gateway)];
    }

    static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        Connection.ForgetInlineCompletions(start.Environment);
        return start;
    }

    void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lastLines.Enqueue(line);
        if (lastLines.Count > LinesKeptMax)
        {
            _ = lastLines.TryDequeue(out _);
        }

        var at = line.IndexOf(ListeningLine, StringComparison.Ordinal);
        if (at >= 0 && Uri.TryCreate(line[(at + ListeningLine.Length)..].Trim(), UriKind.Absolute, out var address))
        {
            _ = listening.TrySetResult(address);
        }
    }
}
