using Coordination.Engine;
using Coordination.Engine.Postgres;
using static Coordination.Tests.Pen;

namespace Coordination.Tests;

/// <summary>A server that hangs up, is gone, or will not commit.</summary>
public sealed class PostgresTroubleTests : IAsyncDisposable
{
    readonly TempPostgres temp = TempPostgres.Open();

    static CancellationToken Stop => TestContext.Current.CancellationToken;
    IStore Store => temp.Store;

    public ValueTask DisposeAsync() => temp.DisposeAsync();

    [Fact]
    public async Task A_server_that_restarts_costs_no_command_and_no_read()
    {
        Assert.Equal("written at 1", Tell(await Store.Append(Command("k0", Opens("s")), Stop)));
        for (var i = 1; i <= 5; i++)
        {
            // Every connection of the pool is in use once, and then hung up on.
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Store.Look("s", null, Stop).AsTask()));
            temp.EndConnections();
            if (i % 2 == 0) Assert.Equal(i, (await Store.Look("s", null, Stop)).Version);
            Assert.Equal($"written at {i + 1}", Tell(await Store.Append(Command($"k{i}", Follows("s", i)), Stop)));
            var looks = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Store.Look("s", null, Stop).AsTask()));
            Assert.All(looks, look => Assert.Equal(i + 1, look.Version));
        }
    }

    [Fact]
    public async Task Connections_lost_at_any_moment_lose_and_double_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var version = 0; version < 40;)
            {
                try
                {
                    var append = Command($"{client} {version}", version == 0 ? Opens($"s{client}") : Follows($"s{client}", version));
                    var outcome = await Store.Append(append, Stop);
                    Assert.True(outcome is Outcome.Written or Outcome.Known { SameBody: true }, Tell(outcome));
                    version++;
                    if (client == 0 && version % 4 == 0) temp.EndConnections(); // while the seven others are at work
                }
                catch (JournalUnavailableException) { /* said again, with the same id */ }
            }
        })));
        var feed = await Store.Feed(0, 1_000, Stop);
        Assert.Equal(Enumerable.Range(1, 320).Select(i => (long)i), feed.Select(e => e.Position));
        Assert.Equal(320, feed.Select(e => e.Command).Distinct().Count());
    }

    [Fact]
    public void A_server_that_is_not_there_is_told_at_the_opening_without_the_password()
    {
        var broken = Assert.Throws<JournalUnavailableException>(() => new PostgresStore("Host=127.0.0.1;Port=1;Username=nobody;Password=sesame;Database=none", new NoSeal()));
        Assert.Contains("PostgreSQL 127.0.0.1:1/none", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", broken.ToString(), StringComparison.Ordinal);
    }
}
