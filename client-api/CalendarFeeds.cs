using System.Security.Cryptography;
using System.Text;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <param name="Address">Where a calendar program fetches the person's meetings. Whoever has it can read them: it is as secret as a key.</param>
public sealed record CalendarAddress(string Address);

/// <summary>A person's joint meetings as a calendar to follow. Calendar programs send no token, so the address itself is signed; it holds while the person works in the network.</summary>
public sealed class CalendarFeeds(byte[] secret, Rulebook rules, Register register, ICaseDirectory directory, MeetingCalendar calendar, TimeProvider clock)
{
    const string MediaType = "text/calendar; charset=utf-8";

    public static IResult Make(HttpContext http, CalendarFeeds feeds) =>
        TypedResults.Json(new CalendarAddress($"{http.Request.PathBase}/calendar/{feeds.TokenOf(Caller.Of(http).Person)}.ics"), Json.Api.CalendarAddress);

    public static async Task<IResult> Show(HttpContext http, string file, CalendarFeeds feeds)
    {
        if (!file.EndsWith(".ics", StringComparison.Ordinal) || feeds.PersonOf(file[..^4]) is not { } person) return new ProblemResult(Problem.NoSuchPage);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(await feeds.Text(person, Texts.Choose(http.Request), http.RequestAborted), MediaType, Encoding.UTF8);
    }

    string TokenOf(PersonId person) => System.Buffers.Text.Base64Url.EncodeToString([.. Sign(person), .. Encoding.UTF8.GetBytes(person.Value)]);

    /// <summary>Nobody for an address that is forged, or of somebody who left.</summary>
    PersonId? PersonOf(string token)
    {
        if (!System.Buffers.Text.Base64Url.IsValid(token)) return null;
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(token);
        if (bytes.Length < 33) return null;
        var person = new PersonId(Encoding.UTF8.GetString(bytes.AsSpan(32)));
        return CryptographicOperations.FixedTimeEquals(Sign(person), bytes.AsSpan(0, 32)) && rules.Network.Find(person) is { Active: true } ? person : null;
    }

    byte[] Sign(PersonId person) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("calendar feed\n" + person));

    async Task<string> Text(PersonId person, string language, CancellationToken stop)
    {
        var meetings = new List<(OpenCase, Meeting)>();
        foreach (var (id, item) in await register.MeetingsOf(person, stop))
            if ((await directory.Read(id, stop)).State is OpenCase c && c.Meetings.FirstOrDefault(m => m.Id == item && m.IsPlanned) is { } meeting)
                meetings.Add((c, meeting));
        return calendar.Feed(meetings, clock.GetUtcNow(), language);
    }
}
