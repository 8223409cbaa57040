using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordination.Tests;

// What the description says of the fields of a body, against what the API asks of them.
public sealed partial class OpenApiTests
{
    /// <summary>A value that just keeps to what is described of a field, and one that does not; and what is then found fault with.</summary>
    sealed record Limit(string Field, JsonNode? Kept, JsonNode Passed, string Fault);

    /// <summary>Every limit that is described is the limit; and every text, number and list of a body has one.</summary>
    [Theory, MemberData(nameof(WithABody))]
    public async Task What_is_described_of_a_field_is_what_is_asked_of_it(string operation)
    {
        var (_, path, _, said) = Operations().Single(o => o.Id == operation);
        var address = path.Replace("{id}", "0195ca3f1b7c7d2f8a3e5b6c7d8e9f01", StringComparison.Ordinal);
        var schema = said.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        var (anna, example) = (fixture.Server.As(Families.Anna), JsonNode.Parse(ExampleOf(said).GetRawText())!);
        foreach (var limit in Limits(schema, ""))
        {
            Assert.DoesNotContain($"{limit.Field} {limit.Fault}", limit.Kept is { } kept ? await Faults(limit.Field, kept) : []);
            Assert.Contains($"{limit.Field} {limit.Fault}", await Faults(limit.Field, limit.Passed));
        }

        async Task<string[]> Faults(string field, JsonNode value)
        {
            var answer = await anna.Post(address, With(schema, example, field.Replace("[", ".[", StringComparison.Ordinal).Split('.'), value).ToJsonString());
            Assert.NotEqual("malformed", answer.Problem);
            return answer.Problem == "invalid" ? [.. answer["errors"].EnumerateArray().Select(e => $"{e.GetProperty("field").GetString()} {e.GetProperty("code").GetString()}")] : [];
        }
    }

    IEnumerable<Limit> Limits(JsonElement schema, string field)
    {
        schema = Plain(schema);
        return schema.TryGetProperty("enum", out var codes) ? codes.EnumerateArray().Select(c => new Limit(field, c.GetString(), "no-such-code", "unknown-code")) : TypeOf(schema) switch
        {
            "object" => LimitsOfObject(schema, field),
            "array" => LimitsOfList(schema, field),
            "string" => LimitsOfText(schema, field),
            "integer" => [new(field, Number("minimum"), Number("minimum") - 1, "out-of-range"), new(field, Number("maximum"), Number("maximum") + 1, "out-of-range"), new(field, null, 2.5, "wrong-type")],
            "boolean" => [new(field, true, "yes", "wrong-type")],
            var type => throw new Xunit.Sdk.XunitException($"{field} is a {type}"),
        };

        int Number(string limit) => schema.GetProperty(limit).GetInt32();
    }

    IEnumerable<Limit> LimitsOfObject(JsonElement schema, string field)
    {
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        var inside = field.Length == 0 ? "" : field + ".";
        return [.. schema.GetProperty("properties").EnumerateObject().SelectMany(p => Limits(p.Value, inside + p.Name)), new(inside + "nobodyKnows", null, 1, "unknown-field")];
    }

    IEnumerable<Limit> LimitsOfList(JsonElement schema, string field)
    {
        var (items, max) = (schema.GetProperty("items"), schema.GetProperty("maxItems").GetInt32());
        yield return new(field, Many(max), Many(max + 1), "too-many");
        if (schema.TryGetProperty("minItems", out var min)) yield return new(field, Many(min.GetInt32()), Many(min.GetInt32() - 1), "too-few");
        foreach (var limit in Limits(items, field + "[0]")) yield return limit;

        JsonArray Many(int count) => new([.. Enumerable.Range(0, count).Select(_ => Sample(items))]);
    }

    static IEnumerable<Limit> LimitsOfText(JsonElement schema, string field)
    {
        var format = schema.TryGetProperty("format", out var told) ? told.GetString() : null;
        if (format is "date" or "date-time") yield return new(field, SampleText(schema), "2026-02-30", "bad-date");
        else if (schema.TryGetProperty("pattern", out _)) yield return new(field, SampleText(schema), "in Finnish", "bad-language");
        else yield return new(field, Letters(schema.GetProperty("maxLength").GetInt32()), Letters(schema.GetProperty("maxLength").GetInt32() + 1), "too-long");
        if (format is "uri") yield return new(field, "https://a.example/1", "ftp://a.example/1", "bad-link");

        static string Letters(int count) => new('x', count);
    }

    static string SampleText(JsonElement schema) => schema.TryGetProperty("pattern", out _) ? "fi"
        : schema.TryGetProperty("format", out var format) ? format.GetString() switch { "date" => "2026-03-10", "date-time" => "2026-03-10T09:05:00+02:00", _ => "https://a.example/1" } : "x";

    /// <summary>The least that such a value can be.</summary>
    JsonNode Sample(JsonElement schema)
    {
        schema = Plain(schema);
        return schema.TryGetProperty("enum", out var codes) ? codes[0].GetString()! : TypeOf(schema) switch
        {
            "object" => new JsonObject(schema.GetProperty("required").EnumerateArray().Select(r => KeyValuePair.Create(r.GetString()!, (JsonNode?)Sample(schema.GetProperty("properties").GetProperty(r.GetString()!))))),
            "array" => new JsonArray(),
            "string" => SampleText(schema),
            "integer" => schema.GetProperty("minimum").GetInt32(),
            _ => true,
        };
    }

    /// <summary>The body with another value in one field; what leads to the field is made where the body has nothing of it.</summary>
    JsonNode With(JsonElement schema, JsonNode? body, ReadOnlySpan<string> steps, JsonNode value)
    {
        if (steps.IsEmpty) return value.DeepClone();
        schema = Plain(schema);
        var changed = body?.DeepClone() ?? Sample(schema);
        if (changed is JsonArray list)
        {
            var first = With(schema.GetProperty("items"), list.Count > 0 ? list[0] : null, steps[1..], value);
            if (list.Count > 0) list[0] = first;
            else list.Add(first);
        }
        else
            changed[steps[0]] = With(schema.GetProperty("properties").TryGetProperty(steps[0], out var property) ? property : default, changed[steps[0]], steps[1..], value);
        return changed;
    }

    /// <summary>A schema itself: not where it stands, nor that it may be null.</summary>
    JsonElement Plain(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("oneOf", out var choices) ? Plain(choices.EnumerateArray().Last())
        : schema.ValueKind == JsonValueKind.Object ? Resolve(schema) : schema;

    static string TypeOf(JsonElement schema) => schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } types
        ? types.EnumerateArray().Select(t => t.GetString()!).Single(t => t != "null") : schema.GetProperty("type").GetString()!;
}
