using System.Text;

namespace Coordination.Tests;

/// <summary>A request that must be refused, how, and with which field named.</summary>
/// <param name="Path">A word in brackets stands for a case: of Anna's in that phase, or of somebody else's.</param>
public sealed record BadRow(string Name, string Method, string Path, string? Body, int Status, string Problem, string? Field = null, string? Fault = null)
{
    public string Who { get; init; } = "anna";
    public string? MediaType { get; init; } = "application/json";
    public byte[]? Bytes { get; init; }
    public bool Chunked { get; init; }
    public IReadOnlyList<(string, string)> Headers { get; init; } = [];

    public override string ToString() => Name;
}

/// <summary>The table of bad input.</summary>
public static partial class BadInputRows
{
    static readonly string[] BadTokens = ["nobody", "garbage", "basic", "forged", "alg none", "another algorithm", "expired", "not yet valid", "another audience", "another issuer", "without a subject"];
    static readonly string[] BadVersions = ["5", "\"", "\"\"", "\"abc\"", "W/\"5\"", "\"-1\"", "\"1\", \"2\"", "\"99999999999\"", "\"5"];
    static readonly string[] BadLimits = ["0", "201", "-1", "abc", "1.5", "99999999999999999999", "%2B5", "5%20"];
    static readonly string[] BadPositions = ["abc", "-1", "1.5", "99999999999999999999"];

    public static IReadOnlyList<BadRow> All { get; } =
    [
        .. Json(), .. Contacts(), .. Phenomena(), .. Commands(), .. OutOfOrder(), .. NotYours(), .. Assessing(), .. OfMany(), .. People(), .. Grounds(), .. Meetings(), .. Plans(), .. Records(), .. Time(),
        .. Tokens(), .. Addresses(), .. HeadersSent(), .. Queries(), .. Live(),
    ];

    const string Contact = "/v1/contacts";
    static string Told(string field, string value) => Families.Contact("bad-1").Replace($"\"{field}\":", $"\"{field}\":{value},\"was\":", StringComparison.Ordinal);
    static string With(string more) => Families.Contact("bad-1", more: "," + more);
    static string Member(string member) => $$"""{"channel":"phone","source":"self","basis":"consent","ownWords":"Words","area":"tampere-west","members":[{{member}}]}""";
    static string Words(int characters) => new('x', characters);
    static string Many(int count, string one) => string.Join(',', Enumerable.Repeat(one, count));

    static BadRow Bad(string name, string path, string? body, int status, string problem, string? field = null, string? fault = null) => new(name, "POST", path, body, status, problem, field, fault);
    static BadRow Invalid(string name, string path, string body, string field, string fault) => Bad(name, path, body, 422, "invalid", field, fault);
    static BadRow Get(string name, string path, int status, string problem, string? field = null, string? fault = null) => new(name, "GET", path, null, status, problem, field, fault);

    static IEnumerable<BadRow> Json() =>
    [
        Bad("half of an object", Contact, """{"channel":""", 400, "malformed"),
        Bad("nothing but blanks", Contact, "  ", 400, "malformed"),
        Bad("null", Contact, "null", 400, "malformed"),
        Bad("a family name of blanks", "/v1/cases/family-name", """{"familyName":"  "}""", 422, "invalid", "familyName", "blank"),
        Bad("a family name without end", "/v1/cases/family-name", $$"""{"familyName":"{{Words(101)}}"}""", 422, "invalid", "familyName", "too-long"),
        Bad("a family name that is a number", "/v1/cases/family-name", """{"familyName":7}""", 422, "invalid", "familyName", "wrong-type"),
        Bad("no family name", "/v1/cases/family-name", "{}", 422, "invalid", "familyName", "required"),
        Bad("an empty key of a family name", "/v1/cases?named=", null, 400, "invalid", "named", "blank") with { Method = "GET" },
        Bad("a list where an object belongs", Contact, "[]", 400, "malformed"),
        Bad("a text where an object belongs", Contact, "\"contact\"", 400, "malformed"),
        Bad("something after the object", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon"} and more""", 400, "malformed"),
        Bad("two objects", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon"}{"urgency":"normal"}""", 400, "malformed"),
        Bad("a comma at the end", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon",}""", 400, "malformed"),
        Bad("a comment", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon"/* how soon? */}""", 400, "malformed"),
        Bad("single quotes", "/v1/cases/{contact}/judge-urgency", "{'urgency':'soon'}", 400, "malformed"),
        Bad("a control character as it is", "/v1/cases/{contact}/note", "{\"text\":\"a\u0001b\"}", 400, "malformed"),
        Bad("nested a hundred deep", Contact, Words(100).Replace('x', '['), 400, "malformed"),
        Bad("nested a hundred deep in a field", Contact, Member(Words(100).Replace('x', '[')), 422, "invalid"),
        Bad("UTF-16", "/v1/cases/{contact}/note", null, 400, "malformed") with { Bytes = Encoding.Unicode.GetBytes("""{"text":"words"}""") },
        Bad("bytes that are no UTF-8", "/v1/cases/{contact}/note", null, 422, "invalid", "text", "wrong-type") with { Bytes = [.. "{\"text\":\"a"u8, 0xC3, 0x28, .. "\"}"u8] },
        Bad("half of a surrogate pair", "/v1/cases/{contact}/note", """{"text":"a\ud800b"}""", 422, "invalid", "text", "wrong-type"),
        Bad("half of a surrogate pair in a field's name", "/v1/cases/{contact}/note", """{"text":"a","\udfff":1}""", 400, "malformed"),
        Bad("a field twice", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon","urgency":"normal"}""", 422, "invalid", "urgency", "duplicate"),
        Bad("a field of a member twice", Contact, Member("""{"role":"child","role":"adult"}"""), 422, "invalid", "members[0].role", "duplicate"),
        Bad("300 kilobytes", "/v1/cases/{contact}/note", $$"""{"text":"{{Words(300_000)}}"}""", 413, "too-large"),
        Bad("300 kilobytes in chunks", "/v1/cases/{contact}/note", $$"""{"text":"{{Words(300_000)}}"}""", 413, "too-large") with { Chunked = true },
        Bad("200 kilobytes of fields nobody knows", "/v1/cases/{contact}/note", $"{{{string.Join(',', Enumerable.Range(0, 15_000).Select(i => $"\"f{i}\":{i}"))}}}", 422, "invalid", "f0", "unknown-field"),
        Bad("plain text", Contact, "words", 415, "wrong-media-type") with { MediaType = "text/plain" },
        Bad("a form", Contact, "channel=phone", 415, "wrong-media-type") with { MediaType = "application/x-www-form-urlencoded" },
        Bad("a media type that only looks like JSON", Contact, Families.Contact("bad-1"), 415, "wrong-media-type") with { MediaType = "application/jsonp" },
        Bad("no media type", Contact, Families.Contact("bad-1"), 415, "wrong-media-type") with { MediaType = null },
        Bad("no media type, in chunks", Contact, Families.Contact("bad-1"), 415, "wrong-media-type") with { MediaType = null, Chunked = true },
    ];

    static IEnumerable<BadRow> Contacts() =>
    [
        Bad("a contact without a body", Contact, null, 422, "invalid", "channel", "required"),
        Invalid("a contact that says nothing", Contact, "{}", "members", "required"),
        Invalid("a contact without a channel", Contact, Families.Contact("bad-1").Replace("\"channel\":\"phone\",", "", StringComparison.Ordinal), "channel", "required"),
        Invalid("a field nobody knows", Contact, With("\"actor\":\"p-manager\""), "actor", "unknown-field"),
        Invalid("a field with an odd name", Contact, With("\"$['a.b\\n<c>']\":1"), "$['a.b\n<c>']", "unknown-field"),
        Invalid("a member's field nobody knows", Contact, Member("""{"role":"child","nick":"E"}"""), "members[0].nick", "unknown-field"),
        Invalid("another spelling of a field", Contact, With("\"Interpreter\":true"), "Interpreter", "unknown-field"),
        Invalid("a channel nobody uses", Contact, Told("channel", "\"pigeon\""), "channel", "unknown-code"),
        Invalid("a channel by number", Contact, Told("channel", "1"), "channel", "unknown-code"),
        Invalid("no channel", Contact, Told("channel", "null"), "channel", "unknown-code"),
        Invalid("a truth as a word", Contact, With("\"interpreter\":\"yes\""), "interpreter", "wrong-type"),
        Invalid("words that are a number", Contact, Told("ownWords", "12"), "ownWords", "wrong-type"),
        Invalid("no words", Contact, Member("""{"role":"child"}""").Replace("\"Words\"", "null", StringComparison.Ordinal), "ownWords", "wrong-type"),
        Invalid("blank words", Contact, Member("""{"role":"child"}""").Replace("\"Words\"", "\" \\n \"", StringComparison.Ordinal), "ownWords", "blank"),
        Invalid("words without end", Contact, Member("""{"role":"child"}""").Replace("\"Words\"", $"\"{Words(20_001)}\"", StringComparison.Ordinal), "ownWords", "too-long"),
        Invalid("words with a NUL", Contact, Member("""{"role":"child"}""").Replace("\"Words\"", "\"a\\u0000b\"", StringComparison.Ordinal), "ownWords", "bad-characters"),
        Invalid("words that ring a bell", Contact, Member("""{"role":"child"}""").Replace("\"Words\"", "\"a\\u0007b\"", StringComparison.Ordinal), "ownWords", "bad-characters"),
        Invalid("nobody", Contact, Member(""), "members", "too-few"),
        Invalid("members that are null", Contact, Member("").Replace("[]", "null", StringComparison.Ordinal), "members", "wrong-type"),
        Invalid("a member that is null", Contact, Member("null"), "members[0]", "required"),
        Invalid("a member that is a name", Contact, Member("\"Eeli\""), "members[0]", "wrong-type"),
        Invalid("a member without a role", Contact, Member("""{"givenName":"Eeli"}"""), "members[0].role", "required"),
        Invalid("a member of no known role", Contact, Member("""{"role":"dog"}"""), "members[0].role", "unknown-code"),
        Invalid("21 members", Contact, Member(Many(21, """{"role":"adult"}""")), "members", "too-many"),
        Invalid("a name of two lines", Contact, Member("""{"role":"child","givenName":"Ee\nli"}"""), "members[0].givenName", "bad-characters"),
        Invalid("a name of 101 letters", Contact, Member($$"""{"role":"child","familyName":"{{Words(101)}}"}"""), "members[0].familyName", "too-long"),
        Invalid("a blank telephone number", Contact, Member("""{"role":"adult","phone":""}"""), "members[0].phone", "blank"),
        Invalid("born on 30 February", Contact, Member("""{"role":"child","born":"2022-02-30"}"""), "members[0].born", "bad-date"),
        Invalid("born on a day written the Finnish way", Contact, Member("""{"role":"child","born":"20.1.2022"}"""), "members[0].born", "bad-date"),
        Invalid("born next year", Contact, Member("""{"role":"child","born":"2027-01-20"}"""), "members[0].born", "bad-date"),
        Invalid("born in the century before last", Contact, Member("""{"role":"adult","born":"1899-12-31"}"""), "members[0].born", "bad-date"),
        Invalid("an identity code with a slip", Contact, Member("""{"role":"child","identifier":"200122A901F"}"""), "members[0].identifier", "bad-identity-code"),
        Invalid("an identity code of 30 February", Contact, Member("""{"role":"child","identifier":"300222A901P"}"""), "members[0].identifier", "bad-identity-code"),
        Invalid("a blank identifier", Contact, Member("""{"role":"child","identifier":" "}"""), "members[0].identifier", "blank"),
        Invalid("an identifier of 65 characters", Contact, Member($$"""{"role":"child","identifier":"{{Words(65)}}"}"""), "members[0].identifier", "too-long"),
        Invalid("one person twice", Contact, Member("""{"role":"child","identifier":"200122A901E"},{"role":"adult","identifier":" 200122a901e"}"""), "members", "duplicate"),
        Invalid("51 reasons", Contact, With($"\"reasons\":[{Many(51, "\"sleep\"")}]").Replace("\"reasons\":[\"sleep\"],\"area\"", "\"area\"", StringComparison.Ordinal), "reasons", "too-many"),
        Invalid("a blank reason", Contact, Families.Contact("bad-1").Replace("[\"sleep\"]", "[\"\"]", StringComparison.Ordinal), "reasons[0]", "blank"),
        Invalid("reasons that are a word", Contact, Families.Contact("bad-1").Replace("[\"sleep\"]", "\"sleep\"", StringComparison.Ordinal), "reasons", "wrong-type"),
        Bad("a reason the model does not know", Contact, Families.Contact("bad-1").Replace("[\"sleep\"]", "[\"sloth\"]", StringComparison.Ordinal), 422, "reason-unknown"),
        Invalid("a language in words", Contact, With("\"language\":\"suomi, kiitos\""), "language", "bad-language"),
        Bad("a model nobody installed", Contact, With("\"model\":\"no-such-model\""), 422, "model-unknown"),
        Bad("a contact before the model was valid", Contact, With("\"occurredAt\":\"2025-12-31T12:00:00+02:00\""), 422, "model-unknown"),
        Bad("a contact tomorrow", Contact, With("\"occurredAt\":\"2026-03-11T09:05:00+02:00\""), 422, "occurred-in-future"),
        Bad("a contact a second from now", Contact, With("\"occurredAt\":\"2026-03-10T09:05:01+02:00\""), 422, "occurred-in-future"),
        Invalid("a contact in the last century", Contact, With("\"occurredAt\":\"1999-01-01T00:00:00Z\""), "occurredAt", "bad-date"),
        Invalid("a time without an offset", Contact, With("\"occurredAt\":\"2026-03-10T08:00:00\""), "occurredAt", "bad-date"),
        Invalid("a time that is a day", Contact, With("\"occurredAt\":\"2026-03-10\""), "occurredAt", "bad-date"),
        Invalid("a time in words", Contact, With("\"occurredAt\":\"yesterday\""), "occurredAt", "bad-date"),
        Invalid("a time that is a number", Contact, With("\"occurredAt\":1773126300"), "occurredAt", "bad-date"),
        Bad("a unit that is not there", Contact, With("\"unit\":\"eek-999\""), 422, "unit-unknown"),
        Bad("an area that is not there", Contact, Families.Contact("bad-1", area: "atlantis"), 422, "area-unknown"),
    ];

    static IEnumerable<BadRow> Commands() =>
    [
        Invalid("no urgency", "/v1/cases/{contact}/judge-urgency", "{}", "urgency", "required"),
        Bad("no body where one is needed", "/v1/cases/{contact}/judge-urgency", null, 422, "invalid", "urgency", "required"),
        Invalid("an urgency nobody knows", "/v1/cases/{contact}/judge-urgency", """{"urgency":"whenever"}""", "urgency", "unknown-code"),
        Invalid("an urgency in capitals", "/v1/cases/{contact}/judge-urgency", """{"urgency":"SOON"}""", "urgency", "unknown-code"),
        Invalid("two urgencies", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon, normal"}""", "urgency", "unknown-code"),
        Invalid("a command's name in its body", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon","name":"close"}""", "name", "unknown-field"),
        Bad("judged in the future", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon","occurredAt":"2026-03-10T23:00:00+02:00"}""", 422, "occurred-in-future"),
        Bad("started before the contact", "/v1/cases/{judged}/start-assessment", """{"occurredAt":"2026-03-09T09:05:00+02:00"}""", 409, "occurred-before-phase"),
        Invalid("a note of nothing", "/v1/cases/{contact}/note", """{"text":""}""", "text", "blank"),
        Invalid("needs that are null", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":null}""", "needs", "wrong-type"),
        Invalid("a need that is null", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":[null]}""", "needs[0]", "required"),
        Invalid("a need without a code", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":[{}]}""", "needs[0].code", "required"),
        Invalid("heard somebody unheard of", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["dog"],"needs":[]}""", "heard[0]", "unknown-code"),
        Invalid("51 needs", "/v1/cases/{assessment}/complete-assessment", $$"""{"summary":"s","heard":["child"],"needs":[{{Many(51, """{"code":"other"}""")}}]}""", "needs", "too-many"),
        Bad("needs, and no need", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":[{"code":"other"}],"noNeed":true}""", 422, "needs-contradictory"),
        Bad("neither needs nor no need", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":[]}""", 422, "needs-unknown"),
        Bad("nobody was heard", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":[],"needs":[{"code":"other"}]}""", 422, "nobody-heard"),
        Bad("a need the model does not know", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":[{"code":"a-pony"}]}""", 422, "need-code-unknown"),
        Bad("a service the model does not know", "/v1/cases/{assessment}/complete-assessment", """{"summary":"s","heard":["child"],"needs":[{"code":"other","service":"stables"}]}""", 422, "service-unknown"),
        Invalid("a meeting at no time", "/v1/cases/{meeting}/plan-meeting", """{"place":"home","participants":[]}""", "at", "required"),
        Invalid("a meeting on the moon", "/v1/cases/{meeting}/plan-meeting", """{"at":"2026-03-24T14:00:00+02:00","place":"moon","participants":[]}""", "place", "unknown-code"),
        Invalid("a meeting in a hundred years", "/v1/cases/{meeting}/plan-meeting", """{"at":"2126-03-24T14:00:00+02:00","place":"home","participants":[]}""", "at", "bad-date"),
        Invalid("a meeting with a number", "/v1/cases/{meeting}/plan-meeting", """{"at":"2026-03-24T14:00:00+02:00","place":"home","participants":[7]}""", "participants[0]", "wrong-type"),
        Bad("a meeting with nobody known", "/v1/cases/{meeting}/plan-meeting", """{"at":"2026-03-24T14:00:00+02:00","place":"home","participants":["santa"]}""", 422, "person-unknown"),
        Bad("a meeting nobody planned", "/v1/cases/{planned}/hold-meeting", Families.Held.Replace("meeting-1", "meeting-9", StringComparison.Ordinal), 422, "meeting-unknown"),
        Invalid("a rating of eleven", "/v1/cases/{met}/agree-plan", """{"goals":[{"text":"t","rating":11}],"tasks":[]}""", "goals[0].rating", "out-of-range"),
        Invalid("a rating with a decimal", "/v1/cases/{met}/agree-plan", """{"goals":[{"text":"t","rating":3.5}],"tasks":[]}""", "goals[0].rating", "wrong-type"),
        Invalid("a rating in quotation marks", "/v1/cases/{met}/agree-plan", """{"goals":[{"text":"t","rating":"3"}],"tasks":[]}""", "goals[0].rating", "wrong-type"),
        Invalid("a rating beyond all numbers", "/v1/cases/{met}/agree-plan", """{"goals":[{"text":"t","rating":1e999}],"tasks":[]}""", "goals[0].rating", "wrong-type"),
        Invalid("a task due on 30 February", "/v1/cases/{met}/agree-plan", $$"""{"goals":[],"tasks":[{"text":"t","responsible":"{{Families.Nils}}","due":"2026-02-30"}]}""", "tasks[0].due", "bad-date"),
        Invalid("a task due in the year 1", "/v1/cases/{met}/agree-plan", $$"""{"goals":[],"tasks":[{"text":"t","responsible":"{{Families.Nils}}","due":"0001-01-01"}]}""", "tasks[0].due", "bad-date"),
        Bad("a task of nobody known", "/v1/cases/{met}/agree-plan", """{"goals":[],"tasks":[{"text":"t","responsible":"santa","due":"2026-04-01"}]}""", 422, "person-unknown"),
        Bad("a plan of nothing", "/v1/cases/{met}/agree-plan", """{"goals":[],"tasks":[]}""", 422, "plan-empty"),
        Bad("a need that is not there", "/v1/cases/{meeting}/ask-receiver", $$"""{"need":"n9","person":"{{Families.Nils}}"}""", 422, "need-unknown"),
        Bad("a receiver who is not there", "/v1/cases/{meeting}/ask-receiver", """{"need":"n1","person":"santa"}""", 422, "person-unknown"),
        Bad("the coordinator as receiver", "/v1/cases/{meeting}/ask-receiver", $$"""{"need":"n1","person":"{{Families.Anna}}"}""", 409, "receiver-is-coordinator"),
        Bad("an offer to nobody known", "/v1/cases/{contact}/offer-handover", """{"to":"santa"}""", 422, "person-unknown"),
        Bad("an offer to who may not coordinate", "/v1/cases/{contact}/offer-handover", $$"""{"to":"{{Families.Petra}}"}""", 422, "person-may-not-coordinate"),
        Bad("an offer to oneself", "/v1/cases/{contact}/offer-handover", $$"""{"to":"{{Families.Anna}}"}""", 409, "already-coordinator"),
        Invalid("an offer to null", "/v1/cases/{contact}/offer-handover", """{"to":null}""", "to", "wrong-type"),
        Bad("a result nobody knows", "/v1/cases/{judged}/close", """{"result":"gone","summary":"s"}""", 422, "result-unknown"),
        Bad("a contact nobody made", "/v1/cases/{contact}/take-contact", """{"contact":"0195ca3f1b7c7a00b1c2d3e4f5061728"}""", 422, "contact-unknown"),
        Bad("reopened for nobody known", "/v1/cases/{closed}/reopen", """{"reason":"r","coordinator":"santa"}""", 422, "person-unknown"),
        Bad("reopened for who may not coordinate", "/v1/cases/{closed}/reopen", $$"""{"reason":"r","coordinator":"{{Families.Petra}}"}""", 422, "person-may-not-coordinate"),
        Bad("reopened before it was closed", "/v1/cases/{closed}/reopen", """{"reason":"r","occurredAt":"2026-03-01T12:00:00+02:00"}""", 409, "occurred-before-phase"),
    ];

    static IEnumerable<BadRow> OutOfOrder() =>
    [
        Bad("assessing before urgency is judged", "/v1/cases/{contact}/start-assessment", "{}", 409, "urgency-not-judged"),
        Bad("closing before urgency is judged", "/v1/cases/{contact}/close", """{"result":"advice-given","summary":"s"}""", 409, "urgency-not-judged"),
        Bad("skipping what may not be skipped", "/v1/cases/{judged}/skip-assessment", """{"reason":"r"}""", 409, "assessment-may-not-be-skipped"),
        Bad("completing what has not begun", "/v1/cases/{judged}/complete-assessment", Families.Assessment, 409, "wrong-phase"),
        Bad("a meeting in the contact phase", "/v1/cases/{judged}/plan-meeting", Families.Meeting, 409, "wrong-phase"),
        Bad("a plan in the contact phase", "/v1/cases/{judged}/agree-plan", Families.Plan, 409, "wrong-phase"),
        Bad("reassessing in the contact phase", "/v1/cases/{judged}/reassess", """{"reason":"r"}""", 409, "wrong-phase"),
        Bad("a receiver before there are needs", "/v1/cases/{judged}/ask-receiver", $$"""{"need":"n1","person":"{{Families.Nils}}"}""", 422, "need-unknown"),
        Bad("accepting what nobody offered", "/v1/cases/{judged}/decline-handover", """{"reason":"r"}""", 409, "no-open-offer"),
        Bad("withdrawing what nobody offered", "/v1/cases/{judged}/withdraw-handover", "{}", 409, "no-open-offer"),
        Bad("a second offer", "/v1/cases/{offered}/offer-handover", $$"""{"to":"{{Families.Cai}}"}""", 409, "offer-open"),
        Bad("accepting one's own offer", "/v1/cases/{offered}/accept-handover", "{}", 403, "not-offer-receiver"),
        Bad("a meeting held in the assessment", "/v1/cases/{assessment}/hold-meeting", Families.Held, 409, "wrong-phase"),
        Bad("a plan in the assessment", "/v1/cases/{assessment}/agree-plan", Families.Plan, 409, "wrong-phase"),
        Bad("goals met in the assessment", "/v1/cases/{assessment}/close", """{"result":"goals-met","summary":"s"}""", 409, "result-not-in-this-phase"),
        Bad("no need, though none was looked for", "/v1/cases/{assessment}/close", """{"result":"no-need","summary":"s"}""", 409, "need-found"),
        Bad("elsewhere, where nobody receives", "/v1/cases/{meeting}/close", """{"result":"referred-elsewhere","summary":"s"}""", 409, "needs-not-received"),
        Bad("a plan before the meeting", "/v1/cases/{planned}/agree-plan", Families.Plan, 409, "meeting-not-held"),
        Bad("a plan without the family", "/v1/cases/{without-family}/agree-plan", Families.Plan, 409, "family-not-attended"),
        Bad("a plan with one service", "/v1/cases/{one-service}/agree-plan", Families.Plan, 409, "fewer-than-two-services"),
        Bad("a meeting held twice", "/v1/cases/{met-and-planned}/hold-meeting", Families.Held, 409, "meeting-already-held"),
        Bad("starting the assessment from follow-up", "/v1/cases/{follow-up}/start-assessment", "{}", 409, "wrong-phase"),
        Bad("advice from follow-up", "/v1/cases/{settled}/close", """{"result":"advice-given","summary":"s"}""", 409, "result-not-in-this-phase"),
        Bad("reopening what is open", "/v1/cases/{follow-up}/reopen", """{"reason":"r"}""", 409, "case-not-closed"),
        Bad("judging a closed case", "/v1/cases/{closed}/judge-urgency", """{"urgency":"soon"}""", 409, "case-closed"),
        Bad("offering a closed case", "/v1/cases/{closed}/offer-handover", $$"""{"to":"{{Families.Bea}}"}""", 409, "case-closed"),
        Bad("closing a closed case otherwise", "/v1/cases/{closed}/close", """{"result":"moved-away","summary":"s"}""", 409, "case-closed"),
        Bad("closing while a contact awaits a decision", "/v1/cases/{waiting}/close", """{"result":"family-declined","summary":"s"}""", 409, "contact-awaits-decision"),
        Bad("reopening while the child has another case", "/v1/cases/{succeeded}/reopen", """{"reason":"r"}""", 409, "member-has-open-case"),
    ];

    static IEnumerable<BadRow> NotYours() =>
    [
        Bad("a note in a case of others", "/v1/cases/{others}/note", """{"text":"t"}""", 404, "no-such-case") with { Who = "petra" },
        Bad("a note in a case of another coordinator", "/v1/cases/{others}/note", """{"text":"t"}""", 404, "no-such-case"),
        Bad("another organisation's manager", "/v1/cases/{contact}/assign-coordinator", $$"""{"to":"{{Families.Bea}}","reason":"r"}""", 404, "no-such-case") with { Who = "max" },
        Get("looking at a case of others", "/v1/cases/{others}", 404, "no-such-case"),
        Get("reading a journal of others", "/v1/cases/{others}/journal", 404, "no-such-case"),
        Bad("a coordinator who assigns", "/v1/cases/{contact}/assign-coordinator", $$"""{"to":"{{Families.Bea}}","reason":"r"}""", 403, "not-manager"),
        Bad("a manager who judges", "/v1/cases/{contact}/judge-urgency", """{"urgency":"soon"}""", 403, "not-coordinator") with { Who = "mari" },
        Bad("a manager who assigns nobody known", "/v1/cases/{contact}/assign-coordinator", """{"to":"santa","reason":"r"}""", 422, "person-unknown") with { Who = "mari" },
        Bad("the manager's token without the role", "/v1/cases/{contact}/assign-coordinator", $$"""{"to":"{{Families.Bea}}","reason":"r"}""", 404, "no-such-case") with { Who = "mari as a professional" },
        Bad("accepting a need nobody asked one to", "/v1/cases/{meeting}/accept-need", """{"need":"n1"}""", 403, "not-asked-receiver"),
    ];

    static IEnumerable<BadRow> Tokens() =>
        from who in BadTokens
        select Get($"a token: {who}", "/v1/worklist", 401, "unauthenticated") with { Who = who };

    static IEnumerable<BadRow> Addresses() =>
    [
        Get("a token without a role", "/v1/worklist", 403, "no-role") with { Who = "without a role" },
        Get("a token with a role of another system", "/v1/worklist", 403, "no-role") with { Who = "king" },
        Get("a token of somebody else's", "/v1/worklist", 403, "person-not-in-network") with { Who = "stranger" },
        Bad("the engine's name", "/v1/cases/{contact}/note", """{"text":"t"}""", 403, "person-not-in-network") with { Who = "engine" },
        Bad("nobody who contacts", Contact, Families.Contact("bad-1"), 401, "unauthenticated") with { Who = "nobody" },
        Get("a case that never was", "/v1/cases/0195ca3f1b7c7d2f8a3e5b6c7d8e9f01", 404, "no-such-case"),
        Get("an id in capitals", "/v1/cases/0195CA3F1B7C7D2F8A3E5B6C7D8E9F01", 404, "no-such-case"),
        Get("an id with dashes", "/v1/cases/0195ca3f-1b7c-7d2f-8a3e-5b6c7d8e9f01", 404, "no-such-case"),
        Get("an id that is a word", "/v1/cases/mine", 404, "no-such-case"),
        Get("an id of SQL", "/v1/cases/1'%20OR%20'1'='1", 404, "no-such-case"),
        Get("an id of no UTF-8", "/v1/cases/%C3%28", 404, "no-such-case"),
        Get("an id of five thousand letters", "/v1/cases/" + Words(5_000), 404, "no-such-case"),
        Bad("a command on an id that is a word", "/v1/cases/mine/note", """{"text":"t"}""", 404, "no-such-case"),
        Bad("a command nobody knows", "/v1/cases/{contact}/delete", "{}", 404, "no-such-page"),
        Bad("a command only the engine gives", "/v1/cases/{contact}/expire-handover", "{}", 404, "no-such-page"),
        Bad("a third command only the engine gives", "/v1/cases/{contact}/note-deadline-near", """{"key":"urgency-judged"}""", 404, "no-such-page"),
        Bad("another command only the engine gives", "/v1/cases/{contact}/note-deadline-missed", """{"key":"urgency-judged"}""", 404, "no-such-page"),
        Bad("the other half of a decision", "/v1/cases/{waiting}/release-contact", """{"contact":"c","takenBy":"x"}""", 404, "no-such-page"),
        Get("a page nobody wrote", "/v1/nothing/here", 404, "no-such-page"),
        Get("no version", "/journal", 404, "no-such-page"),
        Get("a description nobody wrote", "/openapi/v9.json", 404, "no-such-page"),
        Get("the benchmark's address", "/v1/no-op", 404, "no-such-page"),
        Get("the benchmark's other address", "/v1/memory", 404, "no-such-page"),
        Get("a model nobody installed: read", "/v1/operating-models/none", 404, "no-such-model"),
        Get("reading a command", "/v1/cases/{contact}/close", 405, "method-not-allowed"),
        Bad("writing a list", "/v1/cases", "{}", 405, "method-not-allowed"),
        new("deleting a case", "DELETE", "/v1/cases/{contact}", null, 405, "method-not-allowed"),
        new("putting a case", "PUT", "/v1/cases/{contact}", "{}", 405, "method-not-allowed"),
        new("patching a case", "PATCH", "/v1/cases/{contact}", "{}", 405, "method-not-allowed"),
        new("tracing", "TRACE", "/v1/worklist", null, 405, "method-not-allowed"),
        new("a method nobody knows", "FROB", "/v1/worklist", null, 405, "method-not-allowed"),
    ];

    static IEnumerable<BadRow> HeadersSent() =>
    [
        .. from match in BadVersions
           select Bad($"If-Match: {match}", "/v1/cases/{contact}/note", """{"text":"t"}""", 400, "bad-precondition") with { Headers = [("If-Match", match)] },
        Bad("an old version", "/v1/cases/{contact}/note", """{"text":"t"}""", 412, "version-mismatch") with { Headers = [("If-Match", "\"1\"")] },
        Bad("a version still to come", "/v1/cases/{contact}/note", """{"text":"t"}""", 412, "version-mismatch") with { Headers = [("If-Match", "\"999\"")] },
        Bad("a version of a case of others", "/v1/cases/{others}/note", """{"text":"t"}""", 404, "no-such-case") with { Headers = [("If-Match", "\"1\"")] },
        Bad("a key of 129 characters", "/v1/cases/{contact}/note", """{"text":"t"}""", 400, "bad-key") with { Headers = [("Idempotency-Key", Words(129))] },
        Bad("a key with a space", "/v1/cases/{contact}/note", """{"text":"t"}""", 400, "bad-key") with { Headers = [("Idempotency-Key", "a b")] },
        Bad("two keys", "/v1/cases/{contact}/note", """{"text":"t"}""", 400, "bad-key") with { Headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")] },
        Bad("no key where one is named", Contact, Families.Contact("bad-1"), 400, "bad-key") with { Headers = [("Idempotency-Key", "")] },
        Bad("a used key with another body", "/v1/cases/{contact}/note", """{"text":"other words"}""", 422, "key-reused") with { Headers = [("Idempotency-Key", "used")] },
        Bad("a used key with another command", "/v1/cases/{contact}/judge-urgency", """{"urgency":"normal"}""", 422, "key-reused") with { Headers = [("Idempotency-Key", "used")] },
        Bad("a used key with another case", "/v1/cases/{judged}/note", """{"text":"the same words"}""", 422, "key-reused") with { Headers = [("Idempotency-Key", "used")] },
        Bad("a used key with a contact", Contact, Families.Contact("bad-1"), 422, "key-reused") with { Headers = [("Idempotency-Key", "used")] },
    ];

    static IEnumerable<BadRow> Queries() =>
    [
        .. from limit in BadLimits
           select Get($"limit={limit}", $"/v1/cases?limit={limit}", 400, "invalid", "limit", "out-of-range"),
        Get("limit of nothing", "/v1/cases?limit=", 400, "invalid", "limit", "blank"),
        Get("two limits", "/v1/cases?limit=5&limit=6", 400, "invalid", "limit", "duplicate"),
        Get("a question nobody asked", "/v1/cases?colour=blue", 400, "invalid", "colour", "unknown-field"),
        Get("another spelling of a question", "/v1/cases?Phase=contact", 400, "invalid", "Phase", "unknown-field"),
        Get("a phase nobody knows", "/v1/cases?phase=later", 400, "invalid", "phase", "unknown-code"),
        Get("perhaps overdue", "/v1/cases?overdue=maybe", 400, "invalid", "overdue", "wrong-type"),
        Get("counts of a phase", "/v1/reports/active-cases?phase=contact", 400, "invalid", "phase", "unknown-field"),
        Get("counts of no area", "/v1/reports/active-cases?area=", 400, "invalid", "area", "blank"),
        Get("counts of two areas", "/v1/reports/active-cases?area=west&area=east", 400, "invalid", "area", "duplicate"),
        Get("counts of a coordinator with a line end", "/v1/reports/active-cases?coordinator=a%0Ab", 400, "invalid", "coordinator", "bad-characters"),
        Get("a page after nothing known", "/v1/cases?after=xyz", 400, "invalid", "after", "bad-cursor"),
        Get("a page after an id in capitals", "/v1/worklist?after=0195CA3F1B7C7D2F8A3E5B6C7D8E9F01", 400, "invalid", "after", "bad-cursor"),
        Get("a search with a NUL", "/v1/cases?q=%00", 400, "invalid", "q", "bad-characters"),
        Get("a search without end", "/v1/cases?q=" + Words(65), 400, "invalid", "q", "too-long"),
        Get("a worklist of none", "/v1/worklist?limit=0", 400, "invalid", "limit", "out-of-range"),
        Get("a journal after minus one", "/v1/cases/{contact}/journal?after=-1", 400, "invalid", "after", "out-of-range"),
        Get("a journal after a word", "/v1/cases/{contact}/journal?after=opening", 400, "invalid", "after", "out-of-range"),
        Get("a journal after too much", "/v1/cases/{contact}/journal?after=2147483648", 400, "invalid", "after", "out-of-range"),
        Get("people of a role nobody has", "/v1/network/people?role=king", 400, "invalid", "role", "unknown-code"),
        Get("people of two roles", "/v1/network/people?role=manager&role=coordinator", 400, "invalid", "role"),
        Get("units of a question nobody asked", "/v1/network/units?role=manager", 400, "invalid", "role", "unknown-field"),
        Get("organisations of a blank name", "/v1/network/organisations?q=", 400, "invalid", "q", "blank"),
        Get("units after too much", "/v1/network/units?after=" + Words(65), 400, "invalid", "after", "too-long"),
    ];

    static IEnumerable<BadRow> Live() =>
    [
        Get("changes after minus one", "/v1/changes?after=-1", 400, "invalid", "after", "out-of-range"),
        Get("changes after a word", "/v1/changes?after=now", 400, "invalid", "after", "out-of-range"),
        Get("changes and a question nobody asked", "/v1/changes?case=1", 400, "invalid", "case", "unknown-field"),
        .. from last in BadPositions
           select Get($"Last-Event-ID: {last}", "/v1/changes", 400, "invalid", "Last-Event-ID", "wrong-type") with { Headers = [("Last-Event-ID", last)] },
        Get("changes for nobody", "/v1/changes", 401, "unauthenticated") with { Who = "nobody" },
        Get("a ticket nobody made", "/v1/changes?ticket=AAAA", 401, "bad-ticket") with { Who = "nobody" },
        Get("a ticket that is no base64", "/v1/changes?ticket=%C3%A4%20!", 401, "bad-ticket") with { Who = "nobody" },
        Get("a forged ticket", "/v1/changes?ticket={forged-ticket}", 401, "bad-ticket") with { Who = "nobody" },
        Get("a ticket of an hour ago", "/v1/changes?ticket={old-ticket}", 401, "bad-ticket") with { Who = "nobody" },
        Get("a ticket where none is taken", "/v1/worklist?ticket={old-ticket}", 401, "unauthenticated") with { Who = "nobody" },
    ];
}
