using Coordination.Core;
using Coordination.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Coordination.Tests.OfPages;

/// <summary>What happened in somebody's cases since they looked at them.</summary>
public sealed class NewsTests
{
    const string Heading = "Changed since you looked";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData("SQLite"), InlineData("PostgreSQL")]
    public async Task What_somebody_else_did_is_told_until_the_case_is_opened(string store)
    {
        await using var server = await Server.Start(store == "SQLite" ? TempSqlite.Open() : TempPostgres.Open());
        var caller = server.As(Families.Anna);
        var (seen, other) = (await caller.Open("seen"), await caller.Open("other"));
        var anna = await Visitor.SignIn(server, Families.Anna);
        // Before she ever looked at anything, nothing is news.
        Assert.DoesNotContain(Heading, (await anna.Get("/")).Is(200).Text, StringComparison.Ordinal);
        (await anna.Get($"/cases/{seen}")).Is(200);
        Assert.DoesNotContain(Heading, (await anna.Get("/")).Is(200).Text, StringComparison.Ordinal);

        await caller.Do(seen, "invite-participant", $$"""{"person":"{{Families.Petra}}","reason":"She knows the child."}""");
        await caller.Do(other, "note", """{"text":"Of a case she never opened."}""");
        (await anna.Get($"/cases/{seen}")).Is(200);
        await server.As(Families.Petra).Do(seen, "accept-invitation");
        Assert.Equal([seen], await News(anna));
        // Looking at the list is not looking at the case; opening it is.
        Assert.Equal([seen], await News(anna));
        (await anna.Get($"/cases/{seen}")).Is(200);
        Assert.Empty(await News(anna));

        // What she does herself, by a page, she has seen; and what others look at is theirs.
        var done = Visitor.Leads(await anna.Fill($"/cases/{seen}/note", ("text", "My own words.")));
        (await anna.Get(done)).Is(200);
        Assert.Empty(await News(anna));
        await server.As(Families.Petra).Do(seen, "note", """{"text":"Her words."}""");
        var petra = await Visitor.SignIn(server, Families.Petra);
        (await petra.Get($"/cases/{seen}")).Is(200);
        Assert.Equal([seen], await News(anna));

        // A case that became hers since she began to look is news too, and a closed one is none.
        server.Clock.Now = server.Clock.Now.AddMinutes(5);
        var young = await caller.Open("young");
        Assert.Equal(new[] { young, seen }.Order(StringComparer.Ordinal), (await News(anna)).Order(StringComparer.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task What_is_old_is_forgotten_and_two_looks_at_once_are_one()
    {
        await using var server = await Server.Start();
        var id = CaseId.OfStream("case-" + await server.As(Families.Anna).Open("one"));
        var looks = server.Services.GetRequiredService<Looks>();
        await Task.WhenAll(Enumerable.Range(1, 8).Select(version => looks.Saw(new(Families.Anna), id, version, Stop).AsTask()));
        Assert.Equal(8, Assert.Single(await server.Store.Query<int>("SELECT version FROM look")));
        await looks.Saw(new(Families.Anna), id, 3, Stop);
        Assert.Equal(8, Assert.Single(await server.Store.Query<int>("SELECT version FROM look")));
        server.Clock.Now += Looks.Kept - TimeSpan.FromMinutes(1);
        await looks.ForgetOld(Stop);
        Assert.Single(await server.Store.Query<int>("SELECT version FROM look"));
        server.Clock.Now += TimeSpan.FromMinutes(2);
        await looks.ForgetOld(Stop);
        Assert.Empty(await server.Store.Query<int>("SELECT version FROM look"));
    }

    /// <summary>The cases in that part of My work.</summary>
    static async Task<string[]> News(Visitor visitor)
    {
        var page = (await visitor.Get("/")).Is(200).Text;
        if (!page.Contains("id=\"news\"", StringComparison.Ordinal)) return [];
        var part = page[page.IndexOf("id=\"news\"", StringComparison.Ordinal)..];
        part = part[..part.IndexOf("</section>", StringComparison.Ordinal)];
        return [.. part.Split("href=\"cases/").Skip(1).Select(link => link[..32])];
    }
}
