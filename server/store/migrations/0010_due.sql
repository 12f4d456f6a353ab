-- What reversals take off what customers owe for an order, in the currency's smallest unit: of the first amount of money that
-- the plan's event declares, as in events.amount. None of a reversal that takes all that is left, whatever that is, and of those
-- of earlier versions.
ALTER TABLE reversals ADD COLUMN taken BIGINT;
