using System.Collections.Concurrent;
using System.Reflection;
using Coordination.Core;
using Coordination.Engine;
using Coordination.GrainInterfaces;
using Coordination.Grains;
using static Coordination.Tests.Town;

namespace Coordination.Tests.Cluster;

/// <summary>Whatever fails between here and the case is tried again; what broke in the case is told at once.</summary>
public sealed class InsistenceTests
{
    static readonly CaseId Id = NewCase();

    readonly ConcurrentQueue<Func<object>> answers = [];
    readonly OrleansDirectory directory;
    int asked;

    public InsistenceTests() => directory = new(Proxy<IGrainFactory>.Of(_ => Proxy<IFamilyCaseGrain>.Of(_ =>
    {
        asked++;
        return answers.TryDequeue(out var next) ? next() : throw new IOException("as ever");
    })), new Hurried());

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_sent_again_whatever_kept_it_from_its_case()
    {
        foreach (var lost in new Exception[] { new TimeoutException(), new IOException(), new Npgsql.NpgsqlException(), new OperationCanceledException(), new ArgumentException() })
            answers.Enqueue(() => throw lost);
        answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = ReplyKind.Done, Stream = Id.Stream, Version = 7, Happened = ["note-written"] }));
        Assert.Equal(7, Assert.IsType<Reply.Done>(await directory.Send(Id, new Note("a note").By(Aino), Stop)).Answer.Version);
        Assert.Equal(6, asked);
    }

    public static TheoryData<ReplyKind> Noes => [ReplyKind.Refused, ReplyKind.AlreadySo, ReplyKind.WrongVersion];

    [Theory, MemberData(nameof(Noes))]
    public async Task A_no_is_asked_for_again_when_no_attempt_that_was_lost_can_be_carried_out_any_more(ReplyKind kind)
    {
        void AnswerNo(int version) => answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = kind, Version = version, Refusal = "wrong-phase" }));
        AnswerNo(7);
        Assert.IsNotType<Reply.Done>(await directory.Send(Id, new Note("a note").By(Aino), Stop));
        Assert.Equal(1, asked);
        answers.Enqueue(() => throw new TimeoutException()); // it may wait at a frozen node, and be accepted when the case has moved on
        AnswerNo(7);
        AnswerNo(9);
        Assert.IsNotType<Reply.Done>(await directory.Send(Id, new Note("a note").By(Aino), Stop));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task An_attempt_that_was_sent_back_unbegun_makes_no_no_unsure()
    {
        answers.Enqueue(() => throw new Orleans.Runtime.SiloUnavailableException());
        answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = ReplyKind.AlreadySo, Version = 7 }));
        Assert.Equal(new Reply.AlreadySo(7), await directory.Send(Id, new Note("a note").By(Aino), Stop));
        Assert.Equal(2, asked);
        answers.Enqueue(() => throw new Orleans.Runtime.SiloUnavailableException("The target silo became unavailable for message: …")); // while it was asked
        for (var i = 0; i < 2; i++) answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = ReplyKind.AlreadySo, Version = 7 }));
        Assert.Equal(new Reply.AlreadySo(7), await directory.Send(Id, new Note("a note").By(Aino), Stop));
        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task What_a_lost_attempt_did_meanwhile_is_the_answer()
    {
        answers.Enqueue(() => throw new TimeoutException());
        answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = ReplyKind.Refused, Version = 7, Refusal = "wrong-phase" }));
        answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = ReplyKind.Done, Stream = Id.Stream, Version = 8, Happened = ["note-written"] }));
        Assert.Equal(8, Assert.IsType<Reply.Done>(await directory.Send(Id, new Note("a note").By(Aino), Stop)).Answer.Version);
    }

    [Fact]
    public async Task A_node_that_was_frozen_begins_nothing_it_was_asked_before()
    {
        var clock = new Hurried();
        using var wakefulness = new Wakefulness(clock);
        wakefulness.Beat();
        Assert.False(wakefulness.WasFrozen);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.False(wakefulness.WasFrozen);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.True(wakefulness.WasFrozen); // the first to run may be the case, before the watch
        wakefulness.Beat();
        Assert.True(wakefulness.WasFrozen);
        clock.Pass(OrleansDirectory.MessageLife);
        wakefulness.Beat();
        clock.Pass(TimeSpan.FromMilliseconds(500));
        Assert.True(wakefulness.WasFrozen); // five seconds without a beat, again
        for (var i = 0; i < 12; i++)
        {
            clock.Pass(TimeSpan.FromMilliseconds(500));
            wakefulness.Beat();
        }
        Assert.False(wakefulness.WasFrozen);

        await using var temp = TempSqlite.Open();
        var live = new LiveCase<CaseState, CaseCommand, CaseEvent>(Decider, temp.Store, Rules);
        var contact = Contact(Id, "west", Child("c1")).By(Aino);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await live.Send(Id.Stream, contact with { TooLate = () => true }, Stop));
        Assert.Equal(0, await temp.Store.Head(Stop));
        Assert.IsType<Reply.Done>(await live.Send(Id.Stream, contact with { TooLate = () => false }, Stop));
    }

    [Fact]
    public async Task After_some_time_the_case_is_said_to_be_out_of_reach()
    {
        var away = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await directory.Read(Id, Stop));
        Assert.Contains("as ever", away.Message, StringComparison.Ordinal);
        Assert.InRange(asked, 2, 1_000);
    }

    [Fact]
    public async Task What_broke_in_the_case_itself_is_told_at_once()
    {
        answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = ReplyKind.Fault, Trouble = "divided by zero" }));
        answers.Enqueue(() => new ValueTask<CaseSeen>(new CaseSeen(0, NoCase.Yet, Fault: "no such phase")));
        Assert.Equal("divided by zero", (await Assert.ThrowsAsync<CaseFaultException>(async () => await directory.Send(Id, new Note("a note").By(Aino), Stop))).Message);
        Assert.Equal("no such phase", (await Assert.ThrowsAsync<CaseFaultException>(async () => await directory.Read(Id, Stop))).Message);
        Assert.Equal(2, asked);
    }

    /// <summary>Whoever waits has waited at once, and the time has passed.</summary>
    sealed class Hurried : TimeProvider
    {
        long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => now;
        public override DateTimeOffset GetUtcNow() => Monday.AddTicks(now);
        public void Pass(TimeSpan time) => now += time.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            now += dueTime.Ticks;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    /// <summary>Answers every method of an interface the same way. (Public, and open to be derived from: the proxy is.)</summary>
    public class Proxy<T> : DispatchProxy where T : class
    {
        Func<object?[]?, object> answer = null!;

        public static T Of(Func<object?[]?, object> answer)
        {
            var made = Create<T, Proxy<T>>();
            ((Proxy<T>)(object)made).answer = answer;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => answer(args);
    }
}
