using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>A phenomenon, from the counts of a quarter over four workshops to a new way of working. It is about no family.</summary>
sealed class Phenomenon(Stage stage, int number, OperatingModel model, string reason, Area area, DateOnly from, DateOnly to)
{
    const int DeveloperClients = 4, LengthMinutes = 180;
    static readonly ImmutableArray<(string Need, string Task)> Roots =
    [
        ("parents-support", "Vanhempien ilta kerran kuussa, lastenhoito järjestetään"), ("cooperation-of-services", "Yhteinen puhelinlista ja yksi sovittu yhteydenotto"),
        ("everyday-rhythm", "Kokeilu kahdessa yksikössä syksyn ajan"), ("belonging", "Ryhmä seurakunnan tiloissa tiistaisin"),
    ];

    readonly Dice dice = Dice.For(number, 0, stage.Seed);
    string Name => $"{model.Reasons.First(r => r.Key == reason).Names.Fi}: {area.Name} {from:M/yyyy}–{to:M/yyyy}";
    PersonId Opener => stage.Cast.CoordinatorsOf("family-guidance")[number % 5].Id;
    ImmutableArray<PersonId> Group =>
    [
        stage.Cast.Worker("family-wellbeing-counselling", area.Key, Rolled).Id, stage.Cast.Worker("parish-family-work", area.Key, Rolled).Id,
        stage.Cast.Worker("peer-group", area.Key, Rolled).Id, stage.Cast.Worker("family-counselling", area.Key, Rolled).Id,
    ];

    Dice Rolled => Dice.For(number, -4, stage.Seed);

    public Step[] Tell() =>
    [
        new(0.3, s => new(stage.Cast.As(Opener), new OpenPhenomenon(
            CaseId.Of(s.Dice.Id(s.At)), model.Key, stage.Keys.Phenomenon(model.Group, Name, area.Key), area.Key, (PhenomenonLevel)s.Dice.Below(3), reason, from, to, new(Name)))) { NotBefore = s => s.Planned },
        By(2, 5, _ => new StartAssessment()),
        By(6, 12, _ => new CompleteAssessment(Sayings.Phenomena.Fi[number % Sayings.Phenomena.Fi.Length], [], [.. Roots.Select(r => new NeedFoundIn(r.Need))])),
        .. Enumerable.Range(0, Math.Max(4, model.WorkshopsMin)).SelectMany(i => Workshop(i)),
        By(1, 3, s => new AgreePlan([], [.. s.Open.Needs.Zip(Roots, (need, root) => new TaskGiven(root.Task, s.Dice.Pick(Group), stage.Office.LocalDate(s.At).AddDays(s.Dice.From(30, 90)), Need: need.Id))])),
        By(0.5, 1, _ => new AskFeedback(FeedbackFrom.Participant)), By(2, 4, s => new RecordFeedback(FeedbackFrom.Participant, s.Dice.From(3, 5), Sayings.Feedback[FeedbackFrom.Participant].Fi[0])),
        .. Roots.Select(_ => Done), By(10, 20, s => new RecordFollowUp(true, "Kokeilut käyty läpi ryhmässä.")), By(2, 5, _ => new Close("taken-into-use", "Uusi tapa toimia jää käyttöön kaikissa yksiköissä.")),
    ];

    Step[] Workshop(int number) =>
    [
        By(1, 3, s => new PlanMeeting(s.Ahead ? stage.Office.Agreeable(s.At.AddDays(1), 0.5) : Office.Quarter(s.Next), Place.Unit, [s.Open.Coordinator, .. Group], LengthMinutes: LengthMinutes, Agenda: $"Työpaja {number + 1}", DeveloperClients: DeveloperClients)),
        By(6, 11, s => s.Open.Meetings.FirstOrDefault(m => m.IsPlanned) is { } meeting
            ? new HoldMeeting(meeting.Id, FamilyAttended: false, meeting.Participants, "Juurisyitä pienryhmissä, lopuksi yhteinen reflektio.", DeveloperClients: s.Dice.From(2, DeveloperClients)) : null)
            with { NotBefore = s => (s.State as OpenCase)?.Meetings.FirstOrDefault(m => m.IsPlanned)?.At },
    ];

    Step Done => new(dice.Between(6, 14), s => (s.State as OpenCase)?.Tasks.FirstOrDefault(t => t.Status == PlanTaskStatus.Open) is { } task ? new(stage.Cast.As(task.Responsible), new CompleteTask(task.Id)) : null);

    Step By(double least, double most, Func<Scene, CaseCommand?> command) =>
        new(dice.Between(least, most), s => s.State is not NoCase && command(s) is { } one ? new(stage.Cast.As(s.Last.Coordinator), one) : null);
}
