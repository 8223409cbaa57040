using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>How the one coordinator becomes another, in one step or not at all.</summary>
public sealed class CaseHandoverTests
{
    /// <summary>The offer of the village is made on Tuesday 10 March: three working days end with Friday the 13th.</summary>
    static readonly DateTimeOffset OfferEnds = new(2026, 3, 13, 22, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_coordinator_offers_the_case_to_another_who_has_three_working_days_to_answer()
    {
        var told = Given(Opened).When(new OfferHandover(Bea, Accompanied: true, "Lives nearer")).By(Anna).Then(
            new HandoverOffered(Bea, Accompanied: true, new(2026, 3, 17), new(2026, 3, 17, 22, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new TextContent("Lives nearer"), told.ContentOf<HandoverOffered>());
        Assert.Equal(Anna.Id, told.Open.Coordinator);
    }

    [Fact]
    public void The_same_offer_again_is_already_so() =>
        Given(Opened, Offered).When(new OfferHandover(Bea, Accompanied: true)).By(Anna).IsAlreadySo();

    [Fact]
    public void An_offer_that_ran_out_ends_where_the_next_is_made_whether_or_not_it_was_noted() =>
        Given(Opened, Offered).When(new OfferHandover(Cai)).By(Anna).At(OfferEnds).Then(
            new HandoverExpired(Bea), new HandoverOffered(Cai, Accompanied: false, new(2026, 3, 18), new(2026, 3, 18, 22, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void There_is_one_open_offer_at_a_time() =>
        Given(Opened, Offered).When(new OfferHandover(Cai)).By(Anna).Refuses(Refusal.OfferOpen);

    [Fact]
    public void A_case_is_not_offered_to_its_coordinator() =>
        Given(Opened).When(new OfferHandover(Anna)).By(Anna).Refuses(Refusal.AlreadyCoordinator);

    [Fact]
    public void A_case_is_not_offered_to_somebody_who_does_not_exist() =>
        Given(Opened).When(new OfferHandover(Nobody)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_case_is_not_offered_to_somebody_who_left() =>
        Given(Opened).When(new OfferHandover(Lea)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_case_is_not_offered_to_a_nurse_who_may_not_coordinate() =>
        Given(Opened).When(new OfferHandover(Nils)).By(Anna).Refuses(Refusal.PersonMayNotCoordinate);

    [Fact]
    public void A_case_is_offered_to_a_nurse_who_may() =>
        Given(Opened).When(new OfferHandover(Nora)).By(Anna).IsAccepted();

    [Fact]
    public void Whom_it_is_offered_accepts_and_the_coordinator_changes_in_one_step()
    {
        var told = Given(Opened, Offered).When(new AcceptHandover()).By(Bea).Then(new HandoverAccepted(Bea, new("county"), Accompanied: true));
        Assert.Equal((Bea.Id, null), (told.Open.Coordinator, told.Open.Offer));
    }

    [Fact]
    public void Accepted_twice_is_already_so() =>
        Given(Opened, HandedOver).When(new AcceptHandover()).By(Bea).IsAlreadySo();

    [Fact]
    public void Nobody_else_accepts_an_offer() =>
        Given(Opened, Offered).When(new AcceptHandover()).By(Anna).Refuses(Refusal.NotOfferReceiver);

    [Fact]
    public void What_was_not_offered_cannot_be_accepted() =>
        Given(InFollowUp).When(new AcceptHandover()).By(Tea).Refuses(Refusal.NoOpenOffer);

    [Fact]
    public void An_offer_is_accepted_until_its_last_day_ends() =>
        Given(Opened, Offered).When(new AcceptHandover()).By(Bea).At(OfferEnds.AddSeconds(-1)).IsAccepted();

    [Fact]
    public void An_offer_is_too_late_when_its_last_day_has_ended_whether_the_engine_has_noted_it_or_not() =>
        Given(Opened, Offered).When(new AcceptHandover()).By(Bea).At(OfferEnds).Refuses(Refusal.OfferExpired);

    [Fact]
    public void Who_may_coordinate_no_more_does_not_accept() =>
        Given(Opened, Offered).When(new AcceptHandover()).By(Bea).In(NetworkWhere((Bea, p => p with { Roles = [Roles.Professional] })))
            .Refuses(Refusal.PersonMayNotCoordinate);

    [Fact]
    public void An_offer_is_declined_with_a_reason_and_the_coordinator_stays()
    {
        var told = Given(Opened, Offered).When(new DeclineHandover("Too many")).By(Bea).Then(new HandoverDeclined(Bea));
        Assert.Equal(new TextContent("Too many"), told.ContentOf<HandoverDeclined>());
        Assert.Equal((Anna.Id, null), (told.Open.Coordinator, told.Open.Offer));
    }

    [Fact]
    public void Nobody_else_declines_an_offer() =>
        Given(Opened, Offered).When(new DeclineHandover("No")).By(Mia).Refuses(Refusal.NotOfferReceiver);

    [Fact]
    public void There_is_nothing_to_decline_without_an_offer() =>
        Given(Opened, HandedOver).When(new DeclineHandover("No")).By(Bea).Refuses(Refusal.NoOpenOffer);

    [Fact]
    public void The_coordinator_withdraws_an_offer() =>
        Assert.Null(Given(Opened, Offered).When(new WithdrawHandover()).By(Anna).Then(new HandoverWithdrawn()).Open.Offer);

    [Fact]
    public void Whom_it_is_offered_does_not_withdraw_it() =>
        Given(Opened, Offered).When(new WithdrawHandover()).By(Bea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void There_is_nothing_to_withdraw_without_an_offer() =>
        Given(Opened).When(new WithdrawHandover()).By(Anna).Refuses(Refusal.NoOpenOffer);

    [Fact]
    public void An_offer_nobody_answered_ends_by_itself() =>
        Given(Opened, Offered).When(new ExpireHandover()).By(Actor.Engine).At(OfferEnds).Then(new HandoverExpired(Bea));

    [Fact]
    public void An_offer_does_not_end_early() =>
        Given(Opened, Offered).When(new ExpireHandover()).By(Actor.Engine).At(OfferEnds.AddSeconds(-1)).IsAlreadySo();

    [Fact]
    public void Where_no_offer_is_open_none_ends() =>
        Given(Opened).When(new ExpireHandover()).By(Actor.Engine).IsAlreadySo();

    [Fact]
    public void A_closed_case_has_no_offer_to_end() =>
        Given(Closed).When(new ExpireHandover()).By(Actor.Engine).IsAlreadySo();

    [Fact]
    public void Only_the_engine_ends_an_offer() =>
        Given(Opened, Offered).When(new ExpireHandover()).By(Anna).Refuses(Refusal.EngineOnly);

    [Fact]
    public void A_manager_assigns_another_coordinator_with_a_reason_and_an_open_offer_ends()
    {
        var told = Given(Opened, Offered).When(new AssignCoordinator(Cai, "Anna is ill")).By(Mia).Then(new CoordinatorAssigned(Cai, new("county")));
        Assert.Equal(new TextContent("Anna is ill"), told.ContentOf<CoordinatorAssigned>());
        Assert.Equal((Cai.Id, null), (told.Open.Coordinator, told.Open.Offer));
    }

    [Fact]
    public void Assigning_who_coordinates_is_already_so() =>
        Given(Opened).When(new AssignCoordinator(Anna, "Again")).By(Mia).IsAlreadySo();

    [Fact]
    public void A_coordinator_does_not_assign() =>
        Given(Opened).When(new AssignCoordinator(Bea, "I leave")).By(Anna).Refuses(Refusal.NotManager);

    [Fact]
    public void A_manager_of_another_organisation_does_not_see_the_case() =>
        Given(Opened).When(new AssignCoordinator(Bea, "Mine")).By(Max).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void Nobody_is_assigned_who_left() =>
        Given(Opened).When(new AssignCoordinator(Lea, "Back?")).By(Mia).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void Nobody_is_assigned_who_may_not_coordinate() =>
        Given(Opened).When(new AssignCoordinator(Tea, "Near")).By(Mia).Refuses(Refusal.PersonMayNotCoordinate);

    [Fact]
    public void A_coordinator_who_left_is_replaced_by_the_manager() =>
        Given(Opened).When(new AssignCoordinator(Bea, "Anna left")).By(Mia).In(NetworkWhere((Anna, p => p with { Active = false }))).IsAccepted();

    [Fact]
    public void Who_has_as_many_cases_as_the_model_allows_is_given_no_more_unless_a_manager_says_so()
    {
        var max = OneContact.CaseloadMax!.Value;
        Given(Opened).When(new OfferHandover(Bea) { Caseload = max - 1 }).By(Anna).IsAccepted();
        Given(Opened).When(new OfferHandover(Bea) { Caseload = max }).By(Anna).Refuses(Refusal.CaseloadFull);
        Given(Opened).When(new AssignCoordinator(Bea, "Ill") { Caseload = max }).By(Mia).Refuses(Refusal.CaseloadFull);
        Given(Opened).When(new AssignCoordinator(Bea, "Ill, and nobody else is here", BeyondLimit: true) { Caseload = max }).By(Mia).IsAccepted();
        Given(Opened).Under(m => m with { CaseloadMax = null }).When(new OfferHandover(Bea) { Caseload = 1_000 }).By(Anna).IsAccepted();
    }

    [Fact]
    public void A_task_that_the_new_coordinator_had_taken_over_is_open_again_and_theirs()
    {
        var taken = Given(InFollowUp, Past.Of(new OfferTask("t1", Bea), Anna), Past.Of(new TakeTask("t1"), Bea), Offered).When(new AcceptHandover()).By(Bea).IsAccepted();
        Assert.Equal((PlanTaskStatus.Open, (PersonId?)null), (taken.Open.Tasks[0].Status, taken.Open.Tasks[0].Taker));
        Given(InFollowUp, Past.Of(new OfferTask("t1", Bea), Anna), HandedOver).When(new TakeTask("t1")).By(Bea).Refuses(Refusal.NotAskedReceiver);
    }
}
