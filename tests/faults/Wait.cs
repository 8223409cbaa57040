using System.Diagnostics;

namespace Coordination.Tests.Faults;

/// <summary>Waits for what can be seen, looking often, and says what it waited for when it does not come.</summary>
static class Wait
{
    const int SecondsMax = 60;
    const int LookEveryMilliseconds = 20;

    public static Task Until(string what, Func<bool> seen, int secondsMax = SecondsMax) => Until(what, () => Task.FromResult(seen()), secondsMax);

    public static async Task Until(string what, Func<Task<bool>> seen, int secondsMax = SecondsMax)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await seen())
        {
            Assert.True(Stopwatch.GetElapsedTime(since).TotalSeconds < secondsMax, $"waited {secondsMax} seconds for {what}");
            await Task.Delay(LookEveryMilliseconds, TestContext.Current.CancellationToken);
        }
    }
}
