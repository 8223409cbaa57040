using System.Text.Json.Nodes;

namespace Coordination.ClientApi;

/// <summary>What the description shows of each operation: a body that would be accepted, an answer as it comes. Everybody in them is made up.</summary>
static class Examples
{
    const string Case = "0195ca3f1b7c7d2f8a3e5b6c7d8e9f01";
    const string Contact = "0195ca3f1b7c7a00b1c2d3e4f5061728";

    static readonly Dictionary<string, string> Requests = new(StringComparer.Ordinal)
    {
        ["receive-contact"] =
            """
            {"channel":"in-person","source":"professional","basis":"consent","ownWords":"Our four-year-old has not slept through a night for weeks, and every morning ends in a tantrum.",
             "reasons":["sleep","tantrums"],"language":"fi","interpreter":false,"unit":"eek-017","area":"tampere-west","occurredAt":"2026-03-10T09:05:00+02:00",
             "members":[{"role":"child","givenName":"Eeli","familyName":"Esimerkki","identifier":"200122A901E","born":"2022-01-20"},{"role":"adult","givenName":"Elina","familyName":"Esimerkki","phone":"+358 40 000 0000"}]}
            """,
        ["judge-urgency"] = """{"urgency":"soon"}""",
        ["start-assessment"] = "{}",
        ["skip-assessment"] = """{"reason":"The family and both services know what is needed."}""",
        ["complete-assessment"] =
            """
            {"summary":"The child sleeps four hours at a stretch; the parents work shifts.","heard":["child","adult"],
             "needs":[{"code":"sleep-guidance","service":"child-health-clinic","rootCause":"No rhythm since the autumn."},{"code":"peer-support"}],"noNeed":false}
            """,
        ["reassess"] = """{"reason":"A second child has begun to wake at night."}""",
        ["plan-meeting"] = """{"at":"2026-03-24T14:00:00+02:00","place":"home","participants":["teacher-017","nurse-03"]}""",
        ["hold-meeting"] = """{"meeting":"meeting-1","familyAttended":true,"attended":["teacher-017","nurse-03"],"minutes":"Agreed on one bedtime at home and in day care."}""",
        ["agree-plan"] =
            """{"goals":[{"text":"We all sleep until six","rating":3}],"tasks":[{"text":"A sleep diary for two weeks, gone through together","responsible":"nurse-03","due":"2026-04-07"}]}""",
        ["ask-receiver"] = """{"need":"n1","person":"nurse-03"}""",
        ["accept-need"] = """{"need":"n1"}""",
        ["offer-handover"] = """{"to":"nurse-03","accompanied":true,"reason":"She already visits the family."}""",
        ["accept-handover"] = "{}",
        ["decline-handover"] = """{"reason":"On leave from Monday."}""",
        ["withdraw-handover"] = "{}",
        ["assign-coordinator"] = """{"to":"counsellor-02","reason":"The coordinator has left."}""",
        ["take-contact"] = $$"""{"contact":"{{Contact}}"}""",
        ["note"] = """{"text":"The grandmother called; she takes the child on Fridays."}""",
        ["close"] = """{"result":"goals-met","summary":"The family sleeps, and needs no coordination."}""",
        ["reopen"] = """{"reason":"The nights are bad again."}""",
    };

    const string Row =
        $$"""
        {"case":"{{Case}}","number":"5KX7C-3M9ZR","version":5,"phase":"contact","coordinator":"counsellor-01","organisation":"county","area":"tampere-west","model":"one-contact-is-enough",
         "openedAt":"2026-03-10T07:05:00+00:00","enteredAt":"2026-03-10T07:05:00+00:00","dueOn":"2026-03-11","dueKey":"urgency-judged","overdue":false,"contacts":2,"waiting":0,"identified":true}
        """;

    static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["receive-contact"] = $$"""{"receipt":"{{Contact}}","receivedAt":"2026-03-10T07:05:00+00:00"}""",
        ["list-cases"] = $$"""{"items":[{{Row}}],"next":"{{Case}}"}""",
        ["get-case"] =
            $$"""
            {"case":"{{Case}}","number":"5KX7C-3M9ZR","version":5,"model":"one-contact-is-enough","modelVersion":1,"area":"tampere-west","phase":"contact","openedAt":"2026-03-10T07:05:00+00:00",
             "enteredAt":"2026-03-10T07:05:00+00:00","coordinator":{"id":"counsellor-01","givenName":"Kaisa","familyName":"Kopanen","profession":"counsellor","unit":"guidance","organisation":"county"},
             "organisation":"county","identified":true,"contacts":2,"reasons":["sleep","tantrums"],"language":"fi","interpreter":false,
             "members":[{"id":"m1","role":"child","givenName":"Eeli","familyName":"Esimerkki","born":"2022-01-20","identified":true}],"waiting":[],
             "deadlines":[{"key":"urgency-judged","dueOn":"2026-03-11","overdueFrom":"2026-03-11T22:00:00+00:00","overdue":false,"source":"Social Welfare Act 1301/2014, 36 §"}],
             "needs":[],"noNeed":false,"receivers":[],"meetings":[],"goals":[],"tasks":[],"participants":[],"likelyDuplicates":[],
             "commands":[{"command":"judge-urgency","open":true},
              {"command":"close","open":false,"refusal":"urgency-not-judged","title":"The urgency of the case has not been judged yet.","lift":"Judge the urgency, and you can go on."}]}
            """,
        ["get-journal"] =
            """
            {"items":[{"version":4,"position":1041,"type":"urgency-judged","recordedAt":"2026-03-10T11:20:00+00:00","occurredAt":"2026-03-10T11:20:00+00:00","actor":"counsellor-01","facts":{"urgency":"soon"}}],"next":"4"}
            """,
        ["get-worklist"] = $$"""{"offers":[],"decisions":[],"overdue":[],"due":[{{Row}}],"cases":{"items":[{{Row}}],"next":"{{Case}}"} }""",
        ["list-operating-models"] =
            """[{"key":"one-contact-is-enough","version":1,"subject":"family","validFrom":"2026-01-01","names":{"fi":"Yksi yhteydenotto riittää","sv":"En kontakt räcker","en":"One contact is enough"}}]""",
        ["get-operating-model"] =
            """
            {"key":"one-contact-is-enough","version":1,"subject":"family","validFrom":"2026-01-01","source":"Pirkanmaa wellbeing services county","names":{"fi":"Yksi yhteydenotto riittää","sv":"En kontakt räcker","en":"One contact is enough"},
             "timeZone":"Europe/Helsinki","guards":["urgency-judged"],"maySkip":[],
             "deadlines":[{"key":"urgency-judged","length":1,"unit":"working-days","statutory":true,"source":"Social Welfare Act 1301/2014, 36 §","validFrom":"2015-04-01"}],
             "reasons":[{"key":"sleep","names":{"fi":"Uni ja nukkuminen","sv":"Sömn","en":"Sleep"}}],"needs":[{"key":"peer-support","names":{"fi":"Vertaistuki","sv":"Kamratstöd","en":"Peer support"}}],
             "services":[{"key":"family-work","names":{"fi":"Perhetyö","sv":"Familjearbete","en":"Family work"}}],
             "results":[{"key":"goals-met","names":{"fi":"Tavoitteet saavutettiin","sv":"Målen uppnåddes","en":"Goals met"},"phases":["follow-up"],"requires":[]}],"diagram":"stateDiagram-v2\n    [*] --> Contact : receive-contact\n"}
            """,
        ["list-organisations"] = """{"items":[{"id":"county","name":"The wellbeing services county","kind":"county"}]}""",
        ["list-units"] = """{"items":[{"id":"eek-017","organisation":"city","name":"Early education unit 17","service":"early-education","areas":["tampere-west"]}],"next":"eek-017"}""",
        ["list-people"] = """{"items":[{"id":"nurse-03","givenName":"Noora","familyName":"Niemi","profession":"public-health-nurse","unit":"clinic-west","organisation":"county"}]}""",
        ["stream-changes"] = $$"""{"position":42,"case":"{{Case}}","version":4,"type":"urgency-judged","recordedAt":"2026-03-10T11:20:00+00:00","actor":"counsellor-01"}""",
        ["make-ticket"] = """{"value":"r7rJtWc0VvYw","expiresAt":"2026-03-10T11:21:00+00:00"}""",
    };

    public static JsonNode? Request(string operation) => Requests.TryGetValue(operation, out var text) ? JsonNode.Parse(text) : null;

    /// <summary>An answer to a command looks the same whatever the command.</summary>
    public static JsonNode? Answer(string operation) => JsonNode.Parse(
        Answers.TryGetValue(operation, out var text) ? text : $$"""{"case":"{{Case}}","version":6,"happened":[{{string.Join(',', Happened(operation).Split(' ').Select(type => $"\"{type}\""))}}]}""");

    static string Happened(string command) => command switch
    {
        "judge-urgency" => "urgency-judged",
        "start-assessment" => "assessment-started phase-entered",
        "skip-assessment" => "assessment-skipped phase-entered",
        "complete-assessment" => "assessment-completed phase-entered",
        "reassess" => "reassessment-called phase-entered",
        "plan-meeting" => "meeting-planned",
        "hold-meeting" => "meeting-held",
        "agree-plan" => "plan-agreed phase-entered deadline-set",
        "ask-receiver" => "receiver-asked",
        "accept-need" => "need-accepted",
        "offer-handover" => "handover-offered",
        "accept-handover" => "handover-accepted",
        "decline-handover" => "handover-declined",
        "withdraw-handover" => "handover-withdrawn",
        "assign-coordinator" => "coordinator-assigned",
        "take-contact" => "contact-taken",
        "note" => "note-written",
        "close" => "case-closed",
        "reopen" => "case-reopened deadline-set",
        _ => throw new System.Diagnostics.UnreachableException($"{command} has no example"),
    };
}
