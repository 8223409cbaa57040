using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Coordination.ClientApi;

/// <summary>So many requests a second for each person, with a burst of four seconds' worth.</summary>
static class Throttle
{
    public const string Policy = "per person";
    const int BurstSeconds = 4;

    public static void Configure(RateLimiterOptions options, Settings settings)
    {
        options.OnRejected = async (context, _) => await new ProblemResult(Problem.TooFast).ExecuteAsync(context.HttpContext);
        options.AddPolicy(Policy, http => settings.RequestsPerSecondMax == 0 ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(http.User.FindFirst("sub")?.Value ?? http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new()
            {
                TokenLimit = settings.RequestsPerSecondMax * BurstSeconds, TokensPerPeriod = settings.RequestsPerSecondMax,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1), AutoReplenishment = true, QueueLimit = 0,
            }));
    }
}
