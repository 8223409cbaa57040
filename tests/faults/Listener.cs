using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Coordination.Tests.Faults;

public sealed record Change(long Position, string Case, int Version, string Type);

/// <summary>A consumer of a node's live changes: it hangs up now and then, and goes on from its last position.</summary>
public sealed class Listener : IAsyncDisposable
{
    readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    readonly CancellationTokenSource stop = new();
    readonly List<Change> received = [];
    readonly Func<Task<Uri>> node;
    readonly string token;
    readonly Random random;
    readonly Task listening;
    long last;

    public Listener(Func<Task<Uri>> node, string token, int seed)
    {
        (this.node, this.token, random) = (node, token, new Random(seed));
        listening = Listen();
    }

    public int Reconnects { get; private set; }
    public IReadOnlyList<Change> Received { get { lock (received) return [.. received]; } }
    public long Position => Volatile.Read(ref last);

    async Task Listen()
    {
        while (!stop.IsCancellationRequested)
            try
            {
                await ListenOnce(patience: random.Next(10, 120));
                Reconnects++;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidOperationException) { await Task.Delay(50); }
            catch (OperationCanceledException) { /* no more to hear */ }
    }

    async Task ListenOnce(int patience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await node(), "/v1/changes"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Last-Event-ID", Position.ToString(CultureInfo.InvariantCulture));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop.Token));
        var (id, data) = (Position, "");
        while (patience > 0 && await lines.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            if (line.Length > 0) continue;
            if (data.Length > 0)
            {
                lock (received) received.Add(JsonSerializer.Deserialize<Change>(data, JsonSerializerOptions.Web)!);
                patience--;
            }
            Volatile.Write(ref last, id);
            data = "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await listening;
        http.Dispose();
        stop.Dispose();
    }
}
