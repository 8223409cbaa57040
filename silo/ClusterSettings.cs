using System.Globalization;
using System.Net;
using Coordination.ClientApi;
using Coordination.Engine;

namespace Coordination.Silo;

public enum Role
{
    /// <summary>Cases live here, and the API is served.</summary>
    Node,

    /// <summary>Cases live here; of HTTP only the health is served.</summary>
    Silo,

    /// <summary>The API is served by a client of the cluster; no case lives here.</summary>
    Front,
}

/// <summary>What the operator chose of the cluster; the rest is <see cref="Settings"/>.</summary>
public sealed record ClusterSettings(Role Role, string Cluster, IPAddress Advertise, int SiloPort, int GatewayPort, NodeTrust? Trust = null)
{
    public static readonly string Usage = $"""
        coordination node of a cluster

        options of the cluster
          --role node|silo|front          node: cases and API (default); silo: cases, and health alone; front: API alone, a client of the cluster
          --cluster NAME                  nodes of one name and database are one cluster (default: coordination)
          --advertise IP                  where other nodes reach this one (default: 127.0.0.1, all nodes on one machine)
          --silo-port N                   for other nodes (default: 11111)
          --gateway-port N                for fronts (default: 30000)
          --tls-certificate FILE          PEM: what this node or front shows the others, its certificate with its private key
          --tls-authority FILE            PEM: the certificate of the cluster's own authority; whoever shows none that it signed
                                          is not spoken to. With both, on every node and front, the cluster's traffic is encrypted.

        Several nodes need --database. Without it this is one node on SQLite, in a process of its own.
        The commands (token, check, …) are those of client-api, given there with the same --database or --data.

        {Settings.Usage}
        """;

    static readonly string[] Own = ["role", "cluster", "advertise", "silo-port", "gateway-port", "tls-certificate", "tls-authority"];

    /// <exception cref="WrongSettingException">With one line that says which setting is wrong and why.</exception>
    public static (ClusterSettings Cluster, Settings Settings) Read(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].StartsWith("--", StringComparison.Ordinal) && args[i][2..].Split('=', 2) is var parts ? (parts[0], parts.ElementAtOrDefault(1)) : ("", null);
            if (!Own.Contains(name)) { rest.Add(args[i]); continue; }
            value ??= i + 1 < args.Count ? args[++i] : "";
            if (value.Length == 0) throw new WrongSettingException($"--{name}: its value is missing");
            if (!given.TryAdd(name, value)) throw new WrongSettingException($"--{name} is given twice");
        }
        string? Value(string name) => given.GetValueOrDefault(name) ?? environment("COORDINATION_" + name.ToUpperInvariant().Replace('-', '_')) switch { "" => null, var v => v };
        int Port(string name, int otherwise) => Value(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536 ? port
            : throw new WrongSettingException($"--{name} {text}: a port from 1 to 65535 is expected");
        var settings = Settings.Read(rest, environment);
        if (settings.Command is { } command) throw new WrongSettingException($"{command} is a command of client-api: dotnet run --project client-api -- {command} …");
        var role = Value("role") switch
        {
            null or "node" => Role.Node,
            "silo" => Role.Silo,
            "front" => Role.Front,
            var other => throw new WrongSettingException($"--role {other}: node, silo or front is expected"),
        };
        var advertise = IPAddress.Loopback;
        if (Value("advertise") is { } address && !IPAddress.TryParse(address, out advertise!)) throw new WrongSettingException($"--advertise {address}: an IP address is expected");
        var trust = (Value("tls-certificate"), Value("tls-authority")) switch
        {
            (null, null) => null,
            ({ } certificate, { } authority) => NodeTrust.Read(certificate, authority, TimeProvider.System),
            (null, _) => throw new WrongSettingException("--tls-authority goes with --tls-certificate"),
            _ => throw new WrongSettingException("--tls-certificate goes with --tls-authority"),
        };
        var own = new ClusterSettings(role, Value("cluster") ?? "coordination", advertise, Port("silo-port", 11_111), Port("gateway-port", 30_000), trust);
        if (settings.SettableClock && role == Role.Silo) throw new WrongSettingException("--settable-clock: nobody could set it, for --role silo serves no API");
        if (own.SiloPort == own.GatewayPort) throw new WrongSettingException($"--silo-port and --gateway-port are both {own.SiloPort}");
        if (settings.Database is null && (role != Role.Node || Value("cluster") is not null || Value("advertise") is not null || trust is not null))
            throw new WrongSettingException("a cluster needs --database \"Host=…\": SQLite is for one node, with its API, alone");
        return (own, settings);
    }

    /// <summary>Holds the data folder of a node on SQLite, as long as it runs.</summary>
    /// <exception cref="WrongSettingException">Another node holds it.</exception>
    public FileStream? Alone(Settings settings)
    {
        if (settings.Database is not null) return null;
        Directory.CreateDirectory(settings.Data);
        try { return new(Path.Combine(settings.Data, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) { throw new WrongSettingException($"another node runs on {settings.Data}; several nodes need --database \"Host=…\""); }
    }
}
