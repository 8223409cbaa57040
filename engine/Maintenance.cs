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

    /// <summary>Counts the forms that the register has had. A change of what a picture tells makes a new one.</summary>
    const int RegisterForm = 2;

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
        var agenda = (await from.QueryAsync<(string Stream, string Person, string Kind, string Item, long? At)>("SELECT stream, person, kind, item, at FROM agenda"))
            .ToLookup(a => a.Stream, a => $"{a.Person} {a.Kind} {a.Item} {a.At}", StringComparer.Ordinal);
        var stays = (await from.QueryAsync<(string Stream, int Stay, string Phase, long EnteredAt, long? LeftAt, int Days)>("SELECT stream, stay, phase, entered_at, left_at, suspended_days FROM phase_stay"))
            .OrderBy(s => s.Stay).ToLookup(s => s.Stream, s => Drawn.StayOf((s.Stay, s.Phase, s.EnteredAt, s.LeftAt, s.Days)), StringComparer.Ordinal);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var row = await from.ExecuteReaderAsync($"SELECT stream, {string.Join(", ", Rows.Columns)} FROM register");
        while (await row.ReadAsync(stop))
        {
            var stream = row.GetString(0);
            var cells = Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetValue(i));
            lines[stream] = Drawn.LineOf(cells, keys[stream], likenesses[stream], involved[stream], agenda[stream], stays[stream]);
        }
        foreach (var stream in keys.Concat(likenesses).Concat(involved).Concat(agenda).Concat(stays).Select(g => g.Key).Where(s => !lines.ContainsKey(s)))
            lines[stream] = "rows of its own beside the register, but none in it";
        return lines;

        async Task<ILookup<string, string>> Grouped(string sql) =>
            (await from.QueryAsync<(string Stream, string Value)>(sql)).ToLookup(r => r.Stream, r => r.Value, StringComparer.Ordinal);
    }

    /// <summary>Throws the register away and draws it again from the journal, in one transaction. Returns how many streams it drew.</summary>
    public async Task<long> RebuildRegister(CancellationToken stop)
    {
        await using var writer = await store.Exclusive(stop);
        var streams = await new RegisterDrawing(writer, decider).Draw(stop);
        await writer.Commit(stop);
        return streams;
    }

    /// <summary>Draws the register anew where an older build drew it, who knew less of a case. Returns how many streams it drew; nothing where it had no need to.</summary>
    public async Task<long?> RefreshRegister(CancellationToken stop)
    {
        if ((await store.Query<int>("SELECT form FROM register_form", new { }, stop)).Max() >= RegisterForm) return null;
        await using var writer = await store.Exclusive(stop);
        if (await writer.Connection.ExecuteScalarAsync<int>("SELECT max(form) FROM register_form", transaction: writer.Transaction) >= RegisterForm) return null; // another node was first
        var streams = await new RegisterDrawing(writer, decider).Draw(stop);
        await writer.Connection.ExecuteAsync("UPDATE register_form SET form = @RegisterForm", new { RegisterForm }, writer.Transaction);
        await writer.Commit(stop);
        return streams;
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
            if (!RegisterDrawing.IsCase(one.Stream)) { Consultation(one); return; }
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

        void Consultation(Recorded one)
        {
            if (one.Version != 1) Fault($"{one.Stream}: version {one.Version} of a consultation, which has one");
            try { ConsultationHeld.Read(one.Type, one.Facts); }
            catch (JsonException unreadable) { Fault($"{one.Stream} version {one.Version}: {unreadable.Message}"); }
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
