namespace Coordination.Tests.Faults;

/// <summary>
/// Work as it comes: on cases of many families, a few of them asked for by everybody at once. Somebody looks at a case and
/// asks for what seems to be next there; by then it may not be any more.
/// </summary>
public sealed class Mix(Clients clients, Func<Random, Task<Uri>> node, Func<Said, Random, Task> say)
{
    const int MembersPerFamily = 4;
    const int BusyFamilies = 20;
    const int EveryWhichIsMerged = 8; // were it any family, all would end in one case

    /// <summary>Everything that is asked for in it, as the addresses say it.</summary>
    public static readonly string[] Names =
    [
        "accept-handover", "agree-plan", "assign-coordinator", "close", "complete-assessment", "complete-task", "contacts", "decline-handover", "hold-meeting", "judge-urgency",
        "merge", "name-pair", "note", "offer-handover", "plan-meeting", "reassess", "record-follow-up", "reopen", "resume", "start-assessment", "suspend", "take-contact", "withdraw-handover",
    ];

    readonly List<(string Case, int Family)> cases = [];
    int families;

    public static object Contact(IEnumerable<string> identifiers, string ownWords = "He does not sleep") => new
    {
        channel = "phone", source = "self", basis = "consent", ownWords, reasons = (string[])["sleep"], area = "west",
        members = identifiers.Select((identifier, i) => new { role = i % 2 == 0 ? "child" : "adult", identifier }).ToArray(),
    };

    public static IEnumerable<string> Members(int family) => Enumerable.Range(0, MembersPerFamily).Select(i => $"family-{family}-member-{i}");

    /// <summary>First contacts of so many families more.</summary>
    public async Task Open(int count)
    {
        var first = families;
        families += count;
        await Parallel.ForAsync(first, families, async (family, _) =>
        {
            var random = new Random(family);
            var contact = new Said(Site.Coordinators[family % Site.Coordinators.Length], "/v1/contacts", Contact(Members(family)));
            var heard = await clients.Say(await node(random), contact);
            Assert.Equal(201, heard.Status);
            Add(heard.Answer.Case!, family);
        });
    }

    void Add(string id, int family)
    {
        lock (cases)
            if (!cases.Contains((id, family))) cases.Add((id, family));
    }

    (string Case, int Family) Any(Random random)
    {
        lock (cases) return cases[random.Next(4) == 0 ? random.Next(Math.Min(BusyFamilies, cases.Count)) : random.Next(cases.Count)];
    }

    /// <summary>Looks at some case and says one command. Nothing, when the case could not be looked at.</summary>
    public async Task<Said?> Step(Random random)
    {
        var (id, family) = Any(random);
        if (await clients.Look(await node(random), One(Site.Managers, random), id) is not { } seen) return null;
        var said = Next(seen, family, random);
        await say(said, random);
        if (said.Last is { Status: 201 } receipt && receipt.Answer is { Outcome: "opened", Case: { } opened }) Add(opened, family);
        return said;
    }

    /// <summary>Some other case, of the families that may turn out to be one.</summary>
    string? Duplicate(string about, int family, Random random)
    {
        if (family % EveryWhichIsMerged != EveryWhichIsMerged - 1) return null;
        lock (cases) return cases.Where(c => c.Case != about && c.Family % EveryWhichIsMerged == EveryWhichIsMerged - 1).Select(c => c.Case).ElementAtOrDefault(random.Next(cases.Count / EveryWhichIsMerged));
    }

    static T One<T>(IReadOnlyList<T> of, Random random) => of[random.Next(of.Count)];

    Said Next(Seen c, int family, Random random)
    {
        var dice = random.Next(100);
        var version = random.Next(2) == 0 ? c.Version : (int?)null;
        return c switch
        {
            { Phase: "closed" } when dice < 70 => Ask(dice < 35 ? One(Site.Managers, random) : c.Coordinator, "reopen", new { reason = "They called again" }),
            _ when dice < 8 => new(Sender(random), "/v1/contacts", Contact(Members(family).Take(1 + random.Next(MembersPerFamily)))),
            _ when dice < 12 => new(Sender(random), "/v1/contacts", Contact([Members(family).First(), Members(random.Next(families)).Last()])),
            { Waiting.Length: > 0 } when dice < 60 => Ask(c.Coordinator, "take-contact", new { contact = One(c.Waiting, random) }),
            { Suspended: true } when dice < 60 => Ask(c.Coordinator, "resume", new { reason = "They are back" }),
            _ when dice is 12 or 13 => Ask(c.Coordinator, "suspend", new { reason = "They are away" }),
            _ when dice is 14 or 15 => Ask(c.Coordinator, "name-pair", new { person = One(Site.Teachers, random) }),
            _ when dice is >= 16 and < 20 && Duplicate(c.Case, family, random) is { } duplicate => Ask(One(Site.Managers, random), "merge", new { duplicate, reason = "One family" }),
            _ when dice < 30 => Ask(c.Coordinator, "note", new { text = $"A note {random.Next()}" }),
            { OfferTo: { } to } when dice < 60 => Ask(random.Next(6) == 0 ? One(Site.Coordinators, random) : to, "accept-handover", new { }),
            { OfferTo: { } to } when dice < 68 => Ask(to, "decline-handover", new { reason = "I am full" }),
            { OfferTo: not null } when dice < 76 => Ask(c.Coordinator, "withdraw-handover", new { }),
            { OfferTo: null } when dice < 50 => Ask(c.Coordinator, "offer-handover", new { to = One(Site.Coordinators, random), accompanied = dice % 2 == 0, reason = "They moved" }),
            _ when dice < 80 && dice % 5 == 0 => Ask(One(Site.Managers, random), "assign-coordinator", new { to = One(Site.Coordinators, random), reason = "Absence" }),
            { Urgency: not null } when dice > 96 => Ask(c.Coordinator, "close", new { result = "family-declined", summary = "They did not wish to go on" }),
            { Phase: "contact", Urgency: null } => Ask(c.Coordinator, "judge-urgency", new { urgency = One(["immediate", "soon", "normal"], random) }),
            { Phase: "contact" } => Ask(c.Coordinator, "start-assessment", new { }),
            { Phase: "needs-assessment" } => Ask(c.Coordinator, "complete-assessment", new
            {
                summary = "Tired", heard = (string[])["child", "adult"], noNeed = false, needs = new[] { new { code = "sleep-guidance", service = "family-work" } },
            }),
            { Phase: "joint-meeting", MeetingsAhead: [var meeting, ..] } => Ask(c.Coordinator, "hold-meeting", new
            {
                meeting, familyAttended = true, attended = (string[])[c.Coordinator, One(Site.Teachers, random)], minutes = "Agreed",
            }),
            { Phase: "joint-meeting", MeetingHeld: true } when dice % 3 != 0 => Ask(c.Coordinator, "agree-plan", new
            {
                goals = new[] { new { text = "Whole nights", rating = 3 } }, tasks = new[] { new { text = "A visit", responsible = One(Site.Teachers, random), due = "2027-05-01" } },
            }),
            { Phase: "follow-up" } when dice % 7 == 0 => Ask(c.Coordinator, "record-follow-up", new { happened = true, text = "Better nights" }),
            { Phase: "joint-meeting" } or { Phase: "follow-up" } when dice % 2 == 0 => Ask(c.Coordinator, "plan-meeting", new { at = "2027-03-01T10:00:00Z", place = "home", participants = (string[])[c.Coordinator, "teacher-0"] }),
            { Phase: "follow-up", OpenTasks: [var task, ..] } when dice % 5 != 0 => Ask(c.Coordinator, "complete-task", new { task }),
            { Phase: "follow-up" } when dice % 3 == 0 => Ask(c.Coordinator, "close", new { result = "goals-met", summary = "They sleep" }),
            { Phase: "follow-up" or "joint-meeting" } => Ask(c.Coordinator, "reassess", new { reason = "Something new" }),
            _ => Ask(c.Coordinator, "note", new { text = "Closed, and one thing more" }),
        };

        Said Ask(string actor, string command, object body) => new(actor, $"/v1/cases/{c.Case}/{command}", body, version);
    }

    static string Sender(Random random) => random.Next(2) == 0 ? One(Site.Teachers, random) : One(Site.Coordinators, random);
}

/// <summary>Many clients at work at once.</summary>
static class Load
{
    const int PauseMilliseconds = 20;

    const int RoundsMore = 20;

    /// <summary>So many commands in all, and more until everything that is asked for was done: what is rare may not have come yet.</summary>
    public static async Task CommandsOfEveryName(int clients, int commands, Mix mix, Func<IReadOnlyCollection<string>> done)
    {
        await Commands(clients, commands, mix);
        for (var round = 0; round < RoundsMore && Mix.Names.Except(done()).Any(); round++) await Commands(clients, commands / 10, mix, 10_000 * (round + 1));
    }

    /// <summary>So many commands in all.</summary>
    public static async Task Commands(int clients, int commands, Mix mix, int seed = 1_000)
    {
        var left = commands;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(async () =>
        {
            var random = new Random(seed + i);
            while (Interlocked.Decrement(ref left) >= 0)
                if (await mix.Step(random) is null) Interlocked.Increment(ref left);
        })));
    }

    /// <summary>For as long as something else takes.</summary>
    public static async Task During(int clients, Mix mix, Func<Task> meanwhile)
    {
        var over = false;
        var work = Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(async () =>
        {
            var random = new Random(2_000 + i);
            while (!Volatile.Read(ref over))
                if (await mix.Step(random) is null) await Task.Delay(PauseMilliseconds);
        })));
        try { await meanwhile(); }
        finally
        {
            Volatile.Write(ref over, true);
            await work;
        }
    }
}
