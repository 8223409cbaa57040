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
    public async Task A_no_is_sure_only_while_no_attempt_was_lost(ReplyKind kind)
    {
        void AnswerNo() => answers.Enqueue(() => new ValueTask<CaseReply>(new CaseReply { Kind = kind, Version = 7, Refusal = "wrong-phase" }));
        AnswerNo();
        Assert.IsNotType<Reply.Done>(await directory.Send(Id, new Note("a note").By(Aino), Stop));
        answers.Enqueue(() => throw new TimeoutException()); // it may wait at a frozen node, and be accepted when the case has moved on
        AnswerNo();
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await directory.Send(Id, new Note("a note").By(Aino), Stop));
        Assert.Equal(3, asked);
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
