namespace Coordination.Peers.Rows;

/// <summary>A case, as its row has it. Each method is one command: it says why not, or changes the row.</summary>
public sealed class FamilyCase
{
    const int OfferDays = 3;
    static readonly string[] Anywhere = ["moved-away", "family-declined"];

    public Guid Id { get; init; }
    public int Version { get; set; }
    public Phase Phase { get; private set; }
    /// <summary>Not null, so there is one; a single column, so there are not two.</summary>
    public required string Coordinator { get; set; }
    public required string Organisation { get; set; }
    public required string Area { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset EnteredAt { get; set; }
    public Urgency? Urgency { get; private set; }
    public int Contacts { get; set; }
    public string? OfferedTo { get; private set; }
    public bool OfferAccompanied { get; private set; }
    public DateTimeOffset? OfferExpires { get; private set; }
    public CaseWork Work { get; private set; } = CaseWork.None;
    public string? Result { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public bool MayBeSeenBy(Person person) => person.Id == Coordinator || person.Id == OfferedTo;

    /// <returns>What happened, empty if it was so already; or why not.</returns>
    public (string[] Happened, Problem? No) Do(CaseCommand command, Asking by, Network network) =>
        !MayBeSeenBy(by.Actor) ? No(Problem.NoSuchCase) : command switch
        {
            Note => Happened("note-written"),
            AcceptHandover => Accept(by, network),
            CompleteTask x => Complete(x, by),
            _ when Phase == Phase.Closed => No(Problem.CaseClosed),
            _ when by.Actor.Id != Coordinator => No(Problem.NotCoordinator),
            JudgeUrgency x => Judge(x),
            StartAssessment => Start(by),
            CompleteAssessment x => Assess(x, by),
            Reassess => Again(by),
            PlanMeeting x => Plan(x, by, network),
            HoldMeeting x => Hold(x, network),
            AgreePlan x => Agree(x, by, network),
            RecordFollowUp => Phase == Phase.FollowUp ? Happened("follow-up-recorded") : No(Problem.WrongPhase),
            Close x => End(x, by),
            OfferHandover x => Offer(x, by, network),
            WithdrawHandover => Withdraw(),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };

    (string[], Problem?) Judge(JudgeUrgency x)
    {
        if (Urgency == x.Urgency) return Happened();
        Urgency = x.Urgency;
        return Happened("urgency-judged");
    }

    (string[], Problem?) Start(Asking by)
    {
        if (Phase == Phase.NeedsAssessment) return Happened();
        if (Phase != Phase.Contact) return No(Problem.WrongPhase);
        if (Urgency is null) return No(Problem.UrgencyNotJudged);
        return Enter(Phase.NeedsAssessment, by, "phase-entered");
    }

    (string[], Problem?) Assess(CompleteAssessment x, Asking by)
    {
        if (Phase != Phase.NeedsAssessment) return No(Problem.WrongPhase);
        if (x.Heard.Count == 0) return No(Problem.NobodyHeard);
        if (x.NoNeed && x.Needs.Count > 0) return No(Problem.NeedsContradictory);
        if (!x.NoNeed && x.Needs.Count == 0) return No(Problem.NeedsUnknown);
        Work = Work with { NoNeed = x.NoNeed, Needs = [.. x.Needs.Select((n, i) => new Need($"n{i + 1}", n.Code, n.Service))] };
        return x.NoNeed ? Happened("assessment-completed") : Enter(Phase.JointMeeting, by, "assessment-completed", "phase-entered");
    }

    (string[], Problem?) Again(Asking by) =>
        Phase is Phase.JointMeeting or Phase.FollowUp ? Enter(Phase.NeedsAssessment, by, "reassessment-called", "phase-entered") : No(Problem.WrongPhase);

    (string[], Problem?) Plan(PlanMeeting x, Asking by, Network network)
    {
        if (Phase is not (Phase.JointMeeting or Phase.FollowUp)) return No(Problem.WrongPhase);
        if (x.Participants.Any(p => network.Find(p) is null)) return No(Problem.PersonUnknown);
        Work = Work with { Meetings = [.. Work.Meetings, new($"meeting-{Work.Meetings.Count + 1}", x.At.ToUniversalTime(), x.Place, x.Participants)] };
        return Phase == Phase.FollowUp ? Enter(Phase.JointMeeting, by, "meeting-planned", "phase-entered") : Happened("meeting-planned");
    }

    (string[], Problem?) Hold(HoldMeeting x, Network network)
    {
        if (Phase != Phase.JointMeeting) return No(Problem.WrongPhase);
        if (Work.Meetings.FirstOrDefault(m => m.Id == x.Meeting) is not { } meeting) return No(Problem.MeetingUnknown);
        if (meeting.Held) return No(Problem.MeetingAlreadyHeld);
        if (x.Attended.Any(p => network.Find(p) is null)) return No(Problem.PersonUnknown);
        var services = x.Attended.Select(p => network.ServiceOf(network.Find(p)!)).Distinct().Count();
        Work = Work with { Meetings = [.. Work.Meetings.Select(m => m == meeting ? m with { Held = true, FamilyAttended = x.FamilyAttended, Services = services } : m)] };
        return Happened("meeting-held");
    }

    (string[], Problem?) Agree(AgreePlan x, Asking by, Network network)
    {
        if (Phase != Phase.JointMeeting) return No(Problem.WrongPhase);
        if (Work.Meetings.LastOrDefault(m => m.Held) is not { } held) return No(Problem.MeetingNotHeld);
        if (!held.FamilyAttended) return No(Problem.FamilyNotAttended);
        if (held.Services < 2) return No(Problem.FewerThanTwoServices);
        if (x.Goals.Count == 0 && x.Tasks.Count == 0) return No(Problem.PlanEmpty);
        if (x.Tasks.Any(t => network.Find(t.Responsible) is null)) return No(Problem.PersonUnknown);
        Work = Work with
        {
            Goals = [.. Work.Goals, .. x.Goals.Select((g, i) => new Goal($"g{Work.Goals.Count + i + 1}", g.Text, g.Rating))],
            Tasks = [.. Work.Tasks, .. x.Tasks.Select((t, i) => new PlanTask($"t{Work.Tasks.Count + i + 1}", t.Text, t.Responsible, t.Due))],
        };
        return Enter(Phase.FollowUp, by, "plan-agreed", "phase-entered");
    }

    (string[], Problem?) Complete(CompleteTask x, Asking by)
    {
        if (Phase == Phase.Closed) return No(Problem.CaseClosed);
        if (Work.Tasks.FirstOrDefault(t => t.Id == x.Task) is not { } task) return No(Problem.TaskUnknown);
        if (task.Done) return Happened();
        if (by.Actor.Id != Coordinator && by.Actor.Id != task.Responsible) return No(Problem.NotResponsible);
        Work = Work with { Tasks = [.. Work.Tasks.Select(t => t == task ? t with { Done = true } : t)] };
        return Happened("task-completed");
    }

    (string[], Problem?) End(Close x, Asking by)
    {
        if (Phase == Phase.Contact && Urgency is null) return No(Problem.UrgencyNotJudged);
        if (Work.Tasks.Any(t => !t.Done)) return No(Problem.TasksOpen);
        if (!Anywhere.Contains(x.Result))
        {
            if (x.Result switch { "advice-given" => Phase.Contact, "no-need" => Phase.NeedsAssessment, "goals-met" or "services-continue" => Phase.FollowUp, _ => (Phase?)null } is not { } phase) return No(Problem.ResultUnknown);
            if (phase != Phase) return No(Problem.ResultNotInThisPhase);
            if (x.Result == "no-need" && !Work.NoNeed) return No(Problem.NeedFound);
        }

        (OfferedTo, OfferExpires, Result, ClosedAt) = (null, null, x.Result, by.Now);
        return Enter(Phase.Closed, by, "case-closed");
    }

    (string[], Problem?) Offer(OfferHandover x, Asking by, Network network)
    {
        if (network.Find(x.To) is not { } to) return No(Problem.PersonUnknown);
        if (!to.MayCoordinate) return No(Problem.PersonMayNotCoordinate);
        if (x.To == Coordinator) return No(Problem.AlreadyCoordinator);
        if (OfferedTo is not null && by.Now < OfferExpires) return OfferedTo == x.To && OfferAccompanied == x.Accompanied ? Happened() : No(Problem.OfferOpen);
        (OfferedTo, OfferAccompanied, OfferExpires) = (x.To, x.Accompanied, by.Now.AddDays(OfferDays));
        return Happened("handover-offered");
    }

    (string[], Problem?) Withdraw()
    {
        if (OfferedTo is null) return No(Problem.NoOpenOffer);
        (OfferedTo, OfferExpires) = (null, null);
        return Happened("handover-withdrawn");
    }

    (string[], Problem?) Accept(Asking by, Network network)
    {
        if (Phase == Phase.Closed) return No(Problem.CaseClosed);
        if (OfferedTo is null) return by.Actor.Id == Coordinator ? Happened() : No(Problem.NoOpenOffer);
        if (by.Actor.Id != OfferedTo) return No(Problem.NotOfferReceiver);
        if (by.Now >= OfferExpires) return No(Problem.OfferExpired);
        (Coordinator, Organisation, OfferedTo, OfferExpires) = (OfferedTo, network.OrganisationOf(by.Actor), null, null);
        return Happened("handover-accepted");
    }

    (string[], Problem?) Enter(Phase phase, Asking by, params string[] happened)
    {
        (Phase, EnteredAt) = (phase, by.Now);
        return (happened, null);
    }

    static (string[], Problem?) Happened(params string[] happened) => (happened, null);

    static (string[], Problem?) No(Problem problem) => ([], problem);

    public CaseView View() => new(
        Id.ToString("N"), Version, Phase, new(Coordinator), Organisation, Area, OpenedAt, EnteredAt, Urgency, Contacts,
        OfferedTo is { } to ? new(new(to), OfferAccompanied, OfferExpires!.Value) : null,
        Work.Needs, Work.NoNeed, Work.Meetings, Work.Goals, Work.Tasks, Result, ClosedAt);
}
