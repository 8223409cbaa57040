using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Coordination.Bench.Load;

/// <summary>Waits for a moment to some tens of microseconds. The runtime's timers wake at whole milliseconds, later than arrivals that come by the thousand.</summary>
internal static class Pace
{
    const long NanosecondsOfSecond = 1_000_000_000;

    static readonly bool CanSleep = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <param name="timestamp">Of <see cref="Stopwatch"/>; one that has passed is not waited for.</param>
    public static void WaitUntil(long timestamp)
    {
        while (timestamp - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            var nanoseconds = left * (NanosecondsOfSecond / (double)Stopwatch.Frequency);
            var wait = new Duration((nint)(nanoseconds / NanosecondsOfSecond), (nint)(nanoseconds % NanosecondsOfSecond));
            if (!CanSleep || Sleep(in wait, 0) != 0)
            {
                Thread.SpinWait(1); // interrupted, or a system without such a sleep
            }
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Sleep(in Duration wait, nint left);

    [StructLayout(LayoutKind.Sequential)]
    readonly record struct Duration(nint Seconds, nint Nanoseconds);
}
