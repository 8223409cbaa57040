using System.Security.Cryptography;
using System.Text;

namespace Coordination.Bench.Replay;

/// <summary>One request of the replay: a command to the case of a trace, or the contact that opens it.</summary>
/// <param name="Trace">Which trace of the log, counted from zero.</param>
/// <param name="Number">Its place among the steps of the trace.</param>
/// <param name="At">When the log has it: the steps of all traces are played in the order of these.</param>
/// <param name="Command">The command's name; <see cref="Contact"/> opens the case.</param>
/// <param name="Body">What is sent, as an object that becomes JSON.</param>
internal sealed record Step(int Trace, string TraceName, int Number, DateTimeOffset At, string Actor, string Command, IReadOnlyDictionary<string, object> Body)
{
    public const string Contact = "receive-contact";

    /// <summary>The same for the same step of the same trace in every run: played again, it is known and changes nothing.</summary>
    public string Key { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"replay\n{TraceName}\n{Number}\n{Command}")).AsSpan(0, 16));

    public override string ToString() => $"trace '{TraceName}', step {Number} ({Command}, {At:O}, by {Actor})";
}
