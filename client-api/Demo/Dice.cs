using System.Collections.Immutable;

namespace Coordination.ClientApi.Demo;

/// <summary>A seeded generator (SplitMix64) of our own: what it rolls stays the same on every runtime, so the demo does too.</summary>
sealed class Dice(ulong seed)
{
    ulong state = seed;

    /// <summary>Dice of one part of one case, whatever was rolled for the others.</summary>
    /// <param name="seed">Of the demo; the network is the same for all.</param>
    public static Dice For(int number, int part, int seed = 0) => new(Mix(((ulong)(uint)number << 32) | (uint)part) ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15));

    public ulong Roll() => Mix(state += 0x9E3779B97F4A7C15);
    public int Below(int count) => (int)(Roll() % (ulong)count);
    public int From(int least, int most) => least + Below(most - least + 1);
    public double Between(double least, double most) => least + ((most - least) * (Roll() >> 11) / (1UL << 53));
    public bool OneIn(int count) => Below(count) == 0;
    public bool Percent(int share) => Below(100) < share;

    /// <summary>How many come where so many come on average, each by itself (Poisson).</summary>
    public int Poisson(double mean)
    {
        var (count, left) = (0, Math.Exp(-mean));
        for (var rolled = Between(0, 1); rolled > left; rolled *= Between(0, 1)) count++;
        return count;
    }

    /// <summary>One of several, by their shares.</summary>
    public T Pick<T>(ImmutableArray<T> from, Func<T, double> share)
    {
        var rolled = Between(0, from.Sum(share));
        foreach (var one in from)
            if ((rolled -= share(one)) < 0)
                return one;
        return from[^1];
    }

    public T Pick<T>(ImmutableArray<T> from) => from[Below(from.Length)];

    /// <summary>An id as the product makes them (UUIDv7, 32 digits): its beginning tells the time, the rest is rolled.</summary>
    public string Id(DateTimeOffset at) =>
        $"{at.ToUnixTimeMilliseconds():x12}7{Roll() & 0xFFF:x3}{(Roll() & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000:x16}";

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
