using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>The manager's board, and files of what is shown on it and in the list of cases.</summary>
static class BoardDesk
{
    public const int CoordinatorRows = 50;
    const int FileChunkRows = Register.PageRowsMax;

    public static async Task<IResult> Show(HttpContext http, Register register, Rulebook rules, Settings settings)
    {
        var query = ReadingDesk.Asked(http, [.. Narrowing.OfBoard, "after"]);
        var (filter, after) = (Narrowing.Board(query), (int)query.Number("after", 0, 0, int.MaxValue));
        if (Problem(http, query) is { } wrong) return Site.Failed(http, wrong);
        return Site.Page<BoardPage>(200, (nameof(BoardPage.Visit), Visit.Of(http)), (nameof(BoardPage.View), await View(http, filter, register, rules, settings)), (nameof(BoardPage.Rules), rules), (nameof(BoardPage.After), after));
    }

    /// <summary>One table of the board.</summary>
    public static async Task<IResult> File(HttpContext http, string table, Register register, Rulebook rules, Settings settings)
    {
        var (query, visit) = (ReadingDesk.Asked(http, Narrowing.OfBoard), Visit.Of(http));
        if (table is not ("phases" or "areas" or "ages" or "units" or "coordinators")) return Site.Failed(http, ClientApi.Problem.NoSuchPage);
        var filter = Narrowing.Board(query);
        if (Problem(http, query) is { } wrong) return Site.Failed(http, wrong);
        var view = await View(http, filter, register, rules, settings);
        var w = visit.Words;
        return Sheet.File(visit, $"board-{table}", async (sheet, _) =>
        {
            switch (table)
            {
                case "areas":
                    await sheet.Row([w["case.area"], .. view.Phases.Select(w.Code), w["board.cases"], w["board.overdue"]]);
                    foreach (var a in view.ByArea) await sheet.Row([a.Area, .. a.Phases.Select(p => (object)p.Cases), a.Cases.Cases, a.Overdue.Cases]);
                    break;
                case "coordinators":
                    await sheet.Row(w["case.coordinator"], w["field.unit"], w["board.cases"], w["board.overdue"], w["board.caseload"], w["board.caseload-max"]);
                    foreach (var c in view.ByCoordinator) await sheet.Row(c.Line.Label, c.Line.More, c.Line.Cases.Cases, c.Line.Overdue.Cases, c.Caseload, view.Board.CaseloadMax);
                    break;
                default:
                    var (title, lines) = table switch { "phases" => (w["case.phase"], view.ByPhase), "ages" => (w["board.age"], view.ByAge), _ => (w["field.unit"], view.ByUnit) };
                    await sheet.Row(title, w["board.cases"], w["board.overdue"]);
                    foreach (var line in lines) await sheet.Row(line.Label, line.Cases.Cases, line.Overdue.Cases);
                    break;
            }
        });
    }

    /// <summary>The list of cases as it is narrowed, from its beginning to its end: read some at a time, as pages are.</summary>
    public static async Task<IResult> Cases(HttpContext http, Register register, CaseReader reader, Rulebook rules, Settings settings)
    {
        var visit = Visit.Of(http);
        var query = ReadingDesk.Asked(http, Narrowing.OfCases);
        var filter = Narrowing.Cases(query, rules.Models.Newest(settings.DefaultModel)!.Calendar);
        if (query.Problem is { } wrong) return Site.Failed(http, wrong);
        var page = await register.Cases(visit.Actor, filter, visit.Now, null, FileChunkRows, http.RequestAborted); // a store that cannot be read is told before the file begins
        var w = visit.Words;
        return Sheet.File(visit, "cases", async (sheet, flush) =>
        {
            await sheet.Row(w["case.number"], w["case.phase"], w["case.coordinator"], w["case.area"], w["case.due"], w["case.deadline"], w["case.state"], w["board.opened"], w["case.model"]);
            while (true)
            {
                foreach (var row in page.Items)
                    await sheet.Row(
                        row.Number, w.Code(row.Phase), visit.NameOf(reader.Person(row.Coordinator)), row.Area, row.DueOn, row.DueKey is { } key ? w.Code(key) : null, string.Join(", ", Marks.Of(row, w)),
                        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(row.OpenedAt, visit.Zone).DateTime), rules.Models.Newest(row.Model) is { } model ? w.Name(model.Names) : row.Model);
                await flush();
                if (page.Next is not { } next) return;
                page = await register.Cases(visit.Actor, filter, visit.Now, next, FileChunkRows, http.RequestAborted);
            }
        });
    }

    static Problem? Problem(HttpContext http, Query query) => Visit.Of(http).Manages ? query.Problem : ClientApi.Problem.Of(Refusal.NotManager);

    static async Task<BoardView> View(HttpContext http, CaseFilter filter, Register register, Rulebook rules, Settings settings)
    {
        var visit = Visit.Of(http);
        return new(await register.Board(visit.Actor, filter, rules.ModelOf(filter, settings), visit.Now, http.RequestAborted), filter, visit, rules.Network);
    }
}
