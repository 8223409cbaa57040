using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Coordination.Bench.Boards;

/// <summary>
/// Writes a journal's file of many cases, made of a few that were lived: the same events at other times, of other families
/// and people, in the order of time as if all had been recorded by the product itself. The same seed writes the same file.
/// </summary>
internal sealed class Multiplier(IReadOnlyList<TemplateCase> templates, IReadOnlyList<string> secrets, int cases, int openPercent = Multiplier.OpenPercent, int years = 10, ulong seed = 20_261_122)
{
    public const int OpenPercent = 10;

    const int BufferBytes = 1 << 20;
    const int OpenCasesPerCoordinator = 32;
    const int CasesPerName = 20;

    readonly int coordinatorsPerArea = CoordinatorsPerAreaOf(cases, openPercent);
    readonly int likenesses = Math.Max(10, cases / CasesPerName);

    /// <summary>So many that nobody has more open cases than one person can coordinate.</summary>
    public static int CoordinatorsPerAreaOf(int cases, int openPercent = OpenPercent) =>
        Math.Clamp((int)((long)cases * openPercent / 100 / County.Areas / OpenCasesPerCoordinator), 2, County.CoordinatorsPerArea);

    public async Task<JournalTotals> WriteAsync(string file, CancellationToken stop)
    {
        await using var to = new FileStream(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (line, totals) = (new ArrayBufferWriter<byte>(2 * BufferBytes), new JournalTotals());
        line.Write("{\"line\":\"head\",\"format\":\"coordination-journal\",\"number\":1,\"at\":0}\n"u8);
        await to.WriteAsync(line.WrittenMemory, stop);
        line.Clear();

        foreach (var (own, command) in InOrder())
        {
            totals.Commands++;
            foreach (var one in command.Events)
            {
                totals.Events++;
                WriteEvent(line, own, command, one, totals);
            }

            totals.Streams += command.Events[0].Version == 1 ? 1 : 0;
            await FlushAsync(BufferBytes);
        }

        // Command ids stand after the events, and were numbered with them.
        var commands = new JournalTotals();
        foreach (var (own, command) in InOrder())
        {
            commands.Commands++;
            WriteAnswer(line, own, command, commands);
            await FlushAsync(BufferBytes);
        }

        foreach (var secret in secrets)
        {
            line.Write(Encoding.UTF8.GetBytes(secret + "\n"));
        }

        await FlushAsync(0);
        var sum = Convert.ToHexStringLower(hash.GetCurrentHash());
        await to.WriteAsync(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"line\":\"total\",\"streams\":{totals.Streams},\"events\":{totals.Events},\"commands\":{totals.Commands},\"sha256\":\"{sum}\"}}\n")), stop);
        return totals;

        async ValueTask FlushAsync(int bytesMin)
        {
            if (line.WrittenCount <= bytesMin)
            {
                return;
            }

            hash.AppendData(line.WrittenSpan);
            await to.WriteAsync(line.WrittenMemory, stop);
            line.ResetWrittenCount();
        }
    }

    /// <summary>All commands of all cases in the order of their times. Only cases that have begun and have something to come are held.</summary>
    IEnumerable<(CaseOfItsOwn Case, TemplateCommand Command)> InOrder()
    {
        var (waiting, number) = (new PriorityQueue<(CaseOfItsOwn Case, int Next), (long At, long Number)>(), 0L);
        foreach (var (template, shift) in new Calendar(templates, cases, openPercent, years, seed).Cases())
        {
            var own = new CaseOfItsOwn(seed, number++, template, shift, coordinatorsPerArea, likenesses);
            // Days are counted back from one instant, so those that begin later on begin at most a day before.
            var safe = own.Template.OpenedAt + own.ShiftMilliseconds - 86_400_000;
            foreach (var one in Until(safe))
            {
                yield return one;
            }

            waiting.Enqueue((own, 0), (template.OpenedAt + own.ShiftMilliseconds, own.Number));
        }

        foreach (var one in Until(long.MaxValue))
        {
            yield return one;
        }

        IEnumerable<(CaseOfItsOwn, TemplateCommand)> Until(long time)
        {
            while (waiting.TryPeek(out var first, out var at) && at.At < time)
            {
                var (own, next) = first;
                if (next + 1 < own.Template.Commands.Count)
                {
                    _ = waiting.DequeueEnqueue((own, next + 1), (own.Template.Commands[next + 1].At + own.ShiftMilliseconds, own.Number));
                }
                else
                {
                    _ = waiting.Dequeue();
                }

                yield return (own, own.Template.Commands[next]);
            }
        }
    }

    static void WriteEvent(ArrayBufferWriter<byte> to, CaseOfItsOwn own, TemplateCommand command, TemplateEvent one, JournalTotals totals)
    {
        to.Write("{\"line\":\"event\",\"position\":"u8);
        WriteNumber(to, totals.Events);
        to.Write(",\"stream\":\"case-"u8);
        own.WriteId(to, 0);
        to.Write("\",\"version\":"u8);
        WriteNumber(to, one.Version);
        to.Write(",\"command\":\""u8);
        WriteName(to, own, command, totals.Commands);
        to.Write("\",\"actor\":\""u8);
        command.By.Write(to, own);
        to.Write("\",\"recordedAt\":"u8);
        WriteNumber(to, command.At + own.ShiftMilliseconds);
        to.Write(",\"occurredAt\":"u8);
        WriteNumber(to, command.At + own.ShiftMilliseconds);
        to.Write(",\"type\":\""u8);
        to.Write(one.Type);
        to.Write("\",\"facts\":\""u8);
        one.Facts.Write(to, own);
        if (one.Content is not null)
        {
            to.Write("\",\"content\":\""u8);
            to.Write(one.Content);
        }

        to.Write("\"}\n"u8);
    }

    static void WriteAnswer(ArrayBufferWriter<byte> to, CaseOfItsOwn own, TemplateCommand command, JournalTotals totals)
    {
        to.Write("{\"line\":\"command\",\"actor\":\""u8);
        command.By.Write(to, own);
        to.Write("\",\"id\":\""u8);
        WriteName(to, own, command, totals.Commands);
        to.Write("\",\"fingerprint\":\""u8);
        if (command.FingerprintIsName)
        {
            WriteName(to, own, command, totals.Commands);
        }
        else
        {
            to.Write(command.Fingerprint);
        }

        to.Write("\",\"answer\":\""u8);
        command.Answer.Write(to, own);
        to.Write("\"}\n"u8);
    }

    /// <summary>A drawn id grows with time, as a UUIDv7 does, and with its number among all commands.</summary>
    static void WriteName(ArrayBufferWriter<byte> to, CaseOfItsOwn own, TemplateCommand command, long number)
    {
        if (!command.IsNumbered)
        {
            command.Name.Write(to, own);
            return;
        }

        var (time, count) = ((ulong)(command.At + own.ShiftMilliseconds), (ulong)number);
        Guid id = new((uint)(time >> 16), (ushort)time, (ushort)(0x7000 | ((count >> 24) & 0xFFF)), 0x80, (byte)(count >> 16), (byte)(count >> 8), (byte)count, 0, 0, 0, 0);
        _ = id.TryFormat(to.GetSpan(36), out var written);
        to.Advance(written);
    }

    static void WriteNumber(ArrayBufferWriter<byte> to, long number)
    {
        _ = number.TryFormat(to.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }
}

/// <summary>What a journal's file holds.</summary>
internal sealed class JournalTotals
{
    public long Streams { get; set; }

    public long Events { get; set; }

    public long Commands { get; set; }
}
