-- Instants are UTC, ISO 8601 with 'Z' and milliseconds. A party is an ISO 3166-1 alpha-3 code. JSON is compact UTF-8.

-- Everyone who ever wrote to the bot; the id is Telegram's.
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    username TEXT,
    language TEXT,
    agreed_at TEXT,
    agreed_notice TEXT,
    blocked_at TEXT,
    first_seen_at TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
    person_id INTEGER PRIMARY KEY REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('viewer', 'officer', 'admin')),
    granted_by INTEGER,
    granted_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;

-- Chats in which the secretariat is told: groups, and officers' private chats.
CREATE TABLE desks (
    chat_id INTEGER PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT 'en',
    digest TEXT NOT NULL DEFAULT 'now' CHECK (digest IN ('now', 'daily')),
    registered_by INTEGER,
    registered_at TEXT NOT NULL,
    lost_at TEXT,
    removed_at TEXT
) STRICT;

-- One row a party that was ever invited or asked in.
CREATE TABLE replies (
    party TEXT PRIMARY KEY,
    stage TEXT NOT NULL DEFAULT 'invited'
        CHECK (stage IN ('invited', 'opened', 'draft', 'submitted', 'amended', 'withdrawn')),
    review TEXT CHECK (review IN ('new', 'seen', 'accepted', 'returned')),
    review_note TEXT,
    review_question TEXT,
    review_record INTEGER,
    reviewed_by INTEGER,
    reviewed_at TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    deadline TEXT,
    form_version TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

-- Who acts for a party. A pending row is a request that the secretariat decides.
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    party TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('primary', 'backup')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'refused', 'removed')),
    reason TEXT NOT NULL CHECK (reason IN ('invited', 'approval', 'second', 'uninvited', 'recorded')),
    invitation_id INTEGER REFERENCES invitations (id),
    asked_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by INTEGER,
    letter_reference TEXT,
    letter_date TEXT
) STRICT;
CREATE INDEX assignments_by_person ON assignments (person_id) WHERE status IN ('pending', 'confirmed');
CREATE INDEX assignments_by_party ON assignments (party, status);
CREATE UNIQUE INDEX assignments_one_holder ON assignments (party, role) WHERE status = 'confirmed';

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    code_hash BLOB NOT NULL UNIQUE,
    party TEXT,
    role TEXT NOT NULL CHECK (role IN ('primary', 'backup', 'admin')),
    created_at TEXT NOT NULL,
    created_by INTEGER,
    expires_at TEXT,
    used_at TEXT,
    used_by INTEGER,
    revoked_at TEXT,
    revoked_by INTEGER
) STRICT;
CREATE INDEX invitations_by_party ON invitations (party);

-- Codes that were tried and are not ours, to slow down guessing.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_person ON attempts (person_id, at);

-- Where a person is, as the engine wrote it; asked_row is the outbox row of the question in hand.
CREATE TABLE sessions (
    person_id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    asked_row INTEGER,
    updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One person of a repeat (a delegation); position orders them, gaps allowed.
CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    party TEXT NOT NULL,
    repeat TEXT NOT NULL,
    position INTEGER NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    sent_position INTEGER,
    removed_at TEXT
) STRICT;
CREATE INDEX records_in_order ON records (party, repeat, position) WHERE removed_at IS NULL;
CREATE INDEX records_unsent ON records (party)
    WHERE (sent = 0 AND removed_at IS NULL) OR (sent = 1 AND removed_at IS NOT NULL);

-- One row an answer. record 0 is the reply itself. value is JSON, 'null' = skipped;
-- sent is the value in the newest sent revision, NULL = not in it.
CREATE TABLE answers (
    party TEXT NOT NULL,
    record INTEGER NOT NULL DEFAULT 0,
    question TEXT NOT NULL,
    value TEXT,
    sent TEXT,
    by INTEGER NOT NULL,
    message_id INTEGER,
    at TEXT NOT NULL,
    PRIMARY KEY (party, record, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_unsent ON answers (party) WHERE value IS NOT sent;
CREATE INDEX answers_by_message ON answers (by, message_id) WHERE message_id IS NOT NULL;

-- A record found by what makes it unique or alike: ('role', 'head'), ('~name', folded name).
CREATE TABLE record_keys (
    party TEXT NOT NULL,
    repeat TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (party, repeat, key, value, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_keys_by_record ON record_keys (record);

-- What was sent, never changed afterwards but for what the desk decided about a late one.
CREATE TABLE revisions (
    party TEXT NOT NULL,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    language TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    sent_by INTEGER NOT NULL,
    kind TEXT NOT NULL DEFAULT 'sent' CHECK (kind IN ('sent', 'withdrawn')),
    late TEXT CHECK (late IN ('proposed', 'taken', 'refused')),
    late_by INTEGER,
    late_at TEXT,
    recorded_by INTEGER,
    paper_reference TEXT,
    paper_date TEXT,
    PRIMARY KEY (party, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor INTEGER,
    actor_role TEXT NOT NULL,
    action TEXT NOT NULL,
    party TEXT,
    subject TEXT,
    old TEXT,
    new TEXT
) STRICT;
CREATE INDEX audit_by_party ON audit (party, id);

-- Messages between a mission and the secretariat.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY,
    party TEXT,
    person_id INTEGER NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    text TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX letters_by_party ON letters (party, id);

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    party TEXT,
    name TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    uploaded_by INTEGER NOT NULL,
    uploaded_at TEXT NOT NULL
) STRICT;
CREATE INDEX files_by_party ON files (party);
CREATE INDEX files_by_hash ON files (hash);

-- Updates already taken, so that a redelivered one changes nothing.
CREATE TABLE processed (
    update_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY,
    update_id INTEGER,
    raw TEXT NOT NULL,
    error TEXT NOT NULL,
    at TEXT NOT NULL,
    settled_at TEXT
) STRICT;

-- Everything a person can read. lane 0 = interactive, 1 = notice, 2 = bulk. `target` is the row whose
-- message is edited or answered; `document` describes a file to make when sent; `key` makes a row happen once.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    lane INTEGER NOT NULL DEFAULT 0,
    method TEXT NOT NULL,
    params TEXT NOT NULL,
    target INTEGER,
    document TEXT,
    batch TEXT,
    key TEXT UNIQUE,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'dead', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at TEXT,
    message_id INTEGER,
    error TEXT
) STRICT;
CREATE INDEX outbox_queued ON outbox (chat_id, id) WHERE state = 'queued';
CREATE INDEX outbox_batch ON outbox (batch) WHERE batch IS NOT NULL;
CREATE INDEX outbox_by_message ON outbox (chat_id, message_id) WHERE message_id IS NOT NULL;

-- Work that waits for the world: files to fetch, bulk work in progress. Each ends in an input of its own.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done', 'dead', 'stopped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    error TEXT
) STRICT;
CREATE INDEX jobs_queued ON jobs (due_at) WHERE state = 'queued';

-- Scheduled things that have happened, each once.
CREATE TABLE happened (
    key TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a desk user is in the middle of, per chat and person: state is JSON.
CREATE TABLE desk_sessions (
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (chat_id, person_id)
) STRICT, WITHOUT ROWID;

-- Facts about the deployment: event code, deadline set by the desk, bot username, secretariat defaults.
CREATE TABLE facts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
