using System.Globalization;

namespace Coordination.Peers;

/// <summary>The compared addresses of the API. Each endpoint only translates.</summary>
static class Endpoints
{
    const int KeyCharactersMax = 128;
    const int PageRowsMax = 200;

    public static void Map(WebApplication app, PeerSettings settings)
    {
        app.MapGet("/health/live", () => Json(new Health("live"), 200));
        var v1 = app.MapGroup("/v1").RequireAuthorization();
        v1.MapPost("/contacts", Receive);
        v1.MapGet("/cases/{id}", Case);
        v1.MapGet("/cases/{id}/journal", Journal);
        Command<Note>("note");
        Command<JudgeUrgency>("judge-urgency");
        Command<StartAssessment>("start-assessment");
        Command<CompleteAssessment>("complete-assessment");
        Command<Reassess>("reassess");
        Command<PlanMeeting>("plan-meeting");
        Command<HoldMeeting>("hold-meeting");
        Command<AgreePlan>("agree-plan");
        Command<CompleteTask>("complete-task");
        Command<RecordFollowUp>("record-follow-up");
        Command<Close>("close");
        Command<OfferHandover>("offer-handover");
        Command<WithdrawHandover>("withdraw-handover");
        Command<AcceptHandover>("accept-handover");
        if (settings.Bench) v1.MapPost("/no-op", (HttpContext http, NoOp body, Network network) =>
            Actor(http, network) is null ? No(Problem.PersonNotInNetwork)
            : Shapes.Faults(body) is { Count: > 0 } faults ? No(Problem.Invalid with { Faults = faults }) : Json(new NoOpAnswer(body.Text.Length), 200));

        void Command<T>(string name) where T : CaseCommand =>
            v1.MapPost($"/cases/{{id}}/{name}", async (HttpContext http, string id, T command, ICaseDesk desk, Network network, PeerSettings settings, TimeProvider clock) =>
            {
                if (IdOf(id) is not { } found) return No(Problem.NoSuchCase);
                if (Asked(http, network, settings, clock, $"{name} {id}", command, out var by) is { } wrong) return No(wrong);
                var reply = await desk.Send(found, command, by, http.RequestAborted);
                if (reply.Problem is { } problem) return No(problem);
                http.Response.Headers.ETag = $"\"{reply.Version}\"";
                return Json(new CommandAnswer(reply.Case.ToString("N"), reply.Version, reply.Happened), 200);
            });
    }

    static async Task<IResult> Receive(HttpContext http, Contact contact, ICaseDesk desk, Network network, PeerSettings settings, TimeProvider clock)
    {
        if (Asked(http, network, settings, clock, "contacts", contact, out var by) is { } wrong) return No(wrong);
        var reply = await desk.Receive(contact, by with { IfVersion = null }, http.RequestAborted);
        if (reply.Problem is { } problem) return No(problem);
        var shown = await desk.Read(reply.Case, by.Actor, http.RequestAborted) is not null;
        var number = reply.Contact!.Value.ToString("N");
        return Json(new Receipt(number, TimeIn(number), shown ? reply.Case.ToString("N") : null, shown ? reply.Version : null,
            !shown ? null : reply.Happened.Contains("case-opened") ? "opened" : "joined"), 201);
    }

    static async Task<IResult> Case(HttpContext http, string id, ICaseDesk desk, Network network)
    {
        if (Actor(http, network) is not { } reader) return No(Problem.PersonNotInNetwork);
        if (IdOf(id) is not { } found || await desk.Read(found, reader, http.RequestAborted) is not { } view) return No(Problem.NoSuchCase);
        http.Response.Headers.ETag = $"\"{view.Version}\"";
        return Json(view, 200);
    }

    static async Task<IResult> Journal(HttpContext http, string id, ICaseDesk desk, Network network, int after = 0, int limit = 50)
    {
        if (Actor(http, network) is not { } reader) return No(Problem.PersonNotInNetwork);
        if (after < 0 || limit is < 1 or > PageRowsMax) return No(Problem.Malformed);
        return IdOf(id) is { } found && await desk.Journal(found, reader, after, limit, http.RequestAborted) is { } items
            ? Json(new JournalPage(items, items.Count < limit ? null : items[^1].Version.ToString(CultureInfo.InvariantCulture)), 200) : No(Problem.NoSuchCase);
    }

    /// <summary>Who asks, when, and under which command id; or what is wrong with the request.</summary>
    static Problem? Asked<T>(HttpContext http, Network network, PeerSettings settings, TimeProvider clock, string address, T body, out Asking by) where T : class
    {
        by = null!;
        if (Actor(http, network) is not { } actor) return Problem.PersonNotInNetwork;
        if (Shapes.Faults(body) is { Count: > 0 } faults) return Problem.Invalid with { Faults = faults };
        string? key = http.Request.Headers["Idempotency-Key"], match = http.Request.Headers.IfMatch;
        if (key is not null && (key.Length is 0 or > KeyCharactersMax || key.Any(c => c is < '!' or > '~'))) return Problem.BadKey;
        int? version = null;
        if (match is not null and not "*")
        {
            if (match.Length < 3 || !int.TryParse(match.AsSpan(1, match.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var seen)) return Problem.BadPrecondition;
            version = seen;
        }

        by = new(actor, settings.CommandIds ? key : null, key is null ? "" : PeerServer.Fingerprint(address, body), version, clock.GetUtcNow());
        http.Response.Headers.CacheControl = "no-store";
        return null;
    }

    static Person? Actor(HttpContext http, Network network) => http.User.FindFirst("sub")?.Value is { } id && http.User.HasClaim(c => c.Type == "roles") ? network.Find(id) : null;

    /// <summary>The first 48 bits of a UUIDv7 are the milliseconds at which it was made.</summary>
    static DateTimeOffset TimeIn(string number) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(number[..12], 16));

    static Guid? IdOf(string id) => Guid.TryParseExact(id, "N", out var found) ? found : null;

    static IResult No(Problem problem) => Results.Json(problem.Body(), Wire.Options, "application/problem+json", problem.Status);

    static IResult Json<T>(T body, int status) => Results.Json(body, Wire.Options, statusCode: status);
}
