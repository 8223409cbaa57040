using Coordination.Bench.Server;

namespace Coordination.Bench.Peers;

/// <summary>A guarantee and how it is tried. Null where this store cannot show it.</summary>
internal sealed record Claim(string Name, Func<Trial, CancellationToken, Task<Finding?>> Try);

/// <summary>What somebody who chooses a program to keep cases in would want to know of it.</summary>
internal static partial class Claims
{
    const int Rounds = 10;
    const int AtOnce = 8;
    const int Offers = 20;

    public static readonly IReadOnlyList<Claim> All =
    [
        new("the whole workflow goes, and no step out of its turn", WorkflowAsync),
        new("first contacts at the same moment about one child open one case", FirstContactsAsync),
        new("a contact that names members of two open cases waits for a person", TwoCasesTouchedAsync),
        new("two cases change in one step (merge)", MergeAsync),
        new("of commands at once in one case none is lost", (trial, stop) => NoneLostAsync(trial, nodes: 1, stop)),
        new("... and none is turned away", NoneTurnedAwayAsync),
        new("none is lost at two nodes over one database either", async (trial, stop) => trial.MayHaveTwoNodes ? await TwoNodesAsync(trial, stop) : null),
        new("of several who saw the same version one is carried out (If-Match)", SameVersionAsync),
        new("an offer is either accepted or withdrawn, never both", AcceptOrWithdrawAsync),
        new("at every look a case has exactly one coordinator", OneCoordinatorAsync),
        new("a refused command leaves nothing", RefusedAsync),
        new("who did what stands in the history, without a hole", HistoryAsync),
        new("a command said twice has one effect", SaidTwiceAsync),
        new("... also when both are under way at once", SaidAtOnceAsync),
        new("... also when the reply was lost", ReplyLostAsync),
        new("... also after the server was killed", SaidTwiceOverKillAsync),
        new("one command id with two bodies is refused", OneIdTwoBodiesAsync),
        new("what was answered is kept when the server is killed", KillAsync),
    ];

    static async Task<Finding?> WorkflowAsync(Trial trial, CancellationToken stop)
    {
        var (who, professional) = (trial.Person(0), NetworkFile.Professionals[0]);
        var receipt = await trial.SayAsync(who, "contacts", Trial.ContactAbout(Trial.NewIdentifier()), stop: stop);
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        (string Command, object Body, string? Refused)[] steps =
        [
            ("start-assessment", new { }, "urgency-not-judged"),
            ("judge-urgency", new { urgency = "soon" }, null),
            ("agree-plan", new { goals = new[] { new { text = "Nukumme yöt", rating = 3 } }, tasks = Array.Empty<object>() }, "wrong-phase"),
            ("start-assessment", new { }, null),
            ("complete-assessment", new { summary = "Uni kuormittaa.", heard = new[] { "child" }, needs = Array.Empty<object>() }, "needs-unknown"),
            ("complete-assessment", new { summary = "Uni kuormittaa.", heard = new[] { "child" }, needs = new[] { new { code = "sleep-guidance" } } }, null),
            ("plan-meeting", new { at = tomorrow, place = "home", participants = new[] { professional } }, null),
            ("agree-plan", new { goals = new[] { new { text = "Nukumme yöt", rating = 3 } }, tasks = Array.Empty<object>() }, "meeting-not-held"),
            ("hold-meeting", new { meeting = "meeting-1", familyAttended = true, attended = new[] { who.Person, professional } }, null),
            ("agree-plan", new { goals = new[] { new { text = "Nukumme yöt", rating = 3 } }, tasks = new[] { new { text = "Unikäynti", responsible = who.Person, due = "2030-02-01" } } }, null),
            ("record-follow-up", new { happened = true, text = "Yöt paranivat." }, null),
            ("close", new { result = "goals-met", summary = "Yöt nukutaan." }, "tasks-open"),
            ("complete-task", new { task = "t1" }, null),
            ("close", new { result = "goals-met", summary = "Yöt nukutaan." }, null),
            ("judge-urgency", new { urgency = "normal" }, "case-closed"),
        ];
        foreach (var (command, body, refused) in steps)
        {
            var said = await trial.SayAsync(who, $"cases/{receipt.Text("case")}/{command}", body, stop: stop);
            if (refused is null ? !said.Accepted : said.Accepted || said.Refusal != refused)
            {
                return new(false, $"{command}: {(refused is null ? "" : $"{refused} expected, ")}{said}");
            }
        }

        return new(true, $"{steps.Length} steps, {steps.Count(step => step.Refused is not null)} of them refused as they should be");
    }

    static async Task<Finding?> FirstContactsAsync(Trial trial, CancellationToken stop)
    {
        var findings = new List<Finding>();
        for (var round = 0; round < Rounds; round++)
        {
            var contact = Trial.ContactAbout(Trial.NewIdentifier());
            findings.Add(Verdicts.OneCase(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => trial.SayAsync(trial.Person(i), "contacts", contact, stop: stop)))));
        }

        return Verdicts.All(findings);
    }

    static async Task<Finding?> TwoCasesTouchedAsync(Trial trial, CancellationToken stop)
    {
        var (one, other) = (await trial.OpenAsync(0, stop), await trial.OpenAsync(0, stop));
        var receipt = await trial.SayAsync(one.Coordinator, "contacts", Trial.ContactAbout(one.Identifier, other.Identifier), stop: stop);
        return new(receipt.Text("outcome") == "awaits-decision", receipt.Accepted ? receipt.Text("outcome") ?? "a receipt alone" : receipt.ToString());
    }

    static async Task<Finding?> MergeAsync(Trial trial, CancellationToken stop)
    {
        var (into, duplicate) = (await trial.OpenAsync(0, stop), await trial.OpenAsync(0, stop));
        var merged = await trial.SayAsync(into.Coordinator, $"cases/{into.Id}/merge", new { duplicate = duplicate.Id, reason = "Sama perhe." }, stop: stop);
        if (!merged.Accepted)
        {
            return new(false, merged.Status == 404 && merged.Refusal is null ? "there is no such command" : merged.ToString());
        }

        var closed = await trial.SayAsync(into.Coordinator, $"cases/{duplicate.Id}", null, stop: stop);
        return new(closed.Text("phase") == "closed", $"the duplicate is {closed.Text("phase")}");
    }

    static async Task<Finding?> SameVersionAsync(Trial trial, CancellationToken stop)
    {
        var findings = new List<Finding>();
        var one = await trial.OpenAsync(0, stop);
        for (var round = 0; round < Rounds; round++)
        {
            var seen = (await trial.SayAsync(one.Coordinator, $"cases/{one.Id}", null, stop: stop)).Version;
            findings.Add(Verdicts.OneYes(
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => trial.SayAsync(one.Coordinator, $"cases/{one.Id}/note", new { text = $"same version {round}-{i}" }, ifVersion: seen, stop: stop))),
                "who saw the same version"));
        }

        return Verdicts.All(findings);
    }

    static async Task<Finding?> AcceptOrWithdrawAsync(Trial trial, CancellationToken stop)
    {
        var findings = new List<Finding>();
        for (var round = 0; round < Offers; round++)
        {
            var (one, to) = (await trial.OpenAsync(0, stop), trial.Person(1));
            _ = await trial.SayAsync(one.Coordinator, $"cases/{one.Id}/offer-handover", new { to = to.Person }, stop: stop);
            var both = await Task.WhenAll(
                trial.SayAsync(to, $"cases/{one.Id}/accept-handover", new { }, stop: stop),
                trial.SayAsync(one.Coordinator, $"cases/{one.Id}/withdraw-handover", new { }, stop: stop));
            var reader = both[0].Accepted ? to : one.Coordinator;
            var lines = await trial.HistoryAsync(one, reader, stop);
            var ends = lines.Count(line => line.Type is "handover-accepted" or "handover-withdrawn");
            findings.Add(Verdicts.OneYes(both, "answers to one offer") is { Kept: true } kept ? kept with { Kept = ends == 1 } : Verdicts.OneYes(both, "answers to one offer"));
        }

        return Verdicts.All(findings);
    }

    static async Task<Finding?> OneCoordinatorAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        Credential[] pair = [one.Coordinator, trial.Person(1)];
        using var ended = new CancellationTokenSource();
        var readers = pair.Select(async reader =>
        {
            var (looks, strange) = (0, 0);
            while (!ended.IsCancellationRequested)
            {
                var seen = await trial.SayAsync(reader, $"cases/{one.Id}", null, stop: stop);
                if (seen.Accepted)
                {
                    looks++;
                    strange += pair.Count(p => seen.Body.GetProperty("coordinator").GetProperty("id").GetString() == p.Person) == 1 ? 0 : 1;
                }
            }

            return (looks, strange);
        }).ToList();
        var handovers = 0;
        for (; handovers < Offers; handovers++)
        {
            var (from, to) = (pair[handovers % 2], pair[(handovers + 1) % 2]);
            var offered = await trial.SayAsync(from, $"cases/{one.Id}/offer-handover", new { to = to.Person }, stop: stop);
            var accepted = await trial.SayAsync(to, $"cases/{one.Id}/accept-handover", new { }, stop: stop);
            if (!offered.Accepted || !accepted.Accepted)
            {
                break;
            }
        }

        await ended.CancelAsync();
        var looked = await Task.WhenAll(readers);
        return new(handovers == Offers && looked.Sum(l => l.strange) == 0 && looked.Sum(l => l.looks) > 0,
            $"{looked.Sum(l => l.looks)} looks during {handovers} handovers, {looked.Sum(l => l.strange)} without exactly one coordinator");
    }

    static async Task<Finding?> RefusedAsync(Trial trial, CancellationToken stop)
    {
        var one = await trial.OpenAsync(0, stop);
        var before = await trial.HistoryAsync(one, stop: stop);
        Said[] refused =
        [
            await trial.SayAsync(one.Coordinator, $"cases/{one.Id}/agree-plan", new { goals = Array.Empty<object>(), tasks = Array.Empty<object>() }, key: "r1", stop: stop),
            await trial.SayAsync(one.Coordinator, $"cases/{one.Id}/offer-handover", new { to = one.Coordinator.Person }, key: "r2", stop: stop),
            await trial.SayAsync(trial.Person(2), $"cases/{one.Id}/note", new { text = "a stranger's" }, key: "r3", stop: stop),
        ];
        var after = await trial.HistoryAsync(one, stop: stop);
        return new(refused.All(r => r.Status is >= 400 and < 500) && before.SequenceEqual(after), $"{refused.Count(r => !r.Accepted)} of {refused.Length} refused, {after.Count - before.Count} lines more");
    }

    static async Task<Finding?> HistoryAsync(Trial trial, CancellationToken stop)
    {
        var (one, other) = (await trial.OpenAsync(0, stop), trial.Person(1));
        _ = await trial.SayAsync(one.Coordinator, $"cases/{one.Id}/note", new { text = "mine" }, stop: stop);
        _ = await trial.SayAsync(one.Coordinator, $"cases/{one.Id}/offer-handover", new { to = other.Person }, stop: stop);
        _ = await trial.SayAsync(other, $"cases/{one.Id}/accept-handover", new { }, stop: stop);
        _ = await trial.SayAsync(other, $"cases/{one.Id}/note", new { text = "theirs" }, stop: stop);
        var lines = await trial.HistoryAsync(one, other, stop);
        var whole = Verdicts.WholeHistory(lines);
        return whole with
        {
            Kept = whole.Kept && lines.Any(l => l.Note == "mine" && l.Actor == one.Coordinator.Person) && lines.Any(l => l.Note == "theirs" && l.Actor == other.Person),
        };
    }
}
