using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Coordination.Bench.Year;

/// <summary>A part of a case's life. A case comes to some of them several times, to others never.</summary>
internal enum Part
{
    /// <summary>From the first contact until it is judged what follows.</summary>
    Beginning,
    Assessment,

    /// <summary>From the planning of a joint meeting to the agreed plan.</summary>
    Meeting,
    FollowUp,

    /// <summary>The family declines or moves away when a meeting was planned.</summary>
    Leaving,
    Ending,

    /// <summary>After the case was closed.</summary>
    Afterwards,

    /// <summary>Opened again, advised, and closed again.</summary>
    Again,
}

/// <summary>
/// How often something happens at one visit to a part of a case's life. <paramref name="Group"/> happens in that order with
/// nothing of the same case between.
/// </summary>
/// <param name="Fixed">It makes the part what it is, and has its place there; everything else comes in any order.</param>
internal sealed record Habit(Part Part, double Times, bool Fixed, params IReadOnlyList<Step> Group);

/// <summary>
/// A year of a family centre, as figures: which ways cases go, and what happens on them. Courses are drawn from this table, and
/// the docs print what it comes to. The figures are assumptions, chosen by what the operating models describe.
/// </summary>
internal static class YearTable
{
    /// <summary>Of a hundred cases: advice was enough; the assessment found no need; the family left before the meeting. The others come to a plan.</summary>
    public const double AdviceEnough = 0.15;
    public const double NoNeed = 0.08;
    public const double Left = 0.05;
    public const double Planned = 1 - AdviceEnough - NoNeed - Left;

    /// <summary>Of the cases with a plan: how many come to a second joint meeting, and to a third.</summary>
    public const double SecondMeeting = 0.55;
    public const double ThirdMeeting = 0.2;

    /// <summary>Of those second and third meetings: how many begin with a new assessment.</summary>
    public const double Reassessed = 0.15;
    public const double Reopened = 0.04;

    /// <summary>Each task of a plan is settled in the follow-up: done, or dropped; some are changed before.</summary>
    public const int TasksOfPlan = 3;
    public const double TaskDropped = 0.1;
    public const double TaskChanged = 0.2;
    public const int GoalsOfPlan = 2;

    /// <summary>Per cent of all requests that read, and what of a hundred reads. In a sitting somebody opens the worklist and a case, gives two commands and sees the case anew after each; in every fourth they look through a list first.</summary>
    public const int ReadsPercent = 68;
    public static readonly (Step Read, int Percent)[] Reads = [(Step.ReadCase, 71), (Step.ReadWorklist, 23), (Step.ReadList, 6)];

    public static readonly IReadOnlyList<Habit> Habits =
    [
        new(Part.Beginning, 1, true, Step.FirstContact),
        new(Part.Beginning, 1, false, Step.JudgeUrgency),
        new(Part.Beginning, 0.3, false, Step.JoiningContact),
        new(Part.Beginning, 0.5, false, Step.RecordCallBack),
        new(Part.Beginning, 0.5, false, Step.RecordConsent),
        new(Part.Beginning, 1, false, Step.Note),
        new(Part.Beginning, 0.1, false, Step.OfferHandover, Step.AcceptHandover),

        new(Part.Assessment, 1, true, Step.CompleteAssessment),
        new(Part.Assessment, 3, false, Step.RecordLifeArea),
        new(Part.Assessment, 1.3, false, Step.RecordHearing),
        new(Part.Assessment, 2, false, Step.Note),
        new(Part.Assessment, 0.9, false, Step.InviteParticipant, Step.AcceptInvitation),
        new(Part.Assessment, 0.15, false, Step.InviteParticipant, Step.DeclineInvitation),
        new(Part.Assessment, 0.4, false, Step.RecordConsent),
        new(Part.Assessment, 0.1, false, Step.OfferHandover, Step.AcceptHandover),
        new(Part.Assessment, 0.05, false, Step.OfferHandover, Step.DeclineHandover),
        new(Part.Assessment, 0.05, false, Step.OfferHandover, Step.WithdrawHandover),

        new(Part.Meeting, 0.1, true, Step.PlanMeeting, Step.CancelMeeting),
        new(Part.Meeting, 1, true, Step.PlanMeeting),
        new(Part.Meeting, 0.6, false, Step.SendMaterials),
        new(Part.Meeting, 0.3, false, Step.MoveMeeting),
        new(Part.Meeting, 0.5, false, Step.Note),
        new(Part.Meeting, 1, true, Step.HoldMeeting),
        new(Part.Meeting, 1, true, Step.AgreePlan),

        new(Part.FollowUp, TasksOfPlan * TaskChanged, true, Step.ChangeTask),
        new(Part.FollowUp, TasksOfPlan * (1 - TaskDropped), true, Step.CompleteTask),
        new(Part.FollowUp, TasksOfPlan * TaskDropped, true, Step.DropTask),
        new(Part.FollowUp, 0.6, false, Step.PlanFollowUp),
        new(Part.FollowUp, 1, false, Step.RecordFollowUp),
        new(Part.FollowUp, 0.6, false, Step.RateGoals),
        new(Part.FollowUp, 2.5, false, Step.Note),
        new(Part.FollowUp, 0.08, false, Step.OfferHandover, Step.AcceptHandover),
        new(Part.FollowUp, 0.06, false, Step.Suspend, Step.Note, Step.Resume),

        new(Part.Leaving, 1, true, Step.PlanMeeting),
        new(Part.Leaving, 1, true, Step.CancelMeeting),

        new(Part.Ending, 0.7, false, Step.AskFeedback),
        new(Part.Ending, 0.5, false, Step.RecordFeedback),
        new(Part.Ending, 1, true, Step.Close),

        new(Part.Afterwards, 0.3, false, Step.RecordOutcome),
        new(Part.Afterwards, 0.1, false, Step.Note),

        new(Part.Again, 1, true, Step.Reopen),
        new(Part.Again, 1, true, Step.JudgeUrgency),
        new(Part.Again, 1, true, Step.Note),
        new(Part.Again, 1, true, Step.Close),
    ];

    /// <summary>How often a case comes to a part, on average.</summary>
    public static double Visits(Part part) => part switch
    {
        Part.Beginning or Part.Ending or Part.Afterwards => 1,
        Part.Assessment => 1 - AdviceEnough + (Again * Reassessed),
        Part.Meeting or Part.FollowUp => Planned + Again,
        Part.Leaving => Left,
        Part.Again => Reopened,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>How often a case does something in its life, on average.</summary>
    public static double PerCase(Step step) =>
        Habits.Sum(habit => habit.Times * Visits(habit.Part) * habit.Group.Count(one => one == step)) + step switch
        {
            Step.StartAssessment => 1 - AdviceEnough,
            Step.Reassess => Again * Reassessed,
            _ => 0,
        };

    public static double CommandsPerCase { get; } = Enum.GetValues<Step>().Sum(PerCase);

    static double Again => Planned * (SecondMeeting + ThirdMeeting);

    /// <summary>Of a hundred requests how many ask for this.</summary>
    public static double Percent(Step step, int readsPercent) =>
        Reads.FirstOrDefault(read => read.Read == step) is { Percent: > 0 } read
            ? read.Percent * readsPercent / 100.0
            : PerCase(step) / CommandsPerCase * (100 - readsPercent);

    public static bool IsRead(Step step) => step >= Step.ReadCase;

    /// <summary>A step as it is written: as the address of its command says it.</summary>
    public static string NameOf(Step step) => JsonNamingPolicy.KebabCaseLower.ConvertName(step.ToString());

    /// <summary>The table that the docs print.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| Request | in a case's life | of all requests, % |\n|---|---:|---:|\n");
        foreach (var step in Enum.GetValues<Step>())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {NameOf(step)} | {(IsRead(step) ? "" : PerCase(step).ToString("0.00", CultureInfo.InvariantCulture))} | {Percent(step, ReadsPercent):0.00} |\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"| *commands together* | {CommandsPerCase:0.00} | {100 - ReadsPercent:0.00} |\n").ToString();
    }
}
