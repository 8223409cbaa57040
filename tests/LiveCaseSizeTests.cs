using System.Collections.Immutable;
using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

/// <summary>Runs while no other test allocates.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>
/// That a hundred thousand live cases fit into a process of 400 MB: each is held in so many bytes, with its place in the
/// directory. The commands come as they do over HTTP, in texts of their own.
/// </summary>
[Collection(Alone.Name)]
public sealed class LiveCaseSizeTests
{
    const int Cases = 2_000;

    /// <summary>A tenth more than it is. Before codes were shared, and what few cases have stood apart, it was 4,300.</summary>
    const int BytesMax = 2_400;

    static readonly ImmutableArray<CaseCommand> Year =
    [
        new JudgeUrgency(Urgency.Soon),
        new RecordLifeArea("everyday-life", "They eat together.", "Bedtime takes two hours."),
        new RecordConsent("m2", new("city"), "joint-meeting", ConsentForm.Written),
        new StartAssessment(),
        new RecordHearing(Heard.Child, "It is dark.", "m1"),
        new CompleteAssessment("They need sleep", [Heard.Child, Heard.Adult], [new("sleep-guidance"), new("parenting-support", "Shifts")]),
        new PlanMeeting(Monday.AddDays(2), Place.Home, [new("aino"), new("dan")]),
        new Note("A call."),
        new HoldMeeting("meeting-1", FamilyAttended: true, [new("aino"), new("dan")], "We met at home"),
        new AgreePlan([new("Whole nights", 2), new("Calm mornings", 4)], [new("A diary", new("dan"), new(2026, 4, 1), Need: "n1"), new("An evening routine", new("bea"), new(2026, 4, 8), Need: "n2")]),
        new CompleteTask("t1"),
        new RecordFollowUp(true, "Longer nights.", [new("g1", 5)]),
        new Note("Another call."),
    ];

    [Fact]
    public async Task A_live_case_takes_no_more_than_a_process_of_a_hundred_thousand_has_for_it()
    {
        var directory = new LocalDirectory(Decider, new PocketJournal(keeps: false), Rules);
        await Live(directory, 100); // what is made once is made by these
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Live(directory, Cases);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Cases;
        Assert.Equal(Cases + 100, directory.LiveCases);
        Assert.InRange(each, 1_000, BytesMax);
    }

    static async Task Live(LocalDirectory directory, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var contact = Contact(Child(Guid.NewGuid().ToString("N")), Nameless("Elina", Guid.NewGuid().ToString("N")) with { Role = MemberRole.Adult });
            foreach (var command in (CaseCommand[])[contact, .. Year])
                Assert.IsType<Reply.Done>(await directory.Send(contact.Case, Came(command).By(Aino), TestContext.Current.CancellationToken));
        }
    }

    /// <summary>As it is read from a request.</summary>
    static CaseCommand Came(CaseCommand command)
    {
        var type = CaseCommandJson.Of(command.Name);
        return (CaseCommand)JsonSerializer.Deserialize(JsonSerializer.Serialize(command, type), type)!;
    }
}
