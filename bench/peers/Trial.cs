using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Coordination.Bench.Http;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Peers;

/// <summary>What was answered. Nothing (status 0) where the connection broke first.</summary>
internal sealed record Said(int Status, JsonElement Body)
{
    public static readonly Said Nothing = new(0, default);

    public bool Accepted => Status is >= 200 and < 300;

    public int Version => Body.GetProperty("version").GetInt32();

    public string? Text(string field) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public string? Refusal => Text("refusal");

    public override string ToString() => Status == 0 ? "no answer" : ProblemName.Of(new Answer(Status, Encoding.UTF8.GetBytes(Body.ValueKind == JsonValueKind.Undefined ? "" : Body.GetRawText())));
}

/// <summary>One line of a case's history.</summary>
internal sealed record Line(int Version, string Type, string Actor, string? Note);

/// <summary>A case opened for a trial.</summary>
internal sealed record TriedCase(string Id, Credential Coordinator, string Identifier);

/// <summary>A program on a store while its guarantees are tried: it can be asked, killed and started again, and joined by a second node.</summary>
internal sealed class Trial : IAsyncDisposable
{
    public const int People = 24;
    const int PageRows = 200;

    static int nextChild = RandomNumberGenerator.GetInt32(PersonIdentifier.Count);

    readonly PeerProgram program;
    readonly StoreChoice store;
    readonly DataFolder folder;
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    readonly List<ServerProcess> processes = [];
    readonly List<Uri> nodes = [];
    IReadOnlyList<Credential> people = [];

    Trial(PeerProgram program, StoreChoice store, DataFolder folder) => (this.program, this.store, this.folder) = (program, store, folder);

    public bool MayHaveTwoNodes => store.Database is not null;

    public static async Task<Trial> StartAsync(PeerProgram program, StoreChoice store, string dataRoot, CancellationToken stop)
    {
        var trial = new Trial(program, store, DataFolder.In(dataRoot));
        try
        {
            await trial.AddNodeAsync(stop);
            trial.people = await trial.processes[0].TokensAsync(NetworkFile.Coordinators(People), stop);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    public Credential Person(int number) => people[number];

    /// <summary>Another process over the same store.</summary>
    public async Task AddNodeAsync(CancellationToken stop)
    {
        var process = await ServerProcess.StartAsync(program.Dll, store, folder.Path, NetworkFile.Coordinators(People), "", stop, program.Also);
        processes.Add(process);
        nodes.Add(await process.ListeningAsync(stop));
    }

    /// <summary>The first node ends in the middle of whatever it does.</summary>
    public Task KillAsync() => processes[0].KillAsync();

    public async Task StartAgainAsync(CancellationToken stop)
    {
        await processes[0].DisposeAsync();
        processes.RemoveAt(0);
        nodes.RemoveAt(0);
        await AddNodeAsync(stop);
    }

    /// <param name="body">Null to read.</param>
    public async Task<Said> SayAsync(Credential who, string path, object? body, string? key = null, int? ifVersion = null, int node = 0, CancellationToken stop = default)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(nodes[node], $"/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", who.Token);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifVersion is { } version)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{version}\"")));
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await http.SendAsync(request, stop);
            var bytes = await response.Content.ReadAsByteArrayAsync(stop);
            return new((int)response.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes));
        }
        catch (Exception broke) when (broke is HttpRequestException or IOException or JsonException || (broke is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return Said.Nothing;
        }
    }

    /// <summary>Asks, and never hears the answer: the connection stays unread until <paramref name="until"/> is done, then it is cut.</summary>
    public async Task SayUnheardAsync(Credential who, string path, object body, string key, Func<Task> until, CancellationToken stop)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, nodes[0].Port, stop);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        var head = $"POST /v1/{path} HTTP/1.1\r\nHost: {nodes[0].Authority}\r\nAuthorization: Bearer {who.Token}\r\nContent-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {bytes.Length}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), stop);
        await socket.GetStream().WriteAsync(bytes, stop);
        await until();
    }

    public static string NewIdentifier() => PersonIdentifier.Of(Interlocked.Increment(ref nextChild) % PersonIdentifier.Count).Identifier;

    public static object ContactAbout(params IEnumerable<string> identifiers) => new
    {
        area = NetworkFile.Area, channel = "phone", source = "self", reasons = new[] { "sleep" }, basis = "consent", ownWords = "Illat ovat vaikeita.",
        members = identifiers.Select(identifier => new { role = "child", givenName = "Bench", familyName = "Child", identifier }).ToArray(),
    };

    /// <summary>A case of this person's own, its urgency judged.</summary>
    public async Task<TriedCase> OpenAsync(int person, CancellationToken stop)
    {
        var (who, identifier) = (Person(person), NewIdentifier());
        var receipt = await SayAsync(who, "contacts", ContactAbout(identifier), stop: stop);
        if (receipt.Text("case") is not { } id)
        {
            throw new CannotRunException($"{program.Name} opened no case: {receipt}");
        }

        _ = await SayAsync(who, $"cases/{id}/judge-urgency", new { urgency = "soon" }, stop: stop);
        return new(id, who, identifier);
    }

    public async Task<IReadOnlyList<Line>> HistoryAsync(TriedCase one, Credential? reader = null, CancellationToken stop = default)
    {
        var lines = new List<Line>();
        while (true)
        {
            var page = await SayAsync(reader ?? one.Coordinator, $"cases/{one.Id}/journal?limit={PageRows}&after={(lines.Count == 0 ? 0 : lines[^1].Version)}", null, stop: stop);
            if (!page.Accepted)
            {
                throw new CannotRunException($"{program.Name} shows no history: {page}");
            }

            var before = lines.Count;
            lines.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(item => new Line(
                item.GetProperty("version").GetInt32(), item.GetProperty("type").GetString()!, item.GetProperty("actor").GetString()!,
                item.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty("text", out var text) ? text.GetString() : null)));
            if (lines.Count - before < PageRows)
            {
                return lines;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        http.Dispose();
        folder.Dispose();
    }
}
