-- What a promise on precision rests on: the order of audits, networks that were learned here, and their thresholds.

-- The product from nearer, where a person wears it; null where there is nothing to leave out.
ALTER TABLE tagger_thumbnails ADD COLUMN close_up BLOB CHECK (close_up IS NULL OR length(close_up) = 784);

-- A product's place in the random order of audits, from a keyed hash of product_id; and by how much the best guess is more
-- probable than the second, which says how much a decision teaches.
ALTER TABLE tagger_outcomes ADD COLUMN audit_key INTEGER;
ALTER TABLE tagger_outcomes ADD COLUMN margin REAL;
CREATE INDEX tagger_outcomes_by_audit_key ON tagger_outcomes (audit_key);

-- The audit sample: products in the order of audits, added when a person has answered all before them. It only grows.
CREATE TABLE tagger_audits (
    position   INTEGER PRIMARY KEY,
    product_id NOT NULL UNIQUE
);

-- Networks learned here carry their file, where they come from, and what was measured (JSON).
ALTER TABLE tagger_models ADD COLUMN file BLOB;
ALTER TABLE tagger_models ADD COLUMN parent_id INTEGER REFERENCES tagger_models (id);
ALTER TABLE tagger_models ADD COLUMN learned_at TEXT;
ALTER TABLE tagger_models ADD COLUMN facts TEXT;
-- What a network's automatic tags keep here: the precision that was shown, and the confidence above which it was.
ALTER TABLE tagger_models ADD COLUMN promised REAL;
ALTER TABLE tagger_models ADD COLUMN threshold REAL;
ALTER TABLE tagger_models ADD COLUMN certificate TEXT;  -- what that rests on, as JSON

-- Products that a network was trained on here: they say nothing about how right it is.
CREATE TABLE tagger_training (
    model_id   INTEGER NOT NULL REFERENCES tagger_models (id),
    product_id NOT NULL,
    PRIMARY KEY (model_id, product_id)
) WITHOUT ROWID;

-- Which network tags: the last row; null is the one that comes with the program.
CREATE TABLE tagger_activations (
    id           INTEGER PRIMARY KEY,
    model_id     INTEGER REFERENCES tagger_models (id),
    reason       TEXT NOT NULL CHECK (reason IN ('adjusted', 'learned', 'rollback')),
    activated_at TEXT NOT NULL
);

-- The threshold that v0001 began with was nobody's choice. From now on review_below is there only where it was chosen.
DELETE FROM tagger_settings WHERE key = 'review_below' AND CAST(value AS REAL) = 0.9;
INSERT INTO tagger_settings (key, value) VALUES
    ('precision', '0.97'), ('strict_threshold', '0.95'), ('audit_seed', lower(hex(randomblob(16))));

-- As before, but the threshold is a chosen one, or the network's own where it keeps the promise, or else the strict one.
DROP VIEW tagger_tags;
CREATE VIEW tagger_tags AS
SELECT
    product_id, sku, title, category, confidence, status,
    status = 'tagged' AND is_promised AND confidence >= promised_threshold AS verified,
    model, failure, probabilities, guess, margin, audit_key
FROM (
    SELECT
        product_id, sku, title, category,
        CASE WHEN category IS guess THEN guess_confidence
             ELSE (SELECT value FROM json_each(probabilities) WHERE key = category) END AS confidence,
        CASE WHEN answer_holds THEN 'confirmed'
             WHEN failure IS NOT NULL THEN 'failed'
             WHEN guess IS NULL THEN 'pending'
             WHEN answer IS NULL AND guess <> 'none'
                  AND guess_confidence
                      >= coalesce(chosen, CASE WHEN is_promised THEN promised_threshold END, strict, 1) THEN 'tagged'
             ELSE 'review' END AS status,
        is_promised, promised_threshold, model, failure, probabilities, guess, margin, audit_key
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
            outcomes.probabilities, outcomes.failure, outcomes.margin, outcomes.audit_key,
            models.name AS model,
            models.threshold AS promised_threshold,
            coalesce(models.promised
                >= (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'precision'), FALSE) AS is_promised,
            (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'review_below') AS chosen,
            (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'strict_threshold') AS strict
        FROM tagger_source AS source
        LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
        LEFT JOIN tagger_answers AS answers ON answers.product_id = +source.product_id
        LEFT JOIN tagger_models AS models ON models.id = outcomes.model_id
    )
);
