using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>
/// Plays made-up cases of <see cref="DemoNetwork"/> through the front door, by the rules, with times in the past. Playing
/// again adds nothing, and a play that was broken off is finished by the next: every command has an id of its own.
/// </summary>
public sealed class DemoCases
{
    public const int Cases = 300;
    public const string Model = "one-contact-is-enough";
    const string KeyPrefix = "demo-";
    const int AtOnceMax = 64;
    const int EventsMax = 1_000;

    readonly ICaseDirectory directory;
    readonly ContactDesk desk;
    readonly IJournal journal;
    readonly MemberKeys keys;
    readonly OperatingModel model;
    readonly Cast cast;
    readonly Calendar calendar;
    int given;

    DemoCases(ICaseDirectory directory, ContactDesk desk, IJournal journal, MemberKeys keys, Rulebook rules, TimeProvider clock)
    {
        (this.directory, this.desk, this.journal, this.keys) = (directory, desk, journal, keys);
        var now = clock.GetUtcNow();
        model = rules.Models.ValidAt(Model, now) ?? throw new WrongSettingException($"--demo: the operating model '{Model}' is not there, or not valid yet");
        if (rules.Network.ActorOf(DemoNetwork.Coordinator, Roles.None) is null) throw new WrongSettingException("--demo: it plays in its own network; do not give another");
        cast = new(rules.Network);
        calendar = new(model.Calendar, model.Calendar.LocalDate(now), model.ValidFrom);
        if (calendar.TooEarly) throw new WrongSettingException($"--demo: the operating model '{Model}' has been valid since {model.ValidFrom:O} only, too short for a demo");
    }

    /// <summary>Returns how many commands it gave; none when all was played before.</summary>
    public static Task<int> Play(
        ICaseDirectory directory, ContactDesk desk, IJournal journal, MemberKeys keys, Rulebook rules, TimeProvider clock, CancellationToken stop = default) =>
        new DemoCases(directory, desk, journal, keys, rules, clock).Play(stop);

    async Task<int> Play(CancellationToken stop)
    {
        var parts = Plots.Table.SelectMany(plot => Enumerable.Repeat(plot, plot.Cases))
            .Select((plot, i) => (Plot: plot, Story: new Story(i + 1, cast, keys, model, calendar))).ToArray();
        var (lastPlot, last) = parts[^1];
        if (await Opened(last, lastPlot.Tell(last), stop) is not null) return 0;
        await Parallel.ForEachAsync(parts[..^1], new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop },
            async (part, token) => await Tell(part.Story, part.Plot, token));
        var homes = parts.Where(part => part.Plot.TwoHomes).Select(part => part.Story).Chunk(2);
        await Parallel.ForEachAsync(homes, stop, async (pair, token) => await Join(pair[0], pair[1], token));
        await Tell(last, lastPlot, stop);
        return given;
    }

    async Task Tell(Story story, Plot plot, CancellationToken stop)
    {
        var steps = plot.Tell(story);
        var times = calendar.Times(steps, Dice.For(story.Number, -5).Between(plot.IdleFromDays, plot.IdleToDays));
        var id = await Opened(story, steps, stop);
        var (known, seen) = (await Known(id, stop), 0);
        for (var i = 0; i < steps.Length; i++)
        {
            var state = id is { } there ? await directory.Read(there, stop) : new(NoCase.Yet, 0);
            // Another node may be playing the same story. What is read after the state knows every step the state knows.
            if (state.Version != seen) (known, seen) = (await Known(id, stop), state.Version);
            if (known.Contains(Key(story.Number, i))) continue;
            // A play was broken off, and somebody took the case up since: it is left as it stands.
            if (known.Any(command => !command.StartsWith(KeyPrefix, StringComparison.Ordinal))) return;
            var next = i + 1 < times.Length ? times[i + 1] : calendar.Now;
            var (by, command) = steps[i].Give(new(state.State, times[i], next, Dice.For(story.Number, i + 1)));
            var reply = await Send(id, Key(story.Number, i), by, times[i], command, stop);
            if (reply is Reply.Done done) (id, seen) = (CaseId.OfStream(done.Answer.Stream), done.Answer.Version);
            else if (!(await Known(id, stop)).Contains(Key(story.Number, i)))
                throw new InvalidOperationException($"the demo's case {story.Number} was told {reply} to {command.Name}");
        }
    }

    /// <summary>A contact that names a child of each of two cases; in every fourth pair the first case's coordinator takes it.</summary>
    async Task Join(Story one, Story other, CancellationToken stop)
    {
        var dice = Dice.For(one.Number, 100);
        var at = calendar.Ago(dice.Between(3, 4));
        var id = await Opened(one, [one.Contact], stop);
        if (id is null || (await Known(id, stop)).Contains(Key(one.Number, 100))) return;
        var contact = new ReceiveContact(
            CaseId.Of(dice.Id(at)), ContactId.Of(dice.Id(at)), Model, null, Channel.Phone, Source.Relative, null, one.Topic.Reasons, one.Family.Language, one.Family.Interpreter,
            Basis.Consent, [one.Family.Children[0].Named(keys, model.Group), other.Family.Children[0].Named(keys, model.Group)], [],
            new ContactContent(Sayings.TwoHomes.For(one.Family, dice), []));
        await Send(id, Key(one.Number, 100), cast.As(dice.OneIn(2) ? DemoNetwork.Professional : DemoNetwork.Coordinator), at, contact, stop);
        if (one.Number % 8 != 1 || (await directory.Read(id.Value, stop)).State is not OpenCase { Waiting: [var waiting, ..] } c) return;
        await Send(id, Key(one.Number, 101), cast.As(c.Coordinator), calendar.Ago(1.5), new TakeContact(waiting.Contact), stop);
    }

    async ValueTask<Reply> Send(CaseId? id, string key, Actor by, DateTimeOffset at, CaseCommand command, CancellationToken stop)
    {
        var ask = new Ask<CaseCommand>(new(by.Person.Value, key, key), by, at, command.OccurredAt ?? at, command, Contact: (command as ReceiveContact)?.Contact.Value);
        var reply = command switch
        {
            ReceiveContact => await desk.Receive(ask, stop),
            TakeContact => await desk.Take(id!.Value, ask, stop),
            _ => await directory.Send(id!.Value, ask, stop),
        };
        if (reply is Reply.Done) Interlocked.Increment(ref given);
        return reply;
    }

    /// <summary>The case of this story, if its first contact was recorded before.</summary>
    async ValueTask<CaseId?> Opened(Story story, Step[] steps, CancellationToken stop)
    {
        var (by, command) = steps[0].Give(new(NoCase.Yet, calendar.Now, calendar.Now, Dice.For(story.Number, 1)));
        var key = Key(story.Number, 0);
        var look = await journal.Look(((ReceiveContact)command).Case.Stream, new(by.Person.Value, key, key), stop);
        return look.Known is { } known ? CaseId.OfStream(known.First.Stream) : null;
    }

    async ValueTask<HashSet<string>> Known(CaseId? id, CancellationToken stop) =>
        id is { } there ? [.. (await journal.Read(there.Stream, 0, EventsMax, stop)).Select(e => e.Command)] : [];

    static string Key(int number, int step) => $"{KeyPrefix}{number}-{step}";
}
