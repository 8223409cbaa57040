using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Coordination.Core;

/// <summary>
/// Codes, the ids of people and units, what is numbered within a case: the same few in a hundred thousand cases, and so are
/// the needs and goals made of them. What is held of them is one copy each. It is a memory aid and no more: what is equal
/// is equal, whichever copy it is.
/// </summary>
static class Shared
{
    /// <summary>Longer texts are no codes. (The API takes none longer.)</summary>
    const int CharactersMax = 64;

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text is null || text.Length > CharactersMax ? text : Known<string>.Copy(text);

    public static ImmutableArray<string> Of(ImmutableArray<string> texts) => Of(texts, text => Of(text));
    public static ImmutableArray<Need> Of(ImmutableArray<Need> needs) => Of(needs, Known<Need>.Copy);
    public static ImmutableArray<Goal> Of(ImmutableArray<Goal> goals) => Of(goals, Known<Goal>.Copy);

    static ImmutableArray<T> Of<T>(ImmutableArray<T> all, Func<T, T> copy) where T : class
    {
        if (all.IsDefaultOrEmpty) return all;
        foreach (var one in all)
            if (!ReferenceEquals(copy(one), one))
                return [.. all.Select(copy)];
        return all;
    }

    static class Known<T> where T : class
    {
        /// <summary>More than a network has people. Whoever makes ids up makes it forget, not grow.</summary>
        const int CopiesMax = 50_000;

        static readonly ConcurrentDictionary<T, T> Copies = new();

        public static T Copy(T one)
        {
            if (Copies.TryGetValue(one, out var copy)) return copy;
            if (Copies.Count >= CopiesMax) Copies.Clear();
            return Copies.GetOrAdd(one, one);
        }
    }
}
