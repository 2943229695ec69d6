-- Renames columns, settings and views to the terms of the documentation, and states each rule in one view.

-- Without this setting, ALTER TABLE fails where any view or trigger of the shop's own refers to a missing table or function.
PRAGMA writable_schema = ON;

DROP VIEW tagger_tags;
DROP VIEW tagger_answers;

-- The predicted category at the time of the decision.
ALTER TABLE tagger_decisions RENAME COLUMN guess TO predicted_category;
-- The precision that the model's certificate shows above its threshold.
ALTER TABLE tagger_models RENAME COLUMN promised TO certified_precision;

PRAGMA writable_schema = OFF;

UPDATE tagger_settings SET key = 'precision_target' WHERE key = 'precision';
UPDATE tagger_settings SET key = 'certificate_basis' WHERE key = 'promise_basis';
UPDATE tagger_settings SET key = 'images' WHERE key = 'pictures';

-- The confidence from which a prediction of a model is tagged: the chosen threshold; or the threshold of the model's
-- certificate, where the certificate meets the precision target; or the strict threshold; or 1.
-- certified_threshold is NULL where the model has no certificate that meets the precision target.
-- The row with model_id NULL is for models that have not run on this catalog.
CREATE VIEW tagger_thresholds AS
SELECT model_id, coalesce(review_below, certified_threshold, strict_threshold, 1) AS threshold, certified_threshold
FROM (
    SELECT
        model_id, certified_threshold,
        (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'review_below') AS review_below,
        (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'strict_threshold') AS strict_threshold
    FROM (
        SELECT
            id AS model_id,
            CASE WHEN certified_precision
                     >= (SELECT CAST(value AS REAL) FROM tagger_settings WHERE key = 'precision_target')
                 THEN threshold END AS certified_threshold
        FROM tagger_models
        UNION ALL
        SELECT NULL, NULL
    )
);

-- Decisions that are not undone, skips included.
CREATE VIEW tagger_standing_decisions AS
SELECT * FROM tagger_decisions AS decision
WHERE action <> 'undo' AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id);

-- The decision in force for each product: the latest one with a category that is not undone.
-- applies: 1 where the decision was made for the image of the product's outcome (the same stamp, or the same content under
-- another stamp), 0 where the image has changed since, NULL where the product has no outcome.
CREATE VIEW tagger_current_decisions AS
SELECT
    id, product_id, action, category, predicted_category, stamp, digest, decided_at,
    (SELECT decision.stamp IS outcome.stamp OR coalesce(decision.digest = outcome.digest, FALSE)
     FROM tagger_outcomes AS outcome WHERE outcome.product_id = decision.product_id) AS applies
FROM tagger_decisions AS decision
WHERE category IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)
  AND NOT EXISTS (
      SELECT 1 FROM tagger_decisions AS later
      WHERE later.product_id = decision.product_id AND later.id > decision.id AND later.category IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = later.id));

-- The results: one row for each product of the shop.
-- Before the first run, a decision applies where its stamp is the present one.
-- +product_id has no column affinity, so that the untyped indexes of our tables serve keys of any type.
CREATE VIEW tagger_tags AS
SELECT
    product_id, sku, title, category, confidence, status,
    status = 'tagged' AND coalesce(confidence >= certified_threshold, FALSE) AS verified,
    model, failure, probabilities, predicted_category, margin, audit_key
FROM (
    SELECT
        product_id, sku, title, category,
        CASE WHEN category IS predicted_category THEN predicted_confidence
             ELSE (SELECT value FROM json_each(probabilities) WHERE key = category) END AS confidence,
        CASE WHEN decision_applies THEN 'confirmed'
             WHEN failure IS NOT NULL THEN 'failed'
             WHEN predicted_category IS NULL THEN 'pending'
             WHEN decided_category IS NULL AND predicted_category <> 'none' AND predicted_confidence >= threshold
             THEN 'tagged'
             ELSE 'review' END AS status,
        certified_threshold, model, failure, probabilities, predicted_category, margin, audit_key
    FROM (
        SELECT
            source.product_id, source.sku, source.title,
            coalesce(decisions.category, outcomes.category) AS category,
            decisions.category AS decided_category,
            decisions.id IS NOT NULL AND coalesce(decisions.applies, decisions.stamp IS source.stamp)
                AS decision_applies,
            outcomes.category AS predicted_category,
            outcomes.confidence AS predicted_confidence,
            outcomes.probabilities, outcomes.failure, outcomes.margin, outcomes.audit_key,
            models.name AS model, thresholds.threshold, thresholds.certified_threshold
        FROM tagger_source AS source
        LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
        LEFT JOIN tagger_current_decisions AS decisions ON decisions.product_id = +source.product_id
        LEFT JOIN tagger_models AS models ON models.id = outcomes.model_id
        LEFT JOIN tagger_thresholds AS thresholds ON thresholds.model_id = outcomes.model_id
    )
);
