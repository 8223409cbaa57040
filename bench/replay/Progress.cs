using System.Diagnostics;
using System.Globalization;

namespace Coordination.Bench.Replay;

/// <summary>How far something has come: a bar on a terminal, a line for every tenth elsewhere.</summary>
/// <param name="unit">Of what there are so many.</param>
/// <param name="redrawn">Whether a line may be written over.</param>
internal sealed class Progress(string what, string unit, int all, TextWriter to, bool redrawn)
{
    const int BarCharacters = 40;
    static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(200);

    readonly Lock writing = new();
    readonly long began = Stopwatch.GetTimestamp();
    int done;
    int tenths;
    long drawn;

    public static Progress OnConsole(string what, string unit, int all) => new(what, unit, all, Console.Out, !Console.IsOutputRedirected);

    public void Step()
    {
        lock (writing)
        {
            done++;
            if (redrawn ? done == all || Stopwatch.GetElapsedTime(drawn) > RedrawEvery : done * 10L / all > tenths)
            {
                Draw();
            }
        }
    }

    /// <summary>Leaves the bar as it stands, and the line to what comes next.</summary>
    public void End()
    {
        lock (writing)
        {
            if (redrawn)
            {
                to.WriteLine();
            }
        }
    }

    void Draw()
    {
        (tenths, drawn) = ((int)(done * 10L / all), Stopwatch.GetTimestamp());
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var figures = string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {all:N0} {unit}, {(seconds > 0 ? done / seconds : 0):N0}/s");
        if (!redrawn)
        {
            to.WriteLine($"{what}: {done * 100L / all} %, {figures}");
            return;
        }

        var filled = (int)(done * (long)BarCharacters / all);
        to.Write($"\r{what} [{new string('#', filled)}{new string('.', BarCharacters - filled)}] {figures} ");
    }
}
