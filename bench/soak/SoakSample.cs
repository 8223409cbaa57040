using System.Globalization;

namespace Coordination.Bench.Soak;

/// <summary>Some seconds of a soak: what the server took at their end, and what came and went in them.</summary>
internal sealed record SoakSample(ServerSize Server, StoreSize Store, double PerSecond, double P50Milliseconds, double P99Milliseconds, double P999Milliseconds, double MaxMilliseconds)
{
    public const string CsvHeading =
        "seconds,requests_per_second,p50_ms,p99_ms,p99_9_ms,max_ms,resident_bytes,managed_bytes,handles,threads,log_bytes,log_written_bytes,database_bytes";

    public string Csv(int seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{seconds},{PerSecond:0.0},{P50Milliseconds:0.000},{P99Milliseconds:0.000},{P999Milliseconds:0.000},{MaxMilliseconds:0.000},{Server.ResidentBytes},{Server.ManagedBytes},{Server.Handles},{Server.Threads},{Store.LogBytes},{Store.LogWrittenBytes},{Store.DatabaseBytes}");
}

/// <summary>What the server process takes of the machine.</summary>
/// <param name="ManagedBytes">With what is garbage already and not collected yet.</param>
internal sealed record ServerSize(long ResidentBytes, long ManagedBytes, int Handles, int Threads);

/// <param name="LogBytes">The write-ahead log on disk, of SQLite the file, of PostgreSQL the whole server's.</param>
/// <param name="LogWrittenBytes">Since the server began; only PostgreSQL tells.</param>
internal sealed record StoreSize(long LogBytes, long? LogWrittenBytes, long DatabaseBytes);
