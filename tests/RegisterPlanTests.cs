using Coordination.Core;
using Coordination.Engine;
using static Coordination.Tests.Town;

namespace Coordination.Tests;

public sealed class SqliteRegisterPlanTests() : RegisterPlanContract(TempSqlite.Open);

public sealed class PostgresRegisterPlanTests() : RegisterPlanContract(TempPostgres.Open);

/// <summary>
/// Each list finds its rows by indexes, also in a store that holds many and has no statistics: what reads all cases, or all
/// that happened, is quick in every test and slow in every county.
/// </summary>
public abstract class RegisterPlanContract(Func<TempStore> open) : IAsyncLifetime
{
    readonly TempStore temp = open();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var directory = new LocalDirectory(Decider, temp.Store, Rules);
        var id = NewCase();
        Assert.IsType<Reply.Done>(await directory.Send(id, Contact(id, "west", Child("one")).By(Aino), Stop));
        // The register's row many times over, most of them closed; three of a hundred in the small organisation.
        var columns = string.Join(", ", (await temp.Query<string>(temp is TempSqlite ? "SELECT name FROM pragma_table_info('register')" : "SELECT column_name FROM information_schema.columns WHERE table_name = 'register'"))
            .Except(["stream", "phase", "organisation", "coordinator", "number"]));
        var (n, text) = temp is TempSqlite ? ("n.n", "CAST(n.n AS TEXT)") : ("n.n", "n.n::text");
        await temp.Execute(
            $"""
            WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
            INSERT INTO register (stream, phase, organisation, coordinator, number, {columns})
            SELECT 'case-' || {text}, CASE WHEN {n} % 10 = 0 THEN 'contact' ELSE 'closed' END, CASE WHEN {n} % 100 < 3 THEN 'city' ELSE 'county' END,
              CASE WHEN {n} % 50 = 0 THEN 'aino' ELSE 'bea' END, {text}, {columns} FROM register r CROSS JOIN n
            """);
        await temp.Execute("INSERT INTO involved (person, stream) SELECT coordinator, stream FROM register WHERE stream NOT IN (SELECT stream FROM involved)");
    }

    public async ValueTask DisposeAsync()
    {
        await temp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static TheoryData<string> Lists => [.. Queries.Keys];

    static readonly DateTimeOffset Now = Monday.AddDays(30);

    static readonly Dictionary<string, Func<Register, Task>> Queries = new(StringComparer.Ordinal)
    {
        ["a coordinator's cases"] = r => List(r, Aino, new()),
        ["a manager's cases"] = r => List(r, Mira, new()),
        ["a manager's cases, further on"] = r => r.Cases(Mira, new(), Now, "19000", 50, Stop).AsTask(),
        ["a small organisation's cases"] = r => List(r, Nils, new()),
        ["open cases"] = r => List(r, Mira, new(Open: true)),
        ["cases in a phase"] = r => List(r, Mira, new(Phase: Phase.Contact)),
        ["cases of an area"] = r => List(r, Mira, new(Area: "east")),
        ["cases in a phase of an area"] = r => List(r, Mira, new(Phase: Phase.Closed, Area: "west")),
        ["cases of a coordinator"] = r => List(r, Mira, new(Coordinator: Aino.Person)),
        ["closed cases of a coordinator"] = r => List(r, Mira, new(Phase.Closed, Aino.Person)),
        ["cases of another organisation"] = r => List(r, Mira, new(Organisation: Nils.Organisation)),
        ["overdue cases"] = r => List(r, Mira, new(Overdue: true)),
        ["overdue cases in a phase"] = r => List(r, Mira, new(Phase: Phase.Contact, Overdue: true)),
        ["overdue cases of an area"] = r => List(r, Nils, new(Area: "west", Overdue: true)),
        ["cases by number"] = r => List(r, Mira, new(Number: "19999")),
        ["cases by the beginning of a number"] = r => List(r, Nils, new(Number: "1999")),
        ["cases of a family name"] = r => List(r, Mira, new(Named: Keys.FamilyName("Laine"))),
        ["cases of a family name in a phase, further on"] = r => r.Cases(Mira, new(Phase: Phase.Contact, Named: Keys.FamilyName("Laine")), Now, "19000", 50, Stop).AsTask(),
        ["one's own cases of a family name"] = r => List(r, Aino, new(Named: Keys.FamilyName("Laine"))),
        ["news"] = r => r.News(Aino, Now, Stop).AsTask(),
        ["a worklist"] = r => r.Worklist(Aino, Now, null, 50, Stop).AsTask(),
        ["a worklist, further on"] = r => r.Worklist(Aino, Now, "19000", 50, Stop).AsTask(),
        ["a caseload"] = r => r.Caseload(Aino.Person, Stop).AsTask(),
        ["a person's meetings"] = r => r.MeetingsOf(Aino.Person, Stop).AsTask(),
        ["active cases of a manager"] = r => r.Active(Mira, new(), Now, Stop).AsTask(),
        ["active cases of an area"] = r => r.Active(Mira, new(Area: "west"), Now, Stop).AsTask(),
        ["active cases of a model"] = r => r.Active(Mira, new(Model: Model), Now, Stop).AsTask(),
        ["active cases of a coordinator"] = r => r.Active(Mira, new(Coordinator: Aino.Person), Now, Stop).AsTask(),
        ["one's own active cases"] = r => r.Active(Aino, new(), Now, Stop).AsTask(),
        ["cases of a unit"] = r => List(r, Mira, new(Unit: Aino.Unit)),
        ["open cases of a unit"] = r => List(r, Mira, new(Unit: Aino.Unit, Open: true)),
        ["open cases of a unit, further on"] = r => r.Cases(Mira, new(Unit: Aino.Unit, Open: true), Now, "19000", 50, Stop).AsTask(),
        ["cases of a unit of nobody"] = r => List(r, Mira, new(Unit: new("nowhere"))),
        ["cases by when they opened"] = r => List(r, Mira, new(OpenedFrom: Now.AddMonths(-3), OpenedBefore: Now.AddMonths(-1))),
        ["overdue open cases"] = r => List(r, Mira, new(Overdue: true, Open: true)),
        ["a board"] = r => r.Board(Mira, new(), Rules.Models.Newest(Model)!, Now, Stop).AsTask(),
        ["a board of an area"] = r => r.Board(Mira, new(Area: "west"), Rules.Models.Newest(Model)!, Now, Stop).AsTask(),
        ["a board of a unit"] = r => r.Board(Mira, new(Unit: Aino.Unit), Rules.Models.Newest(Model)!, Now, Stop).AsTask(),
        ["a board of a phase"] = r => r.Board(Nils, new(Phase: Phase.Contact), Rules.Models.Newest(Model)!, Now, Stop).AsTask(),
        ["one's own board"] = r => r.Board(Aino, new(), Rules.Models.Newest(Model)!, Now, Stop).AsTask(),
        ["caseloads"] = r => r.Caseloads([Aino.Person, Bea.Person], Stop).AsTask(),
        ["likely duplicates"] = r => r.LikelyDuplicates(Mira, NewCase(), ["alike", "like"], Now, Stop).AsTask(),
        ["open cases that hold keys"] = r => r.Holding(Mira, ["one", "other"], Now, Stop).AsTask(),
        ["parts of a phenomenon"] = r => r.Children(Mira, NewCase(), Now, Stop).AsTask(),
        ["changes"] = r => r.Changes(Mira, 0, 100, Stop).AsTask(),
    };

    static Task<Page<CaseRow>> List(Register register, Actor caller, CaseFilter filter) => register.Cases(caller, filter, Now, null, 50, Stop).AsTask();

    [Theory, MemberData(nameof(Lists))]
    public async Task A_list_is_found_by_indexes(string list)
    {
        using var explained = new ExplainedStore(temp.Store);
        await Queries[list](new(explained, Rules with { Models = new(Models.All.Select(m => m with { Sharing = Sharing.Consent })) }));
        Assert.NotEmpty(explained.Plans);
        Assert.All(explained.Plans, plan => Assert.DoesNotMatch(temp is TempSqlite ? @"\bSCAN (r|j|i|l|k|a|register|journal|involved|likeness|member_key|agenda)\b" : @"Seq Scan|Disabled", plan));
        // Each index is gone into by what is asked for, and not read from end to end.
        if (temp is not TempSqlite) Assert.All(explained.Plans, plan => Assert.DoesNotMatch(@"Scan( Backward)? using \S+ on (register|journal|involved|likeness|member_key|agenda)[^\n]*\n(?!\s+(Index Cond|Recheck Cond))", plan));
    }

    /// <summary>What has no place in an index of its own is looked for among the open cases alone, without a look at any row.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Open_cases_by_when_they_opened_are_read_off_the_index_of_active_ones(bool further)
    {
        using var explained = new ExplainedStore(temp.Store);
        await new Register(explained, Rules).Cases(Mira, new(Open: true, OpenedBefore: Now.AddMonths(-12)), Now, further ? "19000" : null, 50, Stop);
        await new Register(explained, Rules).Board(Mira, new(), Rules.Models.Newest(Model)!, Now, Stop);
        await new Register(explained, Rules).Active(Mira, new(), Now, Stop);
        Assert.All(explained.Plans.Where(plan => !plan.Contains("@person0", StringComparison.Ordinal)), plan =>
            Assert.Contains(temp is TempSqlite ? "SEARCH r USING COVERING INDEX register_active (organisation=?)" : "Index Only Scan using register_active on register", plan, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_reads_all_cases_would_be_found()
    {
        using var explained = new ExplainedStore(temp.Store);
        await explained.Query<string>("SELECT stream FROM register r WHERE r.due_on = 'x'", new { }, Stop);
        Assert.Matches(temp is TempSqlite ? @"\bSCAN r\b" : @"Seq Scan|Scan( Backward)? using \S+ on (register|journal|involved|likeness|member_key|agenda)[^\n]*\n(?!\s+(Index Cond|Recheck Cond))", Assert.Single(explained.Plans));
    }
}
