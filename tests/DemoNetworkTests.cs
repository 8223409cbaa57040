using System.Text.Json;
using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

public sealed class DemoNetworkTests
{
    static string Json(NetworkFile file) => JsonSerializer.Serialize(file, DataJson.Default.NetworkFile);

    [Fact]
    public void The_network_is_the_same_every_time() => Assert.Equal(Json(DemoNetwork.Make()), Json(DemoNetwork.Make()));

    [Fact]
    public void The_network_can_be_written_to_a_file_and_read()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "network.json");
        File.WriteAllText(file, Json(DemoNetwork.Make()));
        var network = DataFiles.Network(file);
        Assert.Equal(DemoNetwork.Make().People.Select(p => p.Id), network.People.Select(p => p.Id));
    }

    [Fact]
    public void There_are_126_early_education_units_each_with_a_head_and_two_teachers()
    {
        var file = DemoNetwork.Make();
        var units = file.Units.Where(u => u.Service == "early-education").ToArray();
        Assert.Equal(Enumerable.Range(1, 126).Select(i => $"eek-{i:000}"), units.Select(u => u.Id.Value));
        Assert.Equal(126, units.Select(u => u.Name).Distinct().Count());
        Assert.All(units, unit => Assert.Equal(
            ["early-education-head", "early-education-teacher", "early-education-teacher"],
            file.People.Where(p => p.Unit == unit.Id).Select(p => p.Profession).Order(StringComparer.Ordinal)));
        Assert.All(units, unit => Assert.Single(unit.Areas));
    }

    [Theory]
    [InlineData("family-guidance", 2, 9)]
    [InlineData("child-health-clinic", 8, 8)]
    [InlineData("family-social-work", 1, 6)]
    [InlineData("family-counselling", 1, 4)]
    [InlineData("family-wellbeing-counselling", 1, 7)]
    public void A_service_has_its_units_and_coordinators(string service, int units, int coordinators)
    {
        var network = new Network(DemoNetwork.Make());
        Assert.Equal(units, network.Units.Count(u => u.Service == service));
        Assert.Equal(coordinators, network.People.Count(p => p.MayCoordinate && network.Find(p.Unit)!.Service == service));
    }

    [Fact]
    public void Every_area_has_a_guidance_worker_who_catches()
    {
        var network = new Network(DemoNetwork.Make());
        Assert.Equal(8, network.Areas.Length);
        Assert.All(network.Areas, area =>
            Assert.NotNull(network.Catch("family-guidance", area, DemoNetwork.Professional, new(new string('1', 32)))));
    }

    public static TheoryData<string> Networks => ["demo", "starter"];

    [Theory, MemberData(nameof(Networks))]
    public void The_well_known_people_have_their_roles(string which)
    {
        var network = which == "demo" ? new Network(DemoNetwork.Make()) : DataFiles.Network(Repository.Path("client-api/network.starter.json"));
        Assert.True(network.Find(DemoNetwork.Coordinator)!.MayCoordinate);
        Assert.Equal([Roles.Professional], network.Find(DemoNetwork.Professional)!.Roles);
        Assert.Equal([Roles.Manager], network.Find(DemoNetwork.Manager)!.Roles);
        Assert.Equal(network.OrganisationOf(network.Find(DemoNetwork.Coordinator)!), network.OrganisationOf(network.Find(DemoNetwork.Manager)!));
        Assert.Equal("eek-017", network.Find(DemoNetwork.Professional)!.Unit.Value);
        Assert.Equal(DemoNetwork.Professional, network.People.First(p => p.Roles is [Roles.Professional]).Id);
    }
}
