using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>What a list, a board or a file of cases is narrowed to, read from its address: the same of the API and of the pages.</summary>
public static class Narrowing
{
    public static readonly string[] OfCases = ["phase", "coordinator", "organisation", "unit", "area", "model", "subject", "overdue", "open", "openedFrom", "openedTo", "q", "named"];
    public static readonly string[] OfBoard = ["phase", "coordinator", "organisation", "unit", "area", "model"];

    /// <param name="calendar">Whose days the days are.</param>
    public static CaseFilter Cases(Query query, WorkingCalendar calendar) => Board(query) with
    {
        Overdue = query.Truth("overdue"), Open = query.Truth("open") ?? false, Subject = query.Code<Subject>("subject"), Number = query.Text("q")?.ToUpperInvariant(),
        OpenedFrom = query.Day("openedFrom") is { } from ? calendar.StartOf(from) : null, OpenedBefore = query.Day("openedTo") is { } to ? calendar.EndOf(to) : null, Named = query.Text("named"),
    };

    public static CaseFilter Board(Query query) => new(
        query.Code<Phase>("phase"), query.Text("coordinator") is { } c ? new(c) : null, query.Text("organisation") is { } o ? new(o) : null,
        query.Text("area"), query.Text("model"), Unit: query.Text("unit") is { } u ? new(u) : null);

    /// <summary>Whose calendar and limits lists go by: the operating model that is asked for, or the installation's.</summary>
    public static OperatingModel ModelOf(this Rulebook rules, CaseFilter filter, Settings settings) =>
        (filter.Model is { } asked ? rules.Models.Newest(asked) : null) ?? rules.Models.Newest(settings.DefaultModel)!;
}
