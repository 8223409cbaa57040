using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordination.Engine;
using Orleans.Connections.Security;

namespace Coordination.Silo;

/// <summary>
/// What a node or front shows the others, and whom it believes: those whose certificate the cluster's own authority
/// signed, whatever name it bears. The rest can neither join nor listen.
/// </summary>
public sealed class NodeTrust
{
    readonly X509Certificate2 own;
    readonly X509Certificate2Collection issuers, authorities;
    readonly TimeProvider clock;

    NodeTrust(X509Certificate2 own, X509Certificate2Collection issuers, X509Certificate2Collection authorities, TimeProvider clock) =>
        (this.own, this.issuers, this.authorities, this.clock) = (own, issuers, authorities, clock);

    /// <exception cref="WrongSettingException">A file is not what it must be; said in one line.</exception>
    public static NodeTrust Read(string certificateFile, string authorityFile, TimeProvider clock)
    {
        var issuers = Certificates("--tls-certificate", certificateFile);
        var authorities = Certificates("--tls-authority", authorityFile);
        X509Certificate2 own;
        try { own = X509Certificate2.CreateFromPemFile(certificateFile); }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new WrongSettingException($"--tls-certificate {certificateFile}: holds no private key that fits its first certificate ({broken.Message})");
        }
        if (own.NotAfter.ToUniversalTime() <= clock.GetUtcNow()) throw new WrongSettingException($"--tls-certificate {certificateFile}: expired on {own.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        var trust = new NodeTrust(own, issuers, authorities, clock);
        return trust.Believes(own) ? trust : throw new WrongSettingException($"--tls-certificate {certificateFile}: is not signed by an authority of --tls-authority {authorityFile}");
    }

    static X509Certificate2Collection Certificates(string setting, string file)
    {
        var found = new X509Certificate2Collection();
        try { found.ImportFromPemFile(file); }
        catch (Exception broken) when (broken is CryptographicException or IOException or UnauthorizedAccessException) { throw new WrongSettingException($"{setting} {file}: {broken.Message}"); }
        return found.Count > 0 ? found : throw new WrongSettingException($"{setting} {file}: holds no certificate in PEM");
    }

    public void Configure(TlsOptions options)
    {
        options.LocalCertificate = own;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, _) => Believes(certificate);
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = "coordination"; // nodes are known by their authority, not by a name
    }

    bool Believes(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(issuers);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
