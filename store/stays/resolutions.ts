import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import { confirmerOf } from '../../domain/resolutions.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Account } from '../money/accounts.ts';
import { type Posting, readBalances } from '../money/ledger.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from './events.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';
import { type ActRules, carryOut, type ResolutionTools } from './resolution-acts.ts';
import { expectFit, expectNoneOpen, readRevision } from './resolution-fit.ts';
import {
  decideProposal,
  type OpenedResolution,
  openResolution,
  type Proposal,
  type Resolution,
  type ResolutionDecided,
  readResolution,
  selectResolutions,
  writeProposal,
} from './resolution-rows.ts';

/** What carrying it out would do, by the store itself: accounts before and after, in fen. */
export interface Foreseen {
  readonly revision: number;
  readonly accounts: readonly {
    readonly account: Account;
    readonly beforeFen: Fen;
    readonly afterFen: Fen;
  }[];
  /** What it would come to besides is known only once the bill was settled anew. */
  readonly awaits: 'settlement' | null;
}

/** One mechanism for everything that a person may do about a stay. */
export function resolutionRecords(parts: StoreParts) {
  const { db } = parts;
  return {
    revision: (caseRef: CaseRef): Promise<number> => readRevision(db, caseRef),
    /**
     * Writes a proposal, and carries it out at once when its kind needs no second person. Throws HubProblem `case-unknown`,
     * `resolution-unfit`, `resolution-stale`, `resolution-open`.
     */
    propose: (proposal: Proposal): Promise<OpenedResolution> =>
      db.transaction().execute(async (tx) => {
        const sequence = await proposeIn(parts, tx, proposal);
        await noted(tx, 'propose', proposal);
        return readResolution(parts, tx, { caseRef: proposal.caseRef, sequence });
      }),
    /** Carries a proposal out for a second person, who saw that revision. Throws HubProblem as `propose` does, and `resolution-over`, `resolution-unknown`. */
    confirm: (
      decided: ResolutionDecided & { readonly revision: number },
      rules: ActRules,
    ): Promise<OpenedResolution> =>
      db.transaction().execute(async (tx) => {
        const { actor, at, revision } = decided;
        await lockStay(tx, decided.caseRef);
        const found = await readResolution(parts, tx, decided);
        if (found.state === 'proposed') await expectFit(tx, { ...found, revision });
        await apply({ ...parts, rules }, tx, found, { actor, at });
        await noted(tx, 'confirm', { ...found, actor, at });
        return readResolution(parts, tx, decided);
      }),
    /** Throws HubProblem `resolution-unknown`, `resolution-over`. */
    withdraw: (decided: ResolutionDecided): Promise<OpenedResolution> =>
      db.transaction().execute(async (tx) => {
        await lockStay(tx, decided.caseRef);
        const found = await readResolution(parts, tx, decided);
        await decideProposal(tx, decided, 'withdrawn');
        await tell(tx, 'resolution-withdrawn', { ...found, ...decided });
        await noted(tx, 'withdraw', { ...found, ...decided });
        return readResolution(parts, tx, decided);
      }),
    /** What it would do; nothing of it stays. Throws what carrying it out would throw. */
    async foresee(proposal: Proposal, rules: ActRules): Promise<Foreseen> {
      const undone = new Undone();
      return db
        .transaction()
        .execute(async (tx): Promise<Foreseen> => {
          await expectFit(tx, proposal);
          const before = await readBalances(tx, proposal.caseRef);
          // Under a step of its own, so that a proposal that is open does not hinder it.
          const sequence = await writeProposal(parts, tx, { ...proposal, step: 'preview' });
          await carryOut({ ...parts, rules }, tx, { ...proposal, sequence });
          const after = await readBalances(tx, proposal.caseRef);
          undone.foreseen = {
            ...{ revision: proposal.revision, accounts: differences(before, after) },
            awaits: awaitsSettlement(proposal.wanted) ? 'settlement' : null,
          };
          throw undone;
        })
        .catch((failure: unknown) => {
          if (failure === undone && undone.foreseen !== undefined) return undone.foreseen;
          throw failure;
        });
    },
    /** Of one stay, in the order of proposal. */
    async resolutions(caseRef: CaseRef): Promise<readonly OpenedResolution[]> {
      const found = selectResolutions(db).where('resolutions.caseRef', '=', caseRef);
      return (await found.orderBy('resolutionSequence').execute()).map((row) => openResolution(parts, row));
    },
    /** One with what was asked for. Throws HubProblem `resolution-unknown`. */
    resolution: (caseRef: CaseRef, sequence: number): Promise<OpenedResolution> =>
      readResolution(parts, db, { caseRef, sequence }),
    /** Proposals that wait for a second person: of an institution's stays, of an office, or all. Longest waiting first. */
    async proposals(filter: {
      readonly institution?: InstitutionId;
      readonly office?: string;
      readonly limit: number;
    }): Promise<readonly OpenedResolution[]> {
      const { institution, office, limit } = filter;
      let query = selectResolutions(db).where('state', '=', 'proposed');
      if (office !== undefined) query = query.where('office', '=', office);
      if (institution !== undefined)
        query = query.where('resolutions.caseRef', 'in', (eb) =>
          eb.selectFrom('stays').select('stays.caseRef').where('stays.institution', '=', institution),
        );
      const rows = await query
        .orderBy('proposedAt')
        .orderBy('resolutions.caseRef')
        .orderBy('resolutionSequence')
        .limit(limit)
        .execute();
      return rows.map((row) => openResolution(parts, row));
    },
  };
}

/** What it comes to is worked out when the bill is settled, for the first time or anew. */
function awaitsSettlement(wanted: Proposal['wanted']): boolean {
  if (['amend', 'accept-answer', 'impersonation'].includes(wanted.kind)) return true;
  return 'answer' in wanted && wanted.answer?.of === 'settlement';
}

/** The same inside a transaction of somebody's; gives the resolution's number. */
export async function proposeIn(parts: StoreParts, tx: Connection, proposal: Proposal): Promise<number> {
  const { kind, actor, at } = proposal;
  await expectFit(tx, proposal);
  await expectNoneOpen(tx, proposal);
  const sequence = await writeProposal(parts, tx, proposal);
  await tell(tx, 'resolution-proposed', { ...proposal, sequence });
  if (confirmerOf(kind) === null) await apply(parts, tx, { ...proposal, sequence }, { actor, at });
  return sequence;
}

/** Rolls a preview back. */
class Undone extends Error {
  foreseen: Foreseen | undefined;
}

async function apply(
  tools: ResolutionTools,
  tx: Connection,
  resolution: Pick<OpenedResolution, 'caseRef' | 'sequence' | 'kind' | 'step' | 'office' | 'wanted'>,
  by: Pick<ResolutionDecided, 'actor' | 'at'>,
): Promise<void> {
  await decideProposal(tx, { ...resolution, ...by }, 'applied');
  await carryOut(tools, tx, { ...resolution, at: by.at });
  await tell(tx, 'resolution-applied', { ...resolution, ...by });
}

/** Who did what, for the audit trail. */
function noted(
  tx: Connection,
  did: 'propose' | 'confirm' | 'withdraw',
  { caseRef, kind, actor, at }: Pick<Proposal, 'caseRef' | 'kind' | 'actor' | 'at'>,
): Promise<void> {
  return oweAudit(tx, { actor, action: `resolution-${did}`, subject: caseRef, reason: kind, at });
}

async function tell(
  tx: Connection,
  kind: 'resolution-proposed' | 'resolution-applied' | 'resolution-withdrawn',
  about: Pick<Resolution, 'kind' | 'step'> & ResolutionDecided,
): Promise<void> {
  const { caseRef, sequence, step, actor, at } = about;
  const detail = { sequence, resolution: about.kind, step, actor };
  await recordEvent(tx, { caseRef, kind, detail, at });
}

function differences(before: readonly Posting[], after: readonly Posting[]): Foreseen['accounts'] {
  const standing = (lines: readonly Posting[], account: Account): Fen =>
    lines.find((line) => line.account === account)?.fen ?? fen(0);
  const accounts = new Set([...before, ...after].map(({ account }) => account));
  return [...accounts]
    .map((account) => ({
      ...{ account, beforeFen: standing(before, account), afterFen: standing(after, account) },
    }))
    .filter(({ beforeFen, afterFen }) => beforeFen !== afterFen);
}
