import { sql } from 'kysely';
import { type Instant, millisOf } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { PartyId } from '../../domain/ids.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Changes } from '../postgres/changes.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { untilTold } from '../postgres/until-told.ts';
import { type CallToMake, letGo, mayGo, park } from './parked-calls.ts';

/** A party that is asked nothing: from an instant on, until another or until a person releases it (county time). */
export interface PartyHold {
  readonly holdId: number;
  readonly party: PartyId;
  readonly heldFrom: Instant;
  /** Null: until somebody releases it. */
  readonly heldUntil: Instant | null;
  readonly reason: string;
  readonly heldBy: string;
  /** Null: it stands, or it ended on its own day. */
  readonly releasedBy: string | null;
  /** Real time by which the last parked call may go; null: nothing goes yet. */
  readonly lettingGoUntil: Instant | null;
}

/** Parties on hold, and the calls that wait for them. */
export function partyHolds(db: Database, changes: Changes) {
  const kept = untilTold<readonly PartyHold[]>(changes, 'register');
  const standing = async (): Promise<readonly PartyHold[]> =>
    (await kept.get('holds', () => standingIn(db))) ?? [];
  const telling = async <Value>(write: Promise<Value>): Promise<Value> => {
    try {
      return await write;
    } finally {
      changes.tell('register', null);
    }
  };
  return {
    /** Throws HubProblem `party-on-hold` when another hold of the party stands in that time. */
    hold: (entry: HoldEntry): Promise<PartyHold> =>
      telling(db.transaction().execute((tx) => enter(tx, entry))),
    /** Ends it now, and lets what was parked go, one after the other. Throws HubProblem `hold-unknown`, `hold-over`. */
    release: (ended: Released): Promise<PartyHold> =>
      telling(db.transaction().execute((tx) => release(tx, ended))),
    /** Lets go what waited for a closure whose end has come, and closes what is finished; gives how many began to let go. */
    async endOverdue(at: Instant): Promise<number> {
      const ended = await db
        .selectFrom('partyHolds')
        .select('holdId')
        .where('lettingGoUntil', 'is', null)
        .where('heldUntil', '<=', at)
        .execute();
      for (const { holdId } of ended) await telling(db.transaction().execute((tx) => letGo(tx, holdId)));
      const { rows } = await sql`WITH over AS (
          UPDATE party_holds SET over = true WHERE NOT over AND letting_go_until < clock_timestamp() RETURNING party)
        DELETE FROM parked_calls USING over WHERE parked_calls.party = over.party AND due_at IS NOT NULL
        RETURNING message_key`.execute(db);
      if (rows.length > 0) changes.tell('register', null);
      return ended.length;
    },
    /** All that are not over, planned ones too, each with how many calls wait. */
    async standing(): Promise<readonly (PartyHold & { readonly parked: number })[]> {
      const counts = await db
        .selectFrom('parkedCalls')
        .select(['party', sql<number>`count(*)::int`.as('parked')])
        .where(sql<boolean>`(due_at IS NULL OR due_at > clock_timestamp())`)
        .groupBy('party')
        .execute();
      const parkedOf = (party: PartyId): number => counts.find((one) => one.party === party)?.parked ?? 0;
      return (await standingIn(db)).map((hold) => ({ ...hold, parked: parkedOf(hold.party) }));
    },
    /** Since when the party is on hold, which parks the call; null: it may go. */
    async heldSince(call: CallToMake): Promise<Instant | null> {
      const hold = current(await standing(), call);
      if (hold === undefined) return null;
      if (hold.lettingGoUntil !== null) return (await mayGo(db, call.key)) ? null : hold.heldFrom;
      await park(db, { ...call, holdId: hold.holdId });
      return hold.heldFrom;
    },
    /** Whether it is asked nothing now. */
    isHeld: async (party: PartyId, at: Instant): Promise<boolean> =>
      current(await standing(), { party, at })?.lettingGoUntil === null,
  };
}

export type PartyHolds = ReturnType<typeof partyHolds>;

interface Released {
  readonly holdId: number;
  readonly by: string;
  readonly at: Instant;
}

interface HoldEntry {
  readonly party: PartyId;
  readonly heldFrom: Instant;
  readonly heldUntil: Instant | null;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
}

const columns = [
  ...(['holdId', 'party', 'heldFrom', 'heldUntil', 'reason', 'heldBy'] as const),
  ...(['releasedBy', 'lettingGoUntil'] as const),
] as const;

function standingIn(connection: Connection): Promise<readonly PartyHold[]> {
  return connection
    .selectFrom('partyHolds')
    .select(columns)
    .where('over', '=', false)
    .orderBy('holdId')
    .execute();
}

/** One that stands is in force until it is let go, even after its day: a moment later than planned, and in order. */
function current(
  holds: readonly PartyHold[],
  { party, at }: Pick<CallToMake, 'party' | 'at'>,
): PartyHold | undefined {
  const begun = holds.filter((one) => one.party === party && millisOf(one.heldFrom) <= millisOf(at));
  return begun.find((one) => one.lettingGoUntil === null) ?? begun[0];
}

async function enter(
  tx: Connection,
  { party, heldFrom, heldUntil, reason, by, at }: HoldEntry,
): Promise<PartyHold> {
  // Entered once in a while: two at once must not overlap.
  await sql`LOCK TABLE party_holds IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const other = await tx
    .selectFrom('partyHolds')
    .select('holdId')
    .where('party', '=', party)
    .where('lettingGoUntil', 'is', null)
    .where((eb) => eb.or([eb('heldUntil', 'is', null), eb('heldUntil', '>', heldFrom)]))
    .where((eb) => (heldUntil === null ? eb.lit(true) : eb('heldFrom', '<', heldUntil)))
    .executeTakeFirst();
  if (other !== undefined) throw new HubProblem('party-on-hold', { detail: `hold ${other.holdId}` });
  await oweAudit(tx, { actor: by, action: 'hold-party', subject: party, reason, at });
  return tx
    .insertInto('partyHolds')
    .values({ party, heldFrom, heldUntil, reason, heldBy: by, enteredAt: at })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

async function release(tx: Connection, { holdId, by, at }: Released): Promise<PartyHold> {
  const found = await tx
    .selectFrom('partyHolds')
    .select(['lettingGoUntil'])
    .where('holdId', '=', holdId)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) throw new HubProblem('hold-unknown');
  if (found.lettingGoUntil !== null) throw new HubProblem('hold-over');
  await letGo(tx, holdId);
  await tx.updateTable('partyHolds').set({ releasedBy: by }).where('holdId', '=', holdId).execute();
  const released = await tx
    .selectFrom('partyHolds')
    .select(columns)
    .where('holdId', '=', holdId)
    .executeTakeFirstOrThrow();
  await oweAudit(tx, { actor: by, action: 'release-party', subject: released.party, reason: null, at });
  return released;
}
