using System.Text.RegularExpressions;
using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>The workflow is a table; the documents print it, and the rules go where it leads and nowhere else.</summary>
public sealed partial class WorkflowTests
{
    /// <summary>A real history for every way of the table.</summary>
    static readonly Question[] Ways =
    [
        Given().When(Contact(FirstContact)),
        Given().When(SchoolAbsence),
        Given(InContact).When(new StartAssessment()),
        Given(InContact).Under(m => m with { MaySkip = [Phase.NeedsAssessment] }).When(new SkipAssessment("Known already")),
        Given(InAssessment).When(Assessment),
        Given(InMeeting, Invited, Met).When(Plan),
        Given(InMeeting, DutiesMet, Past.Of(new SignDuty("meeting-1", "check"), Nora)).Under(m => m with { Guards = m.Guards.Remove(Guard.PlanAgreed) }).When(new SignDuty("meeting-1", "talk")).By(Tea),
        Given(InMeeting, DutiesMet, Past.Of(new SignDuty("meeting-1", "check"), Nora)).Under(m => m with { Guards = m.Guards.Remove(Guard.PlanAgreed) }).When(new LeaveDutyOpen("meeting-1", "talk", "Ill")),
        Given(InMeeting).Under(m => m with { MaySkip = [Phase.JointMeeting] }).When(new SkipMeeting("They want none")),
        Given(InMeeting).When(new Reassess("Something else")),
        Given(InFollowUp).When(HomeMeeting),
        Given(InFollowUp).When(new Reassess("A sister was born")),
        Given(InContact).When(new Close("advice-given", "A brochure")),
        Given(InAssessment).When(new Close("moved-away", "To the sea")),
        Given(InMeeting).When(new Close("family-declined", "They manage")),
        Given(InFollowUp, Past.Of(new CompleteTask("t1"), Tea)).When(new Close("goals-met", "They sleep")),
        Given(InContact).When(new CloseAsMerged(AnotherCase)),
        Given(InAssessment).When(new CloseAsMerged(AnotherCase)),
        Given(InMeeting).When(new CloseAsMerged(AnotherCase)),
        Given(InFollowUp).When(new CloseAsMerged(AnotherCase)),
        Given(Closed).When(new Reopen("It came back")),
    ];

    /// <summary>For every guard a question in which just that is missing, and the refusal that names it.</summary>
    static readonly (Guard Guard, Refusal Refusal, Question Question)[] Guards =
    [
        (Guard.UrgencyJudged, Refusal.UrgencyNotJudged, Given(Opened).When(new StartAssessment())),
        (Guard.SomebodyHeard, Refusal.NobodyHeard, Given(InAssessment).When(Assessment with { Heard = [] })),
        (Guard.NeedsKnown, Refusal.NeedsUnknown, Given(InAssessment).When(Assessment with { Needs = [] })),
        (Guard.MeetingHeld, Refusal.MeetingNotHeld, Given(InMeeting).When(Plan)),
        (Guard.FamilyAttended, Refusal.FamilyNotAttended, Given(InMeeting, Invited, Past.Of(FamilyAndTwoServices with { FamilyAttended = false }, Anna)).When(Plan)),
        (Guard.TwoServices, Refusal.FewerThanTwoServices, Given(InMeeting, Invited, Past.Of(FamilyAndTwoServices with { Attended = [Anna] }, Anna)).When(Plan)),
        (Guard.DutiesSettled, Refusal.DutiesOpen, Given(InMeeting, DutiesMet).When(Plan)),
        (Guard.WorkshopsHeld, Refusal.FewerWorkshops, Given(InWorkshops, WorkshopsTo(3)).When(PlanOfRootCauses)),
        (Guard.PlanAgreed, Refusal.PlanEmpty, Given(InMeeting, Invited, Met).When(new AgreePlan([], []))),
        (Guard.NeedsPlanned, Refusal.NeedsNotPlanned, Given(AllWorkshopsHeld).When(PlanOfRootCauses with { Tasks = [PlanOfRootCauses.Tasks[0]] })),
        (Guard.TasksSettled, Refusal.TasksOpen, Given(InFollowUp).When(new Close("goals-met", "They sleep"))),
        (Guard.NeedsReceived, Refusal.NeedsNotReceived, Given(InFollowUp, Past.Of(new CompleteTask("t1"), Tea)).When(new Close("referred-elsewhere", "To the clinic"))),
        (Guard.NoNeedFound, Refusal.NeedFound, Given(InAssessment).When(new Close("no-need", "All is well"))),
        (Guard.NoServiceAssessment, Refusal.ServiceAssessmentRequested,
            Given(InFollowUp, Past.Of(new CompleteTask("t1"), Tea), Past.Of(new RequestServiceAssessment(new("clinic"), "They ask for it"), Anna))
                .Under(m => m with { Results = [new("no-pta", new("a", "b", "c"), [Phase.FollowUp], [Guard.NoServiceAssessment])] }).When(new Close("no-pta", "Basic services are enough"))),
    ];

    [Fact]
    public void The_diagram_in_the_documents_is_the_table()
    {
        var drawn = MermaidBlock().Match(Repository.Text("docs/workflow.md").ReplaceLineEndings("\n"));
        Assert.True(drawn.Success, "docs/workflow.md has no mermaid block");
        Assert.Equal(Workflow.Diagram(), drawn.Groups["diagram"].Value);
    }

    [Fact]
    public void Every_way_of_the_table_is_gone_by_a_real_history_to_where_it_leads() =>
        Assert.Equal(Workflow.Table.Select(t => (t.From, t.By, t.To)), Ways.Select(w => (PhaseOf(w.History.State()), w.Command.Name, PhaseOf(w.IsAccepted().State)!.Value)));

    [Fact]
    public void No_two_ways_of_the_table_leave_a_phase_by_the_same_command() =>
        Assert.Distinct(Workflow.Table.Select(t => (t.From, t.By)));

    [Fact]
    public void Every_guard_has_a_refusal_that_names_it()
    {
        Assert.Equal(Enum.GetValues<Guard>(), Guards.Select(g => g.Guard));
        foreach (var (_, refusal, question) in Guards)
            question.Refuses(refusal);
    }

    [Fact]
    public void A_guard_that_the_model_does_not_ask_for_refuses_nothing()
    {
        foreach (var (guard, refusal, question) in Guards.Where(g => OneContact.Requires(g.Guard) || CoDevelopment.Requires(g.Guard)))
        {
            var without = question.History.Under(m => m with { Guards = m.Guards.Remove(guard) }).When(question.Command);
            Assert.NotEqual(new Decision<CaseEvent>.Refuse(refusal), without.Decide());
        }
    }

    [Fact]
    public void The_documents_name_every_guard_with_its_refusal() =>
        Assert.Equal(
            Guards.Select(g => (Workflow.Kebab(g.Guard), g.Refusal.ToString())),
            GuardRow().Matches(Repository.Text("docs/workflow.md")).Select(row => (row.Groups["guard"].Value, row.Groups["refusal"].Value)));

    [Fact]
    public void Every_way_of_the_table_is_allowed_to_somebody_and_the_rules_stand_in_the_order_of_the_names()
    {
        // The rules are looked up by the name's number.
        Assert.Equal(Enum.GetValues<CommandName>(), CaseDecider.Rules.Select(r => r.Name));
        Assert.All(Workflow.Table, t => Assert.NotEqual(By.Engine, CaseDecider.Rules[(int)t.By].By));
    }

    internal static Phase? PhaseOf(CaseState state) => state switch
    {
        OpenCase c => c.Phase,
        ClosedCase => Phase.Closed,
        _ => null,
    };

    [GeneratedRegex("```mermaid\n(?<diagram>.*?)```", RegexOptions.Singleline)]
    private static partial Regex MermaidBlock();

    [GeneratedRegex(@"^\| `(?<guard>[a-z-]+)` \| .* \| `(?<refusal>[A-Za-z]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex GuardRow();
}
