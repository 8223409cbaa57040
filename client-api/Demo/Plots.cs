using System.Collections.Immutable;

namespace Coordination.ClientApi.Demo;

/// <param name="Cases">How many families live through it.</param>
/// <param name="IdleFromDays">Nothing has happened for at least so long,</param>
/// <param name="IdleToDays">and for at most so long.</param>
/// <param name="TwoHomes">Afterwards a contact names members of two neighbouring cases of this plot.</param>
sealed record Plot(int Cases, double IdleFromDays, double IdleToDays, Func<Story, Step[]> Tell, bool TwoHomes = false);

/// <summary>What happens in the demo, and to how many. A plot's place in the table gives its cases their numbers.</summary>
static class Plots
{
    public static readonly ImmutableArray<Plot> Table =
    [
        // Contact
        new(18,  0,  0.9, t => [t.Contact]),
        new(10,  5, 14,   t => [t.Contact]),
        new(18,  0,  5,   t => [t.Contact, t.Joins, t.Judge]),
        new( 5,  1,  6,   t => [t.Unidentified, t.Judge]),
        new( 5,  1,  6,   t => [t.Namesake(t.Number - 20), t.Judge]),
        new( 4,  4,  9,   t => [t.Unidentified]),
        new(16,  8, 14,   t => [t.Contact, t.Judge], TwoHomes: true),
        new( 3,  3,  9,   t => [t.Contact, t.Judge, t.Close("advice-given"), t.Reopen]),
        // Needs assessment
        new(26,  0, 12,   t => [t.Contact, t.Judge, t.Assess, t.Note]),
        new( 8,  0,  0.9, t => [t.Contact, t.Joins, t.Judge, t.Assess, t.Offer]),
        new( 6,  1, 10,   t => [.. t.ToPlan, t.Reassess]),
        new( 4,  1, 10,   t => [.. t.ToPlan, t.Note, .. t.Finish("goals-met"), t.Reopen, t.Judge, t.Assess]),
        // Joint meeting
        new(20,  0,  7,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Plan]),
        new(10,  0,  4,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Ask(0)]),
        new(10,  0,  5,   t => [t.Contact, t.Judge, t.Assess, t.Note, t.Complete, .. t.Meet]),
        new( 6,  0,  0.9, t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Plan, t.Offer]),
        new( 4,  0,  6,   t => [.. t.ToPlan, t.Note, t.Plan]),
        // Follow-up
        new(26,  3, 50,   t => [.. t.ToPlan, t.Note, t.Note]),
        new(10,  2, 40,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Offer, t.Accepted, .. t.Meet, t.Agree, t.Note]),
        new( 4,  2, 20,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Offer, t.Declined, .. t.Meet, t.Agree]),
        new( 3,  1, 20,   t => [.. t.ToPlan, t.Offer, t.Withdrawn, t.Assigned, t.Note]),
        new(14, 98, 101,  t => t.ToPlan),
        new( 5,  0,  0.9, t => [.. t.ToPlan, t.Note, t.Offer]),
        // Closed
        new(12,  2, 95,   t => [t.Contact, t.Judge, t.Close("advice-given")]),
        new( 9,  2, 80,   t => [t.Contact, t.Judge, t.Assess, t.NoNeed, t.Close("no-need")]),
        new(17,  1, 50,   t => [.. t.ToPlan, t.Note, .. t.Meet, t.Agree, t.Note, .. t.Finish("goals-met", plans: 2)]),
        new( 9,  1, 40,   t => [.. t.ToPlan, t.Note, .. t.Finish("services-continue")]),
        new( 5,  1, 60,   t => [t.Contact, t.Judge, t.Assess, t.Close("moved-away")]),
        new( 5,  1, 60,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Plan, t.Close("family-declined")]),
        new( 7,  1, 60,   t => [t.Contact, t.Judge, t.Assess, t.Complete, .. t.Received, t.Close("referred-elsewhere")]),
        // The last one is played when all others are: a second start finds it and has nothing to do.
        new( 1,  0,  0.9, t => [t.Contact]),
    ];
}
