using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Coordination.Peers;

/// <summary>One line of a case's history: who asked for what, and when. It is written beside the case and never read to decide.</summary>
public sealed class HistoryRow
{
    public Guid CaseId { get; init; }
    public int Version { get; init; }
    public required string Type { get; init; }
    public required string Actor { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    /// <summary>What was asked, as JSON.</summary>
    public required string Content { get; init; }
}

/// <summary>A command id and what was answered to it.</summary>
public sealed class AnswerRow
{
    public required string Actor { get; init; }
    public required string Key { get; init; }
    public required string Fingerprint { get; init; }
    public Guid CaseId { get; init; }
    public int Version { get; init; }
    public required string Happened { get; init; }
    public Guid? Contact { get; init; }
}

/// <summary>A family member of an open case. The key is unique, which is what makes two first contacts one case.</summary>
public sealed class MemberRow
{
    public required string Key { get; init; }
    public Guid CaseId { get; init; }
}

/// <summary>The tables that every peer keeps beside its cases, written in the same transaction as the case.</summary>
public abstract class RecordsDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<HistoryRow> History => Set<HistoryRow>();
    public DbSet<AnswerRow> Answers => Set<AnswerRow>();
    public DbSet<MemberRow> Members => Set<MemberRow>();

    /// <summary>On PostgreSQL the tables of each peer stand in a schema of its own, so that several fit into one database.</summary>
    protected abstract string Schema { get; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql()) modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<HistoryRow>(row =>
        {
            row.ToTable("history").HasKey(h => new { h.CaseId, h.Version });
            if (Database.IsNpgsql()) row.Property(h => h.Content).HasColumnType("jsonb");
        });
        modelBuilder.Entity<AnswerRow>().ToTable("answers").HasKey(a => new { a.Actor, a.Key });
        modelBuilder.Entity<MemberRow>(row =>
        {
            row.ToTable("members").HasKey(m => m.Key);
            row.HasIndex(m => m.CaseId);
        });
    }

    /// <summary>Records that a command was carried out; saved with the case.</summary>
    public void Record<T>(Reply reply, T asked, Asking by)
    {
        History.Add(new()
        {
            CaseId = reply.Case, Version = reply.Version, Type = reply.Happened[0], Actor = by.Actor.Id, RecordedAt = by.Now,
            Content = JsonSerializer.Serialize(asked, Wire.Options),
        });
        if (by.Key is { } key)
            Answers.Add(new()
            {
                Actor = by.Actor.Id, Key = key, Fingerprint = by.Fingerprint, CaseId = reply.Case, Version = reply.Version, Happened = string.Join(' ', reply.Happened), Contact = reply.Contact,
            });
    }

    /// <summary>The first answer to this command id, if it was given before.</summary>
    public async Task<Reply?> FirstAnswer(Asking by, CancellationToken stop) =>
        by.Key is null || await Answers.AsNoTracking().FirstOrDefaultAsync(a => a.Actor == by.Actor.Id && a.Key == by.Key, stop) is not { } first ? null
        : first.Fingerprint != by.Fingerprint ? Reply.No(Problem.KeyReused)
        : new(first.CaseId, first.Version, first.Happened.Split(' '), first.Contact);

    public async Task<IReadOnlyList<JournalEntry>> Journal(Guid id, int after, int limit, CancellationToken stop) =>
        [.. (await History.AsNoTracking().Where(h => h.CaseId == id && h.Version > after).OrderBy(h => h.Version).Take(limit).ToListAsync(stop))
            .Select(h => new JournalEntry(h.Version, h.Type, h.RecordedAt, h.Actor, JsonSerializer.Deserialize<JsonElement>(h.Content)))];
}
