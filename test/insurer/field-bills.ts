import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { checkCaptured } from '../../adapters/medical-insurance/captured.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { type Dice, mutated } from './mutations.ts';

const folder = new URL('../../policies/insurers/field-cases/', import.meta.url);
const bill = z.looseObject({
  stage: z.enum(['settled', 'pre-settlement', 'reversal']),
  ...{ totalFen: z.int(), accountFen: z.int(), familyAccountFen: z.int(), cashFen: z.int() },
  shares: z.array(z.strictObject({ payer: z.string(), fen: z.int() })),
});
const read = (text: string) => checkCaptured(text, loadInsurerRegions(), '2026-11-28');

/** The captured settlements of every region, each with what it comes to. */
const settlements = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const right = bill.safeParse(read(text).value);
    return right.success ? [{ file: JSON.parse(text) as { reply: unknown }, right: right.data }] : [];
  });

/** Mutates the reply of one captured settlement and reads it again: what it comes to still adds up, and no payer is put in another's place. */
export function triedBill(dice: Dice): {
  readonly kind: string;
  readonly broken: string | null;
  readonly body: string;
} {
  const { file, right } = settlements[dice(settlements.length)] ?? { file: { reply: null }, right: null };
  const { body, sameMeaning } = mutated(file.reply, dice);
  const { kind, value } = read(JSON.stringify({ ...file, reply: body }));
  const found = bill.safeParse(value);
  const broken = found.success && right !== null ? brokenIn(found.data, right, sameMeaning) : null;
  return { kind, broken, body };
}

type Bill = z.infer<typeof bill>;

function brokenIn(found: Bill, right: Bill, sameMeaning: boolean): string | null {
  const parts = [
    ...found.shares.map(({ fen }) => fen),
    found.accountFen,
    found.familyAccountFen,
    found.cashFen,
  ];
  if (parts.reduce((sum, part) => sum + part, 0) !== found.totalFen) return 'the parts are not the total';
  const sign = found.stage === 'reversal' ? -1 : 1;
  if (parts.some((part) => part * sign < 0)) return 'a part of the wrong sign';
  if (!sameMeaning || found.totalFen !== right.totalFen) return null;
  return JSON.stringify(found.shares) === JSON.stringify(right.shares) ? null : 'other payers';
}
