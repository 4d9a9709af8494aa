namespace Tracker.Server.Demo.Plan;

internal sealed record DemoTeam(string Name, string System, string[] People, string[] Services)
{
    /// <summary>A dozen of them. A team's first service is the one that its others stand on.</summary>
    public static IReadOnlyList<DemoTeam> All { get; } =
    [
        new("foundation", "platform", ["ines.moreau", "tariq.hassan", "lena.voss"],
            ["config-store", "identity", "secrets-broker", "feature-flags", "audit-trail", "service-mesh", "dns-sync", "certificate-issuer", "quota-keeper"]),
        new("data", "platform", ["omar.diallo", "sofia.ricci", "jun.tanaka"],
            ["warehouse", "event-bus", "schema-registry", "etl-runner", "metrics-lake", "report-builder", "data-quality", "lineage", "archive"]),
        new("edge", "platform", ["nadia.petrov", "carlos.mendes"],
            ["gateway", "rate-limiter", "edge-cache", "web-firewall", "geo-router", "websocket-hub", "image-resizer", "link-shortener"]),
        new("payments", "shop", ["jonas.weber", "aisha.khan", "pierre.dubois"],
            ["ledger", "payments", "card-vault", "refunds", "fraud-check", "payouts", "invoicing", "tax-rules", "settlement"]),
        new("catalog", "shop", ["marta.nowak", "eric.lindholm"],
            ["products", "categories", "prices", "stock", "media-library", "supplier-feed", "attribute-index", "product-reviews"]),
        new("checkout", "shop", ["yuki.sato", "daniel.ortiz", "hanna.berg"],
            ["orders", "checkout", "basket", "promotions", "gift-cards", "delivery-options", "order-history", "returns-desk"]),
        new("search", "shop", ["vikram.rao", "chloe.martin"],
            ["search-index", "search", "suggestions", "ranking", "recommendations", "query-logs", "synonyms", "search-crawler"]),
        new("logistics", "operations", ["anna.kowalska", "mateo.silva", "grete.hansen"],
            ["shipments", "routing", "warehouse-robots", "pick-lists", "carrier-bridge", "parcel-tracking", "dock-planner", "customs", "fleet"]),
        new("accounts", "shop", ["leo.fischer", "priya.nair"],
            ["profiles", "sessions", "preferences", "addresses", "loyalty", "consents", "household", "account-merge"]),
        new("messaging", "platform", ["sam.okafor", "julie.lambert"],
            ["mail-sender", "push-sender", "sms-sender", "templates", "campaigns", "inbox", "webhook-relay", "unsubscribe"]),
        new("backoffice", "operations", ["rita.costa", "henrik.olsen"],
            ["admin-console", "support-desk", "invoice-robot", "claims-robot", "onboarding-robot", "rota", "document-store", "knowledge-base"]),
        new("storefront", "shop", ["emma.larsen", "kofi.mensah", "zoe.baker"],
            ["web-shop", "mobile-api", "landing-pages", "cms", "ab-tests", "store-locator", "seo-feeds", "web-analytics"]),
    ];
}
