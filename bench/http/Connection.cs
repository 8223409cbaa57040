using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Coordination.Bench.Http;

/// <summary>
/// One kept-alive HTTP/1.1 connection over a bare socket: one request at a time, no pipelining, no redirects.
/// It shares two cores with the server it measures, so it parses only where the answer ends.
/// </summary>
internal sealed class Connection(EndPoint server) : IDisposable
{
    const int BufferBytesAtFirst = 8 * 1024;
    const int AnswerBytesMax = 16 * 1024 * 1024;
    const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    byte[] buffer = new byte[BufferBytesAtFirst];
    Socket? socket;
    volatile bool abandoned;

    /// <summary>
    /// Runs each client's next step on the thread that saw its answer arrive, which spares a thread switch per
    /// request. The runtime reads this once, before the first socket; a server started by us must not inherit it.
    /// </summary>
    public static void PreferInlineCompletions()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }
    }

    public static void ForgetInlineCompletions(IDictionary<string, string?> environment) => environment.Remove(InlineCompletions);

    public async ValueTask<Socket> ConnectAsync()
    {
        Dispose();
        var connected = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket = connected;
        ObjectDisposedException.ThrowIf(abandoned, this);
        await connected.ConnectAsync(server);
        return connected;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        var connected = socket ?? await ConnectAsync();
        for (var sent = 0; sent < request.Length;)
        {
            sent += await connected.SendAsync(request[sent..]);
        }

        for (var filled = 0; ;)
        {
            filled += await ReceiveAsync(connected, filled);
            if (TryRead(filled, out var answer, out var closes))
            {
                if (closes)
                {
                    Dispose();
                }

                return answer;
            }
        }
    }

    /// <summary>Ends a wait from another thread, for good: the exchange under way fails, and none follows.</summary>
    public void Abandon()
    {
        abandoned = true;
        Dispose();
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> ReceiveAsync(Socket connected, int filled)
    {
        if (filled == buffer.Length)
        {
            if (filled >= AnswerBytesMax)
            {
                throw new InvalidDataException($"an answer is longer than {AnswerBytesMax} bytes");
            }

            Array.Resize(ref buffer, filled * 2);
        }

        var received = await connected.ReceiveAsync(buffer.AsMemory(filled));
        return received > 0 ? received : throw new SocketException((int)SocketError.ConnectionReset);
    }

    bool TryRead(int filled, out Answer answer, out bool closes)
    {
        (answer, closes) = (default, false);
        if (!AnswerHead.TryRead(buffer.AsSpan(0, filled), out var head))
        {
            return false;
        }

        closes = head.Closes;
        var bodyBytes = head.ContentLength;
        if (head.Chunked ? !ChunkedBody.TryJoin(buffer.AsSpan(head.HeadBytes, filled - head.HeadBytes), out bodyBytes) : filled < head.HeadBytes + bodyBytes)
        {
            return false;
        }

        answer = new Answer(head.Status, buffer.AsMemory(head.HeadBytes, bodyBytes));
        return true;
    }
}
