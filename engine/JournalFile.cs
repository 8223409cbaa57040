using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>
/// The whole journal as a file, for another store: events, command ids and secrets, as they are stored. The register is
/// not in it; it is drawn anew. Whoever can read the file can read what whoever can read the store can.
/// </summary>
public sealed class JournalFile(IStore store, CaseDecider decider)
{
    const int BatchLinesMax = 5_000;
    const int BatchesMax = 4;

    /// <summary>Writes what the store holds at one moment; others may go on writing. The file has its name when it is whole.</summary>
    /// <exception cref="WrongSettingException">The file cannot be written.</exception>
    public async Task<JournalLine.Total> Export(string file, DateTimeOffset now, CancellationToken stop)
    {
        if (Path.Exists(file)) throw new WrongSettingException($"{file} is there already");
        var part = $"{file}.{Path.GetRandomFileName()}.part";
        try
        {
            var total = await store.AtOneMoment(from => Write(from, part, now, stop), stop);
            File.Move(part, file);
            return total;
        }
        catch
        {
            if (File.Exists(part)) File.Delete(part);
            throw;
        }
    }

    static async Task<JournalLine.Total> Write(DbConnection from, string part, DateTimeOffset now, CancellationToken stop)
    {
        // A store that lost its connection reads once more, from the beginning.
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using var to = new FileStream(part, create);
            using var tally = new Tally();
            await to.WriteAsync(new JournalLine.Head(JournalLine.Head.FormatName, JournalLine.Head.FormatNumber, Rows.Ms(now)).ToBytes(), stop);
            await foreach (var line in Lines(from, stop))
            {
                var bytes = line.ToBytes();
                tally.Count(line, bytes);
                await to.WriteAsync(bytes, stop);
            }
            await to.WriteAsync(tally.Total.ToBytes(), stop);
            to.Flush(flushToDisk: true);
            return tally.Total;
        }
        // Else the store would be said to be broken.
        catch (IOException full) { throw new WrongSettingException(full.Message); }
    }

    static async IAsyncEnumerable<JournalLine> Lines(DbConnection from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using (var row = await from.ExecuteReaderAsync("SELECT position, stream, version, command, actor, recorded_at, occurred_at, type, facts, content FROM journal ORDER BY position"))
            while (await row.ReadAsync(stop))
                yield return new JournalLine.Event(
                    row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6),
                    row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : (byte[])row.GetValue(9));
        await using (var row = await from.ExecuteReaderAsync("SELECT actor, id, fingerprint, answer FROM command ORDER BY id, actor"))
            while (await row.ReadAsync(stop))
                yield return new JournalLine.Answered(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
        foreach (var (name, value) in (await from.QueryAsync<(string, string)>("SELECT name, value FROM secret")).OrderBy(s => s.Item1, StringComparer.Ordinal))
            yield return new JournalLine.Secret(name, value);
    }

    /// <summary>
    /// Fills an empty store with what the file holds, keeping positions, versions, ids and times, and draws its register: all
    /// of it or nothing. The file's secrets take the place of the store's own, without which nobody would be known again.
    /// </summary>
    /// <exception cref="WrongSettingException">The file is not whole or not as it was written, or the store is not empty.</exception>
    public async Task<JournalLine.Total> Import(string file, CancellationToken stop)
    {
        if (!File.Exists(file)) throw new WrongSettingException($"{file}: there is no such file");
        using var reader = new JournalReader(file);
        // Once before the store is touched; and what is read again is held to the same.
        await reader.Read(_ => Task.CompletedTask, stop);
        try
        {
            var total = await Fill(reader, stop);
            await store.Settle(stop);
            return total;
        }
        catch (Exception unreadable) when (unreadable is JsonException or UnreachableException) { throw new WrongSettingException($"{file}: {unreadable.Message}"); }
        catch (DbException broken) { throw new JournalUnavailableException($"{store.Describe}: {broken.Message}", broken); }
    }

    async Task<JournalLine.Total> Fill(JournalReader reader, CancellationToken stop)
    {
        await using var writer = await store.Exclusive(stop);
        if (await writer.Connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM journal) OR EXISTS (SELECT 1 FROM command)", transaction: writer.Transaction))
            throw new WrongSettingException($"import: {store.Describe} is not empty");
        await writer.Connection.ExecuteAsync("DELETE FROM secret", transaction: writer.Transaction);
        var total = await Fill(writer, reader, stop);
        await new RegisterDrawing(writer, decider).Draw(stop);
        await writer.Commit(stop);
        return total;
    }

    /// <summary>Lines are read beside the writing of those before them.</summary>
    static async Task<JournalLine.Total> Fill(IStoreWriter writer, JournalReader reader, CancellationToken stop)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var read = System.Threading.Channels.Channel.CreateBounded<List<JournalLine>>(BatchesMax);
        var reading = Task.Run(async () =>
        {
            var batch = new List<JournalLine>(BatchLinesMax);
            try
            {
                var total = await reader.Read(async line =>
                {
                    if (batch.Count == BatchLinesMax || (batch.Count > 0 && batch[0].GetType() != line.GetType()))
                    {
                        await read.Writer.WriteAsync(batch, broken.Token);
                        batch = new(BatchLinesMax);
                    }
                    batch.Add(line);
                }, broken.Token);
                if (batch.Count > 0) await read.Writer.WriteAsync(batch, broken.Token);
                return total;
            }
            finally { read.Writer.Complete(); }
        }, broken.Token);
        try
        {
            await foreach (var batch in read.Reader.ReadAllAsync(stop)) await Insert(writer, batch, stop);
            return await reading;
        }
        finally
        {
            await broken.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <param name="lines">All of one kind.</param>
    static Task Insert(IStoreWriter writer, List<JournalLine> lines, CancellationToken stop) => lines[0] switch
    {
        JournalLine.Event => writer.Insert(
            "journal", ["position", "stream", "version", "command", "actor", "recorded_at", "occurred_at", "type", "facts", "content"],
            [.. lines.Cast<JournalLine.Event>().Select(e => (object?[])[e.Position, e.Stream, e.Version, e.Command, e.Actor, e.RecordedAt, e.OccurredAt, e.Type, e.Facts, e.Content])], stop),
        JournalLine.Answered => writer.Insert(
            "command", ["actor", "id", "fingerprint", "answer"], [.. lines.Cast<JournalLine.Answered>().Select(c => (object?[])[c.Actor, c.Id, c.Fingerprint, c.Answer])], stop),
        JournalLine.Secret => writer.Insert("secret", ["name", "value"], [.. lines.Cast<JournalLine.Secret>().Select(s => (object?[])[s.Name, s.Value])], stop),
        _ => throw new UnreachableException($"{lines[0]}"),
    };
}
