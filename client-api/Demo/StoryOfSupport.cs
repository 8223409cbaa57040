using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>From the needs assessment by joint meetings and a plan to the end, and on.</summary>
sealed partial class Story
{
    public Step Assess => Coordinator(0.5, 2.5, _ => new StartAssessment());
    public Step Complete => Coordinator(4, 11, s => new CompleteAssessment(Topic.Summary.For(Family, s.Dice), s.Dice.OneIn(3) ? [Heard.Adult] : [Heard.Child, Heard.Adult], Needs));
    public Step NoNeed => Coordinator(4, 10, _ => new CompleteAssessment(Sayings.NoNeedSummary, [Heard.Adult], [], NoNeed: true));
    public Step Reassess => Coordinator(8, 25, s => new Reassess(Sayings.ReassessReasons.For(Family, s.Dice)));
    public Step[] Looked =>
    [
        Coordinator(0.5, 2, s => new RecordLifeArea(s.Dice.Pick(model.LifeAreas).Key, Sayings.Strengths.For(Family, s.Dice), s.Dice.OneIn(2) ? Sayings.Worries.For(Family, s.Dice) : null)),
        Coordinator(0.01, 0.5, s => new RecordLifeArea(s.Dice.Pick(model.LifeAreas).Key, null, Sayings.Worries.For(Family, s.Dice))),
        Coordinator(0.2, 2, s => new RecordHearing(Heard.Child, Sayings.ChildsViews.For(Family, s.Dice), s.Open.Members.FirstOrDefault(m => m.Role == MemberRole.Child)?.Id)),
    ];

    ImmutableArray<NeedFoundIn> Needs => [.. Topic.Needs.Where(n => model.HasNeed(n.Code))];

    // ---- Joint meeting and plan ----------------------------------------------------------------------------------------

    public Step Plan => Coordinator(0.5, 3, s => Meeting(s, stage.Office.Agreeable(s.At.AddDays(s.Dice.From(9, 20)), s.Dice.Between(0.1, 0.9))));
    public Step Hold => Coordinator(5, 12, Held) with { NotBefore = Begun };
    public Step[] Meet => [Coordinator(0.5, 3, s => Meeting(s, MeetingAt(s))), .. Maybe(15, Moved), Hold];

    /// <summary>A meeting so many working days after the demo's first, planned for then.</summary>
    public Step MeetsOn(double time) => Coordinator(0.5, 2, s => Meeting(s, Office.Quarter(stage.Office.At(time))));
    public Step Moved => Coordinator(0.5, 2, s => s.Open.Meetings.FirstOrDefault(m => m.IsPlanned) is { } meeting ? new MoveMeeting(meeting.Id, MeetingAt(s), s.Dice.OneIn(3) ? Place.Remote : null) : null);
    public Step[] CancelledAndAgain =>
    [
        Coordinator(1, 3, s => Meeting(s, MeetingAt(s))),
        Coordinator(1, 3, s => s.Open.Meetings.FirstOrDefault(m => m.IsPlanned) is { } meeting ? new CancelMeeting(meeting.Id, Sayings.CancelReasons.For(Family, s.Dice)) : null),
    ];

    public Step SendMaterials => Coordinator(0.1, 0.5, s => s.Open.Meetings.FirstOrDefault(m => m.IsPlanned) is { } meeting
        ? new SendMaterials(meeting.Id, Family.Language, [.. model.Materials.Take(2).Select(m => m.Key)]) : null);

    public Step Agree => Coordinator(0.05, 1, Agreed);

    /// <summary>Where the demo runs ahead of the calendar, people meet on the next working day: nobody waits for weeks to see it.</summary>
    DateTimeOffset MeetingAt(Scene s) => s.Ahead ? stage.Office.Agreeable(s.At.AddDays(1), s.Dice.Between(0.05, 0.9)) : Office.Quarter(s.Next);

    static DateTimeOffset? Begun(Scene s) => (s.State as OpenCase)?.Meetings.FirstOrDefault(m => m.IsPlanned)?.At;

    PlanMeeting Meeting(Scene s, DateTimeOffset at) => new(at, (Place)s.Dice.Below(4), [s.Open.Coordinator, .. Partners(s)], Agenda: s.Dice.OneIn(2) ? Sayings.Agendas.For(Family, s.Dice) : null);

    HoldMeeting? Held(Scene s) => s.Open.Meetings.FirstOrDefault(m => m.IsPlanned) is { } meeting
        ? new(meeting.Id, FamilyAttended: true, meeting.Participants, Sayings.Minutes.For(Family, s.Dice)) : null;

    ImmutableArray<string> Tasks => Family.Language == "sv" ? Topic.Tasks.Sv : Topic.Tasks.Fi;

    AgreePlan Agreed(Scene s)
    {
        var goals = Family.Language == "sv" ? Topic.Goals.Sv : Topic.Goals.Fi;
        ImmutableArray<PersonId> doers = [.. Partners(s).Take(1), s.Open.Coordinator, .. Partners(s).Skip(1)];
        return new(
            [.. goals.Select(text => new GoalSet(text, s.Dice.From(1, 6)))],
            [.. Tasks.Select((text, i) => new TaskGiven(text, doers[i % doers.Length], stage.Office.LocalDate(s.At).AddDays(s.Dice.From(14, 60))))]);
    }

    /// <summary>Who come to the family's meetings beside the coordinator: the same people every time, of at least two services together with the coordinator's.</summary>
    ImmutableArray<PersonId> Partners(Scene s) =>
    [
        .. teller is { } told ? [told] : Array.Empty<PersonId>(),
        .. from service in Topic.Partners
           where service != Cast.ServiceOf(s.Last.Coordinator) && !(teller is not null && service == "early-education")
           let area = Cast.Serves(service, s.Last.Area) ? s.Last.Area : "tampere-west"
           select service == "early-education" && model.Duty("early-education-talk") is not null ? Cast.Worker(service, area, "early-education-teacher", Fixed(-4)).Id : Cast.Worker(service, area, Fixed(-4)).Id,
    ];

    // ---- Follow-up and end ---------------------------------------------------------------------------------------------

    /// <summary>All the way to a plan, when nothing special happens.</summary>
    public Step[] ToPlan => [Contact, .. Maybe(20, Joins), Judge, Assess, .. Maybe(45, Looked), .. Maybe(25, Invite(), InvitationAnswered), .. Maybe(35, Consent("coordination")), Complete, .. Maybe(8, CancelledAndAgain), .. Meet, Agree];

    public Step[] FollowedUp => [.. Maybe(50, FollowUpPlanned), dice.Percent(85) ? FollowUp(25, 55) : FollowUp(66, 76), .. Maybe(40, Note)];

    public Step FollowUpPlanned => Coordinator(1, 4, s => new PlanFollowUp(stage.Office.LocalDate(s.Ahead ? s.At.AddDays(30) : s.Next)));
    public Step FollowUp(double least, double most) => Coordinator(least, most, s => s.State is ClosedCase ? null
        : s.Dice.Percent(90) ? new RecordFollowUp(Happened: true, Sayings.Notes.For(Family, s.Dice), Nearer(s)) : new RecordFollowUp(Happened: false, Sayings.NotReached.For(Family, s.Dice)));

    static ImmutableArray<GoalRated> Nearer(Scene s) => [.. s.Open.Goals.Select(g => new GoalRated(g.Id, Math.Min(Shapes.RatingMax, g.Rating + s.Dice.From(0, 3))))];

    public Step TaskLate => Coordinator(5, 10, s => AnOpenTask(s) is { } task ? new ChangeTask(task.Id, task.Responsible, stage.Office.LocalDate(s.At).AddDays(s.Dice.From(14, 30)), Sayings.LateReasons.For(Family, s.Dice)) : null);
    public Step TaskDropped => Coordinator(3, 8, s => AnOpenTask(s) is { } task ? new DropTask(task.Id, Sayings.DropReasons.For(Family, s.Dice)) : null);
    public Step[] TaskTaken =>
    [
        Coordinator(1, 3, s => AnOpenTask(s) is { } task && Others(s) is [var taker, ..] ? new OfferTask(task.Id, taker) : null),
        new(dice.Between(0.5, 2), s => s.Open.Tasks.FirstOrDefault(t => t is { Status: PlanTaskStatus.Open, Taker: not null }) is { } task && !Cast.IsSample(task.Taker!.Value) && task.Taker != s.Open.Coordinator
            ? new(Cast.As(task.Taker.Value), new TakeTask(task.Id)) : null),
    ];

    static PlanTask? AnOpenTask(Scene s) => (s.State as OpenCase)?.Tasks.FirstOrDefault(t => t.Status == PlanTaskStatus.Open);
    static ImmutableArray<PersonId> Others(Scene s) => [.. s.Open.Participants.Where(p => p != s.Open.Coordinator && !Cast.IsSample(p))];

    /// <summary>Every task of the plans is settled, the family says how near its goals are, and the case is closed.</summary>
    public Step[] Finish(string result, int plans = 1) =>
    [
        .. Enumerable.Range(0, plans * Tasks.Length).Select(_ => Done),
        Coordinator(0.2, 1, s => new RecordFollowUp(Happened: true, Sayings.Notes.For(Family, s.Dice), [.. s.Open.Goals.Select(g => new GoalRated(g.Id, Math.Min(Shapes.RatingMax, g.Rating + s.Dice.From(1, 5))))])),
        .. Maybe(50, FeedbackAsked(FeedbackFrom.Adult)), .. Maybe(20, FeedbackAsked(FeedbackFrom.Child)), .. Maybe(15, FeedbackAsked(FeedbackFrom.Professional)),
        Close(result),
    ];

    /// <summary>Months later it is asked how the family does.</summary>
    public Step Outcome => new(dice.Percent(85) ? dice.Between(100, 124) : dice.Between(128, 150), s => s.State is ClosedCase { MergedInto: null } c
        ? new(Cast.ManagerOf(c.Last.Organisation, s.Dice), new RecordOutcome(s.Dice.Below(10) switch { < 7 => FamilyOutcome.BasicServices, < 9 => FamilyOutcome.SpecialServices, _ => FamilyOutcome.NotReached }, null)) : null);

    public Step[] FeedbackAsked(FeedbackFrom from) =>
    [
        Coordinator(0.05, 0.5, _ => new AskFeedback(from)),
        Coordinator(0.5, 4, s => s.Dice.Percent(70) ? new RecordFeedback(from, s.Dice.From(3, 5), s.Dice.OneIn(2) ? Sayings.Feedback[from].For(Family, s.Dice) : null) : null),
    ];

    Step Done => new(dice.Between(0.3, 1.5), s => AnOpenTask(s) is { } task && s.State is OpenCase c
        ? new(Cast.As(Cast.IsSample(task.Responsible) ? c.Coordinator : task.Responsible), new CompleteTask(task.Id)) : null);

    public Step Ask(int need) => Coordinator(0.2, 1, s => new AskReceiver(s.Open.Needs[need].Id, Receivers(s)[need % Receivers(s).Length]));
    Step Accepts(int need) => new(dice.Between(0.3, 1.5), s => new(Cast.As(s.Open.Receivers.Last(r => r.Need == s.Open.Needs[need].Id).Person), new AcceptNeed(s.Open.Needs[need].Id)));
    public Step[] Received => [.. Enumerable.Range(0, Topic.Needs.Length).SelectMany(need => new[] { Ask(need), Accepts(need) })];
    ImmutableArray<PersonId> Receivers(Scene s) => [.. Partners(s).Where(p => !Cast.IsSample(p))];

    public Step Close(string result) => Coordinator(1, 8, s => new Close(result, Sayings.Closing[result].For(Family, s.Dice)));

    public Step Reopen => new(dice.Between(10, 30), s => s.State is ClosedCase c
        ? new(Cast.ManagerOf(c.Last.Organisation, s.Dice), new Reopen(Sayings.ReopenReasons.For(Family, s.Dice), stage.Staff.HasLeft(c.Last.Coordinator, stage.Office.LocalDate(s.At)) ? Colleague(c.Last.Coordinator, s) : null)) : null);

    // ---- What is not every family's ------------------------------------------------------------------------------------

    public Step[] Suspended => [Coordinator(2, 8, s => new Suspend(Sayings.SuspendReasons.For(Family, s.Dice))), Coordinator(8, 22, s => new Resume(Sayings.ResumeReasons.For(Family, s.Dice)))];
    public Step Waits => Coordinator(1, 4, s => new Suspend(Sayings.SuspendReasons.For(Family, s.Dice)));
    public Step Extended => Coordinator(20, 40, s => s.Open.Deadlines.FirstOrDefault(d => d is { Key: DeadlineKey.NextFollowUp, Local: true }) is { } d
        ? new ExtendDeadline(d.Key, d.DueOn.AddDays(s.Dice.From(7, 25)), Sayings.LateReasons.For(Family, s.Dice)) : null);
    public Step Flagged => Coordinator(0.1, 1, s => new RaiseFlag(s.Dice.Pick(model.Flags).Key));
    public Step DocumentReferred => Coordinator(0.5, 3, s => new ReferDocument(Sayings.Documents.For(Family, s.Dice), "asiakastietojärjestelmä", $"D-{Number:00000}"));

    /// <summary>A social worker is asked, comes, and judges that the child needs special support: from then on there is an own worker too.</summary>
    public Step[] SpecialSupport =>
    [
        Invite(SocialWorker), new(dice.Between(0.1, 0.6), s => new(Cast.As(SocialWorker), new AcceptInvitation())),
        new(dice.Between(0.2, 1), s => new(Cast.As(SocialWorker), new JudgeSpecialSupport(true, Sayings.SpecialGrounds.For(Family, s.Dice)))),
        Coordinator(0.2, 1, _ => new NameOwnWorker(SocialWorker)),
    ];

    public Step[] ChildProtection =>
    [
        Coordinator(0.1, 0.5, _ => new RecordChildProtectionNotification(Cast.UnitOf("family-social-work"))),
        dice.Percent(85) ? Coordinator(2, 5, Decision) : Coordinator(8, 9, Decision),
    ];

    CaseCommand Decision(Scene s) => new RecordChildProtectionDecision(s.Dice.OneIn(2) ? ChildProtectionStage.NotNeeded : ChildProtectionStage.Begun);
    public Step ServiceAssessment => Coordinator(1, 3, s => new RequestServiceAssessment(Cast.UnitOf("family-social-work"), Topic.Summary.For(Family, s.Dice)));
    PersonId SocialWorker => Cast.Worker("family-social-work", Area.Key, Fixed(-6)).Id;
}
