using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>The plan and what becomes of it: goals rated, tasks done, changed and taken over, follow-ups, feedback, and how the family does afterwards.</summary>
public sealed class CasePlanTests
{
    static readonly OrganisationId County = new("county");
    static readonly DateOnly May = new(2026, 5, 4);
    static readonly Past MetAgain = [.. Invited, .. Past.Of(FamilyAndTwoServices with { Meeting = "meeting-2" }, Anna)];
    static readonly Past Done = Past.Of(new CompleteTask("t1"), Tea);
    static readonly Past Dropped = Past.Of(new DropTask("t1", "Not needed"), Anna);
    static readonly Past Changed = Past.Of(new ChangeTask("t1", Nora, May, "Tea moves"), Anna);
    static readonly Past OfferedToNora = Past.Of(new OfferTask("t1", Nora), Anna);
    static readonly Past TakenByNora = [.. OfferedToNora, .. Past.Of(new TakeTask("t1"), Nora)];
    static readonly Past NilsTakesPart = [.. Past.Of(new InviteParticipant(Nils), Anna), .. Past.Of(new AcceptInvitation(), Nils)];

    static readonly Close GoalsMet = new("goals-met", "They sleep.");

    static readonly DeadlineSet FollowUpInThreeMonths = new(DeadlineKey.NextFollowUp, new(2026, 6, 12), Utc(6, 12, 21), Utc(6, 9, 21), Local: true);
    static readonly DeadlineSet ReviewInAYear = new(DeadlineKey.PlanReviewed, new(2027, 3, 12), Utc(3, 12, 22, year: 2027), Utc(3, 9, 22, year: 2027), Local: true);
    static readonly DeadlineSet OutcomeInSixMonths = new(DeadlineKey.OutcomeChecked, new(2026, 9, 12), Utc(9, 14, 21), Utc(9, 9, 21), Local: true);

    // ---- The plan ------------------------------------------------------------------------------------------------------

    [Fact]
    public void A_second_plan_adds_to_the_first_and_keeps_its_numbers()
    {
        var told = Given(InFollowUp, MetAgain).When(new AgreePlan([new("Breakfast together", 2)], [new("Group on Mondays", Nora, May)])).By(Anna).Then(
            new PlanAgreed([new("g2", 2)], [new("t2", Nora, May) { Organisation = County }], Adds: true),
            new PhaseEntered(Phase.JointMeeting, Phase.FollowUp, Noon), FollowUpInThreeMonths, ReviewInAYear);
        Assert.Equal(["g1", "g2"], told.Open.Goals.Select(g => g.Id));
        Assert.Equal(["t1", "t2"], told.Open.Tasks.Select(t => t.Id));
        Assert.Equal([DeadlineKey.NextFollowUp, DeadlineKey.PlanReviewed], told.Open.Deadlines.Select(d => d.Key));
    }

    [Fact]
    public void Another_organisation_than_the_persons_own_may_answer_for_a_task() =>
        Assert.Equal(County, Assert.Single(Given(InMeeting, Invited, Met).When(Plan with { Tasks = [new("Visits", Tea, May, County)] }).By(Anna)
            .IsAccepted().Open.Tasks).Organisation);

    [Fact]
    public void An_organisation_that_answers_is_of_the_network() =>
        Given(InMeeting, Invited, Met).When(Plan with { Tasks = [new("Visits", Tea, May, new("atlantis"))] }).By(Anna).Refuses(Refusal.OrganisationUnknown);

    [Fact]
    public void The_familys_own_rating_of_a_goal_is_its_newest()
    {
        var told = Given(InFollowUp).When(new RateGoals([new("g1", 5), new("g1", 7)])).By(Anna).Then(new GoalsRated([new("g1", 5), new("g1", 7)]));
        Assert.Equal([new Goal("g1", 7)], told.Open.Goals);
    }

    [Fact]
    public void A_goal_the_family_has_not_set_is_not_rated()
    {
        Given(InFollowUp).When(new RateGoals([new("g1", 7), new("g2", 7)])).By(Anna).Refuses(Refusal.GoalUnknown);
        Given(InMeeting).When(new RateGoals([new("g1", 7)])).By(Anna).Refuses(Refusal.GoalUnknown);
    }

    // ---- Tasks ---------------------------------------------------------------------------------------------------------

    [Fact]
    public void Who_is_responsible_says_that_a_task_is_done()
    {
        var told = Given(InFollowUp).When(new CompleteTask("t1", "Four visits")).By(Tea).Then(new TaskCompleted("t1"));
        Assert.Equal(new TextContent("Four visits"), told.ContentOf<TaskCompleted>());
        Assert.Equal(PlanTaskStatus.Done, Assert.Single(told.Open.Tasks).Status);
    }

    [Fact]
    public void The_coordinator_may_say_so_too() =>
        Given(InFollowUp).When(new CompleteTask("t1")).By(Anna).Then(new TaskCompleted("t1"));

    [Fact]
    public void And_so_may_who_substitutes_for_the_coordinator() =>
        Given(InFollowUp, Past.Of(new NameSubstitute(Cai, new(2026, 3, 12), new(2026, 3, 13)), Anna)).When(new CompleteTask("t1")).By(Cai).IsAccepted();

    [Fact]
    public void Nobody_else_says_so() =>
        Given(InFollowUp, NilsTakesPart).When(new CompleteTask("t1")).By(Nils).Refuses(Refusal.NotResponsible);

    [Fact]
    public void A_task_is_dropped_with_a_reason()
    {
        var told = Given(InFollowUp).When(new DropTask("t1", "Not needed")).By(Anna).Then(new TaskDropped("t1"));
        Assert.Equal(new TextContent("Not needed"), told.ContentOf<TaskDropped>());
    }

    [Fact]
    public void Who_is_responsible_does_not_drop_it() =>
        Given(InFollowUp).When(new DropTask("t1", "Not needed")).By(Tea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void A_task_is_changed_with_a_reason_and_the_newly_responsible_takes_part()
    {
        var told = Given(InFollowUp).When(new ChangeTask("t1", Nora, May, "Tea moves")).By(Anna).Then(new TaskChanged("t1", Nora, May, County));
        Assert.Equal(new TextContent("Tea moves"), told.ContentOf<TaskChanged>());
        Assert.Equal(new PlanTask("t1", Nora, May) { Organisation = County }, Assert.Single(told.Open.Tasks));
        Assert.Contains(Nora.Id, told.Open.Participants);
    }

    [Fact]
    public void Who_was_responsible_before_does_not_complete_it() =>
        Given(InFollowUp, Changed).When(new CompleteTask("t1")).By(Tea).Refuses(Refusal.NotResponsible);

    [Fact]
    public void A_task_is_given_and_offered_to_somebody_who_is_there()
    {
        Given(InFollowUp).When(new ChangeTask("t1", Lea, May, "Tea moves")).By(Anna).Refuses(Refusal.PersonUnknown);
        Given(InFollowUp).When(new OfferTask("t1", Lea)).By(Anna).Refuses(Refusal.PersonUnknown);
    }

    [Fact]
    public void A_task_is_offered_to_somebody_who_so_takes_part_and_stays_open()
    {
        var told = Given(InFollowUp).When(new OfferTask("t1", Nora)).By(Anna).Then(new TaskOffered("t1", Nora));
        Assert.Equal((PlanTaskStatus.Open, Nora.Id), (Assert.Single(told.Open.Tasks).Status, Assert.Single(told.Open.Tasks).Taker!.Value));
        Assert.Contains(Nora.Id, told.Open.Participants);
    }

    [Fact]
    public void Offered_to_the_same_again_is_already_so() =>
        Given(InFollowUp, OfferedToNora).When(new OfferTask("t1", Nora)).By(Anna).IsAlreadySo();

    [Fact]
    public void A_coordinator_does_not_offer_a_task_to_themself() =>
        Given(InFollowUp).When(new OfferTask("t1", Anna)).By(Anna).Refuses(Refusal.ReceiverIsCoordinator);

    [Fact]
    public void Whom_it_is_offered_takes_it_over()
    {
        var told = Given(InFollowUp, OfferedToNora).When(new TakeTask("t1")).By(Nora).Then(new TaskTaken("t1", Nora));
        Assert.Equal(PlanTaskStatus.TakenOver, Assert.Single(told.Open.Tasks).Status);
        Given(InFollowUp, TakenByNora).When(new TakeTask("t1")).By(Nora).IsAlreadySo();
    }

    [Fact]
    public void Nobody_else_takes_it_over()
    {
        Given(InFollowUp).When(new TakeTask("t1")).By(Tea).Refuses(Refusal.NotAskedReceiver);
        Given(InFollowUp, OfferedToNora, Past.Of(new OfferTask("t1", Nils), Anna)).When(new TakeTask("t1")).By(Nora).Refuses(Refusal.NotAskedReceiver);
    }

    [Fact]
    public void What_is_done_or_dropped_again_is_already_so()
    {
        Given(InFollowUp, Done).When(new CompleteTask("t1")).By(Tea).IsAlreadySo();
        Given(InFollowUp, Dropped).When(new DropTask("t1", "Again")).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void A_task_that_is_settled_is_settled()
    {
        Given(InFollowUp, Dropped).When(new CompleteTask("t1")).By(Tea).Refuses(Refusal.TaskSettled);
        Given(InFollowUp, Done).When(new DropTask("t1", "Late")).By(Anna).Refuses(Refusal.TaskSettled);
        Given(InFollowUp, Done).When(new ChangeTask("t1", Nora, May, "Late")).By(Anna).Refuses(Refusal.TaskSettled);
        Given(InFollowUp, Done).When(new OfferTask("t1", Nora)).By(Anna).Refuses(Refusal.TaskSettled);
        Given(InFollowUp, OfferedToNora, Done).When(new TakeTask("t1")).By(Nora).Refuses(Refusal.TaskSettled);
    }

    [Fact]
    public void A_task_is_one_that_was_agreed()
    {
        Given(InMeeting).When(new CompleteTask("t1")).By(Anna).Refuses(Refusal.TaskUnknown);
        Given(InFollowUp).When(new CompleteTask("t9")).By(Anna).Refuses(Refusal.TaskUnknown);
        Given(InFollowUp).When(new DropTask("t9", "Not needed")).By(Anna).Refuses(Refusal.TaskUnknown);
        Given(InFollowUp).When(new ChangeTask("t9", Nora, May, "Why not")).By(Anna).Refuses(Refusal.TaskUnknown);
        Given(InFollowUp).When(new OfferTask("t9", Nora)).By(Anna).Refuses(Refusal.TaskUnknown);
        Given(InFollowUp).When(new TakeTask("t9")).By(Tea).Refuses(Refusal.TaskUnknown);
    }

    [Fact]
    public void A_case_does_not_close_over_an_open_task_whether_or_not_it_was_offered()
    {
        Given(InFollowUp).When(GoalsMet).By(Anna).Refuses(Refusal.TasksOpen);
        Given(InFollowUp, OfferedToNora).When(GoalsMet).By(Anna).Refuses(Refusal.TasksOpen);
        Given(InFollowUp, Changed).When(GoalsMet).By(Anna).Refuses(Refusal.TasksOpen);
    }

    [Fact]
    public void A_case_closes_when_its_tasks_are_done_dropped_or_taken_over()
    {
        Given(InFollowUp, Done).When(GoalsMet).By(Anna).IsAccepted();
        Given(InFollowUp, Dropped).When(GoalsMet).By(Anna).IsAccepted();
        Given(InFollowUp, TakenByNora).When(GoalsMet).By(Anna).IsAccepted();
    }

    [Fact]
    public void A_model_may_let_a_case_close_over_its_tasks() =>
        Given(InFollowUp).Under(m => m with { Guards = m.Guards.Remove(Guard.TasksSettled) }).When(GoalsMet).By(Anna).IsAccepted();

    // ---- Follow-up -----------------------------------------------------------------------------------------------------

    /// <summary>Two working days before Tuesday 5 May, past the weekend and May Day, is Thursday 30 April.</summary>
    [Fact]
    public void A_follow_up_is_planned_for_a_day_that_was_agreed()
    {
        var told = Given(InFollowUp).When(new PlanFollowUp(new(2026, 5, 5))).By(Anna).Then(
            new FollowUpPlanned(new(2026, 5, 5)), new DeadlineSet(DeadlineKey.NextFollowUp, new(2026, 5, 5), Utc(5, 5, 21), Utc(4, 29, 21), Local: true));
        Assert.Equal(new DateOnly(2026, 5, 5), Assert.Single(told.Open.Deadlines, d => d.Key == DeadlineKey.NextFollowUp).DueOn);
    }

    [Fact]
    public void One_for_today_is_near_from_the_beginning_and_one_for_yesterday_is_none()
    {
        Given(InFollowUp).When(new PlanFollowUp(new(2026, 3, 12))).By(Anna).Then(
            new FollowUpPlanned(new(2026, 3, 12)), new DeadlineSet(DeadlineKey.NextFollowUp, new(2026, 3, 12), Utc(3, 12, 22), NearFrom: null, Local: true));
        Given(InFollowUp).When(new PlanFollowUp(new(2026, 3, 11))).By(Anna).Refuses(Refusal.DateInPast);
    }

    [Fact]
    public void Only_what_is_followed_up_is_planned_and_recorded_so()
    {
        Given(InMeeting).When(new PlanFollowUp(new(2026, 5, 5))).By(Anna).Refuses(Refusal.WrongPhase);
        Given(InMeeting).When(new RecordFollowUp(Happened: true, "Whole nights.")).By(Anna).Refuses(Refusal.WrongPhase);
    }

    [Fact]
    public void A_follow_up_that_happened_rates_the_goals_and_starts_the_time_to_the_next()
    {
        var told = Given(InFollowUp).When(new RecordFollowUp(Happened: true, "Whole nights.", [new("g1", 7)])).By(Anna).Then(
            new FollowUpRecorded(Happened: true, Noon), new GoalsRated([new("g1", 7)]), FollowUpInThreeMonths);
        Assert.Equal(new TextContent("Whole nights."), told.ContentOf<FollowUpRecorded>());
        Assert.Equal((7, Noon), (Assert.Single(told.Open.Goals).Rating, told.Open.TouchedAt!.Value));
    }

    [Fact]
    public void The_time_to_the_next_counts_from_when_it_happened() =>
        Given(InFollowUp).When(new RecordFollowUp(Happened: true, "Whole nights.") { OccurredAt = Noon.AddDays(-1) }).By(Anna).Then(
            new FollowUpRecorded(Happened: true, Noon.AddDays(-1)), new DeadlineSet(DeadlineKey.NextFollowUp, new(2026, 6, 11), Utc(6, 11, 21), Utc(6, 8, 21), Local: true));

    [Fact]
    public void One_that_did_not_happen_changes_neither_the_next_nor_the_last_contact()
    {
        var told = Given(InFollowUp).When(new RecordFollowUp(Happened: false, "Nobody answered.")).By(Anna).Then(new FollowUpRecorded(Happened: false, Noon));
        Assert.Equal(new DateOnly(2026, 6, 10), Assert.Single(told.Open.Deadlines, d => d.Key == DeadlineKey.NextFollowUp).DueOn);
        Assert.True(told.Open.TouchedAt < Noon);
    }

    [Fact]
    public void In_a_follow_up_only_goals_that_were_set_are_rated() =>
        Given(InFollowUp).When(new RecordFollowUp(Happened: true, "Whole nights.", [new("g2", 7)])).By(Anna).Refuses(Refusal.GoalUnknown);

    [Fact]
    public void A_further_meeting_ends_the_time_to_the_next_follow_up() =>
        Assert.Equal([DeadlineKey.PlanReviewed], Given(InFollowUp).When(HomeMeeting).By(Anna).IsAccepted().Open.Deadlines.Select(d => d.Key));

    // ---- Feedback ------------------------------------------------------------------------------------------------------

    [Fact]
    public void Feedback_is_asked_of_adults_children_and_professionals_apart() =>
        Given(InFollowUp).When(new AskFeedback(FeedbackFrom.Child)).By(Anna).Then(new FeedbackAsked(FeedbackFrom.Child));

    [Fact]
    public void What_somebody_thought_is_content_and_the_rating_a_fact()
    {
        var told = Given(InFollowUp).When(new RecordFeedback(FeedbackFrom.Child, 5, "You listened.")).By(Tea).Then(new FeedbackRecorded(FeedbackFrom.Child, 5));
        Assert.Equal(new TextContent("You listened."), told.ContentOf<FeedbackRecorded>());
        Given(InFollowUp).When(new RecordFeedback(FeedbackFrom.Professional, Text: "Short")).By(Tea).Then(new FeedbackRecorded(FeedbackFrom.Professional, null));
    }

    [Fact]
    public void Feedback_is_asked_and_recorded_also_after_closing()
    {
        Given(Closed).When(new AskFeedback(FeedbackFrom.Adult)).By(Anna).Then(new FeedbackAsked(FeedbackFrom.Adult));
        Given(Closed).When(new RecordFeedback(FeedbackFrom.Adult, 4)).By(Tea).Then(new FeedbackRecorded(FeedbackFrom.Adult, 4));
    }

    [Fact]
    public void Who_only_takes_part_asks_for_none()
    {
        Given(InFollowUp).When(new AskFeedback(FeedbackFrom.Adult)).By(Tea).Refuses(Refusal.NotCoordinator);
        Given(Closed).When(new AskFeedback(FeedbackFrom.Adult)).By(Tea).Refuses(Refusal.CaseClosed);
    }

    // ---- Closing, and how the family does afterwards -------------------------------------------------------------------

    [Fact]
    public void The_goals_are_rated_a_last_time_when_the_case_closes()
    {
        var told = Given(InFollowUp, Done).When(GoalsMet with { Ratings = [new("g1", 9)] }).By(Anna).Then(
            new GoalsRated([new("g1", 9)]), new CaseClosed("goals-met", Noon), OutcomeInSixMonths);
        Assert.Equal([new Goal("g1", 9)], Assert.IsType<ClosedCase>(told.State).Last.Goals);
        Given(InFollowUp, Done).When(GoalsMet with { Ratings = [new("g2", 9)] }).By(Anna).Refuses(Refusal.GoalUnknown);
    }

    [Fact]
    public void How_the_family_does_is_recorded_after_closing_and_its_deadline_ends()
    {
        var told = Given(Closed).When(new RecordOutcome(FamilyOutcome.BasicServices, "Day care and clinic")).By(Anna).Then(new OutcomeRecorded(FamilyOutcome.BasicServices, Noon));
        Assert.Equal(new TextContent("Day care and clinic"), told.ContentOf<OutcomeRecorded>());
        var closed = Assert.IsType<ClosedCase>(told.State);
        Assert.Equal((FamilyOutcome.BasicServices, 0), (closed.Outcome!.Value, closed.Last.Deadlines.Length));
    }

    [Fact]
    public void The_same_outcome_again_is_already_so_and_another_is_news()
    {
        var recorded = Past.Of(new RecordOutcome(FamilyOutcome.NotReached), Anna);
        Given(Closed, recorded).When(new RecordOutcome(FamilyOutcome.NotReached)).By(Anna).IsAlreadySo();
        Given(Closed, recorded).When(new RecordOutcome(FamilyOutcome.SpecialServices)).By(Mia).Then(new OutcomeRecorded(FamilyOutcome.SpecialServices, Noon));
    }

    [Fact]
    public void An_outcome_is_recorded_by_who_answered_for_the_case_once_it_is_closed()
    {
        var outcome = new RecordOutcome(FamilyOutcome.BasicServices);
        Given(InFollowUp).When(outcome).By(Anna).Refuses(Refusal.CaseNotClosed);
        Given(Closed).When(outcome).By(Tea).Refuses(Refusal.NotCoordinator);
        Given(Closed).When(outcome with { OccurredAt = FirstContactAt }).By(Anna).Refuses(Refusal.OccurredBeforePhase);
    }

    /// <summary>Closed on Tuesday 10 March, it is to be asked by Thursday 10 September.</summary>
    [Fact]
    public void A_closed_case_whose_outcome_nobody_asked_is_noted_near_and_missed_once()
    {
        var near = new NoteDeadlineNear(DeadlineKey.OutcomeChecked);
        var missed = new NoteDeadlineMissed(DeadlineKey.OutcomeChecked);
        Given(Closed).When(near).By(Actor.Engine).At(Utc(9, 7, 21).AddSeconds(-1)).IsAlreadySo();
        Given(Closed).When(near).By(Actor.Engine).At(Utc(9, 7, 21)).Then(new DeadlineNeared(DeadlineKey.OutcomeChecked, new(2026, 9, 10)));
        Given(Closed).When(missed).By(Actor.Engine).At(Utc(9, 10, 21).AddSeconds(-1)).IsAlreadySo();
        Given(Closed).When(missed).By(Actor.Engine).At(Utc(9, 10, 21)).Then(new DeadlineMissed(DeadlineKey.OutcomeChecked, new(2026, 9, 10)));
        Given(Closed, Past.Of(missed, Actor.Engine, Utc(9, 10, 21))).When(missed).By(Actor.Engine).At(Utc(9, 11, 21)).IsAlreadySo();
    }

    [Fact]
    public void A_case_that_reopens_waits_for_no_outcome() =>
        Assert.Equal([DeadlineKey.UrgencyJudged], Given(Closed).When(new Reopen("It came back")).By(Anna).IsAccepted().Open.Deadlines.Select(d => d.Key));
}
