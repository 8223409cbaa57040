using System.Collections.Immutable;

namespace Coordination.Engine;

/// <summary>
/// The one judgement of a batch, for every store: given what the store holds under its lock, which appends win, and what
/// the others are told. Winners are seen by those after them in the same batch.
/// </summary>
public sealed class Verdicts
{
    readonly Dictionary<string, int> versions = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), (string Fingerprint, Answer First)> commands = [];
    readonly Dictionary<string, string> holders = new(StringComparer.Ordinal);

    public void Version(string stream, int version) => versions[stream] = version;
    public void Command(string actor, string id, string fingerprint, Answer first) => commands[(actor, id)] = (fingerprint, first);
    public void Holder(string key, string stream) => holders[key] = stream;

    /// <summary>Nothing for a winner. Known before conflict before key: a conflict is tried again, so a key is refused only on the current version.</summary>
    public Outcome? Judge(Append append)
    {
        if (commands.TryGetValue((append.Command.Actor, append.Command.Id), out var known))
            return new Outcome.Known(known.First, known.Fingerprint == append.Command.Fingerprint);
        foreach (var part in append.Parts)
            if (versions.GetValueOrDefault(part.Stream) != part.Expected)
                return new Outcome.Conflict();
        foreach (var part in append.Parts)
            foreach (var key in Taken(part))
                if (Holds(key, part, append))
                    return new Outcome.KeyTaken(key);
        Win(append);
        return null;
    }

    /// <summary>Somebody else than this part holds or takes the key, and does not let it go in the same append.</summary>
    bool Holds(string key, StreamPart part, Append append)
    {
        var held = holders.TryGetValue(key, out var holder);
        foreach (var other in append.Parts)
        {
            if (held && other.Stream == holder && other.KeysReleased.Contains(key)) held = false;
            if (!ReferenceEquals(other, part) && Taken(other).Contains(key)) return true;
        }
        return held;
    }

    void Win(Append append)
    {
        commands[(append.Command.Actor, append.Command.Id)] = (append.Command.Fingerprint, append.Answer);
        foreach (var part in append.Parts)
        {
            versions[part.Stream] = part.Version;
            if (!KeepsKeys(part))
                foreach (var key in part.KeysReleased)
                    holders.Remove(key);
        }
        foreach (var part in append.Parts)
            foreach (var key in Taken(part))
                holders[key] = part.Stream;
    }

    /// <summary>The keys a part takes; quick for most commands, which take none.</summary>
    public static IEnumerable<string> Taken(StreamPart part) => KeepsKeys(part) ? [] : part.KeysTaken;

    static bool KeepsKeys(StreamPart part) => part.After is not { } after || (part.Before is { } before && before.Keys.AsSpan().SequenceEqual(after.Keys.AsSpan()));
}
