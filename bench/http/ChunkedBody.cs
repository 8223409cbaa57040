using System.Buffers.Text;

namespace Coordination.Bench.Http;

/// <summary>A chunked body, first measured and then moved together, in the buffer it arrived in.</summary>
internal static class ChunkedBody
{
    /// <returns>False while the last chunk has not arrived; the body is then untouched.</returns>
    public static bool TryJoin(Span<byte> body, out int bodyBytes)
    {
        bodyBytes = 0;
        if (!IsWhole(body))
        {
            return false;
        }

        var at = 0;
        while (true)
        {
            var size = ChunkBytes(body[at..], out var sizeLineBytes);
            if (size == 0)
            {
                return true;
            }

            body.Slice(at + sizeLineBytes, size).CopyTo(body[bodyBytes..]);
            bodyBytes += size;
            at += sizeLineBytes + size + 2;
        }
    }

    static bool IsWhole(ReadOnlySpan<byte> body)
    {
        for (var at = 0; at < body.Length;)
        {
            var size = ChunkBytes(body[at..], out var sizeLineBytes);
            if (size < 0)
            {
                return false;
            }

            at += sizeLineBytes + size + 2;
            if (size == 0)
            {
                return at <= body.Length;
            }
        }

        return false;
    }

    /// <returns>The size a chunk announces, or -1 while its first line is not whole.</returns>
    static int ChunkBytes(ReadOnlySpan<byte> chunk, out int sizeLineBytes)
    {
        var line = chunk.IndexOf("\r\n"u8);
        sizeLineBytes = line + 2;
        if (line < 0)
        {
            return -1;
        }

        return Utf8Parser.TryParse(chunk[..line], out int size, out _, 'x')
            ? size
            : throw new InvalidDataException("a chunk of the server's answer has no size");
    }
}
