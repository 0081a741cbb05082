import { type PayerId, payers } from '../../domain/ids.ts';
import { type Fen, subtractFen, zeroFen } from '../../domain/money.ts';
import type { Answer } from '../answer.ts';
import type { CoreSettlement, InsuredRecord } from './port.ts';

/** An answer as the hospital's IT reads it, and what it lacks. */
export interface Understood {
  readonly answer: Answer<unknown>;
  readonly missing: readonly string[];
  /** Of a person who is not in the register: no number and no cover, which the product takes for an answer. */
  readonly person?: unknown;
}

/** A person: covers, additions, labels, and the rows that do not count. A cover without a state is for a person to clear up. */
export function understoodPerson(answer: Answer<InsuredRecord>): Understood {
  if (answer.kind !== 'done') return { answer, missing: [] };
  const { personNo, covers, additions, labels, setAside } = answer.value;
  const person = { personNo, covers, additions, labels, setAside };
  if (personNo === null)
    return { answer: { kind: 'refused', code: 'person-not-found' }, missing: [], person };
  const unclear = covers.filter(({ status }) => status === 'unclear');
  return {
    answer: { kind: 'done', value: person },
    missing: [
      ...unclear.map(({ type }) => `insuinfo.psn_insu_stas: ${type}`),
      ...setAside
        .filter(({ reason }) => reason !== 'not-in-force')
        .map(({ field, says }) => (says === '' ? field : `${field}: ${says}`)),
    ],
  };
}

type Amounts = Omit<CoreSettlement, 'settlementRef'> & { readonly settlementRef?: string };

/** A settlement: whose share is how much (fen), zero shares left out. */
export function understoodSettlement(
  answer: Answer<Amounts>,
  stage: 'settled' | 'pre-settlement',
): Understood {
  if (answer.kind !== 'done') return { answer, missing: [] };
  return { answer: { kind: 'done', value: { stage, ...amounts(answer.value) } }, missing: [] };
}

/** A settlement that is taken back: every amount negative, as it came. */
export function understoodReversal(answer: Answer<Amounts>): Understood {
  if (answer.kind !== 'done') return { answer, missing: [] };
  const taken = amounts(answer.value);
  const back = (fen: Fen): Fen => subtractFen(zeroFen, fen);
  return {
    answer: {
      kind: 'done',
      value: {
        stage: 'reversal',
        ...taken,
        ...{ totalFen: back(taken.totalFen), inPolicyFen: back(taken.inPolicyFen) },
        shares: taken.shares.map(({ payer, fen }) => ({ payer, fen: back(fen) })),
        accountFen: back(taken.accountFen),
        familyAccountFen: back(taken.familyAccountFen),
        cashFen: back(taken.cashFen),
      },
    },
    missing: [],
  };
}

function amounts({ answers, ...sums }: Amounts) {
  const told = Object.entries(answers) as readonly [PayerId, NonNullable<(typeof answers)[PayerId]>][];
  const inOrder = told.toSorted(([a], [b]) => payers.indexOf(a) - payers.indexOf(b));
  const shares = inOrder.flatMap(([payer, said]) =>
    'paidFen' in said && said.paidFen > 0 ? [{ payer, fen: said.paidFen }] : [],
  );
  const refused = inOrder.flatMap(([payer, said]) =>
    'refused' in said ? [{ payer, code: said.refused }] : [],
  );
  return { ...sums, shares, ...(refused.length === 0 ? {} : { refused }) };
}
