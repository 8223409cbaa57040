using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Features;
using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Where an HTTP request becomes an ask, and a reply becomes an answer.</summary>
public sealed class CommandDesk(ICaseDirectory directory, ContactDesk contacts, ConsultationDesk consultations, PhenomenonDesk phenomena, Register register, CaseReader reader, MemberKeys keys, Rulebook rules, Settings settings, TimeProvider clock)
{
    /// <summary>From this part of the limit on an offer is answered with a warning.</summary>
    const double CaseloadNear = 0.9;

    int CaseloadsNearFrom => (int)(rules.Models.All.Min(m => m.CaseloadMax) * CaseloadNear ?? int.MaxValue) - 1;

    readonly bool caseloadsMatter = rules.Models.All.Any(m => m.CaseloadMax is not null);

    public async Task<IResult> Send<T>(HttpContext http, string id, Body<T> body) where T : CaseCommand
    {
        if (CaseOf(id) is not { } found) return new ProblemResult(Problem.Of(Refusal.NoSuchCase));
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var command = await WithCaseload(body.Value!, http.RequestAborted);
        if (Ask(http, command, $"{Workflow.Kebab(command.Name)} {id} {body.Fingerprint}", command.OccurredAt, out var ask) is { } bad) return new ProblemResult(bad);
        var reply = command switch
        {
            TakeContact => await contacts.Take(found, ask, http.RequestAborted),
            UndoJoin => await Undo(found, ask, http.RequestAborted),
            Merge => await contacts.Merge(found, ask, async (duplicate, other) => await reader.Brought(duplicate, other, http.RequestAborted), http.RequestAborted),
            _ => await directory.Send(found, ask, http.RequestAborted),
        };
        return Answer(http, found, reply, reply is Reply.Done ? await Warnings(found, command, http) : null);
    }

    ValueTask<Reply> Undo(CaseId id, Ask<CaseCommand> ask, CancellationToken stop)
    {
        var own = new CaseId(NewId());
        return contacts.Undo(id, ask, own, async (c, told) => await Again(id, c, told, own, stop), stop);
    }

    /// <summary>A contact that joined a case, as it opens one of its own: of a member who stays, nothing that tells which person it is.</summary>
    async Task<ReceiveContact> Again(CaseId id, OpenCase c, ToldContact told, CaseId own, CancellationToken stop)
    {
        var (facts, content) = await reader.Contact(id, told.Contact, stop);
        var leaving = CaseDecider.LeavingWith(c, told);
        var now = await reader.Members(id, stop);
        return new(
            own, told.Contact, c.Model, c.Area, facts.Channel, facts.Source, facts.Unit, facts.Reasons, facts.Language, facts.Interpreter, facts.Basis,
            [.. facts.Members.Zip(content.Members, (m, told) => (Facts: m, Told: told)).Select(m => Named(m.Facts, m.Told))], [], new(content.OwnWords, []), facts.CallBack is true) { OccurredAt = facts.At };

        NamedMember Named(Member m, MemberContent said)
        {
            var here = told.Members.FirstOrDefault(one => CaseDecider.IsSame(m, one)) is { } same ? c.Members.FirstOrDefault(one => one.Id == same.Id) : null;
            if (here is not null && leaving.Leaving.Contains(here.Id)) said = now.GetValueOrDefault(here.Id, said); // with what was put right since
            var theirs = here is not null && (leaving.Leaving.Contains(here.Id) || leaving.Unidentified.Contains(here.Id));
            return new(m.Role, theirs ? here!.Key : null, keys.Likeness(c.Group, said.GivenName, said.FamilyName), said with { Identifier = theirs ? said.Identifier : null, Member = null });
        }
    }

    async ValueTask<IReadOnlyList<Warning>?> Warnings(CaseId id, CaseCommand command, HttpContext http) => command switch
    {
        OfferHandover { Caseload: { } load } => await Nearly(id, load, http),
        PlanMeeting { DeveloperClients: null or 0 } when (await directory.Read(id, http.RequestAborted)).State is OpenCase { Subject: Subject.Phenomenon } => [Warn("no-developer-client", http)],
        _ => null,
    };

    static Warning Warn(string code, HttpContext http) => new(code, Texts.Warning(Texts.Choose(http.Request), code)!);

    /// <summary>Warns when whom a case is offered will have nearly as many as the operating model allows.</summary>
    async ValueTask<IReadOnlyList<Warning>?> Nearly(CaseId id, int caseload, HttpContext http) =>
        caseload < CaseloadsNearFrom || (await directory.Read(id, http.RequestAborted)).State is not OpenCase c || rules.Models.Of(c).CaseloadMax is not { } max || caseload + 1 < max * CaseloadNear ? null
            : [Warn("caseload-near", http)];

    /// <summary>A command that gives somebody a case is told how many they have. Two at the same moment may both be told the same.</summary>
    public async ValueTask<CaseCommand> WithCaseload(CaseCommand command, CancellationToken stop) => command switch
    {
        OfferHandover offer when caseloadsMatter => offer with { Caseload = await register.Caseload(offer.To, stop) },
        AssignCoordinator assign when caseloadsMatter => assign with { Caseload = await register.Caseload(assign.To, stop) },
        _ => command,
    };

    static IResult Answer(HttpContext http, CaseId id, Reply reply, IReadOnlyList<Warning>? warnings = null) => reply switch
    {
        Reply.Done done => Answered(http, new(CaseId.OfStream(done.Answer.Stream), done.Answer.Version, done.Answer.Happened, warnings)),
        Reply.AlreadySo so => Answered(http, new(id, so.Version, [])),
        _ => No(reply),
    };

    public async Task<IResult> Change(HttpContext http, string id, Body<ChangeMemberBody> body)
    {
        if (CaseOf(id) is not { } found) return new ProblemResult(Problem.Of(Refusal.NoSuchCase));
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        var group = (await directory.Read(found, http.RequestAborted)).State is OpenCase c ? c.Group : "";
        // Of a name half of which is new the other half stays.
        var before = b.GivenName is null == b.FamilyName is null ? null : await reader.Member(found, b.Member, http.RequestAborted);
        var change = new ChangeMember(
            b.Member, b.Identifier is { } identifier ? keys.Key(group, identifier) : null, keys.Likeness(group, b.GivenName ?? before?.GivenName, b.FamilyName ?? before?.FamilyName),
            new(b.GivenName, b.FamilyName, b.Identifier, b.Born, b.Phone)) { OccurredAt = b.OccurredAt };
        if (Ask(http, change, $"change-member {id} {body.Fingerprint}", b.OccurredAt, out var ask) is { } bad) return new ProblemResult(bad);
        return Answer(http, found, await directory.Send(found, ask, http.RequestAborted));
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
            [], new(b.OwnWords, []), b.CallBack) { OccurredAt = b.OccurredAt };
        if (Ask(http, receive, $"receive-contact {body.Fingerprint}", b.OccurredAt, out var ask) is { } bad) return new ProblemResult(bad);
        var reply = await contacts.Receive(ask with { Contact = number, IfVersion = null }, http.RequestAborted);
        return reply is Reply.Done done ? await Receipt(http, done.Answer) : No(reply);
    }

    /// <summary>
    /// Tells of no case that the caller may not see, so that asking tells nobody more than telling the contact would; and less, since it leaves
    /// no trace in a journal.
    /// </summary>
    public async Task<IResult> Check(HttpContext http, Body<ContactCheckBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        if (rules.Models.Newest(body.Value!.Model ?? settings.DefaultModel) is not { Subject: Subject.Family } model) return new ProblemResult(Problem.Of(Refusal.ModelUnknown));
        string[] theirs = [.. body.Value.Members.Select(m => m.Identifier).OfType<string>().Select(i => keys.Key(model.Group, i)).Distinct()];
        string[] alike = [.. body.Value.Members.Select(m => keys.Likeness(model.Group, m.GivenName, m.FamilyName)).OfType<string>().Distinct()];
        var cases = await register.Holding(Caller.Of(http), theirs, clock.GetUtcNow(), http.RequestAborted);
        var others = (await register.LikelyDuplicates(Caller.Of(http), null, alike, clock.GetUtcNow(), http.RequestAborted)).Where(o => cases.All(c => c.Case != o.Case)).ToArray();
        return TypedResults.Json(new ContactCheck(cases.Count switch { 0 => "unknown", 1 => "joins", _ => "awaits-decision" }, cases, others), Json.Api.ContactCheck);
    }

    public async Task<IResult> Consult(HttpContext http, Body<ConsultationBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        if (KeyOf(http, $"record-consultation {body.Fingerprint}", out var key) is { } bad) return new ProblemResult(bad);
        var consultation = new RecordConsultation(b.Model ?? settings.DefaultModel, b.Channel, b.Source, b.Reasons ?? [], b.Services ?? [], b.Language, b.Interpreter, b.Area, b.Unit, b.OccurredAt);
        return await consultations.Record(NewId(), key, Caller.Of(http), Now(), consultation, http.RequestAborted) switch
        {
            Reply.Done done => TypedResults.Json(new ConsultationReceipt(done.Answer.Contact!, ContactTime(done.Answer.Contact!)), Json.Api.ConsultationReceipt, statusCode: 201),
            var no => No(no),
        };
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

    public async Task<IResult> Open(HttpContext http, Body<PhenomenonBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        if (rules.Models.Newest(b.Model) is not { } model) return new ProblemResult(Problem.Of(Refusal.ModelUnknown));
        var open = new OpenPhenomenon(
            new(NewId()), b.Model, keys.Phenomenon(model.Group, b.Name, b.Area), b.Area, b.Level, b.Reason, b.From, b.To, new(b.Name.Trim()), b.Parent) { OccurredAt = b.OccurredAt };
        if (Ask(http, open, $"open-phenomenon {body.Fingerprint}", b.OccurredAt, out var ask) is { } bad) return new ProblemResult(bad);
        var reply = await phenomena.Open(ask with { IfVersion = null }, http.RequestAborted);
        return reply is Reply.Done { Answer: var first } ? Answered(http, new(CaseId.OfStream(first.Stream), first.Version, first.Happened), 201) : No(reply);
    }

    /// <summary>A receipt's number carries the time it was given: the first 48 bits of a UUIDv7 are milliseconds.</summary>
    public static DateTimeOffset ContactTime(string number) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(number[..12], 16));

    string NewId() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    static JsonHttpResult<CommandAnswer> Answered(HttpContext http, CommandAnswer answer, int status = 200)
    {
        http.Response.Headers.ETag = ETagOf(answer.Version);
        return TypedResults.Json(answer, Json.Api.CommandAnswer, statusCode: status);
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
        if (KeyOf(http, fingerprint, out var key) is { } bad) return bad;
        int? version = null;
        string? match = http.Request.Headers.IfMatch;
        if (match is not null and not "*")
        {
            if (match.Length < 3 || match[0] != '"' || match[^1] != '"' || !int.TryParse(match.AsSpan(1, match.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
                return Problem.BadPrecondition;
            version = seen;
        }
        var now = Now();
        ask = new(key, Caller.Of(http), now, occurredAt?.ToUniversalTime() ?? now, command, version);
        return null;
    }

    static Problem? KeyOf(HttpContext http, string fingerprint, out CommandKey key)
    {
        string? said = http.Request.Headers["Idempotency-Key"];
        key = new(Caller.Of(http).Person.Value, said ?? Guid.CreateVersion7().ToString("N"), fingerprint);
        return IsKey(said) ? null : Problem.BadKey;
    }

    DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A command may have no key; one that it has is short and plain.</summary>
    public static bool IsKey(string? key) => key is null || (key.Length is > 0 and <= Shapes.KeyCharactersMax && !key.Any(c => c is < '!' or > '~'));

    public static string ETagOf(int version) => $"\"{version}\"";

    /// <summary>Nothing for text that cannot be a case's id.</summary>
    public static CaseId? CaseOf(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower) ? new CaseId(id) : null;
}

/// <summary>Who calls: set once a request was let in, from its token and the network.</summary>
public static class Caller
{
    public static Actor Of(HttpContext http) => http.Features.GetRequiredFeature<Actor>();
}
