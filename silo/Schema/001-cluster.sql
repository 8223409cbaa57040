-- What the cluster's providers (membership and grain storage over ADO.NET) ask for: the texts of their queries, by key,
-- in a table of this name. Parameters and columns are theirs, tables and queries ours.

CREATE TABLE OrleansQuery (
  QueryKey  TEXT PRIMARY KEY,
  QueryText TEXT NOT NULL
);

-- Counts the changes of a cluster's membership: who changes it names the count it knows.
CREATE TABLE cluster (
  name    TEXT PRIMARY KEY,
  version INT NOT NULL DEFAULT 0
);

-- Every start of a node is a member of its own, by its generation.
CREATE TABLE cluster_member (
  cluster       TEXT NOT NULL REFERENCES cluster (name),
  address       TEXT NOT NULL,
  port          INT  NOT NULL,
  generation    INT  NOT NULL,
  silo          TEXT NOT NULL,
  host          TEXT NOT NULL,
  status        INT  NOT NULL,
  gateway_port  INT,
  suspicions    TEXT,
  started_at    TIMESTAMPTZ NOT NULL,
  alive_at      TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (cluster, address, port, generation)
);

-- One snapshot for each case: a key, not an index, so that two nodes that write a first one cannot leave two.
CREATE TABLE grain_snapshot (
  service    TEXT   NOT NULL,
  grain_type TEXT   NOT NULL,
  key        TEXT   NOT NULL,
  n0         BIGINT NOT NULL,
  n1         BIGINT NOT NULL,
  payload    BYTEA,
  version    INT    NOT NULL,
  written_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (service, grain_type, key, n0, n1)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('InsertMembershipVersionKey', $q$
WITH made AS (INSERT INTO cluster (name) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*)::int FROM made
$q$),

('InsertMembershipKey', $q$
WITH counted AS (
  UPDATE cluster SET version = version + 1
  WHERE name = @DeploymentId AND version = @Version AND NOT EXISTS (
    SELECT 1 FROM cluster_member WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING 1),
added AS (
  INSERT INTO cluster_member (cluster, address, port, generation, silo, host, status, gateway_port, started_at, alive_at)
  SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
  RETURNING 1)
SELECT count(*)::int FROM added
$q$),

('UpdateMembershipKey', $q$
WITH counted AS (
  UPDATE cluster SET version = version + 1
  WHERE name = @DeploymentId AND version = @Version AND EXISTS (
    SELECT 1 FROM cluster_member WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING 1),
changed AS (
  UPDATE cluster_member SET status = @Status, suspicions = CAST(@SuspectTimes AS TEXT), alive_at = @IAmAliveTime
  FROM counted WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
  RETURNING 1)
SELECT count(*)::int FROM changed
$q$),

('UpdateIAmAlivetimeKey', $q$
UPDATE cluster_member SET alive_at = @IAmAliveTime
WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$q$),

('MembershipReadRowKey', $q$
SELECT c.name AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo AS SiloName, m.host AS HostName, m.status AS Status,
  m.gateway_port AS ProxyPort, m.suspicions AS SuspectTimes, m.started_at AS StartTime, m.alive_at AS IAmAliveTime, c.version AS Version
FROM cluster c LEFT JOIN cluster_member m ON m.cluster = c.name AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
WHERE c.name = @DeploymentId
$q$),

('MembershipReadAllKey', $q$
SELECT c.name AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo AS SiloName, m.host AS HostName, m.status AS Status,
  m.gateway_port AS ProxyPort, m.suspicions AS SuspectTimes, m.started_at AS StartTime, m.alive_at AS IAmAliveTime, c.version AS Version
FROM cluster c LEFT JOIN cluster_member m ON m.cluster = c.name
WHERE c.name = @DeploymentId
$q$),

('GatewaysQueryKey', $q$
SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation
FROM cluster_member WHERE cluster = @DeploymentId AND status = @Status AND gateway_port > 0
$q$),

('DeleteMembershipTableEntriesKey', $q$
WITH gone AS (DELETE FROM cluster_member WHERE cluster = @DeploymentId)
DELETE FROM cluster WHERE name = @DeploymentId
$q$),

-- 3 is Active.
('CleanupDefunctSiloEntriesKey', $q$
DELETE FROM cluster_member WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$q$),

('ReadFromStorageKey', $q$
SELECT payload AS PayloadBinary, written_at, version AS Version FROM grain_snapshot
WHERE service = @ServiceId AND grain_type = @GrainTypeString AND key = coalesce(CAST(@GrainIdExtensionString AS TEXT), '') AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
$q$),

('WriteToStorageKey', $q$
WITH changed AS (
  UPDATE grain_snapshot SET payload = @PayloadBinary, version = version + 1, written_at = now()
  WHERE service = @ServiceId AND grain_type = @GrainTypeString AND key = coalesce(CAST(@GrainIdExtensionString AS TEXT), '') AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND version = CAST(@GrainStateVersion AS INT)
  RETURNING version),
made AS (
  INSERT INTO grain_snapshot (service, grain_type, key, n0, n1, payload, version)
  SELECT @ServiceId, @GrainTypeString, coalesce(CAST(@GrainIdExtensionString AS TEXT), ''), @GrainIdN0, @GrainIdN1, @PayloadBinary, 1
  WHERE CAST(@GrainStateVersion AS INT) IS NULL
  ON CONFLICT DO NOTHING
  RETURNING version)
SELECT coalesce((SELECT version FROM changed), (SELECT version FROM made), CAST(@GrainStateVersion AS INT)) AS NewGrainStateVersion
$q$),

('ClearStorageKey', $q$
UPDATE grain_snapshot SET payload = NULL, version = version + 1, written_at = now()
WHERE service = @ServiceId AND grain_type = @GrainTypeString AND key = coalesce(CAST(@GrainIdExtensionString AS TEXT), '') AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND version = CAST(@GrainStateVersion AS INT)
RETURNING version AS NewGrainStateVersion
$q$),

('DeleteStorageKey', $q$
DELETE FROM grain_snapshot
WHERE service = @ServiceId AND grain_type = @GrainTypeString AND key = coalesce(CAST(@GrainIdExtensionString AS TEXT), '') AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND version = CAST(@GrainStateVersion AS INT)
RETURNING version + 1 AS NewGrainStateVersion
$q$);
