-- The telemetry of one region: a file beside its store. Times are ms since 1970-01-01T00:00:00Z and
-- columns of them end in _unix_ms; days are counted since 1970-01-01 in civil days at +08:00.

-- What this file is.
CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES
    ('format', 'quench telemetry'),
    ('seal', 'seal(n) = SHA-256(seal(n-1) || n, first_seq, last_seq, frames, from_unix_ms, to_unix_ms as 8 bytes each, least first || SHA-256(raw.bytes)); seal(0) = 32 zero bytes');

-- Every MN ever seen.
CREATE TABLE device (
    id INTEGER PRIMARY KEY,                  -- 1, 2, 3 ...
    mn TEXT NOT NULL UNIQUE,                 -- as the device sends it
    state INTEGER NOT NULL,                  -- 0 known, 1 accepted unregistered, 2 kept aside
    first_unix_ms INTEGER NOT NULL,          -- [ms] arrival of the first frame; 0: none yet
    last_unix_ms INTEGER NOT NULL,           -- [ms] arrival of the last frame; 0: none yet
    last_data_unix_ms INTEGER,               -- [ms] newest DataTime
    received INTEGER NOT NULL,               -- [frame]
    acknowledged INTEGER NOT NULL,           -- [frame]
    stored INTEGER NOT NULL,                 -- [frame]
    duplicate INTEGER NOT NULL,              -- [frame]
    quarantined INTEGER NOT NULL,            -- [frame]
    faulty INTEGER NOT NULL,                 -- [frame]
    deviations BLOB NOT NULL,                -- [frame] by deviation bit: 8 bytes each, least first,
                                             -- without the zeros at the end
    peer TEXT NOT NULL                       -- address of the last connection
) STRICT;

-- Frames as received, in order of arrival, not filed yet. Without a gap; a seq is never used again.
CREATE TABLE log (
    seq INTEGER PRIMARY KEY,                 -- 1, 2, 3 ...
    device INTEGER NOT NULL,                 -- device.id
    arrival_unix_ms INTEGER NOT NULL,        -- [ms]
    frame BLOB NOT NULL                      -- from ## to CR LF
) STRICT;

-- Filed values: one device, one kind, one civil day of DataTime. A day may have several.
CREATE TABLE part (
    id INTEGER PRIMARY KEY,                  -- in order of writing
    device INTEGER NOT NULL,                 -- device.id
    day INTEGER NOT NULL,                    -- [day] civil day of DataTime
    st INTEGER NOT NULL,                     -- kind of system
    cn INTEGER NOT NULL,                     -- command, the kind of data
    loose INTEGER NOT NULL,                  -- 1 as filed; 0 made by compaction
    n_rows INTEGER NOT NULL,                 -- [row] in the block
    len INTEGER NOT NULL,                    -- [byte] of the block
    bytes BLOB NOT NULL                      -- the block
) STRICT;
CREATE INDEX part_of_device ON part (device, day, st, cn, id, n_rows, len);
CREATE INDEX part_loose ON part (day, device, st, cn) WHERE loose = 1;

-- One entry a filing, chained: what its frames were can be shown unchanged, also after they left.
CREATE TABLE seal (
    n INTEGER PRIMARY KEY,                   -- 1, 2, 3 ... without a gap
    first_seq INTEGER NOT NULL,              -- log.seq of its first frame
    last_seq INTEGER NOT NULL,               -- log.seq of its last frame
    frames INTEGER NOT NULL,                 -- [frame]
    from_unix_ms INTEGER NOT NULL,           -- [ms] earliest arrival
    to_unix_ms INTEGER NOT NULL,             -- [ms] latest arrival
    len INTEGER NOT NULL,                    -- [byte] of raw.bytes
    sha256 BLOB NOT NULL,                    -- SHA-256 of raw.bytes, 32 bytes
    seal BLOB NOT NULL,                      -- chained hash, 32 bytes
    removal INTEGER REFERENCES removal (id)  -- the retention that took raw.bytes away
) STRICT;

-- The frames of a filing, compressed.
CREATE TABLE raw (
    n INTEGER PRIMARY KEY REFERENCES seal (n),
    bytes BLOB NOT NULL
) STRICT;

-- What retention took away. Nothing leaves this file without a line here.
CREATE TABLE removal (
    id INTEGER PRIMARY KEY,                  -- in order of removal
    at_unix_ms INTEGER NOT NULL,             -- [ms]
    what TEXT NOT NULL,                      -- 'part', 'raw'
    cn INTEGER,                              -- part: of this command only; NULL any
    before_day INTEGER,                      -- [day] part: days before this one
    before_unix_ms INTEGER,                  -- [ms] raw: arrived before
    count INTEGER NOT NULL,                  -- [part or block] removed
    units INTEGER NOT NULL,                  -- [row or frame] in them
    len INTEGER NOT NULL,                    -- [byte] in them
    sha256 BLOB NOT NULL                     -- of the SHA-256 of each, in order of id or n
) STRICT;

-- Frames kept aside: unknown devices, wrong passwords. Never part of what devices said.
CREATE TABLE aside (
    id INTEGER PRIMARY KEY,                  -- in order of arrival
    mn TEXT NOT NULL,
    arrival_unix_ms INTEGER NOT NULL,        -- [ms]
    peer TEXT NOT NULL,                      -- address it came from
    reason TEXT NOT NULL,                    -- 'unknown_device', 'wrong_password' ...
    frame BLOB NOT NULL
) STRICT;
CREATE INDEX aside_of_mn ON aside (mn, id);

-- Commands to devices and their answers.
CREATE TABLE call (
    id INTEGER PRIMARY KEY,
    mn TEXT NOT NULL,
    st INTEGER NOT NULL,
    cn INTEGER NOT NULL,
    cp TEXT NOT NULL,                        -- between the &&
    state INTEGER NOT NULL,                  -- 0 waiting, 1 sent, 2 accepted, 3 done, 4 refused,
                                             -- 5 timed out
    result INTEGER NOT NULL,                 -- QnRtn or ExeRtn; -1 none yet
    tries INTEGER NOT NULL,
    made_unix_ms INTEGER NOT NULL,           -- [ms]
    sent_unix_ms INTEGER NOT NULL,           -- [ms]; 0: not yet
    ended_unix_ms INTEGER NOT NULL,          -- [ms]; 0: not yet
    qn INTEGER NOT NULL,                     -- 17 digits; 0: not yet
    answer BLOB NOT NULL,                    -- CP of the data that came back
    by TEXT NOT NULL                         -- 'person', 'gap', 'clock', 'key'
) STRICT;
CREATE INDEX call_of_state ON call (state, id);

-- SM4 keys of HJ 212-2025.
CREATE TABLE key (
    mn TEXT NOT NULL,
    made_unix_ms INTEGER NOT NULL,           -- [ms] SKCreateTime
    key BLOB NOT NULL,                       -- 16 bytes
    pending INTEGER NOT NULL,                -- 1: sent to the device, not confirmed
    PRIMARY KEY (mn, made_unix_ms)
) STRICT, WITHOUT ROWID;

-- Named numbers that outlive the gateway.
CREATE TABLE note (
    name TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
