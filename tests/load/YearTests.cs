using System.Net;
using Coordination.Bench.Http;
using Coordination.Bench.Server;
using Coordination.Bench.Year;

namespace Coordination.Tests.OfBench;

using Step = Bench.Year.Step;

/// <summary>The year's mix: drawn as its table says, and permitted by the workflow, each step of it.</summary>
public sealed class YearTests
{
    const int Courses = 40_000;
    const int Coordinators = 8;
    const int Cases = 100;
    const int CaseloadMax = 40;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Courses_come_to_what_the_table_states()
    {
        var random = new Random(11);
        var steps = Enumerable.Range(0, Courses).SelectMany(_ => Course.Draw(random)).CountBy(step => step).ToDictionary();
        Assert.All(Enum.GetValues<Step>().Where(step => !YearTable.IsRead(step)), step =>
        {
            var found = steps.GetValueOrDefault(step) / (double)Courses;
            Assert.True(YearTable.PerCase(step) > 0, $"{step} never happens");
            Assert.InRange(found, (YearTable.PerCase(step) * 0.97) - 0.006, (YearTable.PerCase(step) * 1.03) + 0.006);
        });
        Assert.Equal(100, Enum.GetValues<Step>().Sum(step => YearTable.Percent(step, YearTable.ReadsPercent)), 6);
        Assert.Equal(100, YearTable.Reads.Sum(read => read.Percent));
    }

    [Fact]
    public void A_case_found_in_the_middle_of_its_life_is_more_often_a_long_one()
    {
        var random = new Random(12);
        var fresh = Enumerable.Range(0, Courses).Average(_ => Course.Draw(random).Count);
        var underWay = Enumerable.Range(0, Courses).Select(_ => Course.DrawUnderWay(random)).ToList();
        Assert.True(underWay.Average(one => one.Steps.Count) > fresh * 1.1);
        Assert.All(underWay, one => Assert.InRange(one.Done, 0, one.Steps.Count - 1));
        Assert.InRange(underWay.Average(one => one.Done / (double)one.Steps.Count), 0.45, 0.5);
    }

    [Fact]
    public void The_docs_print_the_table() =>
        Assert.Contains(YearTable.Markdown(), Repository.Text("docs/performance/commands.md"), StringComparison.Ordinal);

    /// <summary>Whole lives and more on the real product: nothing is refused, everything writes something, and nobody has too many cases.</summary>
    [Fact]
    public async Task The_product_permits_every_step_of_it()
    {
        var network = Path.GetTempFileName();
        await NetworkFile.WriteAsync(network, NetworkFile.Coordinators(Coordinators), Stop);
        await using var server = await Server.Start("--network", network);
        File.Delete(network);
        var staff = new Staff(
            Workers(server, NetworkFile.Coordinators(Coordinators), "coordinator"), Workers(server, NetworkFile.Professionals, "professional"), Workers(server, [NetworkFile.Manager], "manager"));
        var population = new Population(staff, Cases, readsPercent: 20, seed: 3);
        var end = new IPEndPoint(IPAddress.Parse(server.Address.Host), server.Address.Port);
        await Preparation.RunAsync(end, population, Stop);

        using var connection = new Connection(end);
        var (work, done) = (new YearWork(population), new Dictionary<Step, int>());
        for (var i = 0; i < 6_000 || Enum.GetValues<Step>().Any(step => !done.ContainsKey(step)); i++)
        {
            Assert.True(i < 60_000, $"never asked: {string.Join(", ", Enum.GetValues<Step>().Except(done.Keys))}");
            var request = work.Next();
            var answer = await connection.ExchangeAsync(request);
            var step = work.Asked!.Value;
            Assert.Null(work.Fault(answer));
            done[step] = done.GetValueOrDefault(step) + 1;
        }

        Assert.Empty(server.Errors);
        Assert.Equal(Cases, population.Idle);
        Assert.All(staff.Coordinators, coordinator => Assert.InRange(coordinator.Cases, 0, CaseloadMax - 1));
        // What the generator believes of everybody's cases is what the product says.
        foreach (var coordinator in staff.Coordinators)
        {
            var list = await server.As("m-1", "manager").Get($"/v1/cases?coordinator={coordinator.Id}&limit=200");
            Assert.Equal(coordinator.Cases, list.Items.Count(one => one.GetProperty("phase").GetString() != "closed"));
        }
    }

    static List<Worker> Workers(Server server, IReadOnlyList<string> people, string role) =>
        [.. people.Select(person => new Worker(new Credential(person, server.As(person, role).Token!), server.Address.Authority))];
}
