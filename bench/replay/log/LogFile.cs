using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;

namespace Coordination.Bench.Replay.Log;

/// <summary>
/// Reads a log from a file, gzip or plain, once and from beginning to end. All of it is read and found good before anybody gets to see
/// a trace, so nothing of a broken file is ever played.
/// </summary>
internal static class LogFile
{
    const int ProblemsToldMax = 10;
    const int TrailerBytes = 8;
    static readonly byte[] GzipMagic = [0x1f, 0x8b];

    /// <exception cref="CannotRunException">What is wrong, and where: the trace, the event, the line.</exception>
    public static EventLog Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, Path.GetFileName(path));
        }
        catch (Exception unread) when (unread is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"'{path}' cannot be read: {unread.Message}");
        }
    }

    /// <param name="name">What the file is called where it is spoken of.</param>
    public static EventLog Read(Stream file, string name)
    {
        Span<byte> first = stackalloc byte[GzipMagic.Length];
        var zipped = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(GzipMagic);
        if (!zipped && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new CannotRunException($"{name}: this is no gzip file, though its name ends in .gz");
        }

        file.Position = 0;
        if (!zipped)
        {
            return Parse(file, name);
        }

        using var whole = new CountedStream(new GZipStream(file, CompressionMode.Decompress, leaveOpen: true));
        var log = Parse(whole, name);
        MustBeWhole(file, whole.BytesRead, name);
        return log;
    }

    static EventLog Parse(Stream text, string name)
    {
        var reading = new XesReading();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true, IgnoreProcessingInstructions = true };
        try
        {
            using var xml = XmlReader.Create(text, settings);
            reading.Read(xml);
        }
        catch (XmlException bad)
        {
            throw new CannotRunException($"{name}:{bad.LineNumber}: {reading.Where}: not well-formed XML, or cut off: {bad.Message}");
        }
        catch (Exception bad) when (bad is InvalidDataException or EndOfStreamException)
        {
            throw new CannotRunException($"{name}: {reading.Where}: the gzip data is damaged or cut off: {bad.Message}");
        }

        return reading.Problems.Count == 0
            ? new EventLog(reading.Traces)
            : throw new CannotRunException(string.Join(
                '\n', reading.Problems.Take(ProblemsToldMax).Select(problem => $"{name}:{problem.Line}: {problem.What}")
                    .Concat(reading.Problems.Count > ProblemsToldMax ? [$"{name}: and {reading.Problems.Count - ProblemsToldMax} more"] : Array.Empty<string>())));
    }

    /// <summary>A gzip file ends with the length of what it holds; one that was cut off inside its last bytes still gives all its text.</summary>
    static void MustBeWhole(Stream file, long bytes, string name)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (file.Length >= TrailerBytes)
        {
            _ = file.Seek(-length.Length, SeekOrigin.End);
            file.ReadExactly(length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(length) == (uint)bytes)
            {
                return;
            }
        }

        throw new CannotRunException($"{name}: the gzip data is cut off at its end, or something else follows it");
    }

    /// <summary>Reads to the end even when the XML reader is satisfied before, and tells how much there was.</summary>
    sealed class CountedStream(Stream inner) : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => BytesRead; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            BytesRead += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
