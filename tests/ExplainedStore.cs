using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>A store that asks its database how it will go about each query, before it goes.</summary>
sealed class ExplainedStore(IStore store) : IStore
{
    public List<string> Plans { get; } = [];

    public string Describe => store.Describe;
    public Task Changed => store.Changed;
    public ValueTask<T> Read<T>(Func<DbConnection, Task<T>> query, CancellationToken stop) => store.Read(from => query(new Connection(from, Plans)), stop);
    public string? Open(string stream, byte[]? content) => store.Open(stream, content);
    public byte[] Seal(string stream, string content) => store.Seal(stream, content);
    public ValueTask<IStoreWriter> Exclusive(CancellationToken stop) => store.Exclusive(stop);
    public ValueTask Settle(CancellationToken stop) => store.Settle(stop);
    public ValueTask<Outcome> Append(Append append, CancellationToken stop) => store.Append(append, stop);
    public ValueTask<IReadOnlyList<string>> Holders(IReadOnlyCollection<string> keys, CancellationToken stop) => store.Holders(keys, stop);
    public ValueTask<IReadOnlyList<string>> ClaimDue(DateTimeOffset now, int limit, CancellationToken stop) => store.ClaimDue(now, limit, stop);
    public void Dispose() { /* the store is another's */ }

    sealed class Connection(DbConnection of, List<string> plans) : DbConnection
    {
        [AllowNull] public override string ConnectionString { get => of.ConnectionString; set => of.ConnectionString = value; }
        public override string Database => of.Database;
        public override string DataSource => of.DataSource;
        public override string ServerVersion => of.ServerVersion;
        public override ConnectionState State => of.State;
        public override void ChangeDatabase(string databaseName) => of.ChangeDatabase(databaseName);
        public override void Close() => of.Close();
        public override void Open() => of.Open();
        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => of.BeginTransaction(isolationLevel);
        protected override DbCommand CreateDbCommand() => new Command(of.CreateCommand(), plans);
    }

    sealed class Command(DbCommand of, List<string> plans) : DbCommand
    {
        [AllowNull] public override string CommandText { get => of.CommandText; set => of.CommandText = value; }
        public override int CommandTimeout { get => of.CommandTimeout; set => of.CommandTimeout = value; }
        public override CommandType CommandType { get => of.CommandType; set => of.CommandType = value; }
        public override bool DesignTimeVisible { get => of.DesignTimeVisible; set => of.DesignTimeVisible = value; }
        public override UpdateRowSource UpdatedRowSource { get => of.UpdatedRowSource; set => of.UpdatedRowSource = value; }
        protected override DbConnection? DbConnection { get => of.Connection; set => of.Connection = value; }
        protected override DbParameterCollection DbParameterCollection => of.Parameters;
        protected override DbTransaction? DbTransaction { get => of.Transaction; set => of.Transaction = value; }
        public override void Cancel() => of.Cancel();
        public override void Prepare() => of.Prepare();
        protected override DbParameter CreateDbParameter() => of.CreateParameter();
        public override int ExecuteNonQuery() { Explain(); return of.ExecuteNonQuery(); }
        public override object? ExecuteScalar() { Explain(); return of.ExecuteScalar(); }
        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) { Explain(); return of.ExecuteReader(behavior); }

        void Explain()
        {
            var (sql, sqlite) = (of.CommandText, of.Connection is Microsoft.Data.Sqlite.SqliteConnection);
            of.CommandText = $"{(sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN")} {sql}";
            var lines = new List<string> { sql };
            using (var plan = of.ExecuteReader())
                while (plan.Read()) lines.Add(plan.GetString(sqlite ? 3 : 0));
            of.CommandText = sql;
            plans.Add(string.Join('\n', lines) + "\n");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) of.Dispose();
            base.Dispose(disposing);
        }
    }
}
