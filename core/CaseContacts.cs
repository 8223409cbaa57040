using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>How a contact opens a case or joins it, and who in it is known already.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> OpenBy(ReceiveContact x, Circumstances by)
    {
        var at = x.OccurredAt ?? by.Now;
        if (by.Models.ValidAt(x.Model, at) is not { } model) return Refuse(Refusal.ModelUnknown);
        if (model.Subject != Subject.Family) return Refuse(Refusal.WrongSubject);
        if (by.Network.Find(x.Unit ?? by.Actor.Unit) is not { } unit) return Refuse(Refusal.UnitUnknown);
        if (x.Reasons.Any(r => !model.HasReason(r))) return Refuse(Refusal.ReasonUnknown);
        var area = x.Area ?? unit.Areas.FirstOrDefault();
        if (area is null || !by.Network.Areas.Contains(area)) return Refuse(Refusal.AreaUnknown);
        if (by.Network.Catch(model.CatchingService, area, by.Actor.Person, x.Case) is not { } coordinator) return Refuse(Refusal.NobodyCatches);
        return Accept([
            new(new CaseOpened(x.Case, model.Key, model.Version, model.Group, area, coordinator.Id, by.Network.OrganisationOf(coordinator), at)),
            Told(x, unit.Id, Recognise([], 0, x.Members.Select(Unnumbered)), at),
            .. Set(model, DeadlineKey.UrgencyJudged, at),
            .. AssessmentClocks(model, began: at, pending: null, specialSupport: false),
            .. x.CallBack ? Set(model, DeadlineKey.CallBack, at) : []]);
    }

    static Decision<CaseEvent> Join(OpenCase c, ReceiveContact x, Circumstances by)
    {
        if (by.Network.Find(x.Unit ?? by.Actor.Unit) is not { } unit) return Refuse(Refusal.UnitUnknown);
        if (x.Reasons.Any(r => !by.Models.Of(c).HasReason(r))) return Refuse(Refusal.ReasonUnknown);
        var members = Recognise(c.Members, c.MembersNamed, x.Members.Select(Unnumbered));
        return x.Touches.IsEmpty
            ? Accept([Told(x, unit.Id, members, At(x, by)), .. CallBack(c, x.CallBack, At(x, by), by)])
            : Accept(new Happening<CaseEvent>(new ContactHeld(x.Contact, x.Channel, x.Source, unit.Id, x.Reasons, x.Language, x.Interpreter, x.Basis, members, x.Touches, At(x, by), x.CallBack ? true : null), OwnWords(x, members)));
    }

    static Happening<CaseEvent> Told(ReceiveContact x, UnitId unit, ImmutableArray<Member> members, DateTimeOffset at) => new(
        new ContactReceived(x.Contact, x.Channel, x.Source, unit, x.Reasons, x.Language, x.Interpreter, x.Basis, members, at, x.CallBack ? true : null), OwnWords(x, members));

    static Decision<CaseEvent> Pend(OpenCase c, MarkPending x, Circumstances by) =>
        Accept([new(new MarkedPending(At(x, by))), .. AssessmentClocks(by.Models.Of(c), c.BeganAt, At(x, by), c.NeedsSpecialSupport, c)]);

    static Decision<CaseEvent> Take(OpenCase c, TakeContact x, Circumstances by) => Waiting(c, x.Contact) is { } w
        ? Accept([
            new(new ContactTaken(w.Contact, NewMembers(c, w.Members, x.HeldElsewhere.IsDefault ? [] : x.HeldElsewhere), w.At)),
            .. CallBack(c, w.CallBack, w.At ?? At(x, by), by)])
        : Refuse(Refusal.ContactUnknown);

    /// <summary>The first promise to call back stands; another contact makes it no later.</summary>
    static IEnumerable<Happening<CaseEvent>> CallBack(OpenCase c, bool wanted, DateTimeOffset at, Circumstances by) =>
        wanted && c.Deadlines.All(d => d.Key != DeadlineKey.CallBack) ? Set(by.Models.Of(c), DeadlineKey.CallBack, at) : [];

    /// <summary>The contact that opened the case did not join it. A promise to call back leaves with the last contact that asked for it.</summary>
    static Decision<CaseEvent> Undo(OpenCase c, UndoJoin x)
    {
        if (x.Own.Value is null) return Refuse(Refusal.ContactNotJoined); // only together with the case that it gets
        if (c.Told.IndexOf(c.Told.FirstOrDefault(t => t.Contact == x.Contact)!) is var at && at < 1) return Refuse(Refusal.ContactNotJoined);
        var told = c.Told[at];
        var (leaving, unidentified) = LeavingWith(c, told);
        return Accept([
            With(new JoinUndone(x.Contact, x.Own, leaving, unidentified), x.Reason),
            .. told.CallBack && c.Merged.IsEmpty && !c.Told.Any(t => t.Contact != told.Contact && t.CallBack) && c.Deadlines.Any(d => d.Key == DeadlineKey.CallBack) ? [new(new DeadlineLifted(DeadlineKey.CallBack))] : Array.Empty<Happening<CaseEvent>>(),
            .. from consent in c.Consents where consent.WithdrawnAt is null && leaving.Contains(consent.Giver) select new Happening<CaseEvent>(new ConsentWithdrawn(consent.Id, told.At ?? c.OpenedAt))]);
    }

    /// <summary>The members that only this contact told of, and those whose identifier only it told: it was somebody else's.</summary>
    public static (ImmutableArray<string> Leaving, ImmutableArray<string> Unidentified) LeavingWith(OpenCase c, ToldContact told)
    {
        bool Elsewhere(string member) => c.Told.Any(t => t.Contact != told.Contact && t.Members.Any(m => m.Id == member)) || c.Merged.Any(m => m.Members.Contains(member));
        // Known before without one: a member whom others told of by their identifier too is who they said.
        bool BroughtItsKey(Member member) => member.Key is { } key && c.Members.Any(m => m.Id == member.Id && m.Key == key)
            && c.Told.First(t => t.Members.Any(m => m.Id == member.Id)).Contact != told.Contact
            && c.Told.First(t => t.Members.Any(m => m.Id == member.Id && m.Key == key)).Contact == told.Contact;
        return (
            [.. told.Members.Select(m => m.Id).Distinct().Where(id => !Elsewhere(id))],
            [.. told.Members.Where(m => Elsewhere(m.Id) && BroughtItsKey(m)).Select(m => m.Id).Distinct()]);
    }

    static Decision<CaseEvent> Change(OpenCase c, ChangeMember x)
    {
        if (c.Members.FirstOrDefault(m => m.Id == x.Member) is not { } member) return Refuse(Refusal.MemberUnknown);
        if (x.Key is not null && c.Members.Any(m => m.Id != x.Member && m.Key == x.Key)) return Refuse(Refusal.IdentifierTaken);
        return Accept(new Happening<CaseEvent>(
            new MemberChanged(member with { Key = x.Key ?? member.Key, Likeness = x.Likeness ?? member.Likeness }), x.Content with { Member = member.Id }));
    }

    static ContactContent OwnWords(ReceiveContact x, ImmutableArray<Member> members) =>
        x.Content with { Members = [.. x.Members.Zip(members, (named, member) => named.Content with { Member = member.Id })] };

    static Member Unnumbered(NamedMember named) => new("", named.Role, named.Key, named.Likeness);

    /// <summary>Whether a member as a contact names them is one that is known: by id, by identifier or, where one of the two has none, by name.</summary>
    public static bool IsSame(Member told, Member known) =>
        told.Id == known.Id || (told.Key is not null && told.Key == known.Key)
        || (told.Likeness is not null && told.Likeness == known.Likeness && told.Role == known.Role && (told.Key is null || known.Key is null));

    /// <summary>A member already here keeps their id: known by identifier or, where one of the two has none, by name. Of two told with one identifier there is one.</summary>
    static ImmutableArray<Member> Recognise(ImmutableArray<Member> known, int next, IEnumerable<Member> told)
    {
        var now = known.ToList();
        return [.. told.Select(t =>
        {
            var at = now.FindIndex(m => t.Key is not null && m.Key == t.Key);
            if (at < 0) at = now.FindIndex(0, known.Length, m => t.Likeness is not null && m.Likeness == t.Likeness && m.Role == t.Role && (m.Key is null || t.Key is null));
            if (at >= 0) return now[at] = now[at] with { Key = now[at].Key ?? t.Key };
            now.Add(t.Id.Length > 0 && now.All(m => m.Id != t.Id) ? t : t with { Id = $"m{++next}" });
            return now[^1];
        })];
    }

    /// <summary>Who waits is looked for again: somebody may have told of them since.</summary>
    static ImmutableArray<Member> NewMembers(OpenCase c, ImmutableArray<Member> waiting, ImmutableArray<string> heldElsewhere) =>
        [.. Recognise(c.Members, c.MembersNamed, waiting.Where(m => m.Key is null || !heldElsewhere.Contains(m.Key))).Where(m => !c.Members.Contains(m))];

    static WaitingContact? Waiting(OpenCase c, ContactId contact) => c.Waiting.FirstOrDefault(w => w.Contact == contact);
}
