using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests.Faults;

/// <summary>What the clients' log and the journal together came to.</summary>
public sealed record Tally(int Acknowledged, int MultiEvent, int MultiStream, int AlreadySo, int Refused, int UnknownDone, int UnknownNotDone, int Cases, long Events)
{
    public override string ToString() =>
        $"{Acknowledged} acknowledged ({MultiEvent} of several events, {MultiStream} on several cases), {AlreadySo} already so, {Refused} refused, " +
        $"{UnknownDone} unknown and done, {UnknownNotDone} unknown and not done; {Cases} cases, {Events} events";
}

/// <summary>
/// Holds the clients' log against the journal: acknowledged is there once, with the version and event types acknowledged;
/// refused is not there; unknown is there once or not at all; and the journal itself is whole.
/// </summary>
public sealed class Checker(Site site, Clients clients)
{
    static readonly int[] Expected = [0, 200, 201, 403, 404, 409, 412, 422, 503];

    readonly List<string> faults = [];
    Dictionary<(string Actor, string Command), List<Recorded>> commands = [];

    /// <param name="everyAttemptEnded">A node answered every attempt, even where the answer was lost: then a refusal heard last means that no attempt was ever accepted.</param>
    public async Task<Tally> Check(bool everyAttemptEnded = false)
    {
        using var installation = await site.Open();
        var report = await new Maintenance(installation.Store, new()).Check(default);
        faults.AddRange(report.Faults);
        faults.AddRange(clients.Stale);
        faults.AddRange(clients.Statuses.Keys.Except(Expected).Select(s => $"a status of {s} was answered"));
        var events = await Events(installation.Store);
        commands = events.GroupBy(e => (e.Actor, e.Command)).ToDictionary(g => g.Key, g => g.ToList());
        Follow(events);
        await Answers(installation.Store, events);
        var tally = Compare(everyAttemptEnded) with { Cases = events.Select(e => e.Stream).Distinct().Count(), Events = events.Count };
        Assert.True(faults.Count == 0, $"{faults.Count} faults ({tally}; {clients.Counts}):\n{string.Join('\n', faults.Take(30))}\n{string.Join('\n', site.Nodes.Select(n => n.Breaks))}");
        return tally;
    }

    static async Task<List<Recorded>> Events(IStore store)
    {
        var events = new List<Recorded>();
        while (await store.Feed(events.Count == 0 ? 0 : events[^1].Position, 5_000, default) is { Count: > 0 } more) events.AddRange(more);
        return events;
    }

    // ---- The journal itself -----------------------------------------------------------------------------------------

    /// <summary>In the order of positions: no holes, one coordinator, and of the members of all open cases none twice.</summary>
    void Follow(List<Recorded> events)
    {
        var decider = new CaseDecider();
        var ledgers = new Dictionary<string, Ledger>(StringComparer.Ordinal);
        var states = new Dictionary<string, CaseState>(StringComparer.Ordinal);
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < events.Count; i++)
        {
            var one = events[i];
            if (one.Position != i + 1) faults.Add($"position {one.Position} stands at place {i + 1}");
            if (!ledgers.TryGetValue(one.Stream, out var ledger)) ledgers[one.Stream] = ledger = new Ledger();
            if (ledger.Follow(one) is { } wrong) faults.Add($"{one.Stream} version {one.Version} {one.Type} by {one.Actor}: {wrong}");
            states[one.Stream] = decider.Evolve(states.GetValueOrDefault(one.Stream, decider.Initial), decider.Read(one.Type, one.Facts));
            if (i + 1 == events.Count || (events[i + 1].Actor, events[i + 1].Command) != (one.Actor, one.Command)) Hold(one, commands[(one.Actor, one.Command)].Select(e => e.Stream).Distinct(), states, holders);
        }
    }

    /// <summary>After a whole command: whose members are whose.</summary>
    void Hold(Recorded last, IEnumerable<string> streams, Dictionary<string, CaseState> states, Dictionary<string, string> holders)
    {
        var touched = streams.ToHashSet();
        foreach (var key in holders.Where(h => touched.Contains(h.Value)).Select(h => h.Key).ToList()) holders.Remove(key);
        foreach (var stream in touched)
            foreach (var key in states[stream] is OpenCase open ? Picture.Of(open).Keys : [])
                if (!holders.TryAdd(key, stream)) faults.Add($"position {last.Position}: a member of {stream} is a member of the open case {holders[key]} too");
    }

    /// <summary>What was kept as the answer to each command is what the journal has of it, all together and nothing else.</summary>
    async Task Answers(IStore store, List<Recorded> events)
    {
        var register = await store.Query<string>("SELECT stream FROM register", new { }, default);
        if (!events.Select(e => e.Stream).ToHashSet().SetEquals(register)) faults.Add("the streams in the register are not those of the journal");
        var held = events.Where(e => e.Type == "contact-held").DistinctBy(e => Fact(e, "contact")).ToDictionary(e => Fact(e, "contact")!, Touches);
        foreach (var (actor, id, text) in await store.Query<(string, string, string)>("SELECT actor, id, answer FROM command", new { }, default))
        {
            var (answer, whole) = (Answer.Of(text), commands.GetValueOrDefault((actor, id)) ?? []);
            var own = whole.Where(e => e.Stream == answer.Stream).ToList();
            if (!own.Select(e => e.Type).SequenceEqual(answer.Happened) || own.Count == 0 || own[^1].Version != answer.Version) faults.Add($"command {id} of {actor}: its answer and its events differ");
            if (whole.Count > 0 && whole[^1].Position - whole[0].Position != whole.Count - 1) faults.Add($"command {id} of {actor}: torn apart");
            var streams = whole.Select(e => e.Stream).ToHashSet();
            var expected = own.FirstOrDefault(e => e.Type is "contact-held" or "contact-taken") is { } joint && held.TryGetValue(Fact(joint, "contact")!, out var all) ? all
                : own.FirstOrDefault(e => e.Type is "duplicate-merged") is { } merged ? [answer.Stream, CaseId.StreamPrefix + Fact(merged, "duplicate")] : (HashSet<string>)[answer.Stream];
            if (!streams.SetEquals(expected)) faults.Add($"command {id} of {actor}: wrote on {streams.Count} cases, not on {expected.Count}");
        }
    }

    /// <summary>The cases that a contact waits in.</summary>
    static HashSet<string> Touches(Recorded held) => [.. JsonDocument.Parse(held.Facts).RootElement.GetProperty("touches").EnumerateArray().Select(t => CaseId.StreamPrefix + t.GetString())];

    static string? Fact(Recorded one, string name) => JsonDocument.Parse(one.Facts).RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    // ---- The clients' log --------------------------------------------------------------------------------------------

    Tally Compare(bool everyAttemptEnded)
    {
        var tally = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0);
        var strangers = commands.Keys.Where(k => k.Actor != Actor.Engine.Person.Value).ToHashSet();
        foreach (var said in clients.Log)
        {
            strangers.Remove((said.Actor, said.Key));
            var written = commands.GetValueOrDefault((said.Actor, said.Key));
            tally = Judge(said, written, everyAttemptEnded, tally);
        }
        foreach (var (actor, id) in strangers) faults.Add($"command {id} of {actor}: in the journal, and nobody said it");
        return tally;
    }

    Tally Judge(Said said, List<Recorded>? written, bool everyAttemptEnded, Tally tally)
    {
        var yes = said.Heard.Where(h => h.Accepted).Select(h => h.Answer).ToList();
        if (yes.FirstOrDefault(a => a.Happened is not { Length: 0 }) is { } answer)
        {
            if (written is null) faults.Add($"{Name(said)}: acknowledged, and not in the journal");
            else
            {
                foreach (var wrong in yes.Select(a => Differs(a, written)).OfType<string>()) faults.Add($"{Name(said)}: {wrong}");
                tally = tally with
                {
                    MultiEvent = tally.MultiEvent + (written.Count > 1 ? 1 : 0), MultiStream = tally.MultiStream + (written.Select(e => e.Stream).Distinct().Count() > 1 ? 1 : 0),
                };
            }
            return tally with { Acknowledged = tally.Acknowledged + 1 };
        }
        var ended = everyAttemptEnded ? !said.Last.Unknown : said.Heard.All(h => !h.Unknown);
        if (!ended) return written is null ? tally with { UnknownNotDone = tally.UnknownNotDone + 1 } : tally with { UnknownDone = tally.UnknownDone + 1 };
        if (written is not null) faults.Add($"{Name(said)}: {(yes.Count > 0 ? "said to be so already" : "refused")}, and in the journal");
        return yes.Count > 0 ? tally with { AlreadySo = tally.AlreadySo + 1 } : tally with { Refused = tally.Refused + 1 };
    }

    static string? Differs(Answered answer, List<Recorded> written)
    {
        if (answer.Receipt is { } receipt && written.Any(e => e.Type is "contact-received" or "contact-held" && Fact(e, "contact") != receipt)) return "the receipt has another number than the contact";
        if (answer.Case is null) return null;
        var own = written.Where(e => e.Stream == CaseId.StreamPrefix + answer.Case).ToList();
        var types = own.Select(e => e.Type).ToList();
        return own.Count == 0 ? "acknowledged for another case"
            : own[^1].Version != answer.Version ? $"acknowledged at version {answer.Version}, written at {own[^1].Version}"
            : answer.Happened is { } happened && !types.SequenceEqual(happened) ? $"acknowledged {string.Join(',', happened)}, written {string.Join(',', types)}"
            : answer.Outcome is { } outcome && outcome != (types[0] == "case-opened" ? "opened" : types[0] == "contact-held" ? "awaits-decision" : "joined") ? $"acknowledged as {outcome}, written {types[0]}"
            : null;
    }

    static string Name(Said said) => $"{said.Path} by {said.Actor} ({said.Key}; heard {string.Join(", then ", said.Heard.Select(h => h.Status))})";
}

/// <summary>A case's history read a second time, by eyes that know nothing of the decider: who is responsible, and did only they act.</summary>
sealed class Ledger
{
    int version;
    bool open;
    string? coordinator, offeredTo;

    /// <summary>What is wrong with an event, if anything is.</summary>
    public string? Follow(Recorded one)
    {
        if (one.Version != ++version) return $"follows version {version - 1}";
        using var facts = JsonDocument.Parse(one.Facts);
        string Fact(string name) => facts.RootElement.GetProperty(name).GetString()!;
        var wrong = one.Type switch
        {
            "case-opened" => version == 1 ? null : "a case that is there already was opened",
            "case-reopened" => open ? "an open case was reopened" : Coordinator(one.Actor) is null ? null : Manager(one.Actor),
            "note-written" => null,
            "deadline-neared" or "deadline-missed" => one.Actor == Actor.Engine.Person.Value ? null : "not by the engine",
            "deadline-set" when !open => Coordinator(one.Actor), // the check of the outcome, with the closing
            _ when !open => "happened in a case that is not open",
            "handover-accepted" => offeredTo != Fact("to") || one.Actor != offeredTo ? $"taken, and offered to {offeredTo}" : null,
            "handover-declined" => one.Actor != offeredTo ? $"offered to {offeredTo}" : null,
            "handover-expired" => one.Actor == Actor.Engine.Person.Value ? null : "not by the engine",
            "coordinator-assigned" => Manager(one.Actor),
            "contact-received" or "contact-held" or "contact-released" or "deadline-set" or "need-accepted" => null,
            "duplicate-merged" or "case-merged" => Manager(one.Actor),
            "meeting-cancelled" or "handover-withdrawn" when Manager(one.Actor) is null => null, // with the case that is merged away
            "pair-ended" => Coordinator(one.Actor) is null ? null : Manager(one.Actor), // with the role passes away the pair of the one before
            "pair-named" or "case-suspended" or "case-resumed" or "deadline-moved" or "task-completed" or "follow-up-recorded" => Coordinator(one.Actor),
            "phase-entered" or "urgency-judged" or "assessment-started" or "assessment-completed" or "reassessment-called" or "meeting-planned" or "meeting-held" or "plan-agreed"
                or "handover-offered" or "handover-withdrawn" or "contact-taken" or "case-closed" => Coordinator(one.Actor),
            _ => "nobody asked for this",
        };
        (open, coordinator, offeredTo) = one.Type switch
        {
            "case-opened" or "case-reopened" => (true, Fact("coordinator"), null),
            "handover-offered" => (open, coordinator, Fact("to")),
            "handover-accepted" or "coordinator-assigned" => (open, Fact("to"), null),
            "handover-declined" or "handover-withdrawn" or "handover-expired" => (open, coordinator, null),
            "case-closed" or "case-merged" => (false, coordinator, null),
            _ => (open, coordinator, offeredTo),
        };
        return wrong ?? (Site.Coordinators.Contains(coordinator) ? null : $"coordinator is '{coordinator}'");
    }

    string? Coordinator(string actor) => actor == coordinator ? null : $"the coordinator is {coordinator}";
    static string? Manager(string actor) => Site.Managers.Contains(actor) ? null : "not by a manager";
}
