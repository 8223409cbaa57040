using System.Collections.Immutable;

namespace Coordination.Bench.Boards;

/// <param name="Day">How many days after the contact.</param>
/// <param name="By">Who: A and B coordinators of the guidance, N and O nurses, T and U teachers.</param>
/// <param name="Body">JSON, in which {A} is a person, {day+7} a day and {time+7} a time so many days after the contact.</param>
internal sealed record Step(double Day, char By, string Command, string Body = "{}");

/// <summary>What happens to a family, from its contact on, and how many days ago that contact was, in each of the cases that live it.</summary>
internal sealed record TemplateStory(string Name, ImmutableArray<int> DaysAgo, ImmutableArray<Step> Steps, string Model = TemplateStory.Usual, char Taker = 'A')
{
    public const string Usual = "one-contact-is-enough";

    const string TwoYearMeeting = "two-year-meeting";
    const string Assessment = """{"summary":"Uni ja arjen rytmi kuormittavat perhettä; vanhemmat tekevät vuorotyötä eivätkä illat ole yhteisiä.","heard":["child","adult"],"needs":[{"code":"sleep-guidance","service":"child-health-clinic"},{"code":"parenting-support"}]}""";
    const string Meeting = """{"at":"{time+30}","place":"home","participants":["{T}","{N}"]}""";
    const string Held = """{"meeting":"meeting-1","familyAttended":true,"attended":["{A}","{T}","{N}"],"minutes":"Sovittiin iltarytmistä kotona ja päiväkodissa."}""";
    const string Plan = """{"goals":[{"text":"Nukumme yöt","rating":3},{"text":"Aamut sujuvat ilman huutoa","rating":2}],"tasks":[{"text":"Unipäiväkirja kahden viikon ajalta","responsible":"{N}","due":"{day+60}"},{"text":"Yhteinen iltarytmi","responsible":"{T}","due":"{day+75}"}]}""";
    const string Words = """{"text":"Puhelu perheen kanssa: illat ovat rauhoittuneet, aamut vaikeita. Sovittu uusi soitto ensi viikolla ja tapaaminen päiväkodilla."}""";

    static readonly Step Judged = new(0.2, 'A', "judge-urgency", """{"urgency":"soon"}""");
    static readonly Step Started = new(2, 'A', "start-assessment");
    static readonly Step Noted = new(4, 'A', "note", Words);
    static readonly Step Assessed = new(14, 'A', "complete-assessment", Assessment);
    static readonly Step Planned = new(15, 'A', "plan-meeting", Meeting);
    static readonly ImmutableArray<Step> ToPlan = [Judged, Started, Noted, Assessed, Planned, new(30, 'A', "hold-meeting", Held), new(31, 'A', "agree-plan", Plan)];
    static readonly ImmutableArray<Step> TasksDone = [new(55, 'N', "complete-task", """{"task":"t1","text":"Kaksi viikkoa on kirjattu."}"""), new(70, 'T', "complete-task", """{"task":"t2"}""")];

    static Step Close(double day, string result, char by = 'A') => new(day, by, "close", $$"""{"result":"{{result}}","summary":"Perhe pärjää; sovittiin, mistä saa tukea jatkossa."}""");

    static Step Outcome(double day, char by = 'A') => new(day, by, "record-outcome", """{"outcome":"basic-services","text":"Neuvola ja varhaiskasvatus riittävät."}""");

    public static readonly ImmutableArray<TemplateStory> All =
    [
        // Open
        new("contact", [0, 0, 1, 3, 6], []),
        new("judged", [0, 1, 2, 5, 9, 14], [Judged]),
        new("assessment", [3, 6, 10, 15, 24, 40], [Judged, Started]),
        new("assessment with notes", [6, 12, 20, 33], [Judged, Started, Noted, new(5, 'A', "record-life-area", """{"area":"everyday-life","strengths":"Ruokailut ovat yhteisiä.","worries":"Kukaan ei nuku tarpeeksi."}""")]),
        new("assessment offered", [5], [Judged, Started, Noted, new(4.5, 'A', "offer-handover", """{"to":"{B}","accompanied":true,"reason":"Perhe muuttaa toiselle alueelle."}""")]),
        new("meeting planned", [16, 19, 22, 27], [Judged, Started, Assessed, Planned]),
        new("invited", [17, 24], [Judged, Started, Assessed, new(16, 'A', "invite-participant", """{"person":"{T}","reason":"Tuntee lapsen."}""")]),
        new("meeting held", [31, 34], [Judged, Started, Noted, Assessed, Planned, new(30, 'A', "hold-meeting", Held)]),
        new("plan agreed", [36, 50, 64, 80, 100, 130], ToPlan),
        new("tasks done", [75, 90, 120, 160], [.. ToPlan, .. TasksDone, new(72, 'A', "note", Words)]),
        new("handed over", [40, 70, 110], [Judged, Started, Noted, new(6, 'A', "offer-handover", """{"to":"{B}","accompanied":false}"""), new(7, 'B', "accept-handover"),
            new(15, 'B', "complete-assessment", Assessment), new(16, 'B', "note", Words)]),
        new("suspended", [60, 90], [Judged, Started, Noted, new(10, 'A', "suspend", """{"reason":"Perhe on ulkomailla."}""")]),
        new("two-year meeting", [4, 12], [new(1, 'N', "note", Words)], TwoYearMeeting, 'N'),
        // Closed
        new("advice", [20, 40, 60, 120, 200, 300], [Judged, Close(3, "advice-given")]),
        new("advice, and how it went", [200, 220, 240, 260, 280, 300], [Judged, Close(3, "advice-given"), Outcome(190)]),
        new("no need", [60, 230], [Judged, Started, new(12, 'A', "complete-assessment", """{"summary":"Ei tuen tarvetta.","heard":["adult"],"needs":[],"noNeed":true}"""), Close(13, "no-need")]),
        new("declined, and how it went", [240, 290], [Judged, Started, Noted, Close(25, "family-declined"), Outcome(215)]),
        new("goals met", [100, 200], [.. ToPlan, .. TasksDone, Close(90, "goals-met")]),
        new("goals met, and how it went", [290, 300, 310], [.. ToPlan, .. TasksDone, new(80, 'A', "record-follow-up", """{"happened":true,"text":"Viisi ehjää yötä tällä viikolla.","ratings":[{"goal":"g1","rating":8}]}"""), Close(90, "goals-met"), Outcome(280)]),
        new("handed over, and how it went", [290, 305], [Judged, Started, Noted, new(6, 'A', "offer-handover", """{"to":"{B}","accompanied":false}"""), new(7, 'B', "accept-handover"),
            new(15, 'B', "complete-assessment", Assessment), new(40, 'B', "note", Words), Close(80, "moved-away", 'B'), Outcome(265, 'B')]),
        new("two-year meeting over", [120, 280], [new(1, 'N', "note", Words), Close(30, "family-declined", 'N')], TwoYearMeeting, 'N'),
    ];
}
