import type { CaseRef } from '../../domain/ids.ts';
import type { Attention, CoveredFacts } from '../../domain/stay.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { Activities, InsurerAnswer, Swept } from '../contract.ts';
import { refusalDetail } from '../exchange/refusal.ts';
import { sweptAwaiting, sweptDone } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { requireStayWithCover } from './stay-facts.ts';
import { type TakenBack, takingBack } from './taking-back.ts';

/**
 * A stay that was entered by mistake: undone where the insurer knows of it, then `Cancelled`. One under somebody else's card is
 * undone there too, and goes on without the insurer.
 */
export function cancellingActivity(parts: ActivityParts): Pick<Activities, 'sweepCancel'> {
  const { stays, clock } = parts;
  const { visit } = takingBack(parts);
  return {
    async sweepCancel({ caseRef }) {
      const place = { caseRef, step: 'cancel' };
      const { stay, cover } = await requireStayWithCover(stays, caseRef);
      if (stay.impersonated !== null && !stay.beingCancelled && cover !== null) {
        const back = await unregistered(parts, { ...stay, ...cover, ...stay.discharge });
        return back ?? sweptDone(parts, place, { kind: 'answered' });
      }
      // Nobody without cover, or without insurance, was ever registered there.
      if (stay.stage !== 'Cancelled' && cover !== null && cover.insurance.type !== null) {
        const covered: CoveredFacts = { ...stay, ...cover, ...stay.discharge };
        const back = await visit(covered);
        if (back.kind !== 'undone') return stuckTakingBack(parts, place, back);
      }
      await stays.recordCancelled(caseRef, clock.now());
      return sweptDone(parts, place, { kind: 'answered' });
    },
  };
}

/** Undoes at the insurer what it knows of a stay under somebody else's card; null once nothing is left there. */
export async function unregistered(
  parts: ActivityParts,
  stay: CoveredFacts & Pick<StayRecord, 'impersonated'>,
): Promise<Swept<InsurerAnswer> | null> {
  const { stays, clock } = parts;
  const { caseRef, insurance, impersonated } = stay;
  if (impersonated === 'unregistered') return null;
  if (insurance.type !== null) {
    const back = await takingBack(parts).visit(stay);
    if (back.kind !== 'undone') return stuckTakingBack(parts, { caseRef, step: 'cancel' }, back);
  }
  await stays.recordUnregistered(caseRef, clock.now());
  return null;
}

/** What is not taken back yet: whoever must act is told, and nothing else is done meanwhile. */
export async function stuckTakingBack(
  parts: Pick<ActivityParts, 'stays' | 'clock'>,
  place: { readonly caseRef: CaseRef; readonly step: string },
  back: Exclude<TakenBack, { kind: 'undone' }>,
): Promise<Swept<InsurerAnswer>> {
  const { stays, clock } = parts;
  const { caseRef, step } = place;
  // Where it is not known what became of it, that is what people must hear.
  if (back.kind === 'waiting' && back.code !== 'outcome-unknown') return sweptAwaiting(parts, place, back);
  const since = clock.now();
  const attention: Attention =
    back.kind === 'refused'
      ? { ...whoActs, code: 'reversal-not-possible', since, step, detail: refusalDetail(back) }
      : { ...whoActs, code: 'reversal-unknown', since, step };
  const shown = (await stays.raiseAttention(caseRef, attention, since)) ?? attention;
  // The insurer is asked again by itself; what it has answered for good waits for a person.
  if (back.kind === 'waiting') return { kind: 'waiting', attention: shown, overdue: true };
  return { kind: 'done', value: { kind: 'refused', attention: shown } };
}

const whoActs = { blockedOn: 'medical-insurance' } as const;
