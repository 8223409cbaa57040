using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Live changes as server-sent events: the committed events of the cases the listener may see, in order, from any position.</summary>
static class Changes
{
    const int ChunkEventsMax = 500;
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(15);

    public static async Task<IResult> Stream(HttpContext http, Register register, IStore store, IHostApplicationLifetime life)
    {
        var query = new Query(http, "after", "ticket");
        query.Text("ticket", 2_000);
        var after = query.Number("after", -1, 0, long.MaxValue);
        if (query.Problem is { } wrong) return new ProblemResult(wrong);
        if (http.Request.Headers["Last-Event-ID"] is [{ } last] && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return new ProblemResult(new Problem("invalid", 400) { Faults = [new("Last-Event-ID", "wrong-type")] });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        if (after < 0) after = await store.Head(stop.Token);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try { await Listen(http, register, store, after, stop.Token); }
        catch (OperationCanceledException) { /* the listener left, or the server is stopping: the listener comes back with its last position */ }
        catch (JournalUnavailableException) { /* the same: it comes back */ }
        return Results.Empty;
    }

    static async Task Listen(HttpContext http, Register register, IStore store, long after, CancellationToken stop)
    {
        await http.Response.WriteAsync($"retry: 1000\nid: {after.ToString(CultureInfo.InvariantCulture)}\n\n", stop);
        await http.Response.Body.FlushAsync(stop);
        var quietSince = TimeProvider.System.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var changed = store.Changed;
            var (events, seen) = await register.Changes(Caller.Of(http), after, ChunkEventsMax, stop);
            foreach (var one in events) await http.Response.WriteAsync(Text(one), stop);
            if (events.Count == 0 && TimeProvider.System.GetElapsedTime(quietSince) > SignOfLifeEvery)
            {
                await http.Response.WriteAsync($"id: {seen.ToString(CultureInfo.InvariantCulture)}\n: still here\n\n", stop);
                quietSince = TimeProvider.System.GetTimestamp();
            }
            if (events.Count > 0) quietSince = TimeProvider.System.GetTimestamp();
            await http.Response.Body.FlushAsync(stop);
            if (seen == after) await Task.WhenAny(changed, Task.Delay(LookEvery, stop));
            after = seen;
        }
    }

    static string Text(Recorded one) =>
        $"id: {one.Position.ToString(CultureInfo.InvariantCulture)}\nevent: change\ndata: {JsonSerializer.Serialize(new(one.Position, CaseId.OfStream(one.Stream), one.Version, one.Type, one.RecordedAt, one.Type == Register.Changed ? null : new(one.Actor)), Json.Api.Change)}\n\n";

    public static IResult Ticket(HttpContext http, Tickets tickets) => TypedResults.Json(tickets.Make(Caller.Of(http)), Json.Api.Ticket);
}

/// <summary>Tickets by which a browser, whose EventSource sends no bearer token, listens to changes: signed, and good for a minute.</summary>
public sealed class Tickets(byte[] secret, Rulebook rules, TimeProvider clock)
{
    public const int LifetimeSeconds = 60;

    public Ticket Make(Actor actor)
    {
        var expires = clock.GetUtcNow().AddSeconds(LifetimeSeconds);
        var words = $"{actor.Person}\n{(int)actor.Roles}\n{expires.ToUnixTimeSeconds()}";
        return new(System.Buffers.Text.Base64Url.EncodeToString([.. Sign(words), .. Encoding.UTF8.GetBytes(words)]), expires);
    }

    /// <summary>Whose ticket it is; nothing for one that is forged, too old, or of somebody who left.</summary>
    public Actor? Read(string ticket)
    {
        if (!System.Buffers.Text.Base64Url.IsValid(ticket)) return null;
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(ticket);
        if (bytes.Length < 33) return null;
        var words = Encoding.UTF8.GetString(bytes.AsSpan(32));
        if (!CryptographicOperations.FixedTimeEquals(Sign(words), bytes.AsSpan(0, 32))) return null;
        return words.Split('\n') is [var person, var roles, var expires] && long.Parse(expires, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds()
            ? rules.Network.ActorOf(new(person), (Roles)int.Parse(roles, CultureInfo.InvariantCulture)) : null;
    }

    byte[] Sign(string words) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("changes ticket\n" + words));
}
