using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>The days the demo is spread over. They end where today begins, so that every start of one day tells the same story.</summary>
sealed class Calendar
{
    const int SpanDays = 120;
    const int WorkingDaysLeast = 3;
    const int OfficeOpensHour = 8;
    const double OfficeOpenHours = 7.5;

    readonly WorkingCalendar days;
    readonly DateOnly first;
    readonly ImmutableArray<DateOnly> workingDays;

    public Calendar(WorkingCalendar days, DateOnly today, DateOnly validFrom)
    {
        this.days = days;
        first = today.AddDays(-SpanDays) is var start && start < validFrom ? validFrom : start;
        Now = days.EndOf(today.AddDays(-1));
        SpanLeftDays = today.DayNumber - first.DayNumber;
        workingDays = [.. Enumerable.Range(0, Math.Max(0, SpanLeftDays)).Select(first.AddDays).Where(days.IsWorkingDay)];
    }

    public DateTimeOffset Now { get; }

    /// <summary>How far back the demo goes: not to before the operating model is valid.</summary>
    public int SpanLeftDays { get; }

    public bool TooEarly => workingDays.Length < WorkingDaysLeast;

    /// <summary>So many days ago, with the nights and the days off taken out: what would fall on them is spread over the office hours.</summary>
    public DateTimeOffset Ago(double daysAgo)
    {
        var at = Math.Clamp(1 - (daysAgo / SpanLeftDays), 0, 0.9999) * workingDays.Length;
        return Office(workingDays[(int)at], at % 1);
    }

    /// <summary>A time that people would agree on: in the office hours, at a full quarter.</summary>
    public DateTimeOffset Agreeable(DateTimeOffset at, double ofDay)
    {
        var day = days.LocalDate(at);
        while (!days.IsWorkingDay(day)) day = day.AddDays(1);
        return Quarter(Office(day, ofDay));
    }

    public static DateTimeOffset Quarter(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.FromMinutes(15).Ticks));

    DateTimeOffset Office(DateOnly day, double ofDay) =>
        days.EndOf(day.AddDays(-1)).AddSeconds((int)(3600 * (OfficeOpensHour + (OfficeOpenHours * ofDay))));

    /// <summary>When each step of a story happens, given how long each waits and how long nothing has happened since the last.</summary>
    public DateTimeOffset[] Times(IReadOnlyList<Step> steps, double idleDays)
    {
        var waits = steps.Sum(step => step.WaitDays);
        var idle = Math.Min(idleDays, SpanLeftDays - Math.Min(waits, SpanLeftDays / 5.0));
        var pace = waits == 0 ? 1 : Math.Min(1, (SpanLeftDays - idle) / waits);
        var left = idle + (waits * pace);
        var times = new DateTimeOffset[steps.Count];
        for (var i = 0; i < times.Length; i++)
        {
            left -= steps[i].WaitDays * pace;
            var at = Ago(left);
            times[i] = i > 0 && at < times[i - 1].AddMinutes(5) ? times[i - 1].AddMinutes(5) : at;
        }
        return times;
    }
}
