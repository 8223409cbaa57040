namespace Coordination.Bench;

/// <summary>Finds the subcommand, and turns what stops it into one line and exit code 2.</summary>
internal static class Front
{
    const int ExitCannotRun = 2;

    public static async Task<int> RunAsync(IReadOnlyList<IBench> benches, string[] args, CancellationToken stop)
    {
        if (args.Length == 0 || args[0] is "--help" or "-h" or "help")
        {
            Console.WriteLine(Usage(benches));
            return args.Length == 0 ? ExitCannotRun : 0;
        }

        try
        {
            var bench = benches.FirstOrDefault(bench => bench.Name == args[0])
                ?? throw new CannotRunException($"no bench is called '{args[0]}'; there are: {string.Join(", ", benches.Select(bench => bench.Name))}");
            if (args.Contains("--help") || args.Contains("-h"))
            {
                Console.WriteLine($"bench {bench.Name} [options]: {bench.Summary}\n\n{bench.Usage}");
                return 0;
            }

            return await bench.RunAsync(Arguments.Read(args.AsSpan(1), bench.Options, bench.Switches, bench.WordsMax), stop);
        }
        catch (CannotRunException cannot)
        {
            await Console.Error.WriteLineAsync($"bench: {cannot.Message}");
            return ExitCannotRun;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("bench: stopped before the end");
            return ExitCannotRun;
        }
    }

    static string Usage(IReadOnlyList<IBench> benches) =>
        "dotnet run -c Release --project bench -- <bench> [options]\n\n"
        + string.Concat(benches.Select(bench => $"  {bench.Name,-12} {bench.Summary}\n"))
        + "\n<bench> --help tells its options.";
}
