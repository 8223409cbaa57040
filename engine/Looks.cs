using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>
/// Up to where each person has seen each case, so that their work can tell what happened since. No record of who read what: only
/// the newest look is known, and it is forgotten after a while.
/// </summary>
public sealed class Looks(IStore store, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>Writes only where there was something new.</summary>
    public async ValueTask Saw(PersonId person, CaseId id, int version, CancellationToken stop)
    {
        var which = new { person = person.Value, stream = id.Stream, version, now = Rows.Ms(clock.GetUtcNow()) };
        if ((await store.Query<int>("SELECT version FROM look WHERE person = @person AND stream = @stream", which, stop)) is [var seen] && seen >= version) return;
        await Write(
            """
            INSERT INTO look (person, stream, version, at) VALUES (@person, @stream, @version, @now)
            ON CONFLICT (person, stream) DO UPDATE SET version = excluded.version, at = excluded.at WHERE look.version < excluded.version
            """, which, stop);
    }

    public async ValueTask ForgetOld(CancellationToken stop)
    {
        var which = new { ended = Rows.Ms(clock.GetUtcNow() - Kept) };
        if ((await store.Query<int>("SELECT 1 FROM look WHERE at <= @ended LIMIT 1", which, stop)).Count > 0) await Write("DELETE FROM look WHERE at <= @ended", which, stop);
    }

    async ValueTask Write(string sql, object parameters, CancellationToken stop)
    {
        await using var writer = await store.Exclusive(stop);
        await writer.Connection.ExecuteAsync(sql, parameters, writer.Transaction);
        await writer.Commit(stop);
    }
}
