using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

// How contacts find their case, through any node.
public abstract partial class DirectoryContract
{
    // ---- The contact desk ----

    [Fact]
    public async Task A_contact_that_names_a_member_of_an_open_case_joins_it()
    {
        var first = await Receive(Contact(Child("c1"), Child("c2")));
        Assert.Equal(first, await Receive(Contact(Child("c2"), Child("c3")), Dan));
        Assert.Equal(first, await Receive(Contact(Child("c3")), Eva));
        var c = await Open(first);
        Assert.Equal((3, 3), (c.Contacts, c.Members.Length));
        Assert.Equal(["m1", "m2", "m3"], c.Members.Select(m => m.Id).Order());
    }

    [Fact]
    public async Task Two_simultaneous_first_contacts_are_one_case_with_two_contacts()
    {
        for (var i = 0; i < 10; i++)
        {
            var child = Child($"c{i}");
            var cases = await Task.WhenAll(Receive(Contact(child), Dan), Receive(Contact(child), Eva));
            Assert.Equal(cases[0], cases[1]);
            Assert.Equal(2, (await Open(cases[0])).Contacts);
        }
        Assert.Equal(10, (await temp.Query<string>("SELECT stream FROM register")).Length);
        await Healthy();
    }

    [Fact]
    public async Task Sixty_four_first_contacts_of_one_family_are_one_case()
    {
        var family = Enumerable.Range(1, 4).Select(i => Child($"c{i}")).ToArray();
        var asks = Enumerable.Range(0, 64).Select(i =>
        {
            // The first child and some of the others, in any order.
            NamedMember[] named = [.. family.Where((_, m) => m == 0 || (i >> m & 1) == 1)];
            random.Shuffle(named);
            return Contact(named).By(i % 3 == 0 ? Dan : i % 3 == 1 ? Eva : Aino, $"k{i}");
        }).ToArray();
        var replies = await Task.WhenAll(asks.Select(ask => Task.Run(async () => await Any.Desk.Receive(ask, Stop))));
        var id = CaseId.OfStream(Assert.Single(replies.Select(r => Assert.IsType<Reply.Done>(r).Answer.Stream).Distinct()));
        var c = await Open(id);
        Assert.Equal((64, 4), (c.Contacts, c.Members.Length));
        Assert.Equal(4, c.Members.Select(m => m.Key).Distinct().Count());
        foreach (var (ask, reply) in asks.Zip(replies))
            Assert.Equal(Tell(reply), Tell(await Any.Desk.Receive(ask, Stop)));
        Assert.Equal(64, (await Open(id)).Contacts);
        await Healthy();
    }

    [Fact]
    public async Task A_contact_that_touches_two_open_cases_waits_in_both_until_one_takes_it()
    {
        var (one, two) = (await Receive(Contact(Child("c1"))), await Receive(Contact(Child("c2"))));
        var contact = Contact(Child("c1"), Child("c2"), Child("c3"));
        Assert.IsType<Reply.Done>(await Any.Desk.Receive(contact.By(Dan), Stop));
        foreach (var id in new[] { one, two })
        {
            var waiting = await Open(id);
            Assert.Equal(1, waiting.Contacts);
            Assert.Equal(contact.Contact, Assert.Single(waiting.Waiting).Contact);
            await Send(id, new JudgeUrgency(Urgency.Soon).By(Aino));
            Assert.StartsWith("ContactAwaitsDecision", await Told(id, new Close("moved-away", "No").By(Aino)), StringComparison.Ordinal);
        }

        var take = new TakeContact(contact.Contact).By(Aino, "take");
        var done = Assert.IsType<Reply.Done>(await Any.Desk.Take(two, take, Stop));
        var (left, took) = (await Open(one), await Open(two));
        Assert.Equal((1, 0, 1), (left.Contacts, left.Waiting.Length, left.Members.Length));
        Assert.Equal((2, 0), (took.Contacts, took.Waiting.Length));
        Assert.Equal([Key("c2"), Key("c3")], took.Members.Select(m => m.Key));
        Assert.Equal(Tell(done), Tell(await Any.Desk.Take(two, take, Stop)));
        Assert.StartsWith("ContactUnknown", Tell(await Any.Desk.Take(one, new TakeContact(contact.Contact).By(Aino), Stop)), StringComparison.Ordinal);
        Assert.Equal(two, await Receive(Contact(Child("c3")), Eva));
        await Healthy();
    }

    [Fact]
    public async Task A_waiting_contact_that_both_take_at_once_is_taken_by_one()
    {
        for (var i = 0; i < 5; i++)
        {
            var (one, two) = (await Receive(Contact(Child($"a{i}"))), await Receive(Contact(Child($"b{i}"))));
            var contact = Contact(Child($"a{i}"), Child($"b{i}"));
            Assert.IsType<Reply.Done>(await Any.Desk.Receive(contact.By(Dan), Stop));
            var replies = await Task.WhenAll(new[] { one, two }.Select(id => Any.Desk.Take(id, new TakeContact(contact.Contact).By(Aino), Stop).AsTask()));
            Assert.Single(replies.OfType<Reply.Done>());
            Assert.Single(replies.OfType<Reply.Refused>(), no => no.Refusal == Refusal.ContactUnknown);
            Assert.Equal(3, (await Open(one)).Contacts + (await Open(two)).Contacts);
        }
        await Healthy();
    }

    [Fact]
    public async Task Nobody_but_the_coordinator_takes_a_waiting_contact()
    {
        var (one, two) = (await Receive(Contact(Child("c1"))), await Receive(Contact(Child("c2"))));
        var contact = Contact(Child("c1"), Child("c2"));
        await Any.Desk.Receive(contact.By(Dan), Stop);
        var before = await Events();
        Assert.StartsWith("NoSuchCase", Tell(await Any.Desk.Take(one, new TakeContact(contact.Contact).By(Dan), Stop)), StringComparison.Ordinal);
        Assert.StartsWith("NotCoordinator", Tell(await Any.Desk.Take(two, new TakeContact(contact.Contact).By(Mira), Stop)), StringComparison.Ordinal);
        Assert.Equal(before, await Events());
    }

    [Fact]
    public async Task A_contact_without_an_identifier_opens_a_case_of_its_own()
    {
        var cases = new[] { await Receive(Contact(Nameless("Leo", "Laine"))), await Receive(Contact(Nameless("Leo", "Laine"))), await Receive(Contact()) };
        Assert.Equal(3, cases.Distinct().Count());
        Assert.All(await temp.Query<int>("SELECT identified FROM register"), identified => Assert.Equal(0, identified));
        Assert.Equal(2, (await temp.Query<string>("SELECT stream FROM likeness")).Length);
    }

    [Fact]
    public async Task The_family_of_a_closed_case_gets_a_new_one()
    {
        var first = await Receive(Contact(Child("c1")));
        await Closed(first);
        var second = await Receive(Contact(Child("c1")));
        Assert.NotEqual(first, second);
        Assert.Equal([second.Stream], await temp.Store.Holders([Key("c1")], Stop));
        Assert.IsType<ClosedCase>((await Read(first)).State);
    }

    [Fact]
    public async Task A_case_is_not_reopened_while_its_family_has_another()
    {
        var first = await Receive(Contact(Child("c1"), Child("c2")));
        await Closed(first);
        var second = await Receive(Contact(Child("c2")));
        var reopen = new Reopen("They came back").By(Aino, "reopen");
        Assert.Equal("MemberHasOpenCase at 6", await Told(first, reopen));
        Assert.Equal(6, (await Read(first)).Version);
        await Closed(second);
        Assert.Equal("done, version 8: case-reopened deadline-set", await Told(first, reopen));
        Assert.Equal([first.Stream], await temp.Store.Holders([Key("c1"), Key("c2")], Stop));
        await Healthy();
    }

    [Fact]
    public async Task A_contact_that_meets_the_closing_of_its_case_is_never_lost()
    {
        for (var i = 0; i < 10; i++)
        {
            var child = Child($"c{i}");
            var id = await Receive(Contact(child));
            await Send(id, new JudgeUrgency(Urgency.Normal).By(Aino));
            var close = Task.Run(async () => await Send(id, new Close("moved-away", "They moved").By(Aino)));
            var joined = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Receive(Contact(child), Dan))));
            Assert.IsType<Reply.Done>(await close);
            var open = joined.Where(j => j != id).Distinct().ToArray();
            Assert.True(open.Length <= 1);
            foreach (var other in open) Assert.Equal(joined.Count(j => j == other), (await Open(other)).Contacts);
            Assert.Equal(1 + joined.Count(j => j == id), Assert.IsType<ClosedCase>((await Read(id)).State).Last.Contacts);
        }
        await Healthy();
    }
}
