using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Coordination.Tests.Faults;

/// <summary>
/// Stands between the clients and a node. It passes every request on whole and hears the node's answer to the end; but of
/// every five answers to commands it passes on four, and instead of the fifth it hangs up. One request per connection.
/// </summary>
public sealed class LossyProxy : IAsyncDisposable
{
    const string KeyHeader = "Idempotency-Key: ";
    const double LostShare = 0.2;

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly Func<Task<Uri>> node;
    readonly Random random;
    readonly Task accepting;

    public LossyProxy(Func<Task<Uri>> node, int seed)
    {
        (this.node, random) = (node, new Random(seed));
        listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = Accept();
    }

    public Uri Address { get; }

    /// <summary>The answers that the clients never got, by the command's key.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<Heard>> Lost { get; } = new(StringComparer.Ordinal);

    async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException) { /* disposed */ }
    }

    async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                var from = client.GetStream();
                var request = await ReadRequest(from);
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, (await node()).Port, stop.Token);
                var to = server.GetStream();
                await to.WriteAsync(request, stop.Token);
                using var answer = new MemoryStream();
                await to.CopyToAsync(answer, stop.Token);
                if (KeyOf(request) is { } key && Lose()) Lost.GetOrAdd(key, _ => []).Enqueue(Read(answer.ToArray()));
                else await from.WriteAsync(answer.ToArray(), stop.Token);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException) { /* somebody hung up: so does the proxy */ }
    }

    bool Lose() { lock (random) return random.NextDouble() < LostShare; }

    async Task<byte[]> ReadRequest(NetworkStream from)
    {
        var read = new List<byte>();
        var buffer = new byte[8_192];
        while (true)
        {
            var count = await from.ReadAsync(buffer, stop.Token);
            if (count == 0) throw new IOException("the client hung up");
            read.AddRange(buffer.AsSpan(0, count));
            var text = Encoding.Latin1.GetString([.. read]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var head && read.Count >= head + 4 + Length(text[..head])) return [.. read];
        }
    }

    static int Length(string head) => Header(head, "Content-Length: ") is { } length ? int.Parse(length, CultureInfo.InvariantCulture) : 0;
    static string? KeyOf(byte[] request) => Header(Encoding.Latin1.GetString(request), KeyHeader);
    static string? Header(string head, string name) => head.Split("\r\n").FirstOrDefault(l => l.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..];

    /// <summary>A whole answer, as a client would have understood it.</summary>
    static Heard Read(byte[] answer)
    {
        var text = Encoding.UTF8.GetString(answer);
        var (head, rest) = text.Split("\r\n\r\n", 2) is [var h, var r] ? (h, r) : (text, "");
        if (head.Length == 0) return Heard.Nothing;
        var body = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? Unchunked(answer.AsSpan(Encoding.UTF8.GetByteCount(head) + 4)) : rest;
        return new(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), body);
    }

    static string Unchunked(ReadOnlySpan<byte> chunks)
    {
        var body = new List<byte>();
        while (chunks.IndexOf("\r\n"u8) is > 0 and var line && int.Parse(chunks[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
        {
            body.AddRange(chunks.Slice(line + 2, length));
            chunks = chunks[(line + 2 + length + 2)..];
        }
        return Encoding.UTF8.GetString([.. body]);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }
}
