using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordination.Engine;
using Coordination.Silo;
using Coordination.Tests.Faults;

namespace Coordination.Tests.Cluster;

/// <summary>Certificates of a made-up authority, in PEM.</summary>
/// <param name="now">Around this they are valid.</param>
sealed class Authority(string name, DateTimeOffset now) : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    X509Certificate2? root;

    X509Certificate2 Root => root ??= SelfSigned();

    X509Certificate2 SelfSigned()
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));
    }

    public string Pem => Root.ExportCertificatePem();

    /// <summary>A certificate with its key.</summary>
    public X509Certificate2 Sign(string holder, int daysLeft = 20)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={holder}", own, HashAlgorithmName.SHA256);
        using var signed = request.Create(Root, now.AddDays(-20), now.AddDays(daysLeft), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(own);
    }

    public static string PemOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    public void Dispose()
    {
        root?.Dispose();
        key.Dispose();
    }
}

/// <summary>What is wrong with the files is said before anything starts.</summary>
public sealed class NodeTrustTests : IDisposable
{
    static readonly FakeClock Clock = new(Town.Monday);

    readonly Authority authority = new("own", Clock.Now), other = new("other", Clock.Now);
    readonly string folder = Directory.CreateTempSubdirectory("coordination-tls-").FullName;

    public void Dispose()
    {
        authority.Dispose();
        other.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    string File(string name, string text)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    static string Wrong(string certificate, string trusted) => Assert.Throws<WrongSettingException>(() => NodeTrust.Read(certificate, trusted, Clock)).Message;

    [Fact]
    public void Files_that_will_not_do_are_told_apart()
    {
        using var good = authority.Sign("node");
        using var foreign = other.Sign("node");
        using var old = authority.Sign("node", daysLeft: -1);
        var (node, trusted) = (File("node.pem", Authority.PemOf(good)), File("authority.pem", authority.Pem));
        Assert.NotNull(NodeTrust.Read(node, trusted, Clock));
        Assert.EndsWith("is not signed by an authority of --tls-authority " + trusted, Wrong(File("foreign.pem", Authority.PemOf(foreign)), trusted), StringComparison.Ordinal);
        Assert.Contains("old.pem: expired on 2026-03-01", Wrong(File("old.pem", Authority.PemOf(old)), trusted), StringComparison.Ordinal);
        Assert.Contains("keyless.pem: holds no private key", Wrong(File("keyless.pem", good.ExportCertificatePem()), trusted), StringComparison.Ordinal);
        Assert.Contains("swapped.pem: holds no private key", Wrong(File("swapped.pem", good.ExportCertificatePem() + "\n" + Authority.PemOf(foreign)[foreign.ExportCertificatePem().Length..]), trusted), StringComparison.Ordinal);
        Assert.EndsWith("empty.pem: holds no certificate in PEM", Wrong(node, File("empty.pem", "")), StringComparison.Ordinal);
        Assert.StartsWith("--tls-authority " + Path.Combine(folder, "nowhere"), Wrong(node, Path.Combine(folder, "nowhere")), StringComparison.Ordinal);
    }
}

/// <summary>Two nodes and a front that speak to each other encrypted, and to nobody else.</summary>
[Collection(RealProcesses.Name)]
public sealed class TlsTests : IAsyncLifetime
{
    const int HangsUpSecondsMax = 30;

    // Real processes look at the machine's clock.
    readonly Authority authority = new("own", TimeProvider.System.GetUtcNow()), other = new("other", TimeProvider.System.GetUtcNow());
    Site site = null!;
    string certificate = "", trusted = "";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        site = await Site.On(StoreKind.Postgres, new Host("Coordination.Silo.dll", 2, _ => ["--tls-certificate", certificate, "--tls-authority", trusted]));
        (certificate, trusted) = (Path.Combine(site.Folder, "node.pem"), Path.Combine(site.Folder, "authority.pem"));
        using var own = authority.Sign("node");
        await File.WriteAllTextAsync(certificate, Authority.PemOf(own), Stop);
        await File.WriteAllTextAsync(trusted, authority.Pem, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        authority.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task Nodes_and_fronts_of_one_authority_work_together_and_speak_to_nobody_else()
    {
        string[][] ports = [ClusterHost.Ports(), ClusterHost.Ports()];
        foreach (var own in ports) await site.StartReady(["--role", "silo", .. own]);
        var front = await site.StartReady("--role", "front");
        using var clients = new Clients(site);
        var mix = new Mix(clients, _ => front.Address, async (said, _) => await clients.Say(await front.Address, said));
        await mix.Open(12); // cases on both nodes
        await Load.During(4, mix, () => Wait.Until("some work", () => clients.Acknowledged > 300));
        await new Checker(site, clients).Check();

        using var known = authority.Sign("another");
        using var foreign = other.Sign("node");
        foreach (var port in ports.SelectMany(own => new[] { own[1], own[3] }).Select(p => int.Parse(p, null)))
        {
            Assert.True(await Accepts(port, known, seconds: 2));
            Assert.False(await Accepts(port, foreign, HangsUpSecondsMax));
            Assert.False(await Accepts(port, null, HangsUpSecondsMax));
            Assert.False(await ListensInClear(port));
        }
    }

    /// <summary>Whether the port shows our authority's certificate, and stays with somebody who shows this one.</summary>
    static async Task<bool> Accepts(int port, X509Certificate2? shown, int seconds)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, Stop);
        await using var tls = new SslStream(tcp.GetStream());
        string? issuer = null;
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "coordination",
                    ClientCertificates = shown is null ? null : [shown],
                    RemoteCertificateValidationCallback = (_, theirs, _, _) => (issuer = theirs?.Issuer) is not null,
                }, Stop);
            Assert.Equal("CN=own", issuer);
            return await Stays(tls, seconds); // a refused certificate is told after the handshake
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException) { return false; }
    }

    static async Task<bool> ListensInClear(int port)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, Stop);
        await tcp.GetStream().WriteAsync(new byte[] { 0x0C, 0, 0, 0, 0, 0, 0, 0 }, Stop);
        try { return await Stays(tcp.GetStream(), HangsUpSecondsMax); }
        catch (IOException) { return false; }
    }

    /// <summary>Whether the other side does not hang up.</summary>
    static async Task<bool> Stays(Stream stream, int seconds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            while (await stream.ReadAsync(new byte[64], patience.Token) > 0) { /* what it says is not ours to know */ }
            return false;
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested) { return true; }
    }
}
