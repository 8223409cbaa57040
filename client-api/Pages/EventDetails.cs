using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>What is told of an event beside its name: whom and what it names, in words, and what somebody wrote.</summary>
public sealed class EventDetails(Words words, OperatingModel model, Network network, CaseView about)
{
    /// <summary>Facts that tell a reader something, with the codes they are of. The rest (keys, numbers of things, whose record it is) tells a program.</summary>
    static readonly FrozenDictionary<string, string?> Told = new Dictionary<string, string?>
    {
        ["to"] = null, ["person"] = null, ["coordinator"] = null, ["pair"] = null, ["participants"] = null, ["attended"] = null, ["responsible"] = null, ["professional"] = null,
        ["recipient"] = null, ["unit"] = null, ["dueOn"] = null, ["on"] = null, ["until"] = null, ["task"] = null, ["goal"] = null, ["need"] = null, ["duty"] = null,
        ["result"] = null, ["reasons"] = null, ["purpose"] = null, ["flag"] = null, ["materials"] = null, ["ratings"] = null, ["needs"] = null, ["rating"] = null,
        ["urgency"] = "urgency", ["channel"] = "channel", ["source"] = "source", ["basis"] = "basis", ["place"] = "place", ["key"] = "deadline-key", ["stage"] = "child-protection-stage",
        ["form"] = "consent-form", ["outcome"] = "family-outcome", ["heard"] = "heard", ["who"] = "heard",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public IEnumerable<(string Label, string Value)> Facts(JournalEntry entry)
    {
        foreach (var fact in entry.Facts.EnumerateObject())
            if (Told.TryGetValue(fact.Name, out var codes) && !(entry.Type == "phenomenon-opened" && fact.Name == "to") && Value(entry.Type, fact.Name, fact.Value, codes) is { Length: > 0 } value)
                yield return (Label(entry.Type, fact.Name), value);
    }

    /// <summary>What somebody wrote, whatever the field is called.</summary>
    public static IEnumerable<string> Words(JournalEntry entry) => entry.Content is not { ValueKind: JsonValueKind.Object } content ? []
        : content.EnumerateObject().SelectMany(p => p.Value.ValueKind switch
        {
            JsonValueKind.String => [p.Value.GetString()!],
            JsonValueKind.Array => p.Value.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!),
            _ => Enumerable.Empty<string>(),
        });

    /// <summary>One name of a fact may mean another thing in another event.</summary>
    string Label(string type, string name) => words.Has($"fact.{type}.{name}") ? words[$"fact.{type}.{name}"] : words[$"field.{name}"];

    string? Value(string type, string name, JsonElement value, string? codes) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => Value(type, name, item, codes)).Where(v => v is { Length: > 0 })),
        JsonValueKind.Object when value.TryGetProperty("rating", out var rating) && value.TryGetProperty("goal", out var goal) => $"{Goal(goal.GetString()!)}: {rating}",
        JsonValueKind.Object when value.TryGetProperty("code", out var code) => InModel(model.Needs, code.GetString()!),
        JsonValueKind.String => Text(type, name, value.GetString()!, codes),
        JsonValueKind.Number => value.ToString(),
        _ => null,
    };

    string? Text(string type, string name, string text, string? codes) =>
        codes is not null ? words.Has($"{codes}.{text}") ? words[$"{codes}.{text}"] : name == "key" ? null : text // another key than a deadline's
        : type == "phase-entered" ? words.Has($"phase.{text}") ? words[$"phase.{text}"] : text
        : name switch
        {
            "task" => about.Tasks.FirstOrDefault(t => t.Id == text)?.Text,
            "goal" => Goal(text),
            "need" => about.Needs.FirstOrDefault(n => n.Id == text) is { } need ? InModel(model.Needs, need.Code) : null,
            "duty" => model.Duties.FirstOrDefault(d => d.Key == text) is { } duty ? words.Name(duty.Names) : text,
            "result" => model.ResultOf(text) is { } result ? words.Name(result.Names) : text,
            "reasons" => InModel(model.Reasons, text),
            "purpose" => InModel(model.Purposes, text),
            "flag" => InModel(model.Flags, text),
            "materials" => InModel(model.Materials, text),
            _ => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? words.Day(day)
                : network.Find(new PersonId(text)) is { } person ? $"{person.GivenName} {person.FamilyName}"
                : network.Find(new UnitId(text)) is { } unit ? unit.Name
                : network.Find(new OrganisationId(text))?.Name,
        };

    string Goal(string id) => about.Goals.FirstOrDefault(g => g.Id == id)?.Text ?? id;

    string InModel(IReadOnlyList<Code> codes, string key) => codes.FirstOrDefault(c => c.Key == key) is { } code ? words.Name(code.Names) : key;
}
