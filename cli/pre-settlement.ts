import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { speakerFor } from './speaker.ts';
import { yuan } from './text.ts';

/** What the bill would come to at the insurer, as a person reads it. */
export const readablePreSettlement = z.looseObject({
  ...{ asOf: z.string(), totalFen: z.number(), zh: z.string(), en: z.string() },
  code: z.string().nullable(),
  shares: z.array(z.object({ payer: z.string(), fen: z.number() })).nullable(),
  patientFen: z.number().nullable(),
});
type PreSettlement = z.infer<typeof readablePreSettlement>;

const readable = z.looseObject({ institution: z.string(), preSettlement: readablePreSettlement.nullable() });

/** Asks the insurer what the bill would come to. */
export async function tryBill(
  command: Command,
  caseRef: string,
  { bill }: { readonly bill?: string },
): Promise<void> {
  const county = findCounty();
  const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
  const body = bill === undefined ? {} : { bill: readJsonFile(bill) };
  const as = await speakerFor(caseRef, undefined);
  const asked = { method: 'POST', path: `${path}/pre-settlements`, as, body } as const;
  const { preSettlement } = await ask(county, readable, asked);
  print(command, { preSettlement }, () => preSettlementText(preSettlement).join('\n'));
}

/** The newest question, a line each. */
export function preSettlementText(found: PreSettlement | null): readonly string[] {
  if (found === null) return [];
  const { asOf, totalFen, zh, en, code, shares, patientFen } = found;
  return [
    `医保预结算 · pre-settlement  ${yuan(totalFen)} (${asOf})   ${zh} · ${en}${code === null ? '' : ` (${code})`}`,
    ...(shares ?? []).map(({ payer, fen }) => `  ${payer}  ${yuan(fen)}`),
    ...(patientFen === null ? [] : [`  患者 · patient  ${yuan(patientFen)}`]),
  ];
}
