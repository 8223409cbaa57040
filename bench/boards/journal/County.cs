using System.Globalization;
using System.Text.Json;

namespace Coordination.Bench.Boards;

/// <summary>
/// The made-up network that the cases live in: twenty areas, each with a guidance unit, a clinic and a day care. The county
/// has the guidance and the clinics of most areas, a city of its own those of each of the others; day care is the municipality's.
/// Ids tell the area, so that a case of one area is made one of another by changing them.
/// </summary>
internal static class County
{
    public const int Areas = 20;
    public const int CoordinatorsPerArea = 150;
    public const int NursesPerArea = 30;
    public const int TeachersPerArea = 60;

    const int AreasOfTheCounty = 15;

    public static string Area(int area) => $"area-{area:D2}";

    /// <summary>The organisation of the area's guidance and clinic.</summary>
    public static string Organisation(int area) => area <= AreasOfTheCounty ? "org-00" : $"org-{area:D2}";

    public static string Municipality(int area) => $"mun-{area:D2}";

    public static string Coordinator(int area, int number) => Person('g', area, number);

    /// <summary>Has no cases: whoever offers one to them is not told that they have too many.</summary>
    public static string Relief(int area) => Coordinator(area, CoordinatorsPerArea + 1);

    public static string Nurse(int area, int number) => Person('c', area, number);

    public static string Teacher(int area, int number) => Person('e', area, number);

    /// <summary>Sees all cases of the area's organisation: for the county's, three quarters of all.</summary>
    public static string Manager(int area) => Person('m', area, 1);

    public static string Person(char group, int area, int number) => string.Create(CultureInfo.InvariantCulture, $"{group}-{area:D2}-{number:D3}");

    public static string Unit(char group, int area) => $"unit-{group}-{area:D2}";

    public static byte[] NetworkFile()
    {
        var areas = Enumerable.Range(1, Areas).ToList();
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            organisations = areas.Select(Organisation).Distinct().Select(id => new { id, name = id, kind = id == Organisation(1) ? "county" : "municipality" })
                .Concat(areas.Select(area => new { id = Municipality(area), name = Municipality(area), kind = "municipality" })),
            units = areas.SelectMany(area => new[]
            {
                UnitOf('g', area, Organisation(area), "family-guidance"), UnitOf('c', area, Organisation(area), "child-health-clinic"), UnitOf('e', area, Municipality(area), "early-education"),
            }),
            people = areas.SelectMany(area => (IEnumerable<object>)
            [
                .. People('g', area, CoordinatorsPerArea + 1, "family-counsellor", "coordinator"), .. People('c', area, NursesPerArea, "public-health-nurse", "coordinator"),
                .. People('e', area, TeachersPerArea, "early-education-teacher", "professional"), PersonOf('m', area, 1, 'g', "service-manager", "manager"),
            ]),
        });
    }

    static object UnitOf(char group, int area, string organisation, string service) => new { id = Unit(group, area), organisation, name = Unit(group, area), service, areas = new[] { Area(area) } };

    static IEnumerable<object> People(char group, int area, int count, string profession, string role) =>
        Enumerable.Range(1, count).Select(number => PersonOf(group, area, number, group, profession, role));

    static object PersonOf(char group, int area, int number, char unit, string profession, string role) =>
        new { id = Person(group, area, number), givenName = "Bench", familyName = Person(group, area, number), unit = Unit(unit, area), profession, roles = new[] { role } };
}
