using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>
/// Life goes on while the program runs: by the calendar, or ahead of it. At a pace of N so many minutes of the office's time go by in
/// each minute, at night and at weekends too; what happens then happens at the time it is, not at the time it was planned for.
/// </summary>
public sealed class DemoLife(Playing playing, int pace, TimeProvider clock, ILogger<DemoLife> log) : BackgroundService
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A machine that slept for longer makes up for no more.</summary>
    static readonly TimeSpan StepMax = TimeSpan.FromMinutes(1);

    DateTimeOffset last = clock.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick);
        while (pace > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await Live(stoppingToken); }
            catch (Exception broken) when (broken is not OperationCanceledException) { log.LogWarning("The demo stood still for a moment: {Reason}", broken.Message); }
        }
    }

    /// <summary>What has become due since it was last asked; returns how many commands were given.</summary>
    public Task<int> Live(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var gone = Math.Clamp((now - last).TotalHours, 0, StepMax.TotalHours);
        last = now;
        var ahead = pace > 1 ? playing.Time + (gone * pace / Office.HoursOpen) : 0;
        return playing.Play(Math.Max(playing.Now, ahead), stop);
    }
}
