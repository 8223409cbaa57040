using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Coordination.Bench.Http;

namespace Coordination.Bench.Year;

/// <summary>Brings the first cases to where a year finds them: each somewhere in its course. Untimed.</summary>
internal static class Preparation
{
    const int ConnectionsMax = 32;

    public static async Task RunAsync(EndPoint server, Population population, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var waiting = new Queue<(FamilyCase Case, int Steps)>(population.UnderWay);
        try
        {
            var steps = await Task.WhenAll(Enumerable.Range(0, ConnectionsMax).Select(_ => Task.Run(() => RunAsync(server, population, waiting, stop), stop)));
            population.Begin();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{population.UnderWay.Count} cases brought under way, {steps.Sum()} commands in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        }
        catch (Exception lost) when (lost is SocketException or InvalidDataException)
        {
            throw new CannotRunException($"the connection to {server} was lost while cases were brought under way: {lost.Message}");
        }
    }

    static async Task<int> RunAsync(EndPoint server, Population population, Queue<(FamilyCase Case, int Steps)> waiting, CancellationToken stop)
    {
        using var connection = new Connection(server);
        var (work, given) = (new YearWork(population), 0);
        while (true)
        {
            FamilyCase one;
            int steps;
            lock (waiting)
            {
                if (!waiting.TryDequeue(out var next))
                {
                    return given;
                }

                (one, steps) = next;
            }

            for (var step = 0; step < steps; step++, given++)
            {
                stop.ThrowIfCancellationRequested();
                if (work.Fault(await connection.ExchangeAsync(work.Next(one))) is { } fault)
                {
                    throw new CannotRunException($"a case could not be brought under way: {fault}");
                }
            }
        }
    }
}
