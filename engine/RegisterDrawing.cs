using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>
/// Draws the register anew from the journal. It reads the events in the order of their streams, so that it holds one
/// stream at a time, and writes the rows of many streams at once.
/// </summary>
sealed class RegisterDrawing(IStoreWriter writer, CaseDecider decider)
{
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
        foreach (var table in Tables) await writer.Connection.ExecuteAsync($"DELETE FROM {table.Name}", transaction: writer.Transaction, commandTimeout: 0);
        var (streams, stream, drawn) = (0L, "", new Drawn(decider));
        await foreach (var read in writer.EventsByStream(stop))
        {
            foreach (var one in read)
            {
                if (one.Stream != stream)
                {
                    if (Add(stream, drawn)) streams++;
                    (stream, drawn) = (one.Stream, new(decider));
                }
                if (IsCase(stream)) drawn.Follow(one.Type, one.Facts);
            }
            await Write(stop);
        }
        if (Add(stream, drawn)) streams++;
        await Write(stop);
        return streams;
    }

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
