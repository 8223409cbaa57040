using System.Text.Json;
using Coordination.Bench.Peers;
using Coordination.Bench.Server;

namespace Coordination.Tests;

/// <summary>The check that peers are held to: the product keeps all of it, and what would break it is seen.</summary>
public sealed class PeersTests
{
    [Fact]
    public async Task The_product_keeps_every_guarantee_that_is_tried()
    {
        var product = new PeerProgram(PeerProgram.Product, Path.Combine(AppContext.BaseDirectory, "Coordination.ClientApi.dll"));
        await using var trial = await Trial.StartAsync(product, StoreChoice.Sqlite, Path.GetTempPath(), TestContext.Current.CancellationToken);
        var broken = new List<string>();
        foreach (var claim in Claims.All)
            if (await claim.Try(trial, TestContext.Current.CancellationToken) is { Kept: false } finding)
                broken.Add($"{claim.Name}: {finding.Seen}");
        Assert.Equal("", string.Join('\n', broken));
    }

    [Theory]
    [InlineData("a b", "a b", true)]
    [InlineData("a b", "a b c", true)] // one that nobody heard the answer to
    [InlineData("a b", "a", false)]
    [InlineData("a b", "a b b", false)]
    [InlineData("", "", false)] // nothing was tried
    public void A_lost_note_and_a_doubled_one_are_seen(string acknowledged, string found, bool kept) =>
        Assert.Equal(kept, Verdicts.EachOnce(Words(acknowledged), Words(found)).Kept);

    [Theory]
    [InlineData("200 412 409", true)]
    [InlineData("200 200 412", false)]
    [InlineData("412 412", false)]
    [InlineData("200 0", false)]
    [InlineData("200 500", false)]
    public void Two_who_were_told_yes_are_seen_and_so_is_who_heard_nothing(string statuses, bool kept) =>
        Assert.Equal(kept, Verdicts.OneYes([.. Words(statuses).Select(s => new Said(int.Parse(s, null), default))], "answers").Kept);

    [Theory]
    [InlineData("opened joined joined", true)]
    [InlineData("opened opened joined", false)]
    [InlineData("joined joined", false)]
    public void A_second_case_of_one_family_is_seen(string outcomes, bool kept) =>
        Assert.Equal(kept, Verdicts.OneCase([.. Words(outcomes).Select(o => new Said(201, JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["outcome"] = o, ["case"] = "c" })))]).Kept);

    [Theory]
    [InlineData("1 2 3", true)]
    [InlineData("1 3", false)]
    [InlineData("1 2 2", false)]
    [InlineData("2 3", false)]
    [InlineData("", false)]
    public void A_hole_in_the_history_is_seen(string versions, bool kept) =>
        Assert.Equal(kept, Verdicts.WholeHistory([.. Words(versions).Select(v => new Line(int.Parse(v, null), "note-written", "p-1", null))]).Kept);

    [Fact]
    public void A_line_that_does_not_say_who_is_seen() =>
        Assert.False(Verdicts.WholeHistory([new Line(1, "note-written", "", null)]).Kept);

    [Fact]
    public void Of_several_tries_the_one_that_broke_is_told() =>
        Assert.Equal(new Finding(false, "broke"), Verdicts.All([new(true, "held"), new(false, "broke"), new(true, "held")]));

    static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
