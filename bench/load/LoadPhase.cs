using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Coordination.Bench.Load;

/// <summary>Runs one client for each work in a closed loop: all connect, warm up, and are measured over the same seconds.</summary>
internal static class LoadPhase
{
    const int LastAnswerSecondsMax = 30;

    public static async Task<LoadResult> RunAsync(EndPoint server, IReadOnlyList<IWork> works, int warmUpSeconds, int seconds, CancellationToken stop)
    {
        var clients = works.Select(work => new LoadClient(server, work)).ToList();
        try
        {
            foreach (var client in clients)
            {
                await client.ConnectAsync();
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TimeSpan.FromSeconds(warmUpSeconds + seconds + LastAnswerSecondsMax));
            using var giveUp = limit.Token.Register(() => clients.ForEach(client => client.GiveUp()));

            using var generator = Process.GetCurrentProcess();
            var (cpu, began) = (generator.TotalProcessorTime, Stopwatch.GetTimestamp());
            var window = LoadWindow.After(warmUpSeconds, seconds);
            await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(window), stop)));
            stop.ThrowIfCancellationRequested();

            generator.Refresh();
            return LoadResult.Of(clients, seconds, (generator.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(began));
        }
        catch (SocketException lost)
        {
            throw new CannotRunException($"cannot connect to {server}: {lost.Message}");
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }
}
