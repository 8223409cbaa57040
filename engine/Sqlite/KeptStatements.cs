using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Coordination.Engine.Sqlite;

/// <summary>
/// A connection that keeps what it prepared. Lists are asked for by texts of a thousand characters, a worklist by seven: reading
/// and planning them anew each time took longer than carrying them out. PostgreSQL's connections do the same by themselves.
/// </summary>
sealed class KeptStatements(string connectionString) : SqliteConnection(connectionString)
{
    const int KeptMax = 64;

    readonly Dictionary<string, (SqliteCommand Command, long LastUsed)> kept = new(StringComparer.Ordinal);
    long uses;

    protected override DbCommand CreateDbCommand() => new KeptCommand(this);

    /// <summary>Whoever takes a command has it alone until it is given back.</summary>
    SqliteCommand Take(string text)
    {
        if (kept.Remove(text, out var found)) return found.Command;
        return new(text, this);
    }

    void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (kept.Count >= KeptMax && kept.Remove(kept.MinBy(one => one.Value.LastUsed).Key, out var oldest)) oldest.Command.Dispose();
        if (!kept.TryAdd(command.CommandText, (command, ++uses))) command.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var (command, _) in kept.Values) command.Dispose();
        kept.Clear();
        base.Dispose(disposing);
    }

    /// <summary>A command like any other, over one that may have been prepared before.</summary>
    sealed class KeptCommand(KeptStatements connection) : DbCommand
    {
        SqliteCommand? command;

        SqliteCommand Command => command ?? throw new InvalidOperationException("the command's text comes first");

        [AllowNull]
        public override string CommandText
        {
            get => command?.CommandText ?? "";
            set
            {
                // A list as one parameter is written out by Dapper when some parameters are there already.
                SqliteParameter[] parameters = command is null ? [] : [.. command.Parameters.Cast<SqliteParameter>()];
                Return();
                command = string.IsNullOrEmpty(value) ? null : connection.Take(value);
                command?.Parameters.AddRange(parameters);
            }
        }

        public override int CommandTimeout { get => Command.CommandTimeout; set => Command.CommandTimeout = value; }
        public override CommandType CommandType { get => CommandType.Text; set { if (value != CommandType.Text) throw new NotSupportedException(); } }
        public override bool DesignTimeVisible { get; set; }
        public override UpdateRowSource UpdatedRowSource { get; set; }
        protected override DbConnection? DbConnection { get => connection; set => throw new NotSupportedException(); }
        protected override DbParameterCollection DbParameterCollection => Command.Parameters;
        protected override DbTransaction? DbTransaction { get => Command.Transaction; set => Command.Transaction = (SqliteTransaction?)value; }

        public override void Cancel() => Command.Cancel();
        public override void Prepare() => Command.Prepare();
        public override int ExecuteNonQuery() => Command.ExecuteNonQuery();
        public override object? ExecuteScalar() => Command.ExecuteScalar();
        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Command.ExecuteReader(behavior);
        protected override DbParameter CreateDbParameter() => Command.CreateParameter();

        protected override void Dispose(bool disposing)
        {
            if (disposing) Return();
            base.Dispose(disposing);
        }

        void Return()
        {
            if (command is not null) connection.GiveBack(command);
            command = null;
        }
    }
}
