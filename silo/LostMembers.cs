using Coordination.ClientApi;
using Dapper;
using Npgsql;

namespace Coordination.Silo;

/// <summary>
/// Lets a node into a cluster whose members died without a survivor to say so: a power cut, or a database restored from a
/// backup. A joining node must reach every active member, and would wait for the dead ones. While it joins, a member that
/// does not renew its sign of life in time is declared dead; that is seen by watching it, so no two clocks are compared.
/// </summary>
sealed class LostMembers(ClusterSettings cluster, Settings settings, IHostApplicationLifetime life, ILogger<LostMembers> log) : BackgroundService
{
    public static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = 3 * SignOfLifeEvery;

    sealed record Member(string Address, int Port, int Generation);

    readonly Dictionary<Member, (DateTime Sign, long Since)> watched = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var joining = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, life.ApplicationStarted);
        try
        {
            while (!joining.IsCancellationRequested)
            {
                try { await Look(joining.Token); }
                catch (Exception away) when (away is NpgsqlException or TimeoutException) { watched.Clear(); }
                await Task.Delay(LookEvery, joining.Token);
            }
        }
        catch (OperationCanceledException) { /* the node has joined, or gives up */ }
    }

    async Task Look(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(settings.Database);
        await connection.OpenAsync(stop);
        var active = (await connection.QueryAsync<(string Address, int Port, int Generation, DateTime Sign)>(
            "SELECT address, port, generation, alive_at FROM cluster_member WHERE cluster = @Cluster AND status = 3", new { cluster.Cluster })).AsList();
        foreach (var (address, port, generation, sign) in active)
        {
            var member = new Member(address, port, generation);
            if (!watched.TryGetValue(member, out var seen) || seen.Sign != sign) watched[member] = (sign, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(seen.Since) > Patience) await Bury(connection, member, sign);
        }
    }

    /// <summary>Only if it has still not moved; and as a change of the membership like any other.</summary>
    async Task Bury(NpgsqlConnection connection, Member member, DateTime sign)
    {
        var buried = await connection.ExecuteAsync(
            """
            WITH dead AS (
              UPDATE cluster_member SET status = 6
              WHERE cluster = @Cluster AND address = @Address AND port = @Port AND generation = @Generation AND status = 3 AND alive_at = @sign RETURNING 1)
            UPDATE cluster SET version = version + 1 WHERE name = @Cluster AND EXISTS (SELECT 1 FROM dead)
            """, new { cluster.Cluster, member.Address, member.Port, member.Generation, sign });
        watched.Remove(member);
        if (buried > 0) log.LogWarning("Node {Address}:{Port} gave no sign of life for {Seconds} s while this one joined, and is declared dead", member.Address, member.Port, Patience.TotalSeconds);
    }
}
