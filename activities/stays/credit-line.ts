import { businessKey } from '../../domain/ids.ts';
import { asIdentified } from '../../domain/message-steps.ts';
import type { IdentifiedFacts } from '../../domain/stay.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import type { ActivityParts } from '../parts.ts';

/** Asks the bank for the person's credit line, once at admission and once at discharge; null where the scheme has none. */
export async function askCreditLine(
  { bank, exchange, stays, clock }: Pick<ActivityParts, 'bank' | 'exchange' | 'stays' | 'clock'>,
  stay: IdentifiedFacts,
  { version, step }: { readonly version: SchemeVersion; readonly step: `credit-line${'' | '-at-discharge'}` },
) {
  if (version.credit === null) return null;
  const { caseRef, institution, personRef } = stay;
  const key = businessKey({ caseRef, step: asIdentified(stay, step) });
  return exchange(
    bank.creditLine,
    { personRef },
    {
      ...{ key, caseRef, institution, pending: 'ask-again' },
      keep: async (line, _, tx) => {
        if (line === null) return;
        const { mandateSignedOn = null, cardBound = false, holds = false } = line;
        await stays.recordCreditLine(
          caseRef,
          { ...line, mandateSignedOn, cardBound, holds, at: clock.now() },
          tx,
        );
      },
    },
  );
}
