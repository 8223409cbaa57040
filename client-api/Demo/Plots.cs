using System.Collections.Immutable;

namespace Coordination.ClientApi.Demo;

/// <param name="Share">How many of a hundred families, or nearly.</param>
sealed record Plot(double Share, Func<Story, Step[]> Tell);

/// <summary>What lies on the sample people's desks on the day the demo is begun.</summary>
/// <param name="Cases">How many families live through it.</param>
/// <param name="IdleFromDays">Nothing has happened for at least so many days,</param>
/// <param name="IdleToDays">and for at most so many.</param>
/// <param name="Tell">What has happened until then.</param>
sealed record OnDesk(int Cases, double IdleFromDays, double IdleToDays, Func<Story, Step[]> Tell)
{
    /// <summary>Whether it is another coordinator's case, who goes on with it.</summary>
    public bool OfOthers { get; init; }

    /// <summary>Whether the sample professional told of it, and takes part.</summary>
    public bool ToldByProfessional { get; init; }
}

/// <summary>What happens in the demo, and how often. The shares are made up; docs/demo.md says so.</summary>
static class Plots
{
    /// <summary>One contact is enough.</summary>
    public static readonly ImmutableArray<Plot> OneContact =
    [
        new(16,  t => [t.Contact, .. t.Maybe(20, t.Joins), t.Judge, t.Close("advice-given")]),
        new(3,   t => [t.Contact, t.Judge, t.Close("advice-given"), t.Reopen, t.Judge, t.Assess, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met"), t.Outcome]),
        new(10,  t => [t.Contact, t.Judge, t.Assess, .. t.Maybe(50, t.Looked), t.NoNeed, t.Close("no-need")]),
        new(17,  t => [.. t.ToPlan, .. t.FollowedUp, .. t.Finish("goals-met"), t.Outcome]),
        new(7,   t => [.. t.ToPlan, .. t.Maybe(30, t.TaskLate), .. t.FollowedUp, .. t.Meet, t.Agree, t.Note, .. t.Finish("goals-met", plans: 2), t.Outcome]),
        new(7,   t => [.. t.ToPlan, .. t.Maybe(40, t.TaskTaken), .. t.FollowedUp, .. t.Finish("services-continue"), t.Outcome]),
        new(6,   t => [t.Contact, t.Judge, t.Assess, t.Complete, .. t.Handover, .. t.Meet, t.Agree, t.Note, .. t.FollowedUp, .. t.Finish("goals-met"), t.Outcome]),
        new(2,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Offer, t.Declined, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("services-continue")]),
        new(1.5, t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Offer, Story.Answered, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(1.5, t => [.. t.ToPlan, t.Offer, t.Withdrawn, t.Assigned, t.Note, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(2,   t => [t.Contact, t.Judge, t.Assess, t.OfferTo(DemoNetwork.Coordinator, onlyLiving: true), Story.Answered, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(2,   t => [t.Contact, t.Judge, t.Assess, t.Invite(DemoNetwork.Professional), t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(3,   t => [.. t.ToPlan, t.Note, t.Reassess, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met", plans: 2), t.Outcome]),
        new(3,   t => [t.Contact, t.Judge, t.Pending, .. t.SpecialSupport, t.Assess, .. t.Looked, t.Complete, .. t.Meet, t.Agree, t.DocumentReferred, .. t.FollowedUp, .. t.Finish("services-continue"), t.Outcome]),
        new(3,   t => [t.Contact, t.Judge, t.Assess, .. t.Suspended, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(2,   t => [.. t.ToPlan, t.Extended, t.TaskDropped, t.FollowUp(15, 30), .. t.Finish("goals-met"), t.Outcome]),
        new(1.5, t => [t.Contact, t.Judge, .. t.ChildProtection, t.Flagged, t.Assess, t.Complete, t.ServiceAssessment, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("services-continue")]),
        new(1.5, t => [.. t.ToPlan, t.ConsentWithdrawn, .. t.FollowedUp, .. t.Finish("goals-met"), t.Outcome]),
        new(3,   t => [t.Contact, t.Judge, t.Assess, t.Close("moved-away")]),
        new(4,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Plan, t.Close("family-declined")]),
        new(4,   t => [t.Contact, t.Judge, t.Assess, t.Complete, .. t.Received, t.Close("referred-elsewhere")]),
        new(3,   t => [t.Unidentified, t.Judge, t.Identified, t.Assess, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(1,   t => [t.Unidentified, t.Judge, t.Close("family-declined")]),
        new(2,   t => [t.Contact, t.Judge, .. t.Merged, t.Assess, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
        new(1.5, t => [t.Contact, t.Judge, .. t.JoinUndone, t.Assess, t.Complete, .. t.Meet, t.Agree, .. t.Finish("goals-met")]),
        new(1.5, t => [t.Contact, .. Story.OfSecond(t.Second.Contact), t.Judge, .. Story.OfSecond(t.Second.Judge), .. t.TwoHomes(),
            .. Story.OfSecond(t.Second.Close("advice-given")), t.Assess, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")]),
    ];

    public static readonly ImmutableArray<Plot> WithoutThreshold =
    [
        new(35, t => t.Accompanied(1)), new(40, t => t.Accompanied(2)), new(15, t => t.Accompanied(3)),
        new(10, t => [t.Phones, t.CalledBackIfPromised, t.Close("advice-given")]),
    ];

    public static readonly ImmutableArray<Plot> TwoYears =
    [
        new(90, t => t.AtTwo), new(7, t => [t.TurnsTwo, t.Close("family-declined")]), new(3, t => [t.TurnsTwo, t.Skip, t.Close("moved-away")]),
    ];

    /// <summary>Always the same mixture, whatever day it is.</summary>
    /// <param name="today">The demo's time at which the day begins on which it is begun.</param>
    public static ImmutableArray<OnDesk> Desk(double today) =>
    [
        // Contact
        new(3,  0,  0.9, t => [t.Contact]),
        new(2,  4,  8,   t => [t.Contact]),
        new(2,  0,  3,   t => [t.Contact, t.Joins, t.Judge]) { ToldByProfessional = true },
        new(2,  1,  5,   t => [t.Unidentified, t.Judge]),
        new(1,  2,  4,   t => [t.Contact, .. Story.OfSecond(t.Second.Namesake(t.Family) with { WaitDays = 1 }), t.Judge]),
        new(2,  1,  3,   t => [t.Contact, .. Story.OfSecond(t.Second.Contact), t.Judge, .. Story.OfSecond(t.Second.Judge), .. t.TwoHomes(taken: false)]),
        new(1,  1,  5,   t => [t.Contact, t.Judge, t.Close("advice-given"), t.Reopen]),
        // Needs assessment
        new(3,  0,  6,   t => [t.Contact, t.Judge, t.Assess, t.Note]) { ToldByProfessional = true },
        new(3,  0,  0.7, t => [t.Contact, t.Joins, t.Judge, t.Assess, t.OfferTo(DemoNetwork.Coordinator)]) { OfOthers = true },
        new(1,  0,  0.7, t => [t.Contact, t.Judge, t.Assess, t.Offer]),
        new(1,  2,  8,   t => [.. t.ToPlan, t.Reassess]),
        new(1,  2,  6,   t => [t.Contact, t.Judge, t.Assess, t.Waits]),
        new(1,  0,  3,   t => [t.Contact, t.Judge, .. t.SpecialSupport, t.Assess]),
        new(1,  0,  0.9, t => [t.Contact, t.Judge, t.Assess, t.Invite(DemoNetwork.Professional)]),
        // Joint meeting
        new(2,  0,  3,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.MeetsOn(today + 0.75)]) { ToldByProfessional = true },
        new(2,  0,  3,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.MeetsOn(today + 1.3)]) { ToldByProfessional = true },
        new(2,  0,  5,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Plan]),
        new(1,  0,  4,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Ask(0)]),
        new(2,  0,  4,   t => [t.Contact, t.Judge, t.Assess, t.Note, t.Complete, .. t.Meet]),
        // Follow-up
        new(3,  3, 25,   t => [.. t.ToPlan, t.Note, t.Note]) { ToldByProfessional = true },
        new(2, 34, 50,   t => t.ToPlan),
        new(2, 86, 90,   t => t.ToPlan),
        new(2, 98, 101,  t => t.ToPlan),
        // Closed
        new(2,  2, 60,   t => [t.Contact, t.Judge, t.Close("advice-given")]),
        new(1,  2, 50,   t => [t.Contact, t.Judge, t.Assess, t.NoNeed, t.Close("no-need")]),
        new(2,  1, 40,   t => [.. t.ToPlan, t.Note, .. t.Finish("goals-met")]) { ToldByProfessional = true },
        new(1,  1, 40,   t => [t.Contact, t.Judge, t.Assess, t.Complete, .. t.Received, t.Close("referred-elsewhere")]),
        new(1,  1, 30,   t => [t.Contact, t.Judge, t.Assess, t.Complete, t.Plan, t.Close("family-declined")]),
        new(1,  1, 30,   t => [t.Contact, t.Judge, t.Assess, t.Close("moved-away")]),
        new(1,  1, 30,   t => [.. t.ToPlan, t.Note, .. t.Finish("services-continue")]),
    ];

    /// <summary>How another coordinator goes on with a case that lay on a sample person's desk.</summary>
    public static Step[] Rest(Story t) => [Story.Answered, t.Complete, .. t.Meet, t.Agree, .. t.FollowedUp, .. t.Finish("goals-met")];
}
