import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Place, Sealer } from '../secrets/sealing.ts';
import { oweDelivery, type RegistryMessage } from './deliveries.ts';
import type { RegistryAction } from './tables.ts';

/** An asynchronous request as it came in; every digest is keyed. */
export interface RegistryRequest {
  readonly correlationId: string;
  readonly party: string;
  readonly action: RegistryAction;
  readonly messageDigest: string;
  /** Tells a repetition from another message under the same id. */
  readonly bodyDigest: string;
  readonly transactionDigest: string;
  readonly referenceDigests: readonly string[];
  readonly at: Instant;
}

/** What was made of a request: the answer on its way back, and what a later question about it gets. */
export interface RegistryOutcome {
  readonly answer: RegistryMessage;
  readonly outcome: object;
}

export type RegistryTaken =
  | { readonly kind: 'taken' | 'repeated'; readonly correlationId: string }
  /** The message id was used with another body. */
  | { readonly kind: 'conflict' };

/** By what a party asks about an earlier request of its own. */
export type RegistryQuestion =
  | { readonly by: 'transaction'; readonly digest: string }
  | { readonly by: 'correlation'; readonly correlationId: string }
  | { readonly by: 'references'; readonly digests: readonly string[] };

/** Requests that are answered later. */
export function registryRequests({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Takes a request once: the request, what `work` does in the same transaction, and the answer that is owed, or nothing of it. */
    async takeRequest(
      request: RegistryRequest,
      work: (tx: Connection) => Promise<RegistryOutcome>,
    ): Promise<RegistryTaken> {
      const { correlationId, party, messageDigest } = request;
      return db.transaction().execute(async (tx): Promise<RegistryTaken> => {
        // Two copies of a message: the second one waits here and finds the first.
        await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${party}/${messageDigest}`}, 0))`.execute(
          tx,
        );
        const known = await tx
          .selectFrom('registryRequests')
          .select(['correlationId', 'bodyDigest'])
          .where((eb) => eb.and({ party, messageDigest }))
          .executeTakeFirst();
        if (known !== undefined)
          return known.bodyDigest === request.bodyDigest
            ? { kind: 'repeated', correlationId: known.correlationId }
            : { kind: 'conflict' };
        const { answer, outcome } = await work(tx);
        const outcomeSealed = sealer.seal(outcome, outcomePlace(correlationId));
        await tx
          .insertInto('registryRequests')
          .values({ ...request, outcomeSealed })
          .execute();
        await oweDelivery(tx, sealer, answer);
        return { kind: 'taken', correlationId };
      });
    },
    /** The newest requests of a party that a question is about. */
    async outcomes(
      party: string,
      action: RegistryAction,
      question: RegistryQuestion,
    ): Promise<readonly { readonly correlationId: string; readonly outcome: object }[]> {
      const rows = await db
        .selectFrom('registryRequests')
        .select(['correlationId', 'outcomeSealed'])
        .where((eb) => eb.and({ party, action }))
        .where((eb) => {
          if (question.by === 'transaction') return eb('transactionDigest', '=', question.digest);
          if (question.by === 'correlation') return eb('correlationId', '=', question.correlationId);
          return sql<boolean>`reference_digests && ${question.digests}::text[]`;
        })
        .orderBy('at', 'desc')
        .limit(20)
        .execute();
      return rows.map(({ correlationId, outcomeSealed }) => ({
        correlationId,
        outcome: sealer.open(outcomeSealed, outcomePlace(correlationId)),
      }));
    },
  };
}

export type RegistryRequests = ReturnType<typeof registryRequests>;

function outcomePlace(correlationId: string): Place<object> {
  return `registry_requests|outcome|${correlationId}`;
}
