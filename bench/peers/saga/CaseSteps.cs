using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers.Saga;

/// <summary>The steps that the state machine's rows are made of.</summary>
static class CaseSteps
{
    /// <summary>Answers why not; otherwise goes on.</summary>
    public static EventActivityBinder<CaseSaga, Asked<T>> Unless<T>(
        this EventActivityBinder<CaseSaga, Asked<T>> row, Func<CaseSaga, Asked<T>, Problem?> refused, Func<EventActivityBinder<CaseSaga, Asked<T>>, EventActivityBinder<CaseSaga, Asked<T>>> otherwise)
        where T : CaseCommand =>
        row.IfElse(x => refused(x.Saga, x.Message) is null, otherwise, no => no.Respond(x => Reply.No(refused(x.Saga, x.Message)!)));

    /// <summary>Answers that it is so already; otherwise goes on.</summary>
    public static EventActivityBinder<CaseSaga, Asked<T>> UnlessSo<T>(
        this EventActivityBinder<CaseSaga, Asked<T>> row, Func<CaseSaga, Asked<T>, bool> so, Func<EventActivityBinder<CaseSaga, Asked<T>>, EventActivityBinder<CaseSaga, Asked<T>>> otherwise)
        where T : CaseCommand =>
        row.IfElse(x => so(x.Saga, x.Message), yes => yes.Respond(x => x.Message.SoAlready(x.Saga)), otherwise);

    public static Reply SoAlready(this IAsked _, CaseSaga c) => new(c.CorrelationId, c.Version, []);

    public static EventActivityBinder<CaseSaga, Asked<T>> Entering<T>(this EventActivityBinder<CaseSaga, Asked<T>> row, State state) where T : CaseCommand =>
        row.Then(x => x.Saga.EnteredAt = x.Message.By.Now).TransitionTo(state);

    /// <summary>The last step of a command that was carried out: its line of history, its answer by its id, its reply.</summary>
    public static EventActivityBinder<CaseSaga, Asked<T>> Recorded<T>(this EventActivityBinder<CaseSaga, Asked<T>> row, params string[] happened) where T : CaseCommand =>
        row.ThenAsync(async x =>
        {
            var db = x.GetPayload<SagaDb>();
            if (x.Message.Command is Close) db.Members.RemoveRange(await db.Members.Where(m => m.CaseId == x.Saga.CorrelationId).ToListAsync(x.CancellationToken));
            var reply = new Reply(x.Saga.CorrelationId, ++x.Saga.Version, happened);
            db.Record(reply, x.Message.Command, x.Message.By);
            await x.RespondAsync(reply);
        });

    public static EventActivityBinder<CaseSaga, ContactTold> Recorded(this EventActivityBinder<CaseSaga, ContactTold> row, params string[] happened) =>
        row.ThenAsync(async x =>
        {
            var db = x.GetPayload<SagaDb>();
            x.Saga.Contacts++;
            db.Members.AddRange(x.Message.NewKeys.Select(key => new MemberRow { Key = key, CaseId = x.Saga.CorrelationId }));
            var reply = new Reply(x.Saga.CorrelationId, ++x.Saga.Version, happened, Guid.CreateVersion7(x.Message.By.Now));
            db.Record(reply, x.Message.Contact, x.Message.By);
            await x.RespondAsync(reply);
        });
}
