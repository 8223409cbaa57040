using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>Stories of two cases: a contact that touches both, a duplicate that is merged, and a contact that joined wrongly.</summary>
sealed partial class Story
{
    /// <summary>A contact that names a child of each of two cases waits in both, until the first one's coordinator takes it.</summary>
    public Step[] TwoHomes(bool taken = true) =>
    [
        new(dice.Between(2, 5), s => s is { State: OpenCase, Mate.State: OpenCase } ? new(Cast.As(Cast.Worker("early-education", "tampere-west", s.Dice).Id), Both(s)) : null),
        .. taken ? [Coordinator(0.5, 1.5, s => s.State is OpenCase { Waiting: [var waiting, ..] } ? new TakeContact(waiting.Contact) : null)] : Array.Empty<Step>(),
    ];

    ReceiveContact Both(Scene s) => new(
        CaseId.Of(s.Dice.Id(s.At)), ContactId.Of(s.Dice.Id(s.At)), model.Key, null, Channel.Phone, Source.Relative, null, Reasons, Family.Language, Family.Interpreter, Basis.Consent,
        [Named(Family.Children[0]), Named(Second.Family.Children[0])], [], new ContactContent(Sayings.TwoHomes.For(Family, s.Dice), []));

    /// <summary>The same child was told of elsewhere without an identifier, and got a case of its own. When that is seen, a manager makes the two one.</summary>
    public Step[] Merged =>
    [
        .. OfSecond(Second.Namesake(Family) with { WaitDays = 1 }, Second.Judge),
        new(dice.Between(1, 6), s => s is { State: OpenCase c, Mate: { State: OpenCase other, Id: { } duplicate } } && c.Organisation == other.Organisation
            ? new(Cast.ManagerOf(c.Organisation, s.Dice), new Merge(duplicate, Sayings.MergeReasons.For(Family, s.Dice))) : null),
    ];

    /// <summary>Somebody named this family's adult for another family's child: the contact joined, and leaves when that is seen.</summary>
    public Step[] JoinUndone =>
    [
        new(dice.Between(1, 4), s => s.State is OpenCase ? new(Cast.As(Cast.Worker("early-education", "tampere-west", s.Dice).Id), Wrongly(s)) : null),
        Coordinator(0.3, 2, s => s.State is OpenCase { Told: [_, .., var last] } ? new UndoJoin(last.Contact, Sayings.UndoReasons.For(Family, s.Dice)) : null),
        .. OfSecond(Second.Judge, Second.Close("advice-given")),
    ];

    ReceiveContact Wrongly(Scene s) => new(
        CaseId.Of(s.Dice.Id(s.At)), ContactId.Of(s.Dice.Id(s.At)), model.Key, null, Channel.EForm, Source.Professional, null, Reasons, Family.Language, Family.Interpreter, Basis.Consent,
        [Named(Second.Family.Children[0]), Named(Family.Adults[0])], [], new ContactContent(Topic.OwnWords.For(Family, s.Dice), []));

    /// <summary>The contact that leaves, as it opens a case of its own: about the child who is of no other.</summary>
    public ReceiveContact Alone(CaseId own, OpenCase c, ToldContact told) => new(
        own, told.Contact, model.Key, c.Area, Channel.EForm, Source.Professional, Cast.UnitOf("early-education"), told.Reasons, Family.Language, Family.Interpreter, Basis.Consent,
        [Named(Second.Family.Children[0])], [], new ContactContent(Topic.OwnWords.For(Family, Fixed(-8)), [])) { OccurredAt = told.At };
}
