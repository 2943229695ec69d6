-- What the program keeps in a shop's database. Every name begins with tagger_, and nothing else is created.
-- The shop's own side is the view tagger_source(product_id, sku, title, png, path, stamp), which is only read.

-- Choices that are kept with the catalog: review_below, image_root, products.
CREATE TABLE tagger_settings (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Every network that has tagged here.
CREATE TABLE tagger_models (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    digest        BLOB NOT NULL UNIQUE,  -- SHA-256 of the model file
    first_used_at TEXT NOT NULL          -- UTC, ISO 8601, as are all times
);

-- One row per run. Its counts grow in the transactions that write the outcomes, so they are right after a crash too.
CREATE TABLE tagger_runs (
    id            INTEGER PRIMARY KEY,
    model_id      INTEGER NOT NULL REFERENCES tagger_models (id),
    preprocessing TEXT NOT NULL,
    review_below  REAL NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted')),
    started_at    TEXT NOT NULL,
    finished_at   TEXT,
    tagged        INTEGER NOT NULL DEFAULT 0,
    review        INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0
);

-- What came of each product: a prediction or a failure, never both, never two.
-- product_id and stamp have no type: they are the shop's values as they are, numbers or text.
CREATE TABLE tagger_outcomes (
    product_id     NOT NULL PRIMARY KEY,
    run_id         INTEGER NOT NULL REFERENCES tagger_runs (id),
    model_id       INTEGER NOT NULL REFERENCES tagger_models (id),
    preprocessing  TEXT NOT NULL,        -- version of the steps from picture to thumbnail
    stamp,                               -- tagger_source.stamp of the picture that was looked at
    digest         BLOB,                 -- SHA-256 of the picture; null where it could not be read
    category       TEXT,                 -- the best guess
    confidence     REAL,                 -- its probability
    probabilities  TEXT,                 -- of all categories, as JSON: {"T-shirt/top": 0.01, …}
    failure        TEXT,                 -- why there is no prediction
    file_signature TEXT,                 -- size and times of a linked file that failed; when they change it is tried again
    CHECK ((failure IS NULL) = (category IS NOT NULL)),
    CHECK ((category IS NULL) = (confidence IS NULL)),
    CHECK ((category IS NULL) = (probabilities IS NULL)),
    CHECK (confidence BETWEEN 0 AND 1)
);

-- 28×28 gray, row by row: a new network or learning never decodes a picture twice.
CREATE TABLE tagger_thumbnails (
    product_id NOT NULL PRIMARY KEY,
    pixels     BLOB NOT NULL CHECK (length(pixels) = 784)
);

-- What people decided: a history that only grows.
CREATE TABLE tagger_decisions (
    id         INTEGER PRIMARY KEY,
    product_id NOT NULL,
    action     TEXT NOT NULL CHECK (action IN ('accept', 'set', 'none', 'skip', 'undo')),
    category   TEXT,                     -- the answer; 'none' for a product of no category
    undoes     INTEGER UNIQUE REFERENCES tagger_decisions (id),
    stamp,                               -- the picture that the person saw
    digest     BLOB,
    guess      TEXT,                     -- what the network said of it at that time
    confidence REAL,
    model_id   INTEGER REFERENCES tagger_models (id),
    decided_at TEXT NOT NULL,
    CHECK ((category IS NOT NULL) = (action IN ('accept', 'set', 'none'))),
    CHECK ((undoes IS NOT NULL) = (action = 'undo'))
);

CREATE INDEX tagger_decisions_of_product ON tagger_decisions (product_id, id);

CREATE TRIGGER tagger_decisions_stay BEFORE DELETE ON tagger_decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never deleted');
END;

CREATE TRIGGER tagger_decisions_never_change BEFORE UPDATE ON tagger_decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed');
END;

-- The answer that stands for each product: its latest that was not undone.
CREATE VIEW tagger_answers AS
SELECT id, product_id, action, category, stamp, digest, decided_at
FROM tagger_decisions AS answer
WHERE category IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = answer.id)
  AND NOT EXISTS (
      SELECT 1 FROM tagger_decisions AS later
      WHERE later.product_id = answer.product_id AND later.id > answer.id AND later.category IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = later.id));

-- The results, one row for every product of the shop.
-- An answer holds for the picture that it was given for: the same stamp, or the same content under another stamp.
-- (+product_id: without a column's affinity, so that the untyped index on our side serves shops' keys of any type.)
CREATE VIEW tagger_tags AS
SELECT
    product_id, sku, title, category,
    CASE WHEN category IS guess THEN guess_confidence
         ELSE (SELECT value FROM json_each(probabilities) WHERE key = category) END AS confidence,
    CASE WHEN answer_holds THEN 'confirmed'
         WHEN failure IS NOT NULL THEN 'failed'
         WHEN guess IS NULL THEN 'pending'
         WHEN answer IS NULL AND guess <> 'none' AND guess_confidence >= review_below THEN 'tagged'
         ELSE 'review' END AS status,
    0 AS verified,
    model, failure, probabilities, guess
FROM (
    SELECT
        source.product_id, source.sku, source.title,
        coalesce(answers.category, outcomes.category) AS category,
        answers.category AS answer,
        answers.id IS NOT NULL
            AND (answers.stamp IS CASE WHEN outcomes.product_id IS NULL THEN source.stamp ELSE outcomes.stamp END
                 OR answers.digest = outcomes.digest) AS answer_holds,
        outcomes.category AS guess,
        outcomes.confidence AS guess_confidence,
        outcomes.probabilities, outcomes.failure,
        models.name AS model,
        (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'review_below') AS review_below
    FROM tagger_source AS source
    LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
    LEFT JOIN tagger_answers AS answers ON answers.product_id = +source.product_id
    LEFT JOIN tagger_models AS models ON models.id = outcomes.model_id
);

INSERT INTO tagger_settings (key, value) VALUES ('review_below', '0.9');
