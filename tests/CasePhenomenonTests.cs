using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>A phenomenon: who opens it and on what counts, that it is never about a family, and how its workshops end in a plan.</summary>
public sealed class CasePhenomenonTests
{
    static readonly OrganisationId City = new("city"), County = new("county");

    static OpenCase Opened(OpenPhenomenon open, Actor by) => Given().When(open).By(by).IsAccepted().Open;

    // ---- Opened --------------------------------------------------------------------------------------------------------

    [Fact]
    public void A_phenomenon_opens_with_its_counts_and_its_name_is_content()
    {
        var told = Given().When(SchoolAbsence).By(Anna).Then(
            new CaseOpened(TheCase, "phenomenon-co-development", 1, "phenomena", West, Anna, County, Noon, Subject.Phenomenon),
            new PhenomenonOpened("phenomena:phenomenon:absence", PhenomenonLevel.Local, "school-absence", new(2026, 1, 1), new(2026, 3, 31), 40, [City, County]));
        Assert.Equal(new PhenomenonContent("School absence in the west"), told.ContentOf<PhenomenonOpened>());
        Assert.Equal((Subject.Phenomenon, Phase.Contact, 0), (told.Open.Subject, told.Open.Phase, told.Open.Contacts));
        Assert.Equal(["phenomena:phenomenon:absence"], Core.Picture.Of(told.Open).Keys);
        Assert.Null(told.Open.TouchedAt);
    }

    [Fact]
    public void Who_opens_it_and_may_coordinate_keeps_it() => Assert.Equal(Nora.Id, Opened(SchoolAbsence, Nora).Coordinator);

    [Fact]
    public void Of_a_manager_who_opens_it_the_catching_service_names_the_coordinator_and_the_manager_takes_part()
    {
        var opened = Opened(SchoolAbsence, Max);
        Assert.Equal(County, opened.Organisation);
        Assert.Equal([Max.Id], opened.Participants);
        Assert.Contains(opened.Coordinator, new[] { Anna.Id, Bea.Id, Cai.Id });
        Assert.Empty(Opened(SchoolAbsence, Anna).Participants);
    }

    [Fact]
    public void A_manager_opens_none_where_nobody_catches_it() => Given().When(SchoolAbsence with { Area = East }).By(Max).Refuses(Refusal.NobodyCatches);

    [Fact]
    public void Who_may_coordinate_opens_one_wherever_it_is() => Assert.Equal(Anna.Id, Opened(SchoolAbsence with { Area = East }, Anna).Coordinator);

    [Fact]
    public void A_teacher_opens_none()
    {
        Given().When(SchoolAbsence).By(Tea).Refuses(Refusal.MayNotOpenPhenomena);
        Given().When(SchoolAbsence).By(Mia.Actor with { Roles = Roles.Professional }).Refuses(Refusal.MayNotOpenPhenomena);
    }

    [Fact]
    public void It_goes_by_a_model_of_phenomena_and_a_contact_by_one_of_families()
    {
        Given().When(SchoolAbsence with { Model = "one-contact-is-enough" }).Refuses(Refusal.WrongSubject);
        Given().When(Contact(FirstContact) with { Model = "phenomenon-co-development", Reasons = ["school-absence"] }).Refuses(Refusal.WrongSubject);
        Given().When(SchoolAbsence with { Model = "two-contacts" }).Refuses(Refusal.ModelUnknown);
    }

    [Fact]
    public void Its_reason_is_one_of_the_models_and_its_area_one_of_the_networks()
    {
        Given().When(SchoolAbsence with { Reason = "weather" }).Refuses(Refusal.ReasonUnknown);
        Given().When(SchoolAbsence with { Area = "atlantis" }).Refuses(Refusal.AreaUnknown);
    }

    [Fact]
    public void Its_period_has_begun_ends_after_that_and_is_no_longer_than_three_years()
    {
        Given().When(SchoolAbsence with { From = new(2026, 3, 11), To = new(2026, 3, 10) }).Refuses(Refusal.PeriodWrong);
        Given().When(SchoolAbsence with { From = new(2026, 3, 13), To = new(2026, 3, 31) }).Refuses(Refusal.PeriodWrong);
        Given().When(SchoolAbsence with { From = new(2023, 3, 1), To = new(2026, 3, 3) }).Refuses(Refusal.PeriodWrong);
    }

    [Fact]
    public void A_period_may_be_of_three_years_and_of_a_day_and_end_in_the_time_to_come()
    {
        Opened(SchoolAbsence with { From = new(2023, 3, 1), To = new(2026, 3, 2) }, Anna);
        Opened(SchoolAbsence with { From = new(2026, 3, 12), To = new(2026, 3, 12) }, Anna);
    }

    [Fact]
    public void Its_parent_is_one_that_was_found()
    {
        Given().When(SchoolAbsence with { Parent = AnotherCase }).Refuses(Refusal.ParentUnknown);
        var opened = Opened(SchoolAbsence with { Parent = AnotherCase, ParentFound = true, Level = PhenomenonLevel.County }, Anna);
        Assert.Equal((AnotherCase, PhenomenonLevel.County), (opened.Phenomenon!.Parent!.Value, opened.Phenomenon.Level));
        Assert.Equal(AnotherCase, Core.Picture.Of(opened).Parent);
    }

    [Fact]
    public void What_was_opened_is_not_opened_again() => Given(Noticed).When(SchoolAbsence).Refuses(Refusal.WrongPhase);

    // ---- Counts ----------------------------------------------------------------------------------------------------------

    [Fact]
    public void A_count_below_the_threshold_is_not_stored()
    {
        foreach (var (contacts, stored, organisations) in new[] { (0, (int?)null, ""), (1, null, ""), (2, null, ""), (3, 3, "city"), (40, 40, "city") })
        {
            var phenomenon = Opened(SchoolAbsence with { Told = [new(City, contacts)] }, Anna).Phenomenon!;
            Assert.Equal((stored, organisations), (phenomenon.Contacts, string.Join(' ', phenomenon.Organisations)));
        }
    }

    [Fact]
    public void An_organisation_that_told_too_few_is_counted_and_not_named()
    {
        var phenomenon = Opened(SchoolAbsence with { Told = [new(City, 2), new(County, 3), new(null, 5)] }, Anna).Phenomenon!;
        Assert.Equal(10, phenomenon.Contacts);
        Assert.Equal([County], phenomenon.Organisations);
        Assert.Null(Opened(SchoolAbsence with { Told = null }, Anna).Phenomenon!.Contacts);
    }

    [Fact]
    public void The_threshold_is_the_models() =>
        Assert.Null(Given().Under(m => m with { HideBelow = 41 }).When(SchoolAbsence).By(Anna).IsAccepted().Open.Phenomenon!.Contacts);

    // ---- Never about a family --------------------------------------------------------------------------------------------

    static readonly CommandName[] OfFamilies =
    [
        CommandName.ReceiveContact, CommandName.RecordCallBack, CommandName.TakeContact, CommandName.ReleaseContact, CommandName.ChangeMember, CommandName.RecordLifeArea, CommandName.JudgeSpecialSupport,
        CommandName.RequestServiceAssessment, CommandName.RecordChildProtectionNotification, CommandName.RecordChildProtectionDecision, CommandName.NameOwnWorker, CommandName.EndOwnWorker,
        CommandName.RecordConsent, CommandName.WithdrawConsent, CommandName.RecordLegalBasis, CommandName.EndLegalBasis, CommandName.SendMaterials, CommandName.RecordOutcome,
    ];

    [Fact]
    public void What_concerns_a_family_is_refused_in_every_phase()
    {
        foreach (var name in OfFamilies)
            foreach (var past in new[] { Noticed, InRootCauses, InWorkshops, AllWorkshopsHeld, InCommonWork, TakenIntoUse })
                Given(past).When(WellFormed.Command(name, Given(past).State(), Anna)).By(Anna).Refuses(Refusal.WrongSubject);
    }

    [Fact]
    public void Who_is_heard_is_no_member_and_no_family_comes_to_a_workshop()
    {
        Given(InRootCauses).When(new RecordHearing(Heard.Child, "Nobody walks with me.", "m1")).Refuses(Refusal.WrongSubject);
        Given(InRootCauses).When(new RecordHearing(Heard.Child, "Nobody walks with me.")).IsAccepted();
        Given(InWorkshops, Past.Of(Workshop, Anna)).When(WorkshopHeld with { FamilyAttended = true }).Refuses(Refusal.WrongSubject);
    }

    [Fact]
    public void Of_developer_clients_a_familys_meeting_knows_nothing()
    {
        Given(InMeeting).When(HomeMeeting with { DeveloperClients = 0 }).Refuses(Refusal.WrongSubject);
        Given(InMeeting, Invited).When(FamilyAndTwoServices with { DeveloperClients = 1 }).Refuses(Refusal.WrongSubject);
    }

    [Fact]
    public void A_model_that_came_to_be_of_another_subject_does_not_fit() =>
        Assert.Equal(
            new Decision<CaseEvent>.Refuse(Refusal.ModelDoesNotFit),
            Decider.Decide(Given(Noticed).State(), new MigrateModel(2), new(Anna, Noon, new([CoDevelopment, CoDevelopment with { Version = 2, Subject = Subject.Family }]), Village.Network)));

    // ---- Workshops and the plan ------------------------------------------------------------------------------------------

    [Fact]
    public void How_many_developer_clients_are_asked_and_how_many_came_is_kept()
    {
        var planned = Given(InWorkshops).When(Workshop).Then(new MeetingPlanned("meeting-1", Workshop.At, Place.School, [Tea], DeveloperClients: 4));
        Assert.Equal((4, null), (Assert.Single(planned.Open.Meetings).DeveloperClients, planned.Open.Meetings[0].DeveloperClientsAttended));
        var held = Assert.Single(Given(InWorkshops, WorkshopsTo(1)).State() is OpenCase c ? c.Meetings : []);
        Assert.Equal((4, 3), (held.DeveloperClients, held.DeveloperClientsAttended));
    }

    [Fact]
    public void A_plan_is_agreed_after_the_fourth_workshop_and_not_after_the_third()
    {
        Given(InWorkshops).When(PlanOfRootCauses).Refuses(Refusal.MeetingNotHeld);
        Given(InWorkshops, WorkshopsTo(3)).When(PlanOfRootCauses).Refuses(Refusal.FewerWorkshops);
        Assert.Equal(Phase.FollowUp, Given(AllWorkshopsHeld).When(PlanOfRootCauses).IsAccepted().Open.Phase);
    }

    [Fact]
    public void A_workshop_that_was_cancelled_is_none() =>
        Given(InWorkshops, WorkshopsTo(3), Past.Of(Workshop, Anna), Past.Of(new CancelMeeting("meeting-4", "Snow"), Anna)).When(PlanOfRootCauses).Refuses(Refusal.FewerWorkshops);

    [Fact]
    public void Each_root_cause_has_a_plan_line()
    {
        Given(AllWorkshopsHeld).When(PlanOfRootCauses with { Tasks = [PlanOfRootCauses.Tasks[1]] }).Refuses(Refusal.NeedsNotPlanned);
        Given(AllWorkshopsHeld).When(PlanOfRootCauses with { Tasks = [.. PlanOfRootCauses.Tasks.Select(t => t with { Need = "n1" })] }).Refuses(Refusal.NeedsNotPlanned);
        Given(AllWorkshopsHeld).When(PlanOfRootCauses with { Tasks = [PlanOfRootCauses.Tasks[0] with { Need = "n3" }] }).Refuses(Refusal.NeedUnknown);
        Assert.Equal(["n1", "n2"], Given(AllWorkshopsHeld).When(PlanOfRootCauses).IsAccepted().Open.Tasks.Select(t => t.Need));
    }

    static readonly Past AnotherWorkshop = [.. Past.Of(Workshop, Anna), .. Past.Of(WorkshopHeld with { Meeting = "meeting-5" }, Anna)];
    static readonly AgreePlan AGoal = new([new("Nobody walks alone", 2)], []);

    [Fact]
    public void A_plan_line_that_is_done_counts_and_one_that_was_dropped_does_not()
    {
        var done = Past.Of(new CompleteTask("t1"), Tea);
        var dropped = Past.Of(new DropTask("t2", "Nobody came"), Anna);
        Given(InCommonWork, done, AnotherWorkshop).When(AGoal).IsAccepted();
        Given(InCommonWork, done, dropped, AnotherWorkshop).When(AGoal).Refuses(Refusal.NeedsNotPlanned);
    }

    [Fact]
    public void A_changed_plan_line_is_done_for_the_same_root_cause() =>
        Assert.Equal("n1", Given(InCommonWork).When(new ChangeTask("t1", Nora, new(2026, 12, 1), "Leave")).IsAccepted().Open.Tasks[0].Need);

    [Fact]
    public void Root_causes_found_anew_have_plan_lines_of_their_own()
    {
        var anew = Given(InCommonWork, Past.Of(new Reassess("Another school"), Anna), Past.Of(RootCauses, Anna), AnotherWorkshop);
        Assert.All(((OpenCase)anew.State()).Tasks, t => Assert.Null(t.Need));
        anew.When(AGoal).Refuses(Refusal.NeedsNotPlanned);
        anew.When(PlanOfRootCauses).IsAccepted();
    }

    [Fact]
    public void A_familys_task_may_say_for_which_need_it_is()
    {
        var plan = Plan with { Tasks = [Plan.Tasks[0] with { Need = "n2" }] };
        Assert.Equal("n2", Assert.Single(Given(InMeeting, Invited, Met).When(plan).IsAccepted().Open.Tasks).Need);
        Given(InMeeting, Invited, Met).When(Plan with { Tasks = [Plan.Tasks[0] with { Need = "n9" }] }).Refuses(Refusal.NeedUnknown);
    }

    [Fact]
    public void It_closes_with_a_result_of_its_model_and_lets_its_name_go()
    {
        Given(InCommonWork).When(new Close("taken-into-use", "They walk together.")).Refuses(Refusal.TasksOpen);
        Given(Noticed).When(new Close("goals-met", "They walk together.")).Refuses(Refusal.ResultUnknown);
        Assert.Empty(Core.Picture.Of(Given(TakenIntoUse).State()).Keys);
        Assert.Equal(["phenomena:phenomenon:absence"], Core.Picture.Of(Given(TakenIntoUse).When(new Reopen("It came back")).IsAccepted().State).Keys);
    }
}
