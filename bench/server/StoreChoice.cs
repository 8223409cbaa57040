namespace Coordination.Bench.Server;

/// <summary>A store to measure; the embedded one needs no database.</summary>
internal sealed record StoreChoice(string Name, string? Database)
{
    public static readonly StoreChoice Sqlite = new("sqlite", null);

    public static StoreChoice Postgres(string database) => new("postgres", database);
}
