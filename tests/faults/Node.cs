using System.Collections.Concurrent;
using System.Diagnostics;

namespace Coordination.Tests.Faults;

/// <summary>A server process of the real program on a free port of its own, ended by its own id.</summary>
public sealed class Node : IAsyncDisposable
{
    const string ListeningLine = "Listening on ";
    const int StartSecondsMax = 60;
    const int LinesKeptMax = 400;
    const int LinesOfBreakMax = 25;
    const string BreakMark = " broke";

    readonly Process process;
    readonly ConcurrentQueue<string> lines = [], breaks = [];
    readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly long startedAt = Stopwatch.GetTimestamp();

    /// <param name="program">The program's assembly, beside the tests.</param>
    /// <param name="timeZone">The process's own, such as <c>Pacific/Auckland</c>; the machine's if nothing is said.</param>
    public Node(string program, IEnumerable<string> arguments, string? timeZone = null)
    {
        process = new Process
        {
            EnableRaisingEvents = true,
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        if (timeZone is not null) process.StartInfo.Environment["TZ"] = timeZone;
        process.OutputDataReceived += (_, said) => Hear(said.Data);
        process.ErrorDataReceived += (_, said) => Hear(said.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"the server ended before it listened: {Words}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => process.Id;
    /// <summary>Until the process is gone, by whatever cause.</summary>
    public Task Ended => process.WaitForExitAsync();
    public string Words => string.Join('\n', lines);

    /// <summary>What it said of the first thing that broke: the log's lines from there on.</summary>
    public string Breaks => string.Join('\n', breaks);

    /// <summary>From the start of the process to the first answer that it is ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Where it is, once it listens.</summary>
    public Task<Uri> Address => listening.Task.WaitAsync(TimeSpan.FromSeconds(StartSecondsMax));

    public async Task<Node> Ready()
    {
        using var http = new HttpClient();
        var at = new Uri(await Address, "/health/ready");
        await Wait.Until("the server to be ready", async () => (await http.GetAsync(at)).IsSuccessStatusCode);
        if (ReadyAfter == default) ReadyAfter = Stopwatch.GetElapsedTime(startedAt);
        return this;
    }

    /// <summary>SIGKILL: it can do nothing more, at whatever point it was.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it ends in good order.</summary>
    public async Task End()
    {
        if (process.HasExited) return;
        await Shell.Signal("TERM", process.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(StartSecondsMax));
        await process.WaitForExitAsync(limit.Token);
    }

    void Hear(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (lines.Count > LinesKeptMax) lines.TryDequeue(out _);
        if (breaks.Count < LinesOfBreakMax && (!breaks.IsEmpty || line.Contains(BreakMark, StringComparison.Ordinal))) breaks.Enqueue(line);
        if (line.StartsWith(ListeningLine, StringComparison.Ordinal)) listening.TrySetResult(new Uri(line[ListeningLine.Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }
}
