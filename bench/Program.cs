using System.Runtime.InteropServices;
using Coordination.Bench;
using Coordination.Bench.Boards;
using Coordination.Bench.Commands;
using Coordination.Bench.Http;
using Coordination.Bench.Live;
using Coordination.Bench.Pages;
using Coordination.Bench.Peers;
using Coordination.Bench.Replay;
using Coordination.Bench.Soak;

Connection.PreferInlineCompletions();
IBench[] benches = [new CommandsBench(), new PeersBench(), new BoardsBench(), new LiveBench(), new SoakBench(), new ReplayBench(), new PagesBench()];

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await Front.RunAsync(benches, args, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
