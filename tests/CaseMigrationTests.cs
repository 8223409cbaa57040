using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>A case keeps the rules it opened with until somebody passes it on to newer ones, on purpose.</summary>
public sealed class CaseMigrationTests
{
    static readonly MigrateModel ToThree = new(3);

    /// <summary>The village's model, and a third version of it that is otherwise.</summary>
    static Question Asked(Past past, Func<OperatingModel, OperatingModel> otherwise, MigrateModel? command = null) =>
        (Given(past) with { Models = new([OneContact, otherwise(OneContact with { Version = 3, ValidFrom = new(2026, 3, 11) })]) }).When(command ?? ToThree).By(Anna);

    [Fact]
    public void A_case_keeps_its_version_until_it_is_migrated_by_its_coordinator_or_their_manager()
    {
        Assert.Equal(2, Given(InContact).When(new Note("A week later")).By(Anna).At(Noon.AddDays(7)).IsAccepted().Open.ModelVersion);
        Assert.Equal(3, Given(InContact).When(ToThree).By(Anna).Then(new ModelMigrated(2, 3)).Open.ModelVersion);
        Given(InContact).When(ToThree).By(Mia).Then(new ModelMigrated(2, 3));
        Given(InFollowUp).When(ToThree).By(Tea).Refuses(Refusal.NotCoordinator);
        Given(InContact, Past.Of(ToThree, Anna, Noon)).When(ToThree).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void Only_onward_to_a_version_that_is_in_force()
    {
        Given(InContact).When(new MigrateModel(1)).By(Anna).Refuses(Refusal.ModelVersionUnknown);
        Given(InContact).When(new MigrateModel(4)).By(Anna).Refuses(Refusal.ModelVersionUnknown);
        Asked(InContact, m => m with { ValidFrom = new(2026, 3, 13) }).Refuses(Refusal.ModelVersionUnknown);
        Asked(InContact, m => m with { Group = "others" }).Refuses(Refusal.ModelVersionUnknown);
        Given(Closed).When(ToThree).By(Anna).Refuses(Refusal.CaseClosed);
    }

    [Fact]
    public void The_newer_rules_hold_from_then_on()
    {
        var migrated = new History([.. Given(InContact).Steps, .. Past.Of(ToThree, Anna, Noon)], new([OneContact, OneContact with { Version = 3, ValidFrom = new(2026, 3, 11), MaySkip = [Phase.NeedsAssessment] }]));
        migrated.When(new SkipAssessment("Known already")).By(Anna).IsAccepted();
        (migrated with { Steps = Given(InContact).Steps }).When(new SkipAssessment("Known already")).By(Anna).Refuses(Refusal.AssessmentMayNotBeSkipped);
    }

    [Fact]
    public void Deadlines_that_run_keep_their_days_and_what_the_newer_version_asks_for_besides_begins()
    {
        var always = OneContact.Deadlines.Single(d => d.Key == DeadlineKey.AssessmentDone) with { When = AppliesWhen.Always, Length = 2 };
        var told = Asked(Opened, m => m with { Deadlines = [.. m.Deadlines.Where(d => d.Key != DeadlineKey.AssessmentDone).Select(d => d with { Length = d.Length * 2 }), always] })
            .Then(new ModelMigrated(2, 3), new DeadlineSet(DeadlineKey.AssessmentDone, new(2026, 5, 10), Utc(5, 11, 21), Utc(5, 6, 21)));
        Assert.Equal(new DateOnly(2026, 3, 11), told.Open.Deadlines.Single(d => d.Key == DeadlineKey.UrgencyJudged).DueOn);
    }

    [Fact]
    public void What_the_case_has_used_the_newer_version_must_know()
    {
        Asked(InMeeting, m => m with { Needs = [.. m.Needs.Where(n => n.Key != "peer-support")] }).Refuses(Refusal.ModelDoesNotFit);
        Asked(InMeeting, m => m with { Services = [.. m.Services.Where(s => s.Key != "child-health-clinic")] }).Refuses(Refusal.ModelDoesNotFit);
        Asked([.. InMeeting, .. Past.Of(MeetingOfDuties, Anna)], m => m with { Duties = [] }).Refuses(Refusal.ModelDoesNotFit);
        Asked([.. InMeeting, .. DutiesMet], m => m with { Duties = [] }).Refuses(Refusal.ModelDoesNotFit); // nobody could sign them any more
        Asked([.. InMeeting, .. DutiesMet, .. Past.Of(new SignDuty("meeting-1", "check"), Nora), .. Past.Of(new LeaveDutyOpen("meeting-1", "talk", "In May"), Anna)], m => m with { Duties = [] }).IsAccepted();
        Asked([.. InMeeting, .. Past.Of(MeetingOfDuties, Anna), .. Past.Of(new CancelMeeting("meeting-1", "Ill"), Anna)], m => m with { Duties = [] }).IsAccepted();
        Asked([.. InContact, .. Past.Of(new RaiseFlag("secret-address"), Anna)], m => m with { Flags = [] }).Refuses(Refusal.ModelDoesNotFit);
        Asked([.. InContact, .. Past.Of(new RecordLifeArea("everyday-life", "Meals"), Anna)], m => m with { LifeAreas = [] }).Refuses(Refusal.ModelDoesNotFit);
        Asked([.. InContact, .. Past.Of(new RecordConsent("m1", new("city"), "coordination", ConsentForm.Oral), Anna)], m => m with { Purposes = [] }).Refuses(Refusal.ModelDoesNotFit);
        Asked(InMeeting, m => m with { Reasons = [] }).IsAccepted();
    }

    [Fact]
    public void A_case_of_special_support_keeps_a_social_worker_whom_the_newer_version_knows_as_one()
    {
        Past needed = [.. InContact, .. Past.Of(new InviteParticipant(Bea), Anna), .. Past.Of(new AcceptInvitation(), Bea), .. Past.Of(new JudgeSpecialSupport(Needed: true, "At risk"), Bea)];
        Asked(needed, m => m).IsAccepted();
        Asked(needed, m => m with { Competences = [.. m.Competences.Select(c => c with { Professions = ["psychologist"] })] }).Refuses(Refusal.ModelDoesNotFit);
        Asked(InContact, m => m with { Competences = [] }).IsAccepted();
    }
}
