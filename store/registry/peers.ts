import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { audited } from '../audit/owed.ts';
import type { Database } from '../postgres/database.ts';
import type { Place, Sealer } from '../secrets/sealing.ts';

/** A caller of the social-registry door that can be called back. */
export interface RegistryPeer {
  readonly party: string;
  /** What its own endpoints begin with. */
  readonly callbackUrl: string;
  /** Ed25519, base64url of 32 bytes; null: its messages need no signature. */
  readonly publicKey: string | null;
  /** Bearer credential for its endpoints; null: they ask for none. */
  readonly token: string | null;
}

/** Who is called back, where, and what each may still ask today. */
export function registryPeers({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Writes or overwrites a peer of a registered party. */
    async putPeer({ token, ...peer }: RegistryPeer, by: AuditEntry | null = null): Promise<void> {
      const tokenSealed = token === null ? null : sealer.seal(token, tokenPlace(peer.party));
      await audited(db, by, (tx) =>
        tx
          .insertInto('registryPeers')
          .values({ ...peer, tokenSealed })
          .onConflict((oc) => oc.column('party').doUpdateSet({ ...peer, tokenSealed }))
          .execute(),
      );
    },
    async peer(party: string): Promise<RegistryPeer | undefined> {
      const row = await db
        .selectFrom('registryPeers')
        .selectAll()
        .where('party', '=', party)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { tokenSealed, ...peer } = row;
      const token = tokenSealed === null ? null : sealer.open(tokenSealed, tokenPlace(party));
      return { ...peer, token };
    },
    /** How many look-ups of a party named the wrong person on that county day. */
    async guessesOn(party: string, day: LocalDate): Promise<number> {
      const row = await db
        .selectFrom('registryGuesses')
        .select('guesses')
        .where((eb) => eb.and({ party, day }))
        .executeTakeFirst();
      return row?.guesses ?? 0;
    },
    async countGuesses(party: string, day: LocalDate, more: number): Promise<void> {
      await db
        .insertInto('registryGuesses')
        .values({ party, day, guesses: more })
        .onConflict((oc) =>
          oc
            .columns(['party', 'day'])
            .doUpdateSet({ guesses: sql<number>`registry_guesses.guesses + ${more}` }),
        )
        .execute();
    },
  };
}

export type RegistryPeers = ReturnType<typeof registryPeers>;

function tokenPlace(party: string): Place<string> {
  return `registry_peers|token|${party}`;
}
