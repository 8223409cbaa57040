namespace Coordination.Bench.Boards;

/// <summary>
/// Which cases begin on which day. Closed ones are spread evenly over the years, each of a template whose whole life fits
/// before today; open ones are as old as the templates they are made of, or up to two weeks older.
/// </summary>
internal sealed class Calendar
{
    public const int OpenShiftDays = 14;
    const int DaysOfYear = 365;

    readonly IReadOnlyList<TemplateCase> open, closed;
    readonly int[] openAges, closedAges;
    readonly int opens, closes, days;
    readonly ulong seed;

    public Calendar(IReadOnlyList<TemplateCase> templates, int cases, int openPercent, int years, ulong seed)
    {
        var newest = templates.Max(template => template.Commands[^1].At);
        (open, closed) = ([.. templates.Where(t => !t.Closed)], [.. templates.Where(t => t.Closed).OrderBy(t => t.AgeDays(newest))]);
        (openAges, closedAges) = ([.. open.Select(t => t.AgeDays(newest))], [.. closed.Select(t => t.AgeDays(newest))]);
        opens = (int)((long)cases * openPercent / 100);
        (closes, days, this.seed) = (cases - opens, years * DaysOfYear, seed);
    }

    /// <summary>In the order of the days on which they begin: the template, and by how many days the case is earlier.</summary>
    public IEnumerable<(TemplateCase Template, int ShiftDays)> Cases()
    {
        var (last, first) = (closedAges[0], Math.Max(days, openAges.Max() + OpenShiftDays));
        for (var ago = first; ago >= 0; ago--)
        {
            for (var i = Share(closes, days - ago, days - last + 1); ago <= days && i < Share(closes, days - ago + 1, days - last + 1); i++)
            {
                var fits = Array.FindLastIndex(closedAges, age => age <= ago) + 1;
                var at = Dice.Below(fits, seed, i, purpose: 1);
                yield return (closed[at], closedAges[at] - ago);
            }

            for (var at = 0; at < open.Count; at++)
            {
                var shift = ago - openAges[at];
                if (shift is < 0 or >= OpenShiftDays)
                {
                    continue;
                }

                var turn = (at * OpenShiftDays) + shift;
                for (var i = Share(opens, turn, open.Count * OpenShiftDays); i < Share(opens, turn + 1, open.Count * OpenShiftDays); i++)
                {
                    yield return (open[at], -shift);
                }
            }
        }
    }

    /// <summary>How many of a count are done after so many of all steps.</summary>
    static int Share(int count, int steps, int all) => (int)((long)count * Math.Clamp(steps, 0, all) / all);
}
