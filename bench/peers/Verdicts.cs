namespace Coordination.Bench.Peers;

/// <summary>Whether what was seen keeps a guarantee, and what was seen, for the one who doubts it.</summary>
internal sealed record Finding(bool Kept, string Seen);

/// <summary>What observations amount to, apart from how they were made.</summary>
internal static class Verdicts
{
    /// <summary>Every acknowledged note stands in the history, and stands there once.</summary>
    public static Finding EachOnce(IReadOnlyCollection<string> acknowledged, IReadOnlyCollection<string?> inHistory)
    {
        var times = inHistory.OfType<string>().CountBy(note => note).ToDictionary();
        var lost = acknowledged.Count(note => !times.ContainsKey(note));
        var doubled = times.Count(one => one.Value > 1);
        return new(acknowledged.Count > 0 && lost == 0 && doubled == 0, $"{acknowledged.Count} acknowledged, {lost} of them lost, {doubled} there more than once");
    }

    /// <summary>Of all who asked exactly one was told yes, and everybody was answered.</summary>
    public static Finding OneYes(IReadOnlyCollection<Said> answers, string of)
    {
        var (yes, unanswered) = (answers.Count(a => a.Accepted), answers.Count(a => a.Status is 0 or >= 500));
        return new(yes == 1 && unanswered == 0, $"{yes} of {answers.Count} {of} accepted, {unanswered} not answered");
    }

    /// <summary>Contacts about one child: one opened a case, and all are in it.</summary>
    public static Finding OneCase(IReadOnlyCollection<Said> receipts)
    {
        var opened = receipts.Where(r => r.Text("outcome") == "opened").Select(r => r.Text("case")).ToList();
        var unanswered = receipts.Count(r => !r.Accepted);
        return new(opened.Count == 1 && unanswered == 0, $"{opened.Count} of {receipts.Count} contacts opened a case, {unanswered} not accepted");
    }

    /// <summary>Versions follow each other from 1 without a hole, and each line says who.</summary>
    public static Finding WholeHistory(IReadOnlyList<Line> lines)
    {
        var holes = lines.Index().Count(line => line.Item.Version != line.Index + 1);
        var nameless = lines.Count(line => line.Actor.Length == 0);
        return new(lines.Count > 0 && holes == 0 && nameless == 0, $"{lines.Count} lines, {holes} out of order, {nameless} without an actor");
    }

    /// <summary>All findings of one guarantee tried several times: the first that breaks it, or the last.</summary>
    public static Finding All(IReadOnlyList<Finding> findings) => findings.FirstOrDefault(f => !f.Kept) ?? findings[^1] with { Seen = $"{findings.Count} times: {findings[^1].Seen}" };
}
