using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers.Rows;

/// <summary>The cases, and beside them what every peer records.</summary>
public sealed class CaseDb(DbContextOptions<CaseDb> options) : RecordsDb(options)
{
    static readonly Func<CaseDb, Guid, CancellationToken, Task<FamilyCase?>> ById =
        EF.CompileAsyncQuery((CaseDb db, Guid id, CancellationToken _) => db.Cases.FirstOrDefault(c => c.Id == id));

    public DbSet<FamilyCase> Cases => Set<FamilyCase>();

    protected override string Schema => "peer_rows";

    public Task<FamilyCase?> Find(Guid id, CancellationToken stop) => ById(this, id, stop);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<FamilyCase>(row =>
        {
            row.ToTable("cases").HasKey(c => c.Id);
            row.Property(c => c.Id).ValueGeneratedNever();
            row.Property(c => c.Version).IsConcurrencyToken();
            row.Property(c => c.Work).HasConversion(work => work.Write(), text => CaseWork.Read(text));
            if (Database.IsNpgsql()) row.Property(c => c.Work).HasColumnType("jsonb");
            row.HasIndex(c => new { c.Coordinator, c.Phase });
        });
    }
}
