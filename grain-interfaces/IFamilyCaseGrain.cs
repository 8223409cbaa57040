using Orleans.Concurrency;

namespace Coordination.GrainInterfaces;

/// <summary>
/// One family's case as a virtual actor. Its key is the name of its stream in the journal (<c>case-…</c>): with its
/// prefix no key reads as a number or a guid, which the grain storage would take for another key.
/// </summary>
[Alias("coordination.family-case")]
public interface IFamilyCaseGrain : IGrainWithStringKey
{
    /// <summary>Gives the case a command. May be sent again as it is: the command's id makes it one.</summary>
    [Alias("send")]
    ValueTask<CaseReply> Send(CaseAsk ask);

    /// <summary>The state at the journal's version now. Waits for no command under way.</summary>
    [Alias("read"), AlwaysInterleave]
    ValueTask<CaseSeen> Read();
}
