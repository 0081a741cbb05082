import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type { ResolutionKindCode, ResolutionState } from '../../domain/resolutions.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import { type StoreParts, stayPlace } from './records.ts';

/** What a person proposed or did about a stay that waits. */
export interface Resolution {
  readonly caseRef: CaseRef;
  /** Whose stay it is. */
  readonly institution: InstitutionId;
  readonly sequence: number;
  readonly kind: ResolutionKindCode;
  /** What of the stay waits for it. */
  readonly step: string;
  /** Whose person confirms, by its id in the register; null: the hospital's own second person, or nobody. */
  readonly office: string | null;
  readonly state: ResolutionState;
  /** Organisation/actor. */
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
}

/** A resolution with what was asked for, opened: evidence and figures. */
export type OpenedResolution = Resolution & { readonly wanted: Wanted };

/** What is proposed; `wanted` is JSON-safe and stored sealed. */
export interface Proposal {
  readonly caseRef: CaseRef;
  readonly kind: ResolutionKindCode;
  readonly step: string;
  readonly office: string | null;
  readonly wanted: Wanted;
  /** The revision that the proposer saw. */
  readonly revision: number;
  readonly actor: string;
  readonly at: Instant;
}

/** Who did what with a proposal. */
export interface ResolutionDecided {
  readonly caseRef: CaseRef;
  readonly sequence: number;
  readonly actor: string;
  readonly at: Instant;
}

/** Resolutions as the rest of the hub sees them, to be narrowed by the caller. */
export function selectResolutions(connection: Connection) {
  return connection
    .selectFrom('resolutions')
    .innerJoin('stays', 'stays.caseRef', 'resolutions.caseRef')
    .select([
      'resolutions.caseRef',
      'institution',
      'resolutionSequence as sequence',
      'kind',
      'step',
      'office',
    ])
    .select(['state', 'proposedBy', 'proposedAt', 'decidedBy', 'decidedAt', 'wantedSealed']);
}

type ResolutionRow = Resolution & { readonly wantedSealed: Buffer };

/** A row with what was wanted, opened. */
export function openResolution(
  { sealer }: Pick<StoreParts, 'sealer'>,
  { wantedSealed, ...row }: ResolutionRow,
): OpenedResolution {
  const place = stayPlace(`resolution-${row.sequence}`, row.caseRef);
  return { ...row, wanted: sealer.open(wantedSealed, place) };
}

/** Throws HubProblem `resolution-unknown`. */
export async function readResolution(
  parts: Pick<StoreParts, 'sealer'>,
  connection: Connection,
  { caseRef, sequence }: Pick<Resolution, 'caseRef' | 'sequence'>,
): Promise<OpenedResolution> {
  const row = await selectResolutions(connection)
    .where('resolutions.caseRef', '=', caseRef)
    .where('resolutionSequence', '=', sequence)
    .executeTakeFirst();
  if (row === undefined) throw new HubProblem('resolution-unknown');
  return openResolution(parts, row);
}

/** Writes a proposal under the stay's next number, which it gives. The stay's row is locked. */
export async function writeProposal(
  { sealer }: Pick<StoreParts, 'sealer'>,
  tx: Connection,
  proposal: Proposal,
): Promise<number> {
  const { caseRef, kind, step, office, wanted, actor, at } = proposal;
  const found = await tx
    .selectFrom('resolutions')
    .select((eb) => eb.fn.max<number | null>('resolutionSequence').as('last'))
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  const sequence = (found?.last ?? 0) + 1;
  const wantedSealed = sealer.seal(wanted, stayPlace(`resolution-${sequence}`, caseRef));
  await tx
    .insertInto('resolutions')
    .values({
      ...{ caseRef, resolutionSequence: sequence, kind, step, office, state: 'proposed', wantedSealed },
      ...{ proposedBy: actor, proposedAt: at },
    })
    .execute();
  return sequence;
}

/** Throws HubProblem `resolution-over` when it is not open any more. */
export async function decideProposal(
  tx: Connection,
  { caseRef, sequence, actor, at }: ResolutionDecided,
  state: 'applied' | 'withdrawn',
): Promise<void> {
  const changed = await tx
    .updateTable('resolutions')
    .set({ state, decidedBy: actor, decidedAt: at })
    .where((eb) => eb.and({ caseRef, resolutionSequence: sequence, state: 'proposed' }))
    .returning('caseRef')
    .executeTakeFirst();
  if (changed === undefined) throw new HubProblem('resolution-over');
}
