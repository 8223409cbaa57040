using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>What a step of a story finds: the case as it stands, the time, the time of the next step, and its own dice.</summary>
sealed record Scene(CaseState State, DateTimeOffset At, DateTimeOffset Next, Dice Dice)
{
    public OpenCase Open => (OpenCase)State;
    public OpenCase Last => State is ClosedCase closed ? closed.Last : Open;
}

/// <param name="WaitDays">How long after the step before it.</param>
sealed record Step(double WaitDays, Func<Scene, (Actor By, CaseCommand Command)> Give);

/// <summary>The words in which a plot tells what happens to one family: every public member that is asked for is a step or some, and rolls how long it waits.</summary>
sealed class Story(int number, Cast cast, MemberKeys keys, OperatingModel model, Calendar calendar)
{
    static readonly ImmutableArray<(string Service, Source Source, ImmutableArray<Channel> Channels)> Doors =
    [
        ("early-education", Source.Professional, [Channel.InPerson, Channel.EForm, Channel.Phone]),
        ("early-education", Source.Professional, [Channel.InPerson]),
        ("early-education", Source.Self, [Channel.InPerson]),
        ("child-health-clinic", Source.Professional, [Channel.InPerson, Channel.Remote]),
        ("family-guidance", Source.Self, [Channel.Phone, Channel.Phone, Channel.EForm, Channel.Email]),
        ("family-guidance", Source.Self, [Channel.Phone, Channel.Letter]),
        ("family-guidance", Source.Relative, [Channel.Phone]),
        ("parish-family-work", Source.Other, [Channel.InPerson, Channel.Other]),
        ("family-work", Source.Professional, [Channel.InPerson]),
    ];

    static readonly ImmutableArray<string> Areas =
        ["tampere-west", "tampere-west", "tampere-east", "tampere-east", "tampere-south", "tampere-central", "nokia", "ylojarvi", "kangasala", "lempaala"];

    readonly Dice dice = Dice.For(number, 0);

    public int Number => number;
    public Topic Topic { get; } = Topic.Of(number);
    public Family Family { get; } = Family.Of(number, Topic.Of(number));

    // Of seven families one told the well-known professional first, and one the well-known coordinator.
    bool OfProfessional => number % 7 == 4 && Topic.AgeToYears < 9;
    bool OfCoordinator => number % 7 == 2;

    public Step Contact => new(0, s => Told(s, Family.Children.Take(1).Concat(Family.Adults.Take(1)).Select(k => k.Named(keys, model.Group)), First: true));
    public Step Joins => new(dice.Between(0.1, 2), s => Told(s, Family.Children.Concat(Family.Adults.Skip(1)).Select(k => k.Named(keys, model.Group)), First: false));
    public Step Unidentified => new(0, s => Told(s, Family.Children.Concat(Family.Adults).Take(2).Select(k => k.Unidentified(keys, model.Group)), First: true));

    /// <summary>A contact without identifiers that names somebody as another case does: perhaps the same family, perhaps not.</summary>
    public Step Namesake(int other) => new(0, s =>
        Told(s, Family.Of(other, Topic.Of(other)).Children.Take(1).Select(k => k.Unidentified(keys, model.Group)), First: true));

    public Step Judge => Coordinator(0.3, 0.9, s => new JudgeUrgency(s.Dice.Below(10) switch { 0 => Urgency.Immediate, < 4 => Urgency.Soon, _ => Urgency.Normal }));
    public Step Assess => Coordinator(0.5, 2.5, _ => new StartAssessment());
    public Step Complete => Coordinator(5, 13, s => new CompleteAssessment(Topic.Summary.For(Family, s.Dice), s.Dice.OneIn(3) ? [Heard.Adult] : [Heard.Child, Heard.Adult], Topic.Needs));
    public Step NoNeed => Coordinator(4, 10, _ => new CompleteAssessment(Sayings.NoNeedSummary, [Heard.Adult], [], NoNeed: true));
    public Step Reassess => Coordinator(8, 25, s => new Reassess(Sayings.ReassessReasons.For(Family, s.Dice)));
    public Step Plan => Coordinator(0.5, 3, s => Meeting(s, calendar.Agreeable(s.At.AddDays(s.Dice.From(9, 20)), s.Dice.Between(0.1, 0.9))));
    public Step Hold => Coordinator(5, 12, Held);
    public Step[] Meet => [Coordinator(0.5, 3, s => Meeting(s, Calendar.Quarter(s.Next))), Hold];
    public Step Agree => Coordinator(0.05, 1, Agreed);

    public Step Note => new(dice.Between(2, 12), s => (
        cast.As(s.Last.Participants.IsEmpty || s.Dice.OneIn(2) ? s.Last.Coordinator : s.Dice.Pick(s.Last.Participants)), new Note(Sayings.Notes.For(Family, s.Dice))));
    public Step Offer => Coordinator(0.5, 4, s => new OfferHandover(cast.NextCoordinator(s.Open, s.Dice), s.Dice.OneIn(2), Sayings.HandoverReasons.For(Family, s.Dice)));
    public Step Accepted => new(dice.Between(0.3, 1.2), s => (cast.As(s.Open.Offer!.To), new AcceptHandover()));
    public Step Declined => new(dice.Between(0.3, 1.2), s => (cast.As(s.Open.Offer!.To), new DeclineHandover(Sayings.DeclineReasons.For(Family, s.Dice))));
    public Step Withdrawn => Coordinator(0.3, 1.2, _ => new WithdrawHandover());
    public Step Assigned => new(dice.Between(1, 5), s => (
        cast.ManagerOf(s.Open, s.Dice), new AssignCoordinator(cast.NextCoordinator(s.Open, s.Dice), Sayings.AssignReasons.For(Family, s.Dice))));
    public Step Reopen => new(dice.Between(10, 30), s => (cast.As(s.Last.Coordinator), new Reopen(Sayings.ReopenReasons.For(Family, s.Dice))));
    public Step Ask(int need) => Coordinator(0.2, 1, s => new AskReceiver(s.Open.Needs[need].Id, Partners(s).Reverse().ElementAt(need % Partners(s).Length)));
    public Step[] Received => [.. Enumerable.Range(0, Topic.Needs.Length).SelectMany(need => new[] { Ask(need), Accepts(need) })];
    public Step Close(string result) => Coordinator(1, 12, s => new Close(result, Sayings.Closing[result].For(Family, s.Dice)));

    /// <summary>Every task of the plans is done, the family says how near its goals are, and the case is closed.</summary>
    public Step[] Finish(string result, int plans = 1) =>
    [
        .. Enumerable.Range(0, plans * Tasks.Length).Select(Done),
        Coordinator(0.2, 1, s => new RecordFollowUp(Happened: true, Sayings.Notes.For(Family, s.Dice), [.. s.Open.Goals.Select(g => new GoalRated(g.Id, Math.Min(Shapes.RatingMax, g.Rating + s.Dice.From(1, 5))))])),
        Close(result),
    ];

    Step Done(int task) => new(dice.Between(0.3, 1.5), s => (cast.As(s.Open.Tasks[task].Responsible), new CompleteTask(s.Open.Tasks[task].Id)));

    /// <summary>All the way to a plan, when nothing special happens.</summary>
    public Step[] ToPlan => [Contact, Judge, Assess, Complete, .. Meet, Agree];

    Step Coordinator(double least, double most, Func<Scene, CaseCommand> command) =>
        new(dice.Between(least, most), s => (cast.As(s.Last.Coordinator), command(s)));

    Step Accepts(int need) => new(dice.Between(0.3, 1.5), s => (
        cast.As(s.Open.Receivers.Last(r => r.Need == s.Open.Needs[need].Id).Person), new AcceptNeed(s.Open.Needs[need].Id)));

    (Actor, CaseCommand) Told(Scene s, IEnumerable<NamedMember> members, bool First)
    {
        var (area, who, door) = First ? FirstDoor() : Door(s.Dice);
        var words = (First ? Topic.OwnWords : Sayings.Joining).For(Family, s.Dice);
        var basis = s.Dice.Below(12) switch { 0 => Basis.LegalDuty, 1 => Basis.ChildInterest, _ => Basis.Consent };
        return (cast.As(who), new ReceiveContact(
            CaseId.Of(s.Dice.Id(s.At)), ContactId.Of(s.Dice.Id(s.At)), model.Key, area, s.Dice.Pick(door.Channels), door.Source, null,
            Topic.Reasons, Family.Language, Family.Interpreter, basis, [.. members], [], new ContactContent(words, []))
        {
            // Some contacts are written down only an hour or two after they were made.
            OccurredAt = s.Dice.OneIn(6) ? s.At.AddMinutes(-s.Dice.From(30, 150)) : null,
        });
    }

    (string Area, PersonId Who, (string Service, Source Source, ImmutableArray<Channel> Channels) Door) FirstDoor() =>
        OfProfessional ? (cast.AreaOf(DemoNetwork.Professional), DemoNetwork.Professional, Doors[0])
        : OfCoordinator ? (Areas[number % 6], DemoNetwork.Coordinator, Doors[4])
        : Door(Dice.For(number, -3));

    (string Area, PersonId Who, (string Service, Source Source, ImmutableArray<Channel> Channels) Door) Door(Dice rolled)
    {
        var area = rolled.Pick(Areas);
        var door = rolled.Pick([.. Doors.Where(d => cast.Serves(d.Service, area))]);
        return (area, cast.Worker(door.Service, area, rolled).Id, door);
    }

    PlanMeeting Meeting(Scene s, DateTimeOffset at) => new(at, (Place)s.Dice.Below(4), [s.Open.Coordinator, .. Partners(s)]);

    HoldMeeting Held(Scene s)
    {
        var meeting = s.Open.Meetings.First(m => !m.Held);
        return new(meeting.Id, FamilyAttended: true, meeting.Participants, Sayings.Minutes.For(Family, s.Dice));
    }

    ImmutableArray<string> Tasks => Family.Language == "sv" ? Topic.Tasks.Sv : Topic.Tasks.Fi;

    AgreePlan Agreed(Scene s)
    {
        var goals = Family.Language == "sv" ? Topic.Goals.Sv : Topic.Goals.Fi;
        ImmutableArray<PersonId> doers = [.. Partners(s), s.Open.Coordinator];
        return new(
            [.. goals.Select(text => new GoalSet(text, s.Dice.From(1, 6)))],
            [.. Tasks.Select((text, i) => new TaskGiven(text, doers[i % doers.Length], model.Calendar.LocalDate(s.At).AddDays(s.Dice.From(14, 60))))]);
    }

    /// <summary>Who come to the family's meetings beside the coordinator: the same people every time, of at least two services together with the coordinator's.</summary>
    ImmutableArray<PersonId> Partners(Scene s) =>
    [
        .. OfProfessional ? [DemoNetwork.Professional] : Array.Empty<PersonId>(),
        .. from service in Topic.Partners
           where service != cast.ServiceOf(s.Open.Coordinator) && !(OfProfessional && service == "early-education")
           let area = cast.Serves(service, s.Open.Area) ? s.Open.Area : "tampere-west"
           select cast.Worker(service, area, Dice.For(number, -4)).Id,
    ];
}
