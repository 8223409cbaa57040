using System.Collections.Frozen;
using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>Who of the network acts in the demo. The sample people act only in the cases that lie on their own desks.</summary>
sealed class Cast
{
    readonly Network network;
    readonly FrozenDictionary<(string Service, string Area), ImmutableArray<Person>> workers;
    readonly ImmutableArray<Person> managers;

    public Cast(Network network)
    {
        this.network = network;
        workers = (from person in network.People
                   where person.Active && !person.Roles.Contains(Roles.Manager) && !IsSample(person.Id)
                   let unit = network.Find(person.Unit)!
                   from area in unit.Areas
                   group person by (unit.Service, area)).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        Coordinators = [.. network.People.Where(p => p.MayCoordinate && !IsSample(p.Id))];
        managers = [.. network.People.Where(p => p.Active && p.Roles.Contains(Roles.Manager) && !IsSample(p.Id))];
    }

    public ImmutableArray<Person> Coordinators { get; }

    public static bool IsSample(PersonId person) => person == DemoNetwork.Coordinator || person == DemoNetwork.Professional || person == DemoNetwork.Manager;

    /// <summary>The person with all roles that are theirs.</summary>
    public Actor As(PersonId id) => network.ActorOf(id, network.Find(id)!.Roles.Aggregate(Roles.None, (all, role) => all | role))!;

    public bool Serves(string service, string area) => workers.ContainsKey((service, area));
    public Person Worker(string service, string area, Dice dice) => dice.Pick(workers[(service, area)]);
    public Person Worker(string service, string area, string profession, Dice dice) => dice.Pick([.. workers[(service, area)].Where(p => p.Profession == profession)]);
    public string ServiceOf(PersonId id) => network.Find(network.Find(id)!.Unit)!.Service;
    public OrganisationId OrganisationOf(PersonId id) => network.OrganisationOf(network.Find(id)!);
    public UnitId UnitOf(string service) => network.Units.First(u => u.Service == service).Id;
    public ImmutableArray<Person> CoordinatorsOf(string service) => [.. Coordinators.Where(p => ServiceOf(p.Id) == service)];

    /// <summary>The others who coordinate in the same service, those of the same unit before others.</summary>
    public ImmutableArray<Person> Colleagues(PersonId id)
    {
        var all = CoordinatorsOf(ServiceOf(id)).Where(p => p.Id != id).ToImmutableArray();
        return all.Where(p => p.Unit == network.Find(id)!.Unit).ToImmutableArray() is { IsEmpty: false } near ? near : all.IsEmpty ? [.. Coordinators.Where(p => p.Id != id)] : all;
    }

    public Actor ManagerOf(OrganisationId organisation, Dice dice) => As(dice.Pick([.. managers.Where(m => network.OrganisationOf(m) == organisation)]).Id);

    /// <summary>Whom the catching rule names for a case of this id.</summary>
    public PersonId? Catch(string service, string area, PersonId taker, CaseId id) => network.Catch(service, area, taker, id)?.Id;
}
