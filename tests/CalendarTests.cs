using System.Globalization;
using Coordination.Core;

namespace Coordination.Tests;

public sealed class CalendarTests
{
    private static readonly TimeZoneInfo Helsinki = TimeZoneInfo.FindSystemTimeZoneById("Europe/Helsinki");
    private static readonly WorkingCalendar Calendar = new(Helsinki, EvesAreWorkingDays: false);
    private static readonly WorkingCalendar EvesWorked = new(Helsinki, EvesAreWorkingDays: true);

    [Theory]
    [InlineData("Tue 10 Mar 2026", "Thu 19 Mar 2026", "Thu 19 Mar 2026")]
    [InlineData("Wed 1 Apr 2026", "Tue 14 Apr 2026", "Tue 14 Apr 2026")]
    [InlineData("Fri 8 May 2026", "Wed 20 May 2026", "Wed 20 May 2026")]
    [InlineData("Mon 15 Jun 2026", "Thu 25 Jun 2026", "Wed 24 Jun 2026")]
    [InlineData("Fri 27 Nov 2026", "Tue 8 Dec 2026", "Tue 8 Dec 2026")]
    [InlineData("Fri 18 Dec 2026", "Thu 31 Dec 2026", "Wed 30 Dec 2026")]
    [InlineData("Wed 30 Dec 2026", "Tue 12 Jan 2027", "Tue 12 Jan 2027")]
    public void The_seventh_working_day_is_as_the_vectors_say(string from, string eves_free, string eves_worked)
    {
        Assert.Equal(Day(eves_free), Calendar.AddWorkingDays(Day(from), 7));
        Assert.Equal(Day(eves_worked), EvesWorked.AddWorkingDays(Day(from), 7));
    }

    [Theory]
    [InlineData("Tue 10 Mar 2026", "Wed 10 Jun 2026", "Wed 10 Jun 2026")]
    [InlineData("Mon 30 Nov 2026", "Sun 28 Feb 2027", "Mon 1 Mar 2027")]
    [InlineData("Sun 6 Sep 2026", "Sun 6 Dec 2026", "Mon 7 Dec 2026")]
    public void Three_months_are_as_the_vectors_say(string from, string due, string may_still)
    {
        Assert.Equal(Day(due), WorkingCalendar.AddMonths(Day(from), 3));
        Assert.Equal(Day(may_still), Calendar.MayStillActOn(Day(due)));
        Assert.Equal(Day(may_still), EvesWorked.MayStillActOn(Day(due)));
    }

    [Theory]
    [InlineData("Thu 29 Feb 2024", 12, "Fri 28 Feb 2025")]
    [InlineData("Wed 31 Jan 2024", 1, "Thu 29 Feb 2024")]
    [InlineData("Sun 31 May 2026", 1, "Tue 30 Jun 2026")]
    public void A_month_without_the_day_ends_on_its_last(string from, int months, string due) =>
        Assert.Equal(Day(due), WorkingCalendar.AddMonths(Day(from), months));

    [Theory]
    [InlineData("Thu 24 Dec 2026", "Mon 28 Dec 2026")]
    [InlineData("Fri 19 Jun 2026", "Mon 22 Jun 2026")]
    [InlineData("Fri 3 Apr 2026", "Tue 7 Apr 2026")]
    [InlineData("Fri 1 May 2026", "Mon 4 May 2026")]
    [InlineData("Sat 14 Mar 2026", "Mon 16 Mar 2026")]
    [InlineData("Wed 6 Jan 2027", "Thu 7 Jan 2027")]
    public void What_falls_due_on_a_free_day_may_be_done_on_the_next_working_day_and_the_two_eves_count_always(string due, string may_still)
    {
        Assert.Equal(Day(may_still), Calendar.MayStillActOn(Day(due)));
        Assert.Equal(Day(may_still), EvesWorked.MayStillActOn(Day(due)));
    }

    [Theory]
    [InlineData(2024, "1.1. 6.1. 29.3. 31.3. 1.4. 1.5. 9.5. 19.5. 22.6. 2.11. 6.12. 25.12. 26.12.", "21.6. 24.12.")]
    [InlineData(2025, "1.1. 6.1. 18.4. 20.4. 21.4. 1.5. 29.5. 8.6. 21.6. 1.11. 6.12. 25.12. 26.12.", "20.6. 24.12.")]
    [InlineData(2026, "1.1. 6.1. 3.4. 5.4. 6.4. 1.5. 14.5. 24.5. 20.6. 31.10. 6.12. 25.12. 26.12.", "19.6. 24.12.")]
    [InlineData(2027, "1.1. 6.1. 26.3. 28.3. 29.3. 1.5. 6.5. 16.5. 26.6. 6.11. 6.12. 25.12. 26.12.", "25.6. 24.12.")]
    public void The_holidays_of_a_year_are_those_of_the_almanac(int year, string holidays, string eves)
    {
        Assert.Equal(holidays, string.Join(' ', DaysOf(year).Where(WorkingCalendar.IsPublicHoliday).Select(Short)));
        Assert.Equal(eves, string.Join(' ', DaysOf(year).Where(WorkingCalendar.IsEve).Select(Short)));

        static string Short(DateOnly day) => $"{day.Day}.{day.Month}.";
    }

    [Theory]
    [InlineData("Sun 19 Apr 1992")]
    [InlineData("Sun 23 Apr 2000")]
    [InlineData("Sun 23 Mar 2008")]
    [InlineData("Sun 24 Apr 2011")]
    [InlineData("Sun 20 Apr 2025")]
    [InlineData("Sun 25 Apr 2038")]
    [InlineData("Sun 18 Apr 2049")]
    [InlineData("Sun 19 Apr 2076")]
    public void Easter_falls_where_the_almanac_puts_it(string easter) =>
        Assert.Equal(Day(easter), WorkingCalendar.EasterOf(Day(easter).Year));

    [Fact]
    public void Every_year_from_1992_to_2199_keeps_the_rules_of_its_holidays()
    {
        for (var year = 1992; year <= 2199; year++)
        {
            var easter = WorkingCalendar.EasterOf(year);
            Assert.Equal(DayOfWeek.Sunday, easter.DayOfWeek);
            Assert.InRange(easter, new DateOnly(year, 3, 22), new DateOnly(year, 4, 25));
            Assert.Equal(EasterByTheMoon(year), easter);

            var holidays = DaysOf(year).Where(WorkingCalendar.IsPublicHoliday).ToList();
            Assert.InRange(holidays.Count, 12, 13); // Ascension may be May Day
            Assert.Single(holidays, day => day.Month == 6 && day.DayOfWeek == DayOfWeek.Saturday && day.Day is >= 20 and <= 26);
            Assert.Single(holidays, day => day >= new DateOnly(year, 10, 31) && day <= new DateOnly(year, 11, 6));
            Assert.All([easter.AddDays(-2), easter, easter.AddDays(1), easter.AddDays(39), easter.AddDays(49)], day => Assert.Contains(day, holidays));

            var eves = DaysOf(year).Where(WorkingCalendar.IsEve).ToList();
            Assert.Equal(2, eves.Count);
            Assert.Equal(DayOfWeek.Friday, eves[0].DayOfWeek);
            Assert.Contains(eves[0].AddDays(1), holidays);

            Assert.InRange(DaysOf(year).Count(Calendar.IsWorkingDay), 247, 254);
            Assert.InRange(DaysOf(year).Count(EvesWorked.IsWorkingDay) - DaysOf(year).Count(Calendar.IsWorkingDay), 1, 2);
        }
    }

    [Fact]
    public void Adding_working_days_lands_on_a_working_day_with_just_so_many_between()
    {
        for (var day = new DateOnly(2025, 12, 1); day.Year < 2028; day = day.AddDays(1))
        {
            Assert.Equal(day, Calendar.AddWorkingDays(day, 0));
            for (var count = 1; count <= 15; count++)
            {
                var due = Calendar.AddWorkingDays(day, count);
                Assert.True(Calendar.IsWorkingDay(due));
                Assert.Equal(count, Enumerable.Range(1, due.DayNumber - day.DayNumber).Count(later => Calendar.IsWorkingDay(day.AddDays(later))));
            }

            var acted = Calendar.MayStillActOn(day);
            Assert.True(Calendar.IsWorkingDay(acted));
            Assert.Equal(Calendar.IsWorkingDay(day) ? day : Calendar.AddWorkingDays(day, 1), acted);
        }
    }

    [Fact]
    public void Days_cannot_be_counted_backwards() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.AddWorkingDays(new DateOnly(2026, 3, 10), -1));

    [Theory]
    [InlineData("2026-03-10T00:00:00+02:00", "2026-03-10")]
    [InlineData("2026-03-09T23:59:59+02:00", "2026-03-09")]
    [InlineData("2026-03-09T22:00:00Z", "2026-03-10")]
    [InlineData("2026-03-09T21:59:59Z", "2026-03-09")]
    [InlineData("2026-07-09T21:00:00Z", "2026-07-10")]
    [InlineData("2026-07-09T20:59:59Z", "2026-07-09")]
    public void The_local_date_is_that_of_the_model_and_not_of_the_server(string at, string date)
    {
        var instant = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        for (var hours = -12; hours <= 14; hours++)
            Assert.Equal(date, Calendar.LocalDate(instant.ToOffset(TimeSpan.FromHours(hours))).ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Europe/Helsinki", "2026-03-10", "2026-03-10T22:00:00Z")]
    [InlineData("Europe/Helsinki", "2026-03-28", "2026-03-28T22:00:00Z")]
    [InlineData("Europe/Helsinki", "2026-03-29", "2026-03-29T21:00:00Z")] // the day of 23 hours
    [InlineData("Europe/Helsinki", "2026-10-24", "2026-10-24T21:00:00Z")]
    [InlineData("Europe/Helsinki", "2026-10-25", "2026-10-25T22:00:00Z")] // the day of 25 hours
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z")] // the next day has no midnight
    [InlineData("Atlantic/Azores", "2026-10-24", "2026-10-25T00:00:00Z")] // the next day has two
    public void A_day_ends_when_the_next_one_starts_where_the_family_lives(string zone, string due, string end)
    {
        var calendar = new WorkingCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), EvesAreWorkingDays: false);
        var day = DateOnly.Parse(due, CultureInfo.InvariantCulture);

        Assert.Equal(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), calendar.EndOf(day));
        Assert.Equal(TimeSpan.Zero, calendar.EndOf(day).Offset);
    }

    [Fact]
    public void The_last_tick_of_every_day_is_that_day_and_the_next_tick_is_not()
    {
        for (var day = new DateOnly(2026, 1, 1); day.Year < 2028; day = day.AddDays(1))
        {
            Assert.Equal(day, Calendar.LocalDate(Calendar.EndOf(day).AddTicks(-1)));
            Assert.Equal(day.AddDays(1), Calendar.LocalDate(Calendar.EndOf(day)));
        }
    }

    [Fact]
    public void A_deadline_counts_from_the_local_day_and_is_overdue_when_its_day_has_ended()
    {
        var rule = new DeadlineRule(DeadlineKey.HandoverAnswered, 7, LengthUnit.WorkingDays, Statutory: false, "test", new DateOnly(2026, 1, 1));

        var (due, overdue) = rule.From(At("2026-03-09T22:30:00Z"), Calendar); // Tuesday the 10th in Helsinki

        Assert.Equal(Day("Thu 19 Mar 2026"), due);
        Assert.Equal(At("2026-03-19T22:00:00Z"), overdue);
    }

    [Fact]
    public void A_deadline_on_a_free_day_keeps_its_date_and_is_overdue_only_after_the_day_one_may_still_act()
    {
        var rule = new DeadlineRule(DeadlineKey.NextFollowUp, 3, LengthUnit.Months, Statutory: false, "test", new DateOnly(2026, 1, 1));

        var (due, overdue) = rule.From(At("2026-09-06T09:00:00+03:00"), Calendar);

        Assert.Equal(Day("Sun 6 Dec 2026"), due);
        Assert.Equal(At("2026-12-07T22:00:00Z"), overdue);
    }

    private static IEnumerable<DateOnly> DaysOf(int year)
    {
        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
            yield return day;
    }

    // Gauss's rule, which shares nothing with the algorithm under test but its answer; M and N hold for 1900–2199.
    private static DateOnly EasterByTheMoon(int year)
    {
        var (m, n) = year switch { < 2100 => (24, 5), _ => (24, 6) };
        var moon = ((19 * (year % 19)) + m) % 30;
        var sunday = ((2 * (year % 4)) + (4 * (year % 7)) + (6 * moon) + n) % 7;
        var day = (moon, sunday) switch { (29, 6) => 50, (28, 6) when year % 19 > 10 => 49, _ => 22 + moon + sunday };
        return new DateOnly(year, 3, 1).AddDays(day - 1);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "ddd d MMM yyyy", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
