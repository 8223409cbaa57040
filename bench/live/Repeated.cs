using System.Globalization;

namespace Coordination.Bench.Live;

/// <summary>A command that a case accepts for ever, each turn unlike the one before so that none asks for what is already so.</summary>
internal sealed record Repeated(string Name, Func<LivingCase, int, Step> Turn)
{
    static readonly DateTime Today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;

    public static readonly Repeated Note = new("note", (_, turn) => CaseStory.Note(turn));

    public static readonly Repeated Urgency = new("judge-urgency", (_, turn) => new("judge-urgency", $$"""{"urgency":"{{(turn % 2 == 0 ? "normal" : "soon")}}"}"""));

    public static readonly Repeated Handover = new("offer and withdraw", (one, turn) => turn % 2 == 0
        ? new("offer-handover", $$"""{"to":"{{one.Relief}}","accompanied":true,"reason":"Perhe muuttaa toiselle alueelle."}""")
        : new("withdraw-handover", "{}"));

    public static readonly Repeated Task = new("change-task", (one, turn) => new(
        "change-task", $$"""{"task":"t2","responsible":"{{one.Colleague}}","due":"{{Day(30 + (turn % 2))}}","reason":"Perhe toivoi toista päivää."}"""));

    public static readonly IReadOnlyList<Repeated> All = [Note, Urgency, Handover, Task];

    /// <summary>A year's work on one case: mostly notes.</summary>
    public static readonly Repeated Mixed = new("mixed", (one, turn) => (turn % 10) switch
    {
        3 => Urgency.Turn(one, turn / 10),
        5 => Handover.Turn(one, 0),
        7 => Handover.Turn(one, 1),
        _ => Note.Turn(one, turn),
    });

    public static string Day(int ahead) => Today.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
