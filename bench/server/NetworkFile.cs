using System.Text.Json;

namespace Coordination.Bench.Server;

/// <summary>The network the bench runs in: one guidance unit with its coordinators and a manager, and a city's daycare with its teachers, all made up.</summary>
internal static class NetworkFile
{
    public const string Area = "tampere-west";
    const string Unit = "guidance";
    public const string City = "tampere";
    const string Daycare = "daycare";
    const string Coordinator = "coordinator";
    const int Teachers = 16;

    public static IReadOnlyList<string> Coordinators(int count) => [.. Enumerable.Range(1, count).Select(number => $"p-{number}")];

    /// <summary>Somebody of another service and another organisation.</summary>
    public static string Teacher(int number) => $"t-{(uint)number % Teachers}";

    public static async Task WriteAsync(string path, IReadOnlyList<string> coordinators, CancellationToken stop)
    {
        var network = new
        {
            organisations = new[] { new { id = "pirha", name = "Wellbeing services county", kind = "county" }, new { id = City, name = "City", kind = "municipality" } },
            units = new[]
            {
                new { id = Unit, organisation = "pirha", name = "Family guidance", service = "family-guidance", areas = new[] { Area } },
                new { id = Daycare, organisation = City, name = "Daycare", service = "early-education", areas = new[] { Area } },
            },
            people = coordinators.Select(id => Person(id, "family-counsellor", Coordinator)).Append(Person("m-1", "service-manager", "manager"))
                .Concat(Enumerable.Range(0, Teachers).Select(number => Person(Teacher(number), "teacher", "professional", Daycare))),
        };
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, network, cancellationToken: stop);
    }

    static object Person(string id, string profession, string role, string unit = Unit) =>
        new { id, givenName = "Bench", familyName = id, unit, profession, roles = new[] { role } };
}
