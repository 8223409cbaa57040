using System.Diagnostics;
using Coordination.Bench.Server;
using Npgsql;

namespace Coordination.Bench.Boards;

/// <summary>A store that holds so many cases: loaded by the product's own <c>import</c>, or found loaded.</summary>
internal sealed class LoadedStore : IDisposable
{
    const string Loaded = "loaded";

    readonly bool keep;

    LoadedStore(StoreChoice store, string folder, bool keep) => (Store, Folder, this.keep) = (store, folder, keep);

    public StoreChoice Store { get; }

    public string Folder { get; }

    public string Network => Path.Combine(Folder, "network.json");

    /// <summary>Seconds that the import took; nothing where it was found loaded.</summary>
    public double? LoadedInSeconds { get; private set; }

    public JournalTotals? Totals { get; private set; }

    /// <param name="journal">Makes the file to load; asked only where nothing is loaded yet.</param>
    public static async Task<LoadedStore> OpenAsync(StoreChoice choice, int cases, BoardsPlan plan, string dll, Func<Task<(string File, JournalTotals Totals)>> journal, CancellationToken stop)
    {
        var store = new LoadedStore(BoardsPlan.For(choice, cases), Path.Combine(plan.DataRoot, $"coordination-boards-{choice.Name}-{BoardsPlan.Short(cases)}"), plan.Keep);
        _ = Directory.CreateDirectory(Path.Combine(store.Folder, "data"));
        await File.WriteAllBytesAsync(store.Network, County.NetworkFile(), stop);
        if (File.Exists(Path.Combine(store.Folder, Loaded)))
        {
            Console.WriteLine($"{choice.Name}, {cases} cases: loaded before, in {store.Folder}");
            return store;
        }

        var (file, totals) = await journal();
        var arguments = ServerProcess.StoreArguments(store.Store, store.Folder, store.Network);
        var began = Stopwatch.GetTimestamp();
        Console.Write($"{choice.Name}, {cases} cases: {await ServerProcess.CommandAsync(dll, ["import", file, .. arguments], store.Folder, stop)}");
        (store.LoadedInSeconds, store.Totals) = (Stopwatch.GetElapsedTime(began).TotalSeconds, totals);
        if (plan.Check)
        {
            Console.Write(await ServerProcess.CommandAsync(dll, ["check", .. arguments], store.Folder, stop));
        }

        if (plan.Keep)
        {
            await File.WriteAllTextAsync(Path.Combine(store.Folder, Loaded), $"{cases}\n", stop);
        }

        return store;
    }

    /// <summary>What it takes on the disk, its log included.</summary>
    public async Task<long> BytesAsync(CancellationToken stop)
    {
        if (Store.Database is not { } database)
        {
            return Directory.EnumerateFiles(Path.Combine(Folder, "data")).Sum(file => new FileInfo(file).Length);
        }

        await using var source = NpgsqlDataSource.Create(database);
        await using var size = source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await size.ExecuteScalarAsync(stop))!;
    }

    public void Dispose()
    {
        if (!keep)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
