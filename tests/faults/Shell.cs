using System.Diagnostics;

namespace Coordination.Tests.Faults;

/// <summary>Runs another program to its end.</summary>
static class Shell
{
    public static async Task<(int Code, string Said)> Try(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            var complaints = process.StandardError.ReadToEndAsync();
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, said + await complaints);
        }
        catch (System.ComponentModel.Win32Exception missing) { return (127, missing.Message); }
    }

    public static async Task<string> Run(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var (code, said) = await Try(program, arguments, environment);
        Assert.True(code == 0, $"{program} ended with {code}: {said}");
        return said;
    }

    /// <summary>A signal to one process, by its id.</summary>
    public static Task Signal(string signal, int process) => Run("kill", [$"-{signal}", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
}
