using System.Text.RegularExpressions;
using Coordination.Core;
using Coordination.Grains;
using static Coordination.Tests.Town;

namespace Coordination.Tests.Cluster;

/// <summary>The state machine says of every phase and command what core says.</summary>
public sealed partial class MachineTests
{
    static readonly Phase[] Phases = Enum.GetValues<Phase>();
    static readonly CommandName[] Commands = Enum.GetValues<CommandName>();

    public static TheoryData<Phase, CommandName> EveryPhaseAndCommand => new(from phase in Phases from command in Commands select (phase, command));

    [Theory]
    [MemberData(nameof(EveryPhaseAndCommand))]
    public async Task The_machine_permits_what_core_has_a_row_for(Phase phase, CommandName command)
    {
        var machine = new CaseMachine(Models, (_, _, _) => { });
        var known = Workflow.From(phase, command) is not null || CaseDecider.Rules[(int)command].In.Contains(phase);
        Assert.Equal(known, (await machine.Permitted(phase)).Contains(command));
    }

    [Theory]
    [MemberData(nameof(EveryPhaseAndCommand))]
    public void The_machine_goes_where_the_table_goes(Phase phase, CommandName command)
    {
        var moves = new List<(Phase, CommandName, Phase)>();
        var machine = new CaseMachine(Models, (from, by, to) => moves.Add((from, by, to)));
        var before = At(phase);
        if (Workflow.From(phase, command) is { } way)
        {
            machine.Follow(before, command, At(way.To));
            Assert.Equal((phase, command, way.To), Assert.Single(moves));
            if (way.ByItself) machine.Follow(before, command, before);
            Assert.Single(moves);
            foreach (var wrong in Phases.Where(p => p != way.To && !(way.ByItself && p == phase))) Assert.Throws<InvalidOperationException>(() => machine.Follow(before, command, At(wrong)));
        }
        else if (CaseDecider.Rules[(int)command].In.Contains(phase))
        {
            machine.Follow(before, command, before);
            Assert.Empty(moves);
            foreach (var wrong in Phases.Where(p => p != phase)) Assert.Throws<InvalidOperationException>(() => machine.Follow(before, command, At(wrong)));
        }
        else
        {
            foreach (var any in Phases) Assert.Throws<InvalidOperationException>(() => machine.Follow(before, command, At(any)));
            Assert.Empty(moves);
        }
    }

    [Fact]
    public void Only_a_contact_opens_a_case_and_who_opens_a_phenomenon()
    {
        var machine = new CaseMachine(Models, (_, _, _) => { });
        CommandName[] openings = [CommandName.ReceiveContact, CommandName.OpenPhenomenon];
        foreach (var opening in openings)
        {
            machine.Follow(NoCase.Yet, opening, At(Phase.Contact));
            Assert.Throws<InvalidOperationException>(() => machine.Follow(NoCase.Yet, opening, At(Phase.FollowUp)));
        }
        foreach (var other in Commands.Except(openings))
            Assert.Throws<InvalidOperationException>(() => machine.Follow(NoCase.Yet, other, At(Phase.Contact)));
    }

    /// <summary>Guards that look at the case refuse in the machine where they refuse in core.</summary>
    [Fact]
    public async Task The_machine_is_held_by_the_guards_that_hold_core()
    {
        var machine = new CaseMachine(Models, (_, _, _) => { });
        var open = (OpenCase)At(Phase.Contact);
        Assert.DoesNotContain(CommandName.StartAssessment, await machine.Permitted(Phase.Contact, open with { Urgency = null }));
        Assert.Contains(CommandName.StartAssessment, await machine.Permitted(Phase.Contact, open with { Urgency = Urgency.Soon }));
        var meeting = (OpenCase)At(Phase.JointMeeting) with { LastHeld = null };
        Assert.DoesNotContain(CommandName.AgreePlan, await machine.Permitted(Phase.JointMeeting, meeting));
        Assert.DoesNotContain(CommandName.AgreePlan, await machine.Permitted(Phase.JointMeeting, meeting with { LastHeld = new("m", FamilyAttended: true, 1) }));
        Assert.Contains(CommandName.AgreePlan, await machine.Permitted(Phase.JointMeeting, meeting with { LastHeld = new("m", FamilyAttended: true, 2) }));
        Assert.Throws<InvalidOperationException>(() => machine.Follow(open with { Urgency = null }, CommandName.StartAssessment, At(Phase.NeedsAssessment)));
    }

    /// <summary>Those of workshops count what the model of phenomena asks for.</summary>
    [Fact]
    public async Task The_machine_counts_workshops_as_core_does()
    {
        var machine = new CaseMachine(Models, (_, _, _) => { });
        var phenomenon = (OpenCase)At(Phase.JointMeeting) with { Model = "phenomenon-co-development", Subject = Subject.Phenomenon };
        Assert.DoesNotContain(CommandName.AgreePlan, await machine.Permitted(Phase.JointMeeting, phenomenon with { Meetings = Held(3) }));
        Assert.Contains(CommandName.AgreePlan, await machine.Permitted(Phase.JointMeeting, phenomenon with { Meetings = Held(4) }));

        static System.Collections.Immutable.ImmutableArray<Meeting> Held(int count) => [.. Enumerable.Range(1, count).Select(i => new Meeting($"meeting-{i}", Monday, Place.School, [], Held: true))];
    }

    /// <summary>The diagram Stateless draws of the machine has the ways, triggers and guards of the one printed from the table.</summary>
    [Fact]
    public void The_two_diagrams_are_one()
    {
        var drawn = Stateless.Graph.MermaidGraph.Format(new CaseMachine(Models, (_, _, _) => { }).Info);
        var ways = Ways(drawn).Where(way => way.From != way.To); // Stateless also draws what is permitted and leads nowhere
        var printed = Ways(Workflow.Diagram()).Where(way => way.From != "[*]" && way.To != "[*]");
        Assert.Equal(printed.Order(), ways.Order());
        Assert.Matches(@"\[\*\] --> Contact", drawn);
        Assert.NotEmpty(ways);
    }

    /// <summary>Lines such as <c>Contact --> Closed : Close [urgency-judged]</c>; a trigger is written as either of the two writes it.</summary>
    static IEnumerable<(string From, string To, string Trigger, string Guards)> Ways(string diagram) =>
        from Match m in Way().Matches(diagram)
        select (m.Groups[1].Value, m.Groups[2].Value, Plain(m.Groups[3].Value), string.Join(' ', Code().Matches(m.Groups[4].Value).Select(c => c.Value).Order()));

    static string Plain(string trigger) => trigger.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(@"^\s*(\S+) --> (\S+) ?: ?([\w-]+)(.*?)\r?$", RegexOptions.Multiline)] private static partial Regex Way();
    [GeneratedRegex(@"[a-z][a-z-]+")] private static partial Regex Code();

    /// <summary>A case of which every guard of the table holds.</summary>
    static CaseState At(Phase phase)
    {
        var open = new OpenCase(
            new(new string('a', 32)), Model, 1, "family-services", "west", Monday, Aino.Person, Aino.Organisation, phase == Phase.Closed ? Phase.FollowUp : phase, Monday, 1)
        {
            Urgency = Urgency.Soon, LastHeld = new("meeting-1", FamilyAttended: true, 2),
        };
        return phase == Phase.Closed ? new ClosedCase(open, "moved-away", Monday) : open;
    }
}
