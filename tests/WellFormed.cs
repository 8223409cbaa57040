using Coordination.Core;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>For every name a command that asks for something sensible in a state: nothing is wrong with it but, perhaps, who asks and when.</summary>
public static class WellFormed
{
    public static CaseCommand Command(CommandName name, CaseState state, Actor actor)
    {
        var c = state as OpenCase ?? (state as ClosedCase)?.Last;
        return name switch
        {
            CommandName.ReceiveContact => Contact(SecondContact, Child("key-child")),
            CommandName.JudgeUrgency => new JudgeUrgency(c?.Urgency == Urgency.Immediate ? Urgency.Normal : Urgency.Immediate),
            CommandName.StartAssessment => new StartAssessment(),
            CommandName.SkipAssessment => new SkipAssessment("Known already"),
            CommandName.CompleteAssessment => Assessment,
            CommandName.Reassess => new Reassess("Something new"),
            CommandName.PlanMeeting => HomeMeeting,
            CommandName.HoldMeeting => FamilyAndTwoServices with { Meeting = c?.Meetings.FirstOrDefault(m => !m.Held)?.Id ?? "meeting-1" },
            CommandName.AgreePlan => Plan,
            CommandName.AskReceiver => Ask(c),
            CommandName.AcceptNeed => new AcceptNeed(
                c?.Receivers.Where(r => r.Person == actor.Person).OrderBy(r => r.Accepted).FirstOrDefault()?.Need ?? "n1"),
            CommandName.OfferHandover => new OfferHandover(AnotherThan(c)),
            CommandName.AcceptHandover => new AcceptHandover(),
            CommandName.DeclineHandover => new DeclineHandover("Too many"),
            CommandName.WithdrawHandover => new WithdrawHandover(),
            CommandName.ExpireHandover => new ExpireHandover(),
            CommandName.AssignCoordinator => new AssignCoordinator(AnotherThan(c), "Ill"),
            CommandName.TakeContact => new TakeContact(c?.Waiting.FirstOrDefault()?.Contact ?? SecondContact, ["key-elsewhere"]),
            CommandName.ReleaseContact => new ReleaseContact(c?.Waiting.FirstOrDefault()?.Contact ?? SecondContact, AnotherCase),
            CommandName.Note => new Note("He slept."),
            CommandName.Close => new Close("moved-away", "To the sea."),
            CommandName.Reopen => new Reopen("They came back"),
            CommandName.NoteDeadlineMissed => new NoteDeadlineMissed(c?.Deadlines.FirstOrDefault(d => !d.Missed)?.Key ?? DeadlineKey.UrgencyJudged),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "a new command needs a well-formed example here"),
        };
    }

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
