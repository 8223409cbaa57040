namespace Coordination.Bench.Server;

/// <summary>A store to measure; the embedded one needs no database.</summary>
/// <param name="Program">The cluster node to run on it; the client-api if there is none.</param>
/// <param name="Nodes">How many nodes the cluster has; all clients are at the first.</param>
internal sealed record StoreChoice(string Name, string? Database, string? Program = null, int Nodes = 1)
{
    const string PlainGrain = "plain grain";

    public static readonly StoreChoice Sqlite = new("sqlite", null);

    /// <summary>Whether it is the grain that writes its state at every command, which is no product.</summary>
    public bool IsPlain => Name == PlainGrain;

    public static StoreChoice Postgres(string database) => new("postgres", database);

    /// <summary>The stores and programs that <c>--stores</c>, <c>--postgres</c>, <c>--silo</c> and <c>--plain</c> name.</summary>
    public static List<StoreChoice> Of(Arguments arguments)
    {
        var postgres = arguments.Text("--postgres");
        var names = arguments.Text("--stores")?.Split(',') ?? (postgres is null ? ["sqlite"] : ["sqlite", "postgres"]);
        List<StoreChoice> stores = [.. names.Where(name => name != "none").Select(name => name switch
        {
            "sqlite" => Sqlite,
            "postgres" => Postgres(postgres ?? throw new CannotRunException("the store postgres needs --postgres \"Host=...\"")),
            _ => throw new CannotRunException($"--stores knows sqlite, postgres and none, not '{name}'"),
        })];
        if (ProgramOf(arguments, "--silo") is { } silo)
        {
            stores.Add(new("1 silo, sqlite", null, silo));
            if (postgres is not null)
            {
                stores.AddRange([new("1 silo, postgres", postgres, silo), new("3 silos, postgres", postgres, silo, 3)]);
            }
        }

        if (ProgramOf(arguments, "--plain") is { } plain)
        {
            stores.Add(new(PlainGrain, postgres ?? throw new CannotRunException("--plain needs --postgres \"Host=...\""), plain));
        }

        return stores;
    }

    static string? ProgramOf(Arguments arguments, string option) => arguments.Text(option) is not { } file ? null
        : File.Exists(file) ? Path.GetFullPath(file) : throw new CannotRunException($"there is no {option} '{file}'");
}
