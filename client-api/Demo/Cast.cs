using System.Collections.Frozen;
using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>Who of the network acts in the demo's cases.</summary>
sealed class Cast
{
    readonly Network network;
    readonly FrozenDictionary<(string Service, string Area), ImmutableArray<Person>> workers;
    readonly ImmutableArray<Person> coordinators, managers;

    public Cast(Network network)
    {
        this.network = network;
        workers = (from person in network.People
                   where person.Active && !person.Roles.Contains(Roles.Manager)
                   let unit = network.Find(person.Unit)!
                   from area in unit.Areas
                   group person by (unit.Service, area)).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        coordinators = [.. network.People.Where(p => p.MayCoordinate)];
        managers = [.. network.People.Where(p => p.Active && p.Roles.Contains(Roles.Manager))];
    }

    /// <summary>The person with all roles that are theirs.</summary>
    public Actor As(PersonId id) => network.ActorOf(id, network.Find(id)!.Roles.Aggregate(Roles.None, (all, role) => all | role))!;

    public bool Serves(string service, string area) => workers.ContainsKey((service, area));
    public Person Worker(string service, string area, Dice dice) => dice.Pick(workers[(service, area)]);
    public string AreaOf(PersonId id) => network.Find(network.Find(id)!.Unit)!.Areas[0];
    public string ServiceOf(PersonId id) => network.Find(network.Find(id)!.Unit)!.Service;

    /// <summary>Somebody who may coordinate and does not yet; the well-known coordinator more often than others.</summary>
    public PersonId NextCoordinator(OpenCase c, Dice dice) => c.Coordinator != DemoNetwork.Coordinator && dice.OneIn(3)
        ? DemoNetwork.Coordinator : dice.Pick([.. coordinators.Where(p => p.Id != c.Coordinator)]).Id;

    public Actor ManagerOf(OpenCase c, Dice dice) => As(dice.Pick([.. managers.Where(m => network.OrganisationOf(m) == c.Organisation)]).Id);
}
