namespace Coordination.Bench.Replay.Log;

/// <summary>By what channel a case came, in the words of the log and of the API.</summary>
internal static class Channels
{
    static readonly (string Log, string Api)[] Pairs =
        [("Internet", "e-form"), ("Desk", "in-person"), ("Post", "letter"), ("e-mail", "email"), ("Intern", "other")];

    public static IEnumerable<string> All => Pairs.Select(pair => pair.Log);

    public static bool Knows(string channel) => Pairs.Any(pair => pair.Log == channel);

    public static string ToApi(string channel) => Pairs.First(pair => pair.Log == channel).Api;

    /// <summary>What the API calls by a word that the log has none for stays as it is, and is seen in the counts.</summary>
    public static string ToLog(string channel) => Pairs.FirstOrDefault(pair => pair.Api == channel).Log ?? channel;
}
