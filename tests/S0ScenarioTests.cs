using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Core;
using Coordination.Engine;
using Caller = Coordination.Tests.Server.Caller;
using Said = Coordination.Tests.Server.Said;

namespace Coordination.Tests;

/// <summary>The scenario of S0, "One contact is enough", sentence by sentence over HTTP.</summary>
public class S0ScenarioTests
{
    protected virtual Func<Installation, ICaseDirectory>? Cases => null;

    const string TheChild = "200122A901E";

    public static TheoryData<string> Stores => ["SQLite", "PostgreSQL"];

    static TempStore Open(string store) => store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open();

    [Theory, MemberData(nameof(Stores))]
    public async Task One_contact_is_enough(string store)
    {
        await using var told = new Scenario(await Server.Start(Open(store), Cases));
        await told.Given_126_units_and_the_guidance_team_are_in_the_network();
        await told.A_teacher_of_unit_17_records_the_contact_with_the_parents_consent();
        await told.The_same_parent_calls_the_guidance_about_the_same_child();
        await told.Then_there_is_one_case_with_two_contacts();
        await told.And_one_coordinator_named_in_the_same_step_by_the_models_catching_rule();
        await told.The_coordinator_judges_urgency();
        await told.When_a_social_worker_judges_special_support_the_assessment_must_start_by_Thursday_19_March();
        await told.The_coordinator_assesses();
        await told.Closing_it_as_referred_elsewhere_is_refused("needs-not-received");
        await told.An_offer_to_a_person_who_does_not_exist_is_refused();
        await told.The_receivers_of_its_needs_accept_them();
        await told.An_offer_to_the_clinic_nurse_is_refused_for_want_of_a_social_worker();
        await told.With_a_social_worker_as_her_pair_it_goes_through();
        await told.When_she_accepts_the_accompanied_handover_the_coordinator_changes_in_one_step();
        await told.Closing_it_as_referred_elsewhere_is_refused("needs-not-received");
        await told.At_no_version_are_there_none_or_two_coordinators();
        await told.One_case_two_contacts_reasons_sleep_and_tantrums_no_bounce();
        await told.Once_every_receiver_has_accepted_again_it_may_close_as_referred_elsewhere();
        await told.At_no_version_are_there_none_or_two_coordinators();
        await told.The_teachers_receipt_does_not_tell_whether_a_case_was_there_before();
        await told.The_register_is_the_picture_of_the_journal();
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_case_goes_from_first_contact_through_every_phase_to_closure_and_back(string store)
    {
        await using var server = await Server.Start(Open(store), Cases);
        var anna = server.As(Families.Anna);
        var id = await anna.Open(TheChild);
        await Phase("contact", "judge-urgency", """{"urgency":"immediate"}""");
        await Phase("needs-assessment", "start-assessment", "{}");
        await Phase("joint-meeting", "complete-assessment", Families.Assessment);
        await Phase("joint-meeting", "plan-meeting", Families.Meeting);
        server.Clock.Now = new(2026, 3, 24, 16, 0, 0, TimeSpan.FromHours(2));
        await Phase("joint-meeting", "hold-meeting", Families.Held);
        await Phase("follow-up", "agree-plan", Families.Plan);
        await Phase("needs-assessment", "reassess", """{"reason":"A second child wakes."}""");
        await Phase("joint-meeting", "complete-assessment", Families.Assessment);
        await Phase("joint-meeting", "plan-meeting", Families.Meeting.Replace("03-24", "04-24", StringComparison.Ordinal));
        await Phase("joint-meeting", "hold-meeting", Families.Held.Replace("meeting-1", "meeting-2", StringComparison.Ordinal));
        await Phase("follow-up", "agree-plan", Families.Plan);
        var view = await anna.Case(id);
        Assert.Equal("2026-06-24", view.GetProperty("deadlines").EnumerateArray().Single(d => d.GetProperty("key").GetString() == "next-follow-up").GetProperty("dueOn").GetString());
        Assert.Equal("Whole nights", view.GetProperty("goals")[0].GetProperty("text").GetString());
        Assert.Equal("Eeli", view.GetProperty("members")[0].GetProperty("givenName").GetString());
        await anna.Do(id, "complete-task", """{"task":"t1","text":"Two weeks are written down."}""");
        (await anna.Post($"/v1/cases/{id}/close", """{"result":"goals-met","summary":"They sleep."}""")).Refuses(409, "tasks-open");
        await server.As(Families.Nils).Do(id, "complete-task", """{"task":"t2"}""");
        await Phase("closed", "close", """{"result":"goals-met","summary":"They sleep."}""");
        await Phase("contact", "reopen", """{"reason":"The nights are bad again."}""");
        Assert.Equal(Families.Anna, (await anna.Case(id)).GetProperty("coordinator").GetProperty("id").GetString());
        AssertOneCoordinator(await anna.Journal(id, limit: 3));

        async Task Phase(string phase, string command, string body)
        {
            await anna.Do(id, command, body);
            Assert.Equal(phase, (await anna.Case(id)).GetProperty("phase").GetString());
        }
    }

    /// <summary>Replays the journal as the API gives it: from its opening to its closing the case has one coordinator at every version.</summary>
    internal static int AssertOneCoordinator(JsonElement[] journal)
    {
        var decider = new CaseDecider();
        var state = decider.Initial;
        var changes = 0;
        PersonId? before = null;
        Assert.Equal(Enumerable.Range(1, journal.Length), journal.Select(e => e.GetProperty("version").GetInt32()));
        foreach (var entry in journal)
        {
            state = decider.Evolve(state, decider.Read(entry.GetProperty("type").GetString()!, entry.GetProperty("facts").GetRawText()));
            if (state is not OpenCase open) { Assert.IsType<ClosedCase>(state); continue; }
            Assert.False(string.IsNullOrEmpty(open.Coordinator.Value), $"nobody is responsible at version {entry.GetProperty("version")}");
            if (before is { } last && last != open.Coordinator) changes++;
            before = open.Coordinator;
        }
        return changes;
    }

    sealed class Scenario(Server server) : IAsyncDisposable
    {
        static readonly string[] Receipt = ["receipt", "receivedAt"];
        static readonly string[] NamedAtOnce = ["case-opened", "contact-received", "deadline-set"];

        readonly Caller teacher = server.As(Families.Petra), manager = server.As(Families.Mari), nurse = server.As(Families.Nina);
        string id = "", coordinatorId = "";

        Caller Coordinator => server.As(coordinatorId);
        static string ByChild(string channel, string source, string reasons, string child = TheChild) =>
            $$"""
            {"channel":"{{channel}}","source":"{{source}}","basis":"consent","ownWords":"He wakes five times a night, and every morning ends in a tantrum.","reasons":[{{reasons}}],"language":"fi",
             "members":[{"role":"child","givenName":"Eeli","familyName":"Esimerkki","identifier":"{{child}}","born":"2022-01-20"},{"role":"adult","givenName":"Elina","familyName":"Esimerkki"}],"area":"tampere-west"}
            """;

        public async Task Given_126_units_and_the_guidance_team_are_in_the_network()
        {
            Assert.Equal(126, (await teacher.Everything("/v1/network/units?service=early-education", limit: 50)).Length);
            Assert.True((await teacher.Everything("/v1/network/people?unit=guidance-tampere&role=coordinator")).Length > 1);
        }

        public async Task A_teacher_of_unit_17_records_the_contact_with_the_parents_consent()
        {
            Assert.Equal(new(2026, 3, 10, 9, 5, 0, TimeSpan.FromHours(2)), server.Clock.Now);
            var receipt = (await teacher.Post("/v1/contacts", ByChild("in-person", "professional", "\"sleep\",\"tantrums\""))).Is(201);
            Assert.Equal(Receipt, receipt.Json.EnumerateObject().Select(p => p.Name));
            Assert.Equal(server.Clock.Now, receipt["receivedAt"].GetDateTimeOffset());
        }

        public async Task The_same_parent_calls_the_guidance_about_the_same_child()
        {
            server.Clock.Now = new(2026, 3, 10, 13, 0, 0, TimeSpan.FromHours(2));
            (await server.As(Families.Anna).Post("/v1/contacts", ByChild("phone", "self", "\"sleep\""))).Is(201);
        }

        public async Task Then_there_is_one_case_with_two_contacts()
        {
            var row = Assert.Single(await manager.Everything("/v1/cases"));
            Assert.Equal(2, row.GetProperty("contacts").GetInt32());
            (id, coordinatorId) = (row.GetProperty("case").GetString()!, row.GetProperty("coordinator").GetString()!);
        }

        public async Task And_one_coordinator_named_in_the_same_step_by_the_models_catching_rule()
        {
            var journal = await manager.Journal(id);
            Assert.Equal(NamedAtOnce, journal.Take(3).Select(e => e.GetProperty("type").GetString()));
            Assert.Equal(coordinatorId, journal[0].GetProperty("facts").GetProperty("coordinator").GetString());
            Assert.All(journal.Take(3), e => Assert.Equal(Server.Tuesday, e.GetProperty("recordedAt").GetDateTimeOffset()));
            Assert.Equal(new("guidance-tampere"), server.Rules.Network.Find(new PersonId(coordinatorId))!.Unit);
        }

        public async Task The_coordinator_judges_urgency()
        {
            (await Close("referred-elsewhere")).Refuses(409, "urgency-not-judged");
            await Coordinator.Do(id, "judge-urgency", """{"urgency":"soon"}""");
        }

        public async Task When_a_social_worker_judges_special_support_the_assessment_must_start_by_Thursday_19_March()
        {
            const string judgement = """{"needed":true,"grounds":"The child's health and development are at risk without support."}""";
            (await Coordinator.Post($"/v1/cases/{id}/judge-special-support", judgement)).Refuses(403, "not-competent");
            await Coordinator.Do(id, "invite-participant", $$"""{"person":"{{Families.Sofia}}","reason":"Her judgement is asked for."}""");
            var socialWorker = server.As(Families.Sofia);
            await socialWorker.Do(id, "accept-invitation");
            Assert.Equal(["special-support-judged", "pair-named", "deadline-set", "deadline-set"], (await socialWorker.Do(id, "judge-special-support", judgement)).Happened);
            var view = await Coordinator.Case(id);
            var deadlines = view.GetProperty("deadlines").EnumerateArray().ToDictionary(d => d.GetProperty("key").GetString()!);
            Assert.Equal("2026-03-19", deadlines["assessment-started"].GetProperty("dueOn").GetString());
            Assert.Equal("2026-06-10", deadlines["assessment-done"].GetProperty("dueOn").GetString());
            Assert.True(deadlines["assessment-started"].GetProperty("statutory").GetBoolean());
            Assert.Equal(Families.Sofia, view.GetProperty("specialSupport").GetProperty("by").GetProperty("id").GetString());
        }

        public async Task The_coordinator_assesses()
        {
            await Coordinator.Do(id, "start-assessment");
            await Coordinator.Do(id, "complete-assessment", Families.Assessment);
        }

        public async Task Closing_it_as_referred_elsewhere_is_refused(string why) => (await Close("referred-elsewhere")).Refuses(409, why);

        public async Task An_offer_to_a_person_who_does_not_exist_is_refused() =>
            (await Coordinator.Post($"/v1/cases/{id}/offer-handover", """{"to":"nobody-of-the-kind","accompanied":true}""")).Refuses(422, "person-unknown");

        public async Task The_receivers_of_its_needs_accept_them()
        {
            await Ask("n1", Families.Nils);
            await Ask("n2", Families.Petra);
            await Accept("n1", Families.Nils);
            (await Close("referred-elsewhere")).Refuses(409, "needs-not-received");
            await Accept("n2", Families.Petra);
        }

        public async Task An_offer_to_the_clinic_nurse_is_refused_for_want_of_a_social_worker()
        {
            (await Coordinator.Post($"/v1/cases/{id}/offer-handover", $$"""{"to":"{{Families.Nina}}","accompanied":true}""")).Refuses(409, "social-worker-needed");
            (await Coordinator.Post($"/v1/cases/{id}/offer-handover", $$"""{"to":"{{Families.Nina}}","pair":"{{Families.Nils}}"}""")).Refuses(409, "social-worker-needed");
        }

        public async Task With_a_social_worker_as_her_pair_it_goes_through()
        {
            var said = await Coordinator.Do(id, "offer-handover", $$"""{"to":"{{Families.Nina}}","pair":"{{Families.Sofia}}","accompanied":true,"reason":"She visits the family already."}""");
            Assert.Equal(["handover-offered"], said.Happened);
            Assert.Equal(coordinatorId, (await nurse.Case(id)).GetProperty("coordinator").GetProperty("id").GetString());
        }

        public async Task When_she_accepts_the_accompanied_handover_the_coordinator_changes_in_one_step()
        {
            server.Clock.Now += TimeSpan.FromDays(1);
            Assert.Equal(["handover-accepted"], (await nurse.Do(id, "accept-handover")).Happened);
            (await Coordinator.Post($"/v1/cases/{id}/note", """{"text":"May I still?"}""")).Refuses(404, "no-such-case");
            coordinatorId = Families.Nina;
            Assert.Equal(coordinatorId, (await nurse.Case(id)).GetProperty("coordinator").GetProperty("id").GetString());
        }

        public async Task At_no_version_are_there_none_or_two_coordinators() => Assert.Equal(1, AssertOneCoordinator(await nurse.Journal(id, limit: 4)));

        public async Task One_case_two_contacts_reasons_sleep_and_tantrums_no_bounce()
        {
            var row = Assert.Single(await manager.Everything("/v1/cases"));
            Assert.Equal(2, row.GetProperty("contacts").GetInt32());
            var view = await nurse.Case(id);
            Assert.Equal(["sleep", "tantrums"], view.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()).Order(StringComparer.Ordinal));
            // A bounce would be a contact that is in no case, or a case that ended with nobody receiving it.
            Assert.Equal(2, (await nurse.Journal(id)).Count(e => e.GetProperty("type").GetString() == "contact-received"));
            Assert.Equal("joint-meeting", view.GetProperty("phase").GetString());
            var pair = Assert.Single(view.GetProperty("roles").EnumerateArray(), r => r.GetProperty("role").GetString() == "work-pair" && !r.TryGetProperty("to", out _));
            Assert.Equal(Families.Sofia, pair.GetProperty("person").GetProperty("id").GetString());
        }

        public async Task Once_every_receiver_has_accepted_again_it_may_close_as_referred_elsewhere()
        {
            await Accept("n1", Families.Nils);
            (await Close("referred-elsewhere")).Refuses(409, "needs-not-received");
            await Accept("n2", Families.Petra);
            Assert.Equal(["case-closed", "deadline-set"], (await Close("referred-elsewhere")).Is(200).Happened);
            Assert.Equal("closed", (await nurse.Case(id)).GetProperty("phase").GetString());
        }

        public async Task The_teachers_receipt_does_not_tell_whether_a_case_was_there_before()
        {
            var another = server.As("eek-018-p1");
            var opened = (await another.Post("/v1/contacts", ByChild("in-person", "professional", "\"sleep\"", "another-child"))).Is(201);
            var joined = (await another.Post("/v1/contacts", ByChild("in-person", "professional", "\"sleep\"", "another-child"))).Is(201);
            Assert.Equal(2, Assert.Single(await manager.Everything("/v1/cases?phase=contact")).GetProperty("contacts").GetInt32());
            Assert.Equal(Shape(opened), Shape(joined));
        }

        public async Task The_register_is_the_picture_of_the_journal() => Assert.Empty((await new Maintenance(server.Journal, new()).Check(default)).Faults);

        static string Shape(Said said) =>
            $"{string.Join(' ', said.Json.EnumerateObject().Select(p => $"{p.Name} {p.Value.ToString().Length}"))} {said.Text.Length} {string.Join(' ', said.Headers.Concat(said.ContentHeaders).Select(h => h.Key))}";

        Task<Said> Close(string result) => Coordinator.Post($"/v1/cases/{id}/close", $$"""{"result":"{{result}}","summary":"The clinic goes on with them."}""");
        Task<Said> Ask(string need, string person) => Coordinator.Do(id, "ask-receiver", $$"""{"need":"{{need}}","person":"{{person}}"}""");
        Task<Said> Accept(string need, string person) => server.As(person).Do(id, "accept-need", $$"""{"need":"{{need}}"}""");
        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
