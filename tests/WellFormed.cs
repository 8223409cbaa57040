using Coordination.Core;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>For every name a command that asks for something sensible in a state: nothing is wrong with it but, perhaps, who asks and when.</summary>
public static class WellFormed
{
    public static CaseCommand Command(CommandName name, CaseState state, Actor actor)
    {
        var c = state as OpenCase ?? (state as ClosedCase)?.Last;
        if (c is { Subject: Subject.Phenomenon } && OfPhenomenon(name, c) is { } command) return command;
        return name switch
        {
            CommandName.OpenPhenomenon => SchoolAbsence,
            CommandName.ReceiveContact => Contact(SecondContact, Child("key-child")),
            CommandName.JudgeUrgency => new JudgeUrgency(c?.Urgency == Urgency.Immediate ? Urgency.Normal : Urgency.Immediate),
            CommandName.StartAssessment => new StartAssessment(),
            CommandName.SkipAssessment => new SkipAssessment("Known already"),
            CommandName.CompleteAssessment => Assessment,
            CommandName.Reassess => new Reassess("Something new"),
            CommandName.MarkPending => new MarkPending(),
            CommandName.RecordCallBack => new RecordCallBack(Reached: true),
            CommandName.ChangeMember => new ChangeMember("m1", null, null, new(GivenName: "Eeli")),
            CommandName.RecordLifeArea => new RecordLifeArea("everyday-life", "They laugh.", "Nobody sleeps."),
            CommandName.RecordHearing => new RecordHearing(Heard.Child, "I want the light on.", "m1"),
            CommandName.JudgeSpecialSupport => new JudgeSpecialSupport(c?.NeedsSpecialSupport is not true, "Her judgement"),
            CommandName.RequestServiceAssessment => new RequestServiceAssessment(new("clinic"), "They ask for it"),
            CommandName.RecordChildProtectionNotification => new RecordChildProtectionNotification(new("clinic")),
            CommandName.RecordChildProtectionDecision => new RecordChildProtectionDecision(ChildProtectionStage.Begun),
            CommandName.InviteParticipant => new InviteParticipant(Outsider(c)),
            CommandName.AcceptInvitation => new AcceptInvitation(),
            CommandName.DeclineInvitation => new DeclineInvitation("No time"),
            CommandName.EndParticipation => new EndParticipation(c?.Invited.Concat(c.Participants).FirstOrDefault(p => !c.Tasks.Any(t => t.Status == PlanTaskStatus.Open && t.Responsible == p)) is { Value: not null } one ? one : Tea, "Moved"),
            CommandName.NamePair => new NamePair(c?.Coordinator == Bea.Id ? Cai : Bea),
            CommandName.EndPair => new EndPair("Not needed"),
            CommandName.NameOwnWorker => new NameOwnWorker(c?.OwnWorker == Bea.Id ? Cai : Bea),
            CommandName.EndOwnWorker => new EndOwnWorker("No client any more"),
            CommandName.NameSubstitute => new NameSubstitute(AnotherThan(c), new(2026, 3, 1), new(2029, 3, 1)),
            CommandName.EndSubstitute => new EndSubstitute(),
            CommandName.RecordConsent => new RecordConsent("m1", new("city"), "coordination", ConsentForm.Written),
            CommandName.WithdrawConsent => new WithdrawConsent(c?.Consents.FirstOrDefault(one => one.WithdrawnAt is null)?.Id ?? "c1"),
            CommandName.RecordLegalBasis => new RecordLegalBasis(new("city"), LegalGround.ChildInterest, "35 §"),
            CommandName.EndLegalBasis => new EndLegalBasis(c?.LegalBases.FirstOrDefault(one => one.EndedAt is null)?.Id ?? "b1", "Settled"),
            CommandName.PlanMeeting => c?.Meetings.Length % 2 == 0 ? HomeMeeting : MeetingOfDuties,
            CommandName.MoveMeeting => new MoveMeeting(PlannedOf(c), new(2026, 3, 13, 9, 0, 0, TimeSpan.FromHours(2))),
            CommandName.CancelMeeting => new CancelMeeting(PlannedOf(c), "Ill"),
            CommandName.SendMaterials => new SendMaterials(PlannedOf(c), "fi", ["before-the-meeting"]),
            CommandName.SignDuty => new SignDuty(DutyOf(c, actor).Meeting, DutyOf(c, actor).Duty),
            CommandName.LeaveDutyOpen => new LeaveDutyOpen(DutyOf(c).Meeting, DutyOf(c).Duty, "No time"),
            CommandName.SkipMeeting => new SkipMeeting("They want none"),
            CommandName.RateGoals => new RateGoals([new(c?.Goals.FirstOrDefault()?.Id ?? "g1", 7)]),
            CommandName.CompleteTask => new CompleteTask(TaskOf(c)),
            CommandName.DropTask => new DropTask(TaskOf(c), "Not needed"),
            CommandName.ChangeTask => new ChangeTask(TaskOf(c), Nora, new(2026, 6, 1), "Holidays"),
            CommandName.OfferTask => new OfferTask(TaskOf(c), c?.Coordinator == Nora.Id ? Nils : Nora),
            CommandName.TakeTask => new TakeTask(c?.Tasks.FirstOrDefault(t => t.Status == PlanTaskStatus.Open && t.Taker == actor.Person)?.Id ?? TaskOf(c)),
            CommandName.PlanFollowUp => new PlanFollowUp(new(2028, 5, 5)),
            CommandName.RecordFollowUp => new RecordFollowUp(Happened: true, "Whole nights."),
            CommandName.AskFeedback => new AskFeedback(FeedbackFrom.Child),
            CommandName.RecordFeedback => new RecordFeedback(FeedbackFrom.Child, 5, "You listened."),
            CommandName.HoldMeeting => FamilyAndTwoServices with { Meeting = c?.Meetings.FirstOrDefault(m => !m.Held)?.Id ?? "meeting-1" },
            CommandName.AgreePlan => Plan,
            CommandName.AskReceiver => Ask(c),
            CommandName.AcceptNeed => new AcceptNeed(
                c?.Receivers.Where(r => r.Person == actor.Person).OrderBy(r => r.Accepted).FirstOrDefault()?.Need ?? "n1"),
            CommandName.OfferHandover => new OfferHandover(AnotherThan(c), Pair: c?.NeedsSpecialSupport is true && AnotherThan(c) != Bea.Id ? Bea.Id : null),
            CommandName.AcceptHandover => new AcceptHandover(),
            CommandName.DeclineHandover => new DeclineHandover("Too many"),
            CommandName.WithdrawHandover => new WithdrawHandover(),
            CommandName.ExpireHandover => new ExpireHandover(),
            CommandName.AssignCoordinator => new AssignCoordinator(AnotherThan(c), "Ill"),
            CommandName.TakeContact => new TakeContact(c?.Waiting.FirstOrDefault()?.Contact ?? SecondContact, ["key-elsewhere"]),
            CommandName.ReleaseContact => new ReleaseContact(c?.Waiting.FirstOrDefault()?.Contact ?? SecondContact, AnotherCase),
            CommandName.UndoJoin => new UndoJoin(c?.Told.LastOrDefault()?.Contact ?? SecondContact, "Another family") { Own = AnotherCase },
            CommandName.Merge => Duplicate(c),
            CommandName.CloseAsMerged => new CloseAsMerged(AnotherCase),
            CommandName.Note => new Note("He slept."),
            CommandName.RaiseFlag => new RaiseFlag("secret-address"),
            CommandName.LowerFlag => new LowerFlag(c?.Flags.FirstOrDefault() ?? "secret-address"),
            CommandName.ReferDocument => new ReferDocument("Plan of early education", "The city's"),
            CommandName.Suspend => new Suspend("Away"),
            CommandName.Resume => new Resume(),
            CommandName.ExtendDeadline => Later(c),
            CommandName.SetDueDate => new SetDueDate(DeadlineKey.MatterDecided, new(2029, 8, 31), Reason: "The court asks"),
            CommandName.NoteDeadlineNear => new NoteDeadlineNear(c?.Deadlines.FirstOrDefault(d => !d.Near && d.NearFrom is not null)?.Key ?? DeadlineKey.NextFollowUp),
            CommandName.RecordOutcome => new RecordOutcome(FamilyOutcome.BasicServices),
            CommandName.MigrateModel => new MigrateModel((c?.ModelVersion ?? 1) + 1),
            CommandName.Close => new Close("moved-away", "To the sea."),
            CommandName.Reopen => new Reopen("They came back"),
            CommandName.NoteDeadlineMissed => new NoteDeadlineMissed(c?.Deadlines.FirstOrDefault(d => !d.Missed)?.Key ?? DeadlineKey.UrgencyJudged),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "a new command needs a well-formed example here"),
        };
    }

    /// <summary>Some case with much in it; one that is merged already is followed by another.</summary>
    static Merge Duplicate(OpenCase? c)
    {
        var other = ((OpenCase)DuplicateOf.State()) with { Case = c?.Merged.IsEmpty is false ? NewCase(c.Merged.Length) : AnotherCase };
        return new(other.Case, "The same family", other, new([.. other.Members.Select(m => new MemberContent("Eeli", "Esimerkki", Member: m.Id))], ["Visits"]));
    }

    static CaseId NewCase(int number) => new($"{number:x32}");

    static readonly History DuplicateOf = Language.Given(InFollowUp, Offered);

    static string PlannedOf(OpenCase? c) => c?.Meetings.FirstOrDefault(m => m.IsPlanned)?.Id ?? "meeting-1";
    static string TaskOf(OpenCase? c) => c?.Tasks.FirstOrDefault(t => t.Status == PlanTaskStatus.Open)?.Id ?? "t1";

    /// <summary>A duty of a held meeting that nobody has settled, of that person's if there is one.</summary>
    static (string Meeting, string Duty) DutyOf(OpenCase? c, Actor? of = null)
    {
        var open = from meeting in c?.Meetings ?? [] where meeting.Held from duty in meeting.Duties where duty.Status == DutyStatus.Planned
                   orderby duty.Professional == of?.Person descending select (meeting.Id, duty.Code);
        return open.FirstOrDefault(("meeting-1", "check"));
    }

    /// <summary>What is asked otherwise where there is no family.</summary>
    static CaseCommand? OfPhenomenon(CommandName name, OpenCase c) => name switch
    {
        CommandName.CompleteAssessment => RootCauses,
        CommandName.RecordHearing => new RecordHearing(Heard.Child, "Nobody walks with me."),
        CommandName.PlanMeeting => Workshop,
        CommandName.HoldMeeting => WorkshopHeld with { Meeting = PlannedOf(c) },
        CommandName.AgreePlan => PlanOfRootCauses,
        CommandName.Close => new Close("given-up", "Nobody had time."),
        _ => null,
    };

    static ExtendDeadline Later(OpenCase? c) =>
        c?.Deadlines.FirstOrDefault(d => d.Local) is { } local ? new(local.Key, local.DueOn.AddDays(1), "Holidays") : new(DeadlineKey.NextFollowUp, new(2026, 9, 1), "Holidays");

    static PersonId Outsider(OpenCase? c) => (Everybody.FirstOrDefault(v => c?.Participants.Contains(v.Id) is not true && c?.Invited.Contains(v.Id) is not true && v.Id != c?.Coordinator) ?? Max).Id;

    static AskReceiver Ask(OpenCase? c)
    {
        var asked =
            from need in (c?.Needs ?? []).OrderBy(n => c!.Receivers.Count(r => r.Need == n.Id))
            from person in Everybody
            where person.Id != c!.Coordinator && !c.Receivers.Any(r => r.Need == need.Id && r.Person == person.Id)
            select new AskReceiver(need.Id, person);
        return asked.FirstOrDefault() ?? new AskReceiver("n1", Nora);
    }

    static PersonId AnotherThan(OpenCase? c) => new[] { Cai, Bea, Anna }.First(v => v.Id != c?.Coordinator && v.Id != c?.Offer?.To).Id;
}
