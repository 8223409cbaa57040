using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Coordination.Tests.Faults;

/// <summary>What came back of one attempt. Status 0: nothing came, or only a part.</summary>
public sealed record Heard(int Status, string Body)
{
    public static readonly Heard Nothing = new(0, "");

    public bool Accepted => Status is 200 or 201;
    /// <summary>Accepted, and something happened by it.</summary>
    public bool Did => Accepted && Answer.Happened is not [];
    /// <summary>Neither yes nor no: the command may or may not have been done.</summary>
    public bool Unknown => Status is 0 or 503;

    public Answered Answer => JsonSerializer.Deserialize<Answered>(Body, JsonSerializerOptions.Web)!;
}

/// <summary>An accepted answer: of a command, or a contact's receipt (whose case only some are told).</summary>
public sealed record Answered(string? Case, int? Version, ImmutableArray<string>? Happened, string? Outcome, string? Receipt);

/// <summary>One command under its key, and what was heard at every attempt to say it.</summary>
public sealed class Said(string actor, string path, object body, int? ifVersion = null)
{
    readonly List<Heard> heard = [];

    public string Actor => actor;
    public string Path => path;
    public int? IfVersion => ifVersion;
    public string Key { get; } = Guid.NewGuid().ToString("N");
    public string Body { get; } = JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
    /// <summary>What is asked for, as the address says it.</summary>
    public string Name => path.Split('/')[^1];
    public string? Case => path.StartsWith("/v1/cases/", StringComparison.Ordinal) ? path.Split('/')[3] : null;

    public IReadOnlyList<Heard> Heard { get { lock (heard) return [.. heard]; } }
    public Heard Last { get { lock (heard) return heard.Count == 0 ? Faults.Heard.Nothing : heard[^1]; } }
    public void Hear(Heard one) { lock (heard) heard.Add(one); }
}

/// <summary>A case as a manager saw it.</summary>
public sealed record Seen(
    string Case, int Version, string Phase, string Coordinator, string? OfferTo, string? Urgency, ImmutableArray<string> Waiting, ImmutableArray<string> MeetingsAhead, bool MeetingHeld,
    ImmutableArray<string> OpenTasks, bool Suspended);

/// <summary>
/// The people at their front ends. They keep a log of their own, and notice at once when a node tells them less than
/// another node has already acknowledged.
/// </summary>
public sealed class Clients(Site site, bool connectionEach = false) : IDisposable
{
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(40) };
    readonly ConcurrentDictionary<string, int> acknowledged = new(StringComparer.Ordinal);
    int answers;

    public ConcurrentQueue<Said> Log { get; } = [];
    public ConcurrentQueue<string> Stale { get; } = [];
    public ConcurrentDictionary<int, int> Statuses { get; } = [];

    /// <summary>How many answers came so far that say something was done.</summary>
    public int Acknowledged => Volatile.Read(ref answers);
    public int Unavailable => Statuses.GetValueOrDefault(503);

    public string Counts => string.Join(", ", Statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {(s.Key == 0 ? "nothing" : s.Key)}"));

    /// <summary>What was done, by what was asked for.</summary>
    public Dictionary<string, int> Done => Log.Where(s => s.Heard.Any(h => h.Did)).CountBy(s => s.Name).OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary();

    /// <summary>Says a command, for the first time or again.</summary>
    public async Task<Heard> Say(Uri node, Said said)
    {
        if (said.Heard.Count == 0) Log.Enqueue(said);
        var before = said.Case is { } about ? acknowledged.GetValueOrDefault(about) : 0;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, said.Path)) { Content = new StringContent(said.Body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", site.Tokens[said.Actor]);
        request.Headers.Add("Idempotency-Key", said.Key);
        if (said.IfVersion is { } version) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        var heard = await Send(request);
        said.Hear(heard);
        if (heard.Did) Note(heard.Answer);
        if (heard.Status == 412 && JsonDocument.Parse(heard.Body).RootElement.GetProperty("version").GetInt32() is var now && now < before)
            Stale.Enqueue($"{said.Path}: 412 at version {now}, after {before} was acknowledged");
        return heard;
    }

    void Note(Answered answer)
    {
        Interlocked.Increment(ref answers);
        if (answer is { Case: { } about, Version: { } version }) acknowledged.AddOrUpdate(about, version, (_, known) => Math.Max(known, version));
    }

    /// <summary>A case as this person sees it now; nothing when the node did not show it.</summary>
    public async Task<Seen?> Look(Uri node, string actor, string about)
    {
        var before = acknowledged.GetValueOrDefault(about);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, $"/v1/cases/{about}"));
        request.Headers.Authorization = new("Bearer", site.Tokens[actor]);
        var heard = await Send(request);
        if (heard.Status != 200) return null;
        var c = JsonDocument.Parse(heard.Body).RootElement;
        var version = c.GetProperty("version").GetInt32();
        if (version < before) Stale.Enqueue($"GET {about}: version {version}, after {before} was acknowledged");
        var meetings = c.GetProperty("meetings").EnumerateArray().ToLookup(m => m.GetProperty("held").GetBoolean(), m => m.GetProperty("id").GetString()!);
        return new(about, version, c.GetProperty("phase").GetString()!, c.GetProperty("coordinator").GetProperty("id").GetString()!,
            c.TryGetProperty("offer", out var offer) ? offer.GetProperty("to").GetProperty("id").GetString() : null,
            c.TryGetProperty("urgency", out var urgency) ? urgency.GetString() : null,
            [.. c.GetProperty("waiting").EnumerateArray().Select(w => w.GetProperty("contact").GetString()!)], [.. meetings[false]], meetings[true].Any(),
            [.. c.GetProperty("tasks").EnumerateArray().Where(t => t.GetProperty("status").GetString() == "open").Select(t => t.GetProperty("id").GetString()!)],
            c.TryGetProperty("suspendedAt", out _));
    }

    async Task<Heard> Send(HttpRequestMessage request)
    {
        request.Headers.ConnectionClose = connectionEach;
        Heard heard;
        try
        {
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            heard = new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
        {
            heard = Heard.Nothing;
        }
        Statuses.AddOrUpdate(heard.Status, 1, (_, n) => n + 1);
        return heard;
    }

    public void Dispose() => http.Dispose();
}
