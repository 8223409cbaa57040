using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Somebody leaves or is away: their cases, or those that are named, get other coordinators. Each case is a command of its own.</summary>
/// <param name="From">Whose open cases; with <paramref name="Cases"/> those of them that are still theirs.</param>
/// <param name="Cases">These; all of <paramref name="From"/> when left out.</param>
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

/// <summary><see cref="NoLongerTheirs"/>: the case passed to another meanwhile, and stays with them.</summary>
[JsonConverter(typeof(Kebab<BulkOutcome>))]
public enum BulkOutcome { Done, WouldBeDone, AlreadySo, Refused, NoLongerTheirs }

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
public sealed class BulkDesk(ICaseDirectory directory, IJournal journal, Register register, CaseDecider decider, CommandDesk desk, Rulebook rules, TimeProvider clock)
{
    public const int CasesUsual = 100;

    /// <summary>So often a case is looked at again that changes between the look and the command.</summary>
    const int LooksMax = 5;

    public async Task<IResult> Assign(HttpContext http, Body<BulkAssignBody> body)
    {
        if (body.Problem is { } wrong) return new ProblemResult(wrong);
        var b = body.Value!;
        return await Each(http, body.Fingerprint, b.DryRun, b.From, b.Cases, new(Coordinator: b.From, Open: true), b.After, b.Limit, async id =>
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
            : await Each(http, body.Fingerprint, b.DryRun, null, b.Cases, new(Model: b.Model, Open: true), b.After, b.Limit, _ => ValueTask.FromResult<(CaseCommand, PersonId?)>((new MigrateModel(b.Version), null)));
    }

    /// <param name="from">Whose they are to be still.</param>
    /// <param name="of">Which cases, where none are named.</param>
    async Task<IResult> Each(
        HttpContext http, string fingerprint, bool dryRun, PersonId? from, ImmutableArray<CaseId>? named, CaseFilter of, CaseId? after, int limit, Func<CaseId, ValueTask<(CaseCommand Command, PersonId? To)>> ask)
    {
        string? key = http.Request.Headers["Idempotency-Key"];
        if (!CommandDesk.IsKey(key)) return new ProblemResult(Problem.BadKey);
        var (caller, language, stop) = (Caller.Of(http), Texts.Choose(http.Request), http.RequestAborted);
        var cases = named is { } some ? new Page<CaseId>([.. some.Distinct()], null) : await Open(caller, of, after, limit, stop);
        var lines = new List<BulkLine>(cases.Items.Count);
        var given = new Dictionary<PersonId, int>(); // in a dry run nobody's cases become more, and yet the next case is one too many
        foreach (var id in cases.Items)
        {
            var (command, to) = await ask(id);
            if (dryRun && command is AssignCoordinator { Caseload: { } has } assign) command = assign with { Caseload = has + given.GetValueOrDefault(assign.To) };
            var became = dryRun ? await Try(caller, id, command, from, stop) : await Do(caller, id, command, from, key, fingerprint, stop);
            if (dryRun && became.Outcome == BulkOutcome.WouldBeDone && to is { } receiver) given[receiver] = given.GetValueOrDefault(receiver) + 1;
            lines.Add(Line(id, to, became, language));
        }
        return TypedResults.Json(
            new BulkAnswer(lines, lines.Count(l => l.Outcome is BulkOutcome.Done or BulkOutcome.WouldBeDone), lines.Count(l => l.Outcome == BulkOutcome.Refused), cases.Next), Json.Api.BulkAnswer);
    }

    async Task<Page<CaseId>> Open(Actor caller, CaseFilter of, CaseId? after, int limit, CancellationToken stop)
    {
        var page = await register.Cases(caller, of, clock.GetUtcNow(), after?.Value, limit, stop);
        return new([.. page.Items.Select(row => row.Case)], page.Next);
    }

    async Task<(BulkOutcome Outcome, IReadOnlyList<string>? Happened, Refusal? Refusal)> Do(
        Actor caller, CaseId id, CaseCommand command, PersonId? from, string? key, string fingerprint, CancellationToken stop)
    {
        var now = Now;
        var name = new CommandKey(caller.Person.Value, key is null ? Guid.CreateVersion7().ToString("N") : $"{key}:{id}", $"bulk {Workflow.Kebab(command.Name)} {id} {fingerprint}");
        for (var look = 1; ; look++)
        {
            int? version = null;
            if (from is { } theirs)
            {
                var seen = await directory.Read(id, stop);
                // What this very bulk moved before is answered as it was then.
                if (Passed(caller, seen.State, theirs) && (await journal.Look(id.Stream, name, stop)).Known is null) return (BulkOutcome.NoLongerTheirs, null, null);
                if (look < LooksMax) version = seen.Version;
            }
            switch (await directory.Send(id, new(name, caller, now, now, command, version), stop))
            {
                case Reply.Done done: return (BulkOutcome.Done, done.Answer.Happened, null);
                case Reply.AlreadySo: return (BulkOutcome.AlreadySo, null, null);
                case Reply.Refused no: return (BulkOutcome.Refused, null, no.Refusal);
                case Reply.WrongVersion: continue;
                default: return (BulkOutcome.Refused, null, null);
            }
        }
    }

    async Task<(BulkOutcome Outcome, IReadOnlyList<string>? Happened, Refusal? Refusal)> Try(Actor caller, CaseId id, CaseCommand command, PersonId? from, CancellationToken stop)
    {
        var state = (await directory.Read(id, stop)).State;
        return from is { } theirs && Passed(caller, state, theirs) ? (BulkOutcome.NoLongerTheirs, null, null)
            : decider.Decide(state, command, new(caller, Now, rules.Models, rules.Network)) switch
            {
                Decision<CaseEvent>.Accept accept => (BulkOutcome.WouldBeDone, [.. accept.Happenings.Select(h => CaseJson.NameOf(h.Event))], null),
                Decision<CaseEvent>.Refuse no => (BulkOutcome.Refused, null, no.Refusal),
                _ => (BulkOutcome.AlreadySo, null, null),
            };
    }

    /// <summary>Whether another coordinates the case now; nothing is told of a case that the caller does not see.</summary>
    static bool Passed(Actor caller, CaseState state, PersonId from) => state is OpenCase c && c.Coordinator != from && CaseDecider.See(caller, state);

    DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    static BulkLine Line(CaseId id, PersonId? to, (BulkOutcome Outcome, IReadOnlyList<string>? Happened, Refusal? Refusal) became, string language)
    {
        var problem = became switch { { Refusal: { } refusal } => Workflow.Kebab(refusal), { Outcome: BulkOutcome.Refused } => Problem.KeyReused.Name, _ => null };
        return new(id, CaseNumber.Of(id), to, became.Outcome, became.Happened, problem, problem is null ? null : Texts.Problem(language, problem)?.Title);
    }
}
