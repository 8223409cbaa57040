using System.Globalization;

namespace Coordination.Bench;

/// <summary>The options of one run, as typed: <c>--name value</c> or <c>--switch</c>; and words without a name, where a bench takes any.</summary>
internal sealed class Arguments
{
    readonly Dictionary<string, string> given = [];
    readonly List<string> words = [];

    public IReadOnlyList<string> Words => words;

    public static Arguments Read(ReadOnlySpan<string> args, IReadOnlyList<string> options, IReadOnlyList<string> switches, int wordsMax = 0)
    {
        var arguments = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (switches.Contains(name))
            {
                arguments.given[name] = "";
            }
            else if (!name.StartsWith("--", StringComparison.Ordinal) && arguments.words.Count < wordsMax)
            {
                arguments.words.Add(name);
            }
            else if (!options.Contains(name))
            {
                throw new CannotRunException($"unknown option '{name}'; --help lists them");
            }
            else if (i + 1 == args.Length)
            {
                throw new CannotRunException($"{name} needs a value");
            }
            else
            {
                arguments.given[name] = args[++i];
            }
        }

        return arguments;
    }

    /// <summary>What was given that is not among these.</summary>
    public string? OtherThan(IReadOnlyList<string> names) => given.Keys.FirstOrDefault(name => !names.Contains(name));

    public bool Has(string name) => given.ContainsKey(name);

    public string? Text(string name) => given.GetValueOrDefault(name);

    public int Number(string name, int otherwise, int min, int max) =>
        given.TryGetValue(name, out var text) ? Within(name, text, min, max) : otherwise;

    public IReadOnlyList<int> Numbers(string name, IReadOnlyList<int> otherwise, int min, int max) =>
        given.TryGetValue(name, out var text)
            ? [.. text.Split(',').Select(part => Within(name, part, min, max))]
            : otherwise;

    static int Within(string name, string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new CannotRunException($"{name} takes whole numbers from {min} to {max}, not '{text}'");
}
