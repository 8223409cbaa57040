using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqliteRegisterTests() : RegisterContract(TempSqlite.Open);

public sealed class PostgresRegisterTests() : RegisterContract(TempPostgres.Open);

/// <summary>The lists over a random population, against the states of the cases themselves.</summary>
public abstract partial class RegisterContract(Func<TempStore> open) : IAsyncLifetime
{
    readonly TempStore temp = open();
    readonly Dictionary<CaseId, CaseState> states = [];
    DateTimeOffset now;
    CaseId worked;

    static CancellationToken Stop => TestContext.Current.CancellationToken;
    Register Register { get => field ??= new(temp.Store, Rules); }

    public async ValueTask InitializeAsync()
    {
        var history = new RandomHistory(temp.Store, 5);
        await history.Live(250, Stop);
        worked = await history.Worked(Stop);
        now = history.Now;
        var cases = history.Cases.Concat(await Waiting(history.Directory)).Distinct();
        foreach (var id in cases) states[id] = (await history.Directory.Read(id, Stop)).State;
        Assert.True(states.Count > 20, "too few cases to tell anything");
    }

    /// <summary>Whatever the random history led to, one contact waits in two cases, and one offer is open.</summary>
    async Task<CaseId[]> Waiting(LocalDirectory directory)
    {
        var desk = new ContactDesk(directory, new(Decider, temp.Store, Rules), temp.Store);
        foreach (var contact in new[] { Contact(Child("w1")), Contact(Child("w2")), Contact(Child("w1"), Child("w2")) })
            Assert.IsType<Reply.Done>(await desk.Receive(contact.By(Aino, now: now), Stop));
        CaseId[] both = [.. (await temp.Store.Holders([Key("w1"), Key("w2")], Stop)).Select(CaseId.OfStream)];
        Assert.IsType<Reply.Done>(await directory.Send(both[0], new OfferHandover(Bea.Person).By(Aino, now: now), Stop));
        return both;
    }

    public async ValueTask DisposeAsync()
    {
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    static OpenCase Last(CaseState state) => state as OpenCase ?? ((ClosedCase)state).Last;

    IEnumerable<CaseId> Seen(Actor by, Func<CaseState, bool>? and = null) =>
        states.Where(s => CaseDecider.See(by, s.Value) && and?.Invoke(s.Value) != false).Select(s => s.Key).OrderByDescending(id => id.Value, StringComparer.Ordinal);

    async Task<List<CaseRow>> All(Actor by, CaseFilter? filter = null, int limit = 7)
    {
        var all = new List<CaseRow>();
        for (string? after = null; ;)
        {
            var page = await Register.Cases(by, filter ?? new(), now, after, limit, Stop);
            Assert.True(page.Items.Count <= limit);
            all.AddRange(page.Items);
            if (page.Next is null) return all;
            Assert.Equal(limit, page.Items.Count);
            after = page.Next;
        }
    }

    [Fact]
    public async Task Everybody_sees_in_lists_what_they_may_see_one_by_one()
    {
        var seen = 0;
        foreach (var person in Everybody)
            foreach (var roles in new[] { person.Roles, Roles.None, Roles.Professional, Roles.Coordinator, Roles.Manager, Roles.Manager | Roles.Coordinator })
            {
                var by = person with { Roles = roles };
                var rows = await All(by);
                Assert.Equal(Seen(by), rows.Select(r => r.Case));
                seen += rows.Count;
            }
        Assert.InRange(seen, 1, (Everybody.Length * 6 * states.Count) - 1);
        Assert.Empty(await All(new Actor(new("stranger"), new("elsewhere"), new("elsewhere"), Roles.Manager)));
        Assert.Empty(await All(Actor.Engine));
    }

    [Fact]
    public async Task A_row_says_what_the_case_says()
    {
        var rows = await All(Mira);
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var picture = Picture.Of(states[row.Case]);
            var version = (await temp.Store.Look(row.Case.Stream, null, Stop)).Version;
            Assert.Equal(new CaseRow(
                row.Case, CaseNumber.Of(row.Case), version, picture.Phase, picture.Coordinator, picture.Organisation, picture.Area, picture.Model, Ms(picture.OpenedAt), Ms(picture.EnteredAt),
                picture.Result, picture.Urgency, picture.DueOn, picture.DueKey, picture.OverdueFrom <= now, picture.OfferTo, picture.Contacts, picture.Waiting, picture.Identified,
                picture.SpecialSupport, picture.SuspendedAt is { } suspended ? Ms(suspended) : null, picture.TouchedAt is { } touched ? Ms(touched) : null, picture.Flags,
                picture.Subject, picture.Parent), row);
        }

        static DateTimeOffset Ms(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_filter_narrows_to_what_it_says()
    {
        foreach (var by in new[] { Mira, Nils, Aino, Bea })
        {
            foreach (var phase in Enum.GetValues<Phase>())
                await Same(new(Phase: phase), s => Picture.Of(s).Phase == phase);
            foreach (var person in Everybody)
                await Same(new(Coordinator: person.Person), s => Last(s).Coordinator == person.Person);
            foreach (var organisation in Town.Network.Organisations)
                await Same(new(Organisation: organisation.Id), s => Last(s).Organisation == organisation.Id);
            foreach (var area in new[] { "west", "east", "nowhere" })
                await Same(new(Area: area), s => Last(s).Area == area);
            foreach (var overdue in new[] { true, false })
                await Same(new(Overdue: overdue), s => Picture.Of(s).OverdueFrom <= now == overdue);
            await Same(new(Model: Model), s => Last(s).Model == Model);
            foreach (var subject in Enum.GetValues<Subject>())
                await Same(new(Subject: subject), s => Last(s).Subject == subject);
            foreach (var unit in Town.Network.Units)
                foreach (var open in new[] { true, false })
                    await Same(new(Unit: unit.Id, Open: open), s => Town.Network.Find(Last(s).Coordinator)?.Unit == unit.Id && (!open || s is OpenCase));
            var opened = states.Values.Select(s => Picture.Of(s).OpenedAt).Order().ToArray();
            var (early, late) = (opened[opened.Length / 3], opened[opened.Length * 2 / 3]);
            foreach (var open in new[] { true, false })
            {
                await Same(new(Open: open, OpenedFrom: early), s => Picture.Of(s).OpenedAt >= early && (!open || s is OpenCase));
                await Same(new(Open: open, OpenedFrom: early, OpenedBefore: late), s => Picture.Of(s).OpenedAt is var at && at >= early && at < late && (!open || s is OpenCase));
                await Same(new(Open: open, OpenedBefore: late, Area: "west"), s => Picture.Of(s).OpenedAt < late && Last(s).Area == "west" && (!open || s is OpenCase));
            }
            await Same(new(Phase: Phase.Contact, OpenedBefore: late), s => s is OpenCase { Phase: Phase.Contact } c && Picture.Of(c).OpenedAt < late);
            await Same(new(Model: "another"), _ => false);
            await Same(new(Phase.Contact, by.Person, by.Organisation, "west", Model, Overdue: true),
                s => s is OpenCase { Phase: Phase.Contact, Area: "west" } c && c.Coordinator == by.Person && c.Organisation == by.Organisation && Picture.Of(c).OverdueFrom <= now);

            async Task Same(CaseFilter filter, Func<CaseState, bool> and) => Assert.Equal(Seen(by, and), (await All(by, filter, limit: 3)).Select(r => r.Case));
        }
        Assert.NotEmpty(await All(Mira, new(Overdue: true)));
        Assert.NotEmpty(await All(Mira, new(Overdue: false)));
        Assert.NotEmpty(await All(Mira, new(Phase: Phase.Closed)));
    }

    [Fact]
    public async Task Active_cases_are_counted_as_one_by_one()
    {
        var counted = 0L;
        foreach (var by in Everybody.Concat(Everybody.Select(one => one with { Roles = Roles.Manager })).Append(Actor.Engine))
        {
            CaseFilter[] filters =
            [
                new(), new(Area: "west"), new(Area: "east"), new(Area: "nowhere"), .. Everybody.Select(p => new CaseFilter(Coordinator: p.Person)),
                .. Town.Network.Organisations.Select(o => new CaseFilter(Organisation: o.Id)), .. Models.All.Select(m => new CaseFilter(Model: m.Key)), new(Area: "west", Coordinator: by.Person, Model: Model),
            ];
            foreach (var filter in filters)
            {
                var cases = Seen(by, s => s is OpenCase c && filter.Area is var area && (area is null || c.Area == area) && (filter.Coordinator is null || c.Coordinator == filter.Coordinator)
                    && (filter.Organisation is null || c.Organisation == filter.Organisation) && (filter.Model is null || c.Model == filter.Model)).Select(id => Picture.Of(states[id])).ToArray();
                var told = await Register.Active(by, filter, now, Stop);
                Assert.Equal(
                    cases.GroupBy(p => (p.Phase, p.Area)).Select(g => new ActiveCount(g.Key.Phase, g.Key.Area, g.Count(), g.Count(p => p.OverdueFrom <= now))).OrderBy(c => c.Phase).ThenBy(c => c.Area, StringComparer.Ordinal),
                    told.Counts);
                Assert.Equal((now, cases.LongLength, cases.LongCount(p => p.OverdueFrom <= now)), (told.At, told.Cases, told.Overdue));
                counted += told.Cases + told.Overdue;
            }
        }
        Assert.True(counted > 1_000, $"{counted}: hardly anything was counted");
    }

    [Fact]
    public async Task Paging_visits_every_row_once_in_parts_of_any_size()
    {
        var all = Seen(Mira).ToArray();
        foreach (var limit in new[] { 1, 2, 3, all.Length - 1, all.Length, all.Length + 1, Register.PageRowsMax })
            Assert.Equal(all, (await All(Mira, limit: limit)).Select(r => r.Case));
    }

    [Fact]
    public async Task Paging_visits_every_row_once_while_others_are_added()
    {
        var before = Seen(Mira).ToArray();
        var directory = new LocalDirectory(Decider, temp.Store, Rules);
        var visited = new List<CaseId>();
        for (string? after = null; ;)
        {
            var page = await Register.Cases(Mira, new(), now, after, 4, Stop);
            visited.AddRange(page.Items.Select(r => r.Case));
            // One newer than all, one among those still to come, and one of those there changes.
            foreach (var id in new[] { NewCase(), new CaseId($"{page.Items[^1].Case.Value[..20]}{visited.Count:x4}00000000") })
                await directory.Send(id, Contact(id, "west").By(Aino, now: now), Stop);
            await directory.Send(before[0], new Note("Changed meanwhile").By(Mira, now: now), Stop);
            if (page.Next is null) break;
            after = page.Next;
        }
        Assert.Equal(visited.Count, visited.Distinct().Count());
        Assert.Equal(before, visited.Where(before.Contains));
    }

    [Fact]
    public async Task A_case_is_found_by_its_number_or_the_beginning_of_it()
    {
        var mine = Seen(Aino).ToArray();
        foreach (var id in mine)
        {
            var number = CaseNumber.Of(id);
            foreach (var said in new[] { number, number.Replace("-", "", StringComparison.Ordinal), number.ToLowerInvariant(), number[..8] })
                Assert.Contains(id, (await All(Aino, new(Number: said))).Select(r => r.Case));
            foreach (var length in new[] { 1, 3, 5, 6, 7, 9 })
                Assert.Equal(
                    mine.Where(m => CaseNumber.Of(m).StartsWith(number[..length], StringComparison.Ordinal)), (await All(Aino, new(Number: number[..length]))).Select(r => r.Case));
        }
        Assert.Empty(await All(Aino, new(Number: "%")));
        Assert.Empty(await All(Aino, new(Number: "ZZZZZ-ZZZZZZ")));
        var others = states.Keys.Except(mine).ToArray();
        Assert.NotEmpty(others);
        foreach (var other in others) Assert.DoesNotContain(other, (await All(Aino, new(Number: CaseNumber.Of(other)))).Select(r => r.Case));
    }

    [Fact]
    public async Task A_worklist_holds_what_waits_for_its_person()
    {
        foreach (var by in Everybody)
        {
            var list = await Register.Worklist(by, now, null, Register.PageRowsMax, Stop);
            IEnumerable<CaseId> Mine(Func<OpenCase, bool> and) => states.Values.OfType<OpenCase>().Where(c => c.Coordinator == by.Person && and(c)).Select(c => c.Case);
            // A closed case has a deadline too: to look, some months later, how the family does.
            IEnumerable<CaseId> Timed(Func<DateTimeOffset, bool> when) =>
                states.Where(s => Last(s.Value).Coordinator == by.Person && Picture.Of(s.Value).OverdueFrom is { } from && when(from)).Select(s => s.Key);
            Assert.Equal(states.Values.OfType<OpenCase>().Where(c => c.Offer?.To == by.Person).OrderBy(c => c.Offer!.ExpiresFrom).Select(c => c.Offer!.ExpiresFrom),
                list.Offers.Select(r => ((OpenCase)states[r.Case]).Offer!.ExpiresFrom));
            Same(Mine(c => !c.Waiting.IsEmpty), list.Decisions);
            Same(Timed(from => from <= now), list.Overdue);
            Same(Timed(from => from > now), list.Due);
            Assert.Equal(Mine(_ => true).OrderByDescending(c => c.Value, StringComparer.Ordinal), list.Cases.Items.Select(r => r.Case));
            foreach (var part in new[] { list.Overdue, list.Due })
                Assert.Equal(part.Select(r => Picture.Of(states[r.Case]).OverdueFrom).Order(), part.Select(r => Picture.Of(states[r.Case]).OverdueFrom));

            var paged = new List<CaseId>();
            for (string? after = null; ;)
            {
                var page = (await Register.Worklist(by, now, after, 2, Stop)).Cases;
                paged.AddRange(page.Items.Select(r => r.Case));
                if (page.Next is null) break;
                after = page.Next;
            }
            Assert.Equal(list.Cases.Items.Select(r => r.Case), paged);
        }
        Assert.Contains(states.Values.OfType<OpenCase>(), c => !c.Waiting.IsEmpty);
        Assert.Contains(states.Values.OfType<OpenCase>(), c => c.Offer is not null);
        Assert.Contains(states.Values.OfType<ClosedCase>(), c => Picture.Of(c) is { DueKey: DeadlineKey.OutcomeChecked });
        // What waits for its family is due no more, until it goes on; but what the law says is.
        Assert.Contains(states.Values.OfType<OpenCase>(), c => c.SuspendedAt is not null && c.Deadlines.Length > 0 && Picture.Of(c).OverdueFrom is null);

        static void Same(IEnumerable<CaseId> expected, IReadOnlyList<CaseRow> rows) =>
            Assert.Equal(expected.Order(Comparer<CaseId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))), rows.Select(r => r.Case).OrderBy(c => c.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_agenda_holds_what_is_on_it_in_the_cases_of_its_person()
    {
        var expected =
            from state in states
            from item in Picture.Of(state.Value).Agenda
            select $"{item.Person} {Workflow.Kebab(item.Kind)} {state.Key.Stream} {item.Item} {item.At?.ToUnixTimeMilliseconds()}";
        var rows = await temp.Query<(string Person, string Kind, string Stream, string Item, long? At)>("SELECT person, kind, stream, item, at FROM agenda");
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Select(r => $"{r.Person} {r.Kind} {r.Stream} {r.Item} {r.At}").Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<AgendaKind>().Select(Workflow.Kebab).Order(StringComparer.Ordinal), rows.Select(r => r.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_days_a_case_waited_stand_with_the_stay_in_which_it_waited_once_that_is_over()
    {
        Assert.Equal(
            ["1 contact 3", "2 needs-assessment 0", "3 joint-meeting 0", "4 follow-up 0", "5 joint-meeting 0"],
            await temp.Query<string>("SELECT stay || ' ' || phase || ' ' || suspended_days FROM phase_stay WHERE stream = @Stream ORDER BY stay", new { worked.Stream }));
        Assert.NotNull(Assert.IsType<OpenCase>(states[worked]).SuspendedAt);
        foreach (var (id, state) in states)
        {
            var waited = (await temp.Store.Read(id.Stream, 0, 10_000, Stop)).Select(e => Decider.Read(e.Type, e.Facts)).OfType<CaseResumed>().Sum(e => e.Days);
            var written = Assert.Single(await temp.Query<long>("SELECT sum(suspended_days) FROM phase_stay WHERE stream = @Stream", new { id.Stream }));
            Assert.Equal(waited, written + Last(state).SuspendedDays);
        }
    }

    [Fact]
    public async Task Likely_duplicates_are_open_cases_of_the_same_name_that_the_caller_sees()
    {
        var (shown, hidden) = (0, 0);
        foreach (var by in Everybody)
            foreach (var id in Seen(by))
            {
                var names = Names(states[id]).ToArray();
                var alike = states.Where(s => s.Key != id && Names(s.Value).Intersect(names).Any()).ToArray();
                var expected = alike.Where(s => CaseDecider.See(by, s.Value)).Select(s => s.Key).OrderBy(c => c.Value, StringComparer.Ordinal);
                var rows = (await Register.LikelyDuplicates(by, id, names, now, Stop)).Select(r => r.Case).ToArray();
                Assert.Equal(expected.Take(Register.WorklistPartRowsMax), rows);
                shown += rows.Length;
                hidden += alike.Length - rows.Length;
            }
        Assert.True(shown > 0 && hidden > 0, "nothing was alike");

        static IEnumerable<string> Names(CaseState state) => state is OpenCase c ? c.Members.Select(m => m.Likeness).OfType<string>() : [];
    }

    [Theory, InlineData("Laine"), InlineData(" laine "), InlineData("Lain")]
    public async Task Open_cases_are_found_by_a_whole_family_name_by_those_who_may_see_them(string name)
    {
        var (key, found, hidden) = (Keys.FamilyName(name), 0, 0);
        var namesakes = states.Where(s => s.Value is OpenCase c && c.Members.Any(m => m.Likeness is { } l && l.StartsWith(key, StringComparison.Ordinal))).ToArray();
        Assert.Equal(name != "Lain", namesakes.Length > 0);
        foreach (var by in Everybody)
        {
            var expected = namesakes.Where(s => CaseDecider.See(by, s.Value)).Select(s => s.Key).OrderByDescending(c => c.Value, StringComparer.Ordinal).ToArray();
            var rows = new List<CaseRow>();
            for (string? after = null; ;)
            {
                var page = await Register.Cases(by, new(Named: key), now, after, 3, Stop);
                rows.AddRange(page.Items);
                if ((after = page.Next) is null) break;
            }
            Assert.Equal(expected, rows.Select(r => r.Case));
            Assert.Equal(rows.Where(r => r.Phase == Phase.Contact), (await Register.Cases(by, new(Phase.Contact, Named: key), now, null, Register.PageRowsMax, Stop)).Items);
            (found, hidden) = (found + rows.Count, hidden + namesakes.Length - rows.Count);
        }
        Assert.Equal(name != "Lain", found > 3 && hidden > 3);
    }

    /// <summary>As if every model shared by consent alone. A list knows of no consent and of no substitute, so it may withhold more than the case does, and never less.</summary>
    [Fact]
    public async Task Who_sees_not_the_whole_of_a_case_is_told_in_no_list_what_tells_of_the_family()
    {
        var models = new OperatingModels(Models.All.Select(m => m with { Sharing = Sharing.Consent }));
        var register = new Register(temp.Store, Rules with { Models = models });
        var (whole, withheld) = (0, 0);
        foreach (var by in Everybody.Concat(Everybody.Select(one => one with { Organisation = new("elsewhere") })))
        {
            var rows = (await register.Cases(by, new(), now, null, Register.PageRowsMax, Stop)).Items;
            var late = (await register.Cases(by, new(Overdue: true), now, null, Register.PageRowsMax, Stop)).Items.Concat((await register.Cases(by, new(Overdue: false), now, null, Register.PageRowsMax, Stop)).Items);
            Assert.Equal(Seen(by), rows.Select(r => r.Case));
            Assert.Equal(Seen(by), late.Select(r => r.Case).OrderByDescending(id => id.Value, StringComparer.Ordinal));
            // What is overdue is told of no case that may not be seen whole; the case itself is counted.
            var (all, active) = (await All(by), await register.Active(by, new(), now, Stop));
            Assert.Equal((all.Count(r => r.Phase != Phase.Closed), rows.Count(r => r.Phase != Phase.Closed && r.Overdue == true)), (active.Cases, active.Overdue));
            var alike = await register.LikelyDuplicates(by, Town.NewCase(), [.. states.Values.OfType<OpenCase>().SelectMany(c => c.Members).Select(m => m.Likeness).OfType<string>().Distinct()], now, Stop);
            var named = (await register.Cases(by, new(Named: Keys.FamilyName("Laine")), now, null, Register.PageRowsMax, Stop)).Items;
            foreach (var row in rows)
            {
                var elsewhere = row.Organisation != by.Organisation && row.Coordinator != by.Person;
                Assert.True(elsewhere || CaseDecider.Sight(by, states[row.Case], models, now) == CaseSight.Whole);
                if (elsewhere)
                    Assert.True(row is { Contacts: null, Waiting: null, Identified: null, SpecialSupport: null, Overdue: null, DueOn: null, DueKey: null, Urgency: null, Result: null, TouchedAt: null, Flags: null }, $"{row}");
                else Assert.Equal((await Register.Cases(by, new(Number: row.Number), now, null, 1, Stop)).Items[0], row);
                Assert.False(elsewhere && alike.Concat(named).Any(a => a.Case == row.Case));
                _ = elsewhere ? withheld++ : whole++;
            }
            var (events, _) = await register.Changes(by, 0, 100_000, Stop);
            Assert.Equal((await Register.Changes(by, 0, 100_000, Stop)).Events.Select(e => e.Position), events.Select(e => e.Position));
            Assert.All(events.Where(e => e.Type == Register.Changed), e => Assert.Equal(("", "{}"), (e.Actor, e.Facts)));
            Assert.All(events.Where(e => CaseFrame.Recordings.Contains(e.Type)), e => Assert.True(
                e.Actor == by.Person.Value || Last(states[CaseId.OfStream(e.Stream)]) is var c && (c.Organisation == by.Organisation || c.Coordinator == by.Person), $"{e}"));
        }
        Assert.True(whole > 20 && withheld > 10, $"{whole} whole, {withheld} withheld");
    }

    [Fact]
    public async Task Changes_are_those_of_the_cases_the_caller_sees_without_holes()
    {
        var feed = await temp.Store.Feed(0, 100_000, Stop);
        foreach (var by in Everybody)
        {
            var mine = Seen(by).Select(c => c.Stream).ToHashSet();
            var (changes, after) = (new List<Recorded>(), 0L);
            while (await Register.Changes(by, after, 7, Stop) is var (events, seen) && seen > after)
            {
                Assert.All(events, e => Assert.InRange(e.Position, after + 1, seen));
                changes.AddRange(events);
                after = seen;
            }
            Assert.Equal(feed.Count, after);
            Assert.Equal(feed.Where(e => mine.Contains(e.Stream)).Select(e => e with { Content = null }), changes);
        }
    }
}
