using Coordination.Peers;
using Coordination.Peers.Rows;
using Microsoft.EntityFrameworkCore;

// A case as a row, the plain way: ASP.NET Core, EF Core, a version column.

return await PeerServer.Run(
    args,
    (services, _) => services.AddSingleton<ICaseDesk, CaseDesk>().AddPooledDbContextFactory<CaseDb>((provider, options) => provider.GetRequiredService<Store>().Configure(options)),
    async services =>
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<CaseDb>>().CreateDbContextAsync();
        await Store.Prepare(db);
    });
