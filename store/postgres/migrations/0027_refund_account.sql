-- `refund`: what a corrected bill makes owed back to a payer or to the patient, negative until it went (0024).
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_account_check;
ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_account_check CHECK (account ~
  '^(billed|bank|unallocated|allocated|(receivable|in-transit|received|disputed|borne|suspense|retained|deducted|refund):[a-z-]+)$');
