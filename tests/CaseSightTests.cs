using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>Who may see a case, that others do not learn of it by asking, and whose record each event is.</summary>
public sealed class CaseSightTests
{
    [Fact]
    public void A_case_that_does_not_exist_is_not_there() =>
        Given().When(new Note("Hello?")).By(Anna).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void A_stranger_hears_that_there_is_no_such_case() =>
        Given(InFollowUp).When(new JudgeUrgency(Urgency.Soon)).By(Nora).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void A_stranger_hears_the_same_of_a_closed_case() =>
        Given(Closed).When(new Reopen("Curious")).By(Nora).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void A_stranger_hears_the_same_even_of_what_only_the_engine_does() =>
        Given(Opened).When(new ExpireHandover()).By(Nora).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void Who_takes_part_sees_the_case_but_does_not_advance_it() =>
        Given(InFollowUp).When(new JudgeUrgency(Urgency.Soon)).By(Tea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void The_manager_sees_the_case_but_does_not_advance_it() =>
        Given(InFollowUp).When(new JudgeUrgency(Urgency.Soon)).By(Mia).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void The_engine_sees_no_case() =>
        Given(InFollowUp).When(new Note("I was here")).By(Actor.Engine).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void The_coordinator_who_handed_over_sees_the_case_no_more() =>
        Given(Opened, HandedOver).When(new Note("Still here?")).By(Anna).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void Whom_a_case_is_offered_sees_it_until_they_declined()
    {
        Given(Opened, Offered).When(new Note("Let me see")).By(Bea).IsAccepted();
        Given(Opened, Offered, Past.Of(new DeclineHandover("No"), Bea)).When(new Note("Let me see")).By(Bea).Refuses(Refusal.NoSuchCase);
    }

    [Fact]
    public void A_manager_without_the_role_in_their_token_is_a_stranger() =>
        Given(Opened).When(new AssignCoordinator(Bea, "Ill")).By(Mia.Actor with { Roles = Roles.Professional }).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void Who_is_invited_sees_the_case_until_they_declined_or_it_closed()
    {
        var invited = Past.Of(new InviteParticipant(Nora), Anna);
        Given(InContact, invited, Past.Of(new Close("moved-away", ""), Anna)).When(new Note("Let me see")).By(Nora).Refuses(Refusal.NoSuchCase);
        Given(InContact, invited).When(new Note("Let me see")).By(Nora).IsAccepted();
        Given(InContact, invited, Past.Of(new DeclineInvitation("No"), Nora)).When(new Note("Let me see")).By(Nora).Refuses(Refusal.NoSuchCase);
    }

    [Fact]
    public void Who_substitutes_sees_the_case_until_the_substitution_ends()
    {
        var named = Past.Of(new NameSubstitute(Cai, new(2026, 3, 12), new(2026, 3, 13)), Anna);
        Given(InContact, named).When(new Note("Let me see")).By(Cai).IsAccepted();
        Given(InContact, named, Past.Of(new EndSubstitute(), Anna)).When(new Note("Let me see")).By(Cai).Refuses(Refusal.NoSuchCase);
    }

    [Fact]
    public void What_somebody_does_is_the_record_of_their_organisation()
    {
        Assert.All(Controllers(Given(InFollowUp).When(new CompleteTask("t1")).By(Tea)), o => Assert.Equal(City, o));
        Assert.All(Controllers(Given(InFollowUp).When(new Reassess("A sister")).By(Anna)), o => Assert.Equal(County, o));
        Assert.All(Controllers(Given(InFollowUp).When(Contact(SecondContact)).By(Tea)), o => Assert.Equal(City, o));
    }

    [Fact]
    public void A_contact_taken_by_the_city_opens_the_countys_case_and_is_the_citys_record()
    {
        var opened = Given().When(Contact(FirstContact)).By(Tea);
        Assert.All(Controllers(opened), o => Assert.Equal(City, o));
        Assert.Equal(County, opened.IsAccepted().Open.Organisation);
    }

    [Fact]
    public void What_the_engine_does_is_the_record_of_the_cases_organisation()
    {
        var missed = new NoteDeadlineMissed(DeadlineKey.UrgencyJudged);
        Assert.Equal([County], Controllers(Given(Opened).When(missed).By(Actor.Engine)));
        var toTheCity = NetworkWhere((Bea, p => p with { Unit = new("eek-017") }));
        var taken = Given(Opened).When(new AssignCoordinator(Bea, "Nearer")).By(Mia).In(toTheCity).IsAccepted().State;
        var noted = Assert.IsType<Decision<CaseEvent>.Accept>(Decider.Decide(taken, missed, new(Actor.Engine, Noon, Models, toTheCity)));
        Assert.Equal(City, Assert.Single(noted.Happenings).Event.Controller);
    }

    static readonly OrganisationId City = new("city"), County = new("county");

    static IEnumerable<OrganisationId?> Controllers(Question asked) => asked.IsAccepted().Happenings.Select(h => h.Event.Controller);
}
