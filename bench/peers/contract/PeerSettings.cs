namespace Coordination.Peers;

/// <summary>The options of a peer: those of the product's that the bench starts a server with.</summary>
public sealed record PeerSettings(
    string? Command, string Network, string Data, string? Database, string Urls, bool Bench, bool CommandIds, string People, string Roles)
{
    public const string Usage = """
        [token] [options]

          token --person ID[,ID] --roles ROLE[,ROLE]   print a token for each
          --network FILE                               units and people
          --data DIR                                   the signing keys, and SQLite
          --database "Host=..."                        PostgreSQL instead of SQLite
          --urls http://127.0.0.1:5090                 where to listen
          --bench                                      also serve /v1/no-op, to measure with
          --without-command-ids                        keep no Idempotency-Key: what is said twice happens twice
          --requests-per-second-max 0                  there is no limit; only 0 is taken
        """;

    public static PeerSettings Read(IReadOnlyList<string> args)
    {
        var (command, given) = ((string?)null, new Dictionary<string, string>());
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "token": command = args[i]; break;
                case "--help" or "--bench" or "--without-command-ids": given[args[i]] = ""; break;
                case "--network" or "--data" or "--database" or "--urls" or "--person" or "--roles" or "--requests-per-second-max" when i + 1 < args.Count: given[args[i]] = args[++i]; break;
                default: throw new WrongSettingException($"'{args[i]}' is not understood, or its value is missing; --help tells the options");
            }
        }

        return new(
            given.ContainsKey("--help") ? "help" : command,
            given.GetValueOrDefault("--network", "network.json"), given.GetValueOrDefault("--data", "."), given.GetValueOrDefault("--database"),
            given.GetValueOrDefault("--urls", "http://127.0.0.1:5090"), given.ContainsKey("--bench"), !given.ContainsKey("--without-command-ids"),
            given.GetValueOrDefault("--person", ""), given.GetValueOrDefault("--roles", "coordinator"));
    }
}

/// <summary>A setting cannot be used. The message is one line.</summary>
public sealed class WrongSettingException(string message) : Exception(message);
