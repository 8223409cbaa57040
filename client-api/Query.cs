using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Reads a list's query string strictly: what is not understood is named, never ignored.</summary>
public sealed class Query(HttpContext http, params IReadOnlyList<string> known)
{
    readonly List<Fault> faults = [];
    readonly List<string> strangers = [.. http.Request.Query.Keys.Where(k => !known.Contains(k))];

    public Problem? Problem
    {
        get
        {
            IReadOnlyList<Fault> all = [.. faults, .. strangers.Select(s => new Fault(Shapes.Shown(s), "unknown-field"))];
            return all.Count == 0 ? null : Problem.InvalidQuery(all);
        }
    }

    public string? Text(string name, int charactersMax = Shapes.CodeCharactersMax)
    {
        var values = http.Request.Query[name];
        if (values.Count == 0) return null;
        var value = values[0];
        if (values.Count == 1 && value is { Length: > 0 } && value.Length <= charactersMax && !value.Any(char.IsControl)) return value;
        faults.Add(values.Count > 1 ? new(name, "duplicate") : string.IsNullOrEmpty(value) ? new(name, "blank") : value.Length > charactersMax ? new(name, "too-long", Max: charactersMax) : new(name, "bad-characters"));
        return null;
    }

    public TEnum? Code<TEnum>(string name) where TEnum : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (Codes.TryRead<TEnum>(text, out var value)) return value;
        faults.Add(new(name, "unknown-code", Allowed: Codes.All<TEnum>()));
        return null;
    }

    public bool? Truth(string name)
    {
        switch (Text(name))
        {
            case null: return null;
            case "true": return true;
            case "false": return false;
            default: faults.Add(new(name, "wrong-type")); return null;
        }
    }

    public long Number(string name, long otherwise, long min, long max)
    {
        if (Text(name) is not { } text) return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        faults.Add(new(name, "out-of-range", max, min));
        return otherwise;
    }

    public DateOnly Day(string name, DateOnly otherwise) => Day(name) ?? otherwise;

    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 2200) return day;
        faults.Add(new(name, "bad-date"));
        return null;
    }

    /// <summary>What is wrong with two values together.</summary>
    public void Find(Fault fault) => faults.Add(fault);

    public int Limit() => (int)Number("limit", 50, 1, Register.PageRowsMax);

    /// <summary>Where a page of cases begins: the id of the last case of the page before.</summary>
    public string? AfterCase()
    {
        if (Text("after") is not { } text) return null;
        if (CommandDesk.CaseOf(text) is not null) return text;
        faults.Add(new("after", "bad-cursor"));
        return null;
    }
}
