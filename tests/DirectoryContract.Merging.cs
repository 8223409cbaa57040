using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

// What people put right, through any node: a contact in the wrong case, two cases of one family.
public abstract partial class DirectoryContract
{
    static ValueTask<MergedWords> NoWords(CaseId id, OpenCase other) => new(new MergedWords([], []));

    static ValueTask<ReceiveContact> Again(CaseId own, OpenCase c, ToldContact told) => new(Contact(own, c.Area, [.. told.Members
        .Select(m => new NamedMember(m.Role, CaseDecider.LeavingWith(c, told).Leaving.Contains(m.Id) ? m.Key : null, m.Likeness, new()))]) with { Contact = told.Contact, OccurredAt = told.At });

    ValueTask<Reply> Merge(CaseId into, CaseId duplicate, Actor by, string? id = null) => Any.Desk.Merge(into, new Merge(duplicate, "The same family").By(by, id), NoWords, Stop);

    ValueTask<Reply> Undo(CaseId from, ContactId contact, CaseId own, Actor by, string? id = null) =>
        Any.Desk.Undo(from, new UndoJoin(contact, "Another family").By(by, id), own, (c, told) => Again(own, c, told), Stop);

    [Fact]
    public async Task Two_cases_of_one_family_become_one_and_its_members_find_it()
    {
        var (one, two) = (await Receive(Contact(Child("c1"))), await Receive(Contact(Child("c2"))));
        await Send(two, new OfferHandover(new("bea")).By(Aino));
        var done = Assert.IsType<Reply.Done>(await Merge(one, two, Aino, "merge"));
        Assert.Equal(Tell(done), Tell(await Merge(one, two, Aino, "merge")));
        Assert.StartsWith("already so", Tell(await Merge(one, two, Aino)), StringComparison.Ordinal);
        var c = await Open(one);
        Assert.Equal((2, 2), (c.Contacts, c.Members.Length));
        var closed = Assert.IsType<ClosedCase>((await Any.Directory.Read(two, Stop)).State);
        Assert.Equal((one, (Offer?)null), (closed.MergedInto, closed.Last.Offer));
        Assert.Equal(one, await Receive(Contact(Child("c2")), Eva));
        Assert.StartsWith("CaseMergedAway", await Told(two, new Reopen("Again").By(Aino)), StringComparison.Ordinal);
        await Healthy();
    }

    [Fact]
    public async Task Two_cases_merged_into_each_other_at_once_leave_one_open()
    {
        for (var i = 0; i < 5; i++)
        {
            var (one, two) = (await Receive(Contact(Child($"a{i}"))), await Receive(Contact(Child($"b{i}"))));
            var replies = await Task.WhenAll(Merge(one, two, Aino).AsTask(), Merge(two, one, Aino).AsTask());
            Assert.Single(replies.OfType<Reply.Done>());
            var states = new[] { (await Any.Directory.Read(one, Stop)).State, (await Any.Directory.Read(two, Stop)).State };
            Assert.Equal([Key($"a{i}"), Key($"b{i}")], Assert.Single(states.OfType<OpenCase>()).Members.Select(m => m.Key).Order(Comparer<string?>.Create((x, y) => x == Key($"a{i}") ? -1 : 1)));
            Assert.Single(states.OfType<ClosedCase>());
        }
        await Healthy();
    }

    [Fact]
    public async Task A_contact_that_comes_while_its_case_is_merged_is_lost_nowhere()
    {
        for (var i = 0; i < 5; i++)
        {
            var (one, two) = (await Receive(Contact(Child($"a{i}"))), await Receive(Contact(Child($"b{i}"))));
            await Task.WhenAll(Merge(one, two, Aino).AsTask(), Task.Run(() => Receive(Contact(Child($"b{i}"), Child($"new{i}")), Eva)));
            var c = await Open(one);
            Assert.Equal(3, c.Contacts);
            Assert.Contains(Key($"new{i}"), c.Members.Select(m => m.Key));
        }
        await Healthy();
    }

    [Fact]
    public async Task Who_merges_is_entitled_in_both_cases()
    {
        var (west, east) = (await Receive(Contact(Child("c1"))), await Receive(Contact(NewCase(), "east", Child("c2"))));
        var before = await Events();
        Assert.StartsWith("DuplicateUnknown", Tell(await Merge(west, east, Aino)), StringComparison.Ordinal);
        Assert.StartsWith("DuplicateUnknown", Tell(await Merge(west, NewCase(), Aino)), StringComparison.Ordinal);
        Assert.StartsWith("DuplicateUnknown", Tell(await Merge(west, west, Aino)), StringComparison.Ordinal);
        Assert.StartsWith("NoSuchCase", Tell(await Merge(west, east, Dan)), StringComparison.Ordinal);
        Assert.Equal(before, await Events());
        Assert.IsType<Reply.Done>(await Merge(west, east, Mira));
        await Healthy();
    }

    [Fact]
    public async Task A_contact_that_joined_wrongly_leaves_to_a_case_of_its_own()
    {
        var id = await Receive(Contact(Child("c1"), Child("c2")));
        var astray = Contact(Child("c2"), Child("c3"), Child("c4"));
        await Receive(astray, Dan);
        var own = NewCase();
        var done = Assert.IsType<Reply.Done>(await Undo(id, astray.Contact, own, Aino, "undo"));
        Assert.Equal(Tell(done), Tell(await Undo(id, astray.Contact, NewCase(), Aino, "undo")));
        Assert.StartsWith("ContactNotJoined", Tell(await Undo(id, astray.Contact, NewCase(), Aino)), StringComparison.Ordinal);
        Assert.Equal([Key("c1"), Key("c2")], (await Open(id)).Members.Select(m => m.Key));
        var c = await Open(own);
        Assert.Equal([null, Key("c3"), Key("c4")], c.Members.Select(m => m.Key));
        Assert.Equal(astray.Contact, Assert.Single(c.Told).Contact);
        Assert.Equal(own, await Receive(Contact(Child("c3")), Eva));
        Assert.Equal(id, await Receive(Contact(Child("c2")), Eva));
        await Healthy();
    }

    [Fact]
    public async Task While_a_contact_leaves_others_come_and_no_member_is_in_two_cases()
    {
        for (var i = 0; i < 5; i++)
        {
            var id = await Receive(Contact(Child($"a{i}")));
            var astray = Contact(Child($"a{i}"), Child($"b{i}"));
            await Receive(astray, Dan);
            var own = NewCase();
            await Task.WhenAll(Undo(id, astray.Contact, own, Aino).AsTask(), Task.Run(() => Receive(Contact(Child($"b{i}")), Eva)));
            var (stays, left) = (await Open(id), await Open(own));
            Assert.Equal(3, stays.Contacts + left.Contacts);
            Assert.Single(stays.Members.Concat(left.Members), m => m.Key == Key($"b{i}"));
        }
        await Healthy();
    }
}
