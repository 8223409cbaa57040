using System.Buffers.Text;
using System.Text;

namespace Coordination.Bench.Http;

/// <summary>What of an HTTP/1.1 answer's head tells where its body ends.</summary>
internal readonly record struct AnswerHead(int Status, int HeadBytes, int ContentLength, bool Chunked, bool Closes)
{
    const int StatusOffset = 9; // after "HTTP/1.1 "

    /// <returns>False while the head is not whole.</returns>
    /// <exception cref="InvalidDataException">These bytes are no HTTP/1.1 answer.</exception>
    public static bool TryRead(ReadOnlySpan<byte> received, out AnswerHead head)
    {
        head = default;
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        if (!received.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(received.Slice(StatusOffset, 3), out int status, out _))
        {
            throw new InvalidDataException("the server's answer is not HTTP/1.1");
        }

        var (length, chunked, closes) = (0, false, false);
        var lines = received[..(end + 2)];
        for (var next = lines.IndexOf("\r\n"u8) + 2; next < lines.Length;)
        {
            var line = lines[next..];
            line = line[..line.IndexOf("\r\n"u8)];
            next += line.Length + 2;
            if (IsNamed(line, "Content-Length:"u8, out var value))
            {
                _ = Utf8Parser.TryParse(value, out length, out _);
            }
            else if (IsNamed(line, "Transfer-Encoding:"u8, out value))
            {
                chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            }
            else if (IsNamed(line, "Connection:"u8, out value))
            {
                closes = Ascii.EqualsIgnoreCase(value, "close"u8);
            }
        }

        head = new AnswerHead(status, end + 4, length, chunked, closes);
        return true;
    }

    static bool IsNamed(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var named = line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = named ? line[name.Length..].Trim((byte)' ') : default;
        return named;
    }
}
