import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChargeEntry,
  type ChargePolicy,
  chargeFaults,
  chargeKey,
  chargePolicyCodes,
  chargeSums,
  lacksSignature,
  ownPartHigh,
  type StandingCharge,
} from './charges.ts';
import { fen, subtractFen } from './money.ts';

interface List {
  readonly listNo: string;
  readonly entries: readonly ChargeEntry[];
}

function charged(amount: number, policy: ChargePolicy = 'inside', corrects: ChargeEntry['corrects'] = null) {
  return {
    ...{ code: 'X1', name: '床位费', category: 'bed', quantity: '1', fen: fen(amount), policy },
    ...{ signature: null, corrects },
  } as const satisfies ChargeEntry;
}

/** Lists as they are taken one after the other; those that cannot stand are left out. */
function taken(lists: readonly List[]) {
  const standing = new Map<string, StandingCharge>();
  const entries: ChargeEntry[] = [];
  let refused = 0;
  for (const list of lists) {
    if (chargeFaults(list, standing).length > 0) {
      refused += 1;
      continue;
    }
    for (const [at, entry] of list.entries.entries()) {
      const { policy, corrects } = entry;
      const known = corrects && standing.get(chargeKey(corrects));
      if (corrects !== null && known?.leftFen != null)
        standing.set(chargeKey(corrects), { policy, leftFen: fen(known.leftFen + entry.fen) });
      standing.set(chargeKey({ listNo: list.listNo, line: at + 1 }), {
        ...{ policy, leftFen: corrects === null ? entry.fen : null },
      });
      entries.push(entry);
    }
  }
  return { refused, sums: chargeSums(entries) };
}

/** Days of charges, then corrections that together take back no more than each entry was. */
const stay = fc
  .array(
    fc.record({
      amount: fc.integer({ min: 0, max: 1_000_000 }),
      policy: fc.constantFrom(...chargePolicyCodes),
      parts: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((said) => ({
    charges: said.map(
      ({ amount, policy }, at): List => ({ listNo: `L${at}`, entries: [charged(amount, policy)] }),
    ),
    corrections: said.flatMap(({ amount, policy, parts }, at) =>
      parts.flatMap((part, turn): readonly List[] => {
        const back = Math.floor((amount * part) / 300);
        const corrects = { listNo: `L${at}`, line: 1 };
        return back === 0 ? [] : [{ listNo: `C${at}-${turn}`, entries: [charged(-back, policy, corrects)] }];
      }),
    ),
  }));

describe('what a stay was charged', () => {
  test('charges and corrections in any order give the same sums, and nothing is refused', () => {
    fc.assert(
      fc.property(stay, fc.infiniteStream(fc.nat()), ({ charges, corrections }, dice) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, by: Number(dice.next().value) }))
            .toSorted((a, b) => a.by - b.by)
            .map(({ item }) => item);
        const straight = taken([...charges, ...corrections]);
        expect(straight.refused).toBe(0);
        expect(taken([...shuffled(charges), ...shuffled(corrections)])).toEqual(straight);
      }),
    );
  });

  test('however the entries are cut into lists, the sums are the same, and inside with outside is the total', () => {
    fc.assert(
      fc.property(stay, fc.nat({ max: 12 }), ({ charges }, cut) => {
        const entries = charges.flatMap((list) => list.entries);
        const [one, other] = [chargeSums(entries.slice(0, cut)), chargeSums(entries.slice(cut))];
        const whole = chargeSums(entries);
        expect(fen(one.totalFen + other.totalFen)).toBe(whole.totalFen);
        expect(fen(one.outsideFen + other.outsideFen)).toBe(whole.outsideFen);
        expect(whole.selfPaidFen).toBeLessThanOrEqual(whole.outsideFen);
        expect(subtractFen(whole.totalFen, whole.outsideFen)).toBe(
          chargeSums(entries.filter(({ policy }) => policy === 'inside')).totalFen,
        );
      }),
    );
  });
});

describe('a correction that cannot stand', () => {
  const standing = new Map<string, StandingCharge>([
    ['L1/1', { policy: 'inside', leftFen: fen(500) }],
    ['L1/2', { policy: 'inside', leftFen: null }],
  ]);
  const back = (amount: number, line: number, policy: ChargePolicy = 'inside') =>
    charged(amount, policy, { listNo: 'L1', line });
  test.each([
    ['of an entry that nobody charged', [back(-1, 3)], 'corrected-entry-unknown', 'corrects'],
    ['of a correction', [back(-1, 2)], 'corrected-entry-is-correction', 'corrects'],
    ['beyond what is left', [back(-501, 1)], 'correction-beyond-corrected', 'fen'],
    ['of another policy', [back(-1, 1, 'outside')], 'correction-differs', 'policy'],
  ])('%s', (_, entries, code, field) => {
    expect(chargeFaults({ listNo: 'L2', entries }, standing)).toEqual([{ at: 0, field, code }]);
  });

  test('is found with the others of its list: two that fit alone may be too much together', () => {
    const list = { listNo: 'L2', entries: [back(-300, 1), back(-300, 1)] };
    expect(chargeFaults(list, standing)).toEqual([
      { at: 1, field: 'fen', code: 'correction-beyond-corrected' },
    ]);
  });

  test('an entry of the list itself may be corrected in it', () => {
    const entries = [charged(100), charged(-100, 'inside', { listNo: 'L9', line: 1 })];
    expect(chargeFaults({ listNo: 'L9', entries }, new Map())).toEqual([]);
  });
});

test('a self-paid item wants a signature, except in an emergency, where it is signed, or where it only corrects', () => {
  const signature = { signedBy: 'patient', signerName: '张三', signedOn: '2024-03-01' as never } as const;
  const bare = charged(100, 'self-paid');
  expect(lacksSignature(bare, false)).toBe(true);
  expect(lacksSignature(bare, true)).toBe(false);
  expect(lacksSignature({ ...bare, signature }, false)).toBe(false);
  expect(lacksSignature({ ...bare, corrects: { listNo: 'L1', line: 1 } }, false)).toBe(false);
  expect(lacksSignature(charged(100, 'outside'), false)).toBe(false);
});

test('the own part is high from the limit on, by share or by amount', () => {
  const rule = { sharePermille: 300, amountFen: fen(5_000) };
  const at = (own: number, total: number) =>
    ownPartHigh(rule, { ownPartFen: fen(own), totalFen: fen(total) });
  expect(at(299, 1_000)).toBeNull();
  expect(at(300, 1_000)).toBe('share');
  expect(at(5_000, 1_000_000)).toBe('amount');
  expect(at(0, 0)).toBeNull();
});
