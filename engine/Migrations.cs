using System.Reflection;

namespace Coordination.Engine;

/// <summary>The numbered schema files of a store, in order. Each runs once, in a transaction with its number.</summary>
static class Migrations
{
    public static IReadOnlyList<(int Number, string Sql)> Of(string store)
    {
        var room = typeof(Migrations).Assembly;
        return [.. room.GetManifestResourceNames()
            .Where(name => name.Contains($".{store}-", StringComparison.Ordinal))
            .Select(name => (int.Parse(name.Split('-')[1], null), Text(room, name)))
            .OrderBy(m => m.Item1)];
    }

    static string Text(Assembly room, string name)
    {
        using var reader = new StreamReader(room.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
