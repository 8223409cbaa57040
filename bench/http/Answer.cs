namespace Coordination.Bench.Http;

/// <summary>One HTTP answer. The body lies in the connection's buffer and lives until its next request.</summary>
internal readonly record struct Answer(int Status, ReadOnlyMemory<byte> Body)
{
    public bool Accepted => Status is >= 200 and < 300;
}
