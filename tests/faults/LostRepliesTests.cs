using System.Collections.Concurrent;

namespace Coordination.Tests.Faults;

/// <summary>A fifth of the answers is lost after the command was done; whoever got none says it again, word for word, at the other node.</summary>
[Collection(RealProcesses.Name)]
public class LostRepliesTests(ITestOutputHelper output)
{
    protected virtual Host Host => Host.EachItsOwn;

    const int Families = 60;
    const int ClientsAtOnce = 16;
    const int AttemptsMax = 40;

    int onAnOldVersion, onAClosedCase;

    [Theory(Timeout = Size.TestMillisecondsMax)]
    [InlineData(StoreKind.Postgres)]
    [InlineData(StoreKind.Sqlite)]
    public async Task Said_again_elsewhere_a_command_has_its_first_accepted_answer_and_one_effect(StoreKind store)
    {
        await using var site = await Site.On(store, Host);
        var nodes = store == StoreKind.Postgres ? await site.StartSeveral() : [await site.StartReady()];
        await using var first = new LossyProxy(() => nodes[0].Address, seed: 1);
        await using var second = new LossyProxy(() => nodes[^1].Address, seed: 2);
        LossyProxy[] proxies = [first, second];
        using var clients = new Clients(site, connectionEach: true);
        var late = new ConcurrentQueue<(Said Said, int Node)>();
        var mix = new Mix(clients, random => nodes[random.Next(nodes.Length)].Address, async (said, random) =>
        {
            var node = random.Next(2);
            if ((await clients.Say(proxies[node].Address, said)).Status != 0) return;
            switch (random.Next(5))
            {
                case 0: late.Enqueue((said, node)); return;
                case 1: await Close(clients, await nodes[0].Address, said); break;
                case 2: await MoveOn(clients, await nodes[0].Address, said); break;
                default: break;
            }
            await SayAgain(said, 1 - node);
        });
        await mix.Open(Families);
        await Load.Commands(ClientsAtOnce, Size.Of(600, 5_000), mix);
        for (var i = 0; i < nodes.Length; i++)
        {
            await nodes[i].End();
            nodes[i] = await site.StartReady();
        }
        var afterRestart = late.Count;
        foreach (var (said, node) in late) await SayAgain(said, 1 - node);

        var (accepted, refused) = Compare(clients.Log, proxies);
        var tally = await new Checker(site, clients).Check(everyAttemptEnded: true);
        output.WriteLine($"{store}: {accepted + refused} answers lost, {accepted} of them accepted; said again: {onAnOldVersion} with a version that was old, {onAClosedCase} when the case had closed, {afterRestart} after a restart; {tally}");
        Assert.True(accepted > 0 && onAnOldVersion > 0 && onAClosedCase > 0 && afterRestart > 0, "the losses were too thin");

        async Task SayAgain(Said said, int node)
        {
            for (var attempt = 0; said.Last.Unknown && attempt < AttemptsMax; attempt++)
            {
                await clients.Say(proxies[node].Address, said);
                node = 1 - node;
            }
            Assert.False(said.Last.Unknown, $"{said.Path} was not answered in {AttemptsMax} attempts");
        }
    }

    /// <summary>Every answer that was lost, if it was a yes, is what was heard in the end.</summary>
    static (int Accepted, int Refused) Compare(IEnumerable<Said> log, LossyProxy[] proxies)
    {
        var (accepted, refused) = (0, 0);
        foreach (var said in log)
            foreach (var lost in proxies.SelectMany(p => p.Lost.GetValueOrDefault(said.Key) ?? []))
            {
                Assert.NotEqual(0, lost.Status);
                if (!lost.Did) { refused++; continue; }
                accepted++;
                Assert.Equal(lost.Status, said.Last.Status);
                if (lost.Answer.Receipt is null) Assert.Equal(lost.Body, said.Last.Body);
                else AssertSameReceipt(lost.Answer, said.Last.Answer);
            }
        return (accepted, refused);
    }

    /// <summary>Whether a receipt tells the case depends on who may see it now; what it tells is the same.</summary>
    static void AssertSameReceipt(Answered first, Answered again)
    {
        Assert.Equal(first.Receipt, again.Receipt);
        if (first.Case is not null && again.Case is not null) Assert.Equal(first, again);
    }

    /// <summary>The case goes on before the command is said again.</summary>
    async Task MoveOn(Clients clients, Uri node, Said said)
    {
        if (said.Case is not { } id || await clients.Look(node, Site.Managers[0], id) is not { } seen) return;
        var note = await clients.Say(node, new(seen.Coordinator, $"/v1/cases/{id}/note", new { text = "And one thing more" }));
        if (note.Accepted && said.IfVersion is not null) Interlocked.Increment(ref onAnOldVersion);
    }

    /// <summary>The case closes before the command is said again.</summary>
    async Task Close(Clients clients, Uri node, Said said)
    {
        if (said.Case is not { } id || await clients.Look(node, Site.Managers[0], id) is not { } seen) return;
        if (seen is { Urgency: null }) await clients.Say(node, new(seen.Coordinator, $"/v1/cases/{id}/judge-urgency", new { urgency = "soon" }));
        var closed = await clients.Say(node, new(seen.Coordinator, $"/v1/cases/{id}/close", new { result = "family-declined", summary = "No more" }));
        if (closed.Accepted) Interlocked.Increment(ref onAClosedCase);
    }
}
