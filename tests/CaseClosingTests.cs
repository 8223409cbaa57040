using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>How a case closes, how it opens again, and that nothing bounces.</summary>
public sealed class CaseClosingTests
{
    static readonly Close Elsewhere = new("referred-elsewhere", "The clinic goes on with them.");
    static readonly Past Settled = [.. InFollowUp, .. Past.Of(new CompleteTask("t1"), Tea)];
    static readonly Past BothReceived = [.. Asked, .. Received, .. Past.Of(new AskReceiver("n2", Tea), Anna), .. Past.Of(new AcceptNeed("n2"), Tea)];

    /// <summary>Six months from Thursday 12 March end with Saturday 12 September, and it may still be done on the Monday after.</summary>
    static readonly DeadlineSet InSixMonths = new(DeadlineKey.OutcomeChecked, new(2026, 9, 12), Utc(9, 14, 21), Utc(9, 9, 21), Local: true);

    [Fact]
    public void A_case_closes_with_a_result_and_a_summary()
    {
        var told = Given(Settled).When(new Close("goals-met", "They sleep.")).By(Anna).Then(new CaseClosed("goals-met", Noon), InSixMonths);
        Assert.Equal(new TextContent("They sleep."), told.ContentOf<CaseClosed>());
        Assert.Equal(Anna.Id, Assert.IsType<ClosedCase>(told.State).Last.Coordinator);
    }

    [Fact]
    public void Closed_with_the_same_result_again_is_already_so() =>
        Given(Closed).When(new Close("goals-met", "Again")).By(Anna).IsAlreadySo();

    [Fact]
    public void A_closed_case_is_not_closed_otherwise() =>
        Given(Closed).When(new Close("moved-away", "Or?")).By(Anna).Refuses(Refusal.CaseClosed);

    [Fact]
    public void A_closed_case_is_advanced_by_nobody() =>
        Given(Closed).When(new JudgeUrgency(Urgency.Soon)).By(Mia).Refuses(Refusal.CaseClosed);

    [Fact]
    public void A_result_is_one_of_the_models() =>
        Given(Settled).When(new Close("tired-of-it", "")).By(Anna).Refuses(Refusal.ResultUnknown);

    [Fact]
    public void A_result_belongs_to_its_phases() =>
        Given(Settled).When(new Close("advice-given", "")).By(Anna).Refuses(Refusal.ResultNotInThisPhase);

    [Fact]
    public void Advice_closes_a_contact_once_urgency_is_judged() =>
        Given(InContact).When(new Close("advice-given", "A brochure")).By(Anna).IsAccepted();

    [Fact]
    public void A_contact_is_not_closed_before_urgency_is_judged() =>
        Given(Opened).When(new Close("advice-given", "A brochure")).By(Anna).Refuses(Refusal.UrgencyNotJudged);

    [Fact]
    public void No_need_closes_an_assessment_that_found_none() =>
        Given(InAssessment, Past.Of(Assessment with { Needs = [], NoNeed = true }, Anna)).When(new Close("no-need", "All is well")).By(Anna).IsAccepted();

    [Fact]
    public void An_assessment_that_has_not_said_so_does_not_close_as_no_need() =>
        Given(InAssessment).When(new Close("no-need", "All is well")).By(Anna).Refuses(Refusal.NeedFound);

    [Fact]
    public void A_reopened_case_does_not_close_by_the_assessment_it_had_before()
    {
        var closed = Past.Of(new Close("no-need", "All is well"), Anna);
        var reopened = Past.Of(new Reopen("It is not"), Anna);
        Given(InAssessment, Past.Of(Assessment with { Needs = [], NoNeed = true }, Anna), closed, reopened, Urgent, Assessing)
            .When(new Close("no-need", "Well again")).By(Anna).Refuses(Refusal.NeedFound);
    }

    [Fact]
    public void Referred_elsewhere_is_refused_without_receivers() =>
        Given(Settled).When(Elsewhere).By(Anna).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void Referred_elsewhere_is_refused_where_no_need_is_known_to_receive() =>
        Given(InContact).When(Elsewhere).By(Anna).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void Asking_a_receiver_is_not_enough() =>
        Given(Settled, Asked, Past.Of(new AskReceiver("n2", Tea), Anna)).When(Elsewhere).By(Anna).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void One_need_received_of_two_is_not_enough() =>
        Given(Settled, Asked, Received).When(Elsewhere).By(Anna).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void With_a_receiver_for_each_need_it_is_referred_elsewhere() =>
        Given(Settled, BothReceived).When(Elsewhere).By(Anna).Then(new CaseClosed("referred-elsewhere", Noon), InSixMonths);

    [Fact]
    public void What_was_accepted_from_the_coordinator_before_does_not_count() =>
        Given(Settled, BothReceived, HandedOver).When(Elsewhere).By(Bea).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void What_was_accepted_before_a_manager_assigned_another_does_not_count() =>
        Given(Settled, BothReceived, Past.Of(new AssignCoordinator(Cai, "Ill"), Mia)).When(Elsewhere).By(Cai).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void What_is_accepted_anew_counts() =>
        Given(Settled, BothReceived, HandedOver, Received, Past.Of(new AcceptNeed("n2"), Tea)).When(Elsewhere).By(Bea).IsAccepted();

    [Fact]
    public void What_was_accepted_before_the_needs_were_assessed_anew_does_not_count() =>
        Given(Settled, BothReceived, Past.Of(new Reassess("A sister"), Anna), Assessed).When(Elsewhere).By(Anna).Refuses(Refusal.NeedsNotReceived);

    [Fact]
    public void A_receiver_is_asked_and_so_takes_part() =>
        Assert.Contains(Nora.Id, Given(InMeeting).When(new AskReceiver("n1", Nora)).By(Anna).Then(new ReceiverAsked("n1", Nora)).Open.Participants);

    [Fact]
    public void Asked_for_the_same_again_is_already_so() =>
        Given(InMeeting, Asked).When(new AskReceiver("n1", Nora)).By(Anna).IsAlreadySo();

    [Fact]
    public void A_receiver_is_asked_for_a_need_that_was_found() =>
        Given(InMeeting).When(new AskReceiver("n3", Nora)).By(Anna).Refuses(Refusal.NeedUnknown);

    [Fact]
    public void Before_the_assessment_there_is_nothing_to_ask_for() =>
        Given(InContact).When(new AskReceiver("n1", Nora)).By(Anna).Refuses(Refusal.NeedUnknown);

    [Fact]
    public void Nobody_is_asked_who_does_not_exist() =>
        Given(InMeeting).When(new AskReceiver("n1", Nobody)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_receiver_is_somebody_who_is_there() =>
        Given(InMeeting).When(new AskReceiver("n1", Lea)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_coordinator_does_not_ask_themself() =>
        Given(InMeeting).When(new AskReceiver("n1", Anna)).By(Anna).Refuses(Refusal.ReceiverIsCoordinator);

    [Fact]
    public void Who_was_asked_accepts_a_need() =>
        Given(InMeeting, Asked).When(new AcceptNeed("n1")).By(Nora).Then(new NeedAccepted("n1", Nora));

    [Fact]
    public void Accepted_again_is_already_so() =>
        Given(InMeeting, Asked, Received).When(new AcceptNeed("n1")).By(Nora).IsAlreadySo();

    [Fact]
    public void Nobody_else_accepts_it() =>
        Given(InMeeting, Asked).When(new AcceptNeed("n1")).By(Anna).Refuses(Refusal.NotAskedReceiver);

    [Fact]
    public void Asked_for_one_need_does_not_accept_another() =>
        Given(InMeeting, Asked).When(new AcceptNeed("n2")).By(Nora).Refuses(Refusal.NotAskedReceiver);

    [Fact]
    public void A_receiver_who_became_coordinator_does_not_accept_from_themself() =>
        Given(InMeeting, Asked, Past.Of(new AssignCoordinator(Nora, "Near"), Mia)).When(new AcceptNeed("n1")).By(Nora).Refuses(Refusal.ReceiverIsCoordinator);

    [Fact]
    public void A_case_is_reopened_with_a_reason_and_its_last_coordinator()
    {
        var told = Given(Closed).When(new Reopen("It came back")).By(Anna).Then(
            new CaseReopened(Anna, new("county"), Noon),
            new DeadlineSet(DeadlineKey.UrgencyJudged, new(2026, 3, 13), new(2026, 3, 13, 22, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new TextContent("It came back"), told.ContentOf<CaseReopened>());
        Assert.Equal((Phase.Contact, null), (told.Open.Phase, told.Open.Urgency));
    }

    [Fact]
    public void A_manager_reopens_a_case_for_a_named_new_coordinator() =>
        Assert.Equal(Bea.Id, Given(Closed).When(new Reopen("It came back", Bea)).By(Mia).IsAccepted().Open.Coordinator);

    [Fact]
    public void Who_only_took_part_does_not_reopen() =>
        Given(Closed).When(new Reopen("It came back")).By(Tea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void A_manager_of_another_organisation_who_only_took_part_does_not_reopen() =>
        Given(InMeeting, Past.Of(HomeMeeting with { Participants = [Max] }, Anna), Past.Of(new Close("moved-away", ""), Anna))
            .When(new Reopen("Mine")).By(Max).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void An_open_case_is_not_reopened() =>
        Given(InFollowUp).When(new Reopen("What?")).By(Anna).Refuses(Refusal.CaseNotClosed);

    [Fact]
    public void A_case_is_not_reopened_for_somebody_who_left() =>
        Given(Closed).When(new Reopen("It came back")).By(Mia).In(NetworkWhere((Anna, p => p with { Active = false }))).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_case_is_not_reopened_for_somebody_who_may_not_coordinate() =>
        Given(Closed).When(new Reopen("It came back", Nils)).By(Mia).Refuses(Refusal.PersonMayNotCoordinate);

    [Fact]
    public void A_case_is_not_reopened_before_it_was_closed() =>
        Given(Closed).When(new Reopen("Early") { OccurredAt = FirstContactAt }).By(Anna).Refuses(Refusal.OccurredBeforePhase);

    [Fact]
    public void What_receivers_accepted_before_a_reopening_does_not_count()
    {
        var referred = Past.Of(Elsewhere, Anna);
        var reopened = Past.Of(new Reopen("It came back"), Anna);
        Given(Settled, BothReceived, referred, reopened, Urgent).When(Elsewhere).By(Anna).Refuses(Refusal.NeedsNotReceived);
    }
}
