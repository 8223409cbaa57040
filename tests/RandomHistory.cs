using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

/// <summary>Families, contacts and commands as they come, sensible and not; the same seed gives the same.</summary>
sealed class RandomHistory(IStore store, int seed)
{
    readonly Random random = new(seed);
    readonly LocalDirectory directory = new(Decider, store, Rules);
    readonly List<CaseId> cases = [];

    public IReadOnlyList<CaseId> Cases => cases;
    public LocalDirectory Directory => directory;
    public DateTimeOffset Now { get; private set; } = Monday;

    public async Task Live(int commands, CancellationToken stop)
    {
        var joint = new Joint(Decider, store, Rules);
        var desk = new ContactDesk(directory, joint, store);
        for (var i = 0; i < commands; i++)
        {
            Now = Now.AddMinutes(random.Next(200));
            if (cases.Count < 3 || random.Next(5) == 0) await Receive(desk, $"{seed}-{i}", stop);
            else await Command(desk, Pick(cases), $"{seed}-{i}", stop);
        }
        await new DeadlineWatch(directory, store, new FakeClock(Now), (id, broken) => throw new InvalidOperationException(id.Value, broken)).Run(stop);
    }

    async Task Receive(ContactDesk desk, string id, CancellationToken stop)
    {
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(5) == 0
            ? Nameless(Pick(["Leo", "Onni", "Eino"]), Pick(["Laine", "Niemi"]))
            : Child($"c{random.Next(60)}") with { Likeness = Keys.Likeness("family-services", Pick(["Leo", "Onni", "Eino"]), "Laine") }).DistinctBy(m => m.Key ?? m.Likeness);
        // Ids as a front end gives them, but the same for the same seed.
        var fresh = new CaseId($"{Now.ToUnixTimeMilliseconds():x12}{random.NextInt64():x16}"[..28] + "0000");
        var contact = Contact(fresh, Pick(["west", "east", "west"]), [.. members]) with { Contact = new(id), Channel = Pick(Enum.GetValues<Channel>()) };
        if (await desk.Receive(contact.By(Pick(Everybody), id, Now), stop) is Reply.Done { Answer.Stream: var stream } && !cases.Contains(CaseId.OfStream(stream))) cases.Add(CaseId.OfStream(stream));
    }

    async Task Command(ContactDesk desk, CaseId id, string key, CancellationToken stop)
    {
        var state = (await directory.Read(id, stop)).State;
        var c = state as OpenCase ?? (state as ClosedCase)?.Last;
        if (c is null) return;
        var actor = random.Next(6) == 0 ? Pick(Everybody) : Who((random.Next(3) == 0 && c.Offer is { } offer ? offer.To : c.Coordinator).Value);
        var open = CaseDecider.Commands(state, new(actor, Now, Models, Town.Network)).Where(may => may.Blocked is null).Select(may => may.Name).ToHashSet();
        var commands = Commands(c).Where(command => open.Contains(command.Name) || random.Next(8) == 0).Append(new Note("Jotain tapahtui 👪")).ToArray();
        var command = Pick(commands);
        if (random.Next(4) == 0 && command is Note or OfferHandover) command = command with { OccurredAt = Now.AddHours(-random.Next(100)) };
        var ask = command.By(actor, key, Now);
        _ = command is TakeContact ? await desk.Take(id, ask, stop) : await directory.Send(id, ask, stop);
    }

    ImmutableArray<CaseCommand> Commands(OpenCase c) =>
    [
        new JudgeUrgency(Pick(Enum.GetValues<Urgency>())), new StartAssessment(), new Reassess("They asked"),
        new CompleteAssessment("Summary", [Heard.Child], [new("sleep-guidance"), new("safety", "work")]),
        new PlanMeeting(Now.AddDays(3), Place.Home, [Pick(Everybody).Person, new("dan")]),
        new HoldMeeting(c.Meetings.LastOrDefault()?.Id ?? "meeting-1", random.Next(5) > 0, [new("dan"), new("eva"), Pick(Everybody).Person], "Minutes"),
        new AgreePlan([new("Sleep", 4)], [new("Visit", Pick(Everybody).Person, new(2026, 5, 1))]),
        new AskReceiver(c.Needs.FirstOrDefault()?.Id ?? "n1", Pick(Everybody).Person), new AcceptNeed("n1"),
        new OfferHandover(Pick(Everybody).Person, random.Next(2) == 0), new AcceptHandover(), new DeclineHandover("No time"), new WithdrawHandover(),
        new AssignCoordinator(Pick(Everybody).Person, "Leave"), new TakeContact(c.Waiting.FirstOrDefault()?.Contact ?? new("none")),
        new Close(Pick(["moved-away", "family-declined", "goals-met", "referred-elsewhere"]), "Summary"), new Reopen("They came back", random.Next(2) == 0 ? null : Pick(Everybody).Person),
    ];

    T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];
}
