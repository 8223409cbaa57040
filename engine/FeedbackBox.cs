using Dapper;

namespace Coordination.Engine;

/// <summary>What somebody told of the pages' accessibility.</summary>
/// <param name="Page">The address it is about.</param>
/// <param name="AnswerTo">Where an answer is wanted; nothing where none is.</param>
public sealed record SiteFeedback(long Id, DateTimeOffset At, string Page, string Text, string? AnswerTo);

/// <summary>Keeps what people tell of the pages, for who runs the service.</summary>
public sealed class FeedbackBox(IStore store)
{
    public async Task Give(DateTimeOffset at, string page, string text, string? answerTo, CancellationToken stop)
    {
        await using var writer = await store.Exclusive(stop);
        await writer.Connection.ExecuteAsync(
            "INSERT INTO site_feedback (at, page, text, answer_to) VALUES (@at, @page, @text, @answerTo)", new { at = Rows.Ms(at), page, text, answerTo }, writer.Transaction);
        await writer.Commit(stop);
    }

    /// <summary>In the order in which it came.</summary>
    public async Task<IReadOnlyList<SiteFeedback>> Read(long after, int limit, CancellationToken stop) =>
        [.. (await store.Query<(long Id, long At, string Page, string Text, string? AnswerTo)>(
            "SELECT id, at, page, text, answer_to FROM site_feedback WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit }, stop))
            .Select(r => new SiteFeedback(r.Id, Rows.At(r.At), r.Page, r.Text, r.AnswerTo))];
}
