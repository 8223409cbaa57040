using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers.Saga;

/// <summary>Sends a request into the mediator and waits for the saga's answer.</summary>
sealed class CaseDesk(IMediator mediator, IDbContextFactory<SagaDb> databases, Network network, SignIn signIn) : ICaseDesk
{
    readonly ConcurrentDictionary<Type, object> clients = new();

    public Task<Reply> Send<T>(Guid id, T command, Asking by, CancellationToken stop) where T : CaseCommand =>
        Store.Insist(by, () => Ask(new Asked<T>(id, command, by), stop), () => FirstAnswer(by, stop));

    public Task<Reply> Receive(Contact contact, Asking by, CancellationToken stop) =>
        Store.Insist(by, () => ReceiveOnce(contact, by, stop), () => FirstAnswer(by, stop));

    async Task<Reply> ReceiveOnce(Contact contact, Asking by, CancellationToken stop)
    {
        string[] keys = [.. contact.Members.Where(m => m.Identifier is not null).Select(m => signIn.MemberKey(m.Identifier!)).Distinct()];
        List<MemberRow> known;
        await using (var db = await databases.CreateDbContextAsync(stop))
            known = keys.Length == 0 ? [] : await db.Members.AsNoTracking().Where(m => keys.Contains(m.Key)).ToListAsync(stop);
        // Of a family with several open cases the first is joined; nobody is asked which.
        var id = known.Count == 0 ? Guid.CreateVersion7(by.Now) : known.Min(m => m.CaseId);
        if (known.Count == 0 && network.Catch(contact.Area ?? network.AreaOf(by.Actor) ?? "", by.Actor, id) is null) return Reply.No(Problem.AreaUnknown);
        var reply = await Ask(new ContactTold(id, contact, [.. keys.Except(known.Select(m => m.Key))], by), stop);
        // It closed between the look and the message: another look finds it no more.
        return reply.Problem == Problem.CaseClosed ? throw new DbUpdateConcurrencyException("the case has closed") : reply;
    }

    async Task<Reply> Ask<T>(T message, CancellationToken stop) where T : class
    {
        var client = (IRequestClient<T>)clients.GetOrAdd(typeof(T), _ => mediator.CreateRequestClient<T>());
        try { return (await client.GetResponse<Reply>(message, stop)).Message; }
        catch (RequestException failed) when (failed.InnerException is DbUpdateException lost)
        {
            ExceptionDispatchInfo.Throw(lost); // the mediator hands on what the repository threw, in a wrapping of its own
            throw;
        }
    }

    async Task<Reply?> FirstAnswer(Asking by, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        return await db.FirstAnswer(by, stop);
    }

    public async Task<CaseView?> Read(Guid id, Person reader, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        return await db.Find(id, stop) is { } found && found.MayBeSeenBy(reader) ? found.View() : null;
    }

    public async Task<IReadOnlyList<JournalEntry>?> Journal(Guid id, Person reader, int after, int limit, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        return await db.Find(id, stop) is { } found && found.MayBeSeenBy(reader) ? await db.Journal(id, after, limit, stop) : null;
    }
}
