using System.Text.Json;
using Coordination.Bench.Replay.Log;

namespace Coordination.Bench.Replay;

/// <summary>The municipality of a log, as a network file: everybody who did something in it or answered for a case, at one permit desk.</summary>
internal static class ReplayNetwork
{
    const string Desk = "permit-desk";

    /// <summary>All may look into any case of the municipality, so all are managers of it: who writes to a closed case is often not who closed it.</summary>
    public const string Roles = "coordinator,manager";

    public static IReadOnlyList<string> People(EventLog log) =>
        [.. log.Traces.SelectMany(trace => trace.Events.Select(one => one.Resource).Append(trace.Responsible)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    public static async Task WriteAsync(string path, IReadOnlyList<string> people, CancellationToken stop)
    {
        var network = new
        {
            organisations = new[] { new { id = Mapping.Area, name = "The municipality", kind = "municipality" } },
            units = new[] { new { id = Desk, organisation = Mapping.Area, name = "Permit desk", service = Desk, areas = new[] { Mapping.Area } } },
            people = people.Select(id => new { id, givenName = "Replay", familyName = id, unit = Desk, profession = "permit-handler", roles = Roles.Split(',') }),
        };
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, network, cancellationToken: stop);
    }
}
