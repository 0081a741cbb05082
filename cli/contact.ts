import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerFor } from './speaker.ts';

const changed = z.looseObject({ caseRef: z.string(), endsWith: z.string() });

/** `hub stay contact`: how the patient is reached. */
export function contactCommand(group: Command): void {
  group
    .command('contact <caseRef> <phone>')
    .description('更正患者联系电话 · put right how the patient is reached')
    .option('--as <organisation/person>', '由谁更正 · who puts it right')
    .action(async function (this: Command, caseRef: string, phone: string, { as }: { readonly as?: string }) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/contact`;
      const sent = { method: 'PUT', path, body: { phone }, as: await speakerFor(caseRef, as) } as const;
      const found = await ask(findCounty(), changed, sent);
      const { endsWith } = found;
      print(this, found, () => `联系电话已更正,尾号 · reached at the number that ends with ${endsWith}`);
    });
}
