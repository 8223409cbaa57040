using System.Text;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests.OfPages;

public sealed class SqliteDraftTests() : DraftContract(TempSqlite.Open);

public sealed class PostgresDraftTests() : DraftContract(TempPostgres.Open);

/// <summary>What was typed and could not be sent, in every store: one person's, sealed, few, and not for long.</summary>
public abstract class DraftContract(Func<TempStore> open)
{
    static readonly PersonId Aino = new("aino"), Bea = new("bea");

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    readonly FakeClock clock = new(Server.Tuesday);

    [Fact]
    public async Task It_is_its_persons_alone_and_the_newest_counts()
    {
        await using var temp = open();
        var drafts = new Drafts(temp.Store, clock);
        Assert.True(await drafts.Keep(Aino, "contacts/new", "first", Stop));
        Assert.True(await drafts.Keep(Aino, "contacts/new", "second", Stop));
        Assert.Equal("second", await drafts.Find(Aino, "contacts/new", Stop));
        Assert.Null(await drafts.Find(Bea, "contacts/new", Stop));
        Assert.Null(await drafts.Find(Aino, "cases/1/note", Stop));
        await drafts.Forget(Bea, "contacts/new", Stop);
        Assert.Equal("contacts/new", Assert.Single(await drafts.Of(Aino, Stop)).Address);
        await drafts.Forget(Aino, "contacts/new", Stop);
        Assert.Empty(await drafts.Of(Aino, Stop));
    }

    [Fact]
    public async Task It_is_sealed_as_the_journals_words_are()
    {
        await using var temp = open();
        temp.Seal = new Backwards();
        var drafts = new Drafts(temp.Store, clock);
        await drafts.Keep(Aino, "contacts/new", "In their own words", Stop);
        Assert.DoesNotContain("own words", Encoding.UTF8.GetString(Assert.Single(await temp.Query<byte[]>("SELECT content FROM draft"))), StringComparison.Ordinal);
        Assert.Equal("In their own words", await drafts.Find(Aino, "contacts/new", Stop));
    }

    [Fact]
    public async Task Of_too_many_the_oldest_goes_and_what_is_too_large_is_not_kept()
    {
        await using var temp = open();
        var drafts = new Drafts(temp.Store, clock);
        for (var i = 0; i < Drafts.PerPersonMax + 2; i++, clock.Now += TimeSpan.FromMinutes(1)) await drafts.Keep(Aino, $"cases/{i:D2}/note", "words", Stop);
        Assert.Equal(Enumerable.Range(2, Drafts.PerPersonMax).Reverse().Select(i => $"cases/{i:D2}/note"), (await drafts.Of(Aino, Stop)).Select(d => d.Address));
        Assert.False(await drafts.Keep(Bea, "contacts/new", new string('ä', Drafts.BytesMax / 2 + 1), Stop));
        Assert.False(await drafts.Keep(Bea, new string('a', Drafts.AddressCharactersMax + 1), "words", Stop));
        Assert.Empty(await drafts.Of(Bea, Stop));
    }

    [Fact]
    public async Task After_two_weeks_it_is_gone()
    {
        await using var temp = open();
        var drafts = new Drafts(temp.Store, clock);
        await drafts.Keep(Aino, "contacts/new", "words", Stop);
        clock.Now += Drafts.Kept;
        await drafts.Keep(Aino, "cases/1/note", "words", Stop);
        Assert.Null(await drafts.Find(Aino, "contacts/new", Stop));
        await drafts.ForgetOld(Stop);
        Assert.Equal(["cases/1/note"], await temp.Query<string>("SELECT address FROM draft"));
    }

    sealed class Backwards : IContentSeal
    {
        public byte[] Seal(string stream, string content) => [.. Encoding.UTF8.GetBytes(content).Reverse()];
        public string? Open(string stream, byte[] content) => Encoding.UTF8.GetString([.. content.AsEnumerable().Reverse()]);
    }
}

/// <summary>A form that is sent when its session has ended is not lost, and is shown to nobody else.</summary>
public sealed class EndedSessionTests
{
    [Fact]
    public async Task What_was_typed_is_there_after_signing_in_again_and_is_sent_once()
    {
        await using var server = await Server.Start();
        var id = await server.As(Families.Anna).Open("ended");
        var note = $"/cases/{id}/note";
        var anna = await Visitor.SignIn(server, Families.Anna);
        (string, string)[] form = [("key", "ended"), ("version", Visitor.ValueOf(await anna.Get(note), "version")), ("text", "Much was said & typed.")];
        server.Clock.Now += TimeSpan.FromHours(11);

        var to = Visitor.Leads(await anna.Post(note, form));
        Assert.StartsWith("/sign-in?to=", to, StringComparison.Ordinal);
        Assert.Contains("What you typed is kept", Visitor.TextOf((await anna.Get(to)).Is(200)), StringComparison.Ordinal);
        Assert.DoesNotContain("note-written", (await server.As(Families.Anna).Get($"/v1/cases/{id}/journal")).Text, StringComparison.Ordinal);

        await anna.SignIn(Families.Anna);
        Assert.Contains(note[1..], (await anna.Get("/")).Text, StringComparison.Ordinal);
        var shown = (await anna.Get(note)).Is(200);
        Assert.Contains("Much was said & typed.", Visitor.TextOf(shown), StringComparison.Ordinal);
        Assert.Equal("ended", Visitor.ValueOf(shown, "key"));
        Visitor.Leads(await anna.Post(note, form));
        Assert.DoesNotContain("Much was said", (await anna.Get(note)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{note[1..]}\"", (await anna.Get("/")).Text, StringComparison.Ordinal);
        Assert.Equal(1, (await server.As(Families.Anna).Get($"/v1/cases/{id}/journal")).Items.Count(e => e.GetProperty("type").GetString() == "note-written"));
    }

    [Fact]
    public async Task Somebody_else_who_signs_in_finds_nothing_of_it()
    {
        await using var server = await Server.Start();
        var browser = await Visitor.SignIn(server, Families.Anna);
        server.Clock.Now += TimeSpan.FromHours(11);
        Visitor.Leads(await browser.Post("/contacts/new", ("key", "k"), ("ownWords", "Anna heard this."), ("members[0].familyName", "Salainen")));
        await browser.SignIn(Families.Petra);
        Assert.DoesNotContain("Salainen", (await browser.Get("/contacts/new")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Forms that you have not sent", (await browser.Get("/")).Text, StringComparison.Ordinal);
        await browser.SignIn(Families.Anna);
        Assert.Equal("Salainen", Visitor.ValueOf(await browser.Get("/contacts/new"), "members[0].familyName"));
    }

    [Fact]
    public async Task It_may_be_thrown_away()
    {
        await using var server = await Server.Start();
        var anna = await Visitor.SignIn(server, Families.Anna);
        server.Clock.Now += TimeSpan.FromHours(11);
        Visitor.Leads(await anna.Post("/contacts/new", ("key", "k"), ("members[0].familyName", "Turha")));
        await anna.SignIn(Families.Anna);
        Assert.Equal("/contacts/new", Visitor.Leads(await anna.Post("/contacts/new", ("key", "k"), ("members[0].familyName", "Turha"), ("discard", "true"))));
        Assert.Equal("", Visitor.ValueOf(await anna.Get("/contacts/new"), "members[0].familyName"));
    }

    [Fact]
    public async Task Of_a_session_that_nobody_knows_any_more_and_of_other_addresses_nothing_is_kept()
    {
        await using var server = await Server.Start();
        var anna = await Visitor.SignIn(server, Families.Anna);
        server.Clock.Now += TimeSpan.FromDays(31);
        Assert.DoesNotContain("kept=true", Visitor.Leads(await anna.Post("/contacts/new", ("ownWords", "x"))), StringComparison.Ordinal);
        Assert.DoesNotContain("kept=true", Visitor.Leads(await new Visitor(server).Post("/contacts/new", ("ownWords", "x"))), StringComparison.Ordinal);
        Assert.Empty(await server.Store.Query<string>("SELECT address FROM draft"));
    }
}
