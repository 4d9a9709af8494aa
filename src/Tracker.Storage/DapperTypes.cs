using System.Data;
using Dapper;
using Npgsql;

namespace Tracker.Storage;

/// <summary>Teaches Dapper the shared column types: instants are unix microseconds, UUIDs 16 bytes in network order on SQLite.</summary>
internal static class DapperTypes
{
    private static readonly Lazy<bool> Once = new(() =>
    {
        // A built-in map would win over a handler.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new UuidHandler());
        return true;
    });

    public static void Register() => _ = Once.Value;

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => Instant.FromMicroseconds(Convert.ToInt64(value));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = Instant.ToMicroseconds(value);
        }
    }

    private sealed class UuidHandler : SqlMapper.TypeHandler<Guid>
    {
        public override Guid Parse(object value) => value is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)value;

        public override void SetValue(IDbDataParameter parameter, Guid value) =>
            parameter.Value = parameter is NpgsqlParameter ? value : value.ToByteArray(bigEndian: true);
    }
}
