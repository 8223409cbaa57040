using System.Globalization;
using System.Text.Json;
using Caller = Coordination.Tests.Server.Caller;

namespace Coordination.Tests;

/// <summary>Families that contact the demo's network, and their cases on the way through it, all over HTTP.</summary>
public static class Families
{
    /// <summary>Guidance workers: whoever of them takes a contact keeps the case.</summary>
    public const string Anna = "p-coordinator", Bea = "guidance-tampere-p2", Cai = "guidance-tampere-p3";
    /// <summary>Their manager.</summary>
    public const string Mari = "p-manager";
    /// <summary>A teacher of early-education unit 17.</summary>
    public const string Petra = "p-professional";
    /// <summary>Nurses of a clinic: the first may coordinate, the second may not.</summary>
    public const string Nina = "clinic-1-p1", Nils = "clinic-1-p2";
    /// <summary>A social worker, who may judge special support.</summary>
    public const string Sofia = "family-social-work-p1";
    /// <summary>A wellbeing counsellor of the city, who catches where support has no threshold.</summary>
    public const string Wilma = "wellbeing-counselling-p1";
    /// <summary>A manager of the city, who has nothing to say in the county's cases.</summary>
    public const string Max = "wellbeing-counselling-p8";

    /// <summary>A contact about one child who is known by this identifier.</summary>
    public static string Contact(string identifier, string area = "tampere-west", string more = "") =>
        $$"""
        {"channel":"phone","source":"self","basis":"consent","ownWords":"We do not sleep.","reasons":["sleep"],"area":"{{area}}",
         "members":[{"role":"child","givenName":"Eeli","familyName":"Esimerkki","identifier":"{{identifier}}"}]{{more}}}
        """;

    /// <summary>A contact without a name, so that nobody seems to be the same.</summary>
    public static string Nameless(string identifier, string area = "tampere-west") =>
        $$"""{"channel":"phone","source":"self","basis":"consent","ownWords":"We do not sleep.","area":"{{area}}","members":[{"role":"child","identifier":"{{identifier}}"}]}""";

    public const string Assessment =
        """{"summary":"They need sleep.","heard":["child","adult"],"needs":[{"code":"sleep-guidance","service":"child-health-clinic"},{"code":"peer-support"}]}""";
    public const string Meeting = $$"""{"at":"2026-03-24T14:00:00+02:00","place":"home","participants":["{{Petra}}","{{Nils}}"]}""";
    public const string Held = $$"""{"meeting":"meeting-1","familyAttended":true,"attended":["{{Petra}}","{{Nils}}"],"minutes":"Evenings."}""";
    public const string Plan = $$"""{"goals":[{"text":"Whole nights","rating":3}],"tasks":[{"text":"A sleep diary","responsible":"{{Nils}}","due":"2026-04-07"}]}""";

    /// <summary>Opens a case in the contact phase; its coordinator is who took the contact.</summary>
    public static async Task<string> Open(this Caller taker, string identifier, string area = "tampere-west") =>
        (await taker.Post("/v1/contacts", Contact(identifier, area))).Is(201)["case"].GetString()!;

    public static async Task<string> Judged(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Open(identifier);
        await coordinator.Do(id, "judge-urgency", """{"urgency":"soon"}""");
        return id;
    }

    public static async Task<string> Assessing(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Judged(identifier);
        await coordinator.Do(id, "start-assessment", "{}");
        return id;
    }

    public static async Task<string> Assessed(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Assessing(identifier);
        await coordinator.Do(id, "complete-assessment", Assessment);
        return id;
    }

    public static async Task<string> Planned(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Assessed(identifier);
        await coordinator.Do(id, "plan-meeting", Meeting);
        return id;
    }

    public static async Task<string> Met(this Caller coordinator, string identifier, string held = Held)
    {
        var id = await coordinator.Planned(identifier);
        await coordinator.Do(id, "hold-meeting", held);
        return id;
    }

    public static async Task<string> Following(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Met(identifier);
        await coordinator.Do(id, "agree-plan", Plan);
        return id;
    }

    /// <summary>In follow-up, with every task done.</summary>
    public static async Task<string> Settled(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Following(identifier);
        await coordinator.Do(id, "complete-task", """{"task":"t1"}""");
        return id;
    }

    public static async Task<string> Closed(this Caller coordinator, string identifier)
    {
        var id = await coordinator.Settled(identifier);
        await coordinator.Do(id, "close", """{"result":"goals-met","summary":"They sleep."}""");
        return id;
    }

    /// <summary>A two-year meeting with a duty of the nurse's and one of the teacher's, planned: opened by a nurse who may coordinate, and without an assessment.</summary>
    public static async Task<string> TwoYears(this Caller nurse, string identifier)
    {
        var id = (await nurse.Post("/v1/contacts", Contact(identifier, more: ",\"model\":\"two-year-meeting\""))).Is(201)["case"].GetString()!;
        await nurse.Do(id, "skip-assessment", """{"reason":"The child is two."}""");
        await nurse.Do(id, "plan-meeting", TwoYearsMeeting);
        return id;
    }

    public const string TwoYearsMeeting =
        $$"""
        {"at":"2026-03-24T14:00:00+02:00","place":"unit","participants":[],
         "duties":[{"duty":"two-year-health-check","professional":"{{Nils}}"},{"duty":"early-education-talk","professional":"{{Petra}}"}]}
        """;

    public static string Phenomenon(string name, string area = "tampere-west", string more = "") =>
        $$"""{"model":"phenomenon-co-development","name":"{{name}}","area":"{{area}}","level":"local","reason":"sleep","from":"2026-01-01","to":"2026-03-31"{{more}}}""";

    /// <summary>A phenomenon whose two root causes are known, with so many of its workshops held.</summary>
    public static async Task<string> Workshops(this Caller coordinator, string name, int held)
    {
        var id = (await coordinator.Post("/v1/phenomena", Phenomenon(name))).Is(201)["case"].GetString()!;
        await coordinator.Do(id, "start-assessment");
        await coordinator.Do(id, "complete-assessment", """{"summary":"Why they do not sleep.","heard":[],"needs":[{"code":"everyday-rhythm","rootCause":"Shift work."},{"code":"missing-service"}]}""");
        for (var i = 1; i <= held; i++)
        {
            await coordinator.Do(id, "plan-meeting", $$"""{"at":"2026-03-24T14:00:00+02:00","place":"school","participants":["{{Petra}}"],"developerClients":4}""");
            await coordinator.Do(id, "hold-meeting", string.Create(CultureInfo.InvariantCulture, $$"""{"meeting":"meeting-{{i}}","familyAttended":false,"attended":["{{Petra}}"],"developerClients":3}"""));
        }
        return id;
    }

    /// <summary>Gives a command that must be accepted.</summary>
    public static async Task<Server.Said> Do(this Caller caller, string id, string command, string body = "{}") => (await caller.Post($"/v1/cases/{id}/{command}", body)).Is(200);

    public static async Task<JsonElement> Case(this Caller caller, string id) => (await caller.Get($"/v1/cases/{id}")).Is(200).Json;

    public static async Task<int> Version(this Caller caller, string id) => (await caller.Case(id)).GetProperty("version").GetInt32();

    /// <summary>The whole journal of a case, page by page.</summary>
    public static async Task<JsonElement[]> Journal(this Caller caller, string id, int limit = 200)
    {
        var all = new List<JsonElement>();
        for (var after = "0"; after is not null;)
        {
            var page = (await caller.Get(string.Create(CultureInfo.InvariantCulture, $"/v1/cases/{id}/journal?after={after}&limit={limit}"))).Is(200);
            Assert.InRange(page.Items.Length, 0, limit);
            all.AddRange(page.Items);
            after = page.Next;
        }
        return [.. all];
    }

    /// <summary>Every row of a list, page by page.</summary>
    public static async Task<JsonElement[]> Everything(this Caller caller, string list, int limit = 200, Func<Task>? between = null)
    {
        var all = new List<JsonElement>();
        string? after = null;
        do
        {
            var page = (await caller.Get($"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(after is null ? "" : "&after=" + after)}")).Is(200);
            Assert.InRange(page.Items.Length, 0, limit);
            all.AddRange(page.Items);
            after = page.Next;
            if (after is not null && between is not null) await between();
        } while (after is not null);
        return [.. all];
    }
}
