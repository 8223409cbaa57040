namespace Coordination.Core;

/// <summary>
/// Counts days as Finnish law does, in the time zone of the operating model and never in the server's.
/// The holidays stand where the law has put them since 1992; they are computed, and right until 2199.
/// </summary>
/// <param name="EvesAreWorkingDays">Whether Christmas Eve and Midsummer Eve count when working days are counted.</param>
public sealed record WorkingCalendar(TimeZoneInfo Zone, bool EvesAreWorkingDays)
{
    public DateOnly LocalDate(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    public bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && !IsPublicHoliday(day)
        && (EvesAreWorkingDays || !IsEve(day));

    /// <summary>The day of the event is not counted: one working day from a Friday is the Monday.</summary>
    public DateOnly AddWorkingDays(DateOnly from, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        var day = from;
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            left -= IsWorkingDay(day) ? 1 : 0;
        }

        return day;
    }

    /// <summary>The day so many working days before: the day itself is not counted.</summary>
    public DateOnly WorkingDaysBefore(DateOnly day, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        for (var left = days; left > 0;)
        {
            day = day.AddDays(-1);
            left -= IsWorkingDay(day) ? 1 : 0;
        }

        return day;
    }

    /// <summary>The same-numbered day, or the last day of a month that has none.</summary>
    public static DateOnly AddMonths(DateOnly from, int months) => from.AddMonths(months);

    /// <summary>
    /// Act 150/1930, 5 §: what falls due on a Saturday, a holy day, Independence Day, May Day or one of the two Eves
    /// may still be done on the next working day. The Eves count here whatever the model says of them.
    /// </summary>
    public DateOnly MayStillActOn(DateOnly due)
    {
        var law = this with { EvesAreWorkingDays = false };
        var day = due;
        while (!law.IsWorkingDay(day))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>The instant, in UTC, at which the local day after <paramref name="due"/> starts: due today is not overdue.</summary>
    public DateTimeOffset EndOf(DateOnly due)
    {
        var start = due.AddDays(1).ToDateTime(TimeOnly.MinValue);

        // Some zones move their clocks at midnight: a day then starts at its first minute that exists,
        // and at the earlier midnight when there are two.
        while (Zone.IsInvalidTime(start))
            start = start.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(start) ? Zone.GetAmbiguousTimeOffsets(start).Max() : Zone.GetUtcOffset(start);
        return new DateTimeOffset(start, offset).ToUniversalTime();
    }

    /// <summary>The instant, in UTC, at which a local day starts.</summary>
    public DateTimeOffset StartOf(DateOnly day) => EndOf(day.AddDays(-1));

    public static bool IsPublicHoliday(DateOnly day) => (day.Month, day.Day, day.DayOfWeek) switch
    {
        (1, 1, _) or (1, 6, _) => true,                                                     // New Year, Epiphany
        (5, 1, _) or (12, 6, _) => true,                                                    // May Day, Independence Day
        (12, 25, _) or (12, 26, _) => true,                                                 // Christmas, St Stephen's
        (6, >= 20 and <= 26, DayOfWeek.Saturday) => true,                                   // Midsummer Day
        (10, 31, DayOfWeek.Saturday) or (11, <= 6, DayOfWeek.Saturday) => true,             // All Saints
        _ => day.DayNumber - EasterOf(day.Year).DayNumber is -2 or 0 or 1 or 39 or 49,      // Good Friday, Easter and its Monday, Ascension, Pentecost
    };

    /// <summary>Christmas Eve and Midsummer Eve: free by custom and collective agreement, but no public holidays.</summary>
    public static bool IsEve(DateOnly day) => (day.Month, day.Day, day.DayOfWeek) is
        (12, 24, _) or (6, >= 19 and <= 25, DayOfWeek.Friday);

    /// <summary>The Gregorian Easter Sunday, by the algorithm of Meeus, Jones and Butcher.</summary>
    public static DateOnly EasterOf(int year)
    {
        var (century, ofCentury) = Math.DivRem(year, 100);
        var golden = year % 19;
        var epact = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - epact - (ofCentury % 4)) % 7;
        var late = (golden + (11 * epact) + (22 * weekday)) / 451;
        var (month, day) = Math.DivRem(epact + weekday - (7 * late) + 114, 31);
        return new DateOnly(year, month, day + 1);
    }
}
