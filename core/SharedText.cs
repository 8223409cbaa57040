using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Coordination.Core;

/// <summary>
/// Codes, and the ids of people, units and of what is numbered within a case, are the same few in a hundred thousand cases.
/// What is held of them is one copy each. It is a memory aid and no more: equal text is equal, whichever copy it is.
/// </summary>
static class SharedText
{
    /// <summary>Longer texts are no codes. (The API takes none longer.)</summary>
    const int CharactersMax = 64;

    /// <summary>More than a network has people; whoever makes ids up makes it forget, not grow.</summary>
    const int TextsMax = 50_000;

    static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text)
    {
        if (text is null || text.Length > CharactersMax) return text;
        if (Texts.TryGetValue(text, out var same)) return same;
        if (Texts.Count >= TextsMax) Texts.Clear();
        return Texts.GetOrAdd(text, text);
    }

    public static ImmutableArray<string> Of(ImmutableArray<string> texts)
    {
        if (texts.IsDefaultOrEmpty) return texts;
        foreach (var text in texts)
            if (!ReferenceEquals(Of(text), text))
                return [.. texts.Select(t => Of(t)!)];
        return texts;
    }
}
