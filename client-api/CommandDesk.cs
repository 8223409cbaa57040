using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Features;
using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Where an HTTP request becomes an ask, and a reply becomes an answer.</summary>
public sealed class CommandDesk(ICaseDirectory directory, ContactDesk contacts, MemberKeys keys, Rulebook rules, Settings settings, TimeProvider clock)
{
    public async Task<IResult> Send<T>(HttpContext http, string id, Body<T> body) where T : CaseCommand
    {
        if (CaseOf(id) is not { } found) return new ProblemResult(Problem.Of(Refusal.NoSuchCase));
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        if (Ask(http, body.Value!, $"{Workflow.Kebab(body.Value!.Name)} {id} {body.Fingerprint}", body.Value.OccurredAt, out var ask) is { } bad) return new ProblemResult(bad);
        var reply = body.Value is TakeContact ? await contacts.Take(found, ask, http.RequestAborted) : await directory.Send(found, ask, http.RequestAborted);
        return reply switch
        {
            Reply.Done done => Answered(http, new(CaseId.OfStream(done.Answer.Stream), done.Answer.Version, done.Answer.Happened)),
            Reply.AlreadySo so => Answered(http, new(found, so.Version, [])),
            _ => No(reply),
        };
    }

    public async Task<IResult> Receive(HttpContext http, Body<ContactBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        var key = b.Model ?? settings.DefaultModel;
        if (rules.Models.Newest(key) is not { } model) return new ProblemResult(Problem.Of(Refusal.ModelUnknown));
        var number = NewId();
        var receive = new ReceiveContact(
            new(NewId()), new(number), key, b.Area, b.Channel, b.Source, b.Unit, b.Reasons ?? [], b.Language, b.Interpreter, b.Basis,
            [.. b.Members.Select(m => new NamedMember(
                m.Role, m.Identifier is { } identifier ? keys.Key(model.Group, identifier) : null, keys.Likeness(model.Group, m.GivenName, m.FamilyName),
                new(m.GivenName, m.FamilyName, m.Identifier, m.Born, m.Phone)))],
            [], new(b.OwnWords, [])) { OccurredAt = b.OccurredAt };
        if (Ask(http, receive, $"receive-contact {body.Fingerprint}", b.OccurredAt, out var ask) is { } bad) return new ProblemResult(bad);
        var reply = await contacts.Receive(ask with { Contact = number, IfVersion = null }, http.RequestAborted);
        return reply is Reply.Done done ? await Receipt(http, done.Answer) : No(reply);
    }

    /// <summary>The same receipt whether the contact opened a case or joined one; only who may see the case is told more.</summary>
    async Task<IResult> Receipt(HttpContext http, Answer answer)
    {
        var receipt = new Receipt(answer.Contact!, ContactTime(answer.Contact!), null, null, null);
        var id = CaseId.OfStream(answer.Stream);
        if (CaseDecider.See(Caller.Of(http), (await directory.Read(id, http.RequestAborted)).State))
            receipt = receipt with
            {
                Case = id, Version = answer.Version,
                Outcome = answer.Happened.Contains("case-opened") ? "opened" : answer.Happened.Contains("contact-held") ? "awaits-decision" : "joined",
            };
        return TypedResults.Json(receipt, Json.Api.Receipt, statusCode: 201);
    }

    /// <summary>A receipt's number carries the time it was given: the first 48 bits of a UUIDv7 are milliseconds.</summary>
    static DateTimeOffset ContactTime(string number) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(number[..12], 16));

    string NewId() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    static JsonHttpResult<CommandAnswer> Answered(HttpContext http, CommandAnswer answer)
    {
        http.Response.Headers.ETag = ETagOf(answer.Version);
        return TypedResults.Json(answer, Json.Api.CommandAnswer);
    }

    static ProblemResult No(Reply reply) => new(reply switch
    {
        Reply.Refused no => Problem.Of(no.Refusal),
        Reply.WrongVersion seen => Problem.VersionMismatch with { Version = seen.Version },
        Reply.KeyReused => Problem.KeyReused,
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    Problem? Ask(HttpContext http, CaseCommand command, string fingerprint, DateTimeOffset? occurredAt, out Ask<CaseCommand> ask)
    {
        ask = null!;
        var caller = Caller.Of(http);
        string? key = http.Request.Headers["Idempotency-Key"];
        if (key is not null && (key.Length is 0 or > Shapes.KeyCharactersMax || key.Any(c => c is < '!' or > '~'))) return Problem.BadKey;
        int? version = null;
        string? match = http.Request.Headers.IfMatch;
        if (match is not null and not "*")
        {
            if (match.Length < 3 || match[0] != '"' || match[^1] != '"' || !int.TryParse(match.AsSpan(1, match.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
                return Problem.BadPrecondition;
            version = seen;
        }
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        ask = new(new(caller.Person.Value, key ?? Guid.CreateVersion7().ToString("N"), fingerprint), caller, now, occurredAt?.ToUniversalTime() ?? now, command, version);
        return null;
    }

    public static string ETagOf(int version) => $"\"{version}\"";

    /// <summary>Nothing for text that cannot be a case's id.</summary>
    public static CaseId? CaseOf(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower) ? new CaseId(id) : null;
}

/// <summary>Who calls: set once a request was let in, from its token and the network.</summary>
public static class Caller
{
    public static Actor Of(HttpContext http) => http.Features.GetRequiredFeature<Actor>();
}
