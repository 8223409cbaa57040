using System.Collections.Concurrent;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>
/// Plays what is planned through the front door, by the rules, with the times at which it was planned, and never with a time to
/// come. Every command has an id made of the plan: what was played before, by this node or another, is not played again.
/// A case in which somebody acts who is not the demo is left to them.
/// </summary>
public sealed class Playing
{
    const string Model = "one-contact-is-enough";
    const int AtOnceMax = 32;
    const int ChunkEventsMax = 1_000;

    /// <summary>Families that should have contacted longer ago than this, while the program did not run, never did.</summary>
    public const int CatchUpDaysMax = 2 * 366;

    readonly IStore store;
    readonly ICaseDirectory directory;
    readonly ContactDesk contacts;
    readonly ConsultationDesk consultations;
    readonly PhenomenonDesk phenomena;
    readonly CaseReader reader;
    readonly DeadlineWatch watch;
    readonly TimeProvider clock;
    readonly Stage stage;
    readonly Begun begun;
    readonly Year year;
    readonly List<Life> lives = [];
    readonly ConcurrentQueue<string> refused = [];
    int given;

    Playing(IStore store, ICaseDirectory directory, MemberKeys keys, Rulebook rules, TimeProvider clock, Begun begun)
    {
        (this.store, this.directory, this.clock, this.begun) = (store, directory, clock, begun);
        var decider = new CaseDecider();
        contacts = new(directory, new(decider, store, rules), store);
        consultations = new(store, rules);
        phenomena = new(directory, store, decider, rules);
        reader = new(directory, store, new(store, rules), decider, rules, clock);
        watch = new(directory, store, clock, (_, _) => { });
        var model = rules.Models.ValidAt(Model, begun.At) ?? throw new WrongSettingException($"--demo: the operating model '{Model}' is not there, or not valid yet");
        if (rules.Network.ActorOf(DemoNetwork.Coordinator, Roles.None) is null) throw new WrongSettingException("--demo: it plays in its own network; do not give another");
        var today = model.Calendar.LocalDate(begun.At);
        var first = today.AddDays(-begun.Days) is var day && day < model.ValidFrom ? model.ValidFrom : day;
        var office = new Office(model.Calendar, first);
        if (office.Of(today) < Year.WorkingDaysLeast) throw new WrongSettingException($"--demo: the operating model '{Model}' has been valid since {model.ValidFrom:O} only, too short for a demo");
        var cast = new Cast(rules.Network);
        stage = new(begun.Seed, cast, new(cast, first, begun.Seed), office, keys, rules);
        year = new(stage, first, begun.ContactsPerWeek);
        lives.AddRange(year.Desk(office.Of(today), model).Select(plan => new Life(plan)));
    }

    /// <summary>What was not accepted, and so was given up: nothing, as long as nobody else acts in the demo's cases.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    /// <summary>How many commands were given in all.</summary>
    public int Given => given;

    /// <summary>The demo's time as far as it was played; it may be ahead of the calendar.</summary>
    public double Time { get; private set; }

    /// <summary>The demo's time by the calendar.</summary>
    public double Now => stage.Office.Of(clock.GetUtcNow());

    /// <summary>Reads how far the store's demo has come, and plays what is missing until now.</summary>
    public static async Task<Playing> Begin(IStore store, ICaseDirectory directory, MemberKeys keys, Rulebook rules, TimeProvider clock, DemoChoice choice, CancellationToken stop)
    {
        var playing = new Playing(store, directory, keys, rules, clock, await Begun.In(store, choice, clock.GetUtcNow(), stop));
        await playing.Resume(stop);
        await playing.CatchUp(stop);
        return playing;
    }

    async Task Resume(CancellationToken stop)
    {
        Time = Now;
        var (played, theirs, last) = await Played(stop);
        var resumed = 0;
        for (var planned = Time; ; planned += 5)
        {
            lives.AddRange(Planned(planned));
            for (; resumed < lives.Count; resumed++)
            {
                if (lives[resumed].Resume(played) is { } furthest && furthest > Time) Time = furthest;
                if (lives[resumed].Cases.Any(id => theirs.Contains(id.Stream))) lives[resumed].Left = true;
            }
            if (year.HasPlanned(last)) break;
        }
        lives.RemoveAll(life => life.Next == 0 && stage.Office.At(life.Time) < clock.GetUtcNow().AddDays(-CatchUpDaysMax) && stage.Office.At(life.Time) > begun.At);
        year.Consultations.RemoveAll(c => played.ContainsKey(Life.KeyOf(c.Number, 0)));
    }

    IEnumerable<Life> Planned(double until) => year.Until(until).Select(plan => new Life(plan));

    /// <summary>What the journal has of the demo, in which streams somebody else acted, and the highest number of a story.</summary>
    async Task<(Dictionary<string, List<Recorded>> Played, HashSet<string> Theirs, int Last)> Played(CancellationToken stop)
    {
        var (played, theirs, last) = (new Dictionary<string, List<Recorded>>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
        IReadOnlyList<Recorded> events = [];
        do
        {
            events = await store.Feed(events is [.., var end] ? end.Position : 0, ChunkEventsMax, stop);
            foreach (var one in events)
            {
                if (Life.IsOfSomebodyElse(one)) theirs.Add(one.Stream);
                else if (one.Command.StartsWith(Life.KeyPrefix, StringComparison.Ordinal))
                {
                    if (!played.TryGetValue(one.Command, out var of)) played[one.Command] = of = [];
                    of.Add(one with { Facts = "", Content = null });
                    if (one.Type != ConsultationHeld.Type) last = Math.Max(last, int.Parse(one.Command.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture));
                }
            }
        } while (events.Count == ChunkEventsMax);
        return (played, theirs, last);
    }

    /// <summary>Everything until now, with what the engine would have noted meanwhile.</summary>
    async Task CatchUp(CancellationToken stop)
    {
        await Play(Time, stop);
        var (now, attended) = (clock.GetUtcNow(), new HashSet<string>(StringComparer.Ordinal));
        while (await store.ClaimDue(now, ChunkEventsMax, stop) is { Count: > 0 } due && due.Any(attended.Add))
        {
            attended.UnionWith(due);
            await Parallel.ForEachAsync(due, Options(stop), async (stream, token) => await Attend(CaseId.OfStream(stream), now, token));
        }
    }

    /// <summary>Plays what is planned until a time of the demo; returns how many commands were given.</summary>
    public async Task<int> Play(double until, CancellationToken stop)
    {
        var before = given;
        lives.AddRange(Planned(until));
        var talks = year.Consultations.Where(c => c.Time <= until).ToArray();
        await Parallel.ForEachAsync(talks, Options(stop), async (one, token) => await Record(one, token));
        year.Consultations.RemoveAll(talks.Contains);
        var due = lives.Where(life => !life.Over && life.Time <= until).ToArray();
        await Parallel.ForEachAsync(due.Where(life => life.Plan.Story is not null), Options(stop), async (life, token) => await Play(life, until, token));
        // After the families, whose contacts are counted in them.
        foreach (var life in due.Where(life => life.Plan.Story is null)) await Play(life, until, stop);
        lives.RemoveAll(life => life.Over);
        Time = Math.Max(Time, until);
        return given - before;
    }

    static ParallelOptions Options(CancellationToken stop) => new() { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop };

    async Task Record(PlannedConsultation one, CancellationToken stop)
    {
        var at = NotLater(stage.Office.At(one.Time));
        var key = Life.KeyOf(one.Number, 0);
        if (await consultations.Record(Dice.For(one.Number, 0, begun.Seed).Id(at), new(one.By.Person.Value, key, key), one.By, at, one.Consultation, stop) is Reply.Done) Interlocked.Increment(ref given);
    }

    async Task Play(Life life, double until, CancellationToken stop)
    {
        while (!life.Over && life.Time <= until)
        {
            var step = life.Next;
            if (await Find(life, stop) is not { } scene || life.Left) return;
            if (life.Next != step) continue; // another node was faster
            if (life.Step.Give(scene) is { } deed) await Do(life, scene, deed, stop);
            life.Next = Math.Max(life.Next, step + 1);
        }
    }

    /// <summary>What the next step finds; nothing as long as it has to wait, or where the story ends here.</summary>
    async Task<Scene?> Find(Life life, CancellationToken stop)
    {
        var (step, planned, now) = (life.Step, stage.Office.At(life.Time), NotLater(clock.GetUtcNow()));
        var next = life.Next + 1 < life.Plan.Times.Length ? stage.Office.At(life.Plan.Times[life.Next + 1]) : planned.AddDays(7);
        var at = Earlier(now, planned);
        if (life.Last > planned)
        {
            // What the engine noted last it may have noted at night.
            at = stage.Office.NotBefore(life.Last);
            if (at > now) return null;
        }
        var dice = Dice.For(life.Plan.Number, life.Next + 1, begun.Seed);
        var scene = new Scene(await State(life, step.OfSecond, at, stop), life.Case(step.OfSecond), at, next, planned, planned > begun.At, dice);
        if (step.NotBefore(scene) is { } when && when > at)
        {
            if (when > now) return null;
            scene = scene with { At = when, State = await State(life, step.OfSecond, when, stop) };
        }
        if (scene.Living && scene.State is OpenCase { Coordinator: var coordinator } && Cast.IsSample(coordinator)) life.Left = true;
        return life.Case(!step.OfSecond) is null ? scene
            : scene with { Mate = scene with { State = await State(life, !step.OfSecond, scene.At, stop), Id = life.Case(!step.OfSecond) } };
    }

    async Task<CaseState> State(Life life, bool second, DateTimeOffset at, CancellationToken stop)
    {
        if (life.Case(second) is not { } id) return NoCase.Yet;
        var (state, version) = await Attend(id, at, stop);
        if (version != life.Seen(second)) life.Saw(await store.Read(id.Stream, life.Seen(second), ChunkEventsMax, stop));
        return state;
    }

    /// <summary>The case, with what the engine notes in it until then: in the past nobody else does.</summary>
    async Task<Versioned<CaseState>> Attend(CaseId id, DateTimeOffset until, CancellationToken stop)
    {
        var here = await directory.Read(id, stop);
        while (here.State is not NoCase && Picture.Of(here.State).WakeAt is { } wake && wake <= until && await watch.Attend(id, wake, stop) > 0) here = await directory.Read(id, stop);
        return here;
    }

    async Task Do(Life life, Scene scene, Deed deed, CancellationToken stop)
    {
        if (scene.State is OpenCase c && deed.By.Person == c.Coordinator && life.Plan.Story is { } story && stage.Staff.Away(c.Coordinator, stage.Office.LocalDate(scene.At)) is { } until)
            deed = deed with { By = await Substitute(life, scene, c, story.Substitute(scene, until), stop) ?? deed.By };
        var (id, step) = (scene.Id, life.Step);
        if (await Send(life, scene, life.Key, deed, stop) is not { } done) return;
        if (id is null) life.Is(CaseId.OfStream(done.Stream), step.OfSecond);
        if (life.Seen(step.OfSecond) + done.Happened.Length == done.Version) life.Saw(step.OfSecond, done.Version);
        if (deed.Command is UndoJoin undo && id is { } joined)
            foreach (var one in (await store.Read(joined.Stream, 0, ChunkEventsMax, stop)).Where(e => e.Type == "join-undone"))
                if (CaseJson.Read(one.Type, one.Facts) is JoinUndone left && left.Contact == undo.Contact) life.Is(left.To, second: true);
    }

    /// <summary>Who acts for somebody on holiday, named when something is to be done.</summary>
    async Task<Actor?> Substitute(Life life, Scene scene, OpenCase c, NameSubstitute name, CancellationToken stop)
    {
        if (c.Substitute is { } there && there.Begins <= scene.At && scene.At < there.Ends) return stage.Cast.As(there.Person);
        var by = stage.Cast.ManagerOf(c.Organisation, Dice.For(life.Plan.Number, life.Next, begun.Seed));
        return await Send(life, scene, life.Key + "-s", new(by, name), stop) is null ? null : stage.Cast.As(name.Person);
    }

    /// <summary>The answer; nothing where it was so already, or where it was refused and the story ends.</summary>
    async ValueTask<Answer?> Send(Life life, Scene scene, string key, Deed deed, CancellationToken stop)
    {
        var ask = new Ask<CaseCommand>(
            new(deed.By.Person.Value, key, key), deed.By, scene.At, deed.Command.OccurredAt ?? scene.At, deed.Command, Contact: (deed.Command as ReceiveContact)?.Contact.Value);
        var reply = deed.Command switch
        {
            ReceiveContact => await contacts.Receive(ask, stop),
            OpenPhenomenon => await phenomena.Open(ask, stop),
            TakeContact => await contacts.Take(scene.Id!.Value, ask, stop),
            UndoJoin => await contacts.Undo(scene.Id!.Value, ask, CaseId.Of(scene.Dice.Id(scene.At)), (c, told) => ValueTask.FromResult(life.Plan.Story!.Alone(CaseId.Of(scene.Dice.Id(scene.At)), c, told)), stop),
            Merge => await contacts.Merge(scene.Id!.Value, ask, async (duplicate, other) => await reader.Brought(duplicate, other, stop), stop),
            _ => await directory.Send(scene.Id!.Value, ask, stop),
        };
        life.Last = scene.At;
        switch (reply)
        {
            case Reply.Done done:
                Interlocked.Increment(ref given);
                return done.Answer;
            case Reply.AlreadySo:
                return null;
            default:
                var step = life.Next;
                foreach (var id in life.Cases) life.Saw(await store.Read(id.Stream, 0, ChunkEventsMax, stop));
                if (life.Left || life.Next > step) return null; // somebody else was faster
                refused.Enqueue($"{key}: {deed.Command.Name} at {scene.At:O} by {deed.By.Person}: {reply}");
                life.Left = true;
                return null;
        }
    }

    DateTimeOffset NotLater(DateTimeOffset at) => Earlier(at, DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()));
    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
