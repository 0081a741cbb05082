import { sql } from 'kysely';
import type { AuditAction } from '../../domain/audit-actions.ts';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { WebhookTopic } from '../../domain/webhook-topics.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Place, Sealer } from '../secrets/sealing.ts';
import type { WebhookState } from './tables.ts';

/** An organisation's own name of an address. */
export interface WebhookName {
  readonly party: string;
  readonly name: string;
}

/** An address that wants to be told. */
export interface WebhookEntry extends WebhookName {
  readonly url: string;
  /** Whose stays it hears of; null: none. */
  readonly institution: InstitutionId | null;
  /** Whose digest it hears. */
  readonly organisation: string;
  /** Null: all that such an organisation can hear of, those to come too. */
  readonly topics: readonly WebhookTopic[] | null;
}

/** How an address does; moments of real time. */
export interface WebhookStanding extends WebhookEntry {
  readonly webhookId: number;
  readonly state: WebhookState;
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly lastCode: string | null;
  readonly takenAt: Instant | null;
  /** The secret before signs too until then. */
  readonly previousUntil: Instant | null;
  readonly owed: number;
  readonly oldestOwedAt: Instant | null;
  readonly givenUp: number;
}

/** How many addresses one organisation may have. */
const mostOfParty = 5;
/** Real days for which the secret before signs too. */
const overlapDays = 7;

/** Addresses that are told; their secrets are sealed. */
export function webhookRegister({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Enters an address, or another one under its name; either way it is on, and what was given up is owed again. */
    async put(entry: WebhookEntry, secret: string, by: Actor): Promise<'new' | 'known' | 'too-many'> {
      return db.transaction().execute(async (tx) => {
        // One at a time for each party, so that nobody passes the limit side by side.
        await sql`SELECT FROM parties WHERE party = ${entry.party} FOR NO KEY UPDATE`.execute(tx);
        const noted = () =>
          note(tx, 'put-webhook', entry, { ...by, reason: entry.topics?.join(' ') ?? 'all topics' });
        if (await renewed(tx, entry)) {
          await noted();
          return 'known';
        }
        const { count } = await tx
          .selectFrom('webhooks')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('party', '=', entry.party)
          .executeTakeFirstOrThrow();
        if (count >= mostOfParty) return 'too-many';
        const secretSealed = sealer.seal(secret, secretPlace(entry));
        await tx
          .insertInto('webhooks')
          .values({ ...entry, secretSealed })
          .execute();
        await noted();
        return 'new';
      });
    },
    /** Of one party, or of all. */
    async list(party: string | null): Promise<readonly WebhookStanding[]> {
      const mine = party === null ? sql`true` : sql`party = ${party}`;
      const { rows } = await sql<WebhookStanding>`
        SELECT webhook_id, party, name, url, institution, organisation, topics, state, failures, failing_since,
          w.last_code, taken_at, previous_until, owed, oldest_owed_at, given_up
        FROM webhooks w, LATERAL (SELECT count(*) FILTER (WHERE d.state = 'owed')::int AS owed,
            min(owed_at) FILTER (WHERE d.state = 'owed') AS oldest_owed_at,
            count(*) FILTER (WHERE d.state = 'given-up')::int AS given_up
          FROM webhook_deliveries d WHERE d.webhook_id = w.webhook_id AND d.state <> 'taken') standing
        WHERE ${mine} ORDER BY party, name`.execute(db);
      return rows;
    },
    /** False: there is none. */
    async remove({ party, name }: WebhookName, by: Actor): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const row = await tx
          .deleteFrom('webhooks')
          .where((eb) => eb.and({ party, name }))
          .returning('webhookId')
          .executeTakeFirst();
        if (row !== undefined) await note(tx, 'remove-webhook', { party, name }, by);
        return row !== undefined;
      });
    },
    /** A new secret; the one before signs too for a week. Undefined: there is no such address. */
    async rotate(
      of: WebhookName,
      secret: string,
      by: Actor,
    ): Promise<{ readonly previousUntil: Instant } | undefined> {
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ readonly previousUntil: Instant }>`
          UPDATE webhooks SET previous_sealed = secret_sealed, secret_sealed = ${sealer.seal(secret, secretPlace(of))},
            previous_until = clock_timestamp() + make_interval(days => ${overlapDays})
          WHERE party = ${of.party} AND name = ${of.name} RETURNING previous_until`.execute(tx);
        if (rows[0] !== undefined) await note(tx, 'rotate-webhook-secret', of, by);
        return rows[0];
      });
    },
    /** What signs now, the newest first; undefined: there is no such address. Throws SealError. */
    async secrets(of: WebhookName): Promise<readonly string[] | undefined> {
      const { rows } = await sql<{ readonly secretSealed: Buffer; readonly previousSealed: Buffer | null }>`
        SELECT secret_sealed, CASE WHEN previous_until > clock_timestamp() THEN previous_sealed END AS previous_sealed
        FROM webhooks WHERE party = ${of.party} AND name = ${of.name}`.execute(db);
      const [row] = rows;
      if (row === undefined) return undefined;
      const { secretSealed, previousSealed } = row;
      const sealed = previousSealed === null ? [secretSealed] : [secretSealed, previousSealed];
      return sealed.map((one) => sealer.open(one, secretPlace(of)));
    },
  };
}

/** Whose act it is, for the audit trail. */
interface Actor {
  readonly actor: string;
  readonly at: Instant;
}

function note(
  tx: Connection,
  action: AuditAction,
  { party, name }: WebhookName,
  by: Actor & { readonly reason?: string },
): Promise<void> {
  return oweAudit(tx, { reason: null, ...by, action, subject: `${party}/${name}` });
}

export type WebhookRegister = ReturnType<typeof webhookRegister>;

async function renewed(tx: Connection, { party, name, ...entry }: WebhookEntry): Promise<boolean> {
  const row = await tx
    .updateTable('webhooks')
    .set({ ...entry, state: 'on', failures: 0, failingSince: null, offAt: null })
    .set({ dueAt: sql<Instant>`clock_timestamp()` })
    .where((eb) => eb.and({ party, name }))
    .returning('webhookId')
    .executeTakeFirst();
  if (row === undefined) return false;
  await sql`UPDATE webhook_deliveries SET state = 'owed', attempts = 0, due_at = clock_timestamp()
    WHERE webhook_id = ${row.webhookId} AND state <> 'taken'`.execute(tx);
  return true;
}

function secretPlace({ party, name }: WebhookName): Place<string> {
  return `webhooks|secret|${party}/${name}`;
}
