using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracker.Server.Operations.Outbound;

/// <summary>Whose certificates are believed.</summary>
internal static class OutboundTrust
{
    public static SslClientAuthenticationOptions Options(X509Certificate2Collection authorities) => new()
    {
        // A certificate may name an address where its issuer's can be had; nobody checked that address.
        CertificateChainPolicy = new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        RemoteCertificateValidationCallback = authorities.Count > 0 ? (_, certificate, chain, errors) => Believes(authorities, certificate, chain, errors) : null,
    };

    /// <summary>What the system believes, and what leads to one of the operator's own; always for the name that was called.</summary>
    private static bool Believes(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server) return errors == SslPolicyErrors.None;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // server authentication
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(e => e.Certificate).ToArray());
        return own.Build(server);
    }
}
