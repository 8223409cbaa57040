using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Coordination.Tests;

/// <summary>
/// The style as a test: who may lean on whom and on what, how long a thing may grow, and what nobody leaves lying about.
/// A room that is not built yet is passed over; a project in a room nobody named here is not.
/// </summary>
public sealed partial class TidyTests
{
    const int FileLinesMax = 400;
    const int ProgramLinesMax = 70;
    const int LoopLinesMax = 45;

    /// <summary>Files longer than the rest may be, with the length they have: a ceiling that only comes down.</summary>
    static readonly Dictionary<string, int> Longer = new()
    {
    };

    /// <summary>Room, the rooms it may refer to, and the packages it may have. A star stands for the rest of a name.</summary>
    static readonly (string Room, string[] Rooms, string[] Packages)[] Rooms =
    [
        ("core", [], []),
        ("engine", ["core"], ["Dapper", "Microsoft.Data.Sqlite", "SQLitePCLRaw.*", "Npgsql"]),
        ("client-api", ["engine"], ["Microsoft.AspNetCore.*", "Microsoft.IdentityModel.*", "Microsoft.OpenApi"]),
        ("grain-interfaces", ["core"], ["Microsoft.Orleans.*"]),
        ("grains", ["grain-interfaces", "engine"], ["Microsoft.Orleans.*", "Stateless"]),
        ("silo", ["grains", "client-api"], ["Microsoft.Orleans.*", "Npgsql", "Dapper"]),
        ("bench", ["engine"], ["Npgsql", "Microsoft.Playwright"]),
        ("bench/peers/contract", [], ["Microsoft.AspNetCore.*", "Microsoft.IdentityModel.*", "Microsoft.EntityFrameworkCore.*", "SQLitePCLRaw.*", "Npgsql.EntityFrameworkCore.PostgreSQL"]),
        ("bench/peers/rows", ["bench/peers/contract"], []),
        ("bench/peers/saga", ["bench/peers/contract"], ["MassTransit"]),
        ("tests", ["*"], ["*"]),
        ("tests/cluster", ["*"], ["*"]),
        ("tests/cluster/plain", ["silo"], ["Microsoft.Orleans.*"]),
    ];

    static readonly string[] OrleansRooms = ["grain-interfaces", "grains", "silo", "tests/cluster", "tests/cluster/plain"];
    static readonly string[] FoldersOfNothing = ["shared", "common", "infrastructure", "application", "utils", "util", "helpers", "misc"];
    static readonly string[] NotText = [".png", ".ico", ".jpg", ".woff2", ".pdf", ".db", ".db-wal", ".db-shm", ".gz", ".zip"];
    static readonly string[] NotCommitted = [".git", "bin", "obj", "TestResults", ".vs", ".idea"];

    static readonly string[] Files = [.. Walk(Repository.Root).Order(StringComparer.Ordinal)];
    static readonly string[] Projects = [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))];
    static readonly string[] Sources = [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal))];

    [Fact]
    public void Every_project_stands_in_a_room_that_is_named_here() =>
        Nothing(from project in Projects where !Rooms.Any(r => r.Room == RoomOf(project)) select $"{project} stands in no known room");

    [Fact]
    public void Rooms_refer_only_where_the_arrows_lead() =>
        Nothing(
            from project in Projects
            from reference in Included(project, "ProjectReference")
            let to = RoomOf(Path.GetRelativePath(Repository.Root, Path.GetFullPath(reference.Replace('\\', '/'), Path.GetDirectoryName(Repository.Path(project))!)).Replace('\\', '/'))
            where !Allows(Rooms.First(r => r.Room == RoomOf(project)).Rooms, to)
            select $"{project} refers to {to}");

    [Fact]
    public void Rooms_have_only_their_packages() =>
        Nothing(
            from project in Projects
            from package in Included(project, "PackageReference")
            where !Allows(Rooms.First(r => r.Room == RoomOf(project)).Packages, package)
            select $"{project} has {package}");

    [Fact]
    public void Orleans_and_Stateless_stay_in_the_clusters_rooms() =>
        Nothing(
            from project in Projects
            where !OrleansRooms.Contains(RoomOf(project))
            from package in Included(project, "PackageReference")
            where package.Contains("Orleans", StringComparison.Ordinal) || package == "Stateless"
            select $"{project} has {package}");

    /// <summary>Their packages are asked for by nobody who builds the product, its tests or its bench.</summary>
    [Fact]
    public void The_peers_are_measured_against_and_nothing_leans_on_them()
    {
        Assert.DoesNotContain("peers", Repository.Text("Coordination.sln"), StringComparison.OrdinalIgnoreCase);
        Nothing(
            from project in Projects
            where !RoomOf(project).StartsWith("bench/peers/", StringComparison.Ordinal)
            from reference in Included(project, "ProjectReference")
            where reference.Contains("peers/", StringComparison.Ordinal)
            select $"{project} refers to {reference}");
    }

    [Fact]
    public void The_core_has_no_file_no_clock_and_no_task() =>
        Nothing(Uses(f => RoomOf(f) == "core", Impure()));

    [Fact]
    public void The_engine_knows_no_web() =>
        Nothing(Uses(f => RoomOf(f) == "engine", Web()));

    [Fact]
    public void The_api_knows_no_database_and_no_grain() =>
        Nothing(Uses(f => RoomOf(f) == "client-api", Database()));

    [Fact]
    public void No_source_outside_the_clusters_rooms_names_Orleans_or_Stateless() =>
        Nothing(Uses(f => !OrleansRooms.Contains(RoomOf(f)), Cluster()));

    [Fact]
    public void The_core_bans_the_clock_by_symbol_too() =>
        Assert.All(
            ["System.DateTime.Now", "System.DateTimeOffset.UtcNow", "System.Guid.NewGuid", "System.Random", "System.IO.File", "System.Threading.Tasks.Task"],
            symbol => Assert.Contains($":{symbol};", Repository.Text("core/BannedSymbols.txt"), StringComparison.Ordinal));

    [Fact]
    public void No_folder_is_named_after_nothing() =>
        Nothing(
            from folder in Files.SelectMany(f => f.Split('/')[..^1]).Distinct()
            where FoldersOfNothing.Contains(folder.ToLowerInvariant())
            select $"a folder is called {folder}");

    [Fact]
    public void No_file_is_longer_than_its_ceiling() =>
        Nothing(
            from source in Sources
            let lines = File.ReadLines(Repository.Path(source)).Count()
            where lines > Longer.GetValueOrDefault(source, FileLinesMax)
            select $"{source} has {lines} lines; its ceiling is {Longer.GetValueOrDefault(source, FileLinesMax)}");

    [Fact]
    public void A_ceiling_comes_down_with_its_file() =>
        Nothing(
            from longer in Longer
            where !Sources.Contains(longer.Key) || File.ReadLines(Repository.Path(longer.Key)).Count() <= FileLinesMax
            select $"{longer.Key} needs no ceiling of its own any more");

    [Fact]
    public void The_loop_stands_on_one_screen()
    {
        var lines = File.ReadLines(Repository.Path("engine/LiveCase.cs")).ToList();
        var from = lines.FindIndex(l => l.Contains(" Send(", StringComparison.Ordinal));
        Assert.True(from >= 0, "engine/LiveCase.cs has no Send");
        var to = lines.FindIndex(from, l => l == "    }");
        Assert.True(to > from, "the end of Send was not found");
        Assert.InRange(to - from + 1, 1, LoopLinesMax);
    }

    [Fact]
    public void A_program_only_wires() =>
        Nothing(
            from program in Sources
            where Path.GetFileName(program) == "Program.cs"
            let lines = File.ReadLines(Repository.Path(program)).Count()
            where lines > ProgramLinesMax
            select $"{program} has {lines} lines");

    [Fact]
    public void Nothing_is_left_to_do() =>
        Nothing(Uses(f => !f.EndsWith("/TidyTests.cs", StringComparison.Ordinal), Unfinished()));

    [Fact]
    public void Outside_the_tests_nobody_sleeps_on_a_thread_or_reads_the_machines_clock() =>
        Nothing(Uses(f => !f.StartsWith("tests/", StringComparison.Ordinal), Clock()));

    [Fact]
    public void Every_text_file_ends_with_a_newline() =>
        Nothing(
            from file in Files
            where !NotText.Contains(Path.GetExtension(file))
            let text = Repository.Text(file)
            where text.Length > 0 && (text[^1] != '\n' || text.Contains('\r', StringComparison.Ordinal))
            select $"{file} does not end with a newline, or has carriage returns");

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() =>
        Nothing(
            from file in Files
            where !NotText.Contains(Path.GetExtension(file)) && !file.EndsWith("/TidyTests.cs", StringComparison.Ordinal)
            from found in Found(file, MachinePath())
            select found);

    [Fact]
    public void The_readme_tells_the_two_commands()
    {
        var readme = Files.Contains("README.md") ? Repository.Text("README.md") : "";
        Assert.Contains("dotnet run --project client-api", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test tests", readme, StringComparison.Ordinal);
    }

    /// <summary>The patterns are tried on what they must find: one that finds nothing would keep nothing tidy.</summary>
    [Theory]
    [InlineData("core", "using System.IO;")]
    [InlineData("core", "var now = TimeProvider.System;")]
    [InlineData("core", "async Task Wait()")]
    [InlineData("web", "using Microsoft.AspNetCore.Http;")]
    [InlineData("database", "using Npgsql;")]
    [InlineData("database", "using Microsoft.Data.Sqlite;")]
    [InlineData("cluster", "using Orleans.Runtime;")]
    [InlineData("cluster", "using Stateless;")]
    [InlineData("unfinished", "// TODO: later")]
    [InlineData("unfinished", "throw new NotImplementedException();")]
    [InlineData("clock", "Thread.Sleep(10);")]
    [InlineData("clock", "var at = DateTimeOffset.UtcNow;")]
    [InlineData("machine", "see /home/somebody/notes")]
    [InlineData("machine", "\"C:\\Users\\somebody\"")]
    public void The_patterns_find_what_they_are_for(string pattern, string line) =>
        Assert.Matches(pattern switch
        {
            "core" => Impure(), "web" => Web(), "database" => Database(), "cluster" => Cluster(), "unfinished" => Unfinished(), "clock" => Clock(), _ => MachinePath(),
        }, line);

    static void Nothing(IEnumerable<string> found) => Assert.Equal("", string.Join('\n', found));

    static bool Allows(string[] allowed, string name) =>
        allowed.Any(a => a == name || (a.EndsWith('*') && name.StartsWith(a[..^1], StringComparison.Ordinal)));

    static IEnumerable<string> Included(string project, string item) =>
        XDocument.Load(Repository.Path(project)).Descendants(item).Select(i => (string?)i.Attribute("Include")).OfType<string>();

    static IEnumerable<string> Uses(Func<string, bool> where, Regex what) => Sources.Where(where).SelectMany(file => Found(file, what));

    static IEnumerable<string> Found(string file, Regex what) =>
        from line in File.ReadLines(Repository.Path(file)).Index()
        where what.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

    /// <summary>The innermost room named here that a file stands in; of others, the outermost folder.</summary>
    static string RoomOf(string file) =>
        Rooms.Select(r => r.Room).Where(room => file.StartsWith(room + "/", StringComparison.Ordinal)).MaxBy(room => room.Length) ?? (file.Split('/') is [var first, _, ..] ? first : "");

    static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
        foreach (var below in Directory.EnumerateDirectories(folder))
            if (!NotCommitted.Contains(Path.GetFileName(below)))
                foreach (var file in Walk(below))
                    yield return file;
    }

    [GeneratedRegex(@"\bSystem\.IO\b|\b(File|Directory|FileStream|StreamReader|StreamWriter)\.|\bTimeProvider\b|\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\b(async|await|ValueTask)\b[^,]|(?<!\.)\bTask[<.]|\bConsole\.|\bEnvironment\.")]
    private static partial Regex Impure();

    [GeneratedRegex(@"\bMicrosoft\.AspNetCore\b|\bMicrosoft\.Extensions\.Hosting\b")]
    private static partial Regex Web();

    [GeneratedRegex(@"^\s*(global )?using (static )?(Npgsql|Dapper|Microsoft\.Data|SQLitePCL|Orleans|Stateless)\b|\bNpgsql(Connection|DataSource|Command)\b|\bSqliteConnection\b")]
    private static partial Regex Database();

    [GeneratedRegex(@"^\s*(global )?using (static )?(Orleans|Stateless)\b")]
    private static partial Regex Cluster();

    [GeneratedRegex(@"\b(TODO|FIXME|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bThread\.Sleep\b|\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<![\w.:/*])/(home|root|work|Users)/\w|\b[A-Z]:\\\\?Users\\")]
    private static partial Regex MachinePath();
}
