import { businessKey } from '../../domain/ids.ts';
import { asIdentified } from '../../domain/message-steps.ts';
import {
  type RecordAnswer,
  type RecordAnswers,
  type RecordFound,
  type RecordParty,
  recordAnswerKind,
  recordParties,
  recordStep,
} from '../../domain/record-answers.ts';
import type { IdentifiedFacts } from '../../domain/stay.ts';
import { askedGrounds, awaitedKeepers } from '../../policies/admission/asked-elsewhere.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import type { Activities } from '../contract.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import { swept } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { requireStayWithCover } from './stay-facts.ts';

type Waiting = Extract<Exchanged<never>, { kind: 'waiting' }>;

/** What the keepers said, or the first that may still answer. */
type Asked = { readonly kind: 'told'; readonly answers: RecordAnswers } | Waiting;

/**
 * Asks the keepers of records that the scheme names and the county can reach, side by side. Whoever does not answer within the wait that
 * the county gives it is silent: the patient does not stand at the window for it.
 */
export async function askKeepers(
  parts: Pick<ActivityParts, 'records' | 'exchange'>,
  stay: IdentifiedFacts,
  version: SchemeVersion,
): Promise<Asked> {
  const named = new Set(askedGrounds(version).map(({ keeper }) => keeper));
  const keepers = recordParties.filter((keeper) => named.has(keeper) && parts.records(keeper) !== null);
  const said = await Promise.all(keepers.map((keeper) => ask(parts, stay, keeper)));
  const waits = said.find((one) => one.kind === 'waiting');
  if (waits !== undefined) return waits;
  const answers = said.flatMap((one) => (one.kind === 'waiting' ? [] : [one]));
  return { kind: 'told', answers: Object.fromEntries(keepers.map((keeper, at) => [keeper, answers.at(at)])) };
}

async function ask(
  { records, exchange }: Pick<ActivityParts, 'records' | 'exchange'>,
  stay: IdentifiedFacts,
  keeper: RecordParty,
): Promise<RecordAnswer | Waiting> {
  const source = records(keeper);
  if (source === null) return { kind: 'silent' };
  const { caseRef, institution, personRef } = stay;
  const key = businessKey({ caseRef, step: asIdentified(stay, recordStep(keeper)) });
  const about = { key, caseRef, institution, pending: 'ask-again' } as const;
  const exchanged = await exchange(source.lookUp, { personRef }, about);
  if (exchanged.kind === 'answered') return foundIn(exchanged);
  // On hold, or turned away for a setting of ours: people know of that, and it is no reason to wait here.
  const waited = exchanged.overdue || exchanged.code !== 'agency-wait';
  return waited ? { kind: 'silent' } : exchanged;
}

/** None of them refuses; what came back and says nothing is silence. */
function foundIn({ answer }: Exclude<Exchanged<RecordFound>, { kind: 'waiting' }>): RecordAnswer {
  return answer.kind === 'done' ? answer.value : { kind: 'silent' };
}

/** Asks those again who were silent at the decision, while the patient is in care. */
export function lateRecordsActivity(parts: ActivityParts): Pick<Activities, 'sweepRecords'> {
  const { stays, schemes, clock } = parts;
  return {
    async sweepRecords({ caseRef }) {
      const { stay } = await requireStayWithCover(stays, caseRef);
      if (stay.beingCancelled) return { kind: 'cancelled' };
      const version = requireVersion(schemes, stay.scheme, stay.admittedOn);
      const kept = new Set((await stays.conditionRecords(caseRef)).map(({ kind }) => kind));
      const open = awaitedKeepers(version, stay.decision).filter(
        (keeper) => !kept.has(recordAnswerKind(keeper)),
      );
      const said = await Promise.all(open.map((keeper) => ask(parts, stay, keeper)));
      let silent = 0;
      for (const [at, keeper] of open.entries()) {
        const found = said.at(at);
        if (found === undefined || found.kind === 'waiting' || found.kind === 'silent') silent += 1;
        else
          await stays.recordCondition({
            record: { kind: recordAnswerKind(keeper), doneOn: clock.today(), doneBy: keeper, found },
            ...{ caseRef, actor: `hub/${keeper}`, at: clock.now() },
          });
      }
      return swept({ silent }, await stays.shownAttention(caseRef));
    },
  };
}
