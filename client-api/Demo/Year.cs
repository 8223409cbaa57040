using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>A story as it is planned: what happens, and when. The case it is about is known when it is played.</summary>
/// <param name="Number">Its own in the demo; command ids are made of it.</param>
/// <param name="Story">Nothing where it is about no family.</param>
sealed record Planned(int Number, Story? Story, ImmutableArray<Step> Steps, ImmutableArray<double> Times);

/// <summary>Somebody asked for advice and did not say who they are.</summary>
sealed record PlannedConsultation(int Number, double Time, Actor By, RecordConsultation Consultation);

/// <summary>
/// What happens in the demo and when, planned day after day by rates, seed and calendar. It knows no store and no clock: the same
/// seed and rates give the same, and what is planned of a day never depends on the days after it.
/// </summary>
sealed class Year
{
    const int FromNumber = 1_000, ConsultationsFrom = 1_000_000;
    const string EveryMonth = "two-year-meeting", Phenomena = "phenomenon-co-development";
    public const int WorkingDaysLeast = 3;

    readonly Stage stage;
    readonly int perWeek;
    readonly DateOnly first;
    readonly List<(DateOnly Day, Area Area, ImmutableArray<string> Reasons)> told = [];
    int day, number = FromNumber, consultation = ConsultationsFrom;

    public Year(Stage stage, DateOnly first, int perWeek) => (this.stage, this.first, this.perWeek) = (stage, first, perWeek);

    /// <summary>Whether the story of this number was planned by now.</summary>
    public bool HasPlanned(int of) => of < number;

    public List<PlannedConsultation> Consultations { get; } = [];

    /// <summary>The stories that begin until this time and were not told of before; consultations gather beside them.</summary>
    public IEnumerable<Planned> Until(double time)
    {
        for (; day <= time && day < stage.Office.End; day++)
            foreach (var one in OfDay(day))
                yield return one;
    }

    IEnumerable<Planned> OfDay(int index)
    {
        var date = stage.Office.Day(index);
        var dice = Dice.For(index, 3, stage.Seed);
        var expected = Rates.OfDay(date, perWeek);
        if (date.Month % 3 == 1 && FirstOfMonth(index)) foreach (var one in OfQuarter(index, date)) yield return one;
        foreach (var (key, share) in Rates.Models)
        {
            // The clinics look once a month who turns two.
            var mean = key != EveryMonth ? expected * share / 100 : FirstOfMonth(index) ? perWeek * 52 / 12.0 * share / 100 : 0;
            for (var left = dice.Poisson(mean); left > 0; left--)
                if (Family(key, index, index + dice.Between(0, key == EveryMonth ? 3 : 0.98), dice) is { } one)
                    yield return one;
        }
        for (var left = dice.Poisson(expected * Rates.ConsultationsPerHundredContacts / 100); left > 0; left--) Consult(index + dice.Between(0, 0.98), dice);
    }

    bool FirstOfMonth(int index) => index > 0 ? stage.Office.Day(index - 1).Month != stage.Office.Day(index).Month : stage.Office.Day(0).Day < 8;

    Planned? Family(string key, int index, double at, Dice dice)
    {
        var date = stage.Office.Day(index);
        if (stage.Rules.Models.Newest(key, date) is not { } model) return null;
        var area = dice.Pick(key == EveryMonth ? [.. Rates.Areas.Where(a => stage.Cast.Serves("early-education", a.Key))] : Rates.Areas, a => a.Families);
        var topic = key == EveryMonth ? Topic.TwoYears : Topic.Of(number, stage.Seed);
        var story = new Story(stage, number, model, topic, area, date);
        var plot = Dice.For(number, -7, stage.Seed).Pick(key switch { EveryMonth => Plots.TwoYears, "threshold-free-support" => Plots.WithoutThreshold, _ => Plots.OneContact }, p => p.Share);
        told.Add((date, area, story.Reasons));
        var planned = Timed(number, story, plot.Tell(story), at);
        number += story.Families;
        return planned;
    }

    /// <summary>Each step so long after the one before it, with the days between on which somebody who coordinates leaves.</summary>
    Planned Timed(int number, Story? story, Step[] steps, double at)
    {
        var timed = new List<(Step Step, double At)>(steps.Length + 2);
        foreach (var step in steps) timed.Add((step, at += step.WaitDays));
        if (story is not null)
            foreach (var (person, on) in stage.Staff.Leavings)
                if (stage.Office.Of(on) + 0.3 is var leaves && leaves > timed[0].At && leaves < timed[^1].At)
                    timed.Insert(timed.FindIndex(t => t.At > leaves), (story.Leaves(person, 0), leaves));
        return new(number, story, [.. timed.Select(t => t.Step)], [.. timed.Select(t => t.At)]);
    }

    /// <summary>What was told most often in an area in the quarter before becomes a phenomenon.</summary>
    IEnumerable<Planned> OfQuarter(int index, DateOnly date)
    {
        var to = new DateOnly(date.Year, date.Month, 1).AddDays(-1);
        var begins = to.AddDays(1).AddMonths(-3) is var quarter && quarter > first ? quarter : first;
        if (stage.Rules.Models.Newest(Phenomena, date) is not { } model) yield break;
        var most = (from t in told
                    where t.Day >= begins && t.Day <= to
                    from reason in t.Reasons
                    where model.HasReason(reason)
                    group t by (t.Area, reason) into many
                    orderby many.Count() descending, many.Key.Area.Key, many.Key.reason
                    select (many.Key, Count: many.Count())).FirstOrDefault();
        if (most.Count >= model.HideBelow) yield return Timed(number, null, new Phenomenon(stage, number++, model, most.Key.reason, most.Key.Area, begins, to).Tell(), index + 1);
    }

    void Consult(double at, Dice dice)
    {
        var (area, topic) = (dice.Pick(Rates.Areas, a => a.Families), dice.Pick(Topic.All));
        var model = stage.Rules.Models.Newest("one-contact-is-enough", stage.Office.DayOf(at))!;
        var door = dice.Pick([.. Rates.Doors.Where(d => d.Source != Source.Professional && stage.Cast.Serves(d.Service, area.Key))], d => d.Share);
        Consultations.Add(new(consultation++, at, stage.Cast.As(stage.Cast.Worker(door.Service, area.Key, dice).Id), new(
            model.Key, dice.Pick(door.Channels), door.Source, [.. topic.Reasons.Where(model.HasReason)], [.. topic.Partners.Where(model.HasService).Take(1)], dice.OneIn(12) ? "sv" : "fi", false, area.Key)));
    }

    /// <summary>What lies on the sample people's desks: each story ends so long before today as its plot says, and is told in as much time as there is.</summary>
    public IEnumerable<Planned> Desk(double today, OperatingModel model)
    {
        var parts = Plots.Desk(today).SelectMany(plot => Enumerable.Repeat(plot, plot.Cases)).Select((plot, i) => (plot, Number: (2 * i) + 1));
        foreach (var (plot, number) in parts)
        {
            var dice = Dice.For(number, -5, stage.Seed);
            var topic = plot.ToldByProfessional ? dice.Pick([.. Topic.All.Where(t => t.Partners.Contains("early-education"))]) : Topic.Of(number, stage.Seed);
            var area = plot.ToldByProfessional ? Rates.Areas[0] : Rates.Areas[dice.Below(4)];
            var story = new Story(stage, number, model, topic, area, stage.Office.DayOf(Math.Max(0, today - 1)), plot.OfOthers ? null : DemoNetwork.Coordinator, plot.ToldByProfessional ? DemoNetwork.Professional : null);
            var steps = plot.Tell(story);
            var waits = steps.Sum(step => step.WaitDays);
            // Days to working days; in a demo of few days everything happens faster.
            var idle = Math.Min(dice.Between(plot.IdleFromDays, plot.IdleToDays) * 5 / 7, Math.Max(0, today - Math.Min(waits, today / 5)));
            var pace = waits == 0 ? 1 : Math.Min(1, (today - idle) / waits);
            var at = Math.Max(0, today - idle - (waits * pace) - 0.001);
            Step[] rest = plot.OfOthers ? Plots.Rest(story) : [];
            var times = ImmutableArray.CreateBuilder<double>(steps.Length + rest.Length);
            foreach (var step in steps) times.Add(at += step.WaitDays * pace);
            foreach (var step in rest) times.Add(at = Math.Max(at, today) + step.WaitDays);
            yield return new(number, story, [.. steps, .. rest], times.MoveToImmutable());
        }
    }
}
