using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Coordination.Bench.Http;

namespace Coordination.Bench.Replay;

/// <summary>The API of one server or of several nodes of a cluster, as the people of a log use it.</summary>
/// <param name="nodes">Asked by turns: a case is the same at each.</param>
/// <param name="tokens">Of each person of the log.</param>
/// <param name="operatorToken">Of who may set the clocks.</param>
internal sealed class ReplayApi(IReadOnlyList<Uri> nodes, IReadOnlyDictionary<string, string> tokens, string operatorToken) : IDisposable
{
    const int AttemptsMax = 10;
    const int PageRows = 200;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = Timeout.InfiniteTimeSpan });
    int turn;

    /// <summary>Somebody who may see every case.</summary>
    public string Reader { get; } = tokens.Keys.Order(StringComparer.Ordinal).First();

    public async Task<JsonElement> CommandAsync(string path, Step step, CancellationToken stop) =>
        await AskAsync(HttpMethod.Post, Next(), path, tokens[step.Actor], step.Body, step.Key, stop);

    public async Task<JsonElement> ReadAsync(string path, CancellationToken stop) => await AskAsync(HttpMethod.Get, Next(), path, tokens[Reader], null, null, stop);

    /// <summary>Every row of a list, page after page.</summary>
    public async IAsyncEnumerable<JsonElement> ListAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        for (string? after = ""; after is not null;)
        {
            var page = await ReadAsync($"{path}{separator}limit={PageRows}{(after.Length == 0 ? "" : $"&after={after}")}", stop);
            foreach (var row in page.GetProperty("items").EnumerateArray())
            {
                yield return row;
            }

            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
    }

    /// <summary>The latest of what the nodes' clocks tell.</summary>
    public async Task<DateTimeOffset> ClockAsync(CancellationToken stop) =>
        (await Task.WhenAll(nodes.Select(node => AskAsync(HttpMethod.Get, node, "/v1/clock", operatorToken, null, null, stop)))).Max(told => told.GetProperty("now").GetDateTimeOffset());

    /// <summary>Sets the clock of one node after another, before anything goes on at any.</summary>
    public async Task SetClockAsync(DateTimeOffset now, CancellationToken stop)
    {
        foreach (var node in nodes)
        {
            _ = await AskAsync(HttpMethod.Post, node, "/v1/clock", operatorToken, new { now }, null, stop);
        }
    }

    public void Dispose() => http.Dispose();

    Uri Next() => nodes[(int)((uint)Interlocked.Increment(ref turn) % (uint)nodes.Count)];

    /// <summary>Asks again while the server is busy or away: a command's key makes that one command.</summary>
    async Task<JsonElement> AskAsync(HttpMethod method, Uri node, string path, string token, object? body, string? key, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(node, path));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                request.Content = body is null ? null : JsonContent.Create(body);
                using var response = await http.SendAsync(request, stop);
                var bytes = await response.Content.ReadAsByteArrayAsync(stop);
                if (response.IsSuccessStatusCode)
                {
                    using var answer = JsonDocument.Parse(bytes);
                    return answer.RootElement.Clone();
                }

                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == AttemptsMax)
                {
                    throw new CannotRunException($"{method} {path} answered {ProblemName.Of(new Answer((int)response.StatusCode, bytes))}");
                }
            }
            catch (HttpRequestException away) when (attempt < AttemptsMax)
            {
                _ = away; // asked again below
            }
            catch (HttpRequestException away)
            {
                throw new CannotRunException($"cannot reach {node}: {away.Message}");
            }

            await Task.Delay(Pause, stop);
        }
    }
}
