using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>
/// Draws the register anew from the journal. It reads the events in the order of their streams, so that it holds one
/// stream at a time, and writes the rows of many streams at once.
/// </summary>
sealed class RegisterDrawing(IStoreWriter writer, CaseDecider decider)
{
    const int ReadEventsMax = 20_000;

    sealed record Table(string Name, string[] Columns)
    {
        public List<object?[]> Rows { get; } = [];
    }

    readonly Table register = new("register", ["stream", .. Rows.Columns]), keys = new("member_key", ["key", "stream"]), likenesses = new("likeness", ["key", "stream"]),
        involved = new("involved", ["person", "stream"]), agenda = new("agenda", ["person", "kind", "stream", "item", "at"]),
        stays = new("phase_stay", ["stream", "stay", "phase", "entered_at", "left_at", "suspended_days"]);

    Table[] Tables => [register, keys, likenesses, involved, agenda, stays];

    /// <summary>A consultation is in the journal and in no register.</summary>
    public static bool IsCase(string stream) => !stream.StartsWith(ConsultationHeld.StreamPrefix, StringComparison.Ordinal);

    /// <summary>Returns how many streams it drew.</summary>
    public async Task<long> Draw(CancellationToken stop)
    {
        foreach (var table in Tables) await writer.Connection.ExecuteAsync($"DELETE FROM {table.Name}", transaction: writer.Transaction);
        var (streams, stream, version, drawn) = (0L, "", 0, new Drawn(decider));
        while (await Read(stream, version) is { Count: > 0 } read)
        {
            foreach (var one in read)
            {
                if (one.Stream != stream)
                {
                    if (Add(stream, drawn)) streams++;
                    drawn = new(decider);
                }
                (stream, version) = (one.Stream, one.Version);
                if (IsCase(stream)) drawn.Follow(one.Type, one.Facts);
            }
            await Write(stop);
        }
        if (Add(stream, drawn)) streams++;
        await Write(stop);
        return streams;
    }

    async Task<List<(string Stream, int Version, string Type, string Facts)>> Read(string stream, int version) => (await writer.Connection.QueryAsync<(string, int, string, string)>(
        "SELECT stream, version, type, facts FROM journal WHERE (stream, version) > (@stream, @version) ORDER BY stream, version LIMIT @limit",
        new { stream, version, limit = ReadEventsMax }, writer.Transaction)).AsList();

    bool Add(string stream, Drawn drawn)
    {
        if (stream.Length == 0 || !IsCase(stream)) return false;
        var picture = drawn.Picture;
        register.Rows.Add([stream, .. Rows.Of(picture)]);
        foreach (var key in picture.Keys) keys.Rows.Add([key, stream]);
        foreach (var likeness in picture.Likenesses) likenesses.Rows.Add([likeness, stream]);
        foreach (var person in picture.Involved) involved.Rows.Add([person.Value, stream]);
        foreach (var item in picture.Agenda) agenda.Rows.Add([item.Person.Value, Workflow.Kebab(item.Kind), stream, item.Item, Rows.Ms(item.At)]);
        foreach (var s in drawn.Stays) stays.Rows.Add([stream, s.Stay, s.Phase, s.EnteredAt, s.LeftAt, s.SuspendedDays]);
        return true;
    }

    async Task Write(CancellationToken stop)
    {
        foreach (var table in Tables)
        {
            await writer.Insert(table.Name, table.Columns, table.Rows, stop);
            table.Rows.Clear();
        }
    }
}
