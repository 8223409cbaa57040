using System.Globalization;
using System.Text.Json;
using Coordination.Bench.Http;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Year;

/// <summary>A request of a case: who asks, for what, with which body (none: it is read).</summary>
internal readonly record struct Errand(Step Step, FamilyCase? Case, Worker By, string Place, string? Body);

/// <summary>
/// One case as the generator knows it: how far its course has come, who coordinates it, what of it has an id. A step is
/// asked for when the one before it was answered, so the workflow always permits it.
/// </summary>
internal sealed class FamilyCase(int child, IReadOnlyList<Step> course, Staff staff, Random random, DateTimeOffset now)
{
    const int LooksOfParticipantOneIn = 5;
    const string DayFormat = "yyyy-MM-dd";

    readonly List<Worker> participants = [];
    readonly HashSet<Worker> invited = [];
    readonly Queue<string> openTasks = new();
    readonly bool needs = course.Contains(Step.PlanMeeting);
    Worker coordinator = staff.Coordinator(random);
    Worker? asked; // invited, or offered the case
    string id = "";
    int at;
    int meetings;
    int goals;
    int tasks;
    int notes;
    Urgency urgency = Urgency.Soon;
    Phase phase = Phase.Contact;

    enum Urgency { Soon, Normal }

    enum Phase { Contact, Assessment, Meeting, FollowUp }

    public bool Opened => id.Length > 0;

    public bool Over => at == course.Count;

    public Step Step => course[at];

    public Errand Next()
    {
        var (by, body) = Asking();
        var place = Step is Step.FirstContact or Step.JoiningContact ? "/v1/contacts" : $"/v1/cases/{id}/{YearTable.NameOf(Step)}";
        return new Errand(Step, this, by, place, body);
    }

    public Errand Look() => new(
        Step.ReadCase, this, participants.Count > 0 && random.Next(LooksOfParticipantOneIn) == 0 ? participants[random.Next(participants.Count)] : coordinator, $"/v1/cases/{id}", null);

    /// <summary>What is asked for next was granted.</summary>
    /// <returns>What is wrong with the answer, if something is.</returns>
    public string? Granted(Answer answer)
    {
        switch (Step)
        {
            case Step.FirstContact:
                if (Open(answer) is { } wrong)
                {
                    return wrong;
                }

                coordinator.Cases++;
                break;
            case Step.StartAssessment or Step.Reassess: phase = Phase.Assessment; break;
            case Step.CompleteAssessment when needs: phase = Phase.Meeting; break;
            case Step.AcceptInvitation: Joins(asked!); break;
            case Step.PlanMeeting:
                phase = Phase.Meeting;
                meetings++;
                Joins(Partner); // who is asked to a meeting takes part in the case
                break;
            case Step.AgreePlan:
                phase = Phase.FollowUp;
                goals += YearTable.GoalsOfPlan;
                for (var i = 0; i < YearTable.TasksOfPlan; i++)
                {
                    openTasks.Enqueue($"t{++tasks}");
                }

                break;
            case Step.CompleteTask or Step.DropTask: _ = openTasks.Dequeue(); break;
            case Step.AcceptHandover:
                coordinator.Cases--;
                coordinator = asked!;
                coordinator.Cases++;
                break;
            case Step.Close: coordinator.Cases--; break;
            case Step.Reopen:
                phase = Phase.Contact;
                coordinator.Cases++;
                break;
            default: break;
        }

        at++;
        return null;
    }

    /// <summary>Nothing is asked of it any more: nobody knows what became of it.</summary>
    public void Abandon()
    {
        if (Opened && course.Take(at).Count(step => step is Step.Close) <= course.Take(at).Count(step => step is Step.Reopen))
        {
            coordinator.Cases--;
        }
    }

    void Joins(Worker professional)
    {
        _ = invited.Add(professional);
        if (!participants.Contains(professional))
        {
            participants.Add(professional);
        }
    }

    string? Open(Answer answer)
    {
        using var receipt = JsonDocument.Parse(answer.Body);
        if (!receipt.RootElement.TryGetProperty("outcome", out var outcome) || outcome.GetString() != "opened")
        {
            return "a first contact opened no case: the database is not empty";
        }

        id = receipt.RootElement.GetProperty("case").GetString()!;
        return null;
    }

    (Worker By, string Body) Asking() => Step switch
    {
        Step.FirstContact => (coordinator, Contact("self", "Nukkumaanmeno venyy ja aamut ovat vaikeita; kiukku tulee jo pukiessa.")),
        Step.JoiningContact => (Professional(), Contact("professional", "Vanhempi kertoi väsymyksestä, kun haki lapsen hoidosta.")),
        Step.JudgeUrgency => (coordinator, $$"""{"urgency":"{{((urgency = urgency == Urgency.Soon ? Urgency.Normal : Urgency.Soon) == Urgency.Soon ? "soon" : "normal")}}"}"""),
        Step.RecordCallBack => (coordinator, """{"reached":true,"text":"Sovittiin soitosta ensi viikolla."}"""),
        Step.RecordConsent => (coordinator, $$"""{"giver":"m2","recipient":"{{NetworkFile.City}}","purpose":"coordination","form":"oral"}"""),
        Step.StartAssessment or Step.AcceptInvitation or Step.AcceptHandover or Step.WithdrawHandover => (Step is Step.AcceptInvitation or Step.AcceptHandover ? asked! : coordinator, "{}"),
        Step.RecordLifeArea => (coordinator, $$"""{"area":"{{LifeAreas[notes++ % LifeAreas.Length]}}","strengths":"Perhe syö yhdessä ja ulkoilee joka päivä.","worries":"Illat venyvät, eikä kukaan nuku tarpeeksi."}"""),
        Step.RecordHearing => (coordinator, """{"who":"child","view":"Iltaisin on kivaa, kun isä lukee."}"""),
        Step.CompleteAssessment => (coordinator, needs
            ? """{"summary":"Perhe jaksaa, kun illat ovat rauhalliset.","heard":["child","adult"],"needs":[{"code":"sleep-guidance","service":"family-work"},{"code":"parenting-support"}],"noNeed":false}"""
            : """{"summary":"Perhe pärjää omin voimin.","heard":["adult"],"needs":[],"noNeed":true}"""),
        Step.Reassess or Step.Suspend or Step.Resume or Step.Reopen => (coordinator, """{"reason":"Perheen tilanne muuttui."}"""),
        Step.InviteParticipant => (coordinator, $$"""{"person":"{{Invite().Id}}","reason":"Tuntee perheen arjen."}"""),
        Step.DeclineInvitation or Step.DeclineHandover => (asked!, """{"reason":"En ehdi nyt."}"""),
        Step.PlanMeeting => (coordinator, $$"""{"at":"{{Time(14)}}","place":"home","participants":["{{coordinator.Id}}","{{Partner.Id}}"],"agenda":"Mikä auttaa iltoihin, ja kuka tekee mitä."}"""),
        Step.SendMaterials => (coordinator, $$"""{"meeting":"meeting-{{meetings}}","language":"fi","materials":["meeting-invitation"]}"""),
        Step.MoveMeeting => (coordinator, $$"""{"meeting":"meeting-{{meetings}}","at":"{{Time(21)}}"}"""),
        Step.CancelMeeting => (coordinator, $$"""{"meeting":"meeting-{{meetings}}","reason":"Perhe sairastui."}"""),
        Step.HoldMeeting => (coordinator, $$"""{"meeting":"meeting-{{meetings}}","familyAttended":true,"attended":["{{coordinator.Id}}","{{Partner.Id}}"],"minutes":"Sovittiin iltojen rytmistä ja siitä, kuka auttaa missä."{{(goals > 0 ? $",\"ratings\":{Ratings}" : "")}}}"""),
        Step.AgreePlan => (coordinator, Plan),
        Step.RateGoals => (coordinator, $$"""{"ratings":{{Ratings}}}"""),
        Step.CompleteTask => (coordinator, $$"""{"task":"{{openTasks.Peek()}}","text":"Tehty, ja se auttoi."}"""),
        Step.ChangeTask => (coordinator, $$"""{"task":"{{openTasks.Peek()}}","responsible":"{{Partner.Id}}","due":"{{Day(60)}}","reason":"Tarvitaan enemmän aikaa."}"""),
        Step.DropTask => (coordinator, $$"""{"task":"{{openTasks.Peek()}}","reason":"Ei tarvita enää."}"""),
        Step.PlanFollowUp => (coordinator, $$"""{"on":"{{Day(30 + at)}}"}"""),
        Step.RecordFollowUp => (coordinator, $$"""{"happened":true,"text":"Illat ovat rauhoittuneet.","ratings":{{Ratings}}}"""),
        Step.OfferHandover => (coordinator, $$"""{"to":"{{(asked = staff.Coordinator(random, coordinator)).Id}}","accompanied":true,"reason":"Perhe muuttaa toiselle alueelle."}"""),
        Step.Note => (coordinator, $$"""{"text":"Puhelu perheen kanssa: illat ovat rauhoittuneet, aamut vaikeita. Sovittu uusi soitto ensi viikolla. Nro {{child:D8}}-{{notes++:D4}}"}"""),
        Step.AskFeedback => (coordinator, """{"from":"adult"}"""),
        Step.RecordFeedback => (coordinator, """{"from":"adult","rating":4,"text":"Meitä kuunneltiin."}"""),
        Step.Close => (coordinator, $$"""{"result":"{{Result}}","summary":"Perheen kanssa sovittiin, että yhteistyö päättyy."}"""),
        Step.RecordOutcome => (coordinator, """{"outcome":"basic-services","text":"Arki sujuu."}"""),
        _ => throw new InvalidOperationException($"{Step} is no step of a case"),
    };

    static readonly string[] LifeAreas = ["everyday-life", "child-development-and-health", "parents-wellbeing", "relationships", "early-education-or-school", "network"];

    string Result => phase switch
    {
        Phase.Contact => "advice-given",
        Phase.Assessment => "no-need",
        Phase.Meeting => "family-declined",
        _ => "goals-met",
    };

    /// <summary>A professional of another service, whom the family knows.</summary>
    Worker Partner => participants.Count > 0 ? participants[0] : staff.Professionals[child % staff.Professionals.Count];

    string Ratings => $$"""[{"goal":"g{{goals}}","rating":{{random.Next(4, 9)}}},{"goal":"g{{goals - 1}}","rating":{{random.Next(4, 9)}}}]""";

    string Plan => $$"""
        {"goals":[{"text":"Nukumme koko yön.","rating":3},{"text":"Aamut sujuvat ilman huutoa.","rating":4}],
        "tasks":[{"text":"Käynti kotona ja iltarutiinin harjoittelu.","responsible":"{{coordinator.Id}}","due":"{{Day(30)}}","need":"n1"},
        {"text":"Keskustelu hoitopaikan kanssa päiväunista.","responsible":"{{Partner.Id}}","due":"{{Day(14)}}"},
        {"text":"Vertaisryhmään ilmoittautuminen.","responsible":"{{Partner.Id}}","due":"{{Day(45)}}"}]}
        """;

    Worker Professional() => staff.Professionals[random.Next(staff.Professionals.Count)];

    Worker Invite()
    {
        do
        {
            asked = Professional();
        }
        while (!invited.Add(asked));
        return asked;
    }

    string Contact(string source, string ownWords)
    {
        var (identifier, born) = PersonIdentifier.Of(child);
        return $$"""
            {"area":"{{NetworkFile.Area}}","channel":"phone","source":"{{source}}","reasons":["sleep","tantrums"],"language":"fi","interpreter":false,"basis":"consent","ownWords":"{{ownWords}}",
            "members":[{"role":"child","givenName":"Bench","familyName":"Child {{child}}","identifier":"{{identifier}}","born":"{{born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}"},{"role":"adult","givenName":"Parent","familyName":"Child {{child}}"}]}
            """;
    }

    string Day(int inDays) => now.AddDays(inDays).ToString(DayFormat, CultureInfo.InvariantCulture);

    string Time(int inDays) => now.AddDays(inDays).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
