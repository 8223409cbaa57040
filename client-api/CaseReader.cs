using System.Collections.Immutable;
using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Puts a case together for the people who may see it: facts from its state, names and words from its journal's content.</summary>
public sealed class CaseReader(ICaseDirectory directory, IJournal journal, Register register, CaseDecider decider, Rulebook rules, TimeProvider clock)
{
    const int JournalEntriesMax = 100_000;
    const int ChunkEventsMax = 1_000;

    /// <summary>The events whose content is part of a case as it is seen now; that of all others stands in its journal alone.</summary>
    static readonly string[] Telling =
    [
        "contact-received", "contact-held", "contact-taken", "contact-released", "join-undone", "member-changed", "duplicate-merged", "plan-agreed", "goals-rated", "feedback-asked", "feedback-recorded", "phenomenon-opened",
    ];

    /// <summary>Nothing when there is no such case for this caller.</summary>
    public async Task<CaseView?> Read(Actor caller, CaseId id, string language, CancellationToken stop)
    {
        var (whole, version) = await directory.Read(id, stop);
        var now = clock.GetUtcNow();
        if (await Sight(caller, whole, now, stop) is not { } sight) return null;
        var events = sight == CaseSight.Whole ? await Told(id, version, stop) : await Events(id, version, stop);
        var theirs = sight == CaseSight.Whole ? events : [.. events.Select(e => Narrowed(caller, e)).OfType<Recorded>()];
        var state = sight == CaseSight.Whole ? whole : decider.Narrowed(caller, whole, theirs.Select(e => decider.Read(e.Type, e.Facts)));
        var c = state as OpenCase ?? ((ClosedCase)state).Last;
        var closed = state as ClosedCase;
        var model = rules.Models.Of(c);
        var rated = Ratings(theirs).ToLookup(r => r.Goal, r => r.Rating, StringComparer.Ordinal);
        var (members, goals, words) = (Members(theirs), Words(theirs), Words(events)); // whose task it is reads its words, whoever wrote them
        var spoken = theirs.Any(e => e.Type == "contact-received");
        return new(
            id, CaseNumber.Of(id), version, sight, c.Model, c.ModelVersion, c.Area, closed is null ? c.Phase : Phase.Closed, c.OpenedAt, closed?.At ?? c.EnteredAt,
            Person(c.Coordinator), c.Organisation, closed?.Result, closed?.At, c.Urgency, c.Members.Any(m => m.Key is not null),
            c.Contacts, c.Reasons, spoken ? c.Language : null, spoken ? c.Interpreter : null,
            [.. c.Members.Select(m => Member(m, members.GetValueOrDefault(m.Id)))],
            [.. c.Waiting.Select(w => new WaitingView(w.Contact, [.. w.Touches.Where(t => t != id)]))],
            c.Offer is { } o ? new(Person(o.To), o.Pair is { } pair ? Person(pair) : null, o.Accompanied, o.DueOn, o.ExpiresFrom) : null,
            c.PendingAt, c.TouchedAt, c.SuspendedAt, c.Flags,
            c.SpecialSupport is { } s ? new(s.Needed, Person(s.By), s.At) : null, c.ServiceAssessmentRequestedAt, c.ChildProtectionNotifiedAt, closed?.Outcome,
            [.. c.Deadlines.OrderBy(d => d.OverdueFrom).Select(d => Deadline(d, c, model, now))],
            c.LifeAreas, c.Heard, c.Needs, c.NoNeed, c.Receivers, [.. c.Meetings.Select(Meeting)],
            [.. c.Goals.Select(g => new GoalView(g.Id, goals.GetValueOrDefault(g.Id), g.Rating, [.. rated[g.Id]]))],
            [.. c.Tasks.Select(t => new TaskView(t.Id, words.GetValueOrDefault(t.Id), Person(t.Responsible), t.Organisation, t.Due, t.Status, t.Taker is { } taker ? Person(taker) : null, t.Need))],
            [.. c.Participants.Select(Person)], [.. c.Invited.Select(Person)],
            [.. c.Roles.Select(r => new RoleView(Person(r.Person), r.Role, r.From, r.To))],
            c.Substitute is { } instead ? new(Person(instead.Person), instead.From, instead.To) : null, c.Consents, c.LegalBases,
            Feedback(theirs), c.Subject, c.Phenomenon is { } p ? Phenomenon(p, NameOf(theirs), await register.Children(caller, id, now, stop)) : null, closed?.MergedInto, [.. c.Merged.Select(m => m.Case)],
            closed is null && sight == CaseSight.Whole ? await register.LikelyDuplicates(caller, id, [.. c.Members.Select(m => m.Likeness).OfType<string>()], now, stop) : [],
            [.. CaseDecider.Commands(whole, new(caller, now, rules.Models, rules.Network)).Select(command => Open(command.Name, command.Blocked, language))]);
    }

    /// <summary>Who a family's case is about, for who may see the whole of it; nobody for others.</summary>
    public async Task<IReadOnlyList<MemberView>> Family(Actor caller, CaseId id, CancellationToken stop)
    {
        var (state, version) = await directory.Read(id, stop);
        if (await Sight(caller, state, clock.GetUtcNow(), stop) is not CaseSight.Whole) return [];
        var told = Members(await Told(id, version, stop));
        return [.. ((state as OpenCase) ?? ((ClosedCase)state).Last).Members.Select(m => Member(m, told.GetValueOrDefault(m.Id)))];
    }

    /// <summary>A case that was merged into another is history of that one too.</summary>
    async ValueTask<CaseSight?> Sight(Actor caller, CaseState state, DateTimeOffset now, CancellationToken stop)
    {
        if (CaseDecider.Sight(caller, state, rules.Models, now) is { } own) return own;
        for (var at = state; at is ClosedCase { MergedInto: { } into };)
        {
            at = (await directory.Read(into, stop)).State;
            if (CaseDecider.SightBy(caller, (ClosedCase)state, at, rules.Models, now) is { } sight) return sight;
        }
        return null;
    }

    static DeadlineView Deadline(Deadline d, OpenCase c, OperatingModel model, DateTimeOffset now)
    {
        var waits = d.Local && c.SuspendedAt is not null;
        return new(d.Key, d.DueOn, d.OverdueFrom, !waits && d.NearFrom <= now, !waits && d.OverdueFrom <= now, !d.Local, waits, model.Deadline(d.Key)?.Source);
    }

    MeetingView Meeting(Meeting m) => new(
        m.Id, m.At, m.LengthMinutes, m.Place, [.. m.Participants.Select(Person)], [.. m.Duties.Select(d => new DutyView(d.Code, Person(d.Professional), d.Status))], m.MaterialsSent, m.Held, m.Cancelled,
        m.DeveloperClients, m.DeveloperClientsAttended);

    static PhenomenonView Phenomenon(Phenomenon p, string? name, IReadOnlyList<CaseRow> children) =>
        new(name, p.Level, p.Reason, p.From, p.To, p.Contacts, p.Organisations, p.Parent, children);

    static CommandOpen Open(CommandName name, Refusal? blocked, string language)
    {
        if (blocked is not { } refusal) return new(name, true, null, null, null);
        var code = Workflow.Kebab(refusal);
        var words = Texts.Problem(language, code);
        return new(name, false, code, words?.Title, words?.Lift);
    }

    public string? Unit(PersonView person) => person.Unit is { } unit ? rules.Network.Find(unit)?.Name : null;

    public PersonView Person(PersonId id) => rules.Network.Find(id) is { } p
        ? new(id, p.GivenName, p.FamilyName, p.Profession, p.Unit, rules.Network.OrganisationOf(p)) : new(id, null, null, null, null, null);

    static MemberView Member(Member m, MemberContent? told) => new(m.Id, m.Role, told?.GivenName, told?.FamilyName, told?.Born, told?.Phone, m.Key is not null);

    /// <summary>Each kind of people apart, in the order of their codes.</summary>
    static ImmutableArray<FeedbackView> Feedback(IReadOnlyList<Recorded> events)
    {
        var told = events.Where(e => e.Type is "feedback-asked" or "feedback-recorded").Select(e => CaseJson.Read(e.Type, e.Facts)).ToList();
        return
        [
            .. from one in Enum.GetValues<FeedbackFrom>()
               let asked = told.OfType<FeedbackAsked>().Count(f => f.From == one)
               let given = told.OfType<FeedbackRecorded>().Where(f => f.From == one).ToList()
               let ratings = given.Select(f => f.Rating).OfType<int>().ToList()
               where asked > 0 || given.Count > 0
               select new FeedbackView(one, asked, given.Count, ratings.Count, ratings.Count == 0 ? null : Math.Round(ratings.Average(), 2)),
        ];
    }

    /// <summary>What a phenomenon is called.</summary>
    static string? NameOf(IReadOnlyList<Recorded> events) =>
        events.FirstOrDefault(e => e.Type is "phenomenon-opened")?.Content is { } content ? JsonSerializer.Deserialize(content, Json.Api.PhenomenonContent)!.Name : null;

    ValueTask<IReadOnlyList<Recorded>> Events(CaseId id, int version, CancellationToken stop) => journal.Read(id.Stream, 0, Math.Min(version, JournalEntriesMax), stop);

    ValueTask<IReadOnlyList<Recorded>> Told(CaseId id, int version, CancellationToken stop) => journal.Read(id.Stream, version, Telling, stop);

    /// <summary>An event as the caller is told it who does not see the whole; nothing of what is withheld.</summary>
    Recorded? Narrowed(Actor caller, Recorded one) =>
        CaseFrame.Narrow(new(one.Type, one.Facts, one.Content), new(one.Actor), caller.Organisation, rules.Network) is { } told ? one with { Facts = told.Facts, Content = told.Content } : null;

    /// <summary>What stands of each member now: the newest that these events tell.</summary>
    static Dictionary<string, MemberContent> Members(IReadOnlyList<Recorded> events)
    {
        var members = new Dictionary<string, MemberContent>(StringComparer.Ordinal);
        var (left, taken) = (ContactsOf(events, "join-undone", "contact-released"), ContactsOf(events, "contact-received", "contact-taken"));
        foreach (var one in events)
        {
            if (one.Content is not { } content) continue;
            if (one.Type is "contact-received" or "contact-held" && !left.Contains(ContactOf(one)))
                foreach (var member in JsonSerializer.Deserialize(content, Json.Api.ContactContent)!.Members)
                    if (taken.Contains(ContactOf(one))) members[member.Member!] = Merge(members.GetValueOrDefault(member.Member!), member);
                    else members.TryAdd(member.Member!, member); // a contact that waits for a decision tells nothing new of whom others told of
            if (one.Type is "member-changed")
            {
                var changed = JsonSerializer.Deserialize(content, Json.Api.MemberContent)!;
                members[changed.Member!] = Merge(members.GetValueOrDefault(changed.Member!), changed);
            }
            if (one.Type is "duplicate-merged")
                foreach (var member in JsonSerializer.Deserialize(content, Json.Api.MergedWords)!.Members)
                    members[member.Member!] = Merge(member, members.GetValueOrDefault(member.Member!) ?? member);
        }
        return members;
    }

    /// <summary>The words of each goal and task.</summary>
    static Dictionary<string, string> Words(IReadOnlyList<Recorded> events)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in events)
        {
            if (one.Content is not { } content) continue;
            if (one.Type is "duplicate-merged")
            {
                var (merged, brought) = ((DuplicateMerged)CaseJson.Read(one.Type, one.Facts), JsonSerializer.Deserialize(content, Json.Api.MergedWords)!);
                foreach (var (task, text) in merged.Tasks.Zip(brought.Tasks))
                    if (text is not null) words[task.Id] = text;
            }
            if (one.Type is not "plan-agreed") continue;
            var (plan, told) = ((PlanAgreed)CaseJson.Read(one.Type, one.Facts), JsonSerializer.Deserialize(content, Json.Api.PlanContent)!);
            foreach (var (goal, text) in plan.Goals.Zip(told.Goals)) words[goal.Id] = text;
            foreach (var (task, text) in plan.Tasks.Zip(told.Tasks)) words[task.Id] = text;
        }
        return words;
    }

    /// <summary>How near the family said its goals were, each time it was asked. A plan that takes the place of another begins anew.</summary>
    static List<(string Goal, RatingView Rating)> Ratings(IReadOnlyList<Recorded> events)
    {
        var ratings = new List<(string, RatingView)>();
        foreach (var one in events.Where(e => e.Type is "plan-agreed" or "goals-rated"))
            switch (CaseJson.Read(one.Type, one.Facts))
            {
                case PlanAgreed plan:
                    if (plan.Adds != true) ratings.Clear();
                    ratings.AddRange(plan.Goals.Select(g => (g.Id, new RatingView(one.OccurredAt, g.Rating))));
                    break;
                case GoalsRated rated: ratings.AddRange(rated.Ratings.Select(r => (r.Goal, new RatingView(one.OccurredAt, r.Rating)))); break;
            }
        return ratings;
    }

    static HashSet<ContactId> ContactsOf(IReadOnlyList<Recorded> events, params ReadOnlySpan<string> types)
    {
        var contacts = new HashSet<ContactId>();
        foreach (var one in events)
            if (types.Contains(one.Type)) contacts.Add(ContactOf(one));
        return contacts;
    }

    static ContactId ContactOf(Recorded one) => CaseJson.Read(one.Type, one.Facts) switch
    {
        ContactReceived e => e.Contact,
        ContactHeld e => e.Contact,
        ContactTaken e => e.Contact,
        ContactReleased e => e.Contact,
        JoinUndone e => e.Contact,
        _ => default,
    };

    /// <summary>A contact that left the case, or was another's, told of another family: that it came is what stays of it here.</summary>
    static Recorded Left(Recorded one, OpenCase c) =>
        one.Type is not ("contact-received" or "contact-held") || ContactOf(one) is var contact && (c.Told.Any(t => t.Contact == contact) || c.Waiting.Any(w => w.Contact == contact)) ? one
        : one with { Facts = new System.Text.Json.Nodes.JsonObject { ["contact"] = contact.Value }.ToJsonString(), Content = null };

    /// <summary>A contact that is part of a case, as it was told.</summary>
    public async Task<(ContactReceived Facts, ContactContent Told)> Contact(CaseId id, ContactId contact, CancellationToken stop)
    {
        var one = (await Told(id, int.MaxValue, stop)).First(e => e.Type is "contact-received" or "contact-held" && ContactOf(e) == contact);
        var facts = CaseJson.Read(one.Type, one.Facts) switch
        {
            ContactHeld e => new ContactReceived(e.Contact, e.Channel, e.Source, e.Unit, e.Reasons, e.Language, e.Interpreter, e.Basis, e.Members, e.At ?? one.OccurredAt, e.CallBack),
            ContactReceived e => e with { At = e.At ?? one.OccurredAt },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return (facts, one.Content is { } content ? JsonSerializer.Deserialize(content, Json.Api.ContactContent)! : new("", [.. facts.Members.Select(m => new MemberContent(Member: m.Id))]));
    }

    /// <summary>What goes with a case that is merged into another.</summary>
    public async Task<MergedWords> Brought(CaseId id, OpenCase c, CancellationToken stop)
    {
        var events = await Told(id, int.MaxValue, stop);
        var (members, words) = (Members(events), Words(events));
        return new([.. c.Members.Select(m => members.GetValueOrDefault(m.Id) is { } told ? told with { Member = m.Id } : new MemberContent(Member: m.Id))],
            [.. c.Tasks.Where(t => t.Status == PlanTaskStatus.Open).Select(t => words.GetValueOrDefault(t.Id))]);
    }

    static MemberContent Merge(MemberContent? before, MemberContent told) => before is null ? told : new(
        told.GivenName ?? before.GivenName, told.FamilyName ?? before.FamilyName, told.Identifier ?? before.Identifier, told.Born ?? before.Born, told.Phone ?? before.Phone, told.Member);

    /// <summary>What has been told of a member so far; nothing of one who is not there.</summary>
    public async Task<MemberContent?> Member(CaseId id, string member, CancellationToken stop) => (await Members(id, stop)).GetValueOrDefault(member);

    /// <summary>What has been told of each member so far.</summary>
    public async Task<Dictionary<string, MemberContent>> Members(CaseId id, CancellationToken stop) => Members(await Told(id, int.MaxValue, stop));

    /// <summary>Nothing when there is no such case for this caller. Each page is of what they see when they ask for it.</summary>
    public async Task<Page<JournalEntry>?> Journal(Actor caller, CaseId id, int after, int limit, CancellationToken stop)
    {
        var (state, version) = await directory.Read(id, stop);
        if (await Sight(caller, state, clock.GetUtcNow(), stop) is not { } sight) return null;
        var told = new List<Recorded>();
        while (after < version && told.Count <= limit)
        {
            var read = await journal.Read(id.Stream, after, Math.Min(version - after, sight == CaseSight.Whole ? limit + 1 : ChunkEventsMax), stop);
            told.AddRange(sight == CaseSight.Whole ? read : read.Select(e => Narrowed(caller, e)).OfType<Recorded>());
            after = read.Count > 0 ? read[^1].Version : version;
        }
        var c = state as OpenCase ?? ((ClosedCase)state).Last;
        var items = told.Take(limit).Select(e => Left(e, c)).Select(e => new JournalEntry(
            e.Version, e.Position, e.Type, e.RecordedAt, e.OccurredAt, new(e.Actor), Element(e.Facts), e.Content is { } content ? Element(content) : null)).ToImmutableArray();
        return new(items, told.Count > limit ? items[^1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    static JsonElement Element(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
