using Coordination.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Coordination.Engine.Sqlite;

/// <summary>The one connection that writes, with its statements prepared. A batch is one transaction.</summary>
sealed class SqliteWriter : IDisposable
{
    /// <summary>So many combinations of columns are kept prepared; a few dozen occur.</summary>
    const int PicturesMax = 256;

    readonly SqliteConnection connection;
    readonly SqliteCheckpoints checkpoints;
    readonly IContentSeal seal;
    readonly Statement begin, commit, rollback, head, version, known, holder, open, entry, command;
    readonly Dictionary<int, Statement> pictures = []; // by the columns they set, a bit for each
    readonly Statement keyGone, keyNew, likenessGone, likenessNew, involvedGone, involvedNew, agendaGone, agendaNew, stayLeft, stayEntered;

    public SqliteWriter(SqliteConnection connection, SqliteCheckpoints checkpoints, IContentSeal seal)
    {
        this.connection = connection;
        this.checkpoints = checkpoints;
        this.seal = seal;
        var columns = string.Join(", ", Rows.Columns);
        begin = new(connection, "BEGIN IMMEDIATE");
        commit = new(connection, "COMMIT");
        rollback = new(connection, "ROLLBACK");
        head = new(connection, "SELECT coalesce(max(position), 0) FROM journal");
        version = new(connection, "SELECT max(version) FROM journal WHERE stream = ?1");
        known = new(connection, "SELECT fingerprint, answer FROM command WHERE actor = ?1 AND id = ?2");
        holder = new(connection, "SELECT stream FROM member_key WHERE key = ?1");
        open = new(connection, $"INSERT INTO register (stream, {columns}) VALUES (?1, {Places(2, Rows.Columns.Length)})");
        entry = new(connection,
            "INSERT INTO journal (position, stream, version, command, actor, recorded_at, occurred_at, type, facts, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        command = new(connection, "INSERT INTO command (actor, id, fingerprint, answer) VALUES (?1, ?2, ?3, ?4)");
        keyGone = new(connection, "DELETE FROM member_key WHERE key = ?1 AND stream = ?2");
        keyNew = new(connection, "INSERT INTO member_key (key, stream) VALUES (?1, ?2)");
        likenessGone = new(connection, "DELETE FROM likeness WHERE key = ?1 AND stream = ?2");
        likenessNew = new(connection, "INSERT INTO likeness (key, stream) VALUES (?1, ?2)");
        involvedGone = new(connection, "DELETE FROM involved WHERE person = ?1 AND stream = ?2");
        involvedNew = new(connection, "INSERT INTO involved (person, stream) VALUES (?1, ?2)");
        agendaGone = new(connection, "DELETE FROM agenda WHERE person = ?1 AND kind = ?2 AND stream = ?3 AND item = ?4");
        agendaNew = new(connection, "INSERT INTO agenda (person, kind, stream, item, at) VALUES (?1, ?2, ?3, ?4, ?5)");
        stayLeft = new(connection, "UPDATE phase_stay SET left_at = ?3, suspended_days = ?4 WHERE stream = ?1 AND stay < ?2 AND left_at IS NULL");
        stayEntered = new(connection, "INSERT INTO phase_stay (stream, stay, phase, entered_at) VALUES (?1, ?2, ?3, ?4)");
    }

    static string Places(int from, int count) => string.Join(", ", Enumerable.Range(from, count).Select(i => $"?{i}"));

    public Outcome[] Commit(IReadOnlyList<Append> batch)
    {
        Outcome[] outcomes;
        begin.Run();
        try
        {
            outcomes = Write(batch);
            commit.Run();
        }
        catch
        {
            rollback.Try();
            throw;
        }
        checkpoints.After(batch.Count);
        return outcomes;
    }

    Outcome[] Write(IReadOnlyList<Append> batch)
    {
        var outcomes = new Outcome[batch.Count];
        var verdicts = new Verdicts();
        foreach (var append in batch) See(append, verdicts);
        var position = head.Number()!.Value;
        for (var i = 0; i < batch.Count; i++)
        {
            outcomes[i] = verdicts.Judge(batch[i]) ?? new Outcome.Written(position + 1);
            if (outcomes[i] is Outcome.Written) position = Write(batch[i], position);
        }
        return outcomes;
    }

    void See(Append append, Verdicts verdicts)
    {
        if (known.Texts(append.Command.Actor, append.Command.Id) is [var fingerprint, var answer])
            verdicts.Command(append.Command.Actor, append.Command.Id, fingerprint, Answer.Of(answer));
        foreach (var part in append.Parts)
        {
            if (version.Number(part.Stream) is { } now) verdicts.Version(part.Stream, (int)now);
            foreach (var key in Verdicts.Taken(part))
                if (holder.Texts(key) is [var stream]) verdicts.Holder(key, stream);
        }
    }

    long Write(Append append, long position)
    {
        foreach (var part in append.Parts)
        {
            var number = part.Expected;
            foreach (var written in part.Entries)
                entry.Run(++position, part.Stream, ++number, append.Command.Id, append.Command.Actor, Rows.Ms(append.RecordedAt), Rows.Ms(append.OccurredAt),
                    written.Type, written.Facts, written.Content is { } content ? seal.Seal(part.Stream, content) : null);
        }
        command.Run(append.Command.Actor, append.Command.Id, append.Command.Fingerprint, append.Answer.ToJson());
        var beside = append.Parts.Select(Beside.Of).ToArray();
        for (var i = 0; i < beside.Length; i++)
            foreach (var key in beside[i].KeysGone)
                keyGone.Run(key, append.Parts[i].Stream);
        for (var i = 0; i < beside.Length; i++) Write(append.Parts[i], beside[i]);
        return position;
    }

    void Write(StreamPart part, Beside beside)
    {
        if (part.After is not { } after) return;
        if (part.Expected == 0) open.Run([part.Stream, .. Rows.Of(after)]);
        else if (Rows.Differ(part.Before, part.After)) Picture(part);
        foreach (var key in beside.KeysNew) keyNew.Run(key, part.Stream);
        foreach (var key in beside.LikenessesGone) likenessGone.Run(key, part.Stream);
        foreach (var key in beside.LikenessesNew) likenessNew.Run(key, part.Stream);
        foreach (var person in beside.InvolvedGone) involvedGone.Run(person, part.Stream);
        foreach (var person in beside.InvolvedNew) involvedNew.Run(person, part.Stream);
        foreach (var item in beside.AgendaGone) agendaGone.Run(item.Person.Value, Workflow.Kebab(item.Kind), part.Stream, item.Item);
        foreach (var item in beside.AgendaNew) agendaNew.Run(item.Person.Value, Workflow.Kebab(item.Kind), part.Stream, item.Item, Rows.Ms(item.At));
        if (!beside.EntersStay) return;
        stayLeft.Run(part.Stream, after.Stay, Rows.Ms(after.EnteredAt), part.Before?.SuspendedDays ?? 0);
        stayEntered.Run(part.Stream, after.Stay, Workflow.Kebab(after.Phase), Rows.Ms(after.EnteredAt));
    }

    /// <summary>Sets the columns that change and no others: SQLite writes each index of a column that is set, whether it changes or not.</summary>
    void Picture(StreamPart part)
    {
        var (was, now) = (part.Before is { } before && pictures.Count < PicturesMax ? Rows.Of(before) : null, Rows.Of(part.After!));
        int[] changed = [.. Enumerable.Range(0, now.Length).Where(i => was is null || !Equals(was[i], now[i]))];
        if (changed.Length == 0) return;
        var set = changed.Aggregate(0, (bits, i) => bits | 1 << i);
        if (!pictures.TryGetValue(set, out var picture))
            pictures[set] = picture = new(connection, $"UPDATE register SET {string.Join(", ", changed.Select((c, i) => $"{Rows.Columns[c]} = ?{i + 2}"))} WHERE stream = ?1");
        picture.Run([part.Stream, .. changed.Select(i => now[i])]);
    }

    public void Dispose()
    {
        foreach (var one in pictures.Values.Concat([begin, commit, rollback, head, version, known, holder, open, entry, command,
            keyGone, keyNew, likenessGone, likenessNew, involvedGone, involvedNew, agendaGone, agendaNew, stayLeft, stayEntered])) one.Dispose();
        checkpoints.Dispose();
        connection.Dispose();
    }
}

/// <summary>
/// A prepared statement with parameters ?1, ?2, … It speaks to SQLite itself: the provider looks every parameter up by
/// name at every use, and that would cost the one writer more than its work.
/// </summary>
sealed class Statement : IDisposable
{
    readonly sqlite3 database;
    readonly sqlite3_stmt statement;

    public Statement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), database);
    }

    /// <summary>Returns how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Step(values);
        Reset();
        return raw.sqlite3_changes(database);
    }

    public long? Number(params ReadOnlySpan<object?> values)
    {
        long? number = Step(values) ? raw.sqlite3_column_int64(statement, 0) : null;
        Reset();
        return number;
    }

    /// <summary>The first row's text columns, or nothing.</summary>
    public string[]? Texts(params ReadOnlySpan<object?> values)
    {
        string[]? row = null;
        if (Step(values))
        {
            row = new string[raw.sqlite3_column_count(statement)];
            for (var i = 0; i < row.Length; i++) row[i] = raw.sqlite3_column_text(statement, i).utf8_to_string();
        }
        Reset();
        return row;
    }

    bool Step(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) Bind(i + 1, values[i]);
        var code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE) return code == raw.SQLITE_ROW;
        Reset();
        SqliteException.ThrowExceptionForRC(code, database);
        return false;
    }

    void Bind(int place, object? value) => SqliteException.ThrowExceptionForRC(value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => raw.sqlite3_bind_text(statement, place, text),
        int number => raw.sqlite3_bind_int(statement, place, number),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => throw new ArgumentException($"no column holds a {value.GetType().Name}", nameof(value)),
    }, database);

    void Reset() => raw.sqlite3_reset(statement);

    /// <summary>For a rollback after a failure that may have rolled back already.</summary>
    public void Try()
    {
        try { Run(); }
        catch (SqliteException) { /* SQLite had rolled the transaction back itself */ }
    }

    public void Dispose() => statement.Dispose();
}
