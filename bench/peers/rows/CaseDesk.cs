using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers.Rows;

/// <summary>Loads the row, changes it, and saves it with what is recorded of it: all of it or nothing, if nobody was quicker.</summary>
sealed class CaseDesk(IDbContextFactory<CaseDb> databases, Store store, Network network, SignIn signIn) : ICaseDesk
{
    public Task<Reply> Send<T>(Guid id, T command, Asking by, CancellationToken stop) where T : CaseCommand =>
        Store.Insist(by, () => Once(id, command, by, stop), () => FirstAnswer(by, stop));

    async Task<Reply> Once<T>(Guid id, T command, Asking by, CancellationToken stop) where T : CaseCommand
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        if (await db.Find(id, stop) is not { } found) return Reply.No(Problem.NoSuchCase);
        if (by.IfVersion is { } seen && seen != found.Version && found.MayBeSeenBy(by.Actor)) return Reply.No(Problem.VersionMismatch with { Version = found.Version });
        var (happened, no) = found.Do(command, by, network);
        if (no is not null) return Reply.No(no);
        if (happened.Length == 0) return new(id, found.Version, []);
        found.Version++;
        if (found.Phase == Phase.Closed && command is Close) db.Members.RemoveRange(await db.Members.Where(m => m.CaseId == id).ToListAsync(stop));
        var reply = new Reply(id, found.Version, happened);
        db.Record(reply, command, by);
        await store.Save(db, stop);
        return reply;
    }

    public Task<Reply> Receive(Contact contact, Asking by, CancellationToken stop) =>
        Store.Insist(by, () => ReceiveOnce(contact, by, stop), () => FirstAnswer(by, stop));

    async Task<Reply> ReceiveOnce(Contact contact, Asking by, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        string[] keys = [.. contact.Members.Where(m => m.Identifier is not null).Select(m => signIn.MemberKey(m.Identifier!)).Distinct()];
        var known = keys.Length == 0 ? [] : await db.Members.AsNoTracking().Where(m => keys.Contains(m.Key)).ToListAsync(stop);
        // Of a family with several open cases the first is joined; nobody is asked which.
        var found = known.Count == 0 ? null : await db.Find(known.Min(m => m.CaseId), stop);
        var opens = found is null;
        if (found is null)
        {
            var (id, area) = (Guid.CreateVersion7(by.Now), contact.Area ?? network.AreaOf(by.Actor) ?? "");
            if (network.Catch(area, by.Actor, id) is not { } coordinator) return Reply.No(Problem.AreaUnknown);
            found = new() { Id = id, Coordinator = coordinator.Id, Organisation = network.OrganisationOf(coordinator), Area = area, OpenedAt = by.Now, EnteredAt = by.Now };
            db.Cases.Add(found);
        }

        found.Version++;
        found.Contacts++;
        db.Members.AddRange(keys.Except(known.Select(m => m.Key)).Select(key => new MemberRow { Key = key, CaseId = found.Id }));
        var reply = new Reply(found.Id, found.Version, opens ? ["case-opened", "contact-received"] : ["contact-received"], Guid.CreateVersion7(by.Now));
        db.Record(reply, contact, by);
        await store.Save(db, stop);
        return reply;
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
