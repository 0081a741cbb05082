-- The vault: identity only sealed, found by a keyed digest of the identity number.

CREATE TABLE people (
  person_ref text PRIMARY KEY,
  -- HMAC-SHA256 of the identity number under a key of its own.
  blind_index bytea NOT NULL UNIQUE CHECK (octet_length(blind_index) = 32),
  identity_sealed bytea NOT NULL
);
