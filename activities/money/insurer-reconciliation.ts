import {
  comparedWith,
  type Difference,
  type OwnSettlement,
  type ReconciliationName,
  unknownThere,
} from '../../domain/insurer-reconciliation.ts';
import { sumFen, zeroFen } from '../../domain/money.ts';
import type { Attention } from '../../domain/stay.ts';
import type { ReconciliationOutcome } from '../../store/money/insurer-reconciliations.ts';
import type { TellableSettlement } from '../../store/money/own-settlements.ts';
import type { Activities } from '../contract.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import type { ActivityParts } from '../parts.ts';

type Parts = Pick<ActivityParts, 'stays' | 'insurer' | 'lookUp' | 'reconciliations' | 'clock'>;

/** What ends a try: the insurer did not answer, or said no. */
class Stopped extends Error {
  readonly waiting: Extract<Exchanged<unknown>, { kind: 'waiting' }> | null;
  readonly refusal: string | null;

  constructor(exchanged: Exchanged<unknown>) {
    super('reconciliation stopped');
    this.waiting = exchanged.kind === 'waiting' ? exchanged : null;
    const { answer } = exchanged.kind === 'answered' ? exchanged : { answer: null };
    this.refusal = answer?.kind === 'refused' ? answer.code : null;
  }
}

/** One try to hold a hospital's settlements of some days against the insurer's book; nothing changes there, so it may run as often as it likes. */
export function insurerReconciliationActivity(parts: Parts): Pick<Activities, 'reconcileWithInsurer'> {
  const { stays, reconciliations, clock } = parts;
  return {
    async reconcileWithInsurer(name) {
      const known = await reconciliations.one(name);
      if (known?.state !== 'asked') return { kind: 'answered' };
      const own = await stays.settledWithin(name);
      const answer = async (outcome: Omit<ReconciliationOutcome, 'sums'>) => {
        await reconciliations.answer(name, { ...outcome, sums: sumsOf(own) }, clock.now());
        return { kind: 'answered' } as const;
      };
      try {
        return await answer(await outcomeOf(parts, name, own));
      } catch (failure) {
        if (!(failure instanceof Stopped)) {
          await reconciliations.waits(name, 'hub-fault');
          throw failure;
        }
        if (failure.refusal !== null)
          return answer({ state: 'refused', code: failure.refusal, others: null, differences: [] });
        const code = failure.waiting?.code ?? 'agency-wait';
        await reconciliations.waits(name, code);
        const attention: Attention = {
          ...{ code, blockedOn: failure.waiting?.party ?? 'medical-insurance' },
          ...{ since: known.askedAt, step: 'reconcile-insurer' },
        };
        return { kind: 'waiting', attention };
      }
    },
  };
}

/** The totals first, kind of insurance by kind; the detail only where one does not balance, or nothing is there to be summed up. */
async function outcomeOf(
  parts: Parts,
  name: ReconciliationName,
  own: readonly TellableSettlement[],
): Promise<Omit<ReconciliationOutcome, 'sums'>> {
  const none = { code: null, others: null, differences: [] };
  if (own.length > 0 && (await balances(parts, name, own))) return { state: 'balanced', ...none };
  const { differences, others } = await detail(parts, name, own);
  return { state: differences.length === 0 ? 'agrees' : 'differs', code: null, others, differences };
}

async function balances(
  parts: Parts,
  name: ReconciliationName,
  own: readonly TellableSettlement[],
): Promise<boolean> {
  const { insurer } = parts;
  for (const [type, settlements] of Map.groupBy(own, ({ insurance }) => insurance.type)) {
    if (type === null) continue;
    const request = { ...daysOf(name), type, settlements };
    if (!(await answered(parts, name, [`total-${type}`, insurer.reconcileTotal, request])).balanced)
      return false;
  }
  return true;
}

async function detail(parts: Parts, name: ReconciliationName, own: readonly TellableSettlement[]) {
  const { insurer, stays } = parts;
  const { institution, fromOn, toOn, run } = name;
  const filename = `${institution}_${fromOn}_${toOn}_${run}`;
  const file = { institution, filename, settlements: own };
  const { fileNo } = await answered(parts, name, ['upload', insurer.uploadFile, file]);
  const list = { ...daysOf(name), settlements: own, fileNo };
  const result = await answered(parts, name, ['detail', insurer.reconcileDetail, list]);
  const rows = await answered(parts, name, [
    'result',
    insurer.downloadReconciled,
    { institution, ...result },
  ]);
  const book = await stays.ownBook(name, {
    settlementRefs: rows.map(({ settlementRef }) => settlementRef),
    visitRefs: rows.map(({ visitRef }) => visitRef),
  });
  const { differences, doubted, others } = comparedWith(rows, book);
  const missing = await Promise.all(doubted.map((one) => missingThere(parts, name, [own, one])));
  return { differences: [...differences, ...missing.flat()], others };
}

/** The insurer is asked for that one settlement (5203): what it settled a moment before or after midnight is of another day there, and stands. */
async function missingThere(
  parts: Parts,
  name: ReconciliationName,
  [own, doubted]: readonly [readonly TellableSettlement[], OwnSettlement],
): Promise<readonly Difference[]> {
  const { settlementRef } = doubted;
  const known = own.find((one) => one.settlementRef === settlementRef);
  if (known === undefined) return [unknownThere(doubted)];
  const { visitRef, personNo, insurance } = known;
  const request = { institution: name.institution, visitRef, personNo, insurance, settlementRef };
  const { settled } = await answered(parts, name, [
    `settled-${settlementRef}`,
    parts.insurer.settled,
    request,
  ]);
  return settled ? [] : [unknownThere(doubted)];
}

/** Throws Stopped. */
async function answered<Request extends { readonly institution: ReconciliationName['institution'] }, Value>(
  { lookUp }: Parts,
  { institution, fromOn, toOn, run }: ReconciliationName,
  [step, call, request]: readonly [string, Parameters<typeof lookUp<Request, Value>>[0], Request],
): Promise<Value> {
  const key = `reconcile-insurer/${institution}/${fromOn}_${toOn}/${run}/${step}`;
  const exchanged = await lookUp(call, request, key);
  if (exchanged.kind === 'answered' && exchanged.answer.kind === 'done') return exchanged.answer.value;
  throw new Stopped(exchanged);
}

function daysOf({ institution, fromOn, toOn }: ReconciliationName) {
  return { institution, fromOn, toOn };
}

function sumsOf(own: readonly OwnSettlement[]): ReconciliationOutcome['sums'] {
  return {
    settlements: own.length,
    totalFen: sumFen(own.map(({ totalFen }) => totalFen)),
    fundFen: sumFen(own.map(({ fundFen }) => fundFen)),
    accountFen: sumFen(own.map(({ accountFen }) => accountFen ?? zeroFen)),
  };
}
