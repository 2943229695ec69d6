-- A run with nothing to do reads these two and the shop's keys and stamps, and no row of results.

-- What the last look at each product was made from and came to, in the order of keys.
CREATE INDEX tagger_outcomes_by_product ON tagger_outcomes
    (product_id, stamp, model_id, preprocessing, category, confidence) WHERE failure IS NULL;

CREATE INDEX tagger_outcomes_failed ON tagger_outcomes (product_id) WHERE failure IS NOT NULL;
