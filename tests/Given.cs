using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Coordination.Core;

namespace Coordination.Tests;

/// <summary>A command that was given, by whom, and when if it matters.</summary>
public sealed record Step(CaseCommand Command, Actor By, DateTimeOffset? At = null);

/// <summary>
/// What was done before, as commands and not as events: a past that the rules would not have allowed cannot be written down,
/// so no test rests on one.
/// </summary>
[CollectionBuilder(typeof(Past), nameof(Create))]
public sealed class Past(ImmutableArray<Step> steps) : IEnumerable<Step>
{
    public static Past Of(CaseCommand command, Actor by) => new([new(command, by)]);
    public static Past Of(CaseCommand command, Actor by, DateTimeOffset at) => new([new(command, by, at)]);
    public static Past Create(ReadOnlySpan<Step> steps) => new([.. steps]);

    public IEnumerator<Step> GetEnumerator() => ((IEnumerable<Step>)steps).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary><c>Given(Opened, Urgent).When(new OfferHandover(Bea)).By(Anna).Refuses(Refusal.CaseClosed)</c></summary>
public static class Language
{
    public static History Given(params ImmutableArray<Past> past) => new([.. past.SelectMany(p => p)], Village.Models);

    /// <summary>An hour of a day, in UTC: in Helsinki a day starts at 22 the evening before, in summer at 21.</summary>
    public static DateTimeOffset Utc(int month, int day, int hour, int year = 2026) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);
}

/// <summary>The past of one case. Ten minutes pass between its steps, where one does not say when it was.</summary>
public sealed record History(ImmutableArray<Step> Steps, OperatingModels Models)
{
    /// <summary>The same under a changed operating model.</summary>
    public History Under(Func<OperatingModel, OperatingModel> change) => this with { Models = new([change(Village.OneContact), change(Village.CoDevelopment)]) };

    public Question When(CaseCommand command) => new(this, command);

    public CaseState State() => Happenings().Aggregate(Village.Decider.Initial, (state, one) => Village.Decider.Evolve(state, one.Event));

    public ImmutableArray<Happening<CaseEvent>> Happenings()
    {
        var all = ImmutableArray.CreateBuilder<Happening<CaseEvent>>();
        var (state, next) = (Village.Decider.Initial, Village.FirstContactAt);
        foreach (var (step, i) in Steps.Select((step, i) => (step, i)))
        {
            var now = step.At ?? next;
            next = now.AddMinutes(10);
            var decision = Village.Decider.Decide(state, step.Command, new(step.By, now, Models, Village.Network));
            if (decision is not Decision<CaseEvent>.Accept accept)
                throw new InvalidOperationException($"this past could not be: step {i + 1}, {step.Command.Name} by {step.By.Person}, gives {decision}");
            all.AddRange(accept.Happenings);
            state = accept.Happenings.Aggregate(state, (s, h) => Village.Decider.Evolve(s, h.Event));
        }
        return all.ToImmutable();
    }
}

/// <summary>A command that is asked of the case, and what is expected of the answer.</summary>
public sealed record Question(History History, CaseCommand Command)
{
    /// <summary>Every refusal that some sentence has been given, since the run began.</summary>
    public static readonly ConcurrentDictionary<Refusal, string> Reached = new();

    Actor Actor { get; init; } = Village.Anna;
    DateTimeOffset Now { get; init; } = Village.Noon;
    Network Network { get; init; } = Village.Network;

    public Question By(Actor actor) => this with { Actor = actor };
    public Question At(DateTimeOffset now) => this with { Now = now };

    /// <summary>The network as it has become since the past.</summary>
    public Question In(Network network) => this with { Network = network };

    public Decision<CaseEvent> Decide() => Village.Decider.Decide(History.State(), Command, new(Actor, Now, History.Models, Network));

    /// <summary>Exactly these events, compared as the journal would write them.</summary>
    public Told Then(params ImmutableArray<CaseEvent> expected)
    {
        var accepted = Accepted();
        Assert.Equal(Lines(expected), Lines(accepted.Happenings.Select(h => h.Event with { Controller = null })));
        return After(accepted);
    }

    /// <summary>That it is accepted; what happens is told by <see cref="Told"/>.</summary>
    public Told IsAccepted() => After(Accepted());

    public void Refuses(Refusal expected)
    {
        Assert.Equal(new Decision<CaseEvent>.Refuse(expected), Decide());
        Reached.TryAdd(expected, Command.Name.ToString());
    }

    public void IsAlreadySo() => Assert.Equal(new Decision<CaseEvent>.AlreadySo(), Decide());

    Decision<CaseEvent>.Accept Accepted() => Assert.IsType<Decision<CaseEvent>.Accept>(Decide());

    Told After(Decision<CaseEvent>.Accept accepted) =>
        new(accepted.Happenings, accepted.Happenings.Aggregate(History.State(), (state, one) => Village.Decider.Evolve(state, one.Event)));

    static IEnumerable<string> Lines(IEnumerable<CaseEvent> events) =>
        events.Select(e => Village.Decider.Write(new(e))).Select(w => $"{w.Type} {w.Facts}");
}

/// <summary>What was accepted, and the state it led to.</summary>
public sealed record Told(ImmutableArray<Happening<CaseEvent>> Happenings, CaseState State)
{
    public OpenCase Open => Assert.IsType<OpenCase>(State);
    public T Only<T>() where T : CaseEvent => Assert.Single(Happenings.Select(h => h.Event).OfType<T>());
    public object? ContentOf<T>() where T : CaseEvent => Happenings.Single(h => h.Event is T).Content;
}
