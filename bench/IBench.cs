namespace Coordination.Bench;

/// <summary>One subcommand: a measurement with its own options and its own report.</summary>
internal interface IBench
{
    string Name { get; }

    string Summary { get; }

    /// <summary>The option lines of <c>--help</c>.</summary>
    string Usage { get; }

    /// <summary>Options that take no value.</summary>
    IReadOnlyList<string> Switches { get; }

    /// <summary>Options that take one value.</summary>
    IReadOnlyList<string> Options { get; }

    /// <summary>How many words without a name it takes, such as a file.</summary>
    int WordsMax => 0;

    /// <returns>0 when the run is sound, 1 when it ran but its figures are not to be trusted.</returns>
    Task<int> RunAsync(Arguments arguments, CancellationToken stop);
}
