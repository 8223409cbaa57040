using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordination.Core;

namespace Coordination.Tests;

/// <summary>The operating models as they are shipped, their schema, and texts that are a little wrong.</summary>
static class ModelFiles
{
    public static readonly string Folder = Repository.Path("models");
    public static readonly ModelSchema Schema = new(JsonNode.Parse(Text("operating-model.schema.json"))!);

    public static ImmutableArray<string> All =>
        [.. Directory.GetFiles(Folder, "*.v*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static string Text(string file) => Repository.Text($"models/{file}");

    public static OperatingModel Shipped(string file) => OperatingModelFile.Read(Text(file), file);

    /// <summary>Why a text is refused, as a file of the name small.json.</summary>
    public static string Refused(string json) =>
        Assert.Throws<OperatingModelException>(() => OperatingModelFile.Read(json, "small.json")).Message;

    /// <summary>It is refused for this reason, at this line, and for nothing else.</summary>
    public static void TellsOneProblem(string json, int line, string reason)
    {
        var said = Refused(json);
        Assert.StartsWith($"small.json:{line}: ", said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    /// <summary>The text with the first place of something changed.</summary>
    public static string Change(string text, string what, string into)
    {
        var at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the model has no {what}");
        return string.Concat(text.AsSpan(0, at), into, text.AsSpan(at + what.Length));
    }

    public static ImmutableArray<string> Listed(params string[] path) =>
        [.. ((JsonArray)Schema.At(path)).Select(value => (string)value!)];

    public static IEnumerable<string> Properties(string definition) =>
        ((JsonObject)Schema.At(definition, "properties")).Select(member => member.Key);

    /// <summary>The members of a definition that a file need not have.</summary>
    public static ImmutableArray<string> MayBeAbsent(string definition) => definition switch
    {
        "model" => ["$schema", "lifeAreas", "duties", "materials", "purposes", "flags", "competences", "sharing", "nearWorkingDays", "quietDays", "caseloadMax", "hideBelow", "workshopsMin"],
        "deadline" => ["length", "unit", "countsFrom", "when", "extendableDays"],
        _ => [],
    };

    /// <summary>The object at the end of a path of names and indices.</summary>
    public static JsonObject Follow(JsonNode node, params object[] path) =>
        (JsonObject)path.Aggregate(node, (at, step) => step is int index ? at[index]! : at[(string)step]!);
}

/// <summary>As much of JSON Schema 2020-12 as our schema uses; a keyword it does not know is a failure, not a yes.</summary>
sealed class ModelSchema(JsonNode root)
{
    public JsonNode At(params string[] path) => path.Aggregate(root["$defs"]!, (at, step) => at[step]!);

    public bool Accepts(JsonNode? value) => Holds(root, value);

    // A schema's $ ends the text; .NET's also stands before a last line feed.
    public static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, pattern[..^1] + "\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private bool Holds(JsonNode schema, JsonNode? value) =>
        schema is JsonValue all ? (bool)all : ((JsonObject)schema).All(keyword => Holds((JsonObject)schema, keyword.Key, keyword.Value!, value));

    private bool Holds(JsonObject schema, string keyword, JsonNode rule, JsonNode? value) => (keyword, value) switch
    {
        ("$schema" or "$defs" or "title" or "description" or "default" or "then", _) => true,
        ("$ref", _) => Holds(At(((string)rule!)["#/$defs/".Length..]), value),
        ("type", _) => Is((string)rule!, value),
        ("enum", _) => ((JsonArray)rule).Any(allowed => JsonNode.DeepEquals(allowed, value)),
        ("const", _) => JsonNode.DeepEquals(rule, value),
        ("not", _) => !Holds(rule, value),
        ("allOf", _) => ((JsonArray)rule).All(each => Holds(each!, value)),
        ("if", _) => !Holds(rule, value) || Holds(schema["then"]!, value),
        ("format", _) => (string)rule! == "date",
        ("required", JsonObject o) => ((JsonArray)rule).All(name => o.ContainsKey((string)name!)),
        ("properties", JsonObject o) => ((JsonObject)rule).All(property => !o.TryGetPropertyValue(property.Key, out var member) || Holds(property.Value!, member)),
        ("additionalProperties", JsonObject o) => !(bool)rule && o.All(member => ((JsonObject)schema["properties"]!).ContainsKey(member.Key)),
        ("items", JsonArray a) => a.All(item => Holds(rule, item)),
        ("contains", JsonArray a) => a.Any(item => Holds(rule, item)),
        ("minItems", JsonArray a) => a.Count >= (int)rule,
        ("maxItems", JsonArray a) => a.Count <= (int)rule,
        ("uniqueItems", JsonArray a) => a.Select(item => item?.ToJsonString()).Distinct().Count() == a.Count,
        ("maxLength", JsonValue v) when Is("string", v) => ((string)v!).Length <= (int)rule,
        ("pattern", JsonValue v) when Is("string", v) => Matches((string)rule!, (string)v!),
        ("minimum", JsonValue v) when Is("integer", v) => (int)v >= (int)rule,
        ("maximum", JsonValue v) when Is("integer", v) => (int)v <= (int)rule,
        ("required" or "properties" or "additionalProperties" or "items" or "contains" or "minItems" or "maxItems"
            or "uniqueItems" or "maxLength" or "pattern" or "minimum" or "maximum", _) => true,
        _ => throw new NotSupportedException(keyword),
    };

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", System.Text.Json.JsonValueKind.Object) or ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => ((JsonValue)value!).TryGetValue<int>(out _),
        _ => false,
    };
}
