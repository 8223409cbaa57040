using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>What <see cref="Maintenance.Check"/> found.</summary>
public sealed record CheckReport(long Streams, long Events, long Commands, IReadOnlyList<string> Faults);

/// <summary>The product's own commands on a store: check it, and make the register anew from the journal.</summary>
public sealed class Maintenance(IStore store, CaseDecider decider)
{
    const int ReadEventsMax = 2_000;

    static readonly string[] RegisterTables = ["register", "member_key", "likeness", "involved", "phase_stay"];

    /// <summary>
    /// Replays every stream and compares: positions and versions without gaps, every command whole and known with its
    /// answer, one coordinator at every version of an open case, and the register equal to the picture of what was
    /// replayed. It sees one moment of the store, so others may go on writing.
    /// </summary>
    public async Task<CheckReport> Check(CancellationToken stop) => await store.AtOneMoment(async from =>
    {
        var replay = new Replay(decider);
        while (await store.Feed(from, replay.Position, ReadEventsMax, stop) is { Count: > 0 } read)
            foreach (var one in read)
                replay.Follow(one);
        replay.CompareCommands(await from.QueryAsync<(string, string, string)>("SELECT actor, id, answer FROM command"));
        replay.CompareRegister(await Registered(from, stop));
        return replay.Report;
    }, stop);

    /// <summary>The register's rows, and those beside it, as <see cref="Drawn.Line"/> writes them.</summary>
    static async Task<Dictionary<string, string>> Registered(DbConnection from, CancellationToken stop)
    {
        var keys = await Grouped("SELECT stream, key FROM member_key");
        var likenesses = await Grouped("SELECT stream, key FROM likeness");
        var involved = await Grouped("SELECT stream, person FROM involved");
        var stays = (await from.QueryAsync<(string Stream, int Stay, string Phase, long EnteredAt, long? LeftAt)>("SELECT stream, stay, phase, entered_at, left_at FROM phase_stay"))
            .OrderBy(s => s.Stay).ToLookup(s => s.Stream, s => Drawn.StayOf(s.Stay, s.Phase, s.EnteredAt, s.LeftAt), StringComparer.Ordinal);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var row = await from.ExecuteReaderAsync($"SELECT stream, {string.Join(", ", Rows.Columns)} FROM register");
        while (await row.ReadAsync(stop))
        {
            var stream = row.GetString(0);
            var cells = Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetValue(i));
            lines[stream] = Drawn.LineOf(cells, keys[stream], likenesses[stream], involved[stream], stays[stream]);
        }
        foreach (var stream in keys.Concat(likenesses).Concat(involved).Concat(stays).Select(g => g.Key).Where(s => !lines.ContainsKey(s)))
            lines[stream] = "rows of its own beside the register, but none in it";
        return lines;

        async Task<ILookup<string, string>> Grouped(string sql) =>
            (await from.QueryAsync<(string Stream, string Value)>(sql)).ToLookup(r => r.Stream, r => r.Value, StringComparer.Ordinal);
    }

    /// <summary>Throws the register away and draws it again from the journal, in one transaction. Returns how many streams it drew.</summary>
    public async Task<long> RebuildRegister(CancellationToken stop)
    {
        await using var writer = await store.Exclusive(stop);
        var streams = await DrawRegister(writer);
        await writer.Commit(stop);
        return streams;
    }

    internal async Task<long> DrawRegister(IStoreWriter writer)
    {
        foreach (var table in RegisterTables) await writer.Connection.ExecuteAsync($"DELETE FROM {table}", transaction: writer.Transaction);
        var streams = (await writer.Connection.QueryAsync<string>("SELECT DISTINCT stream FROM journal ORDER BY stream", transaction: writer.Transaction)).AsList();
        foreach (var stream in streams) await Draw(stream, writer);
        return streams.Count;
    }

    async Task Draw(string stream, IStoreWriter writer)
    {
        var drawn = new Drawn(decider);
        foreach (var (type, facts) in await writer.Connection.QueryAsync<(string, string)>(
            "SELECT type, facts FROM journal WHERE stream = @stream ORDER BY version", new { stream }, writer.Transaction))
            drawn.Follow(type, facts);
        var picture = drawn.Picture;
        var values = new DynamicParameters(new { stream });
        foreach (var (column, value) in Rows.Columns.Zip(Rows.Of(picture))) values.Add(column, value);
        await writer.Connection.ExecuteAsync(
            $"INSERT INTO register (stream, {string.Join(", ", Rows.Columns)}) VALUES (@stream, {string.Join(", ", Rows.Columns.Select(c => "@" + c))})",
            values, writer.Transaction);
        await Insert("INSERT INTO member_key (key, stream) VALUES (@value, @stream)", picture.Keys.Select(value => new { value, stream }));
        await Insert("INSERT INTO likeness (key, stream) VALUES (@value, @stream)", picture.Likenesses.Select(value => new { value, stream }));
        await Insert("INSERT INTO involved (person, stream) VALUES (@value, @stream)", picture.Involved.Select(p => new { value = p.Value, stream }));
        await Insert("INSERT INTO phase_stay (stream, stay, phase, entered_at, left_at) VALUES (@stream, @Stay, @Phase, @EnteredAt, @LeftAt)",
            drawn.Stays.Select(s => new { stream, s.Stay, s.Phase, s.EnteredAt, s.LeftAt }));

        Task Insert<T>(string sql, IEnumerable<T> rows) => writer.Connection.ExecuteAsync(sql, rows, writer.Transaction);
    }

    /// <summary>A stream's register rows, drawn from its events alone.</summary>
    sealed class Drawn(CaseDecider decider)
    {
        CaseState state = decider.Initial;

        public int Version { get; private set; }
        public List<(int Stay, string Phase, long EnteredAt, long? LeftAt)> Stays { get; } = [];
        public Picture Picture => decider.Picture(state);
        public bool NobodyResponsible => state is OpenCase { Coordinator.Value: null or "" };

        public void Follow(string type, string facts)
        {
            Version++;
            state = decider.Evolve(state, decider.Read(type, facts));
            var seen = Picture;
            if (Stays.Count > 0 && Stays[^1].Stay == seen.Stay) return;
            var at = Rows.Ms(seen.EnteredAt);
            if (Stays.Count > 0) Stays[^1] = Stays[^1] with { LeftAt = at };
            Stays.Add((seen.Stay, Workflow.Kebab(seen.Phase), at, null));
        }

        public string Line(string stream) => LineOf(
            [stream, .. Rows.Of(Picture)], Picture.Keys, Picture.Likenesses, Picture.Involved.Select(p => p.Value), Stays.Select(s => StayOf(s.Stay, s.Phase, s.EnteredAt, s.LeftAt)));

        public static string LineOf(IEnumerable<object?> row, params ReadOnlySpan<IEnumerable<string>> beside)
        {
            var cells = row.ToList();
            foreach (var some in beside) cells.Add(some.Order(StringComparer.Ordinal));
            return JsonSerializer.Serialize(cells);
        }

        public static string StayOf(int stay, string phase, long enteredAt, long? leftAt) => $"{stay:D6} {phase} {enteredAt}-{leftAt}";
    }

    /// <summary>The whole journal, followed event by event.</summary>
    sealed class Replay(CaseDecider decider)
    {
        const int FaultsMax = 100;

        readonly List<string> faults = [];
        readonly Dictionary<string, Drawn> streams = new(StringComparer.Ordinal);
        readonly Dictionary<(string Actor, string Id), int> commands = []; // what each wrote on its first stream, as a hash
        readonly List<string> happened = [];
        Recorded? first;
        long events;

        public long Position { get; private set; }
        public CheckReport Report => new(streams.Count, events, commands.Count, faults);

        void Fault(string what) { if (faults.Count < FaultsMax) faults.Add(what); }

        public void Follow(Recorded one)
        {
            events++;
            if (one.Position != Position + 1) Fault($"position {one.Position} follows {Position}");
            Position = one.Position;
            FollowCommand(one);
            if (!streams.TryGetValue(one.Stream, out var drawn)) streams[one.Stream] = drawn = new(decider);
            if (one.Version != drawn.Version + 1) Fault($"{one.Stream}: version {one.Version} follows {drawn.Version}");
            try
            {
                drawn.Follow(one.Type, one.Facts);
                if (drawn.NobodyResponsible) Fault($"{one.Stream} version {one.Version}: open and nobody is responsible");
            }
            catch (Exception unreadable) when (unreadable is JsonException or UnreachableException)
            {
                Fault($"{one.Stream} version {one.Version}: {unreadable.Message}");
            }
        }

        void FollowCommand(Recorded one)
        {
            if (first is null || (one.Actor, one.Command) != (first.Actor, first.Command))
            {
                if (commands.ContainsKey((one.Actor, one.Command))) Fault($"command {one.Command} of {one.Actor} is torn apart at position {one.Position}");
                first = one;
                happened.Clear();
            }
            if (one.Stream != first.Stream) return;
            happened.Add(one.Type);
            commands[(one.Actor, one.Command)] = Wrote(one.Stream, one.Version, happened);
        }

        static int Wrote(string stream, int version, IEnumerable<string> happened)
        {
            var hash = new HashCode();
            hash.Add(stream);
            hash.Add(version);
            foreach (var type in happened) hash.Add(type);
            return hash.ToHashCode();
        }

        public void CompareCommands(IEnumerable<(string Actor, string Id, string Answer)> known)
        {
            var unknown = commands.Keys.ToHashSet();
            foreach (var (actor, id, json) in known)
            {
                unknown.Remove((actor, id));
                var answer = Answer.Of(json);
                if (!commands.TryGetValue((actor, id), out var wrote)) Fault($"command {id} of {actor} is known but wrote nothing");
                else if (wrote != Wrote(answer.Stream, answer.Version, answer.Happened)) Fault($"command {id} of {actor} wrote something else than was answered: {json}");
            }
            foreach (var (actor, id) in unknown) Fault($"command {id} of {actor} wrote but is not known");
        }

        public void CompareRegister(Dictionary<string, string> registered)
        {
            foreach (var stream in registered.Keys.Where(s => !streams.ContainsKey(s))) Fault($"{stream}: in the register but not in the journal");
            foreach (var (stream, drawn) in streams)
            {
                if (!registered.TryGetValue(stream, out var row)) Fault($"{stream}: not in the register");
                else if (Line(stream, drawn) is { } line && row != line) Fault($"{stream}: the register says\n  {row}\nthe journal\n  {line}");
            }
        }

        /// <summary>Nothing of a stream that begins in its middle; that was told already.</summary>
        static string? Line(string stream, Drawn drawn)
        {
            try { return drawn.Line(stream); }
            catch (UnreachableException) { return null; }
        }
    }
}
