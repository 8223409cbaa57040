using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>The two-year meeting of clinic and early education, and threshold-free support.</summary>
sealed partial class Story
{
    const string Talk = "early-education-talk", HealthCheck = "two-year-health-check";

    /// <summary>The clinic's nurse opens the case of a child who turns two.</summary>
    public Step TurnsTwo => new(0, s => Told(s, Family.Children.Take(1).Concat(Family.Adults.Take(1)).Select(Named), first: true) is { Command: ReceiveContact contact }
        && Cast.Worker("child-health-clinic", Area.Key, "public-health-nurse", Fixed(-5)).Id is var nurse
        ? new(Cast.As(nurse), contact with { Case = IdFor(s, Area.Key, nurse), Channel = Channel.Other, Source = Source.Professional, Basis = Basis.LegalDuty }) : null);

    public Step Skip => Coordinator(0.5, 4, s => new SkipAssessment(Sayings.SkipReasons.For(Family, s.Dice)));

    /// <summary>One meeting at home: the nurse's health check and the teacher's talk, each signed by its own.</summary>
    public Step[] MeetAtTwo =>
    [
        Coordinator(0.5, 6, s => new PlanMeeting(MeetingAt(s), Place.Home, [s.Open.Coordinator, .. Partners(s)], [new(HealthCheck, s.Open.Coordinator), new(Talk, Partners(s)[0])])),
        SendMaterials, .. Maybe(15, Moved),
        Coordinator(10, 22, Held) with { NotBefore = Begun },
        Signed(HealthCheck), dice.Percent(94) ? Signed(Talk) : LeftOpen(Talk),
    ];

    Step Signed(string duty) => new(dice.Between(0.02, 0.8), s => s.State is OpenCase c && c.Meetings.LastOrDefault(m => m.Held) is { } meeting && meeting.Duties.FirstOrDefault(d => d.Code == duty) is { Status: DutyStatus.Planned } planned
        ? new(Cast.As(planned.Professional), new SignDuty(meeting.Id, duty)) : null);

    Step LeftOpen(string duty) => Coordinator(0.1, 1, s => s.State is OpenCase c && c.Meetings.LastOrDefault(m => m.Held) is { } meeting
        ? new LeaveDutyOpen(meeting.Id, duty, Sayings.LeftOpenReasons.For(Family, s.Dice)) : null);

    public Step[] AtTwo => [TurnsTwo, Skip, .. Maybe(80, WrittenConsent), .. MeetAtTwo, .. Maybe(60, FeedbackAsked(FeedbackFrom.Adult)), Close(dice.Percent(70) ? "meeting-held-no-further-need" : "continues-in-basic-services")];

    Step WrittenConsent => Coordinator(0.1, 1, s => new RecordConsent(s.Open.Members.First(m => m.Role == MemberRole.Adult).Id, Cast.OrganisationOf(Partners(s)[0]), "clinic-and-early-education", ConsentForm.Written));

    // ---- Without a threshold -------------------------------------------------------------------------------------------

    public Step Phones => new(0, s => Told(s, Family.Children.Take(1).Concat(Family.Adults.Take(1)).Select(Named), first: true, callBack: dice.Percent(40)));

    public Step CalledBackIfPromised => Coordinator(0.2, dice.Percent(90) ? 2.5 : 5, s => s.Open.Deadlines.Any(d => d.Key == DeadlineKey.CallBack)
        ? new RecordCallBack(s.Dice.Percent(88), Sayings.CallBacks.For(Family, s.Dice)) : null);

    /// <summary>Meetings until the family says its goals are near enough.</summary>
    public Step[] Accompanied(int meetings) =>
    [
        Phones, CalledBackIfPromised, .. Maybe(70, Urgent), Skip, .. Meet, Agree, .. Maybe(30, PairNamed),
        .. Enumerable.Range(1, meetings - 1).SelectMany(_ => (Step[])[.. Maybe(50, Note), .. Meet, Rated, Kept]),
        .. Finish(dice.Percent(85) ? "goals-met-no-pta" : "goals-met", plans: meetings), .. Maybe(90, Outcome),
    ];

    Step Urgent => Coordinator(0.1, 0.5, _ => new JudgeUrgency(Urgency.Normal));
    Step Rated => Coordinator(0.02, 0.2, s => new RateGoals(Nearer(s)));

    /// <summary>What was agreed goes on, with one thing more.</summary>
    Step Kept => Coordinator(0.05, 0.5, s => new AgreePlan([], [new(Tasks[0], s.Open.Coordinator, stage.Office.LocalDate(s.At).AddDays(21))]));
}
