using Coordination.Peers;
using Coordination.Peers.Saga;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

// A case as a MassTransit saga: its mediator carries the messages inside the process, its state machine is the workflow, and a
// repository over EF Core keeps the instances with a version column.

const int RetriesMax = 5;

return await PeerServer.Run(
    args,
    (services, _) =>
    {
        services.AddPooledDbContextFactory<SagaDb>((provider, options) => provider.GetRequiredService<Store>().Configure(options));
        services.RegisterSagaRepository<CaseSaga, SagaDb, SagaConsumeContextFactory<SagaDb, CaseSaga>, CaseSagas>();
        services.AddSingleton<ICaseDesk, CaseDesk>();
        services.AddMediator(mediator =>
        {
            mediator.AddSagaStateMachine<CaseMachine, CaseSaga>();
            mediator.ConfigureMediator((context, pipe) =>
            {
                pipe.UseMessageRetry(retry =>
                {
                    retry.Handle<DbUpdateConcurrencyException>();
                    retry.Immediate(RetriesMax);
                });
                // Holds the answer back until the instance is saved; without it the answer would come before the commit.
                pipe.UseInMemoryOutbox(context);
            });
        });
    },
    async services =>
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<SagaDb>>().CreateDbContextAsync();
        await Store.Prepare(db);
    });
