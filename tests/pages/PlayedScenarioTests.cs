using System.Globalization;
using System.Text.Json;
using Coordination.Core;
using Microsoft.Playwright;

namespace Coordination.Tests.OfPages;

/// <summary>S0, S2, S3 and S4 as people play them: each in a browser of their own, all at once, by the pages alone. What came of it is read from the API.</summary>
[Collection(Browsers.Name)]
public sealed class PlayedScenarioTests(Browsers browsers)
{
    const string TheChild = "200122A901E";
    const Roles Coordinator = Roles.Professional | Roles.Coordinator;

    /// <summary>The family guidance, a teacher who reads Swedish, a social worker, and the nurse who takes over.</summary>
    [Fact]
    public async Task S0_one_contact_is_enough()
    {
        await using var server = await Server.Start();
        await using var teacher = await browsers.Open(server, Families.Petra, Roles.Professional, "sv");
        await teacher.Go("contacts/new");
        await teacher.Fill(
            ("channel", "in-person"), ("source", "professional"), ("reasons", "sleep"), ("reasons", "tantrums"), ("ownWords", "Han vaknar fem gånger varje natt."), ("basis", "consent"), ("area", "tampere-west"),
            ("members[0].identifier", TheChild), ("members[0].givenName", "Eeli"), ("members[0].familyName", "Esimerkki"), ("members[1].givenName", "Elina"), ("members[1].familyName", "Esimerkki"));
        await teacher.Page.Locator(".submit button.primary").DblClickAsync();
        await teacher.Page.WaitForURLAsync("**/contacts/*done=receive-contact*");
        var row = Assert.Single(await server.As(Families.Mari).Everything("/v1/cases"));
        var (id, who) = (row.GetProperty("case").GetString()!, row.GetProperty("coordinator").GetString()!);
        Assert.Equal(1, row.GetProperty("contacts").GetInt32());

        // The same parent calls the guidance: whoever answers learns who is responsible, and a second case is not opened.
        await using var coordinator = await browsers.Open(server, who, Coordinator);
        await coordinator.Go("contacts/new");
        await coordinator.Fill(("source", "self"), ("reasons", "sleep"), ("ownWords", "Emme nuku."), ("basis", "consent"), ("area", "tampere-west"), ("members[0].identifier", TheChild));
        await coordinator.Sees(row.GetProperty("number").GetString()!); // it says while it is typed that there is a case
        await coordinator.Send();
        await coordinator.Page.WaitForURLAsync("**/contacts/*outcome=joined*");
        Assert.Equal(2, Assert.Single(await server.As(Families.Mari).Everything("/v1/cases")).GetProperty("contacts").GetInt32());

        await coordinator.Give(id, "judge-urgency", ("urgency", "soon"));
        await coordinator.Give(id, "invite-participant", ("person", Families.Sofia), ("reason", "Pyydän arviotasi."));

        // She finds the invitation on the first page she sees.
        await using var social = await browsers.Open(server, Families.Sofia, Roles.Professional);
        await social.Page.Locator($"main a[href^='cases/{id}']").First.ClickAsync();
        await social.Give(id, "accept-invitation");
        await social.Give(id, "judge-special-support", ("needed", "true"), ("grounds", "Lapsen terveys ja kehitys vaarantuvat ilman tukea."));
        await coordinator.Go($"cases/{id}");
        await coordinator.Sees("19.3.2026");

        await coordinator.Give(id, "start-assessment");
        await coordinator.Give(
            id, "complete-assessment", ("summary", "He tarvitsevat unta."), ("heard", "child"), ("heard", "adult"), ("needs[0].code", "sleep-guidance"), ("needs[0].service", "child-health-clinic"), ("needs[1].code", "peer-support"));
        await coordinator.Give(id, "ask-receiver", ("need", "n1"), ("person", Families.Nils));
        await coordinator.Give(id, "ask-receiver", ("need", "n2"), ("person", Families.Petra));
        await teacher.Give(id, "accept-need", ("need", "n2"));

        // What is refused says why, and what was typed stays.
        await coordinator.Begin(id, "offer-handover");
        await coordinator.Fill(("to", Families.Nina), ("accompanied", "true"), ("reason", "Hän käy perheen luona jo."));
        await coordinator.Send();
        await coordinator.Page.Locator(".errors").WaitForAsync();
        Assert.Equal("Hän käy perheen luona jo.", await coordinator.Field("reason").InputValueAsync());
        await coordinator.Fill(("pair", Families.Sofia));
        await coordinator.Send();
        await coordinator.Done(id, "offer-handover");

        // While she is about to accept, the coordinator writes: both are shown, and nothing is lost.
        await using var nurse = await browsers.Open(server, Families.Nina, Coordinator);
        await nurse.Begin(id, "accept-handover");
        await coordinator.Give(id, "note", ("text", "Äiti toivoo aamuaikoja."));
        await nurse.Send();
        await nurse.Sees("Äiti toivoo aamuaikoja.");
        Assert.Equal(who, (await server.As(who).Case(id)).GetProperty("coordinator").GetProperty("id").GetString());
        await nurse.Send();
        await nurse.Done(id, "accept-handover");
        await coordinator.Go($"cases/{id}");
        Assert.Equal(404, (await coordinator.Page.GotoAsync($"cases/{id}"))!.Status);

        // The connection is lost while she writes, and comes back.
        await nurse.Begin(id, "note");
        await nurse.Fill(("text", "Kävin tänään: yöt ovat rauhallisempia."));
        await nurse.Page.Context.SetOfflineAsync(true);
        await nurse.Send();
        await nurse.Page.Locator("[data-said='lost']").WaitForAsync();
        await nurse.Page.Context.SetOfflineAsync(false);
        await nurse.Page.ReloadAsync();
        Assert.Equal("Kävin tänään: yöt ovat rauhallisempia.", await nurse.Field("text").InputValueAsync());
        await nurse.Send();
        await nurse.Done(id, "note");
        await nurse.Page.GoBackAsync();
        await nurse.Page.ReloadAsync();
        Assert.Equal("", await nurse.Field("text").InputValueAsync());

        // It does not close before everybody who receives a need has said so.
        await nurse.Begin(id, "close");
        await nurse.Fill(("result", "referred-elsewhere"), ("summary", "Neuvola jatkaa."));
        await nurse.Send();
        await nurse.Page.Locator(".errors").WaitForAsync();
        await using var receiver = await browsers.Open(server, Families.Nils, Roles.Professional);
        await receiver.Give(id, "accept-need", ("need", "n1"));
        await teacher.Give(id, "accept-need", ("need", "n2"));
        // What she typed is still there; she had seen the case as it was then, and is told what happened since.
        await nurse.Begin(id, "close");
        Assert.Equal("Neuvola jatkaa.", await nurse.Field("summary").InputValueAsync());
        await nurse.Send();
        await nurse.Page.Locator("section.notice").WaitForAsync();
        await nurse.Page.Locator(".submit button.primary").DblClickAsync();
        await nurse.Done(id, "close");

        var journal = await server.As(Families.Nina).Journal(id);
        Assert.Equal(1, S0ScenarioTests.AssertOneCoordinator(journal));
        Assert.Equal((1, 1, 2), (Count("case-closed"), Count("handover-accepted"), Count("contact-received")));
        Assert.Equal(2, journal.Count(e => e.GetProperty("type").GetString() == "note-written"));
        Assert.Empty(server.Errors);

        int Count(string type) => journal.Count(e => e.GetProperty("type").GetString() == type);
    }

    /// <summary>The nurse plans, moves and holds the meeting; the teacher, who reads Swedish, signs her part of it.</summary>
    [Fact]
    public async Task S2_two_year_joint_home_meeting()
    {
        await using var server = await Server.Start();
        server.Clock.Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.FromHours(2));
        await using var nurse = await browsers.Open(server, Families.Nina, Coordinator);
        await nurse.Go("contacts/new");
        await nurse.Fill(("model", "two-year-meeting"), ("channel", "other"), ("source", "professional"), ("ownWords", "Lapsi täyttää kaksi."), ("basis", "consent"), ("language", "sv"), ("area", "tampere-west"),
            ("members[0].identifier", TheChild), ("members[0].givenName", "Eeli"), ("members[0].familyName", "Esimerkki"), ("members[1].givenName", "Elina"), ("members[1].familyName", "Esimerkki"));
        await nurse.Send();
        await nurse.Page.WaitForURLAsync("**/contacts/*outcome=opened*");
        var id = Assert.Single(await server.As(Families.Nina).Everything("/v1/cases")).GetProperty("case").GetString()!;
        await nurse.Give(id, "skip-assessment", ("reason", "Jokaisen perheen kaksivuotistapaaminen."));
        await nurse.Give(id, "record-consent", ("giver", "m2"), ("recipient", "tampere"), ("purpose", "clinic-and-early-education"), ("form", "written"), ("until", "2027-12-31"));
        await nurse.Give(
            id, "plan-meeting", ("at.day", "2027-01-28"), ("at.clock", "10:00"), ("lengthMinutes", "90"), ("place", "home"), ("duties[0].duty", "two-year-health-check"), ("duties[0].professional", Families.Nina),
            ("duties[1].duty", "early-education-talk"), ("duties[1].professional", Families.Petra));

        // The teacher finds the meeting in her own work, in her own language.
        await using var teacher = await browsers.Open(server, Families.Petra, Roles.Professional, "sv");
        await teacher.Sees("28.1.2027");
        await nurse.Give(id, "move-meeting", ("meeting", "meeting-1"), ("at.day", "2027-01-29"), ("at.clock", "10:00"));
        await teacher.Page.ReloadAsync();
        await teacher.Sees("29.1.2027");

        // What the family is given is in its language, without a child's name.
        await nurse.Go($"cases/{id}/meetings/meeting-1/invitation");
        Assert.Equal("Inbjudan till ett gemensamt möte", await nurse.Page.TitleAsync());
        Assert.DoesNotContain("Esimerkki", await nurse.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);

        // On the day: who came is ticked, the page is loaded again in the middle, and what was ticked is still there.
        server.Clock.Now = new(2027, 1, 29, 12, 0, 0, TimeSpan.FromHours(2));
        await nurse.SignIn(Families.Nina, Coordinator);
        await teacher.SignIn(Families.Petra, Roles.Professional);
        await nurse.Begin(id, "hold-meeting");
        await nurse.Fill(("meeting", "meeting-1"), ("familyAttended", "true"), ("attended", Families.Nina), ("attended", Families.Petra));
        await Assertions.Expect(nurse.Page.Locator($"[name='attended'][value='{Families.Petra}']")).ToBeCheckedAsync();
        await nurse.Page.WaitForFunctionAsync("() => Object.keys(sessionStorage).some(key => key.endsWith('hold-meeting'))");
        await nurse.Page.ReloadAsync();
        await Assertions.Expect(nurse.Page.Locator($"[name='attended'][value='{Families.Petra}']")).ToBeCheckedAsync();
        await nurse.Send();
        await nurse.Done(id, "hold-meeting");

        // Both sign at once; one of the two comes second, is told what the other did, and signs again.
        await nurse.Begin(id, "sign-duty");
        await nurse.Fill(("meeting", "meeting-1"), ("duty", "two-year-health-check"));
        await teacher.Begin(id, "sign-duty");
        await teacher.Fill(("meeting", "meeting-1"), ("duty", "early-education-talk"));
        await Task.WhenAll(nurse.Send(), teacher.Send());
        var second = await Second(nurse, teacher);
        await second.Send();
        await second.Done(id, "sign-duty");

        var view = await server.As(Families.Nina).Case(id);
        Assert.Equal("follow-up", view.GetProperty("phase").GetString());
        Assert.Equal(["signed", "signed"], Assert.Single(view.GetProperty("meetings").EnumerateArray()).GetProperty("duties").EnumerateArray().Select(d => d.GetProperty("status").GetString()));
        Assert.Empty(server.Errors);

        async Task<Seat> Second(params Seat[] both)
        {
            foreach (var seat in both) await seat.Page.Locator(".notice.done, section.notice").First.WaitForAsync();
            return Assert.Single(both, seat => !seat.Page.Url.Contains("done=sign-duty", StringComparison.Ordinal));
        }
    }

    /// <summary>A counsellor on the phone and at the meetings, and a teacher whose contact joins the same case.</summary>
    [Fact]
    public async Task S3_threshold_free_support()
    {
        const string counsellors = "wellbeing-counselling-p1", another = "wellbeing-counselling-p2";
        await using var server = await Server.Start();
        server.Clock.Now = new(2026, 9, 7, 9, 0, 0, TimeSpan.FromHours(3));
        await using var counsellor = await browsers.Open(server, counsellors, Coordinator);
        await counsellor.Go("contacts/new");
        await counsellor.Fill(("model", "threshold-free-support"), ("source", "self"), ("ownWords", "Olen niin väsynyt, että huudan."), ("basis", "consent"), ("area", "tampere-west"),
            ("members[0].identifier", TheChild), ("members[0].givenName", "Eeli"), ("members[0].familyName", "Esimerkki"));
        await counsellor.Send();
        await counsellor.Page.WaitForURLAsync("**/contacts/*outcome=opened*");
        await counsellor.Sees(server.Rules.Network.Find(new PersonId(counsellors))!.FamilyName);

        await using var teacher = await browsers.Open(server, Families.Petra, Roles.Professional, "sv");
        await teacher.Go("contacts/new");
        await teacher.Fill(("model", "threshold-free-support"), ("channel", "phone"), ("source", "professional"), ("ownWords", "Han hämtas i sista minuten."), ("basis", "consent"), ("area", "tampere-west"), ("members[0].identifier", TheChild));
        await teacher.Send();
        await teacher.Page.WaitForURLAsync("**/contacts/*done=receive-contact*");
        var row = Assert.Single(await server.As(counsellors).Everything("/v1/cases"));
        var id = row.GetProperty("case").GetString()!;
        Assert.Equal((2, counsellors), (row.GetProperty("contacts").GetInt32(), row.GetProperty("coordinator").GetString()));

        await counsellor.Give(id, "skip-assessment", ("reason", "Äiti tietää, mitä toivoo."));
        await Meet(1);
        await counsellor.Give(
            id, "agree-plan", ("goals[0].text", "En huuda"), ("goals[0].rating", "3"), ("goals[1].text", "Nukumme"), ("goals[1].rating", "3"),
            ("tasks[0].text", "Lista siitä, mikä auttaa"), ("tasks[0].responsible", counsellors), ("tasks[0].due", "2026-10-15"));
        await Meet(2, ("ratings[0].rating", "5"), ("ratings[1].rating", "5"));
        await counsellor.Give(id, "agree-plan", ("goals[0].text", "Oma päivä"), ("goals[0].rating", "2"));
        await Meet(3, ("ratings[0].rating", "7"), ("ratings[1].rating", "7"));
        await counsellor.Give(id, "agree-plan", ("tasks[0].text", "Soitto marraskuussa"), ("tasks[0].responsible", counsellors), ("tasks[0].due", "2026-11-15"));
        Assert.Equal([7, 7, 2], (await server.As(counsellors).Case(id)).GetProperty("goals").EnumerateArray().Select(g => g.GetProperty("rating").GetInt32()));

        // With tasks open it does not close, and the page says so before anything is typed.
        await counsellor.Go($"cases/{id}");
        Assert.Equal(0, await counsellor.Page.Locator($".actions a[href='cases/{id}/close']").CountAsync());
        await counsellor.Give(id, "complete-task", ("task", "t1"));
        await counsellor.Give(id, "drop-task", ("task", "t2"), ("reason", "Äiti soittaa, kun haluaa."));
        await counsellor.Give(id, "record-feedback", ("from", "adult"), ("rating", "5"), ("text", "Tulitte heti."));
        await counsellor.Give(id, "close", ("result", "goals-met-no-pta"), ("summary", "He pärjäävät ja tietävät, kenelle soittaa."));
        server.Clock.Now = new(2027, 4, 8, 10, 0, 0, TimeSpan.FromHours(3));
        await counsellor.SignIn(counsellors, Coordinator);
        await counsellor.Page.Locator($"main a[href^='cases/{id}']").First.ClickAsync(); // what is due stands on the first page
        await counsellor.Give(id, "record-outcome", ("outcome", "basic-services"));
        Assert.Equal("basic-services", (await server.As(counsellors).Case(id)).GetProperty("outcome").GetString());
        Assert.Empty(server.Errors);

        async Task Meet(int number, params (string, string)[] more)
        {
            server.Clock.Now += TimeSpan.FromDays(10);
            await counsellor.SignIn(counsellors, Coordinator);
            var at = server.Clock.Now.AddHours(3);
            await counsellor.Give(id, "plan-meeting", ("at.day", at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("at.clock", at.ToString("HH:mm", CultureInfo.InvariantCulture)), ("place", "remote"), ("participants", another));
            server.Clock.Now += TimeSpan.FromHours(4);
            await counsellor.Give(id, "hold-meeting", [("meeting", string.Create(CultureInfo.InvariantCulture, $"meeting-{number}")), ("familyAttended", "true"), ("attended", counsellors), .. more]);
        }
    }

    /// <summary>The guide of a regional group opens a phenomenon on many contacts; the city's counsellor, who reads Swedish, and somebody of the parish take part. No page of it shows a family.</summary>
    [Fact]
    public async Task S4_phenomenon_based_co_development()
    {
        const string guides = "guidance-around-p1", counsellors = "wellbeing-counselling-p1", parish = "parish-family-work-p1", ngo = "monikko-family-work-p1";
        const int contacts = 12, workshops = 4;
        await using var server = await Server.Start();
        var january = new DateTimeOffset(2027, 1, 4, 9, 0, 0, TimeSpan.FromHours(2));
        var families = new List<string> { "Koululainen", "Esimerkki", "Ei mene kouluun" };
        for (var i = 0; i < contacts; i++)
        {
            server.Clock.Now = january.AddDays(i * 2);
            var told = await server.As(new[] { guides, counsellors, ngo }[i % 3]).Post("/v1/contacts",
                $$"""
                {"channel":"in-person","source":"professional","basis":"consent","ownWords":"Ei mene kouluun.","reasons":["school-absence"],"area":"nokia",
                 "members":[{"role":"child","givenName":"Koululainen","familyName":"Esimerkki","identifier":"pupil-{{i}}"}]}
                """);
            families.Add(told.Is(201)["receipt"].GetString()!);
        }
        server.Clock.Now = new(2027, 4, 6, 10, 0, 0, TimeSpan.FromHours(3));
        await using var guide = await browsers.Open(server, guides, Coordinator);
        await guide.Go("cases");
        await guide.Press("Avaa ilmiö");
        await guide.Fill(("name", "Koulupoissaolot Nokialla"), ("area", "nokia"), ("level", "local"), ("reason", "school-absence"), ("from", "2027-01-01"), ("to", "2027-03-31"));
        await guide.Page.Locator(".submit button.primary").DblClickAsync();
        await guide.Page.WaitForURLAsync("**/cases/*?done=open-phenomenon");
        await guide.Sees("Koulupoissaolot Nokialla");
        var id = guide.Page.Url.Split("/cases/")[1].Split('?')[0];
        Assert.Equal(contacts, (await server.As(guides).Case(id)).GetProperty("phenomenon").GetProperty("contacts").GetInt32());

        // The same name again is refused, and what was typed stays.
        await guide.Go("phenomena/new");
        await guide.Fill(("name", " koulupoissaolot  NOKIALLA "), ("area", "nokia"), ("level", "regional"), ("reason", "school-absence"));
        await guide.Send();
        await guide.Page.Locator(".errors").WaitForAsync();
        Assert.Equal(" koulupoissaolot  NOKIALLA ".Trim(), (await guide.Field("name").InputValueAsync()).Trim());

        await guide.Give(id, "start-assessment");
        await guide.Give(
            id, "complete-assessment", ("summary", "Miksi oppilaat jäävät kotiin."), ("heard", "child"), ("heard", "adult"), ("needs[0].code", "safety-and-bullying"), ("needs[0].rootCause", "Koulumatka pelottaa yksin."),
            ("needs[1].code", "everyday-rhythm"), ("needs[1].rootCause", "Aamulla kotona ei ole ketään."));

        // A workshop without developer clients is planned, and the page warns.
        await guide.Give(id, "plan-meeting", Workshop());
        await guide.Sees("kehittäjäasiakasta");
        await guide.Give(id, "cancel-meeting", ("meeting", "meeting-1"), ("reason", "Ilman kehittäjäasiakkaita se ei olisi heidän."));
        for (var workshop = 1; workshop <= workshops; workshop++)
        {
            await guide.Give(id, "plan-meeting", [.. Workshop(), ("developerClients", "4")]);
            server.Clock.Now = server.Clock.Now.AddDays(14);
            await guide.SignIn(guides, Coordinator);
            await guide.Give(id, "hold-meeting", ("meeting", $"meeting-{workshop + 1}"), ("familyAttended", "false"), ("attended", guides), ("attended", counsellors), ("attended", parish), ("attended", ngo), ("developerClients", "3"));
        }
        await guide.Give(
            id, "agree-plan", ("tasks[0].text", "Kävelyryhmä joka aamu"), ("tasks[0].responsible", counsellors), ("tasks[0].due", "2027-09-01"), ("tasks[0].need", "n1"),
            ("tasks[1].text", "Aamiainen seurakuntatalolla"), ("tasks[1].responsible", parish), ("tasks[1].due", "2027-10-01"), ("tasks[1].need", "n2"));

        // Two take part at once, each with a task of their own; one of them comes second and is told so.
        await using var counsellor = await browsers.Open(server, counsellors, Coordinator, "sv");
        await using var ofTheParish = await browsers.Open(server, parish, Roles.Professional);
        foreach (var seat in new[] { guide, counsellor, ofTheParish })
        {
            await seat.Go($"cases/{id}");
            await seat.Sees("Koulupoissaolot Nokialla");
            var shown = await seat.Page.ContentAsync();
            Assert.All(families, word => Assert.DoesNotContain(word, shown, StringComparison.Ordinal));
        }
        await counsellor.Begin(id, "complete-task");
        await ofTheParish.Begin(id, "complete-task");
        await counsellor.Fill(("task", "t1"));
        await ofTheParish.Fill(("task", "t2"));
        await Task.WhenAll(counsellor.Send(), ofTheParish.Send());
        foreach (var seat in new[] { counsellor, ofTheParish }) await seat.Page.Locator(".notice.done, section.notice").First.WaitForAsync();
        foreach (var seat in new[] { counsellor, ofTheParish }.Where(s => !s.Page.Url.Contains("done=complete-task", StringComparison.Ordinal)))
        {
            await seat.Send();
            await seat.Done(id, "complete-task");
        }

        // A part of it for the whole county, opened from its page.
        await guide.Go($"cases/{id}");
        await guide.Press("Avaa ilmiö tämän osaksi");
        await guide.Fill(("name", "Koulupoissaolot maakunnassa"), ("level", "county"));
        await guide.Send();
        await guide.Page.WaitForURLAsync("**/cases/*?done=open-phenomenon");
        Assert.Equal(id, (await server.As(guides).Case(guide.Page.Url.Split("/cases/")[1].Split('?')[0])).GetProperty("phenomenon").GetProperty("parent").GetString());

        await guide.Give(id, "close", ("result", "taken-into-use"), ("summary", "He kävelevät kouluun yhdessä."));
        Assert.Equal("closed", (await server.As(guides).Case(id)).GetProperty("phase").GetString());
        Assert.Empty(server.Errors);

        (string, string)[] Workshop()
        {
            var at = server.Clock.Now.AddDays(7);
            return [("at.day", at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("at.clock", at.ToString("HH:mm", CultureInfo.InvariantCulture)), ("lengthMinutes", "180"), ("place", "school"),
                ("participants", counsellors), ("participants", parish), ("participants", ngo)];
        }
    }
}
