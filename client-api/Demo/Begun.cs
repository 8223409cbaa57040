using System.Globalization;
using System.Text;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>How a store's demo was begun: kept in the store, so that it goes on the same at every node and every start.</summary>
sealed record Begun(DateTimeOffset At, int Seed, int ContactsPerWeek, int Days)
{
    const string Name = "demo";

    /// <exception cref="WrongSettingException">The store holds other cases than a demo's, or a demo that was begun otherwise.</exception>
    public static async Task<Begun> In(IStore store, DemoChoice choice, DateTimeOffset now, CancellationToken stop)
    {
        // In this order: where another node has written by now, it had kept how it began before.
        var head = await store.Head(stop);
        if (head > 0 && await store.Kept(Name, stop) is null) throw new WrongSettingException($"--demo: {store.Describe} holds cases that are not this demo's; give another --data or --database");
        var usual = new Begun(now, choice.Seed ?? DemoChoice.SeedUsual, choice.ContactsPerWeek ?? DemoChoice.ContactsPerWeekUsual, choice.Days ?? DemoChoice.DaysUsual);
        var begun = Read(await store.Keep(Name, () => Encoding.UTF8.GetBytes(usual.Text), stop));
        foreach (var (option, chosen, kept) in ((string, int?, int)[])[("seed", choice.Seed, begun.Seed), ("contacts-per-week", choice.ContactsPerWeek, begun.ContactsPerWeek), ("days", choice.Days, begun.Days)])
            if (chosen is { } other && other != kept)
                throw new WrongSettingException($"--demo-{option} {other}: the demo in {store.Describe} was begun with {kept}; leave it out, or give another --data or --database");
        return begun;
    }

    string Text => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()} {Seed} {ContactsPerWeek} {Days}");

    static Begun Read(byte[] kept)
    {
        var parts = Encoding.UTF8.GetString(kept).Split(' ').Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new(DateTimeOffset.FromUnixTimeMilliseconds(parts[0]), (int)parts[1], (int)parts[2], (int)parts[3]);
    }
}
