using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>The work of the phases: urgency, assessment, meeting, plan, notes, deadlines and time.</summary>
public sealed class CaseWorkTests
{
    [Fact]
    public void Urgency_is_judged_and_its_deadline_ends() =>
        Assert.Empty(Given(Opened).When(new JudgeUrgency(Urgency.Immediate)).By(Anna).Then(new UrgencyJudged(Urgency.Immediate)).Open.Deadlines);

    [Fact]
    public void Urgency_judged_the_same_again_is_already_so() =>
        Given(Opened, Urgent).When(new JudgeUrgency(Urgency.Soon)).By(Anna).IsAlreadySo();

    [Fact]
    public void Urgency_may_be_judged_anew() =>
        Given(InFollowUp).When(new JudgeUrgency(Urgency.Immediate)).By(Anna).Then(new UrgencyJudged(Urgency.Immediate));

    [Fact]
    public void An_assessment_starts_once_urgency_is_judged() =>
        Given(Opened, Urgent).When(new StartAssessment()).By(Anna).Then(
            new AssessmentStarted(), new PhaseEntered(Phase.Contact, Phase.NeedsAssessment, Noon));

    [Fact]
    public void No_assessment_starts_before_urgency_is_judged() =>
        Given(Opened).When(new StartAssessment()).By(Anna).Refuses(Refusal.UrgencyNotJudged);

    [Fact]
    public void A_model_may_not_ask_for_urgency() =>
        Given(Opened).Under(m => m with { Guards = [] }).When(new StartAssessment()).By(Anna).IsAccepted();

    [Fact]
    public void An_assessment_that_is_under_way_is_already_so() =>
        Given(InAssessment).When(new StartAssessment()).By(Anna).IsAlreadySo();

    [Fact]
    public void An_assessment_does_not_start_from_follow_up() =>
        Given(InFollowUp).When(new StartAssessment()).By(Anna).Refuses(Refusal.WrongPhase);

    [Fact]
    public void An_assessment_is_skipped_only_where_the_model_allows() =>
        Given(InContact).When(new SkipAssessment("Known already")).By(Anna).Refuses(Refusal.AssessmentMayNotBeSkipped);

    [Fact]
    public void Where_the_model_allows_an_assessment_is_skipped_with_a_reason()
    {
        var told = Given(InContact).Under(m => m with { MaySkip = [Phase.NeedsAssessment] }).When(new SkipAssessment("Known already")).By(Anna).Then(
            new AssessmentSkipped(), new PhaseEntered(Phase.Contact, Phase.JointMeeting, Noon));
        Assert.Equal(new TextContent("Known already"), told.ContentOf<AssessmentSkipped>());
    }

    [Fact]
    public void An_assessment_is_completed_with_who_was_heard_and_the_needs_found()
    {
        var told = Given(InAssessment).When(Assessment).By(Anna).Then(
            new AssessmentCompleted([Heard.Child, Heard.Adult], [new("n1", "sleep-guidance", "child-health-clinic"), new("n2", "peer-support", null)], false),
            new PhaseEntered(Phase.NeedsAssessment, Phase.JointMeeting, Noon));
        var content = Assert.IsType<AssessmentContent>(told.ContentOf<AssessmentCompleted>());
        Assert.Equal("They need sleep, and somebody to ask.", content.Summary);
        Assert.Equal(["shift work", null], content.RootCauses);
    }

    [Fact]
    public void Somebody_must_have_been_heard() =>
        Given(InAssessment).When(Assessment with { Heard = [] }).By(Anna).Refuses(Refusal.NobodyHeard);

    [Fact]
    public void An_assessment_finds_a_need_or_says_that_there_is_none() =>
        Given(InAssessment).When(Assessment with { Needs = [] }).By(Anna).Refuses(Refusal.NeedsUnknown);

    [Fact]
    public void It_does_not_say_both() =>
        Given(InAssessment).When(Assessment with { NoNeed = true }).By(Anna).Refuses(Refusal.NeedsContradictory);

    [Fact]
    public void A_need_is_one_of_the_models() =>
        Given(InAssessment).When(Assessment with { Needs = [new("a-pony")] }).By(Anna).Refuses(Refusal.NeedCodeUnknown);

    [Fact]
    public void A_service_is_one_of_the_models() =>
        Given(InAssessment).When(Assessment with { Needs = [new("other", Service: "stable")] }).By(Anna).Refuses(Refusal.ServiceUnknown);

    [Fact]
    public void An_assessment_that_finds_no_need_stays_where_it_is_to_be_closed() =>
        Given(InAssessment).When(Assessment with { Needs = [], NoNeed = true }).By(Anna).Then(
            new AssessmentCompleted([Heard.Child, Heard.Adult], [], NoNeed: true));

    [Fact]
    public void A_model_without_the_guards_asks_neither_who_was_heard_nor_for_needs() =>
        Given(InAssessment).Under(m => m with { Guards = [] }).When(new CompleteAssessment("Short", [], [])).By(Anna).IsAccepted();

    [Fact]
    public void A_meeting_is_planned_and_who_comes_takes_part_in_the_case()
    {
        var told = Given(InMeeting).When(HomeMeeting with { Participants = [Tea, Nils, Tea] }).By(Anna).Then(
            new MeetingPlanned("meeting-1", HomeMeeting.At, Place.Home, [Tea, Nils]));
        Assert.Equal([Tea.Id, Nils.Id], told.Open.Participants);
    }

    [Fact]
    public void Nobody_is_invited_who_is_not_there() =>
        Given(InMeeting).When(HomeMeeting with { Participants = [Lea] }).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_further_meeting_takes_the_case_from_follow_up_back_to_the_joint_meeting() =>
        Given(InFollowUp).When(HomeMeeting).By(Anna).Then(
            new MeetingPlanned("meeting-2", HomeMeeting.At, Place.Home, [Tea]), new PhaseEntered(Phase.FollowUp, Phase.JointMeeting, Noon));

    [Fact]
    public void A_further_meeting_must_be_held_anew_before_its_plan() =>
        Given(InFollowUp, Invited).When(Plan).By(Anna).Refuses(Refusal.MeetingNotHeld);

    [Fact]
    public void A_meeting_is_held_and_its_services_are_counted()
    {
        var told = Given(InMeeting, Invited).When(FamilyAndTwoServices with { Attended = [Tea, Nora, Nils, Tea] }).By(Anna).Then(
            new MeetingHeld("meeting-1", FamilyAttended: true, [Tea, Nora, Nils], Services: 2, Noon));
        Assert.Equal(new TextContent("We agreed on evenings."), told.ContentOf<MeetingHeld>());
    }

    [Fact]
    public void A_meeting_that_was_not_planned_was_not_held() =>
        Given(InMeeting, Invited).When(FamilyAndTwoServices with { Meeting = "meeting-7" }).By(Anna).Refuses(Refusal.MeetingUnknown);

    [Fact]
    public void A_meeting_is_held_once() =>
        Given(InMeeting, Invited, Met, Invited).When(FamilyAndTwoServices).By(Anna).Refuses(Refusal.MeetingAlreadyHeld);

    [Fact]
    public void A_meeting_is_held_once_also_when_no_other_is_planned() =>
        Given(InMeeting, Invited, Met).When(FamilyAndTwoServices).By(Anna).Refuses(Refusal.MeetingAlreadyHeld);

    [Fact]
    public void Nobody_attended_who_is_not_in_the_network() =>
        Given(InMeeting, Invited).When(FamilyAndTwoServices with { Attended = [Nobody] }).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void Who_has_left_since_may_have_attended() =>
        Given(InMeeting, Invited).When(FamilyAndTwoServices with { Attended = [Lea, Tea] }).By(Anna).IsAccepted();

    [Fact]
    public void A_plan_agreed_takes_the_case_to_follow_up_with_the_deadlines_of_the_next_follow_up_and_of_the_plans_review()
    {
        var told = Given(InMeeting, Invited, Met).When(Plan).By(Anna).Then(
            new PlanAgreed([new("g1", 3)], [new("t1", Tea, new(2026, 4, 1)) { Organisation = new("city") }], Adds: true),
            new PhaseEntered(Phase.JointMeeting, Phase.FollowUp, Noon),
            new DeadlineSet(DeadlineKey.NextFollowUp, new(2026, 6, 12), Utc(6, 12, 21), Utc(6, 9, 21), Local: true),
            new DeadlineSet(DeadlineKey.PlanReviewed, new(2027, 3, 12), Utc(3, 12, 22, year: 2027), Utc(3, 9, 22, year: 2027), Local: true));
        var content = Assert.IsType<PlanContent>(told.ContentOf<PlanAgreed>());
        Assert.Equal(("Whole nights", "Visits on Tuesdays"), (Assert.Single(content.Goals), Assert.Single(content.Tasks)));
    }

    [Fact]
    public void No_plan_before_a_meeting_was_held() =>
        Given(InMeeting, Invited).When(Plan).By(Anna).Refuses(Refusal.MeetingNotHeld);

    [Fact]
    public void No_plan_without_the_family() =>
        Given(InMeeting, Invited, Past.Of(FamilyAndTwoServices with { FamilyAttended = false }, Anna)).When(Plan).By(Anna).Refuses(Refusal.FamilyNotAttended);

    [Fact]
    public void No_plan_by_one_service_alone() =>
        Given(InMeeting, Invited, Past.Of(FamilyAndTwoServices with { Attended = [Anna, Bea] }, Anna)).When(Plan).By(Anna).Refuses(Refusal.FewerThanTwoServices);

    [Fact]
    public void A_plan_holds_a_goal_or_a_task() =>
        Given(InMeeting, Invited, Met).When(new AgreePlan([], [])).By(Anna).Refuses(Refusal.PlanEmpty);

    [Fact]
    public void A_task_is_given_to_somebody_who_is_there() =>
        Given(InMeeting, Invited, Met).When(Plan with { Tasks = [new("Visits", Lea, new(2026, 4, 1))] }).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_model_without_guards_agrees_on_an_empty_plan_without_a_meeting() =>
        Given(InMeeting).Under(m => m with { Guards = [] }).When(new AgreePlan([], [])).By(Anna).IsAccepted();

    [Fact]
    public void Needs_that_changed_take_the_case_back_to_the_assessment_and_only_the_plans_review_still_runs()
    {
        var told = Given(InFollowUp).When(new Reassess("A sister was born")).By(Anna).Then(
            new ReassessmentCalled(Noon), new PhaseEntered(Phase.FollowUp, Phase.NeedsAssessment, Noon));
        Assert.Equal([DeadlineKey.PlanReviewed], told.Open.Deadlines.Select(d => d.Key));
    }

    [Fact]
    public void A_joint_meeting_may_call_for_a_new_assessment() =>
        Given(InMeeting).When(new Reassess("Something else")).By(Anna).Then(
            new ReassessmentCalled(Noon), new PhaseEntered(Phase.JointMeeting, Phase.NeedsAssessment, Noon));

    [Fact]
    public void A_note_is_written_by_whoever_takes_part_and_is_content()
    {
        var told = Given(InFollowUp).When(new Note("He slept.")).By(Tea).Then(new NoteWritten());
        Assert.Equal(new TextContent("He slept."), told.ContentOf<NoteWritten>());
    }

    [Fact]
    public void A_note_may_be_written_to_a_closed_case() =>
        Given(Closed).When(new Note("They wrote to thank.")).By(Tea).Then(new NoteWritten());

    [Fact]
    public void A_deadline_that_passed_is_noted_once()
    {
        var late = Utc(3, 11, 22);
        Given(Opened).When(new NoteDeadlineMissed(DeadlineKey.UrgencyJudged)).By(Actor.Engine).At(late)
            .Then(new DeadlineMissed(DeadlineKey.UrgencyJudged, new(2026, 3, 11)));
        var missed = Past.Of(new NoteDeadlineMissed(DeadlineKey.UrgencyJudged), Actor.Engine, late);
        Given(Opened, missed).When(new NoteDeadlineMissed(DeadlineKey.UrgencyJudged)).By(Actor.Engine).IsAlreadySo();
    }

    [Fact]
    public void Due_today_is_not_missed() =>
        Given(Opened).When(new NoteDeadlineMissed(DeadlineKey.UrgencyJudged)).By(Actor.Engine).At(new(2026, 3, 11, 21, 59, 59, TimeSpan.Zero)).IsAlreadySo();

    [Fact]
    public void A_deadline_that_does_not_run_is_not_missed() =>
        Given(InContact).When(new NoteDeadlineMissed(DeadlineKey.NextFollowUp)).By(Actor.Engine).IsAlreadySo();

    [Fact]
    public void A_closed_case_misses_nothing_of_what_ran_while_it_was_open() =>
        Given(Closed).When(new NoteDeadlineMissed(DeadlineKey.NextFollowUp)).By(Actor.Engine).IsAlreadySo();

    [Fact]
    public void What_happened_earlier_than_recorded_is_entered_at_its_own_time()
    {
        var morning = new DateTimeOffset(2026, 3, 12, 8, 0, 0, TimeSpan.FromHours(2));
        Given(InContact).When(new StartAssessment { OccurredAt = morning }).By(Anna).Then(
            new AssessmentStarted(), new PhaseEntered(Phase.Contact, Phase.NeedsAssessment, morning));
    }

    [Fact]
    public void Nothing_has_happened_in_the_future() =>
        Given(Opened).When(new Note("Tomorrow") { OccurredAt = Noon.AddSeconds(1) }).By(Anna).Refuses(Refusal.OccurredInFuture);

    [Fact]
    public void Nothing_but_a_contact_happened_before_the_case_opened() =>
        Given(InContact).When(new Note("Long ago") { OccurredAt = FirstContactAt.AddDays(-1) }).By(Anna).Refuses(Refusal.OccurredBeforePhase);

    [Fact]
    public void A_phase_is_not_left_before_it_was_entered() =>
        Given(InContact).When(new StartAssessment { OccurredAt = FirstContactAt.AddSeconds(-1) }).By(Anna).Refuses(Refusal.OccurredBeforePhase);
}
