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
        var playing = installation.Settings.Demo ? await Play(installation) : null;
        await using var app = App.Build(installation, services =>
        {
            also?.Invoke(services);
            if (playing is not null) services.AddHostedService(s => new DemoLife(playing, installation.Settings.DemoRates.Pace ?? DemoChoice.PaceUsual, installation.Clock, s.GetRequiredService<ILogger<DemoLife>>()));
        }, api);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        if (api) Greeting.Print(installation, app.Services.GetRequiredService<Pages.SignInLinks>(), address);
        else Console.WriteLine($"Store: {installation.Store.Describe}\nListening on {address}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Past every host: whoever finds these cases later finds them in the journal.</summary>
    static async Task<Playing> Play(Installation installation)
    {
        var began = installation.Clock.GetTimestamp();
        var directory = new LocalDirectory(new(), installation.Store, installation.Rules);
        var playing = await Playing.Begin(installation.Store, directory, installation.Keys, installation.Rules, installation.Clock, installation.Settings.DemoRates, default);
        Console.WriteLine($"Demo: {playing.Given} commands played in {installation.Clock.GetElapsedTime(began).TotalSeconds:0.0} s");
        return playing;
    }
}
