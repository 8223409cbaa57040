using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Coordination.Bench.Http;
using Coordination.Bench.Server;

namespace Coordination.Bench.Setup;

/// <summary>
/// Opens the cases, untimed, each by a first contact about a child nobody else has named. Every case is then judged
/// once by its coordinator, which shows that the token commands it and gives the alternating urgencies a start.
/// </summary>
internal sealed class CaseOpening(Uri server, IReadOnlyList<Credential> people) : IDisposable
{
    const int AtOnceMax = 32;

    readonly HttpClient http = new() { BaseAddress = server };
    readonly Dictionary<string, Credential> byPerson = people.DistinctBy(person => person.Person).ToDictionary(person => person.Person);
    readonly ConcurrentBag<PreparedCase> prepared = [];
    static readonly int FirstNumber = RandomNumberGenerator.GetInt32(PersonIdentifier.Count);
    static int next; // for all servers of a run, since several may be on one database

    /// <summary>So many open cases, those opened before by this one among them.</summary>
    public async Task<IReadOnlyList<PreparedCase>> OpenAsync(int count, CancellationToken stop)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop };
        try
        {
            // A few contacts may join a case of an earlier run on the same server, hence the second helping.
            for (var last = next + (2 * count); prepared.Count < count && next < last;)
            {
                var (from, until) = (next, next + count - prepared.Count);
                next = until;
                await Parallel.ForAsync(from, until, parallel, async (i, stopped) => await OpenOneAsync(i, stopped));
            }
        }
        catch (HttpRequestException unreachable)
        {
            throw new CannotRunException($"cannot reach {server}: {unreachable.Message}");
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new CannotRunException($"{server} did not answer while the cases were opened");
        }
        catch (Exception unread) when (unread is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CannotRunException($"{server} does not answer as the contract says: {unread.Message}");
        }

        return prepared.Count >= count
            ? [.. prepared.Take(count)]
            : throw new CannotRunException($"only {prepared.Count} of {count} cases were opened with a coordinator whose token is at hand");
    }

    public void Dispose() => http.Dispose();

    async Task OpenOneAsync(int number, CancellationToken stop)
    {
        var sender = people[number % people.Count];
        var receipt = await AskAsync(HttpMethod.Post, "/v1/contacts", sender, Contact((FirstNumber + number) % PersonIdentifier.Count), stop);
        if (!receipt.TryGetProperty("outcome", out var outcome) || outcome.GetString() != "opened" || !receipt.TryGetProperty("case", out var id))
        {
            return;
        }

        var opened = await AskAsync(HttpMethod.Get, $"/v1/cases/{id.GetString()}", sender, null, stop);
        if (byPerson.TryGetValue(PersonIn(opened.GetProperty("coordinator")), out var coordinator))
        {
            _ = await AskAsync(HttpMethod.Post, $"/v1/cases/{id.GetString()}/judge-urgency", coordinator, new { urgency = "soon" }, stop);
            prepared.Add(new PreparedCase(id.GetString()!, coordinator, ColleagueOf(coordinator)));
        }
    }

    static object Contact(int number)
    {
        var (identifier, born) = PersonIdentifier.Of(number);
        return new
        {
            area = NetworkFile.Area,
            channel = "phone",
            source = "self",
            reasons = new[] { "sleep", "tantrums" },
            language = "fi",
            interpreter = false,
            basis = "consent",
            ownWords = "Nukkumaanmeno venyy ja aamut ovat vaikeita; kiukku tulee jo pukiessa.",
            members = new[] { new { role = "child", givenName = "Bench", familyName = $"Child {number}", identifier, born } },
        };
    }

    async Task<JsonElement> AskAsync(HttpMethod method, string path, Credential who, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", who.Token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await http.SendAsync(request, stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(stop);
        if (!response.IsSuccessStatusCode)
        {
            throw new CannotRunException($"{method} {path} as {who.Person} answered {ProblemName.Of(new Answer((int)response.StatusCode, bytes))}");
        }

        using var answer = JsonDocument.Parse(bytes);
        return answer.RootElement.Clone();
    }

    static string PersonIn(JsonElement coordinator) =>
        (coordinator.ValueKind == JsonValueKind.Object ? coordinator.GetProperty("id") : coordinator).GetString() ?? "";

    string ColleagueOf(Credential coordinator) =>
        people.Select(person => person.Person).First(person => person != coordinator.Person);
}
