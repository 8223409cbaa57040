using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Coordination.ClientApi.Pages;

/// <summary>
/// Makes of a form that was sent the JSON that the API would be sent. Nothing is judged here: what is missing or odd goes on
/// as it is, and is named by the same checks.
/// </summary>
public static class FormReading
{
    /// <summary>More rows than this no form has.</summary>
    const int RowsMax = 100;

    /// <summary>What the field of a search for a person ends with.</summary>
    public const string Find = ".find";

    public static JsonObject Read(ImmutableArray<Field> fields, IFormCollection form, TimeZoneInfo zone) => Read(fields, form, zone, "");

    /// <summary>For whom somebody looks, by the field that they are looked for.</summary>
    public static Dictionary<string, string> Finds(IFormCollection form) =>
        form.Where(f => f.Key.EndsWith(Find, StringComparison.Ordinal) && f.Value is [{ Length: > 0 and <= Shapes.NameCharactersMax }]).ToDictionary(f => f.Key[..^Find.Length], f => f.Value[0]!.Trim(), StringComparer.Ordinal);

    static JsonObject Read(ImmutableArray<Field> fields, IFormCollection form, TimeZoneInfo zone, string at)
    {
        var said = new JsonObject();
        foreach (var field in fields)
            if (Value(field, form, zone, at + field.Name) is { } value)
                said[field.Name] = value;
        return said;
    }

    static JsonNode? Value(Field field, IFormCollection form, TimeZoneInfo zone, string name)
    {
        var text = form[name] is [.., { } last] && last.Trim() is { Length: > 0 } some ? some : null;
        return field.Kind switch
        {
            FieldKind.Rows => Rows(field, form, zone, name),
            FieldKind.Many => form[name] is var chosen && (chosen.Count > 0 || field.Required) ? new JsonArray([.. chosen.Where(c => !string.IsNullOrEmpty(c)).Select(c => JsonValue.Create(c))]) : null,
            FieldKind.Truth => text is null ? null : JsonValue.Create(text == "true"),
            FieldKind.YesOrNo => text is "true" or "false" ? JsonValue.Create(text == "true") : null,
            FieldKind.Number => text is null ? null : Number(text),
            FieldKind.Pick when field.Name == "version" => text is null ? null : Number(text),
            FieldKind.Time => Time(form, zone, name),
            // Browsers end lines with two characters, whatever was typed.
            _ => text is null ? null : JsonValue.Create(text.ReplaceLineEndings("\n")),
        };
    }

    static JsonValue Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text)!;

    /// <summary>A day and an hour where the case lives, as one instant; half of it stays as it was typed, and is no instant.</summary>
    static JsonValue? Time(IFormCollection form, TimeZoneInfo zone, string name)
    {
        var (day, clock) = (form[$"{name}.day"].ToString().Trim(), form[$"{name}.clock"].ToString().Trim());
        if (day.Length == 0 && clock.Length == 0) return null;
        return DateTime.TryParseExact($"{day} {clock}", ["yyyy-MM-dd HH:mm", "yyyy-MM-dd H:mm", "yyyy-MM-dd HH.mm", "yyyy-MM-dd H.mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? JsonValue.Create(new DateTimeOffset(local, zone.GetUtcOffset(local)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)) : JsonValue.Create($"{day} {clock}".Trim());
    }

    static JsonArray? Rows(Field field, IFormCollection form, TimeZoneInfo zone, string name)
    {
        var rows = new JsonArray();
        for (var i = 0; i < RowsMax; i++)
        {
            var at = $"{name}[{i}].";
            if (!form.Keys.Any(k => k.StartsWith(at, StringComparison.Ordinal))) break;
            // A goal that nobody rated is no rating.
            if (Read(field.Parts, form, zone, at) is { Count: > 0 } row && !(row.Count == 1 && row.ContainsKey("goal"))) rows.Add(row);
        }
        return rows.Count == 0 && !field.Required ? null : rows;
    }
}
