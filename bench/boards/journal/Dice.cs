namespace Coordination.Bench.Boards;

/// <summary>Random numbers that are the same for the same case and purpose, in whatever order they are asked for (SplitMix64).</summary>
internal static class Dice
{
    public static ulong Roll(ulong seed, long one, int purpose)
    {
        var mixed = Mix(seed ^ Mix((ulong)one + 0x9E3779B97F4A7C15));
        return Mix(mixed + ((ulong)purpose * 0xD1B54A32D192ED03) + 0x9E3779B97F4A7C15);
    }

    public static int Below(int count, ulong seed, long one, int purpose) => (int)(Roll(seed, one, purpose) % (ulong)count);

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
