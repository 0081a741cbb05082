import type { Activities } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';

/** The end of a stay: every obligation final, the patient's part paid. */
export function closingActivity({
  stays,
  clock,
}: Pick<ActivityParts, 'stays' | 'clock'>): Pick<Activities, 'closeStay'> {
  return {
    async closeStay({ caseRef }) {
      const end = await stays.closeStay(caseRef, clock.now());
      if (end.kind === 'cancelled') return { closed: false, cancelled: true };
      if (end.kind === 'void') return { closed: false, unregister: true };
      if (end.kind === 'interim') return { closed: false, interim: true };
      if (end.kind === 'amended') return { closed: false, again: true };
      if (end.kind === 'at-bank') return { closed: false, bank: true };
      const shown = end.kind === 'open' ? end.shown : null;
      return shown === null ? { closed: end.kind === 'closed' } : { closed: false, attention: shown };
    },
  };
}
