using System.Globalization;
using Coordination.ClientApi;
using Coordination.Engine;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>The scenario of S4, "Phenomenon-based co-development", sentence by sentence over HTTP; its network analysis comes with the network's work.</summary>
public class S4ScenarioTests
{
    protected virtual Func<Installation, ICaseDirectory>? Cases => null;

    public static TheoryData<string> Stores => S0ScenarioTests.Stores;

    [Theory, MemberData(nameof(Stores))]
    public async Task Phenomenon_based_co_development(string store)
    {
        await using var told = new Scenario(await Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open(), Cases));
        await told.Given_40_contacts_in_a_quarter_in_one_municipality_with_reason_school_absence_over_3_organisations();
        await told.When_the_regional_group_opens_phenomenon_case_P1_at_local_level();
        await told.It_holds_counts_only();
        await told.A_phenomenon_has_one_open_case_per_name_and_area();
        await told.When_a_workshop_is_planned_without_a_developer_client_the_step_warns();
        await told.When_workshop_4_ends_each_root_cause_has_a_plan_line_with_owner_and_date();
        await told.Feedback_of_participants_and_of_families_is_apart();
        await told.P1_can_have_a_county_level_child_case();
        await told.Opening_P1_never_shows_a_family();
        await told.What_was_tried_is_taken_into_use_and_the_name_is_free_again();
        Assert.Empty((await new Maintenance(told.Server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }

    sealed class Scenario(Server server) : IAsyncDisposable
    {
        /// <summary>The first quarter of 2027; the regional group meets in April.</summary>
        static readonly DateTimeOffset January = new(2027, 1, 4, 9, 0, 0, TimeSpan.FromHours(2));
        static readonly DateTimeOffset April = new(2027, 4, 6, 10, 0, 0, TimeSpan.FromHours(3));

        const int Contacts = 40, Workshops = 4;
        const string Municipality = "nokia";

        /// <summary>A guidance worker who calls the regional group together, and who is in it: a counsellor of the city, somebody of the parish and of an NGO.</summary>
        const string Guide = "guidance-around-p1", Counsellor = "wellbeing-counselling-p1", Parish = "parish-family-work-p1", Ngo = "monikko-family-work-p1";
        static readonly string[] OfThreeOrganisations = [Guide, Counsellor, Ngo];

        /// <summary>Nothing of any family stands in what a phenomenon tells: neither who they are nor what they said, nor which case is theirs.</summary>
        readonly List<string> ofFamilies = ["Koululainen", "Esimerkki", "will not go to school"];

        Caller guide = server.As(Guide);
        string id = "", child = "";

        public Server Server => server;

        public async Task Given_40_contacts_in_a_quarter_in_one_municipality_with_reason_school_absence_over_3_organisations()
        {
            for (var i = 0; i < Contacts; i++)
            {
                server.Clock.Now = January.AddDays(i * 2);
                await Contact(OfThreeOrganisations[i % OfThreeOrganisations.Length], $"pupil-{i:00}", Municipality, "school-absence");
            }
            // What is not counted: another reason, another municipality, another quarter.
            await Contact(Guide, "pupil-sleepless", Municipality, "sleep");
            await Contact(Guide, "pupil-elsewhere", "kangasala", "school-absence");
            server.Clock.Now = April;
            await Contact(Guide, "pupil-of-april", Municipality, "school-absence");
            guide = server.As(Guide);
        }

        async Task Contact(string who, string identifier, string area, string reason)
        {
            var family = await server.As(who).Post("/v1/contacts",
                $$"""
                {"channel":"in-person","source":"professional","basis":"consent","ownWords":"He will not go to school.","reasons":["{{reason}}"],"area":"{{area}}",
                 "members":[{"role":"child","givenName":"Koululainen","familyName":"Esimerkki","identifier":"{{identifier}}"}]}
                """);
            ofFamilies.AddRange([identifier, family.Is(201)["receipt"].GetString()!]);
            if (family.Json.TryGetProperty("case", out var opened)) ofFamilies.Add(opened.GetString()!);
        }

        static string Phenomenon(string name, string level, string more = "") =>
            $$"""{"model":"phenomenon-co-development","name":"{{name}}","area":"{{Municipality}}","level":"{{level}}","reason":"school-absence","from":"2027-01-01","to":"2027-03-31"{{more}}}""";

        public async Task When_the_regional_group_opens_phenomenon_case_P1_at_local_level()
        {
            var opened = (await guide.Post("/v1/phenomena", Phenomenon("Koulupoissaolot Nokialla", "local"), key: "p1")).Is(201);
            id = opened["case"].GetString()!;
            Assert.Equal(["case-opened", "phenomenon-opened"], opened.Happened);
            Assert.Equal(id, (await guide.Post("/v1/phenomena", Phenomenon("Koulupoissaolot Nokialla", "local"), key: "p1")).Is(201)["case"].GetString());
        }

        public async Task It_holds_counts_only()
        {
            var view = await guide.Case(id);
            Assert.Equal(("phenomenon", Guide, 0), (view.GetProperty("subject").GetString(), view.GetProperty("coordinator").GetProperty("id").GetString(), view.GetProperty("contacts").GetInt32()));
            Assert.Empty(view.GetProperty("members").EnumerateArray());
            var phenomenon = view.GetProperty("phenomenon");
            Assert.Equal(
                ("Koulupoissaolot Nokialla", "local", "school-absence", Contacts),
                (phenomenon.GetProperty("name").GetString(), phenomenon.GetProperty("level").GetString(), phenomenon.GetProperty("reason").GetString(), phenomenon.GetProperty("contacts").GetInt32()));
            Assert.Equal(["monikko", "pirha", "tampere"], phenomenon.GetProperty("organisations").EnumerateArray().Select(o => o.GetString()));
            (await guide.Post("/v1/contacts", Families.Contact("of-no-phenomenon", Municipality, ",\"model\":\"phenomenon-co-development\""))).Refuses(409, "wrong-subject");
            (await guide.Post($"/v1/cases/{id}/record-legal-basis", """{"recipient":"tampere","basis":"legal-duty","grounds":"35 §"}""")).Refuses(409, "wrong-subject");
        }

        public async Task A_phenomenon_has_one_open_case_per_name_and_area()
        {
            (await server.As(Counsellor).Post("/v1/phenomena", Phenomenon(" koulupoissaolot  NOKIALLA ", "regional"))).Refuses(409, "phenomenon-open");
            var both = await Task.WhenAll(new[] { Guide, Counsellor }.Select(who => server.As(who).Post("/v1/phenomena", Phenomenon("Yksinäisyys", "local"))));
            Assert.Equal([201, 409], both.Select(b => b.Status).Order());
        }

        public async Task When_a_workshop_is_planned_without_a_developer_client_the_step_warns()
        {
            await guide.Do(id, "start-assessment");
            await guide.Do(id, "complete-assessment",
                """
                {"summary":"Why pupils stay at home.","heard":["child","adult"],
                 "needs":[{"code":"safety-and-bullying","rootCause":"The way to school is not safe for those who are alone."},{"code":"everyday-rhythm","rootCause":"Nobody is at home in the morning."}]}
                """);
            var planned = await guide.Do(id, "plan-meeting", Workshop(""));
            var warning = Assert.Single(planned["warnings"].EnumerateArray());
            Assert.Equal("no-developer-client", warning.GetProperty("code").GetString());
            Assert.Matches(@"^\p{Lu}.*kehittäjäasiakasta", (await guide.Speaking("fi").Do(id, "plan-meeting", Workshop(",\"developerClients\":0")))["warnings"][0].GetProperty("title").GetString());
            foreach (var without in new[] { 1, 2 }) await guide.Do(id, "cancel-meeting", $$"""{"meeting":"meeting-{{without}}","reason":"Without developer clients it would not be theirs."}""");
            Assert.False((await guide.Do(id, "plan-meeting", Workshop(",\"developerClients\":4"))).Json.TryGetProperty("warnings", out _));
        }

        string Workshop(string more) =>
            $$"""{"at":"{{server.Clock.Now.AddDays(7):yyyy-MM-ddTHH:mm:sszzz}}","lengthMinutes":180,"place":"school","participants":["{{Counsellor}}","{{Parish}}","{{Ngo}}"]{{more}}}""";

        public async Task When_workshop_4_ends_each_root_cause_has_a_plan_line_with_owner_and_date()
        {
            var first = $$"""{"text":"A walking group every morning","responsible":"{{Counsellor}}","due":"2027-09-01","need":"n1"}""";
            var second = $$"""{"text":"A breakfast at the parish hall","responsible":"{{Parish}}","due":"2027-10-01","need":"n2"}""";
            for (var workshop = 1; workshop <= Workshops; workshop++)
            {
                (await guide.Post($"/v1/cases/{id}/agree-plan", $$"""{"goals":[],"tasks":[{{first}},{{second}}]}""")).Refuses(409, workshop == 1 ? "meeting-not-held" : "fewer-workshops");
                if (workshop > 1) await guide.Do(id, "plan-meeting", Workshop(",\"developerClients\":4"));
                server.Clock.Now = server.Clock.Now.AddDays(14);
                guide = server.As(Guide);
                await guide.Do(id, "hold-meeting", $$"""{"meeting":"meeting-{{workshop + 2}}","familyAttended":false,"attended":["{{Guide}}","{{Counsellor}}","{{Parish}}","{{Ngo}}"],"developerClients":{{workshop}}}""");
            }
            (await guide.Post($"/v1/cases/{id}/agree-plan", $$"""{"goals":[],"tasks":[{{first}}]}""")).Refuses(422, "needs-not-planned");
            (await guide.Post($"/v1/cases/{id}/agree-plan", $$"""{"goals":[],"tasks":[{{first}},{{second.Replace("n2", "n3", StringComparison.Ordinal)}}]}""")).Refuses(422, "need-unknown");
            await guide.Do(id, "agree-plan", $$"""{"goals":[],"tasks":[{{first}},{{second}}]}""");
            var view = await guide.Case(id);
            Assert.Equal("follow-up", view.GetProperty("phase").GetString());
            Assert.Equal(
                [("n1", Counsellor, "2027-09-01"), ("n2", Parish, "2027-10-01")],
                view.GetProperty("tasks").EnumerateArray().Select(t => (t.GetProperty("need").GetString(), t.GetProperty("responsible").GetProperty("id").GetString(), t.GetProperty("due").GetString())));
            Assert.Equal([(4, 1), (4, 2), (4, 3), (4, 4)], view.GetProperty("meetings").EnumerateArray().Where(m => m.GetProperty("held").GetBoolean())
                .Select(m => (m.GetProperty("developerClients").GetInt32(), m.GetProperty("developerClientsAttended").GetInt32())));
        }

        public async Task Feedback_of_participants_and_of_families_is_apart()
        {
            await guide.Do(id, "ask-feedback", """{"from":"participant"}""");
            foreach (var rating in new[] { 5, 4, 5 }) await guide.Do(id, "record-feedback", string.Create(CultureInfo.InvariantCulture, $$"""{"from":"participant","rating":{{rating}}}"""));
            await guide.Do(id, "record-feedback", """{"from":"adult","rating":2,"text":"Family-orientation was not fully reached."}""");
            await guide.Do(id, "record-feedback", """{"from":"child","text":"It was long."}""");
            Assert.Equal(
                [("adult", 0, 1, 1, 2.0), ("child", 0, 1, 0, null), ("participant", 1, 3, 3, 4.67)],
                (await guide.Case(id)).GetProperty("feedback").EnumerateArray().Select(f => (
                    f.GetProperty("from").GetString()!, f.GetProperty("asked").GetInt32(), f.GetProperty("given").GetInt32(), f.GetProperty("rated").GetInt32(),
                    f.TryGetProperty("mean", out var mean) ? mean.GetDouble() : (double?)null)));
        }

        public async Task P1_can_have_a_county_level_child_case()
        {
            (await server.As(Counsellor).Post("/v1/phenomena", Phenomenon("Koulupoissaolot maakunnassa", "county", ",\"parent\":\"0195ca3f1b7c7d2f8a3e5b6c7d8e9f01\""))).Refuses(422, "parent-unknown");
            child = (await guide.Post("/v1/phenomena", Phenomenon("Koulupoissaolot maakunnassa", "county", $",\"parent\":\"{id}\""))).Is(201)["case"].GetString()!;
            var (above, below) = ((await guide.Case(id)).GetProperty("phenomenon"), (await guide.Case(child)).GetProperty("phenomenon"));
            Assert.Equal((id, "county"), (below.GetProperty("parent").GetString(), below.GetProperty("level").GetString()));
            Assert.Equal(child, Assert.Single(above.GetProperty("children").EnumerateArray()).GetProperty("case").GetString());
            // The counsellor takes part in P1, and not in its child.
            Assert.Empty((await server.As(Counsellor).Case(id)).GetProperty("phenomenon").GetProperty("children").EnumerateArray());
            Assert.Equal([child, id], (await guide.Everything("/v1/cases?subject=phenomenon&phase=contact")).Concat(await guide.Everything("/v1/cases?subject=phenomenon&phase=follow-up"))
                .Select(r => r.GetProperty("case").GetString()).Where(c => c == child || c == id));
        }

        public async Task Opening_P1_never_shows_a_family()
        {
            foreach (var who in new[] { Guide, Counsellor, Parish })
            {
                var caller = server.As(who);
                var told = (await caller.Get($"/v1/cases/{id}")).Is(200).Text + string.Concat((await caller.Journal(id)).Select(e => e.GetRawText()));
                Assert.All(ofFamilies, word => Assert.DoesNotContain(word, told, StringComparison.Ordinal));
            }
            Assert.Contains(ofFamilies, word => word.Length == 32);
        }

        public async Task What_was_tried_is_taken_into_use_and_the_name_is_free_again()
        {
            await server.As(Counsellor).Do(id, "complete-task", """{"task":"t1"}""");
            await server.As(Parish).Do(id, "complete-task", """{"task":"t2"}""");
            await guide.Do(id, "close", """{"result":"taken-into-use","summary":"They walk to school together."}""");
            (await guide.Post($"/v1/cases/{id}/record-outcome", """{"outcome":"basic-services"}""")).Refuses(409, "wrong-subject");
            Assert.NotEqual(id, (await guide.Post("/v1/phenomena", Phenomenon("Koulupoissaolot Nokialla", "local"))).Is(201)["case"].GetString());
            (await guide.Post($"/v1/cases/{id}/reopen", """{"reason":"It came back."}""")).Refuses(409, "phenomenon-open");
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
