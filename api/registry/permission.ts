import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isCaseRef, type ListId, type PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../http/authentication.ts';
import type { Criteria } from './criteria.ts';
import { Rejected } from './rejections.ts';

/** What a caller may be told of: the patient of a stay of its own, or the lists that it keeps. */
export type Permission =
  | { readonly kind: 'patient'; readonly caseRef: CaseRef; readonly personRef: PersonRef }
  | { readonly kind: 'keeper'; readonly lists: readonly ListId[] };

/** Wrong guesses of one party on one county day, after which it is told to wait. */
const mostGuesses = 50;

const refForm = /^urn:treat-first:stay:(case_[0-9a-z]{20})$/;
const purpose = z.looseObject({
  purpose: z.looseObject({ code: z.literal('admission'), ref_uri: z.string().regex(refForm) }),
});

/** Finds it, or throws Rejected; a stay that is not there is answered like one that is not the caller's, or of another patient. */
export async function permissionFor(
  deps: ApiDeps,
  caller: Caller,
  criteria: Criteria,
  authorize: unknown,
): Promise<Permission> {
  const all = await deps.parties.lists();
  const heard = caller.of === 'hospital' ? all : all.filter(({ party }) => party === caller.party);
  const ids = heard.map(({ listId }) => listId);
  const lists = criteria.lists ?? ids;
  if (!lists.every((listId) => ids.includes(listId))) throw new Rejected('list-not-own');
  if (caller.of === 'hospital') return ofPatient(deps, caller.institution, criteria, authorize);
  invariant(caller.of === 'agency', 'a role that keeps no list and treats nobody');
  return { kind: 'keeper', lists };
}

async function ofPatient(
  deps: ApiDeps,
  institution: string,
  { idNumber }: Criteria,
  authorize: unknown,
): Promise<Permission> {
  const asked = purpose.safeParse(authorize).data?.purpose.ref_uri ?? '';
  const [, caseRef = ''] = refForm.exec(asked) ?? [];
  if (idNumber === undefined || !isCaseRef(caseRef)) throw new Rejected('purpose-unfit');
  const [stay, personRef] = await Promise.all([
    deps.stays.stay(caseRef),
    deps.registry.people.find({ idNumber }),
  ]);
  const open =
    stay?.institution === institution &&
    stay.closedAt === null &&
    stay.stage !== 'Refused' &&
    stay.stage !== 'Cancelled' &&
    stay.impersonated === null;
  if (!open || personRef === undefined || stay.personRef !== personRef) throw new Rejected('purpose-unfit');
  return { kind: 'patient', caseRef, personRef };
}

/** Counts guesses of the day; only a hospital asks about one person and can be wrong. */
export function guessing({ registry, clock }: ApiDeps, { of, party }: Caller) {
  let guesses = 0;
  return {
    /** Throws HubProblem `rate-limited` when there were too many before, whatever is asked now. */
    async expectFew(): Promise<void> {
      if (of !== 'hospital') return;
      if ((await registry.peers.guessesOn(party, clock.today())) >= mostGuesses)
        throw new HubProblem('rate-limited');
    },
    note: (): void => {
      guesses += 1;
    },
    async keep(): Promise<void> {
      if (guesses > 0) await registry.peers.countGuesses(party, clock.today(), guesses);
    },
  };
}
