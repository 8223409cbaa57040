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
            c.Offer is { } o ? new(Person(o.To), o.Accompanied, o.DueOn, o.ExpiresFrom) : null,
            [.. c.Deadlines.OrderBy(d => d.OverdueFrom).Select(d => new DeadlineView(d.Key, d.DueOn, d.OverdueFrom, d.OverdueFrom <= now, model.Deadline(d.Key)?.Source))],
            c.Needs, c.NoNeed, c.Receivers, c.Meetings,
            [.. c.Goals.Select((g, i) => new GoalView(g.Id, told.Plan?.Goals.ElementAtOrDefault(i), g.Rating))],
            [.. c.Tasks.Select((t, i) => new TaskView(t.Id, told.Plan?.Tasks.ElementAtOrDefault(i), Person(t.Responsible), t.Due))],
            [.. c.Participants.Select(Person)],
            closed is null ? await register.LikelyDuplicates(caller, id, [.. c.Members.Select(m => m.Likeness).OfType<string>()], now, stop) : [],
            [.. CaseDecider.Commands(state, new(caller, now, rules.Models, rules.Network)).Select(command => Open(command.Name, command.Blocked, language))]);
    }

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

    /// <summary>The content that stands for now: the newest telling of each member, the newest plan.</summary>
    async Task<(Dictionary<string, MemberContent> Members, PlanContent? Plan)> Told(CaseId id, CancellationToken stop)
    {
        var members = new Dictionary<string, MemberContent>(StringComparer.Ordinal);
        PlanContent? plan = null;
        foreach (var one in await journal.Read(id.Stream, 0, JournalEntriesMax, stop))
        {
            if (one.Content is not { } content) continue;
            if (one.Type is "contact-received" or "contact-held")
                foreach (var member in JsonSerializer.Deserialize(content, Json.Api.ContactContent)!.Members)
                    members[member.Member!] = Merge(members.GetValueOrDefault(member.Member!), member);
            if (one.Type is "plan-agreed") plan = JsonSerializer.Deserialize(content, Json.Api.PlanContent);
        }
        return (members, plan);
    }

    static MemberContent Merge(MemberContent? before, MemberContent told) => before is null ? told : new(
        told.GivenName ?? before.GivenName, told.FamilyName ?? before.FamilyName, told.Identifier ?? before.Identifier, told.Born ?? before.Born, told.Phone ?? before.Phone, told.Member);

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
