using Coordination.Core;

namespace Coordination.Engine;

/// <summary>So many consultations, of one kind.</summary>
public sealed record Counted(string Key, int Count);

/// <summary>How many anonymous consultations an organisation gave in a time: in all, and by what they were about. One may have several reasons and services.</summary>
public sealed record ConsultationCounts(
    int Total, IReadOnlyList<Counted> Months, IReadOnlyList<Counted> Reasons, IReadOnlyList<Counted> Services, IReadOnlyList<Counted> Channels, IReadOnlyList<Counted> Units, IReadOnlyList<Counted> Languages);

/// <summary>Keeps anonymous consultations, each in a stream of its own that no register knows, and counts them.</summary>
public sealed class ConsultationDesk(IStore store, Rulebook rules)
{
    /// <summary>The first answer's number is the consultation's, also when it is said again.</summary>
    public async ValueTask<Reply> Record(string number, CommandKey key, Actor actor, DateTimeOffset now, RecordConsultation consultation, CancellationToken stop)
    {
        var (held, refusal) = consultation.Decide(new(actor, now, rules.Models, rules.Network));
        var stream = ConsultationHeld.StreamPrefix + number;
        if (held is null)
        {
            var look = await ((IJournal)store).Look(stream, key, stop);
            return look.Known is { } known ? LiveCase<CaseState, CaseCommand, CaseEvent>.Told(known, known.First, 0)! : new Reply.Refused(refusal!.Value, 0);
        }
        var answer = new Answer(stream, 1, [ConsultationHeld.Type], number);
        return LiveCase<CaseState, CaseCommand, CaseEvent>.Told(await store.Append(new(key, now, held.At, answer, [new(stream, 0, [held.Write()], null, null)]), stop), answer, 0)
            ?? throw new JournalUnavailableException($"{stream} is there already");
    }

    /// <param name="from">The first instant.</param>
    /// <param name="to">The first instant after.</param>
    /// <param name="zone">In which months begin.</param>
    public async ValueTask<ConsultationCounts> Count(OrganisationId organisation, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, CancellationToken stop)
    {
        var facts = await store.Query<string>(
            "SELECT facts FROM journal WHERE type = 'consultation-held' AND occurred_at >= @from AND occurred_at < @to", new { from = Rows.Ms(from), to = Rows.Ms(to) }, stop);
        var all = facts.Select(text => ConsultationHeld.Read(ConsultationHeld.Type, text)).Where(c => c.Controller == organisation).ToList();
        return new(
            all.Count, By(c => [TimeZoneInfo.ConvertTime(c.At, zone).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)]), By(c => c.Reasons), By(c => c.Services),
            By(c => [Workflow.Kebab(c.Channel)]), By(c => [c.Unit.Value]), By(c => [c.Language]));

        IReadOnlyList<Counted> By(Func<ConsultationHeld, IEnumerable<string>> keys) =>
            [.. all.SelectMany(keys).CountBy(key => key).Select(k => new Counted(k.Key, k.Value)).OrderBy(k => k.Key, StringComparer.Ordinal)];
    }
}
