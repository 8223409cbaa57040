using System.Globalization;
using System.Text;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>
/// Finds the streams of a list by indexes alone, however many cases are kept. What a caller may see, as <see cref="Sight"/>
/// says it, lies in two places: the cases they are involved in, and for a manager those of their organisation. Each place
/// is gone through from the newest on and no further than the page is long, and what was found is then put together.
/// </summary>
/// <param name="narrow">Of which cases the caller may not see all, as part of a query over <c>register r</c>.</param>
/// <param name="inUnit">How many people the unit has that is asked for: <c>@unit0</c> and so on.</param>
sealed class CaseList(Actor caller, CaseFilter filter, bool goesOn, string narrow, int inUnit)
{
    /// <summary>The two tables of <see cref="Board"/>: by phase and area, and by coordinator and age.</summary>
    public const string OfPlaces = "place", OfPeople = "person";

    static readonly string[] Phases = [.. Codes.All<Phase>()];
    static readonly string Closed = Workflow.Kebab(Phase.Closed);

    /// <summary>For queries over <c>register r</c>, in a form that finds the open cases of an index that begins with the phase.</summary>
    public static readonly string IsOpen = $"r.phase IN ({string.Join(", ", Phases.Where(p => p != Closed).Select(p => $"'{p}'"))})";

    bool IsManager => caller.Holds(Roles.Manager);
    bool OwnAreAsked => IsManager && (filter.Organisation is null || filter.Organisation == caller.Organisation);

    /// <summary>A query for the streams of one page, at most <c>@limit</c>.</summary>
    public string Streams() => string.Join("\nUNION ALL ", Places().Select(place => $"SELECT stream FROM ({place} ORDER BY stream DESC LIMIT @limit) AS place"));

    IEnumerable<string> Places()
    {
        if (filter.Named is not null)
        {
            yield return $"SELECT r.stream AS stream FROM {Namesakes} AND {Sight.Of(caller)} AND NOT {narrow}{(goesOn ? " AND n.stream < @after" : "")}{Conditions(PhaseAsked, own: false)}";
            yield break;
        }
        if (OwnAreAsked)
            foreach (var own in Own())
                yield return own;
        yield return $"SELECT i.stream AS stream FROM {Involved}{(IsManager ? " AND r.organisation <> @mine" : "")}{(goesOn ? " AND i.stream < @after" : "")}{Conditions(PhaseAsked, own: false)}";
    }

    /// <summary>A join in this order on both stores: who asks is involved in some hundred cases, of which each is looked up.</summary>
    const string Involved = "involved i CROSS JOIN register r WHERE i.person = @me AND r.stream = i.stream";

    /// <summary>The cases of one family name: some thousand of the most frequent one, and each is looked up.</summary>
    const string Namesakes = "(SELECT DISTINCT l.stream FROM likeness l WHERE l.key >= @named AND l.key < @namedEnd) AS n CROSS JOIN register r WHERE r.stream = n.stream";

    /// <summary>
    /// The cases of the caller's organisation, by the index that leads to the fewest. A column that is hidden from the planner is one
    /// by whose index it might else go through all cases, since that would spare it the sorting of a few.
    /// </summary>
    IEnumerable<string> Own()
    {
        var page = goesOn ? " AND r.stream < @after" : "";
        var hidden = goesOn ? " AND r.stream || '' < @after" : "";
        if (filter.Unit is not null) yield return $"SELECT r.stream || '' AS stream FROM register r WHERE r.organisation || '' = @mine{hidden}{Conditions(PhaseAsked, own: true)}";
        else if (filter.Number is not null || filter.Coordinator is not null) yield return $"SELECT r.stream FROM register r WHERE r.organisation || '' = @mine{page}{Conditions(PhaseAsked, own: true)}";
        else if (OpenAreAsked && (filter.OpenedFrom ?? filter.OpenedBefore) is not null)
            yield return $"SELECT r.stream || '' AS stream FROM register r WHERE r.organisation = @mine AND r.phase <> 'closed'{hidden}{Conditions(filter.Phase is null ? "" : PhaseAsked, own: true)}";
        else if (filter is { Overdue: true, Phase: null, Area: null }) yield return $"SELECT r.stream FROM register r WHERE r.organisation = @mine{page}{Conditions(PhaseAsked, own: true)}";
        else
            foreach (var phase in Phases.Where(p => filter.Phase is { } asked ? p == Workflow.Kebab(asked) : !(filter.Open && p == Closed)))
                yield return $"SELECT r.stream FROM register r WHERE r.organisation = @mine{page}{Conditions($" AND r.phase = '{phase}'", own: true)}";
    }

    bool OpenAreAsked => filter.Phase is { } phase ? phase != Phase.Closed : filter.Open;

    string PhaseAsked => filter.Phase is { } phase ? $" AND r.phase = '{Workflow.Kebab(phase)}'" : filter.Open ? $" AND {IsOpen}" : "";

    string Conditions(string phase, bool own)
    {
        var where = new StringBuilder(phase);
        if (filter.Coordinator is not null) where.Append(" AND r.coordinator = @coordinator");
        if (filter.Unit is not null) where.Append(CultureInfo.InvariantCulture, $" AND r.coordinator IN ({Listed("unit", inUnit)})");
        if (filter.OpenedFrom is not null) where.Append(" AND r.opened_at >= @openedFrom");
        if (filter.OpenedBefore is not null) where.Append(" AND r.opened_at < @openedBefore");
        if (filter.Organisation is not null && !own) where.Append(" AND r.organisation = @organisation");
        if (filter.Area is not null) where.Append(" AND r.area = @area");
        if (filter.Model is not null) where.Append(" AND r.model = @model");
        if (filter.Subject is { } subject) where.Append(CultureInfo.InvariantCulture, $" AND r.subject = '{Workflow.Kebab(subject)}'");
        // Of one's own organisation's cases one sees the whole.
        if (filter.Overdue is true) where.Append(" AND r.overdue_from <= @now").Append(own ? "" : $" AND NOT {narrow}");
        if (filter.Overdue is false) where.Append(" AND (r.overdue_from IS NULL OR r.overdue_from > @now").Append(own ? ")" : $" OR {narrow})");
        if (filter.Number is not null) where.Append(" AND r.number >= @number AND r.number < @numberEnd");
        return where.ToString();
    }

    /// <summary>Values of a list, each a parameter of its own: as one it is written differently for each store. A list of nothing holds nothing.</summary>
    public static string Listed(string name, int count) => count == 0 ? "NULL" : string.Join(", ", Enumerable.Range(0, count).Select(i => $"@{name}{i}"));

    /// <summary>A query for how many active cases there are of each phase in each area, and how many of them are overdue.</summary>
    public string Counts() => Summed("r.phase", "r.area");

    /// <summary>The same, and the same of each coordinator and age, in one statement: all of one moment.</summary>
    public string Board() =>
        $"""
        SELECT '{OfPlaces}' AS kind, p.* FROM ({Summed("r.phase", "r.area")}) AS p
        UNION ALL SELECT '{OfPeople}' AS kind, p.* FROM ({Summed("r.coordinator", Age)}) AS p
        """;

    static readonly string Age = $"CASE {string.Concat(Enumerable.Range(0, CaseAges.Parts - 1).Select(part => $"WHEN r.opened_at >= @age{part} THEN '{part}' "))}ELSE '{CaseAges.Parts - 1}' END";

    string Summed(string one, string other)
    {
        var places = new List<string> { Counted(Involved + (IsManager ? " AND r.organisation <> @mine" : ""), own: false, one, other) };
        if (OwnAreAsked) places.Add(Counted($"register r WHERE {(filter.Coordinator is null ? "r.organisation" : "r.organisation || ''")} = @mine", own: true, one, other));
        return $"SELECT one, other, CAST(sum(cases) AS BIGINT) AS cases, CAST(sum(overdue) AS BIGINT) AS overdue FROM ({string.Join("\nUNION ALL ", places)}) AS place GROUP BY one, other";
    }

    string Counted(string from, bool own, string one, string other) =>
        $"""
        SELECT {one} AS one, {other} AS other, count(*) AS cases, sum(CASE WHEN r.overdue_from <= @now{(own ? "" : $" AND NOT {narrow}")} THEN 1 ELSE 0 END) AS overdue
        FROM {from} AND r.phase <> 'closed'{Conditions(filter.Phase is null ? "" : PhaseAsked, own)} GROUP BY one, other
        """;
}
