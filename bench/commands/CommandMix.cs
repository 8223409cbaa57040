using System.Globalization;

namespace Coordination.Bench.Commands;

/// <summary>Which share of the commands is of which kind, in whole per cent.</summary>
internal sealed class CommandMix
{
    public const string Usual = "note=70,urgency=15,handover=10,assessment=5";

    readonly CommandKind[] hundred;

    CommandMix(string text, CommandKind[] hundred) => (Text, this.hundred) = (text, hundred);

    public string Text { get; }

    public static CommandMix Read(string text)
    {
        var parts = text.Split(',').Select(part => part.Split('=')).ToList();
        var hundred = parts.SelectMany(part => Enumerable.Repeat(KindOf(part, text), ShareOf(part, text))).ToArray();
        return hundred.Length == 100 ? new CommandMix(text, hundred) : throw new CannotRunException($"--mix '{text}' adds up to {hundred.Length} %, not 100");
    }

    public CommandKind Draw(Random random) => hundred[random.Next(hundred.Length)];

    static CommandKind KindOf(string[] part, string text) =>
        Enum.TryParse<CommandKind>(part[0], ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw new CannotRunException($"--mix '{text}' has no such kind as '{part[0]}'; there are note, urgency, handover, assessment");

    static int ShareOf(string[] part, string text) =>
        part.Length == 2 && int.TryParse(part[1], NumberStyles.None, CultureInfo.InvariantCulture, out var share) && share <= 100
            ? share
            : throw new CannotRunException($"--mix '{text}' is not of the form {Usual}");
}
