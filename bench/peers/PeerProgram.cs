using Coordination.Bench.Server;

namespace Coordination.Bench.Peers;

/// <summary>A server that is compared: the product, or a peer that keeps the compared part of its contract.</summary>
/// <param name="Also">Options besides those every server gets.</param>
internal sealed record PeerProgram(string Name, string Dll, params IReadOnlyList<string> Also)
{
    public const string Product = "coordination";
    public const string All = $"{Product},rows,rows-without-ids,saga";

    /// <summary>The programs of these names, built.</summary>
    public static async Task<IReadOnlyList<PeerProgram>> OfAsync(string names, string? clientApi, CancellationToken stop)
    {
        var product = await ServerBuild.FindAsync(clientApi, stop);
        return [.. names.Split(',').Select(name => name switch
        {
            Product => new PeerProgram(name, product),
            "rows" => new PeerProgram(name, Built("rows", "Coordination.Peers.Rows.dll")),
            "rows-without-ids" => new PeerProgram(name, Built("rows", "Coordination.Peers.Rows.dll"), "--without-command-ids"),
            "saga" => new PeerProgram(name, Built("saga", "Coordination.Peers.Saga.dll")),
            _ => throw new CannotRunException($"--programs knows {All}, not '{name}'"),
        })];
    }

    /// <summary>Peers are built by hand: their packages need not be at hand where the product's are.</summary>
    static string Built(string peer, string dll)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "bench", "peers", peer, "bin", "Release", "net10.0", dll);
            if (File.Exists(built))
            {
                return built;
            }
        }

        throw new CannotRunException($"the peer {peer} is not built: dotnet build -c Release bench/peers/{peer}");
    }
}
