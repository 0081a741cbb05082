-- Who acts: a person or a machine of an organisation (parties), with one role and any number of credentials. What 0.1.0 knew was
-- the organisation only: its credentials become those of its own system, the actor `machine`. A credential that 0.1.0 writes while
-- it still runs beside this version has no actor and counts as that of the machine.
CREATE TABLE actors (
  party text NOT NULL REFERENCES parties,
  actor text NOT NULL CHECK (actor ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  role text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('person', 'machine')),
  -- A person's name, sealed.
  name_sealed bytea,
  PRIMARY KEY (party, actor)
);
INSERT INTO actors (party, actor, role, kind) SELECT party, 'machine', role, 'machine' FROM parties;
ALTER TABLE credentials ADD COLUMN actor text;
UPDATE credentials SET actor = 'machine';
ALTER TABLE credentials ADD FOREIGN KEY (party, actor) REFERENCES actors;
