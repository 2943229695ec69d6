-- What the review page and the terminal need: the queue's order at hand however long it is, and the shop's words.

-- The uncertain ones, the most uncertain first, without a sort of the whole catalog.
CREATE INDEX tagger_outcomes_by_margin ON tagger_outcomes (coalesce(margin, 1), product_id) WHERE failure IS NULL;

-- What a shop calls the categories, by language; where there is no row, the program's own translation stands.
CREATE TABLE tagger_category_names (
    category TEXT NOT NULL,
    language TEXT NOT NULL,  -- a tag of BCP 47, such as en or pt-BR
    name     TEXT NOT NULL CHECK (length(name) > 0),
    PRIMARY KEY (category, language)
) WITHOUT ROWID;
