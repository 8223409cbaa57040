using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>Where a phenomenon is opened: on what is counted now, and under a parent that the opener may see.</summary>
public sealed class PhenomenonDesk(ICaseDirectory directory, IStore store, CaseDecider decider, Rulebook rules)
{
    /// <summary>Contacts of a period. Area and reason are looked at after the index has found the period; the reason again in what was read, exactly.</summary>
    public const string ContactsOfPeriod =
        """
        SELECT j.type, j.facts FROM journal j JOIN register r ON r.stream = j.stream
        WHERE j.type IN ('contact-received', 'contact-held') AND j.occurred_at >= @from AND j.occurred_at < @to AND r.area = @area AND j.facts LIKE @reason
        """;

    /// <param name="ask">Carries an <see cref="OpenPhenomenon"/>, of which nothing is looked up yet.</param>
    public async ValueTask<Reply> Open(Ask<CaseCommand> ask, CancellationToken stop)
    {
        var open = (OpenPhenomenon)ask.Command;
        if (open.Parent is { } parent) open = open with { ParentFound = IsOpenPhenomenon(ask.Actor, (await directory.Read(parent, stop)).State) };
        // What is refused whatever the counts are is not counted.
        if (decider.Decide(decider.Initial, open, rules.For(ask)) is Decision<CaseEvent>.Accept) open = open with { Told = await Told(open, open.OccurredAt ?? ask.Now, stop) };
        return await directory.Send(open.Case, ask with { Command = open }, stop);
    }

    static bool IsOpenPhenomenon(Actor opener, CaseState state) => state is OpenCase { Subject: Subject.Phenomenon } && CaseDecider.See(opener, state);

    /// <summary>One contact that waits in several cases, or was taken by one of them, is one.</summary>
    async Task<ImmutableArray<ContactsTold>> Told(OpenPhenomenon open, DateTimeOffset at, CancellationToken stop)
    {
        var calendar = rules.Models.ValidAt(open.Model, at)!.Calendar;
        var (begins, ends) = (calendar.StartOf(open.From), calendar.EndOf(open.To));
        var rows = await store.Query<(string Type, string Facts)>(ContactsOfPeriod, new
        {
            from = Rows.Ms(begins), to = Rows.Ms(ends), area = open.Area, reason = $"%\"{open.Reason}\"%",
        }, stop);
        return
        [
            .. from told in rows.Select(row => Contact(CaseJson.Read(row.Type, row.Facts))).Where(c => c.Reasons.Contains(open.Reason) && !(c.At < begins) && !(c.At >= ends)).DistinctBy(c => c.Id)
               group told by rules.Network.Find(told.Unit)?.Organisation into of
               orderby of.Key?.Value
               select new ContactsTold(of.Key, of.Count()),
        ];
    }

    static (ContactId Id, DateTimeOffset? At, UnitId Unit, ImmutableArray<string> Reasons) Contact(CaseEvent happened) => happened switch
    {
        ContactReceived e => (e.Contact, e.At, e.Unit, e.Reasons),
        ContactHeld e => (e.Contact, e.At, e.Unit, e.Reasons),
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is no contact"),
    };
}
