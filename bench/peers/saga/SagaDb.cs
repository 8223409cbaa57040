using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers.Saga;

/// <summary>The saga's instances, and beside them what every peer records.</summary>
public sealed class SagaDb(DbContextOptions<SagaDb> options) : RecordsDb(options)
{
    static readonly Func<SagaDb, Guid, CancellationToken, Task<CaseSaga?>> ById =
        EF.CompileAsyncQuery((SagaDb db, Guid id, CancellationToken _) => db.Cases.FirstOrDefault(c => c.CorrelationId == id));

    public DbSet<CaseSaga> Cases => Set<CaseSaga>();

    protected override string Schema => "peer_saga";

    public Task<CaseSaga?> Find(Guid id, CancellationToken stop) => ById(this, id, stop);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<CaseSaga>(row =>
        {
            row.ToTable("cases").HasKey(c => c.CorrelationId);
            row.Property(c => c.CorrelationId).ValueGeneratedNever();
            row.Property(c => c.Version).IsConcurrencyToken();
            row.Property(c => c.Work).HasConversion(work => work.Write(), text => CaseWork.Read(text));
            if (Database.IsNpgsql()) row.Property(c => c.Work).HasColumnType("jsonb");
            row.HasIndex(c => new { c.Coordinator, c.CurrentState });
        });
    }
}
