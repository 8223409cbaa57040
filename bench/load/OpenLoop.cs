using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Coordination.Bench.Load;

/// <summary>
/// Requests come when people come, not when the server is ready: by <see cref="Arrivals"/>. A latency runs from when the
/// request was due, so what a stall keeps waiting is counted, each with its own wait (no coordinated omission). One that
/// finds no free connection stands in a queue without a limit, and its time runs there too.
/// </summary>
internal sealed class OpenLoop(EndPoint server, IReadOnlyList<IWork> works)
{
    const int LastAnswerSecondsMax = 30;

    readonly Lock turn = new();
    readonly Stack<OpenClient> free = new();
    readonly Queue<long> queue = new();
    readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    OpenTally tally = null!;
    int busy;
    bool over;

    /// <param name="watch">Runs beside the load, for who looks at its windows as they pass.</param>
    public async Task<OpenResult> RunAsync(OpenPlan plan, CancellationToken stop, Func<OpenTally, LoadWindow, CancellationToken, Task>? watch = null)
    {
        var clients = works.Select(work => new OpenClient(server, work)).ToList();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            foreach (var client in clients)
            {
                _ = await client.Connection.ConnectAsync();
                free.Push(client);
            }

            using var generator = Process.GetCurrentProcess();
            var (cpu, began) = (generator.TotalProcessorTime, Stopwatch.GetTimestamp());
            var window = LoadWindow.After(plan.WarmUpSeconds, plan.Seconds);
            tally = new OpenTally(window, plan.WindowSeconds);
            var watching = watch?.Invoke(tally, window, limit.Token);
            var sending = Task.Factory.StartNew(() => Send(plan, window, limit.Token), limit.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (await Task.WhenAny([sending, done.Task, .. watching is null ? Array.Empty<Task>() : [watching]]) is { IsCompletedSuccessfully: false } broken)
            {
                await broken;
            }

            await sending;
            generator.Refresh();
            var cores = (generator.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(began);
            await LastAnswersAsync(stop);
            await (watching ?? Task.CompletedTask);
            return new OpenResult(plan, tally.Latencies, tally.Lag, tally.Failures, tally.Asked, tally.Achieved, tally.Late, cores);
        }
        catch (SocketException lost)
        {
            throw new CannotRunException($"cannot connect to {server}: {lost.Message}");
        }
        finally
        {
            await limit.CancelAsync();
            clients.ForEach(client => client.Connection.Abandon());
        }
    }

    /// <summary>Runs on a thread of its own, which also writes the requests: a free connection takes them at once.</summary>
    void Send(OpenPlan plan, LoadWindow window, CancellationToken stop)
    {
        var arrivals = new Arrivals(plan.PerSecond, plan.Seed);
        var began = window.From - (plan.WarmUpSeconds * Stopwatch.Frequency);
        while (true)
        {
            var scheduled = began + (long)(arrivals.Next() * Stopwatch.Frequency);
            if (scheduled >= window.Until)
            {
                return;
            }

            Pace.WaitUntil(scheduled);
            stop.ThrowIfCancellationRequested();
            var seen = Stopwatch.GetTimestamp();
            var client = Take(scheduled);
            tally.Arrived(scheduled, seen, late: client is null);
            if (client is not null)
            {
                _ = AskAsync(client, scheduled);
            }
        }
    }

    OpenClient? Take(long scheduled)
    {
        lock (turn)
        {
            if (free.TryPop(out var client))
            {
                busy++;
                return client;
            }

            queue.Enqueue(scheduled);
            return null;
        }
    }

    /// <summary>Asks what is due, and when it is answered what fell due meanwhile.</summary>
    async Task AskAsync(OpenClient client, long scheduled)
    {
        try
        {
            for (long? due = scheduled; due is { } at; due = Next(client))
            {
                await AskOneAsync(client, at);
            }
        }
        catch (Exception broken)
        {
            _ = done.TrySetException(broken);
        }
    }

    async Task AskOneAsync(OpenClient client, long scheduled)
    {
        try
        {
            var answer = await client.Connection.ExchangeAsync(client.Work.Next());
            var ended = Stopwatch.GetTimestamp();
            if (tally.Answered(scheduled, ended, client.Work.Fault(answer)))
            {
                client.Work.Took(ended - scheduled);
            }
        }
        catch (Exception lost) when (lost is SocketException or ObjectDisposedException or InvalidDataException)
        {
            _ = tally.Answered(scheduled, Stopwatch.GetTimestamp(), $"connection: {(lost as SocketException)?.SocketErrorCode.ToString() ?? lost.Message}");
            client.Connection.Dispose();
        }
    }

    long? Next(OpenClient client)
    {
        lock (turn)
        {
            if (queue.TryDequeue(out var scheduled))
            {
                return scheduled;
            }

            free.Push(client);
            busy--;
            EndWhenAllIsAnswered();
            return null;
        }
    }

    void EndWhenAllIsAnswered()
    {
        if (over && busy == 0)
        {
            _ = done.TrySetResult();
        }
    }

    async Task LastAnswersAsync(CancellationToken stop)
    {
        lock (turn)
        {
            over = true;
            EndWhenAllIsAnswered();
        }

        try
        {
            await done.Task.WaitAsync(TimeSpan.FromSeconds(LastAnswerSecondsMax), stop);
        }
        catch (TimeoutException)
        {
            tally.GiveUp();
        }
    }
}
