using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Coordination.Grains;

/// <summary>Where snapshots cannot be read, there are none: a case wakes by its events, instead of not at all.</summary>
public sealed class DispensableSnapshots(IGrainStorage kept, ILogger<DispensableSnapshots> log) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try { await kept.ReadStateAsync(stateName, grainId, grainState); }
        catch (Exception broken)
        {
            log.LogWarning("The snapshot of {Grain} cannot be read: {Reason}", grainId, broken.Message);
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => kept.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => kept.ClearStateAsync(stateName, grainId, grainState);
}
