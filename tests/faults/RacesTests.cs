using System.Diagnostics;
using Coordination.Engine;

namespace Coordination.Tests.Faults;

/// <summary>Two processes over one database that know nothing of each other.</summary>
[Collection(RealProcesses.Name)]
public class RacesTests(ITestOutputHelper output)
{
    protected virtual Host Host => Host.EachItsOwn;

    const int Families = 200;
    const int ClientsAtOnce = 32;

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task Two_nodes_that_know_nothing_of_each_other_lose_no_update_and_tear_no_command()
    {
        await using var site = await Site.On(StoreKind.Postgres, Host);
        var nodes = await site.StartSeveral();
        using var clients = new Clients(site);
        Task<Uri> Either(Random random) => nodes[random.Next(nodes.Length)].Address;
        var mix = new Mix(clients, Either, async (said, random) => await clients.Say(await Either(random), said));
        await mix.Open(Families);
        var since = Stopwatch.GetTimestamp();
        await Load.CommandsOfEveryName(ClientsAtOnce, Size.Of(3_000, 20_000), mix, () => clients.Done.Keys);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var tally = await new Checker(site, clients).Check();
        output.WriteLine($"{clients.Log.Count} commands in {seconds:F1} s: {tally}; with every look: {clients.Counts}; done: {string.Join(", ", clients.Done.Select(d => $"{d.Value} {d.Key}"))}");
        Assert.True(tally is { MultiEvent: > 0, MultiStream: > 0, Refused: > 0 }, $"the mix was too thin: {tally}");
        Assert.Equal(Mix.Names, clients.Done.Keys);
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task Simultaneous_first_contacts_over_two_nodes_give_one_case_with_all_of_them()
    {
        const int contacts = 64;
        await using var site = await Site.On(StoreKind.Postgres, Host);
        var nodes = await site.StartSeveral();
        using var clients = new Clients(site);
        var families = Size.Of(6, 30);
        for (var family = 0; family < families; family++)
        {
            var members = Mix.Members(family).ToArray();
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sent = Enumerable.Range(0, contacts).Select(async i =>
            {
                // The same four, in every order: whoever locks one by one meets another who does.
                var contact = new Said(Site.Coordinators[i % Site.Coordinators.Length], "/v1/contacts", Mix.Contact(members[(i % 4)..].Concat(members[..(i % 4)])));
                await start.Task;
                return await clients.Say(await nodes[i % nodes.Length].Address, contact);
            }).ToArray();
            start.SetResult();
            var answers = await Task.WhenAll(sent);
            Assert.All(answers, a => Assert.Equal(201, a.Status));
            Assert.Single(answers, a => a.Answer.Outcome == "opened");
            var one = Assert.Single(answers.Select(a => a.Answer.Case).OfType<string>().Distinct());
            using var installation = await site.Open();
            Assert.Equal([contacts], await installation.Store.Query<int>("SELECT contacts FROM register WHERE stream = @stream", new { stream = "case-" + one }, TestContext.Current.CancellationToken));
        }
        var tally = await new Checker(site, clients).Check();
        Assert.Equal(families, tally.Cases);
        output.WriteLine($"{families} families, {contacts} first contacts each: {tally}");
    }

    [Fact(Timeout = Size.TestMillisecondsMax)]
    public async Task What_one_node_acknowledged_the_other_node_knows_at_once()
    {
        await using var site = await Site.On(StoreKind.Postgres, Host);
        var nodes = await site.StartSeveral();
        Uri[] at = [await nodes[0].Address, await nodes[1].Address];
        using var clients = new Clients(site);
        var (anna, bea, manager) = (Site.Coordinators[0], Site.Coordinators[1], Site.Managers[0]);
        var opened = await clients.Say(at[0], new(anna, "/v1/contacts", Mix.Contact(Mix.Members(0))));
        var id = opened.Answer.Case!;
        var (reads, answers, looking) = (0, 0, false);
        var rounds = Size.Of(40, 500);
        for (var round = 0; round < rounds; round++)
        {
            var (here, there) = (round % 2, 1 - (round % 2));
            // Who looks at the case brings that node up to date, so half of the rounds are answered blind.
            looking = round % 4 >= 2;
            // Each step's answer would be another on what the other node last saw of the case.
            await Yes(here, anna, "judge-urgency", new { urgency = "soon" });
            await Yes(there, anna, "judge-urgency", new { urgency = "normal" });
            await Yes(here, anna, "judge-urgency", new { urgency = "soon" });
            await No(there, bea, "accept-handover", new { }, 404);
            await Yes(here, anna, "offer-handover", new { to = bea, accompanied = false, reason = "They moved" });
            await Yes(there, bea, "accept-handover", new { });
            await No(here, anna, "note", new { text = "Not mine any more" }, 404);
            await Yes(here, bea, "offer-handover", new { to = anna, accompanied = true, reason = "They moved back" });
            await Yes(there, bea, "withdraw-handover", new { });
            await No(here, bea, "withdraw-handover", new { }, 409);
            await Yes(there, bea, "offer-handover", new { to = anna, accompanied = true, reason = "They did move back" });
            await Yes(here, anna, "accept-handover", new { });
            await Yes(there, anna, "close", new { result = "family-declined", summary = "No more" });
            await No(here, anna, "judge-urgency", new { urgency = "immediate" }, 409);
            await Yes(here, manager, "reopen", new { reason = "They called again" });
        }
        var tally = await new Checker(site, clients).Check();
        output.WriteLine($"{rounds} rounds: {answers} answers that would have been others on the other node's last state, {reads} reads there; {tally}");

        async Task Yes(int node, string actor, string command, object body)
        {
            var heard = await Say(node, actor, command, body);
            Assert.True(heard is { Status: 200, Answer.Happened: { Length: > 0 } }, $"{command}: {heard}");
            if (!looking) return;
            Assert.Equal(heard.Answer.Version, (await clients.Look(at[1 - node], manager, id))?.Version);
            reads++;
        }

        async Task No(int node, string actor, string command, object body, int status) => Assert.Equal(status, (await Say(node, actor, command, body)).Status);

        Task<Heard> Say(int node, string actor, string command, object body)
        {
            answers++;
            return clients.Say(at[node], new(actor, $"/v1/cases/{id}/{command}", body));
        }
    }
}
