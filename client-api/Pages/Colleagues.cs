using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>Units and coordinators of the visitor's organisation, by name, to choose from.</summary>
public sealed class Colleagues(Network network, Visit visit)
{
    /// <summary>Nobody looks for a name in a longer list: of a large organisation those of one unit are offered.</summary>
    const int PeopleMax = 200;

    readonly StringComparer byName = StringComparer.Create(visit.Words.Culture, ignoreCase: true);

    public IReadOnlyList<(string Value, string Text)> Units(UnitId? chosen) =>
        [.. network.Units.Where(u => u.Organisation == visit.Actor.Organisation || u.Id == chosen).OrderBy(u => u.Name, byName).Select(u => (u.Id.Value, u.Name))];

    /// <summary>Those who may coordinate; of one unit where that is chosen, or where there are too many to choose from.</summary>
    public IReadOnlyList<Person> Coordinators(UnitId? unit, UnitId? otherwise = null)
    {
        var all = Of(unit);
        return [.. (unit is null && all.Count > PeopleMax ? Of(otherwise ?? visit.Actor.Unit) : all).OrderBy(p => p.FamilyName, byName).ThenBy(p => p.GivenName, byName)];
    }

    public IReadOnlyList<(string Value, string Text)> CoordinatorOptions(UnitId? unit, PersonId? chosen)
    {
        var some = Coordinators(unit);
        return [.. (chosen is { } one && some.All(p => p.Id != one) && network.Find(one) is { } other ? some.Append(other) : some).Select(p => (p.Id.Value, NameOf(p)))];
    }

    List<Person> Of(UnitId? unit) => [.. network.People.Where(p => p.MayCoordinate && network.OrganisationOf(p) == visit.Actor.Organisation && (unit is null || p.Unit == unit))];

    public static string NameOf(Person person) => $"{person.GivenName} {person.FamilyName}";

    /// <summary>Also of people of whom nothing but their id is known.</summary>
    public string NameOf(PersonId id) => network.Find(id) is { } person ? NameOf(person) : id.Value;

    public string? NameOf(UnitId? unit) => unit is { } id ? network.Find(id)?.Name ?? id.Value : null;
}
