using Coordination.Core;

namespace Coordination.Engine;

/// <summary>What a manager's board shows: the active cases that somebody may see, counted at one moment in several ways.</summary>
/// <param name="At">Now: what is overdue is so at this moment.</param>
/// <param name="CaseloadMax">How many cases the operating model allows one coordinator; nothing where it sets no limit.</param>
/// <param name="Counts">By phase, in the order of the workflow, and area; nothing where there is none.</param>
/// <param name="Ages">By how long ago they were opened; each part, also where there is none.</param>
/// <param name="Units">By the unit where the coordinator works now, the most cases first.</param>
/// <param name="Coordinators">By coordinator, the most cases first.</param>
public sealed record ActiveBoard(
    DateTimeOffset At, long Cases, long Overdue, int? CaseloadMax, IReadOnlyList<ActiveCount> Counts, IReadOnlyList<AgeCount> Ages, IReadOnlyList<UnitCount> Units,
    IReadOnlyList<CoordinatorCount> Coordinators);

/// <param name="ToMonths">Nothing for the oldest.</param>
/// <param name="OpenedFrom">The first day on which they were opened, as a list of cases is narrowed by it; nothing for the oldest.</param>
/// <param name="OpenedTo">The last such day; nothing for the newest.</param>
public sealed record AgeCount(int FromMonths, int? ToMonths, DateOnly? OpenedFrom, DateOnly? OpenedTo, long Cases, long Overdue);

/// <param name="Unit">Nothing for coordinators who are not in the network.</param>
/// <param name="Coordinators">How many of its people have such cases.</param>
public sealed record UnitCount(UnitId? Unit, int Coordinators, long Cases, long Overdue);

/// <param name="Caseload">All their open cases, whatever is counted here: what the limit is for.</param>
public sealed record CoordinatorCount(PersonId Coordinator, UnitId? Unit, long Cases, long Overdue, int Caseload);

/// <summary>The parts of a board by age: days of a calendar, counted back from today in whole months.</summary>
sealed class CaseAges(WorkingCalendar calendar, DateTimeOffset now)
{
    static readonly int[] Months = [0, 1, 3, 6, 12];

    readonly DateOnly today = calendar.LocalDate(now);

    public const int Parts = 5;

    /// <summary>From which moment on a case is of this part or a newer one; nothing for the oldest part.</summary>
    public long? Since(int part) => OpenedFrom(part) is { } day ? Rows.Ms(calendar.StartOf(day)) : null;

    public AgeCount Count(int part, long cases, long overdue) =>
        new(Months[part], part + 1 < Parts ? Months[part + 1] : null, OpenedFrom(part), part == 0 ? null : today.AddMonths(-Months[part]), cases, overdue);

    DateOnly? OpenedFrom(int part) => part + 1 < Parts ? today.AddMonths(-Months[part + 1]).AddDays(1) : null;
}
