using System.Globalization;
using Coordination.ClientApi.Demo;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>What the operator chose. Options on the command line win over environment variables of the same name (COORDINATION_DATABASE for --database).</summary>
public sealed record Settings
{
    public const string Usage =
        """
        coordination [command] [options]

        commands (none: run the server)
          token --person ID[,ID] [--roles coordinator,manager] [--hours 8]
                                                                        print a token for each, signed with the local key
          check                                                         replay the journal and compare the register with it
          rebuild-register                                              draw the register anew from the journal
          backup FILE                                                   copy the SQLite store while it is in use
          export FILE                                                   write the journal to a file, for another store
          import FILE                                                   fill an empty store with such a file

        options
          --data DIR                      where SQLite and the starter network live (default: a folder in your profile)
          --database "Host=…"             use PostgreSQL instead of SQLite
          --urls http://127.0.0.1:5080    where to listen
          --network FILE                  organisations, units and people (default: DIR/network.json, made at first start)
          --models DIR                    operating models (default: those shipped with the program)
          --default-model KEY             the model of a contact that names none (default: one-contact-is-enough)
          --demo                          a made-up network and a year of its families' cases, which live on
          --demo-seed N                   another number, another year (default: 1)
          --demo-contacts-per-week N      first contacts of families (default: 17)
          --demo-days N                   how far back the demo begins (default: 365)
          --demo-pace N                   while it runs so many office minutes go by in one; 1: the calendar, 0: nothing happens (default: 20)
          --authority URL                 OpenID Connect authority whose tokens are accepted (default: local tokens)
          --audience NAME                 the audience tokens must carry (default: coordination)
          --sign-in-client ID             this installation's id at the authority, so that people sign in to pages there
          --sign-in-secret FILE           a file with its secret, where the authority gave one
          --roles-claim NAME              the claim that carries roles (default: roles)
          --allowed-origins URL,URL       web origins that may call the API (default: none)
          --known-proxies IP,IP           proxies whose forwarded headers are believed (default: none)
          --requests-per-second-max N     per person; 0: no limit (default: 50)
          --deadline-poll-seconds N       how often due deadlines are noted (default: 30)
          --live-cases-max N              how many cases are kept in memory, at some kilobytes each (default: 100000)
          --settable-clock                the time is what an operator sets (POST /v1/clock), to play a log of years ago; never in production
          --bench                         also serve /v1/no-op and /v1/memory, to measure with
          --help                          this text
        """;

    static readonly string[] Flags = ["demo", "settable-clock", "bench", "help"];
    static readonly string[] Options =
    [
        "data", "database", "urls", "network", "models", "default-model", "authority", "audience", "sign-in-client", "sign-in-secret", "roles-claim", "allowed-origins", "known-proxies",
        "requests-per-second-max", "deadline-poll-seconds", "live-cases-max", "person", "roles", "hours",
        "demo-seed", "demo-contacts-per-week", "demo-days", "demo-pace",
    ];
    static readonly string[] Commands = ["token", "check", "rebuild-register", "backup", "export", "import"];
    static readonly string[] OnFiles = ["backup", "export", "import"];

    static readonly string[] Environments = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    public string? Command { get; init; }
    public string? File { get; init; }
    public required string Data { get; init; }
    public string? Database { get; init; }
    public string Urls { get; init; } = "http://127.0.0.1:5080";
    public string? NetworkFile { get; init; }
    public string Models { get; init; } = Path.Combine(AppContext.BaseDirectory, "models");
    public string DefaultModel { get; init; } = "one-contact-is-enough";
    public bool Demo { get; init; }
    public bool SettableClock { get; init; }
    public DemoChoice DemoRates { get; init; } = new();
    public bool Bench { get; init; }
    public bool Help { get; init; }
    public string? Authority { get; init; }
    public string Audience { get; init; } = "coordination";
    /// <summary>Under which id the authority knows this installation's pages; nothing where nobody signs in to pages there.</summary>
    public string? SignInClient { get; init; }
    public string? SignInSecretFile { get; init; }
    public string RolesClaim { get; init; } = "roles";
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
    public IReadOnlyList<System.Net.IPAddress> KnownProxies { get; init; } = [];
    public int RequestsPerSecondMax { get; init; } = 50;
    public int DeadlinePollSeconds { get; init; } = 30;
    public int LiveCasesMax { get; init; } = LocalDirectory.LiveCasesMax;
    public string? Person { get; init; }
    public string Roles { get; init; } = "coordinator";
    public int Hours { get; init; } = 8;

    /// <exception cref="WrongSettingException">With one line that says which setting is wrong and why.</exception>
    public static Settings Read(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var (given, words) = Split(args);
        string? Value(string name) => given.GetValueOrDefault(name) ?? environment("COORDINATION_" + name.ToUpperInvariant().Replace('-', '_')) switch { "" => null, var v => v };
        int Number(string name, int otherwise, int min, int max) => Value(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : throw new WrongSettingException($"--{name} {text}: a whole number from {min} to {max} is expected");
        var defaults = new Settings { Data = "" };
        var command = words.FirstOrDefault();
        if (command is not null && !Commands.Contains(command)) throw new WrongSettingException($"'{command}' is no command (there are: {string.Join(", ", Commands)}); --help tells more");
        var onFile = OnFiles.Contains(command);
        if (words.Count > (onFile ? 2 : 1)) throw new WrongSettingException($"'{words[^1]}' is not expected here; --help tells more");
        if (onFile && words.Count < 2) throw new WrongSettingException($"{command} FILE: which file?");
        if (command == "token" && Value("person") is null) throw new WrongSettingException("token --person ID: whose token?");
        var settings = defaults with
        {
            Command = command, File = words.ElementAtOrDefault(1),
            Data = Value("data") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "coordination", given.ContainsKey("demo") ? "demo" : "data"),
            Database = ConnectionString(Value("database")), Urls = Addresses(Value("urls") ?? defaults.Urls), NetworkFile = Value("network"),
            Models = Value("models") ?? defaults.Models, DefaultModel = Value("default-model") ?? defaults.DefaultModel,
            Demo = given.ContainsKey("demo"), Bench = given.ContainsKey("bench"), Help = given.ContainsKey("help"),
            DemoRates = DemoChoice.Read((name, min, max) => Value(name) is null ? null : Number(name, 0, min, max)),
            Authority = Https(Value("authority")), Audience = Value("audience") ?? defaults.Audience, SignInClient = Value("sign-in-client"), SignInSecretFile = Value("sign-in-secret"), RolesClaim = Value("roles-claim") ?? defaults.RolesClaim,
            AllowedOrigins = List(Value("allowed-origins"), "allowed-origins", o => Uri.TryCreate(o, UriKind.Absolute, out var u) && u.AbsolutePath == "/" ? o.TrimEnd('/') : null),
            KnownProxies = List(Value("known-proxies"), "known-proxies", p => System.Net.IPAddress.TryParse(p, out var ip) ? ip : null),
            RequestsPerSecondMax = Number("requests-per-second-max", defaults.RequestsPerSecondMax, 0, 1_000_000),
            DeadlinePollSeconds = Number("deadline-poll-seconds", defaults.DeadlinePollSeconds, 1, 3_600), LiveCasesMax = Number("live-cases-max", defaults.LiveCasesMax, 100, 10_000_000),
            SettableClock = given.ContainsKey("settable-clock"),
            Person = Value("person"), Roles = Value("roles") ?? defaults.Roles, Hours = Number("hours", defaults.Hours, 1, 24 * 365),
        };
        if (settings is { SignInClient: not null, Authority: null }) throw new WrongSettingException($"--sign-in-client {settings.SignInClient}: at which authority? (--authority)");
        if (settings is { SignInSecretFile: { } secret, SignInClient: null }) throw new WrongSettingException($"--sign-in-secret {secret}: whose secret? (--sign-in-client)");
        return settings.SettableClock && WhyNotSettable(settings, environment) is { } why ? throw new WrongSettingException($"--settable-clock: {why}") : settings;
    }

    /// <summary>Whoever sets the clock says when things happened: that is for a trial on one's own machine, and never for families.</summary>
    static string? WhyNotSettable(Settings settings, Func<string, string?> environment)
    {
        if (Environments.FirstOrDefault(name => string.Equals(environment(name), "Production", StringComparison.OrdinalIgnoreCase)) is { } production)
            return $"not in production, which {production} says this is";
        if (settings.Authority is { } authority) return $"not with the people of {authority} (--authority)";
        if (!settings.Urls.Split(';').All(u => Uri.TryCreate(u, UriKind.Absolute, out var uri) && uri.IsLoopback)) return $"only where nobody else reaches the server, not on {settings.Urls} (--urls)";
        if (settings.KnownProxies.Count > 0) return "not behind a proxy (--known-proxies)";
        if (settings.Demo) return "the demo's cases go by the real clock (--demo)";
        return settings.Command is { } command ? $"it is for the server, not for {command}" : null;
    }

    static (Dictionary<string, string> Given, List<string> Words) Split(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var words = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) { words.Add(args[i]); continue; }
            var (name, value) = args[i][2..].Split('=', 2) is [var n, var v] ? (n, v) : (args[i][2..], null);
            if (!Flags.Contains(name) && !Options.Contains(name)) throw new WrongSettingException($"--{name} is no option of this program; --help lists them");
            if (Flags.Contains(name) && value is not null) throw new WrongSettingException($"--{name} takes no value");
            if (Options.Contains(name) && value is null) value = i + 1 < args.Count ? args[++i] : throw new WrongSettingException($"--{name}: its value is missing");
            if (value is "") throw new WrongSettingException($"--{name}: its value is missing");
            if (!given.TryAdd(name, value ?? "")) throw new WrongSettingException($"--{name} is given twice");
        }
        return (given, words);
    }

    static string? ConnectionString(string? text)
    {
        if (text is null) return null;
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 } ? text : throw new WrongSettingException("--database: Host=… is missing");
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // The text itself may hold a password, and is not shown.
            throw new WrongSettingException("--database: not a connection string such as \"Host=db;Database=coordination;Username=…;Password=…\"");
        }
    }

    /// <summary>Encryption is the work of a proxy before the program, so that it holds no certificate.</summary>
    static string Addresses(string urls) => urls.Split(';').All(u =>
            Uri.TryCreate(u.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                && uri is { Scheme: "http", PathAndQuery: "/" })
        ? urls : throw new WrongSettingException($"--urls {urls}: addresses such as http://127.0.0.1:5080 are expected");

    static string? Https(string? authority) =>
        authority is null || (Uri.TryCreate(authority, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || uri.IsLoopback)) ? authority
        : throw new WrongSettingException($"--authority {authority}: an https address is expected");

    static List<T> List<T>(string? text, string name, Func<string, T?> read) where T : class =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(item => read(item) ?? throw new WrongSettingException($"--{name}: '{item}' is not understood"))];
}
