using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>Who may see a case, and that others do not learn of it by asking.</summary>
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
}
