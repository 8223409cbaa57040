using System.Text;
using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>A form that somebody filled in, by its address.</summary>
public sealed record DraftLine(string Address, DateTimeOffset KeptAt);

/// <summary>
/// What people typed into forms and could not send, kept until they send it or throw it away, and for two weeks at most. Each
/// person's own: nobody else reads it, whatever they may see of the case.
/// </summary>
public sealed class Drafts(IStore store, TimeProvider clock)
{
    public const int PerPersonMax = 10;
    public const int BytesMax = 256 * 1024;
    public const int AddressCharactersMax = 200;
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>Instead of what was kept for the same form. The oldest of too many goes; what is too large is not kept.</summary>
    public async ValueTask<bool> Keep(PersonId person, string address, string content, CancellationToken stop)
    {
        if (address.Length > AddressCharactersMax || Encoding.UTF8.GetByteCount(content) > BytesMax) return false;
        await Write(
            """
            DELETE FROM draft WHERE person = @person AND address = @address;
            INSERT INTO draft (person, address, kept_at, content) VALUES (@person, @address, @now, @content);
            DELETE FROM draft WHERE person = @person AND address NOT IN (SELECT address FROM draft WHERE person = @person ORDER BY kept_at DESC, address LIMIT @most);
            """,
            new { person = person.Value, address, now = Rows.Ms(clock.GetUtcNow()), content = store.Seal(StreamOf(person), content), most = PerPersonMax }, stop);
        return true;
    }

    public async ValueTask<string?> Find(PersonId person, string address, CancellationToken stop) =>
        (await store.Query<byte[]>("SELECT content FROM draft WHERE person = @person AND address = @address AND kept_at > @ended", new { person = person.Value, address, ended = Ended() }, stop)) is [var content]
            ? store.Open(StreamOf(person), content) : null;

    /// <summary>The newest first.</summary>
    public async ValueTask<IReadOnlyList<DraftLine>> Of(PersonId person, CancellationToken stop) =>
        [.. (await store.Query<(string Address, long KeptAt)>("SELECT address, kept_at FROM draft WHERE person = @person AND kept_at > @ended ORDER BY kept_at DESC, address", new { person = person.Value, ended = Ended() }, stop))
            .Select(line => new DraftLine(line.Address, Rows.At(line.KeptAt)))];

    public async ValueTask Forget(PersonId person, string address, CancellationToken stop)
    {
        var which = new { person = person.Value, address };
        if (await Any("person = @person AND address = @address", which, stop)) await Write("DELETE FROM draft WHERE person = @person AND address = @address", which, stop);
    }

    public async ValueTask ForgetOld(CancellationToken stop)
    {
        var which = new { ended = Ended() };
        if (await Any("kept_at <= @ended", which, stop)) await Write("DELETE FROM draft WHERE kept_at <= @ended", which, stop);
    }

    long Ended() => Rows.Ms(clock.GetUtcNow() - Kept);

    /// <summary>Nearly always there is none, and who writes the journal need not wait to learn that.</summary>
    async ValueTask<bool> Any(string where, object which, CancellationToken stop) => (await store.Query<int>($"SELECT 1 FROM draft WHERE {where} LIMIT 1", which, stop)).Count > 0;

    async ValueTask Write(string sql, object parameters, CancellationToken stop)
    {
        await using var writer = await store.Exclusive(stop);
        await writer.Connection.ExecuteAsync(sql, parameters, writer.Transaction);
        await writer.Commit(stop);
    }

    /// <summary>Of no case: what is typed into one person's forms is sealed as that person's.</summary>
    static string StreamOf(PersonId person) => $"draft-{person.Value}";
}
