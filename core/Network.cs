using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Coordination.Core;

[JsonConverter(typeof(Kebab<OrganisationKind>))]
public enum OrganisationKind { County, Municipality, Ngo, Parish, School, Other }

/// <summary>A party to the network: a county, a municipality, an NGO, a parish.</summary>
public sealed record Organisation(OrganisationId Id, string Name, OrganisationKind Kind);

/// <summary>A place of work. <paramref name="Service"/> is what it does, <paramref name="Areas"/> whom it serves.</summary>
public sealed record Unit(UnitId Id, OrganisationId Organisation, string Name, string Service, ImmutableArray<string> Areas);

/// <summary>Somebody who works in a unit. One who left stays, inactive, for the history to name.</summary>
public sealed record Person(
    PersonId Id, string GivenName, string FamilyName, UnitId Unit, string Profession, ImmutableArray<Roles> Roles, bool Active = true)
{
    public bool MayCoordinate => Active && Roles.Contains(Core.Roles.Coordinator);
}

/// <summary>A network as it is written in a file.</summary>
public sealed record NetworkFile(
    ImmutableArray<Organisation> Organisations, ImmutableArray<Unit> Units, ImmutableArray<Person> People);

public sealed class NetworkException(string message) : Exception(message);

/// <summary>Organisations, units and people, as they are now. Immutable.</summary>
public sealed class Network
{
    readonly FrozenDictionary<string, Organisation> organisations;
    readonly FrozenDictionary<string, Unit> units;
    readonly FrozenDictionary<string, Person> people;
    readonly FrozenDictionary<(string Service, string Area), ImmutableArray<Person>> catchers;

    /// <exception cref="NetworkException">An id is doubled, or something refers to what is not there.</exception>
    public Network(NetworkFile file)
    {
        organisations = Unique(file.Organisations, "organisation", o => o.Id.Value);
        units = Unique(file.Units, "unit", u => u.Id.Value);
        people = Unique(file.People, "person", p => p.Id.Value);
        foreach (var unit in file.Units)
            if (!organisations.ContainsKey(unit.Organisation.Value))
                throw new NetworkException($"unit {unit.Id} belongs to organisation {unit.Organisation}, which is not in the network");
        foreach (var person in file.People)
            if (!units.ContainsKey(person.Unit.Value))
                throw new NetworkException($"person {person.Id} works in unit {person.Unit}, which is not in the network");
        catchers = (from person in file.People.OrderBy(p => p.Id.Value, StringComparer.Ordinal)
                    where person.MayCoordinate
                    let unit = units[person.Unit.Value]
                    from area in unit.Areas
                    group person by (unit.Service, area)).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        Areas = [.. file.Units.SelectMany(u => u.Areas).Distinct().Order(StringComparer.Ordinal)];
        Organisations = file.Organisations;
        Units = file.Units;
        People = file.People;
    }

    public ImmutableArray<Organisation> Organisations { get; }
    public ImmutableArray<Unit> Units { get; }
    public ImmutableArray<Person> People { get; }
    public ImmutableArray<string> Areas { get; }

    public Person? Find(PersonId id) => people.GetValueOrDefault(id.Value);
    public Organisation? Find(OrganisationId id) => organisations.GetValueOrDefault(id.Value);
    public Unit? Find(UnitId id) => units.GetValueOrDefault(id.Value);
    public OrganisationId OrganisationOf(Person person) => units[person.Unit.Value].Organisation;

    /// <summary>The person as an actor with the roles of their token, or nothing for who is not (or no longer) in the network.</summary>
    public Actor? ActorOf(PersonId id, Roles roles) =>
        Find(id) is { Active: true } person ? new Actor(id, OrganisationOf(person), person.Unit, roles) : null;

    /// <summary>
    /// The catching rule: whoever of the catching service took the contact keeps the case; otherwise one of the area's
    /// people in that service, evenly by the case's id.
    /// </summary>
    public Person? Catch(string service, string area, PersonId taker, CaseId seed)
    {
        if (!catchers.TryGetValue((service, area), out var people)) return null;
        foreach (var person in people)
            if (person.Id == taker)
                return person;
        return people[(int)(Convert.ToUInt64(seed.Value[^15..], 16) % (ulong)people.Length)];
    }

    static FrozenDictionary<string, T> Unique<T>(ImmutableArray<T> all, string what, Func<T, string> id)
    {
        var seen = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var one in all)
            if (string.IsNullOrWhiteSpace(id(one)) || !seen.TryAdd(id(one), one))
                throw new NetworkException($"{what} id '{id(one)}' is empty or there twice");
        return seen.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
