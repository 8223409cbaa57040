namespace Coordination.Bench.Server;

/// <summary>A store to measure; the embedded one needs no database.</summary>
/// <param name="Program">The cluster node to run on it; the client-api if there is none.</param>
/// <param name="Nodes">How many nodes the cluster has; all clients are at the first.</param>
internal sealed record StoreChoice(string Name, string? Database, string? Program = null, int Nodes = 1)
{
    public static readonly StoreChoice Sqlite = new("sqlite", null);

    public static StoreChoice Postgres(string database) => new("postgres", database);
}
