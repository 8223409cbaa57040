using System.Security.Cryptography;
using Coordination.Bench.Http;
using Coordination.Bench.Load;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Year;

/// <summary>
/// The cases that are under way, as many all the time: where one is over, another begins. A case is asked for one thing at a
/// time; what is drawn next is asked of one that nobody asks anything of now. Shared by all connections.
/// </summary>
internal sealed class Population
{
    const int AnyCaseTriesMax = 64;

    static int children = RandomNumberGenerator.GetInt32(PersonIdentifier.Count); // for all runs on one database

    readonly Lock turn = new();
    readonly Staff staff;
    readonly Random random;
    readonly int readsPercent;
    readonly List<FamilyCase> idle = [];
    StepLatencies latencies = new();
    bool begun;

    public Population(Staff staff, int cases, int readsPercent, int seed)
    {
        (this.staff, this.readsPercent, random) = (staff, readsPercent, new Random(seed));
        UnderWay = [.. Enumerable.Range(0, cases).Select(_ =>
        {
            var (steps, done) = Course.DrawUnderWay(random);
            return (Begin(steps), done);
        })];
    }

    /// <summary>The first cases, and how many steps of theirs were taken before the year is looked at.</summary>
    public IReadOnlyList<(FamilyCase Case, int Steps)> UnderWay { get; }

    /// <summary>Of how many nobody asks anything now.</summary>
    public int Idle
    {
        get
        {
            lock (turn)
            {
                return idle.Count;
            }
        }
    }

    public Errand Draw()
    {
        lock (turn)
        {
            return random.Next(100) >= readsPercent ? Take(idle.Count).Next() : Read();
        }
    }

    /// <summary>The next step of one case; only before the year begins.</summary>
    public Errand Draw(FamilyCase one)
    {
        lock (turn)
        {
            return one.Next();
        }
    }

    /// <summary>From now on cases are drawn by chance.</summary>
    public void Begin()
    {
        lock (turn)
        {
            idle.AddRange(UnderWay.Select(one => one.Case));
            begun = true;
        }
    }

    /// <returns>What is wrong with the answer, if something is. A case of which that was asked is left.</returns>
    public string? Settle(Errand errand, Answer answer)
    {
        lock (turn)
        {
            var wrong = Wrong(errand, answer);
            GiveBack(errand, lost: wrong is not null);
            return wrong;
        }
    }

    /// <summary>No answer came.</summary>
    public void Lose(Errand errand)
    {
        lock (turn)
        {
            GiveBack(errand, lost: true);
        }
    }

    public void Took(Step step, long stopwatchTicks)
    {
        lock (turn)
        {
            latencies.Record(step, stopwatchTicks);
        }
    }

    /// <summary>What each kind of request took since the last time this was asked.</summary>
    public StepLatencies TakeLatencies()
    {
        lock (turn)
        {
            var taken = latencies;
            latencies = new StepLatencies();
            return taken;
        }
    }

    Errand Read()
    {
        var (dice, read) = (random.Next(100), 0);
        while (dice >= YearTable.Reads[read].Percent)
        {
            dice -= YearTable.Reads[read++].Percent;
        }

        return YearTable.Reads[read].Read switch
        {
            Step.ReadCase => Opened().Look(),
            Step.ReadWorklist => new Errand(Step.ReadWorklist, null, staff.AnyCoordinator(random), "/v1/worklist", null),
            _ => random.Next(4) == 0
                ? new Errand(Step.ReadList, null, staff.Managers[random.Next(staff.Managers.Count)], "/v1/cases?limit=50", null)
                : new Errand(Step.ReadList, null, staff.AnyCoordinator(random), "/v1/cases?phase=follow-up&limit=50", null),
        };
    }

    /// <summary>Some idle case that is open on the server: nearly every one is.</summary>
    FamilyCase Opened()
    {
        for (var tries = 0; tries < AnyCaseTriesMax; tries++)
        {
            var at = random.Next(idle.Count);
            if (idle[at].Opened)
            {
                return TakeAt(at);
            }
        }

        throw new CannotRunException("hardly a case of the year's mix is open; is the server answering?");
    }

    FamilyCase Take(int count) => count > 0 ? TakeAt(random.Next(count)) : throw new CannotRunException("every case is being asked for something; more --cases are needed for so many connections");

    FamilyCase TakeAt(int at)
    {
        var one = idle[at];
        idle[at] = idle[^1];
        idle.RemoveAt(idle.Count - 1);
        return one;
    }

    static string? Wrong(Errand errand, Answer answer) =>
        !answer.Accepted ? $"{YearTable.NameOf(errand.Step)}: {ProblemName.Of(answer)}"
        : YearTable.IsRead(errand.Step) ? null
        : answer.Body.Span.IndexOf("\"happened\":[]"u8) >= 0 ? $"{YearTable.NameOf(errand.Step)}: accepted, but nothing happened"
        : errand.Case!.Granted(answer);

    void GiveBack(Errand errand, bool lost)
    {
        if (errand.Case is not { } one || !begun)
        {
            return;
        }

        if (lost && !YearTable.IsRead(errand.Step))
        {
            one.Abandon();
            idle.Add(Begin(Course.Draw(random)));
        }
        else
        {
            idle.Add(one.Over ? Begin(Course.Draw(random)) : one);
        }
    }

    FamilyCase Begin(IReadOnlyList<Step> course) =>
        new((int)((uint)Interlocked.Increment(ref children) % PersonIdentifier.Count), course, staff, random, TimeProvider.System.GetUtcNow());
}

/// <summary>Latencies of each kind of request apart.</summary>
internal sealed class StepLatencies
{
    readonly Latencies[] steps = [.. Enum.GetValues<Step>().Select(_ => new Latencies())];

    public long Count => steps.Sum(step => step.Count);

    public void Record(Step step, long stopwatchTicks) => steps[(int)step].Record(stopwatchTicks);

    public Latencies Of(Step step) => steps[(int)step];
}
