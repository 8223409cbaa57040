using System.Diagnostics;
using Coordination.ClientApi;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>A wrong setting stops the program at the start with one line that says which and why.</summary>
public sealed class SettingsTests
{
    static Settings Read(params string[] args) => Settings.Read(args, _ => null);

    // In brackets: a file or a folder that the test makes.
    public static TheoryData<string, string> Wrong => new()
    {
        { "--colour blue", "--colour is no option of this program; --help lists them" },
        { "--", "-- is no option of this program; --help lists them" },
        { "-h", "'-h' is no command (there are: token, check, rebuild-register, backup, export, import); --help tells more" },
        { "serve", "'serve' is no command (there are: token, check, rebuild-register, backup, export, import); --help tells more" },
        { "check twice", "'twice' is not expected here; --help tells more" },
        { "backup", "backup FILE: which file?" },
        { "export", "export FILE: which file?" },
        { "import", "import FILE: which file?" },
        { "import a b", "'b' is not expected here; --help tells more" },
        { "backup a b", "'b' is not expected here; --help tells more" },
        { "token", "token --person ID: whose token?" },
        { "--data", "--data: its value is missing" },
        { "--data=", "--data: its value is missing" },
        { "--demo=yes", "--demo takes no value" },
        { "--data a --data b", "--data is given twice" },
        { "--demo --demo", "--demo is given twice" },
        { "--hours many", "--hours many: a whole number from 1 to 8760 is expected" },
        { "--hours 0", "--hours 0: a whole number from 1 to 8760 is expected" },
        { "--requests-per-second-max -1", "--requests-per-second-max -1: a whole number from 0 to 1000000 is expected" },
        { "--requests-per-second-max 1.5", "--requests-per-second-max 1.5: a whole number from 0 to 1000000 is expected" },
        { "--deadline-poll-seconds 99999999999", "--deadline-poll-seconds 99999999999: a whole number from 1 to 3600 is expected" },
        { "--live-cases-max 99", "--live-cases-max 99: a whole number from 100 to 10000000 is expected" },
        { "--urls 5080", "--urls 5080: addresses such as http://127.0.0.1:5080 are expected" },
        { "--urls ftp://127.0.0.1", "--urls ftp://127.0.0.1: addresses such as http://127.0.0.1:5080 are expected" },
        { "--urls https://127.0.0.1:5080", "--urls https://127.0.0.1:5080: addresses such as http://127.0.0.1:5080 are expected" },
        { "--urls http://127.0.0.1:5080/api", "--urls http://127.0.0.1:5080/api: addresses such as http://127.0.0.1:5080 are expected" },
        { "--urls http://127.0.0.1:99999", "--urls http://127.0.0.1:99999: addresses such as http://127.0.0.1:5080 are expected" },
        { "--authority http://login.example", "--authority http://login.example: an https address is expected" },
        { "--authority login", "--authority login: an https address is expected" },
        { "--allowed-origins *", "--allowed-origins: '*' is not understood" },
        { "--allowed-origins https://a.example,https://b.example/path", "--allowed-origins: 'https://b.example/path' is not understood" },
        { "--demo-seed one", "--demo-seed one: a whole number from 0 to 1000000 is expected" },
        { "--demo-contacts-per-week 0", "--demo-contacts-per-week 0: a whole number from 1 to 100 is expected" },
        { "--demo-days 7", "--demo-days 7: a whole number from 30 to 731 is expected" },
        { "--demo-pace 1001", "--demo-pace 1001: a whole number from 0 to 1000 is expected" },
        { "--known-proxies 127.0.0.1,proxy", "--known-proxies: 'proxy' is not understood" },
        { "--database Database=coordination", "--database: Host=… is missing" },
        { "--database localhost", "--database: not a connection string such as \"Host=db;Database=coordination;Username=…;Password=…\"" },
        { "--database Host=db;Colour=blue", "--database: not a connection string such as \"Host=db;Database=coordination;Username=…;Password=…\"" },
        { "--database Host=db;Port=many", "--database: not a connection string such as \"Host=db;Database=coordination;Username=…;Password=…\"" },
        { "--network [none]", "--network [none]: there is no such file" },
        { "--models [none]", "--models [none]: there is no such folder" },
        { "--models [empty]", "--models [empty]: no operating model (*.v1.json) is in it" },
        { "--models [broken]", "[broken]/one.v1.json:3: …" },
        { "--default-model two-contacts", "--default-model two-contacts: no such operating model in [shipped]" },
        { "--default-model phenomenon-co-development", "--default-model phenomenon-co-development: it is of phenomena, and contacts are of families" },
        { "--network [not-json]", "[not-json]:2: …" },
        { "--network [null]", "[null]:…" },
        { "--network [null-person]", "[null-person]:…" },
        { "--network [no-id]", "[no-id]:…" },
        { "--network [unknown-field]", "[unknown-field]:1: …" },
        { "--network [stray-unit]", "[stray-unit]: unit u belongs to organisation o, which is not in the network" },
        { "--network [twice]", "[twice]: organisation id 'o' is empty or there twice" },
        { "--data [file]", "--data [file]: …" },
    };

    static readonly Dictionary<string, string> Files = new()
    {
        ["not-json"] = "{\n  \"units\": [}\n}",
        ["null"] = "null",
        ["null-person"] = """{"organisations":[],"units":[],"people":[null]}""",
        ["no-id"] = """{"organisations":[{"name":"o","kind":"county"}],"units":[],"people":[]}""",
        ["unknown-field"] = """{"organisations":[],"units":[],"people":[],"teams":[]}""",
        ["stray-unit"] = """{"organisations":[],"units":[{"id":"u","organisation":"o","name":"U","service":"s","areas":[]}],"people":[]}""",
        ["twice"] = """{"organisations":[{"id":"o","name":"O","kind":"county"},{"id":"o","name":"O","kind":"ngo"}],"units":[],"people":[]}""",
        ["file"] = "a file where a folder belongs",
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_setting_is_told_in_one_line(string line, string told)
    {
        using var folder = new TempFolder();
        foreach (var (name, text) in Files) folder.Write(name, text);
        Directory.CreateDirectory(Path.Combine(folder.Path, "empty"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "broken")).FullName, "one.v1.json"), "{\n  \"key\": \"one\"\n  \"version\": 1\n}\n");
        var args = Fill(line).Split(' ');
        if (!args.Contains("--data") && !line.StartsWith("--data=", StringComparison.Ordinal)) args = [.. args, "--data", Path.Combine(folder.Path, "data")];
        var wrong = await Assert.ThrowsAsync<WrongSettingException>(async () => (await Installation.Open(Read(args), TimeProvider.System)).Dispose());
        Assert.DoesNotContain('\n', wrong.Message);
        // Of a message that others wrote only the beginning is held to.
        if (told.EndsWith('…')) Assert.StartsWith(Fill(told)[..^1], wrong.Message, StringComparison.Ordinal);
        else Assert.Equal(Fill(told), wrong.Message);

        string Fill(string text) => text.Replace("[shipped]", Read().Models, StringComparison.Ordinal)
            .Replace("[", folder.Path + "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_said_has_a_default()
    {
        var settings = Read();
        Assert.Equal(("http://127.0.0.1:5080", "one-contact-is-enough", 50, 30, "coordination"), (settings.Urls, settings.DefaultModel, settings.RequestsPerSecondMax, settings.DeadlinePollSeconds, settings.Audience));
        Assert.Equal((null, null, false, false), (settings.Database, settings.Authority, settings.Demo, settings.Bench));
        Assert.Equal(LocalDirectory.LiveCasesMax, settings.LiveCasesMax);
        Assert.Empty(settings.AllowedOrigins);
        Assert.Empty(settings.KnownProxies);
        Assert.EndsWith(Path.Combine("coordination", "data"), settings.Data, StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine("coordination", "demo"), Read("--demo").Data, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_wins_over_the_environment()
    {
        string? Environment(string name) => name switch { "COORDINATION_HOURS" => "5", "COORDINATION_DATABASE" => "Host=env", "COORDINATION_REQUESTS_PER_SECOND_MAX" => "7", "COORDINATION_AUDIENCE" => "", _ => null };
        var settings = Settings.Read(["--hours", "6"], Environment);
        Assert.Equal((6, "Host=env", 7, "coordination"), (settings.Hours, settings.Database, settings.RequestsPerSecondMax, settings.Audience));
    }

    [Fact]
    public void Every_option_is_told_in_the_help()
    {
        var help = Settings.Usage;
        foreach (var option in Repository.Text("client-api/Settings.cs").Split("static readonly string[] Options =")[1].Split("];")[0].Split('"').Where((_, i) => i % 2 == 1))
            Assert.Contains($"--{option} ", help, StringComparison.Ordinal);
        Assert.All(["--demo ", "--bench ", "--help "], flag => Assert.Contains(flag, help, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_command_is_told_in_the_help_and_in_the_operators_pages()
    {
        var (help, pages) = (Settings.Usage, Repository.Text("docs/operations.md"));
        foreach (var command in Repository.Text("client-api/Settings.cs").Split("static readonly string[] Commands = [")[1].Split("];")[0].Split('"').Where((_, i) => i % 2 == 1))
        {
            Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal);
            Assert.Contains($"`{command}", pages.Replace("dotnet run --project client-api -- ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    // ---- The program itself --------------------------------------------------------------------------------------------

    public static TheoryData<string, string> Refused => new()
    {
        { "--colour blue", "coordination: --colour is no option of this program; --help lists them" },
        { "--models [none]", "coordination: --models [none]: there is no such folder" },
        { "--database Host=127.0.0.1;Port=1;Database=c;Username=u;Password=secret", "coordination: PostgreSQL 127.0.0.1:1/c: …" },
        { "--data [not-a-database]", "coordination: [not-a-database]/coordination.db: …" },
        { "--urls http://203.0.113.7:5080", "coordination: …" },
        { "--urls http://127.0.0.1:[taken]", "coordination: …" },
        { "token --person nobody", "coordination: token: person nobody is not in the network" },
        { "token --person p-manager --roles king", "coordination: token: 'king' is no role (professional, coordinator, manager, operator)" },
        { "backup [there]", "coordination: [there] is there already" },
        { "export [there]", "coordination: [there] is there already" },
        { "export [none]/file", "coordination: …" },
        { "import [none]", "coordination: [none]: there is no such file" },
        { "import [there]", "coordination: [there]: it is cut off: the last line is missing" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task The_program_says_one_line_and_ends_with_2(string line, string told)
    {
        using var folder = new TempFolder();
        folder.Write("there", "");
        Directory.CreateDirectory(Path.Combine(folder.Path, "not-a-database"));
        folder.Write("not-a-database/coordination.db", new string('x', 8_192));
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var args = Fill(line).Split(' ');
        if (!args.Contains("--data")) args = [.. args, "--data", Path.Combine(folder.Path, "data")];
        var (code, said, complained) = await Run(args);
        Assert.Equal((2, ""), (code, said));
        if (told.EndsWith('…')) Assert.StartsWith(Fill(told)[..^1], complained, StringComparison.Ordinal);
        else Assert.Equal(Fill(told) + "\n", complained);
        Assert.Equal(1, complained.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", complained, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", complained, StringComparison.Ordinal);

        string Fill(string text) => text.Replace("[taken]", ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("[", folder.Path + "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_tells_its_help_and_ends_with_0()
    {
        var (code, said, complained) = await Run("--help");
        Assert.Equal((0, ""), (code, complained));
        Assert.Equal(Settings.Usage.ReplaceLineEndings("\n").TrimEnd(), said.TrimEnd());
    }

    [Fact]
    public async Task An_export_and_its_import_say_the_same_line()
    {
        await using var old = TempSqlite.Open();
        await new RandomHistory(old.Store, 1).Live(20, TestContext.Current.CancellationToken);
        await new Maintenance(old.Store, Town.Decider).RefreshRegister(TestContext.Current.CancellationToken);
        old.Close();
        using var folder = new TempFolder();
        var (file, data) = (Path.Combine(folder.Path, "journal"), Path.Combine(folder.Path, "data"));
        var exported = await Run("export", file, "--data", old.Folder.FullName);
        Assert.Matches("^[0-9]+ cases, [0-9]+ events, [0-9]+ commands; SHA-256 [0-9a-f]{64}\n$", exported.Said);
        Assert.Equal((0, ""), (exported.Code, exported.Complained));
        Assert.Equal(exported, await Run("import", file, "--data", data));
        Assert.Equal((2, "", $"coordination: import: SQLite {data}/coordination.db is not empty\n"), await Run("import", file, "--data", data));
    }

    /// <summary>A database that an older build wrote is told of once, in one line that is no answer.</summary>
    [Fact]
    public async Task A_register_drawn_anew_is_told_of_once_beside_the_answer()
    {
        await using var old = TempSqlite.Open();
        await new RandomHistory(old.Store, 1).Live(20, TestContext.Current.CancellationToken);
        var cases = Assert.Single(await old.Query<long>("SELECT count(*) FROM register"));
        old.Close();
        var first = await Run("check", "--data", old.Folder.FullName);
        Assert.Equal((0, $"The register was drawn anew for this build: {cases} cases\n"), (first.Code, first.Complained));
        Assert.StartsWith($"{cases} cases, ", first.Said, StringComparison.Ordinal);
        Assert.EndsWith("; 0 faults\n", first.Said, StringComparison.Ordinal);
        Assert.Equal(first with { Complained = "" }, await Run("check", "--data", old.Folder.FullName));
    }

    static async Task<(int Code, string Said, string Complained)> Run(params string[] args)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Coordination.ClientApi.dll"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var (said, complained) = (program.StandardOutput.ReadToEndAsync(patience.Token), program.StandardError.ReadToEndAsync(patience.Token));
            await program.WaitForExitAsync(patience.Token);
            return (program.ExitCode, await said, await complained);
        }
        finally
        {
            if (!program.HasExited) program.Kill(entireProcessTree: true);
        }
    }
}
