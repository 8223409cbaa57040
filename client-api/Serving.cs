using Coordination.ClientApi.Demo;
using Coordination.Engine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Coordination.ClientApi;

/// <summary>Runs the server until it is told to stop.</summary>
public static class Serving
{
    /// <param name="also">Services of a host that keeps its live cases elsewhere than in this process.</param>
    /// <param name="api">Whether it serves the API, or its health alone.</param>
    public static async Task<int> Run(Installation installation, Action<IServiceCollection>? also = null, bool api = true)
    {
        await using var app = App.Build(installation, also, api);
        if (installation.Settings.Demo) await Play(installation);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        if (api) Greeting.Print(installation, address);
        else Console.WriteLine($"Store: {installation.Store.Describe}\nListening on {address}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Past every host: whoever finds these cases later finds them in the journal.</summary>
    static Task<int> Play(Installation installation)
    {
        var decider = new Core.CaseDecider();
        var directory = new LocalDirectory(decider, installation.Store, installation.Rules);
        return DemoCases.Play(
            directory, new(directory, new(decider, installation.Store, installation.Rules), installation.Store), installation.Store, installation.Keys, installation.Rules, installation.Clock);
    }
}
