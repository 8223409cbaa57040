using Coordination.Core;
using Npgsql;
using NpgsqlTypes;

namespace Coordination.Engine.Postgres;

/// <summary>
/// Writes a batch in one message where all of it can be written, which is nearly always; otherwise in two: look under the
/// lock, then write what won and commit. All nodes' batches take one lock before they look, so that positions are drawn in
/// the order of commits and a reader of the feed never finds a hole; the unique indexes would hold without it.
/// </summary>
sealed class PostgresWriter(NpgsqlConnection connection, IContentSeal seal)
{
    public const long OrderLock = 0x434F4F5244;

    static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer,
        NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text,
        NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Integer,
        NpgsqlDbType.Integer, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text,
    ];

    static readonly string Columns = string.Join(", ", Rows.Columns);
    static readonly string Unnested = string.Join(", ", Rows.Columns.Select((_, i) => $"${i + 2}"));
    static readonly string Opened =
        $"INSERT INTO register (stream, {Columns}) SELECT * FROM unnest($1, {Unnested})";
    static readonly string Pictured =
        $"UPDATE register r SET {string.Join(", ", Rows.Columns.Select(c => $"{c} = u.{c}"))} FROM unnest($1, {Unnested}) AS u (stream, {Columns}) WHERE r.stream = u.stream";

    public Outcome[] Commit(IReadOnlyList<Append> batch) => InOne(batch) ?? InTwo(batch);

    /// <summary>Nothing where one of them cannot be written: then nothing was.</summary>
    Outcome[]? InOne(IReadOnlyList<Append> batch)
    {
        var firsts = new Dictionary<string, int>(StringComparer.Ordinal);
        var verdicts = new Verdicts();
        foreach (var part in batch.SelectMany(a => a.Parts))
            if (firsts.TryAdd(part.Stream, part.Expected)) verdicts.Version(part.Stream, part.Expected);
        if (batch.Any(append => verdicts.Judge(append) is not null) || TakesBeforeRelease(batch)) return null; // already among themselves
        try
        {
            using var all = new NpgsqlBatch(connection);
            Lock(all);
            // Divides by nothing, and so undoes all, where a stream is at another version. A known command id and a key that
            // is held violate their tables' keys, and undo all the same way.
            Add(all,
                """
                SELECT coalesce(max(position), 0), 1 / (CASE WHEN EXISTS (
                  SELECT 1 FROM unnest($1, $2) AS u (stream, expected)
                  WHERE u.expected <> coalesce((SELECT max(j.version) FROM journal j WHERE j.stream = u.stream), 0)) THEN 0 ELSE 1 END) FROM journal
                """, Texts([.. firsts.Keys]), Ints([.. firsts.Values]));
            Write(all, batch);
            using var reader = all.ExecuteReader();
            reader.NextResult();
            reader.Read();
            var head = reader.GetInt64(0);
            while (reader.NextResult()) { /* whatever is wrong is told here */ }
            return Outcomes(batch, head, static _ => null).Of;
        }
        catch (PostgresException wrong) when (wrong.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DivisionByZero)
        {
            using var undo = new NpgsqlCommand("ROLLBACK", connection);
            undo.ExecuteNonQuery();
            return null;
        }
    }

    /// <summary>
    /// Whether somebody takes a key that is let go only after that, in the same batch. The tables would not mind, since keys
    /// let go are deleted first; but for a moment of the journal two cases would hold it.
    /// </summary>
    static bool TakesBeforeRelease(IReadOnlyList<Append> batch)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var append in batch)
        {
            if (taken.Count > 0 && append.Parts.SelectMany(p => p.KeysReleased).Any(taken.Contains)) return true;
            foreach (var part in append.Parts) taken.UnionWith(Verdicts.Taken(part));
        }
        return false;
    }

    Outcome[] InTwo(IReadOnlyList<Append> batch)
    {
        var (verdicts, head) = Look(batch);
        var (outcomes, winners) = Outcomes(batch, head, verdicts.Judge);
        using var rest = new NpgsqlBatch(connection);
        Write(rest, winners);
        rest.ExecuteNonQuery();
        return outcomes;
    }

    /// <summary>Each one's outcome, the winners with their positions after the journal's last.</summary>
    static (Outcome[] Of, List<Append> Winners) Outcomes(IReadOnlyList<Append> batch, long head, Func<Append, Outcome?> judge)
    {
        var outcomes = new Outcome[batch.Count];
        var winners = new List<Append>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            outcomes[i] = judge(batch[i]) ?? new Outcome.Written(head + 1);
            if (outcomes[i] is not Outcome.Written) continue;
            winners.Add(batch[i]);
            head += batch[i].Parts.Sum(p => p.Entries.Length);
        }
        return (outcomes, winners);
    }

    static void Lock(NpgsqlBatch batch)
    {
        Add(batch, "BEGIN");
        Add(batch, $"SELECT pg_advisory_xact_lock({OrderLock})");
    }

    (Verdicts, long Head) Look(IReadOnlyList<Append> batch)
    {
        string[] streams = [.. batch.SelectMany(a => a.Parts).Select(p => p.Stream).Distinct().Order(StringComparer.Ordinal)];
        string[] keys = [.. batch.SelectMany(a => a.Parts).SelectMany(Verdicts.Taken).Distinct().Order(StringComparer.Ordinal)];
        using var look = new NpgsqlBatch(connection);
        Lock(look);
        Add(look, "SELECT coalesce(max(position), 0) FROM journal");
        Add(look, "SELECT u.stream, (SELECT max(j.version) FROM journal j WHERE j.stream = u.stream) FROM unnest($1) AS u (stream)", Texts(streams));
        Add(look, "SELECT c.actor, c.id, c.fingerprint, c.answer FROM command c JOIN unnest($1, $2) AS u (actor, id) ON c.actor = u.actor AND c.id = u.id",
            Texts([.. batch.Select(a => a.Command.Actor)]), Texts([.. batch.Select(a => a.Command.Id)]));
        if (keys.Length > 0) Add(look, "SELECT key, stream FROM member_key WHERE key = ANY($1)", Texts(keys));
        var verdicts = new Verdicts();
        using var reader = look.ExecuteReader();
        reader.NextResult();
        reader.Read();
        var head = reader.GetInt64(0);
        reader.NextResult();
        while (reader.Read())
            if (!reader.IsDBNull(1)) verdicts.Version(reader.GetString(0), reader.GetInt32(1));
        reader.NextResult();
        while (reader.Read()) verdicts.Command(reader.GetString(0), reader.GetString(1), reader.GetString(2), Answer.Of(reader.GetString(3)));
        reader.NextResult();
        while (keys.Length > 0 && reader.Read()) verdicts.Holder(reader.GetString(0), reader.GetString(1));
        return (verdicts, head);
    }

    /// <summary>What the winners bring, and the commit.</summary>
    void Write(NpgsqlBatch batch, IReadOnlyList<Append> winners)
    {
        if (winners.Count > 0) Journal(batch, winners);
        // Two appends of one batch may follow each other on a stream, and a statement changes a row once.
        foreach (var round in Rounds(winners))
        {
            RegisterRows(batch, round);
            Beside(batch, round);
        }
        Add(batch, "COMMIT");
    }

    static IEnumerable<List<Append>> Rounds(IReadOnlyList<Append> winners)
    {
        var round = new List<Append>(winners.Count);
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var append in winners)
        {
            if (append.Parts.Any(p => touched.Contains(p.Stream)))
            {
                if (round.Count > 0) yield return round;
                round = new(winners.Count);
                touched.Clear();
            }
            round.Add(append);
            touched.UnionWith(append.Parts.Select(p => p.Stream));
        }
        yield return round;
    }

    void Journal(NpgsqlBatch batch, IReadOnlyList<Append> winners)
    {
        var rows = new List<(string Stream, int Version, Append Append, Written Written)>(winners.Count * 2);
        foreach (var append in winners)
            foreach (var part in append.Parts)
                for (var i = 0; i < part.Entries.Length; i++)
                    rows.Add((part.Stream, part.Expected + i + 1, append, part.Entries[i]));
        Add(batch,
            """
            INSERT INTO journal (position, stream, version, command, actor, recorded_at, occurred_at, type, facts, content)
            SELECT h.head + u.place, stream, version, command, actor, recorded_at, occurred_at, type, facts, content
            FROM (SELECT coalesce(max(position), 0) FROM journal) AS h (head),
              unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY AS u (stream, version, command, actor, recorded_at, occurred_at, type, facts, content, place)
            """,
            Texts([.. rows.Select(r => r.Stream)]), Ints([.. rows.Select(r => r.Version)]),
            Texts([.. rows.Select(r => r.Append.Command.Id)]), Texts([.. rows.Select(r => r.Append.Command.Actor)]),
            Longs([.. rows.Select(r => Rows.Ms(r.Append.RecordedAt))]), Longs([.. rows.Select(r => Rows.Ms(r.Append.OccurredAt))]),
            Texts([.. rows.Select(r => r.Written.Type)]), Texts([.. rows.Select(r => r.Written.Facts)]),
            Array(NpgsqlDbType.Bytea, rows.Select(r => r.Written.Content is { } content ? seal.Seal(r.Stream, content) : null).ToArray()));
        Add(batch, "INSERT INTO command (actor, id, fingerprint, answer) SELECT * FROM unnest($1, $2, $3, $4)",
            Texts([.. winners.Select(a => a.Command.Actor)]), Texts([.. winners.Select(a => a.Command.Id)]),
            Texts([.. winners.Select(a => a.Command.Fingerprint)]), Texts([.. winners.Select(a => a.Answer.ToJson())]));
    }

    static void RegisterRows(NpgsqlBatch batch, List<Append> round)
    {
        RegisterRows(batch, Opened, [.. round.SelectMany(a => a.Parts).Where(p => p is { Expected: 0, After: not null })]);
        RegisterRows(batch, Pictured, [.. round.SelectMany(a => a.Parts).Where(p => p.Expected > 0 && Rows.Differ(p.Before, p.After))]);
    }

    static void RegisterRows(NpgsqlBatch batch, string sql, StreamPart[] parts)
    {
        if (parts.Length == 0) return;
        var rows = parts.Select(p => Rows.Of(p.After!)).ToArray();
        Add(batch, sql, [
            Texts([.. parts.Select(p => p.Stream)]),
            .. Types.Select((type, i) => type switch
            {
                NpgsqlDbType.Text => Array(type, rows.Select(r => (string?)r[i]).ToArray()),
                NpgsqlDbType.Bigint => Array(type, rows.Select(r => (long?)r[i]).ToArray()),
                _ => Array(type, rows.Select(r => (int?)r[i]).ToArray()),
            })]);
    }

    static void Beside(NpgsqlBatch batch, List<Append> round)
    {
        var parts = round.SelectMany(a => a.Parts).Select(p => (Part: p, Beside: Engine.Beside.Of(p))).ToArray();
        Pairs(batch, "DELETE FROM member_key t USING unnest($1, $2) AS u (key, stream) WHERE t.key = u.key AND t.stream = u.stream", parts, b => b.KeysGone);
        Pairs(batch, "INSERT INTO member_key (key, stream) SELECT * FROM unnest($1, $2)", parts, b => b.KeysNew);
        Pairs(batch, "DELETE FROM likeness t USING unnest($1, $2) AS u (key, stream) WHERE t.key = u.key AND t.stream = u.stream", parts, b => b.LikenessesGone);
        Pairs(batch, "INSERT INTO likeness (key, stream) SELECT * FROM unnest($1, $2)", parts, b => b.LikenessesNew);
        Pairs(batch, "DELETE FROM involved t USING unnest($1, $2) AS u (person, stream) WHERE t.person = u.person AND t.stream = u.stream", parts, b => b.InvolvedGone);
        Pairs(batch, "INSERT INTO involved (person, stream) SELECT * FROM unnest($1, $2)", parts, b => b.InvolvedNew);
        Agenda(batch, "DELETE FROM agenda t USING unnest($1, $2, $3, $4) AS u (person, kind, stream, item) WHERE (t.person, t.kind, t.stream, t.item) = (u.person, u.kind, u.stream, u.item)", parts, b => b.AgendaGone, withTimes: false);
        Agenda(batch, "INSERT INTO agenda (person, kind, stream, item, at) SELECT * FROM unnest($1, $2, $3, $4, $5)", parts, b => b.AgendaNew, withTimes: true);
        StreamPart[] moved = [.. parts.Where(p => p.Beside.EntersStay).Select(p => p.Part)];
        if (moved.Length == 0) return;
        var (streams, stays, entered) = (Texts([.. moved.Select(p => p.Stream)]), Ints([.. moved.Select(p => p.After!.Stay)]), Longs([.. moved.Select(p => Rows.Ms(p.After!.EnteredAt))]));
        Add(batch, "UPDATE phase_stay t SET left_at = u.at, suspended_days = u.days FROM unnest($1, $2, $3, $4) AS u (stream, stay, at, days) WHERE t.stream = u.stream AND t.stay < u.stay AND t.left_at IS NULL",
            streams, stays, entered, Ints([.. moved.Select(p => p.Before?.SuspendedDays ?? 0)]));
        Add(batch, "INSERT INTO phase_stay (stream, stay, entered_at, phase) SELECT * FROM unnest($1, $2, $3, $4)",
            streams.Clone(), stays.Clone(), entered.Clone(), Texts([.. moved.Select(p => Workflow.Kebab(p.After!.Phase))]));
    }

    static void Pairs(NpgsqlBatch batch, string sql, (StreamPart Part, Beside Beside)[] parts, Func<Beside, string[]> of)
    {
        (string Value, string Stream)[] rows = [.. from p in parts from value in of(p.Beside) select (value, p.Part.Stream)];
        if (rows.Length > 0) Add(batch, sql, Texts([.. rows.Select(r => r.Value)]), Texts([.. rows.Select(r => r.Stream)]));
    }

    static void Agenda(NpgsqlBatch batch, string sql, (StreamPart Part, Beside Beside)[] parts, Func<Beside, AgendaItem[]> of, bool withTimes)
    {
        (AgendaItem Item, string Stream)[] rows = [.. from p in parts from item in of(p.Beside) select (item, p.Part.Stream)];
        if (rows.Length == 0) return;
        NpgsqlParameter[] key =
        [
            Texts([.. rows.Select(r => r.Item.Person.Value)]), Texts([.. rows.Select(r => Workflow.Kebab(r.Item.Kind))]),
            Texts([.. rows.Select(r => r.Stream)]), Texts([.. rows.Select(r => r.Item.Item)]),
        ];
        Add(batch, sql, withTimes ? [.. key, Array(NpgsqlDbType.Bigint, rows.Select(r => Rows.Ms(r.Item.At)).ToArray())] : key);
    }

    static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    static NpgsqlParameter Texts(string[] values) => Array(NpgsqlDbType.Text, values);
    static NpgsqlParameter Ints(int[] values) => Array(NpgsqlDbType.Integer, values);
    static NpgsqlParameter Longs(long[] values) => Array(NpgsqlDbType.Bigint, values);
    static NpgsqlParameter Array<T>(NpgsqlDbType type, T[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
