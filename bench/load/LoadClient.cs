using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Coordination.Bench.Http;

namespace Coordination.Bench.Load;

/// <summary>One client of a closed loop: it asks again as soon as it is answered.</summary>
internal sealed class LoadClient(EndPoint server, IWork work) : IDisposable
{
    const int LostInARowMax = 5;

    readonly Connection connection = new(server);
    volatile bool givenUp;

    public Latencies Latencies { get; } = new();

    public Failures Failures { get; } = new();

    /// <summary>Whether it left before the end: its server was gone, or answered no more.</summary>
    public bool Left { get; private set; }

    /// <summary>Requests sent, also those of the warm-up: failures are counted from the first one on.</summary>
    public long Asked { get; private set; }

    public async Task ConnectAsync() => await connection.ConnectAsync();

    public async Task RunAsync(LoadWindow window)
    {
        var lostInARow = 0;
        while (!givenUp)
        {
            var began = Stopwatch.GetTimestamp();
            if (began >= window.Until)
            {
                return;
            }

            Asked++;
            try
            {
                var answer = await connection.ExchangeAsync(work.Next());
                var ended = Stopwatch.GetTimestamp();
                lostInARow = 0;
                if (work.Fault(answer) is { } fault)
                {
                    Failures.Add(fault);
                }
                else if (window.Measures(ended))
                {
                    Latencies.Record(ended - began);
                    work.Took(ended - began);
                }
            }
            catch (Exception lost) when (lost is SocketException or ObjectDisposedException or InvalidDataException)
            {
                Failures.Add(givenUp ? "no answer in time" : $"connection: {(lost as SocketException)?.SocketErrorCode.ToString() ?? lost.Message}");
                connection.Dispose();
                if (givenUp || ++lostInARow == LostInARowMax)
                {
                    Left = true;
                    return;
                }
            }
        }
    }

    /// <summary>Ends a wait that lasts too long, by closing the connection under it.</summary>
    public void GiveUp()
    {
        givenUp = true;
        connection.Abandon();
    }

    public void Dispose() => connection.Dispose();
}
