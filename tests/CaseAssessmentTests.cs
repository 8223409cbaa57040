using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>What an assessment hears and records, the judgement of special support with its clocks, and what is told to social services.</summary>
public sealed class CaseAssessmentTests
{
    static readonly RecordHearing ChildsView = new(Heard.Child, "I want the light on.", "m1");
    static readonly Past HeardChild = Past.Of(ChildsView, Anna);
    static readonly JudgeSpecialSupport Needed = new(Needed: true, "He does not sleep, and nobody at home can help.");
    static readonly JudgeSpecialSupport NotNeeded = new(Needed: false, "They manage with the clinic.");

    /// <summary>Bea is the village's social worker.</summary>
    static readonly Past BeaInvited = Past.Of(new InviteParticipant(Bea), Anna);
    static readonly Past Judged = [.. BeaInvited, .. Past.Of(Needed, Bea)];
    static readonly Past OpenedByBea = Past.Of(Contact(FirstContact, Child("key-child")), Bea);

    /// <summary>The seventh working day after Tuesday 10 March, when the contact was made; whenever special support was judged.</summary>
    static readonly DeadlineSet StartedInSevenDays = new(DeadlineKey.AssessmentStarted, new(2026, 3, 19), Utc(3, 19, 22), Utc(3, 16, 22));
    static readonly DeadlineSet DoneInThreeMonths = new(DeadlineKey.AssessmentDone, new(2026, 6, 10), Utc(6, 10, 21), Utc(6, 7, 21));

    static readonly UnitId Clinic = new("clinic");
    static readonly Past Requested = Past.Of(new RequestServiceAssessment(Clinic, "They ask for it"), Anna);
    static readonly Past Notified = Past.Of(new RecordChildProtectionNotification(Clinic), Anna);
    static readonly Past Begun = Past.Of(new RecordChildProtectionDecision(ChildProtectionStage.Begun), Anna);

    // ---- Life areas and hearings ---------------------------------------------------------------------------------------

    [Fact]
    public void Of_an_area_of_life_the_facts_tell_only_whether_something_was_said()
    {
        var told = Given(InAssessment).When(new RecordLifeArea("everyday-life", "They laugh.", "Nobody sleeps.")).By(Anna).Then(
            new LifeAreaRecorded("everyday-life", Strengths: true, Worries: true));
        Assert.Equal(new LifeAreaContent("They laugh.", "Nobody sleeps."), told.ContentOf<LifeAreaRecorded>());
        Assert.Equal(["everyday-life"], told.Open.LifeAreas);
    }

    [Fact]
    public void An_area_may_be_all_strength() =>
        Given(InAssessment).When(new RecordLifeArea("network", Strengths: "Grandmother is near.")).By(Anna).Then(
            new LifeAreaRecorded("network", Strengths: true, Worries: false));

    [Fact]
    public void An_area_told_of_twice_is_one_area()
    {
        var first = Past.Of(new RecordLifeArea("everyday-life", Worries: "Nobody sleeps."), Anna);
        Assert.Equal(["everyday-life"], Given(InAssessment, first).When(new RecordLifeArea("everyday-life", "Now they do.")).By(Anna).IsAccepted().Open.LifeAreas);
    }

    [Fact]
    public void An_area_of_life_is_one_of_the_models() =>
        Given(InAssessment).When(new RecordLifeArea("horoscope", "Lucky")).By(Anna).Refuses(Refusal.LifeAreaUnknown);

    [Fact]
    public void Who_takes_part_tells_of_an_area_too() =>
        Given(InMeeting, Invited).When(new RecordLifeArea("early-education-or-school", "He sings.")).By(Tea).IsAccepted();

    [Fact]
    public void A_childs_own_view_is_content_and_that_the_child_was_heard_a_fact()
    {
        var told = Given(InAssessment).When(ChildsView).By(Anna).Then(new HearingRecorded(Heard.Child, "m1"));
        Assert.Equal(new TextContent("I want the light on."), told.ContentOf<HearingRecorded>());
        Assert.Equal([Heard.Child], told.Open.Heard);
    }

    [Fact]
    public void Somebody_outside_the_family_may_be_heard() =>
        Given(InAssessment).When(new RecordHearing(Heard.Other, "He is gentle.")).By(Anna).Then(new HearingRecorded(Heard.Other, null));

    [Fact]
    public void Who_is_heard_as_a_member_is_one() =>
        Given(InAssessment).When(ChildsView with { Member = "m9" }).By(Anna).Refuses(Refusal.MemberUnknown);

    [Fact]
    public void Who_was_heard_before_counts_when_the_assessment_is_completed() =>
        Given(InAssessment, HeardChild).When(Assessment with { Heard = [] }).By(Anna).Then(
            new AssessmentCompleted([Heard.Child], [new("n1", "sleep-guidance", "child-health-clinic"), new("n2", "peer-support", null)], NoNeed: false),
            new PhaseEntered(Phase.NeedsAssessment, Phase.JointMeeting, Noon));

    [Fact]
    public void Who_was_heard_before_is_named_beside_who_is_named_now() =>
        Assert.Equal([Heard.Adult, Heard.Child],
            Given(InAssessment, HeardChild).When(Assessment with { Heard = [Heard.Adult, Heard.Child] }).By(Anna).IsAccepted().Only<AssessmentCompleted>().Heard);

    [Fact]
    public void For_a_new_assessment_they_are_heard_anew() =>
        Given(InAssessment, HeardChild, Assessed, Past.Of(new Reassess("A sister"), Anna)).When(Assessment with { Heard = [] }).By(Anna).Refuses(Refusal.NobodyHeard);

    [Fact]
    public void After_a_reopening_they_are_heard_anew()
    {
        var back = Past.Of(new Reopen("It came back"), Anna);
        Given(InAssessment, HeardChild, Past.Of(new Close("moved-away", "To the sea"), Anna), back, Urgent, Assessing)
            .When(Assessment with { Heard = [] }).By(Anna).Refuses(Refusal.NobodyHeard);
    }

    // ---- Special support -----------------------------------------------------------------------------------------------

    [Fact]
    public void A_social_worker_judges_special_support_becomes_the_pair_and_the_clocks_count_from_the_contact()
    {
        var told = Given(InContact, BeaInvited).When(Needed).By(Bea).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon), new PairNamed(Bea, Noon), StartedInSevenDays, DoneInThreeMonths);
        Assert.Equal(new TextContent("He does not sleep, and nobody at home can help."), told.ContentOf<SpecialSupportJudged>());
        Assert.Equal((true, Bea.Id, Anna.Id), (told.Open.NeedsSpecialSupport, told.Open.Pair!.Value, told.Open.Coordinator));
    }

    [Fact]
    public void A_coordinator_who_is_no_social_worker_does_not_judge_it() =>
        Given(InContact).When(Needed).By(Anna).Refuses(Refusal.NotCompetent);

    [Fact]
    public void Who_takes_part_and_is_no_social_worker_does_not_judge_it() =>
        Given(InFollowUp).When(NotNeeded).By(Tea).Refuses(Refusal.NotCompetent);

    [Fact]
    public void Who_is_a_social_worker_no_more_does_not_judge_it() =>
        Given(InContact, BeaInvited).When(Needed).By(Bea).In(NetworkWhere((Bea, p => p with { Profession = "manager" }))).Refuses(Refusal.NotCompetent);

    [Fact]
    public void Where_the_model_names_nobody_competent_nobody_judges_it() =>
        Given(InContact, BeaInvited).Under(m => m with { Competences = [] }).When(Needed).By(Bea).Refuses(Refusal.NotCompetent);

    [Fact]
    public void A_social_worker_who_has_nothing_to_do_with_the_case_hears_that_there_is_none() =>
        Given(InContact).When(Needed).By(Bea).Refuses(Refusal.NoSuchCase);

    [Fact]
    public void A_coordinator_who_is_a_social_worker_needs_no_pair() =>
        Assert.Null(Given(OpenedByBea).When(Needed).By(Bea).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon), StartedInSevenDays, DoneInThreeMonths).Open.Pair);

    [Fact]
    public void A_pair_who_is_a_social_worker_stays_whoever_judges() =>
        Given(InContact, Past.Of(new NamePair(Bea), Anna), Past.Of(new InviteParticipant(Cai), Anna)).When(Needed).By(Cai)
            .In(NetworkWhere((Cai, p => p with { Profession = "social-worker" }))).Then(
                new SpecialSupportJudged(Needed: true, Cai, Noon), StartedInSevenDays, DoneInThreeMonths);

    [Fact]
    public void A_pair_who_is_no_social_worker_gives_way_to_the_judge_and_still_takes_part()
    {
        var told = Given(InContact, BeaInvited, Past.Of(new NamePair(Cai), Anna)).When(Needed).By(Bea).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon), new PairEnded(Cai, Noon), new PairNamed(Bea, Noon), StartedInSevenDays, DoneInThreeMonths);
        Assert.Equal(Bea.Id, told.Open.Pair);
        Assert.Contains(Cai.Id, told.Open.Participants);
    }

    [Fact]
    public void Judged_the_same_again_is_already_so() =>
        Given(InContact, Judged).When(Needed).By(Bea).IsAlreadySo();

    [Fact]
    public void That_it_is_not_needed_is_a_judgement_too()
    {
        var told = Given(InContact, BeaInvited).When(NotNeeded).By(Bea).Then(new SpecialSupportJudged(Needed: false, Bea, Noon));
        Assert.Equal((new SpecialSupport(Needed: false, Bea, Noon), false), (told.Open.SpecialSupport, told.Open.NeedsSpecialSupport));
        Given(InContact, BeaInvited, Past.Of(NotNeeded, Bea)).When(NotNeeded).By(Bea).IsAlreadySo();
    }

    [Fact]
    public void Judged_while_the_assessment_is_under_way_only_its_end_is_to_come() =>
        Given(InAssessment, BeaInvited).When(Needed).By(Bea).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon), new PairNamed(Bea, Noon), DoneInThreeMonths);

    [Fact]
    public void Judged_after_the_assessment_was_done_no_clock_starts() =>
        Given(InMeeting, BeaInvited).When(Needed).By(Bea).Then(new SpecialSupportJudged(Needed: true, Bea, Noon), new PairNamed(Bea, Noon));

    [Fact]
    public void Judged_while_the_needs_are_assessed_anew_the_end_is_to_come_again() =>
        Given(InMeeting, Past.Of(new Reassess("A sister"), Anna), BeaInvited).When(Needed).By(Bea).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon), new PairNamed(Bea, Noon), DoneInThreeMonths);

    [Fact]
    public void The_first_clock_ends_when_the_assessment_starts_and_the_second_when_it_is_completed()
    {
        Assert.Equal([DeadlineKey.AssessmentDone], Given(InContact, Judged).When(new StartAssessment()).By(Anna).IsAccepted().Open.Deadlines.Select(d => d.Key));
        Assert.Empty(Given(InContact, Judged, Assessing).When(Assessment).By(Anna).IsAccepted().Open.Deadlines);
    }

    [Fact]
    public void Neither_clock_is_moved_by_a_coordinator() =>
        Given(InContact, Judged).When(new ExtendDeadline(DeadlineKey.AssessmentDone, new(2026, 6, 11), "Holidays")).By(Anna).Refuses(Refusal.DeadlineStatutory);

    [Fact]
    public void Judged_not_to_be_needed_after_all_lifts_the_clocks()
    {
        var told = Given(InContact, Judged).When(NotNeeded).By(Bea).Then(
            new SpecialSupportJudged(Needed: false, Bea, Noon), new DeadlineLifted(DeadlineKey.AssessmentStarted), new DeadlineLifted(DeadlineKey.AssessmentDone));
        Assert.Equal((false, 0), (told.Open.NeedsSpecialSupport, told.Open.Deadlines.Length));
    }

    [Fact]
    public void It_lifts_only_what_is_running() =>
        Given(InContact, Judged, Assessing).When(NotNeeded).By(Bea).Then(
            new SpecialSupportJudged(Needed: false, Bea, Noon), new DeadlineLifted(DeadlineKey.AssessmentDone));

    [Fact]
    public void It_does_not_lift_what_runs_in_every_case()
    {
        var told = Given(Opened, BeaInvited).Under(OfEveryCase).When(NotNeeded).By(Bea).Then(new SpecialSupportJudged(Needed: false, Bea, Noon));
        Assert.Equal([DeadlineKey.UrgencyJudged, DeadlineKey.AssessmentStarted, DeadlineKey.AssessmentDone], told.Open.Deadlines.Select(d => d.Key));
    }

    [Fact]
    public void A_clock_of_every_case_is_not_started_again_by_the_judgement() =>
        Given(InContact, BeaInvited).Under(OfEveryCase).When(Needed).By(Bea).Then(new SpecialSupportJudged(Needed: true, Bea, Noon), new PairNamed(Bea, Noon));

    [Fact]
    public void Judged_needed_once_more_the_clocks_count_from_the_contact_as_before() =>
        Given(InContact, Judged, Past.Of(NotNeeded, Bea)).When(Needed).By(Bea).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon), StartedInSevenDays, DoneInThreeMonths);

    [Fact]
    public void A_case_of_special_support_that_reopens_has_its_clocks_from_the_reopening() =>
        Given(InContact, Judged, Past.Of(new Close("advice-given", "A brochure"), Anna)).When(new Reopen("It was not enough")).By(Anna).Then(
            new CaseReopened(Anna, new("county"), Noon),
            new DeadlineSet(DeadlineKey.UrgencyJudged, new(2026, 3, 13), Utc(3, 13, 22)),
            new DeadlineSet(DeadlineKey.AssessmentStarted, new(2026, 3, 23), Utc(3, 23, 22), Utc(3, 18, 22)),
            new DeadlineSet(DeadlineKey.AssessmentDone, new(2026, 6, 12), Utc(6, 12, 21), Utc(6, 9, 21)));

    [Fact]
    public void Judged_after_a_reopening_the_clocks_count_from_the_reopening_whatever_was_assessed_before() =>
        Given(Closed, Past.Of(new Reopen("It came back"), Anna, Noon), BeaInvited).When(Needed).By(Bea).At(Noon.AddDays(1)).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon.AddDays(1)), new PairNamed(Bea, Noon.AddDays(1)),
            new DeadlineSet(DeadlineKey.AssessmentStarted, new(2026, 3, 23), Utc(3, 23, 22), Utc(3, 18, 22)),
            new DeadlineSet(DeadlineKey.AssessmentDone, new(2026, 6, 12), Utc(6, 12, 21), Utc(6, 9, 21)));

    [Fact]
    public void An_assessment_of_special_support_is_not_skipped_whatever_the_model_allows() =>
        Given(InContact, Judged).Under(m => m with { MaySkip = [Phase.NeedsAssessment] }).When(new SkipAssessment("Known")).By(Anna).Refuses(Refusal.AssessmentMayNotBeSkipped);

    // ---- Social services and child protection --------------------------------------------------------------------------

    [Fact]
    public void A_service_need_assessment_is_requested_of_a_unit_with_its_grounds()
    {
        var told = Given(InFollowUp).When(new RequestServiceAssessment(Clinic, "They ask for it")).By(Anna).Then(new ServiceAssessmentRequested(Clinic, Noon));
        Assert.Equal(new TextContent("They ask for it"), told.ContentOf<ServiceAssessmentRequested>());
        Assert.Equal(Noon, told.Open.ServiceAssessmentRequestedAt);
    }

    [Fact]
    public void Requested_again_is_already_so() =>
        Given(InContact, Requested).When(new RequestServiceAssessment(Clinic, "They ask for it")).By(Anna).IsAlreadySo();

    [Fact]
    public void It_is_requested_of_a_unit_of_the_network() =>
        Given(InContact).When(new RequestServiceAssessment(new("eek-999"), "They ask for it")).By(Anna).Refuses(Refusal.UnitUnknown);

    [Fact]
    public void A_case_with_a_request_does_not_close_as_one_without()
    {
        var close = new Close("without", "Basic services are enough");
        Given(InContact, Requested).Under(WithoutRequest).When(close).By(Anna).Refuses(Refusal.ServiceAssessmentRequested);
        Given(InContact).Under(WithoutRequest).When(close).By(Anna).IsAccepted();
    }

    [Fact]
    public void A_child_protection_notification_starts_the_seven_working_days_to_decide()
    {
        var told = Given(InFollowUp).When(new RecordChildProtectionNotification(Clinic)).By(Tea).Then(
            new ChildProtectionNotified(Clinic, Tea, Noon), new DeadlineSet(DeadlineKey.ChildProtectionDecided, new(2026, 3, 23), Utc(3, 23, 22), Utc(3, 18, 22)));
        Assert.Equal(Noon, told.Open.ChildProtectionNotifiedAt);
    }

    [Fact]
    public void It_counts_from_when_the_notification_was_made() =>
        Assert.Equal(new DateOnly(2026, 3, 20),
            Given(Opened).When(new RecordChildProtectionNotification(Clinic) { OccurredAt = Noon.AddDays(-1) }).By(Anna).IsAccepted().Only<DeadlineSet>().DueOn);

    [Fact]
    public void A_notification_goes_to_a_unit_of_the_network() =>
        Given(InContact).When(new RecordChildProtectionNotification(new("eek-999"))).By(Anna).Refuses(Refusal.UnitUnknown);

    [Fact]
    public void What_was_not_notified_is_not_decided() =>
        Given(InContact).When(new RecordChildProtectionDecision(ChildProtectionStage.Begun)).By(Anna).Refuses(Refusal.NotNotified);

    [Fact]
    public void A_child_protection_assessment_that_begins_is_ready_three_months_from_the_notification()
    {
        var told = Given(InContact, Notified).When(new RecordChildProtectionDecision(ChildProtectionStage.Begun)).By(Anna).Then(
            new ChildProtectionDecided(ChildProtectionStage.Begun, Noon), new DeadlineSet(DeadlineKey.ChildProtectionReady, new(2026, 6, 10), Utc(6, 10, 21), Utc(6, 7, 21)));
        Assert.Equal([DeadlineKey.ChildProtectionReady], told.Open.Deadlines.Select(d => d.Key));
    }

    [Fact]
    public void Where_none_is_needed_nothing_more_is_waited_for() =>
        Assert.Empty(Given(InContact, Notified).When(new RecordChildProtectionDecision(ChildProtectionStage.NotNeeded)).By(Anna).Then(
            new ChildProtectionDecided(ChildProtectionStage.NotNeeded, Noon)).Open.Deadlines);

    [Fact]
    public void When_it_is_ready_nothing_more_is_waited_for() =>
        Assert.Empty(Given(InContact, Notified, Begun).When(new RecordChildProtectionDecision(ChildProtectionStage.Ready)).By(Anna).Then(
            new ChildProtectionDecided(ChildProtectionStage.Ready, Noon)).Open.Deadlines);

    static OperatingModel OfEveryCase(OperatingModel m) => m with { Deadlines = [.. m.Deadlines.Select(d => d with { When = AppliesWhen.Always })] };

    static OperatingModel WithoutRequest(OperatingModel m) => m with
    {
        Results = [new("without", new("Ilman pyyntöä", "Utan begäran", "Without a request"), [Phase.Contact], [Guard.NoServiceAssessment])],
    };
}
