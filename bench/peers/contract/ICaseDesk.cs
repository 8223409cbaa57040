namespace Coordination.Peers;

/// <summary>Who asks, when, under which command id, and which version they saw.</summary>
public sealed record Asking(Person Actor, string? Key, string Fingerprint, int? IfVersion, DateTimeOffset Now);

/// <summary>What became of a command: the case and its version, with what happened; or the problem.</summary>
public sealed record Reply(Guid Case, int Version, IReadOnlyList<string> Happened, Guid? Contact = null, Problem? Problem = null)
{
    public static Reply No(Problem problem) => new(default, 0, [], null, problem);

    public bool Wrote => Problem is null && Happened.Count > 0;
}

/// <summary>What a peer has to do. Everything before it, from the socket to the checked body, is the same for all peers.</summary>
public interface ICaseDesk
{
    Task<Reply> Receive(Contact contact, Asking by, CancellationToken stop);

    Task<Reply> Send<T>(Guid id, T command, Asking by, CancellationToken stop) where T : CaseCommand;

    /// <returns>Null for who may not see it.</returns>
    Task<CaseView?> Read(Guid id, Person reader, CancellationToken stop);

    Task<IReadOnlyList<JournalEntry>?> Journal(Guid id, Person reader, int after, int limit, CancellationToken stop);
}
