using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Somebody leaves or is away: their cases, or those that are named, get other coordinators. Each case is a command of its own.</summary>
/// <param name="From">Whose open cases; either this or <paramref name="Cases"/>.</param>
/// <param name="To">Who gets them. Of several each gets their share, always the same for the same case.</param>
/// <param name="BeyondLimit">Though they may have as many cases as the operating model allows.</param>
/// <param name="DryRun">Tells what would happen, and does nothing.</param>
/// <param name="After">Goes on after this case: <c>next</c> of the answer before.</param>
public sealed record BulkAssignBody(
    ImmutableArray<PersonId> To, string Reason, PersonId? From = null, ImmutableArray<CaseId>? Cases = null, bool BeyondLimit = false, bool DryRun = false,
    CaseId? After = null, int Limit = BulkDesk.CasesUsual);

/// <summary>Running cases go by a newer version of their operating model.</summary>
/// <param name="Cases">These; all open cases of the model that the caller may see when left out.</param>
/// <param name="DryRun">Tells what would change in each and what stands in the way, and does nothing.</param>
/// <param name="After">Goes on after this case: <c>next</c> of the answer before.</param>
public sealed record BulkMigrateBody(
    string Model, int Version, ImmutableArray<CaseId>? Cases = null, bool DryRun = false, CaseId? After = null, int Limit = BulkDesk.CasesUsual);

[JsonConverter(typeof(Kebab<BulkOutcome>))]
public enum BulkOutcome { Done, WouldBeDone, AlreadySo, Refused }

/// <param name="To">Who gets the case, where it is given to somebody.</param>
/// <param name="Happened">The types of the events written, or of those that would be.</param>
/// <param name="Refusal">Why not, by name; <paramref name="Title"/> in the caller's language.</param>
public sealed record BulkLine(CaseId Case, string Number, PersonId? To, BulkOutcome Outcome, IReadOnlyList<string>? Happened, string? Refusal, string? Title);

/// <summary>What became of each case; <paramref name="Next"/> where there are more.</summary>
public sealed record BulkAnswer(IReadOnlyList<BulkLine> Items, int Done, int Refused, string? Next);

/// <summary>
/// Gives one command for each of many cases. A case's command id is made of the bulk's key and the case, so a bulk that broke
/// off is sent again as it was, and goes on where it stopped.
/// </summary>
public sealed class BulkDesk(ICaseDirectory directory, Register register, CaseDecider decider, CommandDesk desk, Rulebook rules, TimeProvider clock)
{
    public const int CasesUsual = 100;

    public async Task<IResult> Assign(HttpContext http, Body<BulkAssignBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        return await Each(http, body.Fingerprint, b.DryRun, b.Cases, new(Coordinator: b.From, Open: true), b.After, b.Limit, async id =>
        {
            var to = b.To[(int)(Convert.ToUInt64(id.Value[^15..], 16) % (ulong)b.To.Length)];
            return (await desk.WithCaseload(new AssignCoordinator(to, b.Reason, b.BeyondLimit), http.RequestAborted), to);
        });
    }

    public async Task<IResult> Migrate(HttpContext http, Body<BulkMigrateBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        return rules.Models.Find(b.Model, b.Version) is null ? new ProblemResult(Problem.Of(Refusal.ModelVersionUnknown))
            : await Each(http, body.Fingerprint, b.DryRun, b.Cases, new(Model: b.Model, Open: true), b.After, b.Limit, _ => ValueTask.FromResult<(CaseCommand, PersonId?)>((new MigrateModel(b.Version), null)));
    }

    /// <param name="of">Which cases, where none are named.</param>
    async Task<IResult> Each(
        HttpContext http, string fingerprint, bool dryRun, ImmutableArray<CaseId>? named, CaseFilter of, CaseId? after, int limit, Func<CaseId, ValueTask<(CaseCommand Command, PersonId? To)>> ask)
    {
        string? key = http.Request.Headers["Idempotency-Key"];
        if (!CommandDesk.IsKey(key)) return new ProblemResult(Problem.BadKey);
        var (caller, language, stop) = (Caller.Of(http), Texts.Choose(http.Request), http.RequestAborted);
        var cases = named is { } some ? new Page<CaseId>([.. some.Distinct()], null) : await Open(caller, of, after, limit, stop);
        var lines = new List<BulkLine>(cases.Items.Count);
        foreach (var id in cases.Items)
        {
            var (command, to) = await ask(id);
            lines.Add(Line(id, to, dryRun ? await Try(caller, id, command, stop) : await Do(caller, id, command, key, fingerprint, stop), language));
        }
        return TypedResults.Json(
            new BulkAnswer(lines, lines.Count(l => l.Outcome is BulkOutcome.Done or BulkOutcome.WouldBeDone), lines.Count(l => l.Outcome == BulkOutcome.Refused), cases.Next), Json.Api.BulkAnswer);
    }

    async Task<Page<CaseId>> Open(Actor caller, CaseFilter of, CaseId? after, int limit, CancellationToken stop)
    {
        var page = await register.Cases(caller, of, clock.GetUtcNow(), after?.Value, limit, stop);
        return new([.. page.Items.Select(row => row.Case)], page.Next);
    }

    async Task<(BulkOutcome, IReadOnlyList<string>?, Refusal?)> Do(Actor caller, CaseId id, CaseCommand command, string? key, string fingerprint, CancellationToken stop)
    {
        var now = Now;
        var ask = new Ask<CaseCommand>(
            new(caller.Person.Value, key is null ? Guid.CreateVersion7().ToString("N") : $"{key}:{id}", $"bulk {Workflow.Kebab(command.Name)} {id} {fingerprint}"), caller, now, now, command);
        return await directory.Send(id, ask, stop) switch
        {
            Reply.Done done => (BulkOutcome.Done, done.Answer.Happened, null),
            Reply.AlreadySo => (BulkOutcome.AlreadySo, null, null),
            Reply.Refused no => (BulkOutcome.Refused, null, no.Refusal),
            _ => (BulkOutcome.Refused, null, null),
        };
    }

    async Task<(BulkOutcome, IReadOnlyList<string>?, Refusal?)> Try(Actor caller, CaseId id, CaseCommand command, CancellationToken stop) =>
        decider.Decide((await directory.Read(id, stop)).State, command, new(caller, Now, rules.Models, rules.Network)) switch
        {
            Decision<CaseEvent>.Accept accept => (BulkOutcome.WouldBeDone, [.. accept.Happenings.Select(h => CaseJson.NameOf(h.Event))], null),
            Decision<CaseEvent>.Refuse no => (BulkOutcome.Refused, null, no.Refusal),
            _ => (BulkOutcome.AlreadySo, null, null),
        };

    DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    static BulkLine Line(CaseId id, PersonId? to, (BulkOutcome Outcome, IReadOnlyList<string>? Happened, Refusal? Refusal) became, string language)
    {
        var problem = became switch { { Refusal: { } refusal } => Workflow.Kebab(refusal), { Outcome: BulkOutcome.Refused } => Problem.KeyReused.Name, _ => null };
        return new(id, CaseNumber.Of(id), to, became.Outcome, became.Happened, problem, problem is null ? null : Texts.Problem(language, problem)?.Title);
    }
}
