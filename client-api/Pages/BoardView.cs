using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>A number of a board, and the list of just those cases.</summary>
public sealed record Counted(long Cases, string? Address);

/// <param name="More">What else is to be known of it, such as a coordinator's unit.</param>
public sealed record BoardLine(string Label, Counted Cases, Counted Overdue, string? More = null);

/// <param name="Phases">In the order of <see cref="BoardView.OpenPhases"/>.</param>
public sealed record AreaLine(string Area, IReadOnlyList<Counted> Phases, Counted Cases, Counted Overdue);

/// <param name="Caseload">All their open cases, for the limit.</param>
/// <param name="Assign">Where their cases are given to others.</param>
public sealed record CoordinatorLine(BoardLine Line, int Caseload, string Assign);

/// <summary>A board as it is shown: its tables, and for each number the address of the list that it counts.</summary>
public sealed class BoardView(ActiveBoard board, CaseFilter filter, Visit visit, Network network)
{
    public static readonly Phase[] OpenPhases = [.. Enum.GetValues<Phase>().Where(p => p != Phase.Closed)];

    /// <summary>The part of the limit from which on a coordinator has nearly as many cases as allowed.</summary>
    const double CaseloadNear = 0.9;

    readonly Colleagues colleagues = new(network, visit);

    Words W => visit.Words;

    public ActiveBoard Board => board;
    public CaseFilter Filter => filter;
    public Counted All => Cases(board.Cases);
    public Counted Late => Overdue(board.Overdue);

    public bool IsNarrowed => filter != new CaseFilter();

    /// <summary>Phases that are counted: all open ones, or the one that is asked for.</summary>
    public IReadOnlyList<Phase> Phases => filter.Phase is { } one ? [one] : OpenPhases;

    public IReadOnlyList<BoardLine> ByPhase =>
        [.. Phases.Select(phase => Line(W.Code(phase), board.Counts.Where(c => c.Phase == phase).Sum(c => c.Cases), board.Counts.Where(c => c.Phase == phase).Sum(c => c.Overdue), ("phase", Workflow.Kebab(phase))))];

    public IReadOnlyList<AreaLine> ByArea =>
    [
        .. from area in board.Counts.GroupBy(c => c.Area)
           orderby area.Key
           select new AreaLine(
               area.Key, [.. Phases.Select(phase => Cases(area.Where(c => c.Phase == phase).Sum(c => c.Cases), ("area", area.Key), ("phase", Workflow.Kebab(phase))))],
               Cases(area.Sum(c => c.Cases), ("area", area.Key)), Overdue(area.Sum(c => c.Overdue), ("area", area.Key))),
    ];

    public IReadOnlyList<BoardLine> ByAge => [.. board.Ages.Select(age => Line(W[$"board.age-{age.FromMonths}"], age.Cases, age.Overdue, ("openedFrom", Day(age.OpenedFrom)), ("openedTo", Day(age.OpenedTo))))];

    public IReadOnlyList<BoardLine> ByUnit =>
        [.. board.Units.Select(u => u.Unit is { } unit ? Line(colleagues.NameOf(unit)!, u.Cases, u.Overdue, ("unit", unit.Value)) : new BoardLine(W["board.no-unit"], new(u.Cases, null), new(u.Overdue, null)))];

    public IReadOnlyList<CoordinatorLine> ByCoordinator =>
    [
        .. board.Coordinators.Select(c => new CoordinatorLine(
            Line(colleagues.NameOf(c.Coordinator), c.Cases, c.Overdue, ("coordinator", c.Coordinator.Value)) with { More = colleagues.NameOf(c.Unit) },
            c.Caseload, $"board/assign{QueryString.Create("from", c.Coordinator.Value)}")),
    ];

    /// <summary>From how many cases on somebody has nearly as many as allowed.</summary>
    public static int NearlyFull(int max) => (int)Math.Ceiling(max * CaseloadNear);

    /// <summary>How near the limit somebody is, in words; nothing where there is room.</summary>
    public static string? RoomOf(int caseload, int max, Words words) => caseload >= max ? words["board.full"] : caseload >= NearlyFull(max) ? words["board.nearly-full"] : null;

    /// <summary>This board with other choices: its own address, and of its tables as files.</summary>
    public string Address(string page, params ReadOnlySpan<(string Name, string? Value)> more) => page + Query([], more);

    BoardLine Line(string label, long cases, long overdue, params ReadOnlySpan<(string, string?)> which) => new(label, Cases(cases, which), Overdue(overdue, which));

    Counted Cases(long count, params ReadOnlySpan<(string, string?)> which) => new(count, count == 0 ? null : "cases" + Query([("open", "true")], which));

    Counted Overdue(long count, params ReadOnlySpan<(string, string?)> which) => new(count, count == 0 ? null : "cases" + Query([("open", "true"), ("overdue", "true")], which));

    /// <summary>What the board is narrowed to, with what one number of it is narrowed to besides.</summary>
    QueryString Query(ReadOnlySpan<(string Name, string? Value)> first, ReadOnlySpan<(string Name, string? Value)> more)
    {
        var all = new List<KeyValuePair<string, string?>>();
        foreach (var (name, value) in first) all.Add(new(name, value));
        foreach (var (name, value) in Narrowed)
        {
            var replaced = false;
            foreach (var (other, _) in more) replaced |= other == name;
            if (!replaced) all.Add(new(name, value));
        }
        foreach (var (name, value) in more) all.Add(new(name, value));
        return QueryString.Create(all.Where(q => q.Value is not null));
    }

    (string Name, string? Value)[] Narrowed =>
    [
        ("phase", filter.Phase is { } phase ? Workflow.Kebab(phase) : null), ("area", filter.Area), ("unit", filter.Unit?.Value), ("model", filter.Model),
        ("coordinator", filter.Coordinator?.Value), ("organisation", filter.Organisation?.Value),
    ];

    static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
