using System.Globalization;
using Coordination.Bench.Server;

namespace Coordination.Bench.Boards;

/// <summary>What one run measures, as its options say.</summary>
internal sealed record BoardsPlan(
    IReadOnlyList<StoreChoice> Stores, IReadOnlyList<int> Cases, string? ClientApi, string DataRoot, bool Keep, bool Check, int WarmUpSeconds, int Seconds, int AtOnce, int Clients, string? Markdown, int MinutesMax)
{
    const string CasesPlace = "{cases}";

    public static readonly IReadOnlyList<string> Options =
        ["--cases", "--stores", "--postgres", "--client-api", "--data-root", "--warm-up", "--seconds", "--at-once", "--clients", "--markdown", "--minutes-max"];

    public static readonly IReadOnlyList<string> Switches = ["--keep", "--check"];

    public static string Usage => $$"""
          --cases 1000,100000,1000000  how many cases, a tenth of them open
          --stores sqlite,postgres     which stores to measure (sqlite, and postgres when --postgres is given)
          --postgres "Host=...;Database=boards_{cases}"
                                       connection string of existing, empty databases, one for each number of cases: {cases} becomes 1k, 100k, 1m
          --client-api FILE            the Coordination.ClientApi.dll to start (the checkout's Release build)
          --data-root DIR              where data is put ({{Path.GetTempPath()}})
          --keep                       leave the loaded stores where they are, and measure those that are there already
          --check                      let the product check what was loaded (slow, and holds all of it in memory)
          --warm-up 1                  seconds before each measure that are not counted
          --seconds 2                  seconds of each measure
          --at-once 8                  how many clients ask at once in the second measure of each query
          --clients 64                 how many give commands at once
          --markdown FILE              write the tables there as well, as Markdown
          --minutes-max 120            give up after this long

        Exit codes: 0 measured; 1 measured, but a request failed; 2 could not run.
        """;

    public static BoardsPlan Of(Arguments arguments) => new BoardsPlan(
        StoreChoice.Of(arguments), arguments.Numbers("--cases", [1_000, 100_000, 1_000_000], 1_000, 10_000_000), arguments.Text("--client-api"),
        arguments.Text("--data-root") ?? Path.GetTempPath(), arguments.Has("--keep"), arguments.Has("--check"), arguments.Number("--warm-up", 1, 0, 600), arguments.Number("--seconds", 2, 1, 600),
        arguments.Number("--at-once", 8, 1, 64), arguments.Number("--clients", 64, 1, 64), arguments.Text("--markdown"), arguments.Number("--minutes-max", 120, 1, 24 * 60)) switch
        {
            { Markdown: { } markdown } when !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(markdown))) => throw new CannotRunException($"there is no folder for --markdown '{markdown}'"),
            { Cases.Count: > 1 } plan when plan.Stores.Any(store => store.Database?.Contains(CasesPlace, StringComparison.Ordinal) == false) =>
                throw new CannotRunException($"each number of cases needs a database of its own: write {CasesPlace} into its name"),
            var plan => plan,
        };

    /// <summary>1k, 100k, 1m.</summary>
    public static string Short(int cases) =>
        cases % 1_000_000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{cases / 1_000_000}m") : cases % 1_000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{cases / 1_000}k") : cases.ToString(CultureInfo.InvariantCulture);

    public static StoreChoice For(StoreChoice store, int cases) => store with { Database = store.Database?.Replace(CasesPlace, Short(cases), StringComparison.Ordinal) };
}
