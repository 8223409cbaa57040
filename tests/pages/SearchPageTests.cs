using System.Net;

namespace Coordination.Tests.OfPages;

/// <summary>The field at the top of every page, which finds cases by their number or by a family's name.</summary>
public sealed class SearchPageTests
{
    [Fact]
    public async Task An_open_case_is_found_by_the_familys_name_and_the_name_stands_in_no_address()
    {
        await using var server = await Server.Start();
        var id = await server.As(Families.Anna).Open("found");
        var (given, family) = await NameOf(server, id);
        var anna = await Visitor.SignIn(server, Families.Anna);
        var to = Visitor.Leads(await anna.Post("/search", ("search", $"  {family.ToUpperInvariant()} ")));
        Assert.DoesNotContain(family, WebUtility.UrlDecode(to), StringComparison.OrdinalIgnoreCase);
        var list = await anna.Get(to);
        Assert.Contains($"cases/{id}\"", list.Is(200).Text, StringComparison.Ordinal);
        Assert.Contains($"{given} {family}", Visitor.TextOf(list), StringComparison.Ordinal);
        // Narrowing the list further keeps what was asked.
        Assert.Equal(to.Split("named=")[1], Visitor.ValueOf(list, "named"));
        Assert.DoesNotContain($"cases/{id}\"", (await anna.Get(to + "&phase=closed")).Is(200).Text, StringComparison.Ordinal);
        // So does the file.
        Assert.Equal(2, (await anna.Get(to.Replace("/cases?", "/cases.csv?", StringComparison.Ordinal))).Is(200).Text.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Who_may_not_see_the_case_finds_nothing_and_not_even_that_there_is_one()
    {
        await using var server = await Server.Start();
        var id = await server.As(Families.Anna).Open("hidden");
        var (_, family) = await NameOf(server, id);
        var petra = await Visitor.SignIn(server, Families.Petra);
        var (theirs, nobodys) = (await petra.Get(Visitor.Leads(await petra.Post("/search", ("search", family)))), await petra.Get(Visitor.Leads(await petra.Post("/search", ("search", "Nobody-Is-Called-So")))));
        Assert.DoesNotContain(id, theirs.Text, StringComparison.Ordinal);
        Assert.Equal(Visitor.TextOf(nobodys), Visitor.TextOf(theirs));
        Assert.Contains("No open case with that family name", Visitor.TextOf(theirs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_leads_to_its_case_and_a_part_of_one_to_a_list()
    {
        await using var server = await Server.Start();
        var (one, other) = (await server.As(Families.Anna).Open("one"), await server.As(Families.Anna).Open("two"));
        var anna = await Visitor.SignIn(server, Families.Anna);
        var number = (await server.As(Families.Anna).Get($"/v1/cases/{one}")).Is(200)["number"].GetString()!;
        Assert.EndsWith($"cases/{one}", Visitor.Leads(await anna.Post("/search", ("search", number))), StringComparison.Ordinal);
        Assert.EndsWith($"cases/{one}", Visitor.Leads(await anna.Post("/search", ("search", number.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant()))), StringComparison.Ordinal);
        var list = (await anna.Get(Visitor.Leads(await anna.Post("/search", ("search", number[..2] is var part && part.Any(char.IsAsciiDigit) ? part : "0"))))).Is(200);
        Assert.DoesNotContain("Something went wrong", list.Text, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("1' OR '1'='1")]
    [InlineData("%")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a\u0000b")]
    [InlineData("0\u0007")]
    public async Task Whatever_is_typed_leads_to_a_page(string text)
    {
        await using var server = await Server.Start();
        var anna = await Visitor.SignIn(server, Families.Anna);
        foreach (var typed in new[] { text, string.Concat(Enumerable.Repeat(text + "9", 2_000)) })
        {
            var found = await anna.Post("/search", ("search", typed));
            Assert.Empty(server.Errors);
            if (typed.Contains('\0', StringComparison.Ordinal)) { Assert.Equal(400, found.Status); continue; }
            var said = await anna.Get(Visitor.Leads(found));
            Assert.Equal(200, said.Status);
            Assert.Empty(server.Errors);
        }
    }

    [Fact]
    public async Task The_api_finds_by_the_same_key()
    {
        await using var server = await Server.Start();
        var anna = server.As(Families.Anna);
        var id = await anna.Open("by-api");
        var (_, family) = await NameOf(server, id);
        var key = (await anna.Post("/v1/cases/family-name", $$"""{"familyName":"{{family}}"}""")).Is(200)["named"].GetString();
        Assert.Equal(id, Assert.Single((await anna.Get($"/v1/cases?named={key}")).Is(200)["items"].EnumerateArray()).GetProperty("case").GetString());
        Assert.Equal(0, (await server.As(Families.Petra).Get($"/v1/cases?named={key}")).Is(200)["items"].GetArrayLength());
        foreach (var part in new[] { key![..1], key[..^1], "~" }) Assert.Equal(0, (await anna.Get($"/v1/cases?named={part}")).Is(200)["items"].GetArrayLength());
        (await anna.Post("/v1/cases/family-name", """{"familyName":" "}""")).Refuses(422, "invalid");
        (await server.Stranger.Post("/v1/cases/family-name", """{"familyName":"Laine"}""")).Refuses(401, "unauthenticated");
    }

    static async Task<(string Given, string Family)> NameOf(Server server, string id)
    {
        var member = (await server.As(Families.Anna).Get($"/v1/cases/{id}")).Is(200)["members"][0];
        return (member.GetProperty("givenName").GetString()!, member.GetProperty("familyName").GetString()!);
    }
}
