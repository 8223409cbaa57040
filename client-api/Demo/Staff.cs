using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>Who is at work when: holidays of everybody who coordinates, and two of them who pass on to other duties for good.</summary>
sealed class Staff
{
    const int SummerWeeks = 4;

    readonly int seed;
    readonly ImmutableDictionary<PersonId, int> numbers;
    readonly ImmutableDictionary<PersonId, DateOnly> leavings;

    /// <param name="from">Nobody leaves in the demo's first weeks.</param>
    public Staff(Cast cast, DateOnly from, int seed)
    {
        this.seed = seed;
        numbers = cast.Coordinators.Select((person, i) => (person.Id, i)).ToImmutableDictionary(p => p.Id, p => p.i);
        var dice = Dice.For(0, 1, seed);
        leavings = ((string, int)[])[("family-guidance", 60), ("family-wellbeing-counselling", 150)] is var who
            ? who.ToImmutableDictionary(w => dice.Pick(cast.CoordinatorsOf(w.Item1)).Id, w => from.AddDays(w.Item2 + dice.Below(40))) : [];
    }

    public IEnumerable<(PersonId Person, DateOnly On)> Leavings => leavings.OrderBy(l => l.Value).Select(l => (l.Key, l.Value));

    /// <summary>From this day on they are no longer there.</summary>
    public bool HasLeft(PersonId person, DateOnly day) => leavings.TryGetValue(person, out var on) && on <= day;

    public bool IsAtWork(PersonId person, DateOnly day) => !HasLeft(person, day) && Away(person, day) is null;

    /// <summary>The holiday that somebody who coordinates has on a day: its last day.</summary>
    public DateOnly? Away(PersonId person, DateOnly day)
    {
        if (!numbers.TryGetValue(person, out var number)) return null;
        var dice = Dice.For((day.Year * 1_000) + number, 2, seed);
        // Summer from midsummer on, one week in winter, one in autumn, and between Christmas and Epiphany for every third.
        foreach (var (month, from, span, weeks) in ((int, int, int, int)[])[(6, 15, 6, SummerWeeks), (2, 15, 3, 1), (10, 10, 2, 1)])
        {
            var begins = Monday(new DateOnly(day.Year, month, from).AddDays(7 * dice.Below(span)));
            var ends = begins.AddDays((7 * weeks) - 3);
            if (begins <= day && day <= ends) return ends;
        }
        return (number + (day.Month == 1 ? day.Year - 1 : day.Year)) % 3 == 0 ? day switch
        {
            { Month: 12, Day: >= 22 } => new(day.Year + 1, 1, 5),
            { Month: 1, Day: <= 5 } => new(day.Year, 1, 5),
            _ => null,
        } : null;
    }

    static DateOnly Monday(DateOnly day) => day.AddDays((8 - (int)day.DayOfWeek) % 7);
}
