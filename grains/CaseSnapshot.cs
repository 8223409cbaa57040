using System.Text.Json;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.GrainInterfaces;
using Orleans.Storage;

namespace Coordination.Grains;

/// <summary>
/// A case's state as it stood after an event, so that one with a long history wakes fast. Facts only. It is a memory aid:
/// it is believed when this build made it and the journal has that very event at that version, and otherwise forgotten.
/// </summary>
/// <param name="Build">The build of the rules that made it: another one might draw another state from the same events.</param>
/// <param name="Command">Of the event at <paramref name="Version"/>, with its <paramref name="Position"/>: how the journal is known again.</param>
public sealed record CaseSnapshot(Guid Build, string Stream, int Version, long Position, string Command, byte[] State)
{
    public static readonly Guid ThisBuild = typeof(CaseState).Module.ModuleVersionId;

    /// <summary>How grain storage makes the state of a case it does not know.</summary>
    public CaseSnapshot() : this(Guid.Empty, "", 0, 0, "", []) { }

    public CaseState Read() => CaseWire.ReadSeen(State).State;
}

/// <summary>Snapshots as JSON. What cannot be read is no snapshot: the case is then drawn from its journal.</summary>
public sealed class SnapshotSerializer(Action<string> unreadable) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T input) => input is CaseSnapshot snapshot
        ? new(JsonSerializer.SerializeToUtf8Bytes(snapshot, SnapshotJson.Default.CaseSnapshot))
        : throw new NotSupportedException($"{typeof(T)} is no snapshot");

    public T Deserialize<T>(BinaryData input)
    {
        try
        {
            if (JsonSerializer.Deserialize(input.ToMemory().Span, SnapshotJson.Default.CaseSnapshot) is { Stream: not null, Command: not null, State: not null } snapshot) return (T)(object)snapshot;
        }
        catch (JsonException broken) { unreadable(broken.Message); }
        return (T)(object)new CaseSnapshot();
    }
}

[JsonSerializable(typeof(CaseSnapshot))]
sealed partial class SnapshotJson : JsonSerializerContext;
