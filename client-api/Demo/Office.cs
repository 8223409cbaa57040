using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>
/// The demo's own time, in working days from its first: 12.5 is noon, or nearly, of the thirteenth. Nights and days off take none
/// of it, so whatever is counted in it falls on working days by the Finnish calendar, in the office hours.
/// </summary>
sealed class Office
{
    public const double HoursOpen = 7.5;
    const int OpensHour = 8;
    const int YearsMax = 40;

    readonly WorkingCalendar days;
    readonly ImmutableArray<DateOnly> working;

    public Office(WorkingCalendar days, DateOnly first)
    {
        this.days = days;
        working = [.. Enumerable.Range(0, YearsMax * 365).Select(first.AddDays).Where(days.IsWorkingDay)];
    }

    /// <summary>No time is later.</summary>
    public double End => working.Length - 1;

    public DateOnly Day(int index) => working[index];
    public DateOnly DayOf(double time) => working[(int)time];

    public DateTimeOffset At(double time)
    {
        var day = (int)Math.Clamp(time, 0, End);
        return Opens(working[day]).AddSeconds((int)(3600 * HoursOpen * Math.Clamp(time - day, 0, 1)));
    }

    /// <summary>How much of the demo's time has gone by at an instant.</summary>
    public double Of(DateTimeOffset at)
    {
        var day = days.LocalDate(at);
        var found = working.BinarySearch(day);
        return found < 0 ? ~found : found + Math.Clamp((at - Opens(day)) / TimeSpan.FromHours(HoursOpen), 0, 1);
    }

    /// <summary>An instant, or where nobody is at work then, the next at which somebody is.</summary>
    public DateTimeOffset NotBefore(DateTimeOffset at) => At(Of(at)) is var open && open > at ? open : at;

    /// <summary>The first time of a day, or of the next working day.</summary>
    public double Of(DateOnly day) => working.BinarySearch(day) is var found && found < 0 ? ~found : found;

    public DateOnly LocalDate(DateTimeOffset at) => days.LocalDate(at);

    /// <summary>A time that people would agree on: in the office hours, at a full quarter.</summary>
    public DateTimeOffset Agreeable(DateTimeOffset from, double ofDay) => Quarter(At(Math.Floor(Of(days.LocalDate(from))) + ofDay));

    public static DateTimeOffset Quarter(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.FromMinutes(15).Ticks));

    DateTimeOffset Opens(DateOnly day) => days.StartOf(day).AddHours(OpensHour);
}
