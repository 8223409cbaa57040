using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>The words of the pages in one language, from the files in <c>Pages/Words/</c>, and how that language writes dates and numbers.</summary>
public sealed class Words
{
    /// <summary>Swedish as it is written in Finland: its dates differ from Sweden's.</summary>
    static readonly FrozenDictionary<string, string> Cultures = new Dictionary<string, string> { ["fi"] = "fi-FI", ["sv"] = "sv-FI", ["en"] = "en-GB" }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, Words> All = Cultures.Keys.ToFrozenDictionary(l => l, l => new Words(l));

    readonly FrozenDictionary<string, string> words;

    Words(string language)
    {
        (Language, Culture) = (language, CultureInfo.GetCultureInfo(Cultures[language]));
        words = Files(language).SelectMany(Read).ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static Words Of(string language) => All[language];

    /// <summary>The files of a language: <c>en.json</c>, <c>en.board.json</c>, and so on; no word stands in two of them.</summary>
    public static IEnumerable<string> Files(string language) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith($"Coordination.ClientApi.Pages.Words.{language}.", StringComparison.Ordinal));

    public static Dictionary<string, string> Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    public string Language { get; }
    public CultureInfo Culture { get; }
    public IEnumerable<string> Keys => words.Keys;

    /// <exception cref="KeyNotFoundException">A page names a word that nobody wrote; a test finds it before a person does.</exception>
    public string this[string key] => words.TryGetValue(key, out var word) ? word : throw new KeyNotFoundException($"'{key}' is not in Pages/Words/{Language}*.json");

    public bool Has(string key) => words.ContainsKey(key);

    /// <summary>A sentence with names in it: <c>{name}</c> stands for what is given under it.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, object? Value)> with)
    {
        var sentence = this[key];
        foreach (var (name, value) in with)
            sentence = sentence.Replace($"{{{name}}}", Convert.ToString(value, Culture), StringComparison.Ordinal);
        return sentence;
    }

    /// <summary>A sentence that counts: whole sentences for one and for other numbers, since nouns bend.</summary>
    public string Count(string key, long count) => Say(count == 1 ? $"{key}.one" : $"{key}.other", ("n", count.ToString("N0", Culture)));

    /// <summary>A code of the product as people say it, such as a phase.</summary>
    public string Code<TEnum>(TEnum code) where TEnum : struct, Enum => this[$"{JsonNamingPolicy.KebabCaseLower.ConvertName(typeof(TEnum).Name)}.{Workflow.Kebab(code)}"];

    /// <summary>A network may have professions of its own, which stand as they were written.</summary>
    public string Profession(string code) => Has($"profession.{code}") ? this[$"profession.{code}"] : code;

    public string Name(Core.Texts names) => Language switch { "fi" => names.Fi, "sv" => names.Sv, _ => names.En };

    public string Day(DateOnly day) => day.ToString("d", Culture);
    /// <summary>With the day of the week, where people plan by it.</summary>
    public string Weekday(DateOnly day) => day.ToString(Language == "en" ? "ddd d MMM yyyy" : "ddd d.M.yyyy", Culture);
    public string Time(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString(Language == "en" ? "d MMM yyyy, HH:mm" : "d.M.yyyy HH:mm", Culture);
    public string Clock(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", Culture);
}
