using System.Collections.Immutable;
using System.Text.Json;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>Puts a case together for the people who may see it: facts from its state, names and words from its journal's content.</summary>
public sealed class CaseReader(ICaseDirectory directory, IJournal journal, Register register, Rulebook rules, TimeProvider clock)
{
    const int JournalEntriesMax = 100_000;

    /// <summary>Nothing when there is no such case for this caller.</summary>
    public async Task<CaseView?> Read(Actor caller, CaseId id, string language, CancellationToken stop)
    {
        var (state, version) = await directory.Read(id, stop);
        if (!CaseDecider.See(caller, state)) return null;
        var now = clock.GetUtcNow();
        var c = state as OpenCase ?? ((ClosedCase)state).Last;
        var closed = state as ClosedCase;
        var model = rules.Models.Of(c);
        var told = await Told(id, stop);
        return new(
            id, CaseNumber.Of(id), version, c.Model, c.ModelVersion, c.Area, closed is null ? c.Phase : Phase.Closed, c.OpenedAt, closed?.At ?? c.EnteredAt,
            Person(c.Coordinator), c.Organisation, closed?.Result, closed?.At, c.Urgency, c.Members.Any(m => m.Key is not null),
            c.Contacts, c.Reasons, c.Language, c.Interpreter,
            [.. c.Members.Select(m => Member(m, told.Members.GetValueOrDefault(m.Id)))],
            [.. c.Waiting.Select(w => new WaitingView(w.Contact, [.. w.Touches.Where(t => t != id)]))],
            c.Offer is { } o ? new(Person(o.To), o.Pair is { } pair ? Person(pair) : null, o.Accompanied, o.DueOn, o.ExpiresFrom) : null,
            c.PendingAt, c.TouchedAt, c.SuspendedAt, c.Flags,
            c.SpecialSupport is { } s ? new(s.Needed, Person(s.By), s.At) : null, c.ServiceAssessmentRequestedAt, c.ChildProtectionNotifiedAt, closed?.Outcome,
            [.. c.Deadlines.OrderBy(d => d.OverdueFrom).Select(d => Deadline(d, c, model, now))],
            c.LifeAreas, c.Heard, c.Needs, c.NoNeed, c.Receivers, [.. c.Meetings.Select(Meeting)],
            [.. c.Goals.Select(g => new GoalView(g.Id, told.Words.GetValueOrDefault(g.Id), g.Rating))],
            [.. c.Tasks.Select(t => new TaskView(t.Id, told.Words.GetValueOrDefault(t.Id), Person(t.Responsible), t.Organisation, t.Due, t.Status, t.Taker is { } taker ? Person(taker) : null, t.Need))],
            [.. c.Participants.Select(Person)], [.. c.Invited.Select(Person)],
            [.. c.Roles.Select(r => new RoleView(Person(r.Person), r.Role, r.From, r.To))],
            c.Substitute is { } instead ? new(Person(instead.Person), instead.From, instead.To) : null, c.Consents, c.LegalBases,
            told.Feedback, c.Subject, c.Phenomenon is { } p ? Phenomenon(p, told.Name, await register.Children(caller, id, now, stop)) : null,
            closed is null ? await register.LikelyDuplicates(caller, id, [.. c.Members.Select(m => m.Likeness).OfType<string>()], now, stop) : [],
            [.. CaseDecider.Commands(state, new(caller, now, rules.Models, rules.Network)).Select(command => Open(command.Name, command.Blocked, language))]);
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

    public PersonView Person(PersonId id) => rules.Network.Find(id) is { } p
        ? new(id, p.GivenName, p.FamilyName, p.Profession, p.Unit, rules.Network.OrganisationOf(p)) : new(id, null, null, null, null, null);

    static MemberView Member(Member m, MemberContent? told) => new(m.Id, m.Role, told?.GivenName, told?.FamilyName, told?.Born, told?.Phone, m.Key is not null);

    /// <summary>Each kind of people apart, in the order of their codes.</summary>
    static ImmutableArray<FeedbackView> Feedback(IReadOnlyList<CaseEvent> told) =>
    [
        .. from one in Enum.GetValues<FeedbackFrom>()
           let asked = told.OfType<FeedbackAsked>().Count(f => f.From == one)
           let given = told.OfType<FeedbackRecorded>().Where(f => f.From == one).ToList()
           let ratings = given.Select(f => f.Rating).OfType<int>().ToList()
           where asked > 0 || given.Count > 0
           select new FeedbackView(one, asked, given.Count, ratings.Count, ratings.Count == 0 ? null : Math.Round(ratings.Average(), 2)),
    ];

    /// <summary>The content that stands for now: the newest telling of each member, the words of each goal and task, a phenomenon's name; and what feedback was given.</summary>
    async Task<(Dictionary<string, MemberContent> Members, Dictionary<string, string> Words, string? Name, ImmutableArray<FeedbackView> Feedback)> Told(CaseId id, CancellationToken stop)
    {
        var members = new Dictionary<string, MemberContent>(StringComparer.Ordinal);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        string? name = null;
        var feedback = new List<CaseEvent>();
        foreach (var one in await journal.Read(id.Stream, 0, JournalEntriesMax, stop))
        {
            if (one.Type is "feedback-asked" or "feedback-recorded") feedback.Add(CaseJson.Read(one.Type, one.Facts));
            if (one.Content is not { } content) continue;
            if (one.Type is "contact-received" or "contact-held")
                foreach (var member in JsonSerializer.Deserialize(content, Json.Api.ContactContent)!.Members)
                    members[member.Member!] = Merge(members.GetValueOrDefault(member.Member!), member);
            if (one.Type is "phenomenon-opened") name = JsonSerializer.Deserialize(content, Json.Api.PhenomenonContent)!.Name;
            if (one.Type is "member-changed")
            {
                var changed = JsonSerializer.Deserialize(content, Json.Api.MemberContent)!;
                members[changed.Member!] = Merge(members.GetValueOrDefault(changed.Member!), changed);
            }
            if (one.Type is "plan-agreed")
            {
                var (plan, told) = ((PlanAgreed)CaseJson.Read(one.Type, one.Facts), JsonSerializer.Deserialize(content, Json.Api.PlanContent)!);
                foreach (var (goal, text) in plan.Goals.Zip(told.Goals)) words[goal.Id] = text;
                foreach (var (task, text) in plan.Tasks.Zip(told.Tasks)) words[task.Id] = text;
            }
        }
        return (members, words, name, Feedback(feedback));
    }

    static MemberContent Merge(MemberContent? before, MemberContent told) => before is null ? told : new(
        told.GivenName ?? before.GivenName, told.FamilyName ?? before.FamilyName, told.Identifier ?? before.Identifier, told.Born ?? before.Born, told.Phone ?? before.Phone, told.Member);

    /// <summary>What has been told of a member so far; nothing of one who is not there.</summary>
    public async Task<MemberContent?> Member(CaseId id, string member, CancellationToken stop) => (await Told(id, stop)).Members.GetValueOrDefault(member);

    /// <summary>Nothing when there is no such case for this caller.</summary>
    public async Task<Page<JournalEntry>?> Journal(Actor caller, CaseId id, int after, int limit, CancellationToken stop)
    {
        if (!CaseDecider.See(caller, (await directory.Read(id, stop)).State)) return null;
        var events = await journal.Read(id.Stream, after, limit + 1, stop);
        var items = events.Take(limit).Select(e => new JournalEntry(
            e.Version, e.Position, e.Type, e.RecordedAt, e.OccurredAt, new(e.Actor), Element(e.Facts), e.Content is { } content ? Element(content) : null)).ToImmutableArray();
        return new(items, events.Count > limit ? items[^1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    static JsonElement Element(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
