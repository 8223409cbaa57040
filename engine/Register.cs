using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>
/// One line of a list of cases. Facts only: no name and no word of the family stands in a list. Where the caller may not see the whole
/// case, what tells of the family is left out too; the register knows of no consent, so it is left out even where the case itself shows it.
/// </summary>
public sealed record CaseRow(
    CaseId Case, string Number, int Version, Phase Phase, PersonId Coordinator, OrganisationId Organisation, string Area, string Model,
    DateTimeOffset OpenedAt, DateTimeOffset EnteredAt, string? Result, Urgency? Urgency, DateOnly? DueOn, DeadlineKey? DueKey, bool? Overdue,
    PersonId? OfferTo, int? Contacts, int? Waiting, bool? Identified, bool? SpecialSupport, DateTimeOffset? SuspendedAt, DateTimeOffset? TouchedAt, string? Flags,
    Subject Subject = Subject.Family, CaseId? Parent = null);

/// <summary>What a list is narrowed to. Nothing set: all that the caller may see.</summary>
/// <param name="Overdue">Whether its earliest deadline has passed; computed now, never stored.</param>
/// <param name="Number">The beginning of a case number, with or without its dash.</param>
/// <param name="Unit">Where the coordinator works now.</param>
/// <param name="OpenedFrom">Opened then or later.</param>
/// <param name="OpenedBefore">Opened earlier than then.</param>
/// <param name="Named">Open cases in which somebody has the family name of this <see cref="MemberKeys.FamilyName"/>, of those of which the caller may see the whole.</param>
public sealed record CaseFilter(
    Phase? Phase = null, PersonId? Coordinator = null, OrganisationId? Organisation = null, string? Area = null, string? Model = null,
    bool? Overdue = null, string? Number = null, bool Open = false, Subject? Subject = null, UnitId? Unit = null,
    DateTimeOffset? OpenedFrom = null, DateTimeOffset? OpenedBefore = null, string? Named = null);

/// <summary>The active cases that somebody may see, counted.</summary>
/// <param name="At">Now: what is overdue is so at this moment.</param>
/// <param name="Overdue">Those of which they may see that they are.</param>
/// <param name="Counts">By phase, in the order of the workflow, and area; nothing where there is none.</param>
public sealed record ActiveCases(DateTimeOffset At, long Cases, long Overdue, IReadOnlyList<ActiveCount> Counts);

public sealed record ActiveCount(Phase Phase, string Area, long Cases, long Overdue);

/// <summary>Part of a list, and where the next part begins; nothing where there is none.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What waits for a person: cases in the order they should be looked at.</summary>
/// <param name="Agenda">What is to come for them or asked of them, in any case: meetings, tasks, invitations, needs; the undated first.</param>
/// <param name="Quiet">Their cases whose family was not heard of for as many days as the operating model names, the longest first.</param>
public sealed record Worklist(
    IReadOnlyList<CaseRow> Offers, IReadOnlyList<CaseRow> Decisions, IReadOnlyList<CaseRow> Overdue, IReadOnlyList<CaseRow> Due, IReadOnlyList<AgendaRow> Agenda,
    IReadOnlyList<CaseRow> Quiet, Page<CaseRow> Cases);

/// <param name="Item">Which meeting, task or need of the case.</param>
/// <param name="At">When it is, or by when.</param>
public sealed record AgendaRow(AgendaKind Kind, string Item, DateTimeOffset? At, CaseId Case, string Number, Phase Phase, PersonId Coordinator);

/// <summary>The register's lists. Every query takes the caller, and what they may see is part of the query.</summary>
public sealed class Register(IStore store, Rulebook rules)
{
    public const int PageRowsMax = 200;
    public const int WorklistPartRowsMax = 50;

    /// <summary>The type of a change that may be of what the listener does not see.</summary>
    public const string Changed = "changed";

    static readonly string FrameTypes = string.Join(", ", CaseFrame.Facts.Keys.Order(StringComparer.Ordinal).Select(type => $"'{type}'"));

    readonly OperatingModel[] byConsent = [.. rules.Models.All.Where(model => model.Sharing == Sharing.Consent)];

    /// <summary>Of which of the cases they see the caller may not see all, as part of a query over <c>register r</c>: at least those of <see cref="CaseSight.Own"/>.</summary>
    string Narrow { get => field ??= Sight.Narrow(byConsent.Length); }

    string Columns
    {
        get => field ??=
            $"""
            r.stream AS Stream, r.number AS Number, (SELECT max(j.version) FROM journal j WHERE j.stream = r.stream) AS Version, r.phase AS Phase, r.coordinator AS Coordinator, r.organisation AS Organisation,
            r.area AS Area, r.model AS Model, r.opened_at AS OpenedAt, r.entered_at AS EnteredAt, {Whole("result")} AS Result, {Whole("urgency")} AS Urgency,
            {Whole("overdue_from")} AS OverdueFrom, {Whole("due_on")} AS DueOn, {Whole("due_key")} AS DueKey, r.offer_to AS OfferTo, {Whole("contacts")} AS Contacts, {Whole("waiting")} AS Waiting,
            {Whole("identified")} AS Identified, {Whole("special_support")} AS SpecialSupport, r.suspended_at AS SuspendedAt, {Whole("touched_at")} AS TouchedAt, {Whole("flags")} AS Flags,
            r.subject AS Subject, r.parent AS Parent
            """;
    }

    /// <summary>A column of the register, for who may see the whole case.</summary>
    string Whole(string column) => byConsent.Length == 0 ? $"r.{column}" : $"CASE WHEN {Narrow} THEN NULL ELSE r.{column} END";

    /// <summary>Newest first. <paramref name="after"/> is the <see cref="Page{T}.Next"/> of the page before.</summary>
    public async ValueTask<Page<CaseRow>> Cases(Actor caller, CaseFilter filter, DateTimeOffset now, string? after, int limit, CancellationToken stop)
    {
        var found = new CaseList(caller, filter, goesOn: after is not null, Narrow, In(filter.Unit).Length).Streams();
        var rows = await Rows(
            caller, $"SELECT {Columns} FROM (SELECT stream FROM ({found}) AS places ORDER BY stream DESC LIMIT @limit) AS page CROSS JOIN register r WHERE r.stream = page.stream ORDER BY page.stream DESC",
            Asked(filter, now, after, limit + 1), now, stop);
        return rows.Count > limit ? new([.. rows.Take(limit)], rows[limit - 1].Case.Value) : new(rows, null);
    }

    /// <summary>How many of the active cases that the caller may see are in each phase in each area.</summary>
    public async ValueTask<ActiveCases> Active(Actor caller, CaseFilter filter, DateTimeOffset now, CancellationToken stop)
    {
        var counted = await store.Query<(string Phase, string Area, long Cases, long Overdue)>(
            new CaseList(caller, filter, goesOn: false, Narrow, In(filter.Unit).Length).Counts(), Of(caller, Asked(filter, now, null, 0)), stop);
        var counts = InOrder(counted);
        return new(now, counts.Sum(c => c.Cases), counts.Sum(c => c.Overdue), counts);
    }

    static ActiveCount[] InOrder(IEnumerable<(string Phase, string Area, long Cases, long Overdue)> counted) =>
        [.. counted.Select(c => new ActiveCount(Codes.Read<Phase>(c.Phase), c.Area, c.Cases, c.Overdue)).OrderBy(c => c.Phase).ThenBy(c => c.Area, StringComparer.Ordinal)];

    /// <summary>The active cases that the caller may see, counted by phase and area, age, unit and coordinator.</summary>
    /// <param name="model">Whose calendar, and whose limit of cases.</param>
    public async ValueTask<ActiveBoard> Board(Actor caller, CaseFilter filter, OperatingModel model, DateTimeOffset now, CancellationToken stop)
    {
        var ages = new CaseAges(model.Calendar, now);
        var asked = Of(caller, Asked(filter, now, null, 0));
        for (var part = 0; part < CaseAges.Parts - 1; part++) asked.Add($"age{part}", ages.Since(part));
        var counted = await store.Query<(string Kind, string One, string Other, long Cases, long Overdue)>(
            new CaseList(caller, filter, goesOn: false, Narrow, In(filter.Unit).Length).Board(), asked, stop);
        var places = InOrder(counted.Where(c => c.Kind == CaseList.OfPlaces).Select(c => (c.One, c.Other, c.Cases, c.Overdue)));
        var people = counted.Where(c => c.Kind == CaseList.OfPeople).ToList();
        var oldness = people.ToLookup(c => int.Parse(c.Other, null));
        PersonId[] persons = [.. people.Select(c => c.One).Distinct().Select(c => new PersonId(c))];
        var caseloads = await Caseloads(persons, stop);
        CoordinatorCount[] coordinators =
        [
            .. from one in people.GroupBy(c => new PersonId(c.One))
               let count = new CoordinatorCount(one.Key, rules.Network.Find(one.Key)?.Unit, one.Sum(c => c.Cases), one.Sum(c => c.Overdue), caseloads.GetValueOrDefault(one.Key))
               orderby count.Cases descending, count.Overdue descending, count.Coordinator.Value
               select count,
        ];
        return new(
            now, places.Sum(c => c.Cases), places.Sum(c => c.Overdue), model.CaseloadMax, places,
            [.. Enumerable.Range(0, CaseAges.Parts).Select(part => ages.Count(part, oldness[part].Sum(c => c.Cases), oldness[part].Sum(c => c.Overdue)))],
            [.. coordinators.GroupBy(c => c.Unit).Select(u => new UnitCount(u.Key, u.Count(), u.Sum(c => c.Cases), u.Sum(c => c.Overdue))).OrderByDescending(u => u.Cases).ThenBy(u => u.Unit?.Value, StringComparer.Ordinal)],
            coordinators);
    }

    /// <summary>How many open cases each of these people coordinates; nobody who has none.</summary>
    public async ValueTask<IReadOnlyDictionary<PersonId, int>> Caseloads(IReadOnlyList<PersonId> people, CancellationToken stop)
    {
        var all = new Dictionary<PersonId, int>();
        foreach (var some in people.Chunk(PageRowsMax))
        {
            var parameters = new DynamicParameters();
            for (var i = 0; i < some.Length; i++) parameters.Add($"person{i}", some[i].Value);
            foreach (var (person, cases) in await store.Query<(string Person, int Cases)>(
                $"SELECT r.coordinator, CAST(count(*) AS INTEGER) FROM register r WHERE r.coordinator IN ({CaseList.Listed("person", some.Length)}) AND {CaseList.IsOpen} GROUP BY r.coordinator", parameters, stop))
                all[new(person)] = cases;
        }
        return all;
    }

    /// <summary>Who works in a unit now, and who worked there last and left.</summary>
    string[] In(UnitId? unit) => unit is null ? [] : [.. rules.Network.People.Where(p => p.Unit == unit).Select(p => p.Id.Value)];

    DynamicParameters Asked(CaseFilter filter, DateTimeOffset now, string? after, int limit)
    {
        var number = filter.Number is null ? null : Dashed(filter.Number.ToUpperInvariant());
        var asked = new DynamicParameters(new
        {
            now = Engine.Rows.Ms(now), limit, after = after is null ? null : CaseId.StreamPrefix + after, coordinator = filter.Coordinator?.Value,
            organisation = filter.Organisation?.Value, area = filter.Area, model = filter.Model, number, numberEnd = number + "~",
            named = NameKey(filter), namedEnd = NameKey(filter) + "~", openedFrom = Engine.Rows.Ms(filter.OpenedFrom), openedBefore = Engine.Rows.Ms(filter.OpenedBefore),
        });
        foreach (var (i, person) in In(filter.Unit).Index()) asked.Add($"unit{i}", person);
        return asked;
    }

    /// <summary>A part of a key finds nothing: it would be the key of many names.</summary>
    static string? NameKey(CaseFilter filter) => filter.Named?.PadRight(MemberKeys.FamilyNameCharacters, '~');

    /// <summary>Offers to me, contacts that wait for my decision, what is overdue, what is due next, and all my open cases.</summary>
    public async ValueTask<Worklist> Worklist(Actor caller, DateTimeOffset now, string? after, int limit, CancellationToken stop)
    {
        var parameters = new { now = Engine.Rows.Ms(now), limit = WorklistPartRowsMax };
        return new(
            await Rows(caller, $"SELECT {Columns} FROM register r WHERE r.offer_to = @me ORDER BY r.offer_expires LIMIT @limit", parameters, now, stop),
            await Rows(caller, $"SELECT {Columns} FROM register r WHERE r.coordinator = @me AND {CaseList.IsOpen} AND r.waiting > 0 ORDER BY r.stream LIMIT @limit", parameters, now, stop),
            await Rows(caller, $"SELECT {Columns} FROM register r WHERE r.coordinator = @me AND r.overdue_from <= @now ORDER BY r.overdue_from LIMIT @limit", parameters, now, stop),
            await Rows(caller, $"SELECT {Columns} FROM register r WHERE r.coordinator = @me AND r.overdue_from > @now ORDER BY r.overdue_from LIMIT @limit", parameters, now, stop),
            await Agenda(caller, stop),
            await Quiet(caller, now, stop),
            await Mine(caller, now, after, limit, stop));
    }

    /// <summary>
    /// Open cases of somebody in which something happened since they looked at them (<see cref="Looks"/>), and those that became theirs
    /// by their very opening after they began to look. Who never looked at anything is told of nothing.
    /// </summary>
    public ValueTask<IReadOnlyList<CaseRow>> News(Actor caller, DateTimeOffset now, CancellationToken stop) => Rows(
        caller,
        $"""
        SELECT {Columns} FROM register r LEFT JOIN look w ON w.person = @me AND w.stream = r.stream
        WHERE r.coordinator = @me AND {CaseList.IsOpen}
          AND (w.version < (SELECT max(j.version) FROM journal j WHERE j.stream = r.stream) OR (w.version IS NULL AND r.opened_at > (SELECT min(f.at) FROM look f WHERE f.person = @me)))
        ORDER BY r.stream DESC LIMIT @limit
        """, new { limit = WorklistPartRowsMax }, now, stop);

    async ValueTask<IReadOnlyList<AgendaRow>> Agenda(Actor caller, CancellationToken stop) =>
        [.. (await store.Query<(string Kind, string Item, long? At, string Stream, string Number, string Phase, string Coordinator)>(
            """
            SELECT a.kind, a.item, a.at, a.stream, r.number, r.phase, r.coordinator FROM agenda a JOIN register r ON r.stream = a.stream
            WHERE a.person = @me ORDER BY a.at IS NOT NULL, a.at, a.stream, a.item LIMIT @limit
            """, new { me = caller.Person.Value, limit = WorklistPartRowsMax }, stop))
            .Select(a => new AgendaRow(Codes.Read<AgendaKind>(a.Kind), a.Item, Engine.Rows.At(a.At), CaseId.OfStream(a.Stream), a.Number, Codes.Read<Phase>(a.Phase), new(a.Coordinator)))];

    async ValueTask<IReadOnlyList<CaseRow>> Quiet(Actor caller, DateTimeOffset now, CancellationToken stop)
    {
        var parameters = new DynamicParameters(new { limit = WorklistPartRowsMax });
        var ofModels = new List<string>();
        foreach (var model in rules.Models.All)
        {
            ofModels.Add($"(r.model = @model{ofModels.Count} AND r.model_version = @version{ofModels.Count} AND r.touched_at < @since{ofModels.Count})");
            parameters.Add($"model{ofModels.Count - 1}", model.Key);
            parameters.Add($"version{ofModels.Count - 1}", model.Version);
            parameters.Add($"since{ofModels.Count - 1}", Engine.Rows.Ms(now.AddDays(-model.QuietDays)));
        }
        return await Rows(
            caller, $"SELECT {Columns} FROM register r WHERE r.coordinator = @me AND {CaseList.IsOpen} AND r.suspended_at IS NULL AND ({string.Join(" OR ", ofModels)}) ORDER BY r.touched_at LIMIT @limit",
            parameters, now, stop);
    }

    /// <summary>Meetings to come of a person, the next first: the case, and which of its meetings.</summary>
    public async ValueTask<IReadOnlyList<(CaseId Case, string Meeting)>> MeetingsOf(PersonId person, CancellationToken stop) =>
        [.. (await store.Query<(string Stream, string Item)>(
            "SELECT a.stream, a.item FROM agenda a WHERE a.person = @person AND a.kind = 'meeting' ORDER BY a.at LIMIT @limit", new { person = person.Value, limit = PageRowsMax }, stop))
            .Select(row => (CaseId.OfStream(row.Stream), row.Item))];

    /// <summary>What happened to meetings that somebody is to hear of, in order.</summary>
    public ValueTask<IReadOnlyList<Recorded>> ToBeSent(long after, int limit, CancellationToken stop) => store.Events(
        """
        SELECT position, stream, version, command, actor, recorded_at, occurred_at, type, facts, NULL FROM journal
        WHERE position > @after AND type IN ('meeting-planned', 'meeting-moved', 'meeting-cancelled', 'materials-sent') ORDER BY position LIMIT @limit
        """, new { after, limit }, stop);

    async ValueTask<Page<CaseRow>> Mine(Actor caller, DateTimeOffset now, string? after, int limit, CancellationToken stop)
    {
        var rows = await Rows(
            caller, $"SELECT {Columns} FROM register r WHERE r.coordinator = @me AND {CaseList.IsOpen} AND (@after IS NULL OR r.stream < @after) ORDER BY r.stream DESC LIMIT @limit",
            new { limit = limit + 1, after = after is null ? null : CaseId.StreamPrefix + after }, now, stop);
        return rows.Count > limit ? new([.. rows.Take(limit)], rows[limit - 1].Case.Value) : new(rows, null);
    }

    /// <summary>How many open cases a person coordinates; counting stops at a thousand.</summary>
    public async ValueTask<int> Caseload(PersonId person, CancellationToken stop) => (await store.Query<int>(
        $"SELECT count(*) FROM (SELECT 1 FROM register r WHERE r.coordinator = @person AND {CaseList.IsOpen} LIMIT 1000) AS counted", new { person = person.Value }, stop))[0];

    /// <summary>The phenomena that are part of one, of those the caller may see; open ones and closed, the newest first.</summary>
    public ValueTask<IReadOnlyList<CaseRow>> Children(Actor caller, CaseId parent, DateTimeOffset now, CancellationToken stop) => Rows(
        caller, $"SELECT {Columns} FROM register r WHERE {Sight.Of(caller)} AND r.parent = @parent ORDER BY r.stream DESC LIMIT @limit",
        new { parent = parent.Stream, limit = PageRowsMax }, now, stop);

    /// <summary>Open cases that hold any of these members' keys, of those the caller may see the whole of.</summary>
    public async ValueTask<IReadOnlyList<CaseRow>> Holding(Actor caller, IReadOnlyList<string> keys, DateTimeOffset now, CancellationToken stop)
    {
        if (keys.Count == 0) return [];
        var parameters = new DynamicParameters(new { limit = WorklistPartRowsMax });
        for (var i = 0; i < keys.Count; i++) parameters.Add($"key{i}", keys[i]);
        return await Rows(
            caller,
            $"""
            SELECT {Columns} FROM register r
            WHERE {Sight.Of(caller)} AND NOT {Narrow} AND r.stream IN (SELECT k.stream FROM member_key k WHERE k.key IN ({string.Join(", ", keys.Select((_, i) => $"@key{i}"))}))
            ORDER BY r.stream LIMIT @limit
            """, parameters, now, stop);
    }

    /// <summary>Open cases in which somebody has the same name, other than this one, of those the caller may see the whole of.</summary>
    /// <param name="id">Nothing where no case is there yet.</param>
    /// <param name="likenesses">Of the members of this one, as its state has them.</param>
    public async ValueTask<IReadOnlyList<CaseRow>> LikelyDuplicates(Actor caller, CaseId? id, IReadOnlyList<string> likenesses, DateTimeOffset now, CancellationToken stop)
    {
        if (likenesses.Count == 0) return [];
        var parameters = new DynamicParameters(new { stream = id?.Stream ?? "", limit = WorklistPartRowsMax });
        for (var i = 0; i < likenesses.Count; i++) parameters.Add($"alike{i}", likenesses[i]); // a list as one parameter is written differently for each store
        return await Rows(
            caller,
            $"""
            SELECT {Columns} FROM register r
            WHERE {Sight.Of(caller)} AND NOT {Narrow} AND r.stream <> @stream
              AND r.stream IN (SELECT l.stream FROM likeness l WHERE l.key IN ({string.Join(", ", likenesses.Select((_, i) => $"@alike{i}"))}))
            ORDER BY r.stream LIMIT @limit
            """, parameters, now, stop);
    }

    /// <summary>Committed events of the cases the caller may see, after a position. The second value is how far was looked.</summary>
    public async ValueTask<(IReadOnlyList<Recorded> Events, long Seen)> Changes(Actor caller, long after, int limit, CancellationToken stop)
    {
        var seen = Math.Min(after + limit, await store.Head(stop));
        return seen <= after ? ([], after) : (await store.Events(
            $"""
            SELECT j.position, j.stream, j.version, j.command, {Shown("actor", "")}, j.recorded_at, j.occurred_at, {Shown("type", Changed)}, {Shown("facts", "{}")}, NULL
            FROM journal j JOIN register r ON r.stream = j.stream
            WHERE j.position > @after AND j.position <= @seen AND {Sight.Of(caller)} ORDER BY j.position
            """,
            Of(caller, new { after, seen }), stop), seen);
    }

    /// <summary>A column of an event: another's recording in a case that the caller may not see all of is told only as something that changed.</summary>
    string Shown(string column, string otherwise) =>
        byConsent.Length == 0 ? $"j.{column}" : $"CASE WHEN {Narrow} AND j.actor <> @me AND j.type NOT IN ({FrameTypes}) THEN '{otherwise}' ELSE j.{column} END";

    static string Dashed(string number) => number.Length > 5 && number[5] != '-' ? number.Insert(5, "-") : number;

    async ValueTask<IReadOnlyList<CaseRow>> Rows(Actor caller, string sql, object parameters, DateTimeOffset now, CancellationToken stop) =>
        [.. (await store.Query<Line>(sql, Of(caller, parameters), stop)).Select(line => line.Row(now))];

    /// <summary>What <see cref="Sight"/> asks of the caller and of the models, beside what a query asks.</summary>
    DynamicParameters Of(Actor caller, object parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("me", caller.Person.Value);
        all.Add("mine", caller.Organisation.Value);
        for (var i = 0; i < byConsent.Length; i++)
        {
            all.Add($"consent{i}", byConsent[i].Key);
            all.Add($"consentVersion{i}", byConsent[i].Version);
        }
        return all;
    }

    sealed class Line
    {
        public required string Stream { get; init; }
        public required string Number { get; init; }
        public int Version { get; init; }
        public required string Phase { get; init; }
        public required string Coordinator { get; init; }
        public required string Organisation { get; init; }
        public required string Area { get; init; }
        public required string Model { get; init; }
        public long OpenedAt { get; init; }
        public long EnteredAt { get; init; }
        public string? Result { get; init; }
        public string? Urgency { get; init; }
        public long? OverdueFrom { get; init; }
        public string? DueOn { get; init; }
        public string? DueKey { get; init; }
        public string? OfferTo { get; init; }
        public int? Contacts { get; init; }
        public int? Waiting { get; init; }
        public int? Identified { get; init; }
        public int? SpecialSupport { get; init; }
        public long? SuspendedAt { get; init; }
        public long? TouchedAt { get; init; }
        public string? Flags { get; init; }
        public required string Subject { get; init; }
        public string? Parent { get; init; }

        public CaseRow Row(DateTimeOffset now) => new(
            CaseId.OfStream(Stream), Number, Version, Codes.Read<Phase>(Phase), new(Coordinator), new(Organisation), Area, Model,
            Engine.Rows.At(OpenedAt), Engine.Rows.At(EnteredAt), Result, Urgency is null ? null : Codes.Read<Urgency>(Urgency),
            DueOn is null ? null : DateOnly.Parse(DueOn, null), DueKey is null ? null : Codes.Read<DeadlineKey>(DueKey), Contacts is null ? null : OverdueFrom <= Engine.Rows.Ms(now),
            OfferTo is null ? null : new PersonId(OfferTo), Contacts, Waiting, Identified is null ? null : Identified == 1, SpecialSupport is null ? null : SpecialSupport == 1, Engine.Rows.At(SuspendedAt), Engine.Rows.At(TouchedAt), Flags,
            Codes.Read<Subject>(Subject), Parent is null ? null : CaseId.OfStream(Parent));
    }
}

/// <summary>Who may see a case, as part of a query that finds few rows of <c>register r</c>: the same as <see cref="CaseDecider.See"/>. A list goes the other way, <see cref="CaseList"/>.</summary>
public static class Sight
{
    const string Involved = "EXISTS (SELECT 1 FROM involved i WHERE i.person = @me AND i.stream = r.stream)";

    public static string Of(Actor caller) => caller.Holds(Roles.Manager) ? $"(r.organisation = @mine OR {Involved})" : Involved;

    /// <summary>Cases of other organisations that another coordinates, under the models that share by consent. Consents are not asked: what a case shows to somebody a list may still leave out, never the other way.</summary>
    public static string Narrow(int models) => models == 0 ? "(1 = 0)" :
        $"(r.organisation <> @mine AND r.coordinator <> @me AND ({string.Join(" OR ", Enumerable.Range(0, models).Select(i => $"r.model = @consent{i} AND r.model_version = @consentVersion{i}"))}))";
}

/// <summary>Reads a code as it is written everywhere, in kebab-case.</summary>
public static class Codes
{
    static class Of<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<string, TEnum> All = Enum.GetValues<TEnum>().ToDictionary(Workflow.Kebab, StringComparer.Ordinal);
    }

    public static TEnum Read<TEnum>(string code) where TEnum : struct, Enum => Of<TEnum>.All[code];
    public static bool TryRead<TEnum>(string code, out TEnum value) where TEnum : struct, Enum => Of<TEnum>.All.TryGetValue(code, out value);
    public static IEnumerable<string> All<TEnum>() where TEnum : struct, Enum => Of<TEnum>.All.Keys;
}
