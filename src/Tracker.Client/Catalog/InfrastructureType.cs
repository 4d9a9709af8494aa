using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Catalog;

/// <summary>What something stands on.</summary>
[JsonConverter(typeof(WireEnumConverter<InfrastructureType>))]
public enum InfrastructureType
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("INFRASTRUCTURE_TYPE_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>database_rds</c></summary>
    [JsonStringEnumMemberName("database_rds")]
    DatabaseRds,

    /// <summary><c>database_dynamodb</c></summary>
    [JsonStringEnumMemberName("database_dynamodb")]
    DatabaseDynamodb,

    /// <summary><c>database_mongodb</c></summary>
    [JsonStringEnumMemberName("database_mongodb")]
    DatabaseMongodb,

    /// <summary><c>database_postgresql</c></summary>
    [JsonStringEnumMemberName("database_postgresql")]
    DatabasePostgresql,

    /// <summary><c>database_mysql</c></summary>
    [JsonStringEnumMemberName("database_mysql")]
    DatabaseMysql,

    /// <summary><c>database_redis</c></summary>
    [JsonStringEnumMemberName("database_redis")]
    DatabaseRedis,

    /// <summary><c>database_elasticsearch</c></summary>
    [JsonStringEnumMemberName("database_elasticsearch")]
    DatabaseElasticsearch,

    /// <summary><c>storage_s3</c></summary>
    [JsonStringEnumMemberName("storage_s3")]
    StorageS3,

    /// <summary><c>storage_efs</c></summary>
    [JsonStringEnumMemberName("storage_efs")]
    StorageEfs,

    /// <summary><c>storage_ebs</c></summary>
    [JsonStringEnumMemberName("storage_ebs")]
    StorageEbs,

    /// <summary><c>network_load_balancer</c></summary>
    [JsonStringEnumMemberName("network_load_balancer")]
    NetworkLoadBalancer,

    /// <summary><c>network_api_gateway</c></summary>
    [JsonStringEnumMemberName("network_api_gateway")]
    NetworkApiGateway,

    /// <summary><c>network_cdn</c></summary>
    [JsonStringEnumMemberName("network_cdn")]
    NetworkCdn,

    /// <summary><c>network_vpc</c></summary>
    [JsonStringEnumMemberName("network_vpc")]
    NetworkVpc,

    /// <summary><c>network_nat_gateway</c></summary>
    [JsonStringEnumMemberName("network_nat_gateway")]
    NetworkNatGateway,

    /// <summary><c>messaging_sqs</c></summary>
    [JsonStringEnumMemberName("messaging_sqs")]
    MessagingSqs,

    /// <summary><c>messaging_sns</c></summary>
    [JsonStringEnumMemberName("messaging_sns")]
    MessagingSns,

    /// <summary><c>messaging_kafka</c></summary>
    [JsonStringEnumMemberName("messaging_kafka")]
    MessagingKafka,

    /// <summary><c>messaging_rabbitmq</c></summary>
    [JsonStringEnumMemberName("messaging_rabbitmq")]
    MessagingRabbitmq,

    /// <summary><c>cache_redis</c></summary>
    [JsonStringEnumMemberName("cache_redis")]
    CacheRedis,

    /// <summary><c>cache_memcached</c></summary>
    [JsonStringEnumMemberName("cache_memcached")]
    CacheMemcached,

    /// <summary><c>cache_cloudfront</c></summary>
    [JsonStringEnumMemberName("cache_cloudfront")]
    CacheCloudfront,

    /// <summary><c>security_waf</c></summary>
    [JsonStringEnumMemberName("security_waf")]
    SecurityWaf,

    /// <summary><c>security_secrets_manager</c></summary>
    [JsonStringEnumMemberName("security_secrets_manager")]
    SecuritySecretsManager,

    /// <summary><c>security_kms</c></summary>
    [JsonStringEnumMemberName("security_kms")]
    SecurityKms,

    /// <summary><c>monitoring_cloudwatch</c></summary>
    [JsonStringEnumMemberName("monitoring_cloudwatch")]
    MonitoringCloudwatch,

    /// <summary><c>monitoring_prometheus</c></summary>
    [JsonStringEnumMemberName("monitoring_prometheus")]
    MonitoringPrometheus,

    /// <summary><c>monitoring_grafana</c></summary>
    [JsonStringEnumMemberName("monitoring_grafana")]
    MonitoringGrafana,

    /// <summary><c>other_custom</c></summary>
    [JsonStringEnumMemberName("other_custom")]
    OtherCustom,
}
