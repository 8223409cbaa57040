using System.Text.Json;

namespace Coordination.Bench.Server;

/// <summary>The network the bench runs in: one guidance unit with its coordinators and a manager, and the services around it; all made up.</summary>
internal static class NetworkFile
{
    public const string Area = "tampere-west";
    public const string City = "tampere";
    public const string Manager = "m-1";
    const string County = "pirha";
    const string Unit = "guidance";
    const int ProfessionalsOfUnit = 8;

    static readonly (string Unit, string Organisation, string Service, string Profession)[] Others =
        [("clinic", County, "child-health-clinic", "nurse"), ("daycare", City, "early-education", "teacher")];

    public static IReadOnlyList<string> Coordinators(int count) => [.. Enumerable.Range(1, count).Select(number => $"p-{number}")];

    /// <summary>Of the services around guidance.</summary>
    public static IReadOnlyList<string> Professionals { get; } =
        [.. from other in Others from number in Enumerable.Range(1, ProfessionalsOfUnit) select $"{other.Unit}-{number}"];

    /// <summary>Somebody of another service and another organisation than the coordinators.</summary>
    public static string Teacher(int number) => Professionals[ProfessionalsOfUnit + (int)((uint)number % ProfessionalsOfUnit)];

    public static async Task WriteAsync(string path, IReadOnlyList<string> coordinators, CancellationToken stop)
    {
        var network = new
        {
            organisations = new[] { new { id = County, name = "Wellbeing services county", kind = "county" }, new { id = City, name = "City", kind = "municipality" } },
            units = Others.Select(other => new { id = other.Unit, organisation = other.Organisation, name = other.Unit, service = other.Service, areas = new[] { Area } })
                .Prepend(new { id = Unit, organisation = County, name = "Family guidance", service = "family-guidance", areas = new[] { Area } }),
            people = coordinators.Select(id => Person(id, Unit, "family-counsellor", "coordinator"))
                .Append(Person(Manager, Unit, "service-manager", "manager"))
                .Concat(Others.SelectMany((other, at) => Professionals.Chunk(ProfessionalsOfUnit).ElementAt(at).Select(id => Person(id, other.Unit, other.Profession, "professional")))),
        };
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, network, cancellationToken: stop);
    }

    static object Person(string id, string unit, string profession, string role) =>
        new { id, givenName = "Bench", familyName = id, unit, profession, roles = new[] { role } };
}
