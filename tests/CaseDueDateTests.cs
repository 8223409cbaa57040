using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>Dates that somebody outside set: a court, another authority, the client.</summary>
public sealed class CaseDueDateTests
{
    static readonly Past Suspended = Past.Of(new Suspend("They are at sea"), Anna);
    static readonly SetDueDate ByTheCourt = new(DeadlineKey.MatterDecided, new(2026, 5, 31), Reason: "The court asks");

    [Fact]
    public void The_day_that_somebody_outside_set_is_the_day_also_when_it_is_a_Sunday()
    {
        var told = Given(InContact).When(ByTheCourt).By(Anna).Then(new DeadlineSet(DeadlineKey.MatterDecided, new(2026, 5, 31), Utc(5, 31, 21), Utc(5, 27, 21)));
        Assert.Equal(new TextContent("The court asks"), told.ContentOf<DeadlineSet>());
        Given(InContact, Past.Of(ByTheCourt, Anna)).When(ByTheCourt with { Reason = null }).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void Where_an_hour_was_set_it_is_late_from_that_hour_on()
    {
        var byFour = ByTheCourt with { DueOn = null, DueAt = Utc(5, 29, 13) };
        Given(InContact).When(byFour).By(Anna).Then(new DeadlineSet(DeadlineKey.MatterDecided, new(2026, 5, 29), Utc(5, 29, 13), Utc(5, 26, 21)));
        Given(InContact, Past.Of(byFour, Anna)).When(byFour).By(Anna).IsAlreadySo();
        Given(InContact, Past.Of(byFour, Anna)).When(ByTheCourt with { DueOn = new(2026, 5, 29) }).By(Anna).Then(new DeadlineSet(DeadlineKey.MatterDecided, new(2026, 5, 29), Utc(5, 29, 21), Utc(5, 26, 21)));
        Given(InContact, Past.Of(byFour, Anna)).When(new NoteDeadlineMissed(DeadlineKey.MatterDecided)).By(Actor.Engine).At(Utc(5, 29, 12)).IsAlreadySo();
        Given(InContact, Past.Of(byFour, Anna)).When(new NoteDeadlineMissed(DeadlineKey.MatterDecided)).By(Actor.Engine).At(Utc(5, 29, 13)).Then(new DeadlineMissed(DeadlineKey.MatterDecided, new(2026, 5, 29)));
    }

    [Fact]
    public void Another_date_takes_the_place_of_the_first_sooner_or_later()
    {
        var missed = Past.Of(new NoteDeadlineMissed(DeadlineKey.MatterDecided), Actor.Engine, Utc(6, 1, 6));
        foreach (var day in new DateOnly[] { new(2026, 4, 30), new(2026, 9, 30) })
        {
            var told = Given(InContact, Past.Of(ByTheCourt, Anna)).When(ByTheCourt with { DueOn = day }).By(Anna).IsAccepted();
            Assert.Equal(day, Assert.Single(told.Open.Deadlines, d => d.Key == DeadlineKey.MatterDecided).DueOn);
        }
        var again = Given(InContact, Past.Of(ByTheCourt, Anna), missed).When(ByTheCourt with { DueOn = new(2026, 9, 30) }).By(Anna).At(Utc(6, 2, 6)).IsAccepted();
        Assert.Equal((false, false), Assert.Single(again.Open.Deadlines, d => d.Key == DeadlineKey.MatterDecided) is var set ? (set.Missed, set.Near) : default);
    }

    [Fact]
    public void A_date_that_has_passed_is_set_only_as_of_when_it_had_not()
    {
        Given(InContact).When(ByTheCourt with { DueOn = new(2026, 3, 11) }).By(Anna).Refuses(Refusal.DateInPast);
        Given(InContact).When(ByTheCourt with { DueOn = null, DueAt = Noon }).By(Anna).Refuses(Refusal.DateInPast);
        Given(InContact).When(ByTheCourt with { DueOn = new(2026, 3, 12) }).By(Anna).IsAccepted();
        Given(InContact).When(ByTheCourt with { DueOn = new(2026, 3, 11), OccurredAt = FirstContactAt.AddHours(1) }).By(Anna).IsAccepted();
    }

    [Fact]
    public void Only_what_the_model_says_is_from_outside_is_set()
    {
        Given(InFollowUp).When(ByTheCourt with { Key = DeadlineKey.NextFollowUp }).By(Anna).Refuses(Refusal.DeadlineNotFromOutside);
        Given(InContact).Under(m => m with { Deadlines = m.Deadlines.RemoveAll(d => d.Key == DeadlineKey.MatterDecided) }).When(ByTheCourt).By(Anna).Refuses(Refusal.DeadlineNotFromOutside);
        Given(InContact).When(ByTheCourt).By(Tea).Refuses(Refusal.NoSuchCase);
        Given(Closed).When(ByTheCourt).By(Anna).Refuses(Refusal.CaseClosed);
    }

    [Fact]
    public void A_courts_date_stands_while_the_case_waits_and_a_clients_waits_with_it()
    {
        Given(InContact, Past.Of(ByTheCourt, Anna)).When(new ExtendDeadline(DeadlineKey.MatterDecided, new(2026, 6, 5), "Busy")).By(Anna).Refuses(Refusal.DeadlineStatutory);
        Given(InContact, Past.Of(ByTheCourt, Anna), Suspended).When(new Resume()).By(Anna).At(Noon.AddDays(10)).Then(new CaseResumed(Noon.AddDays(10), 12));
        var waited = Given(InContact, Past.Of(ByTheCourt, Anna), Suspended).Under(OfTheClient).When(new Resume()).By(Anna).At(Noon.AddDays(10)).IsAccepted();
        Assert.Equal(new DateOnly(2026, 6, 12), waited.Only<DeadlineMoved>().DueOn);
    }

    [Fact]
    public void It_ends_with_the_case() =>
        Assert.Empty(Assert.IsType<ClosedCase>(Given(InContact, Past.Of(ByTheCourt, Anna)).When(new Close("advice-given", "A brochure")).By(Anna).IsAccepted().State).Last.Deadlines
            .Where(d => d.Key == DeadlineKey.MatterDecided));

    static OperatingModel OfTheClient(OperatingModel m) => m with { Deadlines = [.. m.Deadlines.Select(d => d.Key == DeadlineKey.MatterDecided ? d with { Statutory = false } : d)] };
}
