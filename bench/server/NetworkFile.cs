using System.Text.Json;

namespace Coordination.Bench.Server;

/// <summary>The network the bench runs in: one guidance unit with its coordinators and a manager, all made up.</summary>
internal static class NetworkFile
{
    public const string Area = "tampere-west";
    const string Unit = "guidance";
    const string Coordinator = "coordinator";

    public static IReadOnlyList<string> Coordinators(int count) => [.. Enumerable.Range(1, count).Select(number => $"p-{number}")];

    public static async Task WriteAsync(string path, IReadOnlyList<string> coordinators, CancellationToken stop)
    {
        var network = new
        {
            organisations = new[] { new { id = "pirha", name = "Wellbeing services county", kind = "county" } },
            units = new[] { new { id = Unit, organisation = "pirha", name = "Family guidance", service = "family-guidance", areas = new[] { Area } } },
            people = coordinators.Select(id => Person(id, "family-counsellor", Coordinator)).Append(Person("m-1", "service-manager", "manager")),
        };
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, network, cancellationToken: stop);
    }

    static object Person(string id, string profession, string role) =>
        new { id, givenName = "Bench", familyName = id, unit = Unit, profession, roles = new[] { role } };
}
