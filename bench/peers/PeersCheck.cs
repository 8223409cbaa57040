using Coordination.Bench.Server;

namespace Coordination.Bench.Peers;

/// <summary>Tries every guarantee on every program and store, and says of each whether it was kept and what was seen.</summary>
internal static class PeersCheck
{
    public static async Task<int> RunAsync(IReadOnlyList<PeerProgram> programs, PeersPlan plan, CancellationToken stop)
    {
        var columns = new List<(string Title, IReadOnlyList<Finding?> Findings)>();
        foreach (var store in plan.Stores)
        {
            foreach (var program in programs)
            {
                columns.Add(($"{program.Name}, {store.Name}", await TryAsync(program, store, plan.DataRoot, stop)));
            }
        }

        var table = new Table(["guarantee", .. columns.Select(column => column.Title)]);
        foreach (var (at, claim) in Claims.All.Index())
        {
            _ = table.Add([claim.Name, .. columns.Select(column => column.Findings[at] switch { null => "not tried", { Kept: true } => "yes", _ => "**no**" })]);
        }

        Console.WriteLine($"\n{table.Markdown()}");
        if (plan.Markdown is { } markdown)
        {
            await File.WriteAllTextAsync(markdown, table.Markdown(), stop);
        }

        return columns.Where(column => column.Title.StartsWith(PeerProgram.Product, StringComparison.Ordinal)).All(column => column.Findings.All(finding => finding is null or { Kept: true })) ? 0 : 1;
    }

    static async Task<IReadOnlyList<Finding?>> TryAsync(PeerProgram program, StoreChoice store, string dataRoot, CancellationToken stop)
    {
        Console.WriteLine($"\n{program.Name} on {store.Name}");
        await using var trial = await Trial.StartAsync(program, store, dataRoot, stop);
        var findings = new List<Finding?>();
        foreach (var claim in Claims.All)
        {
            var finding = await claim.Try(trial, stop);
            Console.WriteLine($"  {finding switch { null => "-  ", { Kept: true } => "yes", _ => "NO " }}  {claim.Name}{(finding is null ? "" : $": {finding.Seen}")}");
            findings.Add(finding);
        }

        return findings;
    }
}
