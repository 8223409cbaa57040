using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>The joint meeting: its duties, how it is moved, cancelled and held, and who signs what was done in it.</summary>
public sealed class CaseMeetingTests
{
    static readonly DateTimeOffset Friday = new(2026, 3, 13, 9, 0, 0, TimeSpan.FromHours(2));
    static readonly Past Moved = Past.Of(new MoveMeeting("meeting-1", Friday), Anna);
    static readonly Past Cancelled = Past.Of(new CancelMeeting("meeting-1", "The child is ill"), Anna);
    static readonly SignDuty Check = new("meeting-1", "check"), Talk = new("meeting-1", "talk");
    static readonly LeaveDutyOpen TalkLater = new("meeting-1", "talk", "He fell asleep");
    static readonly Past CheckSigned = Past.Of(Check, Nora), TalkSigned = Past.Of(Talk, Tea);

    static readonly DeadlineSet FollowUpInThreeMonths = new(DeadlineKey.NextFollowUp, new(2026, 6, 12), Utc(6, 12, 21), Utc(6, 9, 21), Local: true);

    // ---- Planned -------------------------------------------------------------------------------------------------------

    [Fact]
    public void A_meeting_is_planned_with_its_duties_and_whose_they_are_take_part()
    {
        var told = Given(InMeeting).When(MeetingOfDuties with { Participants = [Nils] }).By(Anna).Then(
            new MeetingPlanned("meeting-1", HomeMeeting.At, Place.Home, [Nils, Nora, Tea], [new("check", Nora), new("talk", Tea)]));
        Assert.Equal([Nils.Id, Nora.Id, Tea.Id], told.Open.Participants);
        Assert.All(Assert.Single(told.Open.Meetings).Duties, d => Assert.Equal(DutyStatus.Planned, d.Status));
    }

    [Fact]
    public void How_long_it_takes_is_told_where_it_is_not_as_usual_and_its_agenda_is_content()
    {
        var told = Given(InMeeting).When(HomeMeeting with { LengthMinutes = 90, Agenda = "Evenings" }).By(Anna).Then(
            new MeetingPlanned("meeting-1", HomeMeeting.At, Place.Home, [Tea], LengthMinutes: 90));
        Assert.Equal(new TextContent("Evenings"), told.ContentOf<MeetingPlanned>());
        Assert.Equal(90, Assert.Single(told.Open.Meetings).LengthMinutes);
        Assert.Equal(60, Assert.Single(Given(InMeeting).When(HomeMeeting).By(Anna).IsAccepted().Open.Meetings).LengthMinutes);
    }

    [Fact]
    public void A_duty_planned_twice_is_one() =>
        Given(InMeeting).When(HomeMeeting with { Participants = [], Duties = [new("check", Nora), new("check", Nora)] }).By(Anna).Then(
            new MeetingPlanned("meeting-1", HomeMeeting.At, Place.Home, [Nora], [new("check", Nora)]));

    [Fact]
    public void A_duty_is_one_of_the_models() =>
        Given(InMeeting).When(HomeMeeting with { Duties = [new("haircut", Nora)] }).By(Anna).Refuses(Refusal.DutyUnknown);

    [Fact]
    public void A_duty_is_planned_for_one_of_its_professions() =>
        Given(InMeeting).When(HomeMeeting with { Duties = [new("check", Tea)] }).By(Anna).Refuses(Refusal.NotDutysProfessional);

    [Fact]
    public void A_duty_is_planned_for_somebody_who_is_there() =>
        Given(InMeeting).When(HomeMeeting with { Duties = [new("check", Lea)] }).By(Anna).Refuses(Refusal.PersonUnknown);

    // ---- Moved, cancelled, prepared ------------------------------------------------------------------------------------

    [Fact]
    public void A_meeting_is_moved_and_its_changes_are_counted()
    {
        var told = Given(InMeeting, Invited).When(new MoveMeeting("meeting-1", Friday)).By(Anna).Then(new MeetingMoved("meeting-1", Friday, Place.Home, 1));
        Assert.Equal((Friday, 1), (Assert.Single(told.Open.Meetings).At, Assert.Single(told.Open.Meetings).Sequence));
        Given(InMeeting, Invited, Moved).When(new MoveMeeting("meeting-1", Friday, Place.Remote)).By(Anna).Then(new MeetingMoved("meeting-1", Friday, Place.Remote, 2));
    }

    [Fact]
    public void A_meeting_is_cancelled_with_a_reason_and_that_is_a_change_too()
    {
        var told = Given(InMeeting, Invited, Moved).When(new CancelMeeting("meeting-1", "The child is ill")).By(Anna).Then(new MeetingCancelled("meeting-1", 2));
        Assert.Equal(new TextContent("The child is ill"), told.ContentOf<MeetingCancelled>());
        Assert.True(Assert.Single(told.Open.Meetings).Cancelled);
    }

    [Fact]
    public void Cancelled_again_is_already_so() =>
        Given(InMeeting, Invited, Cancelled).When(new CancelMeeting("meeting-1", "Still ill")).By(Anna).IsAlreadySo();

    [Fact]
    public void A_meeting_that_was_cancelled_is_neither_moved_nor_held_nor_prepared()
    {
        Given(InMeeting, Invited, Cancelled).When(new MoveMeeting("meeting-1", Friday)).By(Anna).Refuses(Refusal.MeetingIsCancelled);
        Given(InMeeting, Invited, Cancelled, Invited).When(FamilyAndTwoServices).By(Anna).Refuses(Refusal.MeetingIsCancelled);
        Given(InMeeting, Invited, Cancelled).When(new SendMaterials("meeting-1", "fi", ["before-the-meeting"])).By(Anna).Refuses(Refusal.MeetingIsCancelled);
    }

    [Fact]
    public void A_meeting_that_was_held_is_neither_moved_nor_cancelled()
    {
        Given(InMeeting, Invited, Met).When(new MoveMeeting("meeting-1", Friday)).By(Anna).Refuses(Refusal.MeetingAlreadyHeld);
        Given(InMeeting, Invited, Met).When(new CancelMeeting("meeting-1", "Too late")).By(Anna).Refuses(Refusal.MeetingAlreadyHeld);
    }

    [Fact]
    public void A_meeting_that_was_not_planned_is_neither_moved_nor_cancelled_nor_prepared()
    {
        Given(InMeeting).When(new MoveMeeting("meeting-1", Friday)).By(Anna).Refuses(Refusal.MeetingUnknown);
        Given(InMeeting, Invited).When(new CancelMeeting("meeting-7", "The child is ill")).By(Anna).Refuses(Refusal.MeetingUnknown);
        Given(InMeeting, Invited).When(new SendMaterials("meeting-7", "fi", ["before-the-meeting"])).By(Anna).Refuses(Refusal.MeetingUnknown);
    }

    [Fact]
    public void Who_takes_part_tells_that_materials_were_sent_in_the_familys_language()
    {
        var sent = new SendMaterials("meeting-1", "sv", ["before-the-meeting", "service-brochure", "before-the-meeting"]);
        var told = Given(InMeeting, Invited).When(sent).By(Tea).Then(new MaterialsSent("meeting-1", "sv", ["before-the-meeting", "service-brochure"]));
        Assert.True(Assert.Single(told.Open.Meetings).MaterialsSent);
    }

    [Fact]
    public void Materials_are_of_the_model() =>
        Given(InMeeting, Invited).When(new SendMaterials("meeting-1", "fi", ["a-novel"])).By(Anna).Refuses(Refusal.MaterialUnknown);

    // ---- Held ----------------------------------------------------------------------------------------------------------

    [Fact]
    public void In_a_meeting_the_family_rates_its_goals_anew()
    {
        var told = Given(InFollowUp, Invited).When(FamilyAndTwoServices with { Meeting = "meeting-2", Ratings = [new("g1", 6)] }).By(Anna).Then(
            new MeetingHeld("meeting-2", FamilyAttended: true, [Anna, Tea], Services: 2, Noon), new GoalsRated([new("g1", 6)]));
        Assert.Equal([new Goal("g1", 6)], told.Open.Goals);
    }

    [Fact]
    public void It_rates_only_goals_it_has_set() =>
        Given(InMeeting, Invited).When(FamilyAndTwoServices with { Ratings = [new("g1", 6)] }).By(Anna).Refuses(Refusal.GoalUnknown);

    [Fact]
    public void A_meeting_is_a_contact_with_the_family_only_if_the_family_came()
    {
        var asked = Given(InMeeting, Invited);
        Assert.Equal(Noon.AddHours(-2), asked.When(FamilyAndTwoServices with { OccurredAt = Noon.AddHours(-2) }).By(Anna).IsAccepted().Open.TouchedAt);
        Assert.Equal(FirstContactAt, asked.When(FamilyAndTwoServices with { FamilyAttended = false }).By(Anna).IsAccepted().Open.TouchedAt);
    }

    // ---- Duties --------------------------------------------------------------------------------------------------------

    [Fact]
    public void A_duty_is_signed_by_its_professional()
    {
        var told = Given(InMeeting, DutiesMet).When(Check).By(Nora).Then(new DutySigned("meeting-1", "check", Nora, Noon));
        Assert.Equal([new Duty("check", Nora, DutyStatus.Signed), new Duty("talk", Tea)], Assert.Single(told.Open.Meetings).Duties);
    }

    [Fact]
    public void Another_of_the_same_profession_may_sign_it() =>
        Given(InMeeting, DutiesMet, Past.Of(new InviteParticipant(Nils), Anna)).When(Check).By(Nils).Then(new DutySigned("meeting-1", "check", Nils, Noon));

    [Fact]
    public void Nobody_signs_for_another_profession()
    {
        Given(InMeeting, DutiesMet).When(Check).By(Tea).Refuses(Refusal.NotDutysProfessional);
        Given(InMeeting, DutiesMet).When(Check).By(Anna).Refuses(Refusal.NotDutysProfessional);
    }

    [Fact]
    public void Signed_again_is_already_so() =>
        Given(InMeeting, DutiesMet, CheckSigned).When(Check).By(Nora).IsAlreadySo();

    [Fact]
    public void Nothing_is_signed_before_the_meeting_was_held() =>
        Given(InMeeting, Past.Of(MeetingOfDuties, Anna)).When(Check).By(Nora).Refuses(Refusal.MeetingNotHeld);

    [Fact]
    public void What_was_not_planned_is_neither_signed_nor_left_open()
    {
        Given(InMeeting, Invited, Met).When(Talk).By(Tea).Refuses(Refusal.DutyUnknown);
        Given(InMeeting, DutiesMet).When(TalkLater with { Duty = "haircut" }).By(Anna).Refuses(Refusal.DutyUnknown);
        Given(InMeeting, DutiesMet).When(Talk with { Meeting = "meeting-7" }).By(Tea).Refuses(Refusal.MeetingUnknown);
        Given(InMeeting).When(TalkLater).By(Anna).Refuses(Refusal.MeetingUnknown);
    }

    [Fact]
    public void The_coordinator_leaves_a_duty_open_with_a_reason()
    {
        var told = Given(InMeeting, DutiesMet).When(TalkLater).By(Anna).Then(new DutyLeftOpen("meeting-1", "talk"));
        Assert.Equal(new TextContent("He fell asleep"), told.ContentOf<DutyLeftOpen>());
        Given(InMeeting, DutiesMet, Past.Of(TalkLater, Anna)).When(TalkLater).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void Its_professional_does_not_leave_it_open() =>
        Given(InMeeting, DutiesMet).When(TalkLater).By(Tea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void What_was_signed_is_not_left_open() =>
        Given(InMeeting, DutiesMet, TalkSigned).When(TalkLater).By(Anna).Refuses(Refusal.DutySettled);

    [Fact]
    public void What_was_left_open_may_be_signed_later() =>
        Given(InMeeting, DutiesMet, Past.Of(TalkLater, Anna)).When(Talk).By(Tea).Then(new DutySigned("meeting-1", "talk", Tea, Noon));

    [Fact]
    public void No_plan_before_every_duty_is_signed_or_left_open()
    {
        Given(InMeeting, DutiesMet).When(Plan).By(Anna).Refuses(Refusal.DutiesOpen);
        Given(InMeeting, DutiesMet, CheckSigned).When(Plan).By(Anna).Refuses(Refusal.DutiesOpen);
        Given(InMeeting, DutiesMet, CheckSigned, Past.Of(TalkLater, Anna)).When(Plan).By(Anna).IsAccepted();
    }

    [Fact]
    public void A_duty_of_a_meeting_that_was_cancelled_keeps_nobody() =>
        Given(InMeeting, Past.Of(MeetingOfDuties, Anna), Cancelled, Invited, Past.Of(FamilyAndTwoServices with { Meeting = "meeting-2" }, Anna))
            .When(Plan).By(Anna).IsAccepted();

    // ---- What the last duty leads to -----------------------------------------------------------------------------------

    [Fact]
    public void Where_no_plan_is_asked_for_the_last_duty_signed_leads_on_to_the_follow_up() =>
        Given(InMeeting, DutiesMet, CheckSigned).Under(NoPlan).When(Talk).By(Tea).Then(
            new DutySigned("meeting-1", "talk", Tea, Noon), new PhaseEntered(Phase.JointMeeting, Phase.FollowUp, Noon), FollowUpInThreeMonths);

    [Fact]
    public void The_last_duty_left_open_leads_on_too() =>
        Given(InMeeting, DutiesMet, CheckSigned).Under(NoPlan).When(TalkLater).By(Anna).Then(
            new DutyLeftOpen("meeting-1", "talk"), new PhaseEntered(Phase.JointMeeting, Phase.FollowUp, Noon), FollowUpInThreeMonths);

    [Fact]
    public void The_first_of_two_leads_nowhere() =>
        Given(InMeeting, DutiesMet).Under(NoPlan).When(Check).By(Nora).Then(new DutySigned("meeting-1", "check", Nora, Noon));

    [Fact]
    public void Where_a_plan_is_asked_for_the_last_duty_leads_nowhere()
    {
        Given(InMeeting, DutiesMet, CheckSigned).When(Talk).By(Tea).Then(new DutySigned("meeting-1", "talk", Tea, Noon));
        Given(InMeeting, DutiesMet, CheckSigned).When(TalkLater).By(Anna).Then(new DutyLeftOpen("meeting-1", "talk"));
    }

    [Fact]
    public void Without_the_family_the_last_duty_leads_nowhere()
    {
        var alone = Past.Of(FamilyAndTwoServices with { FamilyAttended = false, Attended = [Nora, Tea] }, Anna);
        Given(InMeeting, Past.Of(MeetingOfDuties, Anna), alone, CheckSigned).Under(NoPlan).When(Talk).By(Tea).Then(new DutySigned("meeting-1", "talk", Tea, Noon));
    }

    [Fact]
    public void While_the_case_is_suspended_the_last_duty_leads_nowhere() =>
        Given(InMeeting, DutiesMet, CheckSigned, Past.Of(new Suspend("They are away"), Anna)).Under(NoPlan).When(Talk).By(Tea).Then(
            new DutySigned("meeting-1", "talk", Tea, Noon));

    [Fact]
    public void A_duty_signed_later_leads_nowhere_from_follow_up() =>
        Given(InMeeting, DutiesMet, CheckSigned, Past.Of(TalkLater, Anna)).Under(NoPlan).When(Talk).By(Tea).Then(new DutySigned("meeting-1", "talk", Tea, Noon));

    [Fact]
    public void Where_the_model_allows_a_meeting_is_skipped_with_a_reason()
    {
        var told = Given(InMeeting).Under(m => m with { MaySkip = [Phase.JointMeeting] }).When(new SkipMeeting("They want none")).By(Anna).IsAccepted();
        Assert.Equal(new TextContent("They want none"), told.ContentOf<MeetingSkipped>());
        Assert.Equal((new PhaseEntered(Phase.JointMeeting, Phase.FollowUp, Noon), Phase.FollowUp), (told.Only<PhaseEntered>() with { Controller = null }, told.Open.Phase));
    }

    [Fact]
    public void Elsewhere_a_meeting_is_not_skipped() =>
        Given(InMeeting).When(new SkipMeeting("They want none")).By(Anna).Refuses(Refusal.MeetingMayNotBeSkipped);

    static OperatingModel NoPlan(OperatingModel m) => m with { Guards = m.Guards.Remove(Guard.PlanAgreed) };
}
