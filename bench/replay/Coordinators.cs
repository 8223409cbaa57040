using System.Text.Json;

namespace Coordination.Bench.Replay;

/// <summary>Who coordinates a case at each version of its journal, told from its events alone: one from the opening to the closing.</summary>
internal static class Coordinators
{
    /// <param name="last">Whom the list names now.</param>
    /// <returns>Where there is none, where there would be two, and where the role passed to somebody who was not offered it.</returns>
    public static IReadOnlyList<string> Faults(string id, IReadOnlyList<(int Version, string Type, string Actor, JsonElement Facts)> journal, string last)
    {
        var faults = new List<string>();
        string? coordinator = null, offered = null;
        var closed = false;
        foreach (var ((version, type, actor, facts), at) in journal.Select((entry, at) => (entry, at)))
        {
            if (version != at + 1)
            {
                faults.Add($"{id}: version {version} stands where {at + 1} belongs");
            }

            switch (type)
            {
                case "case-opened":
                    Must(coordinator is null, "a second coordinator by a second opening");
                    coordinator = facts.GetProperty("coordinator").GetString();
                    break;
                case "handover-offered":
                    Must(actor == coordinator && offered is null, "an offer by who is not the coordinator, or beside another");
                    offered = facts.GetProperty("to").GetString();
                    break;
                case "handover-declined" or "handover-withdrawn" or "handover-expired":
                    offered = null;
                    break;
                case "handover-accepted":
                    Must(actor == offered && facts.GetProperty("to").GetString() == offered, "the role passed to who was not offered it");
                    (coordinator, offered) = (facts.GetProperty("to").GetString(), null);
                    break;
                case "coordinator-assigned":
                    coordinator = facts.GetProperty("to").GetString();
                    break;
                case "case-closed" or "case-merged":
                    Must(!closed, "closed twice");
                    (closed, offered) = (true, null);
                    break;
                case "case-reopened":
                    Must(closed, "reopened while open, with a second coordinator");
                    (coordinator, closed) = (facts.GetProperty("coordinator").GetString(), false);
                    break;
                default:
                    break;
            }

            Must(coordinator is { Length: > 0 }, "no coordinator");

            void Must(bool holds, string fault)
            {
                if (!holds)
                {
                    faults.Add($"{id}, version {version} ({type}): {fault}");
                }
            }
        }

        if (coordinator != last)
        {
            faults.Add($"{id}: by its journal {coordinator} coordinates it, by the list {last}");
        }

        return faults;
    }
}
