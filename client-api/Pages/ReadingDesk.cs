using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>Pages that only show.</summary>
static class ReadingDesk
{
    public const int PageRows = 50;
    const int ChunkEvents = 200;

    public static async Task<IResult> MyWork(HttpContext http, Register register, CaseReader reader, Drafts drafts, Rulebook rules)
    {
        var (query, visit) = (new Query(http, "after"), Visit.Of(http));
        var after = query.AfterCase();
        if (query.Problem is { } wrong) return Site.Failed(http, wrong);
        var work = await register.Worklist(visit.Actor, visit.Now, after, PageRows, http.RequestAborted);
        var mine = await register.Active(visit.Actor, new(Coordinator: visit.Actor.Person), visit.Now, http.RequestAborted);
        var phases = mine.Counts.GroupBy(c => c.Phase).Select(p => (p.Key, p.Sum(c => c.Cases), p.Sum(c => c.Overdue))).ToList();
        var news = await register.News(visit.Actor, visit.Now, http.RequestAborted);
        return Site.Page<MyWorkPage>(200, (nameof(MyWorkPage.News), news), (nameof(MyWorkPage.Phases), phases), (nameof(MyWorkPage.Visit), visit), (nameof(MyWorkPage.Work), work), (nameof(MyWorkPage.Reader), reader), (nameof(MyWorkPage.Rules), rules),
            (nameof(MyWorkPage.Unsent), await drafts.Of(visit.Actor.Person, http.RequestAborted)));
    }

    public static async Task<IResult> Cases(HttpContext http, Register register, CaseReader reader, Rulebook rules, Settings settings)
    {
        var (query, visit) = (Asked(http, [.. Narrowing.OfCases, "after"]), Visit.Of(http));
        var filter = Narrowing.Cases(query, rules.Models.Newest(settings.DefaultModel)!.Calendar);
        var after = query.AfterCase();
        if (query.Problem is { } wrong) return Site.Failed(http, wrong);
        var page = await register.Cases(visit.Actor, filter, visit.Now, after, PageRows, http.RequestAborted);
        var families = new Dictionary<CaseId, IReadOnlyList<MemberView>>();
        if (filter.Named is not null)
            foreach (var row in page.Items) families[row.Case] = await reader.Family(visit.Actor, row.Case, http.RequestAborted);
        return Site.Page<CasesPage>(
            200, (nameof(CasesPage.Families), families), (nameof(CasesPage.Visit), visit), (nameof(CasesPage.Page), page), (nameof(CasesPage.Filter), filter), (nameof(CasesPage.Query), http.Request.Query),
            (nameof(CasesPage.Reader), reader), (nameof(CasesPage.Rules), rules));
    }

    /// <summary>A form that was sent with fields left empty asks for no more than one that leaves them out.</summary>
    public static Query Asked(HttpContext http, params IReadOnlyList<string> known)
    {
        http.Request.Query = new QueryCollection(http.Request.Query.Where(q => q.Value is not [null or ""]).ToDictionary());
        return new(http, known);
    }

    public static async Task<IResult> Case(HttpContext http, string id, CaseReader reader, Looks looks, Rulebook rules)
    {
        var visit = Visit.Of(http);
        if (CommandDesk.CaseOf(id) is not { } found || await reader.Read(visit.Actor, found, visit.Words.Language, http.RequestAborted) is not { } view)
            return Site.Failed(http, Problem.Of(Refusal.NoSuchCase));
        var query = new Query(http, "show", "before", "done", "warning");
        var (kind, before) = (query.Code<EventKind>("show") ?? EventKind.All, (int)query.Number("before", view.Version + 1L, 1, int.MaxValue));
        var (events, older) = await Newest(reader, visit.Actor, found, kind, before, http.RequestAborted);
        // A case is shown also while nothing can be written.
        try { await looks.Saw(visit.Actor.Person, found, view.Version, http.RequestAborted); }
        catch (JournalUnavailableException) { /* it is new to them once more */ }
        return Site.Page<CasePage>(
            200, (nameof(CasePage.Visit), visit), (nameof(CasePage.Case), view), (nameof(CasePage.Journal), events), (nameof(CasePage.Shown), kind), (nameof(CasePage.Older), older), (nameof(CasePage.Rules), rules),
            (nameof(CasePage.Done), http.Request.Query["done"] is [{ } done] ? done : null), (nameof(CasePage.Warnings), http.Request.Query["warning"].OfType<string>().ToList()));
    }

    /// <summary>The newest events of a kind before a version, and before which older ones are found. Looks back until a page is full.</summary>
    static async Task<(List<JournalEntry> Events, int? Older)> Newest(CaseReader reader, Actor caller, CaseId id, EventKind kind, int before, CancellationToken stop)
    {
        var found = new List<JournalEntry>();
        while (before > 1 && found.Count < PageRows)
        {
            var from = Math.Max(0, before - 1 - ChunkEvents);
            var chunk = (await reader.Journal(caller, id, from, ChunkEvents, stop))?.Items.Where(e => e.Version < before) ?? [];
            found.AddRange(chunk.Reverse().Where(e => kind.Has(e)));
            before = from + 1;
        }
        if (found.Count > PageRows) return (found[..PageRows], found[PageRows - 1].Version);
        return (found, null);
    }
}
