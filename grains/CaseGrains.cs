using Coordination.Core;
using Coordination.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Coordination.Grains;

public static class CaseGrains
{
    /// <summary>What case grains need on a node where they live. The decider, the journal and the rules are the host's.</summary>
    public static IServiceCollection AddCaseGrains(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransitionWatcher, TransitionLog>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransitionWatcher, TransitionCount>());
        services.TryAddSingleton(s => new CaseMachines(s.GetRequiredService<Rulebook>().Models, s.GetServices<ITransitionWatcher>()));
        services.TryAddSingleton(_ => new Wakefulness(TimeProvider.System).Watch());
        services.TryAddSingleton(s => new CaseWork(
            s.GetRequiredService<CaseDecider>(), s.GetRequiredService<IJournal>(), s.GetRequiredService<Rulebook>(), s.GetRequiredService<CaseMachines>(), s.GetRequiredService<Wakefulness>(),
            s.GetRequiredService<ILogger<FamilyCaseGrain>>()));
        return services;
    }

    /// <summary>The directory over the cluster, on a node or on a client of it.</summary>
    public static IServiceCollection AddOrleansDirectory(this IServiceCollection services) =>
        services.AddSingleton<ICaseDirectory>(s => new OrleansDirectory(s.GetRequiredService<IGrainFactory>(), s.GetRequiredService<TimeProvider>()));
}
