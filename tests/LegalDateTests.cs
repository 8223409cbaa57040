using System.Text.Json;

namespace Coordination.Tests;

/// <summary>A legal date over HTTP: counted where the family lives, late from the first minute after it, and moved by nothing.</summary>
public sealed class LegalDateTests
{
    static JsonElement Started(JsonElement view) => view.GetProperty("deadlines").EnumerateArray().Single(d => d.GetProperty("key").GetString() == "assessment-started");

    /// <summary>The server looks after no deadline by itself here: whether something is late is told by the clock alone.</summary>
    [Fact]
    public async Task A_contact_late_in_the_evening_of_UTC_is_the_next_day_in_Helsinki_and_its_seventh_working_day_is_late_one_minute_after_it()
    {
        await using var server = await Server.Start();
        server.Clock.Now = new(2026, 3, 11, 9, 0, 0, TimeSpan.FromHours(2));
        var anna = server.As(Families.Anna);
        var id = (await anna.Post("/v1/contacts", Families.Contact("child-of-the-night", more: ",\"occurredAt\":\"2026-03-10T22:30:00Z\""))).Is(201)["case"].GetString()!;
        await anna.Do(id, "invite-participant", $$"""{"person":"{{Families.Sofia}}"}""");
        await server.As(Families.Sofia).Do(id, "judge-special-support", """{"needed":true,"grounds":"At risk without support."}""");
        await anna.Do(id, "judge-urgency", """{"urgency":"soon"}""");
        Assert.Equal("2026-03-20", Started(await anna.Case(id)).GetProperty("dueOn").GetString()); // a Friday

        // Ten days of waiting leave the date as it is.
        await anna.Do(id, "suspend", """{"reason":"The family is away."}""");
        server.Clock.Now = new(2026, 3, 20, 23, 59, 0, TimeSpan.FromHours(2));
        Assert.Equal(("2026-03-20", false), Told(await anna.Case(id)));
        Assert.Empty((await anna.Get("/v1/worklist")).Is(200)["overdue"].EnumerateArray());
        server.Clock.Now = server.Clock.Now.AddMinutes(1);
        Assert.Equal(("2026-03-20", true), Told(await anna.Case(id)));
        Assert.Equal(id, Assert.Single((await anna.Get("/v1/worklist")).Is(200)["overdue"].EnumerateArray()).GetProperty("case").GetString());
        Assert.Contains(id, (await server.As(Families.Mari).Everything("/v1/cases?overdue=true")).Select(r => r.GetProperty("case").GetString()));
        await anna.Do(id, "resume");
        Assert.Equal(("2026-03-20", true), Told(await anna.Case(id)));
        (await anna.Post($"/v1/cases/{id}/extend-deadline", """{"key":"assessment-started","dueOn":"2026-03-27","reason":"They were away."}""")).Refuses(409, "deadline-statutory");

        static (string?, bool) Told(JsonElement view) => (Started(view).GetProperty("dueOn").GetString(), Started(view).GetProperty("overdue").GetBoolean());
    }
}
