import { setTimeout as wait } from 'node:timers/promises';
import type { CountyPerson } from '../adapters/simulation.ts';
import type { CountyClock } from '../domain/clock.ts';
import type { CaseRef } from '../domain/ids.ts';
import { fen, formatYuan } from '../domain/money.ts';
import type { County } from './county.ts';
import type { Hospital } from './hospital.ts';
import { clearFaults, setFault } from './party-processes.ts';
import type { Say } from './servers/downloads.ts';
import type { StayView } from './stay-view.ts';

const troubleMs = 90_000;

/**
 * The insurer's settlement desk is away for a while for one stay: it waits to be settled, is seen, and goes on by itself. Of every
 * other stay the desk answers, and faults that somebody else switched on stay on.
 */
export async function insurerAway(
  { addresses }: Pick<County, 'addresses'>,
  { caseRef, signal }: { readonly caseRef: CaseRef; readonly signal: AbortSignal },
): Promise<void> {
  const insurer = addresses.parties['medical-insurance'];
  await setFault(insurer, { kind: 'refuse', operations: ['discharge', 'settle'], about: caseRef });
  await wait(troubleMs, undefined, { signal }).catch(() => undefined);
  await clearFaults(insurer, caseRef);
}

/** The admission desk forgot its look at the category; the hub says so once its day has passed, and it is made up for. */
export async function rememberedLater(
  hospital: Hospital,
  {
    person,
    clock,
    say,
  }: { readonly person: CountyPerson; readonly clock: Pick<CountyClock, 'today'>; readonly say: Say },
  until: (done: (view: StayView) => boolean) => Promise<StayView | null>,
): Promise<void> {
  const late = await until(
    ({ attention, stage }) => stage !== 'Admitted' || attention.some(({ code }) => code === 'condition-due'),
  );
  // Once the patient has left nobody looks any more.
  if (late?.stage !== 'Admitted') return;
  await hospital.doWhatIsAsked(late, person, { on: clock.today() });
  say(
    `── ${late.caseRef}: 入院处漏做第二次核实,到期提示后补办 / the second check was missing, was shown, and came ──`,
  );
}

/** The insurer is silent at discharge: the patient pays what is known and goes home, and is settled later. */
export async function leftFirst(
  hospital: Hospital,
  caseRef: CaseRef,
  { clock, say }: { readonly clock: Pick<CountyClock, 'today'>; readonly say: Say },
): Promise<void> {
  const paid = await hospital.leaveFirst(caseRef, clock.today());
  if (paid === null) return;
  say(
    `── ${caseRef}: 医保未答复,患者先缴 ${formatYuan(fen(paid))} 元离院,后结算 / the insurer was silent, the patient paid what is known, went home, and is settled later ──`,
  );
}
