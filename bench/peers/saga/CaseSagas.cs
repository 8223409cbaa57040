using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers.Saga;

/// <summary>
/// Keeps the saga's instances by EF Core, optimistically: loaded by id, saved with whatever else the state machine wrote into the same
/// context, all of it or nothing. (MassTransit has such a repository in a package of its own, which not every package source carries.)
/// </summary>
sealed class CaseSagas(IDbContextFactory<SagaDb> databases, Store store, ISagaConsumeContextFactory<SagaDb, CaseSaga> contexts) : ISagaRepositoryContextFactory<CaseSaga>
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<CaseSaga, T>> next) where T : class
    {
        await using var db = await databases.CreateDbContextAsync(context.CancellationToken);
        await next.Send(new Held<T>(context, db, store, contexts));
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<CaseSaga> query, IPipe<SagaRepositoryQueryContext<CaseSaga, T>> next) where T : class =>
        throw new NotSupportedException("every message names its case");

    public void Probe(ProbeContext context) => context.Add("persistence", "entity-framework");

    /// <summary>One message's hold on the database. The context is among its payloads, so that activities can write into it.</summary>
    sealed class Held<T>(ConsumeContext<T> message, SagaDb db, Store store, ISagaConsumeContextFactory<SagaDb, CaseSaga> contexts)
        : ConsumeContextScope<T>(message, db), SagaRepositoryContext<CaseSaga, T> where T : class
    {
        public Task<SagaConsumeContext<CaseSaga, T>> Add(CaseSaga instance) => contexts.CreateSagaConsumeContext(db, this, instance, SagaConsumeContextMode.Add);

        public Task<SagaConsumeContext<CaseSaga, T>> Insert(CaseSaga instance) => throw new NotSupportedException("no event inserts before it is handled");

        public async Task<SagaConsumeContext<CaseSaga, T>> Load(Guid correlationId) =>
            await db.Find(correlationId, CancellationToken) is { } found ? await contexts.CreateSagaConsumeContext(db, this, found, SagaConsumeContextMode.Load) : null!;

        public Task Save(SagaConsumeContext<CaseSaga> context)
        {
            db.Cases.Add(context.Saga);
            return store.Save(db, CancellationToken);
        }

        public Task Update(SagaConsumeContext<CaseSaga> context) => store.Save(db, CancellationToken);

        public Task Delete(SagaConsumeContext<CaseSaga> context)
        {
            db.Cases.Remove(context.Saga);
            return store.Save(db, CancellationToken);
        }

        public Task Discard(SagaConsumeContext<CaseSaga> context) => Task.CompletedTask;

        public Task Undo(SagaConsumeContext<CaseSaga> context)
        {
            db.ChangeTracker.Clear();
            return Task.CompletedTask;
        }

        public Task<SagaConsumeContext<CaseSaga, TOther>> CreateSagaConsumeContext<TOther>(ConsumeContext<TOther> consumeContext, CaseSaga instance, SagaConsumeContextMode mode)
            where TOther : class => contexts.CreateSagaConsumeContext(db, consumeContext, instance, mode);
    }
}
