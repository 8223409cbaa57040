using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordination.ClientApi;
using Coordination.Core;

namespace Coordination.Tests;

public sealed partial class TextsTests
{
    public static TheoryData<string> Languages => [.. ClientApi.Texts.Languages];

    [Theory, MemberData(nameof(Languages))]
    public void Every_problem_has_words_and_there_are_no_words_for_what_no_longer_exists(string language) =>
        Assert.Equal(Problem.All.Select(p => p.Name).Distinct().Order(StringComparer.Ordinal), ClientApi.Texts.ProblemNames(language).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Languages))]
    public void Every_fault_has_a_sentence_and_there_is_none_for_what_no_longer_exists(string language) =>
        Assert.Equal(Fault.Codes.Order(StringComparer.Ordinal), ClientApi.Texts.FaultCodes(language).Order(StringComparer.Ordinal));

    /// <summary>Warnings and the words that go out into the world are there in every language, and say something.</summary>
    [Fact]
    public void No_language_lacks_a_warning_or_a_word_of_another() => Assert.All(ClientApi.Texts.Languages, language =>
    {
        Assert.Equal(ClientApi.Texts.WarningCodes("en"), ClientApi.Texts.WarningCodes(language));
        Assert.Equal(["joint-meeting", .. Enum.GetValues<Place>().Select(p => $"place-{Workflow.Kebab(p)}")], ClientApi.Texts.WordNames(language));
        Assert.All(ClientApi.Texts.WarningCodes(language), code => Assert.Matches(@"^\p{Lu}.*\.$", ClientApi.Texts.Warning(language, code)));
        Assert.All(ClientApi.Texts.WordNames(language), name => Assert.Matches(@"^\p{Lu}", ClientApi.Texts.Word(language, name)));
    });

    [Fact]
    public void Every_refusal_is_a_problem_of_its_own() =>
        Assert.Equal(
            Enum.GetValues<Refusal>().Select(Workflow.Kebab).Order(StringComparer.Ordinal),
            Problem.All.Where(p => p.IsRefusal).Select(p => p.Name).Order(StringComparer.Ordinal));

    /// <summary>Wherever the code names a fault, it names one that has a sentence.</summary>
    [Fact]
    public void Every_fault_named_in_the_code_is_one_of_them()
    {
        var named = Directory.GetFiles(Repository.Path("client-api"), "*.cs")
            .SelectMany(file => NewFault().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Fault.Codes.Order(StringComparer.Ordinal), named);
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_text_is_a_sentence_and_says_what_would_help(string language)
    {
        var texts = Read(language);
        Assert.All(texts["problems"]!.AsObject(), problem => Assert.All(["title", "lift"], part => Assert.Matches(@"^\p{Lu}.*[.)!]$", problem.Value![part]!.GetValue<string>())));
        Assert.All(texts["faults"]!.AsObject(), fault => Assert.Matches(@"^\p{Lu}.*[.)}]$", fault.Value!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Languages))]
    public void No_text_has_a_place_for_what_nobody_puts_there(string language) =>
        Assert.All(Places(Read(language)).Select(p => p.Value), place => Assert.Contains(place, (string[])["{max}", "{min}", "{allowed}"]));

    [Fact]
    public void The_three_languages_leave_the_same_places_open()
    {
        var (fi, sv, en) = (Read("fi"), Read("sv"), Read("en"));
        Assert.Equal(Open(en), Open(fi));
        Assert.Equal(Open(en), Open(sv));

        static string Open(JsonNode texts) => string.Join('\n', texts["faults"]!.AsObject().OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key} {string.Join(' ', Place().Matches(f.Value!.GetValue<string>()).Select(m => m.Value).Order(StringComparer.Ordinal))}"));
    }

    [Fact]
    public void What_a_sentence_needs_to_know_is_put_in() => Assert.Equal(
        ["Shorten the text (at most 100 characters).", "Anna arvo väliltä 0–10.", "Choose one of the allowed values: soon, normal", "Choose one of the allowed values"],
        [
            ClientApi.Texts.Fault("en", new("a", "too-long", Max: 100)), ClientApi.Texts.Fault("fi", new("a", "out-of-range", 10, 0)),
            ClientApi.Texts.Fault("en", new("a", "unknown-code", Allowed: ["soon", "normal"])), ClientApi.Texts.Fault("en", new("a", "unknown-code")),
        ]);

    static JsonNode Read(string language) => JsonNode.Parse(Repository.Text($"client-api/Texts/{language}.json"))!;

    static MatchCollection Places(JsonNode texts) => Place().Matches(texts.ToJsonString());

    [GeneratedRegex(@"\{[a-z]+\}")] private static partial Regex Place();
    [GeneratedRegex("""(?:new Fault|new|Fault)\((?:[\w$"{}.\[\]()?, ]*?), "([a-z]+(?:-[a-z]+)*)"(?=[,)])""")] private static partial Regex NewFault();
}
