using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Coordination.ClientApi.Pages;
using Coordination.Core;

namespace Coordination.Tests.OfPages;

/// <summary>What a page says, it says in every language; a missing word is found here before a person finds it.</summary>
public sealed partial class WordsTests
{
    static readonly string[] Languages = [.. ClientApi.Texts.Languages];

    public static TheoryData<string> AllLanguages => [.. Languages];

    [Fact]
    public void Every_language_has_the_same_words_each_once()
    {
        foreach (var language in Languages)
        {
            var twice = Words.Files(language).SelectMany(Words.Read).GroupBy(w => w.Key).Where(g => g.Count() > 1).Select(g => g.Key);
            Assert.Empty(twice);
            Assert.Equal(Words.Of("en").Keys.Order(StringComparer.Ordinal), Words.Of(language).Keys.Order(StringComparer.Ordinal));
        }
    }

    [Theory, MemberData(nameof(AllLanguages))]
    public void Sentences_have_the_same_names_in_them(string language)
    {
        var (here, english) = (Words.Of(language), Words.Of("en"));
        foreach (var key in english.Keys)
            Assert.True(Names(english[key]).SequenceEqual(Names(here[key])), $"{key}: {here[key]}");
    }

    [Theory, MemberData(nameof(AllLanguages))]
    public void Nothing_is_empty_and_nothing_was_left_in_English(string language)
    {
        var (here, english) = (Words.Of(language), Words.Of("en"));
        Assert.All(here.Keys, key => Assert.NotEqual("", here[key].Trim()));
        if (language == "en") return;
        var sentences = here.Keys.Where(key => english[key].Contains(' ', StringComparison.Ordinal) && english[key].Any(char.IsLower));
        Assert.All(sentences, key => Assert.NotEqual(english[key], here[key]));
    }

    /// <summary>Every word that the pages' own files name, and every word that is made of a code.</summary>
    [Theory, MemberData(nameof(AllLanguages))]
    public void Whatever_a_page_names_is_there(string language)
    {
        var words = Words.Of(language);
        var named = Directory.EnumerateFiles(Path.Combine(Repository.Root, "client-api", "Pages"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => NamedWord().Matches(File.ReadAllText(file)).SelectMany(m => m.Groups[1].Value == "Count" ? [$"{m.Groups[2].Value}.one", $"{m.Groups[2].Value}.other"] : new[] { m.Groups[2].Value }));
        var made = Enum.GetValues<CommandName>().Select(c => $"command.{Workflow.Kebab(c)}")
            .Concat(CaseJson.EventTypes.Select(t => $"event.{t}"))
            .Concat(Enum.GetValues<CommandName>().Except(CaseDecider.NotOfOneCase).SelectMany(c => All(Fields.Of(c)))
                .Concat(All(NewContact.Asked)).Concat(All(Fields.Of(typeof(ClientApi.PhenomenonBody)))).SelectMany(f => FieldWords(f)));
        Assert.Equal("", string.Join(" ", named.Concat(made).Distinct().Where(key => !words.Has(key)).Order(StringComparer.Ordinal)));
    }

    static IEnumerable<Field> All(ImmutableArray<Field> fields) => fields.SelectMany(f => All(f.Parts).Prepend(f)).Where(f => f.Name.Length > 0);

    static IEnumerable<string> FieldWords(Field field)
    {
        yield return $"field.{field.Name}";
        if (field.Codes is { } codes)
            foreach (var code in Enum.GetNames(codes))
                yield return $"{JsonNamingPolicy.KebabCaseLower.ConvertName(codes.Name)}.{JsonNamingPolicy.KebabCaseLower.ConvertName(code)}";
    }

    static IEnumerable<string> Names(string sentence) => NameInSentence().Matches(sentence).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex NameInSentence();

    [GeneratedRegex(@"(\bW|\b[wW]ords|\bSay|\bCount)[\[(]""([a-z][a-z0-9-]*(?:\.[A-Za-z0-9-]+)+)""")]
    private static partial Regex NamedWord();
}
