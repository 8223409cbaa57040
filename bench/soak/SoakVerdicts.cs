using System.Globalization;

namespace Coordination.Bench.Soak;

/// <summary>A wish and whether it was met.</summary>
internal sealed record SoakVerdict(string Wish, bool Met, string Found)
{
    public override string ToString() => $"{(Met ? "met" : "NOT MET")}: {Wish}: {Found}";
}

/// <summary>
/// Whether a server goes on as it began. The first third is for filling caches; what is judged is the last third against the
/// second, with tolerances wide enough for a garbage collector and for a shared machine.
/// </summary>
internal static class SoakVerdicts
{
    public const int SamplesMin = 6;

    const double AnsweredPercentMin = 99;
    const double FailedPercentMax = 0.1;
    const double MemoryGrowthPercentMax = 5;
    const double ManagedGrowthPercentMax = 10;
    const int HandlesMoreMax = 16;
    const int ThreadsMoreMax = 8;
    const double LogGrowthPercentMax = 25;
    const double P99GrowthPercentMax = 25;
    const double P99MillisecondsMoreMax = 2; // of a p99 of a few milliseconds a quarter is noise

    public static IReadOnlyList<SoakVerdict> Of(IReadOnlyList<SoakSample> samples, int sampleSeconds, double perSecondAsked, long asked, long failed, long? logBytesAllowed)
    {
        var (second, last) = (Third(samples, 1), Third(samples, 2));
        var achieved = samples.Average(sample => sample.PerSecond);
        var failedPercent = 100.0 * failed / Math.Max(1, asked);
        var (p99Then, p99Now) = (Median(second, sample => sample.P99Milliseconds), Median(last, sample => sample.P99Milliseconds));
        return
        [
            new(Text($"at least {AnsweredPercentMin} % of what was asked for is answered"), 100 * achieved >= AnsweredPercentMin * perSecondAsked, Text($"{achieved:0} of {perSecondAsked:0} a second")),
            new(Text($"at most {FailedPercentMax} % fail"), failedPercent <= FailedPercentMax, Text($"{failed} of {asked} ({failedPercent:0.000} %)")),
            Grows("resident memory, on average", second.Average(Resident), last.Average(Resident), MemoryGrowthPercentMax, $", {Slope(samples, sampleSeconds):+0.00;-0.00;0} MB a minute over both"),
            Grows("managed memory, the least of each third", second.Min(Managed), last.Min(Managed), ManagedGrowthPercentMax),
            More("open files", second.Max(sample => sample.Server.Handles), last.Max(sample => sample.Server.Handles), HandlesMoreMax),
            More("threads", second.Max(sample => sample.Server.Threads), last.Max(sample => sample.Server.Threads), ThreadsMoreMax),
            Log(second.Max(LogMegabytes), last.Max(LogMegabytes), logBytesAllowed),
            new(
                Text($"p99 at most {P99GrowthPercentMax} % or {P99MillisecondsMoreMax} ms higher in the last third than in the second"),
                p99Now <= Math.Max(p99Then * (1 + (P99GrowthPercentMax / 100)), p99Then + P99MillisecondsMoreMax), Text($"median of the windows {p99Then:0.00} and {p99Now:0.00} ms")),
        ];
    }

    static double Resident(SoakSample sample) => sample.Server.ResidentBytes / 1e6;
    static double Managed(SoakSample sample) => sample.Server.ManagedBytes / 1e6;
    static double LogMegabytes(SoakSample sample) => sample.Store.LogBytes / 1e6;

    static SoakVerdict Grows(string what, double then, double now, double percentMax, FormattableString? more = null) => new(
        Text($"{what}: at most {percentMax} % more in the last third than in the second"), now <= then * (1 + (percentMax / 100)), Text($"{then:0.0} and {now:0.0} MB") + (more is null ? "" : Text(more)));

    static SoakVerdict More(string what, int then, int now, int max) => new(Text($"{what}: at most {max} more in the last third than in the second"), now <= then + max, Text($"{then} and {now}"));

    static SoakVerdict Log(double then, double now, long? allowed) => new(
        Text($"write-ahead log at most {LogGrowthPercentMax} % larger in the last third than in the second") + (allowed is null ? "" : Text($", or within the server's max_wal_size of {allowed / 1e6:0} MB")),
        now <= then * (1 + (LogGrowthPercentMax / 100)) || now * 1e6 <= allowed, Text($"at most {then:0.0} and {now:0.0} MB"));

    static List<SoakSample> Third(IReadOnlyList<SoakSample> samples, int third) =>
        [.. samples.Skip(samples.Count * third / 3).Take((samples.Count * (third + 1) / 3) - (samples.Count * third / 3))];

    static double Median(List<SoakSample> samples, Func<SoakSample, double> of) => samples.Select(of).Order().ElementAt(samples.Count / 2);

    /// <summary>How resident memory goes up, as a straight line by least squares through the second and last third: MB a minute.</summary>
    static double Slope(IReadOnlyList<SoakSample> samples, int sampleSeconds)
    {
        List<SoakSample> judged = [.. Third(samples, 1), .. Third(samples, 2)];
        var (meanAt, mean) = ((judged.Count - 1) / 2.0, judged.Average(Resident));
        return judged.Select((sample, at) => (at - meanAt) * (Resident(sample) - mean)).Sum() / judged.Select((_, at) => (at - meanAt) * (at - meanAt)).Sum() * 60 / sampleSeconds;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
