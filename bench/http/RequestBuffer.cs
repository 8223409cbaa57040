using System.Globalization;
using System.Text;

namespace Coordination.Bench.Http;

/// <summary>Writes one request after another into the same bytes; each gets an Idempotency-Key of its own.</summary>
internal sealed class RequestBuffer(Func<Guid> newKey)
{
    const int RequestBytesMax = 16 * 1024;
    static long lastBuffer;

    readonly byte[] bytes = new byte[RequestBytesMax];
    long sequence = Interlocked.Increment(ref lastBuffer) << 40;
    int filled;

    /// <summary>A number no other request of this run has.</summary>
    public long Sequence => sequence;

    /// <summary>Everything between a request's path and its Idempotency-Key, which is the same for all requests of one person.</summary>
    public static byte[] HeadersOf(string host, string token) => Encoding.ASCII.GetBytes(
        $" HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: ");

    public ReadOnlyMemory<byte> Post(ReadOnlySpan<byte> place, ReadOnlySpan<byte> name, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        filled = 0;
        sequence++;
        Append("POST "u8);
        Append(place);
        Append(name);
        Append(headers);
        _ = newKey().TryFormat(bytes.AsSpan(filled), out var written);
        filled += written;
        Append("\r\nContent-Length: "u8);
        AppendNumber(body.Length, "d");
        Append("\r\n\r\n"u8);
        Append(body);
        return bytes.AsMemory(0, filled);
    }

    /// <param name="headers">Those of <see cref="HeadersOf"/>: what is read has no key of its own, so it gets one too, which nobody looks at.</param>
    public ReadOnlyMemory<byte> Get(ReadOnlySpan<byte> place, ReadOnlySpan<byte> headers)
    {
        filled = 0;
        Append("GET "u8);
        Append(place);
        Append(headers);
        _ = newKey().TryFormat(bytes.AsSpan(filled), out var written);
        filled += written;
        Append("\r\n\r\n"u8);
        return bytes.AsMemory(0, filled);
    }

    void Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(bytes.AsSpan(filled));
        filled += part.Length;
    }

    void AppendNumber(long number, string format)
    {
        _ = number.TryFormat(bytes.AsSpan(filled), out var written, format, CultureInfo.InvariantCulture);
        filled += written;
    }
}
