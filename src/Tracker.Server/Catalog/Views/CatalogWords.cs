using Tracker.Server.Operations;

namespace Tracker.Server.Catalog.Views;

/// <summary>The catalog's values as a person reads them.</summary>
public static class CatalogWords
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["golang"] = "Go",
        ["php"] = "PHP",
        ["yaml"] = "YAML",
        ["javascript"] = "JavaScript",
        ["javascrypt"] = "JavaScript",
        ["typescript"] = "TypeScript",
        ["ec2"] = "EC2",
        ["ecs"] = "ECS",
        ["rds"] = "RDS",
        ["s3"] = "S3",
        ["dynamodb"] = "DynamoDB",
        ["cloudfront"] = "CloudFront",
        ["cloudwatch"] = "CloudWatch",
        ["event_bridge"] = "EventBridge",
        ["api_gateway"] = "API Gateway",
        ["on_premise"] = "On premise",
        ["newrelic"] = "New Relic",
        ["appdynamics"] = "AppDynamics",
        ["database_rds"] = "RDS database",
        ["database_dynamodb"] = "DynamoDB",
        ["database_mongodb"] = "MongoDB",
        ["database_postgresql"] = "PostgreSQL",
        ["database_mysql"] = "MySQL",
        ["database_redis"] = "Redis",
        ["database_elasticsearch"] = "Elasticsearch",
        ["storage_s3"] = "S3 storage",
        ["storage_efs"] = "EFS storage",
        ["storage_ebs"] = "EBS storage",
        ["network_load_balancer"] = "Load balancer",
        ["network_api_gateway"] = "API gateway",
        ["network_cdn"] = "CDN",
        ["network_vpc"] = "VPC",
        ["network_nat_gateway"] = "NAT gateway",
        ["messaging_sqs"] = "SQS",
        ["messaging_sns"] = "SNS",
        ["messaging_kafka"] = "Kafka",
        ["messaging_rabbitmq"] = "RabbitMQ",
        ["cache_redis"] = "Redis cache",
        ["cache_memcached"] = "Memcached",
        ["cache_cloudfront"] = "CloudFront",
        ["security_waf"] = "WAF",
        ["security_secrets_manager"] = "Secrets manager",
        ["security_kms"] = "KMS",
        ["monitoring_cloudwatch"] = "CloudWatch",
        ["monitoring_prometheus"] = "Prometheus",
        ["monitoring_grafana"] = "Grafana",
        ["other_custom"] = "Other",
    };

    /// <summary>Empty for the unspecified: <c>Cloud run</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = EnumNames.Of(value);
        if (name.Length == 0) return "";
        return Known.GetValueOrDefault(name) ?? char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');
    }
}
