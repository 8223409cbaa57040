using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>
/// Where a contact finds its case: the open case of any member it names, a new one when there is none, and a person's
/// decision when it names members of several.
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
}
