using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Coordination.Bench.Http;
using Coordination.Bench.Load;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Live;

/// <summary>What a server's memory is: after a full garbage collection, if that was asked for.</summary>
/// <param name="Managed">Bytes of the garbage collector's heap that are in use.</param>
/// <param name="Allocated">Bytes allocated since the server began.</param>
/// <param name="Cases">Cases that are live in its process; null where they are a cluster's.</param>
internal sealed record MemorySeen(long Managed, long Resident, long Allocated, int? Cases);

/// <summary>A running server, and cases of our own in it. Whatever is refused ends the bench: a case that is not what it should be measures something else.</summary>
/// <param name="relief">Somebody without cases: whoever offers them one is not told that they have too many.</param>
internal sealed class LiveServer(Uri address, IReadOnlyList<Credential> people, string relief)
{
    const int ClientsAtOnce = 32;

    static int opened; // for all servers of a run, since several may be on one database

    readonly byte[][] headers = [.. people.Select(person => RequestBuffer.HeadersOf(address.Authority, person.Token))];
    readonly byte[][] reading = [.. people.Select(person => RequestBuffer.ReadHeadersOf(address.Authority, person.Token))];

    public async Task<MemorySeen> LookAsync(bool collect, CancellationToken stop)
    {
        using var client = new Client(address);
        for (var quiet = collect ? 3 : 1; ; quiet--)
        {
            var (answer, _) = await client.TimedAsync(request => request.Get(collect ? "/v1/memory"u8 : "/v1/memory?collect=false"u8, reading[0]));
            using var seen = JsonDocument.Parse(answer.Body);
            if (quiet == 1)
            {
                return new(
                    seen.RootElement.GetProperty("managedBytes").GetInt64(), seen.RootElement.GetProperty("residentBytes").GetInt64(), seen.RootElement.GetProperty("allocatedBytes").GetInt64(),
                    seen.RootElement.TryGetProperty("liveCases", out var live) ? live.GetInt32() : null);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), stop); // memory is given back to the system a while after it was freed
        }
    }

    /// <summary>So many new cases, each with its first contact and its urgency, and the whole story if that is asked for.</summary>
    public async Task<IReadOnlyList<LivingCase>> OpenAsync(int count, bool story, CancellationToken stop, Action<int>? progress = null)
    {
        var cases = new ConcurrentBag<LivingCase>();
        var first = Interlocked.Add(ref opened, count) - count;
        await TogetherAsync(Enumerable.Range(first, count), async (client, number) =>
        {
            var (coordinator, colleague) = (number % people.Count, (number + 1) % people.Count);
            var (receipt, _) = await client.TimedAsync(request => request.Post("/v1/contacts"u8, [], headers[coordinator], Encoding.UTF8.GetBytes(CaseStory.Contact(number % PersonIdentifier.Count))));
            using var told = JsonDocument.Parse(receipt.Body);
            if (!told.RootElement.TryGetProperty("outcome", out var outcome) || outcome.GetString() != "opened")
            {
                throw new CannotRunException("a contact opened no case of its own: the database is not empty");
            }

            var one = new LivingCase(told.RootElement.GetProperty("case").GetString()!, people[colleague].Person, relief, headers[coordinator], reading[coordinator]);
            var version = 0;
            foreach (var step in (Step[])[CaseStory.Urgency, .. story ? CaseStory.Work(people[coordinator].Person, one.Colleague, number) : []])
            {
                using var happened = JsonDocument.Parse((await client.TimedAsync(request => one.Ask(request, step))).Answer.Body);
                version = happened.RootElement.GetProperty("version").GetInt32();
            }

            if (story && version < CaseStory.EventsMin)
            {
                throw new CannotRunException($"a case came to {version} events, and {CaseStory.EventsMin} are wanted");
            }

            cases.Add(one);
            progress?.Invoke(cases.Count);
        }, stop);
        return [.. cases];
    }

    /// <summary>The same command so many times on each of the cases.</summary>
    public Task RepeatAsync(IEnumerable<LivingCase> cases, Repeated repeated, int times, CancellationToken stop) => TogetherAsync(cases, async (client, one) =>
    {
        for (var i = 0; i < times; i++)
        {
            _ = await client.TimedAsync(request => one.Again(request, repeated));
        }
    }, stop);

    /// <summary>One request for each, one after another: nothing waits for anything but its own answer.</summary>
    public async Task<Latencies> InTurnAsync<T>(IEnumerable<T> of, Func<RequestBuffer, T, ReadOnlyMemory<byte>> ask, CancellationToken stop)
    {
        var latencies = new Latencies();
        using var client = new Client(address);
        foreach (var one in of)
        {
            stop.ThrowIfCancellationRequested();
            latencies.Record((await client.TimedAsync(request => ask(request, one))).Ticks);
        }

        return latencies;
    }

    async Task TogetherAsync<T>(IEnumerable<T> of, Func<Client, T, Task> work, CancellationToken stop)
    {
        using var next = of.GetEnumerator();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, ClientsAtOnce).Select(_ => Task.Run(async () =>
            {
                using var client = new Client(address);
                while (TryNext(out var one))
                {
                    await work(client, one);
                }
            }, stop)));
        }
        catch (SocketException lost)
        {
            throw new CannotRunException($"the server at {address} was lost: {lost.Message}");
        }

        bool TryNext(out T one)
        {
            lock (next)
            {
                var there = !stop.IsCancellationRequested && next.MoveNext();
                one = there ? next.Current : default!;
                return there;
            }
        }
    }

    /// <summary>One connection, one request at a time.</summary>
    sealed class Client(Uri address) : IDisposable
    {
        readonly Connection connection = new(new IPEndPoint(IPAddress.Parse(address.Host), address.Port));
        readonly RequestBuffer request = new(Guid.CreateVersion7);

        public async Task<(Answer Answer, long Ticks)> TimedAsync(Func<RequestBuffer, ReadOnlyMemory<byte>> ask)
        {
            var bytes = ask(request);
            var began = Stopwatch.GetTimestamp();
            var answer = await connection.ExchangeAsync(bytes);
            var ticks = Stopwatch.GetTimestamp() - began;
            return !answer.Accepted ? throw new CannotRunException($"{Encoding.UTF8.GetString(bytes.Span).Split('\r')[0]} was answered {ProblemName.Of(answer)}")
                : answer.Body.Span.IndexOf("\"happened\":[]"u8) >= 0 ? throw new CannotRunException($"{Encoding.UTF8.GetString(bytes.Span).Split('\r')[0]} was accepted, but nothing happened")
                : (answer, ticks);
        }

        public void Dispose() => connection.Dispose();
    }
}
