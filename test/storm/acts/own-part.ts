import { createHash } from 'node:crypto';
import { HubCallError } from '../../../county/hub-client.ts';
import { addDays } from '../../../domain/dates.ts';
import { goesOn, pays, proposed, type UnderWay } from '../afterwards.ts';
import type { PlannedStay } from '../planned-stay.ts';

/** Pays the own part, as the patient of this stay does: at once, from the bank's line and the rest in cash, or by a plan of instalments. */
export async function paysOwnPart(stay: UnderWay, how: PlannedStay['pays']): Promise<void> {
  if (how === 'credit-line') await drawn(stay);
  if (how === 'instalments') return byInstalments(stay);
  await goesOn(stay, async (view) => !(await pays(stay, view)));
}

/** The patient agrees to the draw; over once the bank has answered. What the line does not bear is paid in cash. */
async function drawn(stay: UnderWay): Promise<void> {
  const { hub, caseRef, today } = stay;
  const consent = { basis: 'consent', consentedOn: today(), consentedBy: 'patient' };
  await goesOn(stay, async () => {
    await hub.post(`/v1/stays/${caseRef}/credit-draws`, consent).catch((failure: unknown) => {
      // Nothing of it may be drawn, the bank has no line any more, or it was ordered before.
      if (!(failure instanceof HubCallError && [409, 422].includes(failure.status))) throw failure;
    });
    return true;
  });
  await goesOn(stay, async ({ creditLine }) => {
    const states = (creditLine?.draws ?? []).map(({ state }) => state);
    return states.every((state) => state !== 'due' && state !== 'sent');
  });
}

/** Two instalments, agreed on by two people of the hospital; paid by halves, whenever. */
async function byInstalments(stay: UnderWay): Promise<void> {
  const { caseRef, today } = stay;
  const sha256 = createHash('sha256').update(caseRef).digest('hex');
  const signedOn = today();
  let asked = false;
  await goesOn(stay, async (view) => {
    const open = view.receivables?.patient.balanceFen ?? 0;
    if (open <= 1 || asked) return true;
    const half = Math.ceil(open / 2);
    const said = await proposed(stay, {
      ...{ kind: 'defer', on: 'patient-account' },
      agreement: {
        ...{ template: '本院延期（分期）还款协议书', textVersion: 'deferral-2024-1', signedBy: 'family' },
        ...{ signerName: '家属', signedOn, sha256 },
      },
      instalments: [
        { dueOn: addDays(signedOn, 2), fen: half },
        { dueOn: addDays(signedOn, 5), fen: open - half },
      ],
    });
    // A stay that went on is looked at again; where no plan fits the patient pays.
    asked = said !== 'resolution-stale';
    return asked;
  });
  // Somebody confirms it, or withdraws what does not fit any more.
  await goesOn(stay, async () => {
    const { resolutions } = await stay.hub.get<Proposals>(`/v1/stays/${caseRef}/resolutions`);
    return resolutions.every(({ kind, state }) => kind !== 'defer' || state !== 'proposed');
  });
  await goesOn(stay, async (view) => !(await pays(stay, view, (due) => Math.ceil(due / 2))));
}

interface Proposals {
  readonly resolutions: readonly { readonly kind: string; readonly state: string }[];
}
