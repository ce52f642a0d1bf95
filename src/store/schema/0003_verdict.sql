-- Verdicts put on the evidence chain by `quench verify --record`, with what they rest on. Columns as
-- in 0001_region.sql; times are [ms] since 1970-01-01T00:00:00Z.

-- A verdict on an outlet or installation over a time.
CREATE TABLE verdict (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    verdict_id TEXT NOT NULL,                -- "V" run "-" number
    installation_id TEXT,                    -- installation judged; NULL: an outlet alone
    outlet_id TEXT,                          -- outlet judged; NULL: the installation as a whole
    kind TEXT,                               -- kind of installation whose thresholds were used
    devices TEXT,                            -- MNs that bore witness, blank-separated
    from_unix_ms INTEGER,                    -- judged from
    to_unix_ms INTEGER,                      -- judged until, exclusive
    stopped_h REAL,                          -- [h] judged stopped
    running_h REAL,                          -- [h] judged running
    contradicted_h REAL,                     -- [h] judged contradicted
    unprovable_h REAL,                       -- [h] judged unprovable
    intervals INTEGER,                       -- rows of verdict_interval
    findings INTEGER,                        -- rows of verdict_finding
    rules_sha256 TEXT,                       -- of rules/witnesses.csv and witness_channels.csv
    telemetry_seal TEXT,                     -- last seal of the telemetry file when judged
    telemetry_blocks INTEGER,                -- raw blocks under that seal
    telemetry_unsealed INTEGER               -- frames received and not yet under a seal
) STRICT;
CREATE INDEX verdict_by_id ON verdict (verdict_id, seq);

-- Intervals of a verdict, in order, without gaps.
CREATE TABLE verdict_interval (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    verdict_interval_id TEXT NOT NULL,       -- verdict_id "-I" number
    verdict_id TEXT,                         -- id of table verdict
    from_unix_ms INTEGER,                    -- from
    to_unix_ms INTEGER,                      -- until, exclusive
    verdict TEXT,                            -- stopped, running, contradicted, unprovable
    groups_stopped INTEGER,                  -- independent physical groups that say stopped
    groups_running INTEGER,                  -- independent physical groups that say running
    covered_share REAL,                      -- share of the interval with data
    claimed INTEGER,                         -- 1: a mark or an announcement says stopped
    banked INTEGER                           -- 1: kept warm, nothing produced
) STRICT;
CREATE INDEX verdict_interval_by_id ON verdict_interval (verdict_interval_id, seq);

-- Findings of a verdict.
CREATE TABLE verdict_finding (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    verdict_finding_id TEXT NOT NULL,        -- verdict_id "-F" number
    verdict_id TEXT,                         -- id of table verdict
    kind TEXT,                               -- mark_against_run, night_run, retro_mark,
                                             --   pulled_probe, restart
    from_unix_ms INTEGER,                    -- from
    to_unix_ms INTEGER,                      -- until, exclusive
    known_unix_ms INTEGER                    -- arrival of the data that showed it; NULL: unknown
) STRICT;
CREATE INDEX verdict_finding_by_id ON verdict_finding (verdict_finding_id, seq);

-- Witnesses of an interval or a finding.
CREATE TABLE verdict_witness (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    run INTEGER NOT NULL REFERENCES run (id),
    in_file TEXT NOT NULL,
    in_line INTEGER NOT NULL,
    verdict_witness_id TEXT NOT NULL,        -- id of its interval or finding "-" number
    part_id TEXT,                            -- id of table verdict_interval or verdict_finding
    witness_group TEXT,                      -- draught, gas, thermal, electricity, production, claim
    code TEXT,                               -- what it says, e.g. o2_like_air
    says TEXT,                               -- stopped, running
    device_mn TEXT,                          -- device
    factor TEXT,                             -- factor code
    value REAL,                              -- median seen, in unit
    limit_value REAL,                        -- what it was compared with, in unit; NULL: none
    unit TEXT,                               -- unit of value and limit_value
    learned_h REAL,                          -- [h] own running history behind the limit; 0: rule pack
    from_unix_ms INTEGER,                    -- from
    to_unix_ms INTEGER                       -- until, exclusive
) STRICT;
CREATE INDEX verdict_witness_by_id ON verdict_witness (verdict_witness_id, seq);
