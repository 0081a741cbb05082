import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerFor } from './speaker.ts';
import { yuan } from './text.ts';

const deposit = z.looseObject({
  ...{ caseRef: z.string(), state: z.string(), zh: z.string(), en: z.string() },
  ...{ atMostFen: z.number().nullable(), stillFen: z.number().nullable() },
});

/** `hub stay deposit`: the most that may be asked where the deposit is not waived. */
export function depositCommand(group: Command): void {
  group
    .command('deposit <caseRef>')
    .description(
      '不免押金时预交金的上限及算式 · the most that may be asked as a deposit, with its arithmetic',
    )
    .option('--as <organisation/person>', '由谁查看 · who looks, as organisation/actor')
    .action(async function (this: Command, caseRef: string, { as }: { readonly as?: string }) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/deposit`;
      const found = await ask(findCounty(), deposit, { path, as: await speakerFor(caseRef, as) });
      print(this, found, () => depositLines(found).join('\n'));
    });
}

function depositLines({ zh, en, atMostFen, stillFen }: z.infer<typeof deposit>): readonly string[] {
  const most = atMostFen === null || stillFen === null ? [] : [yuan(atMostFen), yuan(stillFen)];
  const [atMost, still] = most;
  return [
    ...(atMost === undefined
      ? []
      : [`预交金至多 · deposit at most ${atMost}   尚可收 · may still be asked ${still}`]),
    `  ${zh} · ${en}`,
  ];
}
