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
        ["find-family-name"] = """{"familyName":"Esimerkki"}""",
        ["check-contact"] = """{"members":[{"givenName":"Eeli","familyName":"Esimerkki","identifier":"200122A901E"}]}""",
        ["record-consultation"] = """{"channel":"phone","source":"self","reasons":["sleep"],"services":["child-health-clinic"],"language":"fi"}""",
        ["open-phenomenon"] =
            """
            {"model":"phenomenon-co-development","name":"School absence in the west","area":"tampere-west","level":"local","reason":"school-absence","from":"2026-01-01","to":"2026-03-31"}
            """,
        ["judge-urgency"] = """{"urgency":"soon"}""",
        ["mark-pending"] = "{}",
        ["record-call-back"] = """{"reached":true,"text":"The mother can talk on weekdays after four."}""",
        ["undo-join"] = """{"contact":"0195ca3f1b7c7a00b1c2d3e4f5061728","reason":"The identity code was written down wrong: another family."}""",
        ["change-member"] = """{"member":"m1","givenName":"Eeli","familyName":"Esimerkki-Niemi"}""",
        ["start-assessment"] = "{}",
        ["record-life-area"] = """{"area":"everyday-life","strengths":"Meals and bedtime stories are shared.","worries":"Nobody sleeps enough."}""",
        ["record-hearing"] = """{"who":"child","view":"I want the light on.","member":"m1"}""",
        ["skip-assessment"] = """{"reason":"The family and both services know what is needed."}""",
        ["complete-assessment"] =
            """
            {"summary":"The child sleeps four hours at a stretch; the parents work shifts.","heard":["child","adult"],
             "needs":[{"code":"sleep-guidance","service":"child-health-clinic","rootCause":"No rhythm since the autumn."},{"code":"peer-support"}],"noNeed":false}
            """,
        ["reassess"] = """{"reason":"A second child has begun to wake at night."}""",
        ["judge-special-support"] = """{"needed":true,"grounds":"The child's development is at risk without support of several services."}""",
        ["request-service-assessment"] = """{"to":"family-social-work","grounds":"The family asks for home service."}""",
        ["record-child-protection-notification"] = """{"to":"family-social-work"}""",
        ["record-child-protection-decision"] = """{"stage":"begun"}""",
        ["invite-participant"] = """{"person":"teacher-017","reason":"She sees the child every day."}""",
        ["accept-invitation"] = "{}",
        ["decline-invitation"] = """{"reason":"The child has moved to another group."}""",
        ["end-participation"] = """{"person":"teacher-017","reason":"The child has moved to another unit."}""",
        ["name-pair"] = """{"person":"social-worker-01"}""",
        ["end-pair"] = """{"reason":"Special support is not needed any more."}""",
        ["name-own-worker"] = """{"person":"social-worker-01"}""",
        ["end-own-worker"] = """{"reason":"The family is no longer a client of social services."}""",
        ["name-substitute"] = """{"person":"counsellor-02","from":"2026-07-06","to":"2026-07-31","reason":"Annual leave."}""",
        ["end-substitute"] = "{}",
        ["record-consent"] = """{"giver":"m2","recipient":"city","purpose":"coordination","form":"written","until":"2027-03-10"}""",
        ["withdraw-consent"] = """{"consent":"c1"}""",
        ["record-legal-basis"] = """{"recipient":"city","basis":"child-interest","grounds":"Social Welfare Act 1301/2014, 35 §."}""",
        ["end-legal-basis"] = """{"legalBasis":"b1","reason":"The matter was settled."}""",
        ["plan-meeting"] = """{"at":"2026-03-24T14:00:00+02:00","lengthMinutes":90,"place":"home","participants":["teacher-017","nurse-03"],"agenda":"Nights, mornings, what helps."}""",
        ["move-meeting"] = """{"meeting":"meeting-1","at":"2026-03-26T14:00:00+02:00","place":"remote"}""",
        ["cancel-meeting"] = """{"meeting":"meeting-1","reason":"The child is ill."}""",
        ["send-materials"] = """{"meeting":"meeting-1","language":"fi","materials":["before-the-meeting"]}""",
        ["sign-duty"] = """{"meeting":"meeting-1","duty":"two-year-health-check"}""",
        ["leave-duty-open"] = """{"meeting":"meeting-1","duty":"early-education-talk","reason":"The teacher was ill; they talk in May."}""",
        ["skip-meeting"] = """{"reason":"The family wants no meeting."}""",
        ["hold-meeting"] = """{"meeting":"meeting-1","familyAttended":true,"attended":["teacher-017","nurse-03"],"minutes":"Agreed on one bedtime at home and in day care."}""",
        ["agree-plan"] =
            """{"goals":[{"text":"We all sleep until six","rating":3}],"tasks":[{"text":"A sleep diary for two weeks, gone through together","responsible":"nurse-03","due":"2026-04-07"}]}""",
        ["rate-goals"] = """{"ratings":[{"goal":"g1","rating":7}]}""",
        ["complete-task"] = """{"task":"t1","text":"Two weeks are written down."}""",
        ["drop-task"] = """{"task":"t1","reason":"The family has a rhythm already."}""",
        ["change-task"] = """{"task":"t1","responsible":"nurse-03","due":"2026-05-05","reason":"Holidays."}""",
        ["offer-task"] = """{"task":"t1","to":"nurse-03"}""",
        ["take-task"] = """{"task":"t1"}""",
        ["plan-follow-up"] = """{"on":"2026-05-12"}""",
        ["record-follow-up"] = """{"happened":true,"text":"Five whole nights this week.","ratings":[{"goal":"g1","rating":7}]}""",
        ["ask-feedback"] = """{"from":"child"}""",
        ["record-feedback"] = """{"from":"child","rating":5,"text":"You listened to me."}""",
        ["ask-receiver"] = """{"need":"n1","person":"nurse-03"}""",
        ["accept-need"] = """{"need":"n1"}""",
        ["offer-handover"] = """{"to":"nurse-03","accompanied":true,"reason":"She already visits the family."}""",
        ["accept-handover"] = "{}",
        ["decline-handover"] = """{"reason":"On leave from Monday."}""",
        ["withdraw-handover"] = "{}",
        ["assign-coordinator"] = """{"to":"counsellor-02","reason":"The coordinator has left."}""",
        ["take-contact"] = $$"""{"contact":"{{Contact}}"}""",
        ["note"] = """{"text":"The grandmother called; she takes the child on Fridays."}""",
        ["raise-flag"] = """{"flag":"secret-address"}""",
        ["lower-flag"] = """{"flag":"secret-address"}""",
        ["refer-document"] = """{"title":"Plan of early education","register":"Early education of the city","documentId":"VASU-2026-118","link":"https://records.example.fi/vasu/118"}""",
        ["suspend"] = """{"reason":"The family is away until August."}""",
        ["resume"] = "{}",
        ["extend-deadline"] = """{"key":"next-follow-up","dueOn":"2026-07-06","reason":"Both parents are away in June."}""",
        ["set-due-date"] = """{"key":"matter-decided","dueAt":"2026-09-14T16:15:00+03:00","reason":"The administrative court wants the county's answer by then."}""",
        ["bulk-assign-coordinator"] = """{"from":"counsellor-01","to":["counsellor-02","counsellor-03"],"reason":"On parental leave from June.","dryRun":true}""",
        ["migrate-model"] = """{"version":2}""",
        ["set-clock"] = """{"now":"2011-10-11T13:45:40+02:00"}""",
        ["bulk-migrate-model"] = """{"model":"one-contact-is-enough","version":2,"dryRun":true}""",
        ["merge"] = """{"duplicate":"0195ca3f1b7c7d2f8a3e5b6c7d8e9f02","reason":"The same family: the clinic's contact had no identity code."}""",
        ["close"] = """{"result":"goals-met","summary":"The family sleeps, and needs no coordination."}""",
        ["reopen"] = """{"reason":"The nights are bad again."}""",
        ["record-outcome"] = """{"outcome":"basic-services","text":"Early education and the clinic are enough."}""",
    };

    const string Row =
        $$"""
        {"case":"{{Case}}","number":"5KX7C-3M9ZR","version":5,"phase":"contact","coordinator":"counsellor-01","organisation":"county","area":"tampere-west","model":"one-contact-is-enough",
         "openedAt":"2026-03-10T07:05:00+00:00","enteredAt":"2026-03-10T07:05:00+00:00","dueOn":"2026-03-11","dueKey":"urgency-judged","overdue":false,"contacts":2,"waiting":0,"identified":true,
         "specialSupport":false,"touchedAt":"2026-03-10T11:00:00+00:00","subject":"family"}
        """;

    static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["receive-contact"] = $$"""{"receipt":"{{Contact}}","receivedAt":"2026-03-10T07:05:00+00:00"}""",
        ["find-family-name"] = """{"named":"p3XkQ0aZ_1"}""",
        ["check-contact"] = $$"""{"outcome":"joins","cases":[{{Row}}],"alike":[]}""",
        ["record-consultation"] = $$"""{"consultation":"{{Contact}}","receivedAt":"2026-03-10T07:05:00+00:00"}""",
        ["count-consultations"] =
            """
            {"total":3,"months":[{"key":"2026-03","count":3}],"reasons":[{"key":"sleep","count":2},{"key":"tantrums","count":1}],"services":[{"key":"child-health-clinic","count":1}],
             "channels":[{"key":"phone","count":3}],"units":[{"key":"guidance","count":3}],"languages":[{"key":"fi","count":3}]}
            """,
        ["list-cases"] = $$"""{"items":[{{Row}}],"next":"{{Case}}"}""",
        ["get-case"] =
            $$"""
            {"case":"{{Case}}","number":"5KX7C-3M9ZR","version":5,"sight":"whole","model":"one-contact-is-enough","modelVersion":1,"area":"tampere-west","phase":"contact","openedAt":"2026-03-10T07:05:00+00:00",
             "enteredAt":"2026-03-10T07:05:00+00:00","coordinator":{"id":"counsellor-01","givenName":"Kaisa","familyName":"Kopanen","profession":"counsellor","unit":"guidance","organisation":"county"},
             "organisation":"county","identified":true,"contacts":2,"reasons":["sleep","tantrums"],"language":"fi","interpreter":false,
             "members":[{"id":"m1","role":"child","givenName":"Eeli","familyName":"Esimerkki","born":"2022-01-20","identified":true}],"waiting":[],
             "deadlines":[{"key":"urgency-judged","dueOn":"2026-03-11","overdueFrom":"2026-03-11T22:00:00+00:00","near":false,"overdue":false,"statutory":true,"waits":false,"source":"Social Welfare Act 1301/2014, 36 §"}],
             "flags":[],"lifeAreas":[],"heard":[],"invited":[],"roles":[],"consents":[],"legalBases":[],"touchedAt":"2026-03-10T11:00:00+00:00","needs":[],"noNeed":false,"receivers":[],"meetings":[],"goals":[],"tasks":[],"participants":[],"feedback":[],"subject":"family","merged":[],"likelyDuplicates":[],
             "commands":[{"command":"judge-urgency","open":true},
              {"command":"close","open":false,"refusal":"urgency-not-judged","title":"The urgency of the case has not been judged yet.","lift":"Judge the urgency, and you can go on."}]}
            """,
        ["get-journal"] =
            """
            {"items":[{"version":4,"position":1041,"type":"urgency-judged","recordedAt":"2026-03-10T11:20:00+00:00","occurredAt":"2026-03-10T11:20:00+00:00","actor":"counsellor-01","facts":{"urgency":"soon"}}],"next":"4"}
            """,
        ["get-worklist"] = $$"""{"offers":[],"decisions":[],"overdue":[],"due":[{{Row}}],"agenda":[{"kind":"meeting","item":"meeting-1","at":"2026-03-24T12:00:00+00:00","case":"{{Case}}","number":"5KX7C-3M9ZR","phase":"joint-meeting","coordinator":"counsellor-01"}],"quiet":[],"cases":{"items":[{{Row}}],"next":"{{Case}}"} }""",
        ["count-active-cases"] =
            """
            {"at":"2026-03-10T12:00:00+00:00","cases":41,"overdue":3,
             "counts":[{"phase":"contact","area":"tampere-east","cases":7,"overdue":1},{"phase":"contact","area":"tampere-west","cases":12,"overdue":2},{"phase":"follow-up","area":"tampere-west","cases":22,"overdue":0}]}
            """,
        ["count-board"] =
            """
            {"at":"2026-03-10T12:00:00+00:00","cases":41,"overdue":3,"caseloadMax":40,
             "counts":[{"phase":"contact","area":"tampere-west","cases":19,"overdue":3},{"phase":"follow-up","area":"tampere-west","cases":22,"overdue":0}],
             "ages":[{"fromMonths":0,"toMonths":1,"openedFrom":"2026-02-11","cases":30,"overdue":2},{"fromMonths":1,"toMonths":3,"openedFrom":"2025-12-11","openedTo":"2026-02-10","cases":8,"overdue":1},
              {"fromMonths":3,"toMonths":6,"openedFrom":"2025-09-11","openedTo":"2025-12-10","cases":2,"overdue":0},{"fromMonths":6,"toMonths":12,"openedFrom":"2025-03-11","openedTo":"2025-09-10","cases":1,"overdue":0},
              {"fromMonths":12,"openedTo":"2025-03-10","cases":0,"overdue":0}],
             "units":[{"unit":"guidance","coordinators":2,"cases":41,"overdue":3}],
             "coordinators":[{"coordinator":"counsellor-01","unit":"guidance","cases":39,"overdue":3,"caseload":40},{"coordinator":"counsellor-02","unit":"guidance","cases":2,"overdue":0,"caseload":2}]}
            """,
        ["list-operating-models"] =
            """[{"key":"one-contact-is-enough","version":1,"subject":"family","validFrom":"2026-01-01","names":{"fi":"Yksi yhteydenotto riittää","sv":"En kontakt räcker","en":"One contact is enough"}}]""",
        ["get-operating-model"] =
            """
            {"key":"one-contact-is-enough","version":1,"subject":"family","validFrom":"2026-01-01","source":"Pirkanmaa wellbeing services county","names":{"fi":"Yksi yhteydenotto riittää","sv":"En kontakt räcker","en":"One contact is enough"},
             "timeZone":"Europe/Helsinki","guards":["urgency-judged"],"maySkip":[],"nearWorkingDays":2,"quietDays":30,"sharing":"involved","competences":[],"lifeAreas":[],"duties":[],"materials":[],"purposes":[],"flags":[],
             "deadlines":[{"key":"urgency-judged","length":1,"unit":"working-days","statutory":true,"source":"Social Welfare Act 1301/2014, 36 §","validFrom":"2015-04-01","countsFrom":"event","when":"always","extendableDays":0}],
             "reasons":[{"key":"sleep","names":{"fi":"Uni ja nukkuminen","sv":"Sömn","en":"Sleep"}}],"needs":[{"key":"peer-support","names":{"fi":"Vertaistuki","sv":"Kamratstöd","en":"Peer support"}}],
             "services":[{"key":"family-work","names":{"fi":"Perhetyö","sv":"Familjearbete","en":"Family work"}}],
             "results":[{"key":"goals-met","names":{"fi":"Tavoitteet saavutettiin","sv":"Målen uppnåddes","en":"Goals met"},"phases":["follow-up"],"requires":[]}],"diagram":"stateDiagram-v2\n    [*] --> Contact : receive-contact\n"}
            """,
        ["list-organisations"] = """{"items":[{"id":"county","name":"The wellbeing services county","kind":"county"}]}""",
        ["list-units"] = """{"items":[{"id":"eek-017","organisation":"city","name":"Early education unit 17","service":"early-education","areas":["tampere-west"]}],"next":"eek-017"}""",
        ["list-people"] = """{"items":[{"id":"nurse-03","givenName":"Noora","familyName":"Niemi","profession":"public-health-nurse","unit":"clinic-west","organisation":"county"}]}""",
        ["stream-changes"] = $$"""{"position":42,"case":"{{Case}}","version":4,"type":"urgency-judged","recordedAt":"2026-03-10T11:20:00+00:00","actor":"counsellor-01"}""",
        ["bulk-assign-coordinator"] = $$"""{"items":[{"case":"{{Case}}","number":"5KX7C-3M9ZR","to":"counsellor-02","outcome":"would-be-done","happened":["coordinator-assigned"]}],"done":1,"refused":0}""",
        ["list-accessibility-feedback"] = """{"items":[{"id":7,"at":"2026-03-11T08:00:00+00:00","page":"my work","text":"The list cannot be read at 400 % zoom.","answerTo":"somebody@example.org"}]}""",
        ["list-outbox"] = $$"""{"items":[{"id":"1042-nurse-03","position":1042,"kind":"invitation","case":"{{Case}}","meeting":"meeting-1","recordedAt":"2026-03-11T08:00:00+00:00","to":"nurse-03","calendar":"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n"}],"next":"1042"}""",
        ["make-calendar-address"] = """{"address":"/calendar/r7rJtWc0VvYw.ics"}""",
        ["bulk-migrate-model"] = $$"""{"items":[{"case":"{{Case}}","number":"5KX7C-3M9ZR","outcome":"would-be-done","happened":["model-migrated","deadline-set"]}],"done":1,"refused":0}""",
        ["get-clock"] = """{"now":"2011-10-11T11:45:40+00:00"}""",
        ["set-clock"] = """{"now":"2011-10-11T11:45:40+00:00"}""",
        ["make-ticket"] = """{"value":"r7rJtWc0VvYw","expiresAt":"2026-03-10T11:21:00+00:00"}""",
    };

    public static JsonNode? Request(string operation) => Requests.TryGetValue(operation, out var text) ? JsonNode.Parse(text) : null;

    /// <summary>An answer to a command looks the same whatever the command.</summary>
    public static JsonNode? Answer(string operation) => JsonNode.Parse(
        Answers.TryGetValue(operation, out var text) ? text : $$"""{"case":"{{Case}}","version":6,"happened":[{{string.Join(',', Happened(operation).Split(' ').Select(type => $"\"{type}\""))}}]}""");

    static string Happened(string command) => command switch
    {
        "open-phenomenon" => "case-opened phenomenon-opened",
        "judge-urgency" => "urgency-judged",
        "mark-pending" => "marked-pending",
        "record-call-back" => "called-back",
        "undo-join" => "join-undone",
        "change-member" => "member-changed",
        "record-life-area" => "life-area-recorded",
        "record-hearing" => "hearing-recorded",
        "judge-special-support" => "special-support-judged deadline-set deadline-set",
        "request-service-assessment" => "service-assessment-requested",
        "record-child-protection-notification" => "child-protection-notified deadline-set",
        "record-child-protection-decision" => "child-protection-decided deadline-set",
        "invite-participant" => "participant-invited",
        "accept-invitation" => "invitation-accepted",
        "decline-invitation" => "invitation-declined",
        "end-participation" => "participation-ended",
        "name-pair" => "pair-named",
        "end-pair" => "pair-ended",
        "name-own-worker" => "own-worker-named",
        "end-own-worker" => "own-worker-ended",
        "name-substitute" => "substitute-named",
        "end-substitute" => "substitute-ended",
        "record-consent" => "consent-recorded",
        "withdraw-consent" => "consent-withdrawn",
        "record-legal-basis" => "legal-basis-recorded",
        "end-legal-basis" => "legal-basis-ended",
        "move-meeting" => "meeting-moved",
        "cancel-meeting" => "meeting-cancelled",
        "send-materials" => "materials-sent",
        "sign-duty" => "duty-signed",
        "leave-duty-open" => "duty-left-open",
        "skip-meeting" => "meeting-skipped phase-entered",
        "rate-goals" => "goals-rated",
        "complete-task" => "task-completed",
        "drop-task" => "task-dropped",
        "change-task" => "task-changed",
        "offer-task" => "task-offered",
        "take-task" => "task-taken",
        "plan-follow-up" => "follow-up-planned deadline-set",
        "record-follow-up" => "follow-up-recorded goals-rated deadline-set",
        "ask-feedback" => "feedback-asked",
        "record-feedback" => "feedback-recorded",
        "raise-flag" => "flag-raised",
        "lower-flag" => "flag-lowered",
        "refer-document" => "document-referred",
        "suspend" => "case-suspended",
        "resume" => "case-resumed deadline-moved",
        "extend-deadline" => "deadline-moved",
        "set-due-date" => "deadline-set",
        "record-outcome" => "outcome-recorded",
        "migrate-model" => "model-migrated deadline-set",
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
        "merge" => "duplicate-merged deadline-set",
        "close" => "case-closed",
        "reopen" => "case-reopened deadline-set",
        _ => throw new System.Diagnostics.UnreachableException($"{command} has no example"),
    };
}
