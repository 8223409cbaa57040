namespace Coordination.Bench.Load;

/// <summary>What went wrong, counted by its name.</summary>
internal sealed class Failures
{
    readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    public long Count => counts.Values.Sum();

    public IReadOnlyDictionary<string, long> ByName => counts;

    public void Add(string name, long count = 1) => counts[name] = counts.GetValueOrDefault(name) + count;

    public void Add(Failures other)
    {
        foreach (var (name, count) in other.counts)
        {
            Add(name, count);
        }
    }
}
