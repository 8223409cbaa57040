using Microsoft.AspNetCore.Http.Features;
using Coordination.ClientApi;
using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;
using Coordination.Engine.Sqlite;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;

try
{
    var settings = Settings.Read(args, Environment.GetEnvironmentVariable);
    if (settings.Help) { Console.WriteLine(Settings.Usage); return 0; }
    using var installation = await Installation.Open(settings, TimeProvider.System);
    return settings.Command switch
    {
        "token" => Tool.Token(installation),
        "check" => await Tool.Check(installation),
        "rebuild-register" => await Tool.Rebuild(installation),
        "backup" => await Tool.Backup(installation),
        _ => await Serve(installation),
    };
}
catch (Exception wrong) when (wrong is WrongSettingException or JournalUnavailableException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync($"coordination: {wrong.Message}");
    return 2;
}

static async Task<int> Serve(Installation installation)
{
    await using var app = App.Build(installation);
    if (installation.Settings.Demo)
        await DemoCases.Play(app.Services.GetRequiredService<ICaseDirectory>(), app.Services.GetRequiredService<ContactDesk>(), installation.Store, installation.Keys, installation.Rules, installation.Clock);
    await app.StartAsync();
    var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
    Greeting.Print(installation, address);
    await app.WaitForShutdownAsync();
    return 0;
}
