-- The run with which a plan's rule gave a place; none where somebody stated it. Of rows that came from elsewhere and
-- were given by a rule there it is `import`.
ALTER TABLE placements ADD COLUMN run TEXT;
