using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordination.Engine;

/// <summary>A line of a journal's file: the head, then events by position, commands by id, secrets by name, and the total.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "line")]
[JsonDerivedType(typeof(Head), "head")]
[JsonDerivedType(typeof(Event), "event")]
[JsonDerivedType(typeof(Answered), "command")]
[JsonDerivedType(typeof(Secret), "secret")]
[JsonDerivedType(typeof(Total), "total")]
public abstract record JournalLine
{
    /// <param name="At">When it was written, in milliseconds since 1970. Nothing is decided by it, and no checksum covers it.</param>
    public sealed record Head(string Format, int Number, long At) : JournalLine
    {
        public const string FormatName = "coordination-journal";
        public const int FormatNumber = 1;
    }

    /// <summary>A row of the journal as it is stored: its content may be sealed.</summary>
    public sealed record Event(
        long Position, string Stream, int Version, string Command, string Actor, long RecordedAt, long OccurredAt, string Type, string Facts, byte[]? Content = null) : JournalLine;

    /// <summary>A command id with what was answered first.</summary>
    public sealed record Answered(string Actor, string Id, string Fingerprint, string Answer) : JournalLine;

    public sealed record Secret(string Name, string Value) : JournalLine;

    /// <param name="Sha256">Of all lines between the head and this one, with their line ends: it is the same whenever and from whichever store they are written.</param>
    public sealed record Total(long Streams, long Events, long Commands, string Sha256) : JournalLine
    {
        public override string ToString() => $"{Streams} cases, {Events} events, {Commands} commands; SHA-256 {Sha256}";
    }

    static readonly JournalLineJson Json = new(new(JournalLineJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json.JournalLine), (byte)'\n'];

    /// <exception cref="JsonException">It is no line of a journal's file.</exception>
    public static JournalLine Of(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, Json.JournalLine) ?? throw new JsonException("null");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalLine))]
sealed partial class JournalLineJson : JsonSerializerContext;

/// <summary>Counts the lines between the first and the last while they pass.</summary>
sealed class Tally : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long streams, events, commands;

    public JournalLine.Total Total => new(streams, events, commands, Convert.ToHexStringLower(hash.GetCurrentHash()));

    public void Count(JournalLine line, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        if (line is JournalLine.Answered) commands++;
        if (line is not JournalLine.Event one) return;
        events++;
        if (one.Version == 1) streams++; // each has one first event, and so none need be remembered
    }

    public void Dispose() => hash.Dispose();
}

/// <summary>Reads a journal's file line by line, holding one at a time.</summary>
sealed class JournalReader(string file) : IDisposable
{
    const int LineBytesMax = 16 << 20; // an event is at most a request's body, 256 KiB, however it is written

    readonly FileStream from = File.OpenRead(file);

    /// <summary>Gives every line between the head and the total. Whether they are as they were written is known when it returns.</summary>
    /// <exception cref="WrongSettingException">They are not.</exception>
    public async Task<JournalLine.Total> Read(Func<JournalLine, Task> each, CancellationToken stop)
    {
        if (!from.CanSeek) throw Wrong("it must be a file that can be read twice");
        from.Position = 0;
        using var tally = new Tally();
        JournalLine.Total? total = null;
        var number = 0;
        await foreach (var bytes in Lines(stop))
        {
            number++;
            if (total is not null) throw Wrong("it goes on after its last line");
            var line = LineOf(bytes, number);
            if (number == 1) Expect(line);
            else if (line is JournalLine.Total last) total = last;
            else
            {
                tally.Count(line, bytes);
                await each(line);
            }
        }
        if (total is null) throw Wrong("it is cut off: the last line is missing");
        if (total != tally.Total) throw Wrong($"it is not as it was written: it holds {tally.Total}, but its last line says {total}");
        return total;
    }

    WrongSettingException Wrong(string what) => new($"{file}: {what}");

    WrongSettingException NoJournal => Wrong($"it is no {JournalLine.Head.FormatName} file");

    JournalLine LineOf(byte[] bytes, int number)
    {
        try { return JournalLine.Of(bytes); }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException) { throw number == 1 ? NoJournal : Wrong($"line {number} is not as it was written"); }
    }

    void Expect(JournalLine first)
    {
        if (first is not JournalLine.Head { Format: JournalLine.Head.FormatName } head) throw NoJournal;
        if (head.Number != JournalLine.Head.FormatNumber) throw Wrong($"its format is number {head.Number}; this program reads {JournalLine.Head.FormatNumber}");
    }

    /// <summary>Each with its line end.</summary>
    async IAsyncEnumerable<byte[]> Lines([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var pipe = PipeReader.Create(from, new(bufferSize: 1 << 16, leaveOpen: true));
        while (true)
        {
            var read = await pipe.ReadAsync(stop);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, rest.GetPosition(1, end));
                yield return line.ToArray();
                rest = rest.Slice(line.End);
            }
            if (rest.Length > LineBytesMax) throw Wrong($"a line of it is longer than {LineBytesMax} bytes");
            if (read.IsCompleted && rest.Length > 0) throw Wrong("it is cut off: its last line has no end");
            if (read.IsCompleted) break;
            pipe.AdvanceTo(rest.Start, rest.End);
        }
        await pipe.CompleteAsync();
    }

    public void Dispose() => from.Dispose();
}
