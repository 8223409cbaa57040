using Coordination.ClientApi;
using Coordination.Engine;

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
        "export" => await Tool.Export(installation),
        "import" => await Tool.Import(installation),
        _ => await Serving.Run(installation),
    };
}
catch (Exception wrong) when (wrong is WrongSettingException or JournalUnavailableException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync($"coordination: {wrong.Message}");
    return 2;
}
