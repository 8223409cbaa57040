using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>
/// Where a contact finds its case: the open case of any member it names, a new one when there is none, and a person's
/// decision when it names members of several. And where people put right what it could not know: that a contact came into
/// the wrong case, or that two cases are about one family.
/// </summary>
public sealed class ContactDesk(ICaseDirectory directory, Joint joint, IJournal journal)
{
    public const int AttemptsMax = 8;

    /// <param name="ask">Carries a <see cref="ReceiveContact"/> whose case id is used if a case is opened.</param>
    public async ValueTask<Reply> Receive(Ask<CaseCommand> ask, CancellationToken stop)
    {
        var contact = (ReceiveContact)ask.Command;
        var keys = contact.Members.Where(m => m.Key is not null).Select(m => m.Key!).ToArray();
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var cases = keys.Length == 0 ? [] : (await journal.Holders(keys, stop)).Select(CaseId.OfStream).ToImmutableArray();
            var touching = ask with { Command = contact with { Touches = cases.Length > 1 ? cases : [] } };
            var reply = cases switch
            {
                [] => await directory.Send(contact.Case, ask, stop),
                [var one] => await directory.Send(one, ask, stop),
                [var first, .. var rest] => await joint.Send(first, touching, [.. rest.Select(c => (c, touching.Command))], stop),
            };
            // Somebody opened or closed a case of this family since the keys were looked up: look again.
            if (reply is not Reply.Refused { Refusal: Refusal.MemberHasOpenCase or Refusal.CaseClosed }) return reply;
        }
        throw new JournalUnavailableException("the family's cases opened and closed too often while one contact was recorded");
    }

    /// <summary>A person decides that a waiting contact belongs to this case; the others it touched let it go.</summary>
    public async ValueTask<Reply> Take(CaseId id, Ask<CaseCommand> ask, CancellationToken stop)
    {
        var take = (TakeContact)ask.Command;
        var here = await directory.Read(id, stop);
        var waiting = (here.State as OpenCase)?.Waiting.FirstOrDefault(w => w.Contact == take.Contact);
        if (waiting is null) return await directory.Send(id, ask, stop);
        var others = waiting.Touches.Where(c => c != id).ToImmutableArray();
        var elsewhere = ImmutableArray.CreateBuilder<string>();
        foreach (var key in waiting.Members.Select(m => m.Key).OfType<string>())
            if ((await journal.Holders([key], stop)).Any(holder => holder != id.Stream))
                elsewhere.Add(key);
        var taking = ask with { Command = take with { HeldElsewhere = elsewhere.ToImmutable() } };
        return await joint.Send(id, taking, [.. others.Select(c => (c, (CaseCommand)new ReleaseContact(take.Contact, id)))], stop);
    }

    /// <summary>A contact leaves the case that it joined wrongly, and opens one of its own.</summary>
    /// <param name="again">The contact as it opens that case, now that it is known who leaves with it.</param>
    public async ValueTask<Reply> Undo(CaseId id, Ask<CaseCommand> ask, CaseId own, Func<OpenCase, ToldContact, ValueTask<ReceiveContact>> again, CancellationToken stop)
    {
        var undo = (UndoJoin)ask.Command;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var read = await directory.Read(id, stop);
            if (read.State is not OpenCase c || c.Told.FirstOrDefault(t => t.Contact == undo.Contact) is not { } told || !CaseDecider.See(ask.Actor, c)) return await directory.Send(id, ask, stop);
            var reply = await joint.Send(id, ask with { Command = undo with { Own = own }, IfVersion = ask.IfVersion ?? read.Version }, [(own, await again(c, told))], stop);
            // Who leaves was found in the case as it was read: where it has changed since, look again.
            if (reply is not Reply.WrongVersion || ask.IfVersion is not null) return reply;
        }
        throw new JournalUnavailableException("the case changed too often while a contact was to leave it");
    }

    /// <summary>Two cases of one family become one; the duplicate closes.</summary>
    /// <param name="words">What was told of the duplicate's members, and the words of its open tasks.</param>
    public ValueTask<Reply> Merge(CaseId id, Ask<CaseCommand> ask, Func<CaseId, OpenCase, ValueTask<MergedWords>> words, CancellationToken stop)
    {
        var merge = (Merge)ask.Command;
        return merge.Duplicate == id ? directory.Send(id, ask, stop) : joint.Send(id, ask, [(merge.Duplicate, new CloseAsMerged(id))], stop, async (command, states) =>
            states is [OpenCase other] ? merge with { Other = other, Words = await words(merge.Duplicate, other) } : command);
    }
}
