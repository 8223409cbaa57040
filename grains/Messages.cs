using Coordination.Core;
using Coordination.Engine;
using Coordination.GrainInterfaces;

namespace Coordination.Grains;

/// <summary>Between the engine's words and those that travel.</summary>
static class Messages
{
    public static CaseAsk Of(Ask<CaseCommand> ask) => new(
        ask.Key.Actor, ask.Key.Id, ask.Key.Fingerprint, ask.Actor, ask.Now, ask.OccurredAt, ask.Command, ask.IfVersion, ask.Contact);

    public static Ask<CaseCommand> Of(CaseAsk ask) => new(
        new(ask.CommandActor, ask.CommandId, ask.Fingerprint), ask.Actor, ask.Now, ask.OccurredAt, ask.Command, ask.IfVersion, ask.Contact);

    public static CaseReply Of(Reply reply) => reply switch
    {
        Reply.Done { Answer: var first } => new() { Kind = ReplyKind.Done, Stream = first.Stream, Version = first.Version, Happened = first.Happened, Contact = first.Contact },
        Reply.AlreadySo so => new() { Kind = ReplyKind.AlreadySo, Version = so.Version },
        Reply.Refused no => new() { Kind = ReplyKind.Refused, Version = no.Version, Refusal = Workflow.Kebab(no.Refusal) },
        Reply.WrongVersion seen => new() { Kind = ReplyKind.WrongVersion, Version = seen.Version },
        Reply.KeyReused => new() { Kind = ReplyKind.KeyReused },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <exception cref="JournalUnavailableException">The case could not reach its journal, or answered in words of a newer build.</exception>
    public static Reply Of(CaseReply reply) => reply.Kind switch
    {
        ReplyKind.Done => new Reply.Done(new(reply.Stream!, reply.Version, reply.Happened, reply.Contact)),
        ReplyKind.AlreadySo => new Reply.AlreadySo(reply.Version),
        ReplyKind.Refused when Codes.TryRead<Refusal>(reply.Refusal!, out var refusal) => new Reply.Refused(refusal, reply.Version),
        ReplyKind.WrongVersion => new Reply.WrongVersion(reply.Version),
        ReplyKind.KeyReused => new Reply.KeyReused(),
        ReplyKind.Fault => throw new CaseFaultException(reply.Trouble ?? ""),
        _ => throw new JournalUnavailableException(reply.Trouble ?? $"a node answered '{reply.Kind} {reply.Refusal}', which this build does not know"),
    };
}

/// <summary>Something broke in the case itself, on the node where it is, whose log tells more.</summary>
public sealed class CaseFaultException(string message) : Exception(message);
