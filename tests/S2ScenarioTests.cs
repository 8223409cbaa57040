using System.Text.Json;
using Coordination.ClientApi;
using Coordination.Engine;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>The scenario of S2, "Two-year joint home meeting", sentence by sentence over HTTP; its cohort list belongs to the network.</summary>
public class S2ScenarioTests
{
    protected virtual Func<Installation, ICaseDirectory>? Cases => null;

    public static TheoryData<string> Stores => S0ScenarioTests.Stores;

    [Theory, MemberData(nameof(Stores))]
    public async Task Two_year_joint_home_meeting(string store)
    {
        await using var told = new Scenario(await Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open(), Cases));
        await told.Given_a_child_born_20_January_2025_in_day_care_whose_case_is_open();
        await told.Given_the_guardians_written_consent();
        await told.When_the_coordinator_plans_the_meeting_for_28_January_2027_at_home_with_nurse_and_teacher();
        await told.Both_get_an_iCalendar_REQUEST_without_the_childs_name();
        await told.And_the_family_gets_the_materials_in_the_chosen_language();
        await told.When_the_meeting_is_moved_same_UID_SEQUENCE_plus_1();
        await told.When_the_nurse_signs_the_health_check_and_the_teacher_the_talk();
        await told.One_meeting_has_fulfilled_two_duties_and_the_case_goes_to_follow_up();
        Assert.Empty((await new Maintenance(told.Server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Two_year_joint_home_meeting_without_consent(string store)
    {
        await using var told = new Scenario(await Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open(), Cases));
        await told.Given_a_child_born_20_January_2025_in_day_care_whose_case_is_open();
        await told.When_the_coordinator_plans_the_meeting_for_28_January_2027_at_home_with_nurse_and_teacher();
        await told.Both_get_an_iCalendar_REQUEST_without_the_childs_name();
        await told.Each_professional_sees_only_what_their_own_organisation_recorded("before it");
        await told.When_the_meeting_is_moved_same_UID_SEQUENCE_plus_1();
        await told.When_the_nurse_signs_the_health_check_and_the_teacher_the_talk();
        await told.Each_professional_sees_only_what_their_own_organisation_recorded("at it");
        await told.One_meeting_has_fulfilled_two_duties_and_the_case_goes_to_follow_up();
        await told.Each_professional_sees_only_what_their_own_organisation_recorded("after it");
        Assert.Empty((await new Maintenance(told.Server.Journal, new()).Check(TestContext.Current.CancellationToken)).Faults);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Two_year_joint_home_meeting_whose_consent_is_withdrawn(string store)
    {
        await using var told = new Scenario(await Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open(), Cases));
        await told.Given_a_child_born_20_January_2025_in_day_care_whose_case_is_open();
        await told.Given_the_guardians_written_consent();
        await told.When_the_coordinator_plans_the_meeting_for_28_January_2027_at_home_with_nurse_and_teacher();
        await told.From_the_moment_a_consent_is_withdrawn_the_recipient_sees_nothing_of_the_others_recordings_new_or_old();
        await told.Each_professional_sees_only_what_their_own_organisation_recorded("after the withdrawal");
        await told.It_keeps_what_it_recorded_itself_and_what_another_legal_basis_gives();
    }

    sealed class Scenario(Server server) : IAsyncDisposable
    {
        readonly List<string> recorded = [];
        readonly Caller nurse = server.As(Families.Nina), teacher = server.As(Families.Petra), other = server.As(Families.Nils);
        string id = "", uid = "";

        public Server Server => server;

        public async Task Given_a_child_born_20_January_2025_in_day_care_whose_case_is_open()
        {
            server.Clock.Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.FromHours(2));
            id = (await nurse.Post("/v1/contacts",
                """
                {"model":"two-year-meeting","channel":"other","source":"professional","basis":"consent","ownWords":"The child turns two.","reasons":["two-year-age"],"language":"sv","area":"tampere-west",
                 "members":[{"role":"child","givenName":"Eeli","familyName":"Esimerkki","born":"2025-01-20","identifier":"child-of-day-care"},{"role":"adult","givenName":"Elina","familyName":"Esimerkki"}]}
                """)).Is(201)["case"].GetString()!;
            Assert.Equal(Families.Nina, (await nurse.Case(id)).GetProperty("coordinator").GetProperty("id").GetString());
            await nurse.Do(id, "skip-assessment", """{"reason":"It is the two-year meeting of every family."}""");
        }

        public async Task Given_the_guardians_written_consent()
        {
            var purpose = (await nurse.Get("/v1/operating-models/two-year-meeting")).Is(200)["purposes"][0].GetProperty("key").GetString();
            await nurse.Do(id, "record-consent", $$"""{"giver":"m2","recipient":"tampere","purpose":"{{purpose}}","form":"written","until":"2027-12-31"}""");
            var consent = Assert.Single((await nurse.Case(id)).GetProperty("consents").EnumerateArray());
            Assert.Equal(("m2", "tampere", "written"), (consent.GetProperty("giver").GetString(), consent.GetProperty("recipient").GetString(), consent.GetProperty("form").GetString()));
        }

        public async Task When_the_coordinator_plans_the_meeting_for_28_January_2027_at_home_with_nurse_and_teacher()
        {
            static string Plan(string talker) =>
                $$"""
                {"at":"2027-01-28T10:00:00+02:00","lengthMinutes":90,"place":"home","participants":[],
                 "duties":[{"duty":"two-year-health-check","professional":"{{Families.Nina}}"},{"duty":"early-education-talk","professional":"{{talker}}"}]}
                """;
            (await nurse.Post($"/v1/cases/{id}/plan-meeting", Plan(Families.Nils))).Refuses(403, "not-dutys-professional");
            await nurse.Do(id, "plan-meeting", Plan(Families.Petra));
        }

        public async Task Both_get_an_iCalendar_REQUEST_without_the_childs_name()
        {
            var sent = await Outbox();
            Assert.Equal([Families.Nina, Families.Petra], sent.Select(m => m.GetProperty("to").GetString()).Order(StringComparer.Ordinal));
            foreach (var message in sent)
            {
                var calendar = message.GetProperty("calendar").GetString()!;
                Assert.Contains("METHOD:REQUEST\r\n", calendar, StringComparison.Ordinal);
                Assert.Contains("DTSTART:20270128T080000Z\r\n", calendar, StringComparison.Ordinal);
                Assert.Contains("DTEND:20270128T093000Z\r\n", calendar, StringComparison.Ordinal);
                Assert.Contains("SEQUENCE:0\r\n", calendar, StringComparison.Ordinal);
                foreach (var personal in new[] { "Eeli", "Elina", "Esimerkki", "child-of-day-care", "2025" }) Assert.DoesNotContain(personal, calendar, StringComparison.Ordinal);
            }
            uid = Line(sent[0], "UID:");
            Assert.All(sent, m => Assert.Equal(uid, Line(m, "UID:")));
        }

        public async Task And_the_family_gets_the_materials_in_the_chosen_language()
        {
            var materials = (await nurse.Get("/v1/operating-models/two-year-meeting")).Is(200)["materials"].EnumerateArray().Select(m => m.GetProperty("key").GetString()!).ToArray();
            await nurse.Do(id, "send-materials", $$"""{"meeting":"meeting-1","language":"sv","materials":["{{materials[0]}}","{{materials[1]}}"]}""");
            var message = Assert.Single(await Outbox(), m => m.GetProperty("kind").GetString() == "materials");
            Assert.Equal("sv", message.GetProperty("language").GetString());
            Assert.Equal(materials[..2], message.GetProperty("materials").EnumerateArray().Select(m => m.GetString()));
        }

        public async Task When_the_meeting_is_moved_same_UID_SEQUENCE_plus_1()
        {
            await nurse.Do(id, "move-meeting", """{"meeting":"meeting-1","at":"2027-01-29T10:00:00+02:00"}""");
            var moved = (await Outbox()).Where(m => m.GetProperty("kind").GetString() == "invitation" && Line(m, "SEQUENCE:") == "1").ToArray();
            Assert.Equal(2, moved.Length);
            Assert.All(moved, m => Assert.Equal((uid, "20270129T080000Z"), (Line(m, "UID:"), Line(m, "DTSTART:"))));
            // The feed that a calendar program follows shows the meeting as it stands now.
            var feed = (await teacher.Post("/v1/calendar")).Is(200)["address"].GetString()!;
            var calendar = await (await new HttpClient().GetAsync(new Uri(server.Address, feed), TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("DTSTART:20270129T080000Z", calendar, StringComparison.Ordinal);
            Assert.DoesNotContain("20270128", calendar, StringComparison.Ordinal);
        }

        public async Task When_the_nurse_signs_the_health_check_and_the_teacher_the_talk()
        {
            server.Clock.Now = new(2027, 1, 29, 12, 0, 0, TimeSpan.FromHours(2));
            (await nurse.Post($"/v1/cases/{id}/sign-duty", """{"meeting":"meeting-1","duty":"two-year-health-check"}""")).Refuses(409, "meeting-not-held");
            await nurse.Do(id, "hold-meeting", $$"""{"meeting":"meeting-1","familyAttended":true,"attended":["{{Families.Nina}}","{{Families.Petra}}"]}""");
            (await teacher.Post($"/v1/cases/{id}/sign-duty", """{"meeting":"meeting-1","duty":"two-year-health-check"}""")).Refuses(403, "not-dutys-professional");
            Assert.Equal(["duty-signed"], (await nurse.Do(id, "sign-duty", """{"meeting":"meeting-1","duty":"two-year-health-check"}""")).Happened);
            Assert.Equal("joint-meeting", (await nurse.Case(id)).GetProperty("phase").GetString());
            Assert.Equal(["duty-signed", "phase-entered", "deadline-set"], (await teacher.Do(id, "sign-duty", """{"meeting":"meeting-1","duty":"early-education-talk"}""")).Happened);
            (await other.Get($"/v1/cases/{id}")).Refuses(404, "no-such-case");
        }

        public async Task One_meeting_has_fulfilled_two_duties_and_the_case_goes_to_follow_up()
        {
            var view = await nurse.Case(id);
            Assert.Equal("follow-up", view.GetProperty("phase").GetString());
            var meeting = Assert.Single(view.GetProperty("meetings").EnumerateArray());
            Assert.True(meeting.GetProperty("held").GetBoolean());
            Assert.Equal(["signed", "signed"], meeting.GetProperty("duties").EnumerateArray().Select(d => d.GetProperty("status").GetString()));
        }

        /// <summary>Each of the two professionals; the nurse besides coordinates, and so answers for the whole case.</summary>
        public async Task Each_professional_sees_only_what_their_own_organisation_recorded(string when)
        {
            await nurse.Do(id, "note", $$"""{"text":"The nurse, {{when}}."}""");
            await nurse.Do(id, "record-hearing", $$"""{"who":"adult","view":"The mother, {{when}}."}""");
            await teacher.Do(id, "note", $$"""{"text":"The teacher, {{when}}."}""");
            recorded.Add($"The teacher, {when}.");
            var view = (await teacher.Get($"/v1/cases/{id}")).Is(200);
            Assert.Equal("own", view["sight"].GetString());
            Assert.Equal("meeting-1", Assert.Single(view["meetings"].EnumerateArray()).GetProperty("id").GetString());
            Assert.All((string[])["members", "reasons", "heard"], list => Assert.Empty(view[list].EnumerateArray()));
            Assert.All((string[])["Eeli", "Elina", "two-year-age", "language"], personal => Assert.DoesNotContain(personal, view.Text, StringComparison.Ordinal));
            Assert.Equal(recorded, Words(await teacher.Journal(id, limit: 2)));
            Assert.Equal("whole", (await nurse.Case(id)).GetProperty("sight").GetString());
            Assert.Empty(((string[])[.. recorded, $"The nurse, {when}.", $"The mother, {when}."]).Except(Words(await nurse.Journal(id))));
        }

        public async Task From_the_moment_a_consent_is_withdrawn_the_recipient_sees_nothing_of_the_others_recordings_new_or_old()
        {
            await nurse.Do(id, "note", """{"text":"The nurse, under the consent."}""");
            await teacher.Do(id, "note", """{"text":"The teacher, under the consent."}""");
            recorded.Add("The teacher, under the consent.");
            Assert.Equal("whole", (await teacher.Case(id)).GetProperty("sight").GetString());
            Assert.Contains("The nurse, under the consent.", Words(await teacher.Journal(id)));
            // A page that was begun while the consent stood goes on without it.
            var begun = (await teacher.Get($"/v1/cases/{id}/journal?limit=2")).Is(200);
            Assert.Equal(["case-opened", "contact-received"], begun.Items.Select(e => e.GetProperty("type").GetString()));
            await nurse.Do(id, "withdraw-consent", """{"consent":"c1"}""");
            Assert.Equal(recorded, Words((await teacher.Get($"/v1/cases/{id}/journal?limit=200&after={begun.Next}")).Is(200).Items));
            Assert.DoesNotContain("contact-received", (await teacher.Journal(id)).Select(e => e.GetProperty("type").GetString()));
            // Its recipient knows that there was a consent, and that it is withdrawn.
            Assert.True(Assert.Single((await teacher.Case(id)).GetProperty("consents").EnumerateArray()).TryGetProperty("withdrawnAt", out _));
            await nurse.Do(id, "record-consent", """{"giver":"m2","recipient":"tampere","purpose":"clinic-and-early-education","form":"oral"}""");
            Assert.Equal("whole", (await teacher.Case(id)).GetProperty("sight").GetString());
            await teacher.Do(id, "withdraw-consent", """{"consent":"c2"}""");
        }

        public async Task It_keeps_what_it_recorded_itself_and_what_another_legal_basis_gives()
        {
            await nurse.Do(id, "record-legal-basis", """{"recipient":"tampere","basis":"child-interest","grounds":"35 §"}""");
            Assert.Equal("whole", (await teacher.Case(id)).GetProperty("sight").GetString());
            Assert.Contains("The nurse, under the consent.", Words(await teacher.Journal(id)));
            await nurse.Do(id, "end-legal-basis", """{"legalBasis":"b1","reason":"The matter was settled."}""");
            Assert.Equal(recorded, Words(await teacher.Journal(id)));
        }

        /// <summary>What anybody wrote in these events.</summary>
        static string[] Words(IEnumerable<JsonElement> events) =>
            [.. from one in events where one.TryGetProperty("content", out _) let content = one.GetProperty("content") select content.TryGetProperty("text", out var text) ? text.GetString()! : content.GetRawText()];

        async Task<JsonElement[]> Outbox() => [.. (await server.As(Families.Mari, "operator").Get("/v1/outbox?after=0")).Is(200)["items"].EnumerateArray()];

        static string Line(JsonElement message, string name) =>
            message.GetProperty("calendar").GetString()!.Split("\r\n").Single(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..];

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
