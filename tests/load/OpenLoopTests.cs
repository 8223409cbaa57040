using System.Net;
using System.Net.Sockets;
using System.Text;
using Coordination.Bench.Http;
using Coordination.Bench.Load;

namespace Coordination.Tests.OfBench;

/// <summary>
/// The generator against a server that answers at once and then, once, to nobody for a second. Somebody who came in that
/// second waited: an open loop has to show it, and a closed loop does not.
/// </summary>
public sealed class OpenLoopTests
{
    const int StallMilliseconds = 1_000;
    const int Connections = 8;
    const int PerSecond = 300;
    const int Seconds = 4;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stall_is_what_everybody_waited_who_came_in_it()
    {
        await using var server = new StallingServer(after: TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(StallMilliseconds));
        var result = await new OpenLoop(server.EndPoint, Works(Connections)).RunAsync(new(PerSecond, Seed: 1, WarmUpSeconds: 0, Seconds), Stop);
        Assert.Equal(0, result.Failures.Count);
        Assert.Equal(result.Asked, result.Latencies.Count);
        Assert.InRange(result.Asked, PerSecond * Seconds * 0.85, PerSecond * Seconds * 1.15);
        // A quarter of all came in the second, and waited between none and all of it.
        Assert.InRange(result.Latencies.Percentile(99), StallMilliseconds * 0.85, StallMilliseconds * 2.5);
        Assert.InRange(result.Latencies.Percentile(88), StallMilliseconds * 0.3, StallMilliseconds * 2.5);
        Assert.InRange(result.Late, PerSecond / 2, result.Asked); // there are eight connections; all others stood in the queue
    }

    [Fact]
    public async Task A_closed_loop_hides_the_same_stall()
    {
        await using var server = new StallingServer(after: TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(StallMilliseconds));
        var result = await LoadPhase.RunAsync(server.EndPoint, Works(Connections), warmUpSeconds: 0, Seconds, Stop);
        Assert.Equal(0, result.Failures.Count);
        Assert.InRange(result.Latencies.Count, Connections * 200, long.MaxValue); // else eight slow answers would be one in a hundred
        Assert.InRange(result.Latencies.Max, StallMilliseconds * 0.8, double.MaxValue);
        Assert.InRange(result.Latencies.Percentile(99), 0, StallMilliseconds * 0.5);
    }

    [Fact]
    public async Task What_was_never_answered_is_a_failure_and_each_window_knows_its_own()
    {
        await using var server = new StallingServer(after: TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(StallMilliseconds));
        OpenTally? seen = null;
        var result = await new OpenLoop(server.EndPoint, Works(Connections)).RunAsync(new(PerSecond, Seed: 2, WarmUpSeconds: 0, Seconds, WindowSeconds: 1), Stop, (tally, _, _) =>
        {
            seen = tally;
            return Task.CompletedTask;
        });
        var windows = Enumerable.Range(0, Seconds).Select(seen!.Window).ToList();
        Assert.Equal(result.Latencies.Count, windows.Sum(window => window.Latencies.Count));
        Assert.Equal(result.Achieved, windows.Sum(window => window.Achieved));
        Assert.InRange(windows[1].Latencies.Percentile(50), StallMilliseconds * 0.2, double.MaxValue);
        Assert.InRange(windows[3].Latencies.Percentile(50), 0, StallMilliseconds * 0.2);

        var window = new LoadWindow(0, long.MaxValue / 2);
        var tally = new OpenTally(new(0, 10_000_000_000), windowSeconds: 10);
        tally.Arrived(1, 2, late: false);
        tally.Arrived(2, 3, late: true);
        Assert.True(tally.Answered(1, 4, null));
        tally.GiveUp();
        Assert.Equal(1, tally.Failures.ByName["no answer in time"]);
        Assert.False(tally.Answered(2, 5, null)); // too late to be counted twice
        Assert.Equal((1, 1), (tally.Late, tally.Latencies.Count));
        Assert.True(window.Measures(1));
    }

    static List<IWork> Works(int count) => [.. Enumerable.Range(0, count).Select(_ => new Get())];

    sealed class Get : IWork
    {
        static readonly byte[] Request = "GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray();

        public ReadOnlyMemory<byte> Next() => Request;

        public string? Fault(Answer answer) => answer.Accepted ? null : "refused";
    }

    /// <summary>Answers every request at once, but for one stall that begins so long after the first.</summary>
    sealed class StallingServer : IAsyncDisposable
    {
        static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        readonly CancellationTokenSource over = new();
        readonly Lazy<Task> stall;
        readonly Task listening;
        readonly TimeSpan after;
        readonly Lazy<long> began = new(System.Diagnostics.Stopwatch.GetTimestamp);

        public StallingServer(TimeSpan after, TimeSpan length)
        {
            this.after = after;
            stall = new(() => Task.Delay(length, over.Token));
            listener.Start();
            listening = Listen();
        }

        public EndPoint EndPoint => listener.LocalEndpoint;

        async Task Listen()
        {
            while (!over.IsCancellationRequested)
            {
                try { _ = Serve(await listener.AcceptSocketAsync(over.Token)); }
                catch (OperationCanceledException) { return; }
            }
        }

        async Task Serve(Socket socket)
        {
            var buffer = new byte[1024];
            try
            {
                using (socket)
                    while (await socket.ReceiveAsync(buffer, over.Token) > 0)
                    {
                        if (System.Diagnostics.Stopwatch.GetElapsedTime(began.Value) >= after) await stall.Value;
                        await socket.SendAsync(Answer, over.Token);
                    }
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException) { /* the generator has gone */ }
        }

        public async ValueTask DisposeAsync()
        {
            await over.CancelAsync();
            await listening;
            listener.Dispose();
            over.Dispose();
        }
    }
}
