using System.Collections.Frozen;
using System.Text.Json;

namespace Coordination.Peers;

public sealed record NetworkFile(IReadOnlyList<NetworkOrganisation> Organisations, IReadOnlyList<NetworkUnit> Units, IReadOnlyList<Person> People);
public sealed record NetworkOrganisation(string Id, string Name, string Kind);
public sealed record NetworkUnit(string Id, string Organisation, string Name, string Service, IReadOnlyList<string> Areas);
public sealed record Person(string Id, string GivenName, string FamilyName, string Unit, string Profession, IReadOnlyList<string> Roles)
{
    public bool MayCoordinate => Roles.Contains("coordinator");
}

/// <summary>Units and people, from the file that the product reads too.</summary>
public sealed class Network
{
    const string CatchingService = "family-guidance";

    readonly FrozenDictionary<string, NetworkUnit> units;
    readonly FrozenDictionary<string, Person> people;
    readonly FrozenDictionary<string, Person[]> catchers;

    public Network(NetworkFile file)
    {
        units = file.Units.ToFrozenDictionary(unit => unit.Id);
        people = file.People.ToFrozenDictionary(person => person.Id);
        catchers = file.Units.SelectMany(unit => unit.Areas).Distinct().ToFrozenDictionary(area => area, area => file.People
            .Where(person => person.MayCoordinate && units[person.Unit] is var unit && unit.Service == CatchingService && unit.Areas.Contains(area)).ToArray());
    }

    public static Network Read(string path) => new(JsonSerializer.Deserialize<NetworkFile>(File.ReadAllText(path), Wire.Options)!);

    public Person? Find(string id) => people.GetValueOrDefault(id);

    public string OrganisationOf(Person person) => units[person.Unit].Organisation;

    public string ServiceOf(Person person) => units[person.Unit].Service;

    public string? AreaOf(Person person) => units[person.Unit].Areas is [var area, ..] ? area : null;

    /// <summary>Who takes a case of this area: the one who heard the contact, if it is their work; otherwise one of those whose it is.</summary>
    public Person? Catch(string area, Person heardBy, Guid id) =>
        catchers.GetValueOrDefault(area) is not { Length: > 0 } those ? null
        : those.Contains(heardBy) ? heardBy
        : those[(int)((uint)id.GetHashCode() % (uint)those.Length)];
}
