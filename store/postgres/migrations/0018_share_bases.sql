-- What the article of each step of a share gives: how much, or only the duty to pay. Beside the steps and not in them:
-- the api of version 0.1.0, which may run beside, takes no step that says more than it knows. Null: version 0.1.0 wrote the share.
ALTER TABLE settlement_shares ADD COLUMN bases jsonb;
