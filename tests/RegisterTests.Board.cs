using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

/// <summary>A manager's board, against the states of the cases and against the lists that its numbers lead to.</summary>
public abstract partial class RegisterContract
{
    [Fact]
    public async Task A_board_counts_as_one_by_one_and_its_numbers_are_those_of_the_lists()
    {
        var model = Models.Newest(Model)!;
        var later = Seen(Mira, s => s is OpenCase).Min(id => Picture.Of(states[id]).OpenedAt).AddMonths(1); // so that the oldest are of another age than the rest
        foreach (var by in new[] { Mira, Nils, Aino, Aino with { Roles = Roles.Manager } })
            foreach (var filter in new CaseFilter[] { new(), new(Area: "west"), new(Unit: Aino.Unit), new(Phase: Phase.Contact), new(Coordinator: Bea.Person), new(Unit: new("nowhere")) })
            {
                var board = await Register.Board(by, filter, model, later, Stop);
                var cases = Seen(by, s => s is OpenCase c && (filter.Area is null || c.Area == filter.Area) && (filter.Unit is null || Town.Network.Find(c.Coordinator)?.Unit == filter.Unit)
                    && (filter.Phase is null || c.Phase == filter.Phase) && (filter.Coordinator is null || c.Coordinator == filter.Coordinator)).Select(id => Picture.Of(states[id])).ToArray();
                Assert.Equal((later, cases.LongLength, cases.LongCount(Late), model.CaseloadMax), (board.At, board.Cases, board.Overdue, board.CaseloadMax));
                Assert.Equal((board.Cases, board.Overdue), (board.Counts.Sum(c => c.Cases), board.Counts.Sum(c => c.Overdue)));
                Assert.Equal(
                    cases.GroupBy(p => p.Coordinator).Select(g => (g.Key, g.LongCount(), g.LongCount(Late), states.Values.Count(s => s is OpenCase c && c.Coordinator == g.Key))).OrderBy(c => c.Key.Value, StringComparer.Ordinal),
                    board.Coordinators.Select(c => (c.Coordinator, c.Cases, c.Overdue, c.Caseload)).OrderBy(c => c.Coordinator.Value, StringComparer.Ordinal));
                Assert.Equal(board.Coordinators.OrderByDescending(c => c.Cases).ThenByDescending(c => c.Overdue).ThenBy(c => c.Coordinator.Value, StringComparer.Ordinal), board.Coordinators);
                Assert.Equal(
                    cases.GroupBy(p => Town.Network.Find(p.Coordinator)!.Unit).Select(g => new UnitCount(g.Key, g.DistinctBy(p => p.Coordinator).Count(), g.LongCount(), g.LongCount(Late))).OrderByDescending(u => u.Cases).ThenBy(u => u.Unit!.Value.Value, StringComparer.Ordinal),
                    board.Units);
                Assert.Equal([(0, 1), (1, 3), (3, 6), (6, 12), (12, null)], board.Ages.Select(a => (a.FromMonths, a.ToMonths)));
                Assert.Equal((board.Cases, board.Overdue), (board.Ages.Sum(a => a.Cases), board.Ages.Sum(a => a.Overdue)));
                foreach (var age in board.Ages)
                {
                    var listed = (await Register.Cases(by, filter with { Open = true, OpenedFrom = age.OpenedFrom is { } from ? model.Calendar.StartOf(from) : null, OpenedBefore = age.OpenedTo is { } to ? model.Calendar.EndOf(to) : null }, later, null, Register.PageRowsMax, Stop)).Items;
                    Assert.Equal((age.Cases, age.Overdue), (listed.Count, listed.Count(r => r.Overdue == true)));
                }
            }
        var all = await Register.Board(Mira, new(), model, later, Stop);
        Assert.True(all.Cases > 0 && all.Overdue > 0 && all.Ages.Count(a => a.Cases > 0) > 1, $"hardly anything was counted: {all.Cases}, {all.Overdue}, {string.Join(' ', all.Ages)}");

        bool Late(Picture p) => p.OverdueFrom <= later;
    }

    [Fact]
    public async Task An_age_is_counted_in_days_of_the_calendar()
    {
        var model = Models.Newest(Model)!;
        var board = await Register.Board(Mira, new(), model, new(2026, 3, 30, 22, 30, 0, TimeSpan.Zero), Stop); // the 31st in Helsinki
        Assert.Equal(
            [("2026-03-01", null), ("2026-01-01", "2026-02-28"), ("2025-10-01", "2025-12-31"), ("2025-04-01", "2025-09-30"), (null, "2025-03-31")],
            board.Ages.Select(a => (a.OpenedFrom?.ToString("O", null), a.OpenedTo?.ToString("O", null))));
    }
}
