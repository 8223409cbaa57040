using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Engine;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>The scenario of S3, "Threshold-free support", sentence by sentence over HTTP; its year report comes with the reports.</summary>
public class S3ScenarioTests
{
    protected virtual Func<Installation, ICaseDirectory>? Cases => null;

    public static TheoryData<string> Stores => S0ScenarioTests.Stores;

    [Theory, MemberData(nameof(Stores))]
    public async Task Threshold_free_support(string store)
    {
        await using var told = new Scenario(await Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open(), Cases));
        await told.Given_7_counsellors();
        await told.When_a_mother_phones_on_Monday();
        await told.And_a_teacher_of_the_same_child_makes_contact_on_Tuesday();
        await told.Then_there_is_one_case_source_self_and_a_counsellor_is_coordinator_at_once();
        await told.And_no_approval_step_exists();
        await told.When_the_family_picks_a_remote_meeting_and_sets_two_goals_at_3();
        await told.And_after_three_meetings_they_stand_at_7();
        await told.The_case_closes_goals_met_no_pta();
        await told.Six_months_later_the_outcome_check_says_still_in_basic_services();
        Assert.Empty((await new Maintenance(told.Server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }

    sealed class Scenario(Server server) : IAsyncDisposable
    {
        /// <summary>Monday 7 September 2026; the counsellors are the municipality's.</summary>
        static readonly DateTimeOffset Monday = new(2026, 9, 7, 9, 0, 0, TimeSpan.FromHours(3));
        const string Counsellor = "wellbeing-counselling-p1", Another = "wellbeing-counselling-p2";

        readonly Caller teacher = server.As(Families.Petra);
        Caller counsellor = server.As(Counsellor);
        string id = "";

        public Server Server => server;

        static string Contact(string source, string words) =>
            $$"""
            {"model":"threshold-free-support","channel":"phone","source":"{{source}}","basis":"consent","ownWords":"{{words}}","reasons":["parental-fatigue"],"area":"tampere-west",
             "members":[{"role":"child","givenName":"Eeli","familyName":"Esimerkki","identifier":"200122A901E"}]}
            """;

        public async Task Given_7_counsellors() =>
            Assert.Equal(7, (await counsellor.Everything("/v1/network/people?unit=wellbeing-counselling&role=coordinator")).Length);

        public async Task When_a_mother_phones_on_Monday()
        {
            server.Clock.Now = Monday;
            var receipt = (await counsellor.Post("/v1/contacts", Contact("self", "I am so tired that I shout."))).Is(201);
            id = receipt["case"].GetString()!;
            Assert.Equal("opened", receipt["outcome"].GetString());
        }

        public async Task And_a_teacher_of_the_same_child_makes_contact_on_Tuesday()
        {
            server.Clock.Now = Monday.AddDays(1);
            (await teacher.Post("/v1/contacts", Contact("professional", "He is left at day care till the last minute."))).Is(201);
        }

        public async Task Then_there_is_one_case_source_self_and_a_counsellor_is_coordinator_at_once()
        {
            var row = Assert.Single(await counsellor.Everything("/v1/cases?model=threshold-free-support"));
            Assert.Equal((id, 2, Counsellor), (row.GetProperty("case").GetString(), row.GetProperty("contacts").GetInt32(), row.GetProperty("coordinator").GetString()));
            var journal = await counsellor.Journal(id);
            Assert.Equal("self", journal[1].GetProperty("facts").GetProperty("source").GetString());
            Assert.Equal(Counsellor, journal[0].GetProperty("facts").GetProperty("coordinator").GetString());
        }

        /// <summary>The counsellor plans the meeting with nobody's leave: neither urgency nor an assessment stands before it.</summary>
        public async Task And_no_approval_step_exists()
        {
            await counsellor.Do(id, "skip-assessment", """{"reason":"The mother knows what she wishes for."}""");
            Assert.Equal("joint-meeting", (await counsellor.Case(id)).GetProperty("phase").GetString());
        }

        public async Task When_the_family_picks_a_remote_meeting_and_sets_two_goals_at_3()
        {
            await Meet(1, ratings: "");
            await counsellor.Do(id, "agree-plan", $$"""{"goals":[{"text":"I do not shout","rating":3},{"text":"We sleep","rating":3}],"tasks":[{"text":"A list of what helps","responsible":"{{Counsellor}}","due":"2026-10-15"}]}""");
        }

        public async Task And_after_three_meetings_they_stand_at_7()
        {
            await Meet(2, Ratings(5));
            await counsellor.Do(id, "agree-plan", """{"goals":[{"text":"A day for myself","rating":2}],"tasks":[]}""");
            await Meet(3, Ratings(7));
            await counsellor.Do(id, "agree-plan", $$"""{"goals":[],"tasks":[{"text":"A call in November","responsible":"{{Counsellor}}","due":"2026-11-15"}]}""");
            var goals = (await counsellor.Case(id)).GetProperty("goals").EnumerateArray().Select(g => (g.GetProperty("id").GetString(), g.GetProperty("text").GetString(), g.GetProperty("rating").GetInt32()));
            Assert.Equal([("g1", "I do not shout", 7), ("g2", "We sleep", 7), ("g3", "A day for myself", 2)], goals);
        }

        public async Task The_case_closes_goals_met_no_pta()
        {
            const string close = """{"result":"goals-met-no-pta","summary":"They manage, and know whom to call."}""";
            (await counsellor.Post($"/v1/cases/{id}/close", close)).Refuses(409, "tasks-open");
            await counsellor.Do(id, "complete-task", """{"task":"t1"}""");
            await counsellor.Do(id, "drop-task", """{"task":"t2","reason":"The mother calls when she wishes."}""");
            foreach (var from in new[] { "adult", "child" }) await counsellor.Do(id, "record-feedback", $$"""{"from":"{{from}}","rating":5,"text":"You came at once."}""");
            await counsellor.Do(id, "close", close);
            var view = await counsellor.Case(id);
            Assert.Equal(("closed", "goals-met-no-pta"), (view.GetProperty("phase").GetString(), view.GetProperty("result").GetString()));
            var from2 = (await counsellor.Journal(id)).Where(e => e.GetProperty("type").GetString() == "feedback-recorded").Select(e => e.GetProperty("facts").GetProperty("from").GetString());
            Assert.Equal(["adult", "child"], from2);
        }

        public async Task Six_months_later_the_outcome_check_says_still_in_basic_services()
        {
            var due = Assert.Single((await counsellor.Case(id)).GetProperty("deadlines").EnumerateArray());
            Assert.Equal(("outcome-checked", "2027-04-08"), (due.GetProperty("key").GetString(), due.GetProperty("dueOn").GetString()));
            server.Clock.Now = new(2027, 4, 8, 10, 0, 0, TimeSpan.FromHours(3));
            Assert.Contains(id, Rows(await server.As(Counsellor).Get("/v1/worklist"), "due")); // the old token has run out
            counsellor = server.As(Counsellor);
            await counsellor.Do(id, "record-outcome", """{"outcome":"basic-services","text":"The clinic and the day care are enough."}""");
            Assert.Equal("basic-services", (await counsellor.Case(id)).GetProperty("outcome").GetString());
            Assert.DoesNotContain(id, Rows(await counsellor.Get("/v1/worklist"), "due"));
        }

        static IEnumerable<string?> Rows(Server.Said worklist, string part) => worklist.Is(200)[part].EnumerateArray().Select(r => r.GetProperty("case").GetString());

        static string Ratings(int rating) => $$""","ratings":[{"goal":"g1","rating":{{rating}}},{"goal":"g2","rating":{{rating}}}]""";

        async Task Meet(int number, string ratings)
        {
            server.Clock.Now += TimeSpan.FromDays(10);
            await counsellor.Do(id, "plan-meeting", $$"""{"at":"{{server.Clock.Now.AddHours(3):yyyy-MM-ddTHH:mm:sszzz}}","place":"remote","participants":["{{Another}}"]}""");
            server.Clock.Now += TimeSpan.FromHours(4);
            await counsellor.Do(id, "hold-meeting", $$"""{"meeting":"meeting-{{number}}","familyAttended":true,"attended":["{{Counsellor}}"]{{ratings}}}""");
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
