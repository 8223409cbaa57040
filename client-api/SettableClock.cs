using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi;

/// <summary>A clock that stands where it was set, and is set forward only. Timers and measured time stay the machine's.</summary>
public sealed class SettableClock(DateTimeOffset at) : TimeProvider
{
    readonly Lock moving = new();
    DateTimeOffset now = at.ToUniversalTime();

    public override DateTimeOffset GetUtcNow()
    {
        lock (moving) return now;
    }

    /// <returns>Whether it stands there now; it does not where that would be backwards.</returns>
    public bool TryMove(DateTimeOffset to)
    {
        lock (moving)
        {
            if (to < now) return false;
            now = to.ToUniversalTime();
            return true;
        }
    }

    /// <summary>The clock of an installation that was started with <c>--settable-clock</c>: it stands where the store's newest event was recorded, or at 1 January 1970.</summary>
    /// <exception cref="WrongSettingException">The store holds cases that were recorded by the real clock.</exception>
    public static async Task<SettableClock> Of(IStore store) => await store.TrySetTime(default)
        ? new(await store.LastRecorded(default) ?? DateTimeOffset.UnixEpoch)
        : throw new WrongSettingException($"--settable-clock: {store.Describe} holds cases that were recorded by the real clock, and takes no others");
}

/// <param name="Now">Where the clock shall stand.</param>
public sealed record ClockBody(DateTimeOffset Now);

/// <param name="Now">What time it is for every rule, deadline and list of this server.</param>
public sealed record ClockView(DateTimeOffset Now);

/// <summary>Where the clock is read and set, on a server that was started with <c>--settable-clock</c>; on others there is no such address.</summary>
static class ClockDesk
{
    public static void MapClock(this RouteGroupBuilder v1)
    {
        v1.MapGet("/clock", (TimeProvider clock) => Told(clock)).Says<ClockView>("get-clock", "What time it is for this server: its clock stands until it is set");
        v1.MapPost("/clock", Set).Says<ClockView>("set-clock", "Sets the clock forward; what is due by then is noted before the answer", 200, 403, 422);
    }

    static JsonHttpResult<ClockView> Told(TimeProvider clock) => TypedResults.Json(new ClockView(clock.GetUtcNow()), Json.Api.ClockView);

    static async Task<IResult> Set(HttpContext http, Body<ClockBody> body, TimeProvider clock, DeadlineWatch watch)
    {
        if (!Caller.Of(http).Holds(Roles.Operator)) return new ProblemResult(Problem.NotOperator);
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        if (!((SettableClock)clock).TryMove(body.Value!.Now)) return new ProblemResult(Problem.Of(Refusal.DateInPast));
        await watch.Run(http.RequestAborted);
        return Told(clock);
    }
}
