import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { locatedYaml } from './located-yaml.ts';
import { parsed } from './scheme-file.ts';

const yuan = z.string().regex(/^\d+\.\d\d$/, 'quoted yuan with two decimals');
const title = z.string().regex(/ · /, 'Chinese · English');

const decided = z.strictObject({
  case: title,
  article: z.string(),
  readings: z.record(z.string(), z.unknown()).optional(),
  given: z.record(z.string(), z.unknown()).default({}),
  without: z.array(z.string()).default([]),
  omissions: z.enum(['assume', 'unknown']).default('assume'),
  outcome: z.enum(['admit', 'refuse', 'review']),
  reasons: z.array(z.string()).optional(),
  conditions: z.array(z.string()).default([]),
  withoutConditions: z.array(z.string()).default([]),
  missing: z.array(z.string()).default([]),
  assumed: z.array(z.string()).default([]),
  /** Words that stand in the reasons. */
  says: z.array(z.string()).default([]),
});

const settled = z.strictObject({
  case: title,
  article: z.string(),
  readings: z.record(z.string(), z.unknown()).optional(),
  day: z.string().optional(),
  discharge: z.string().optional(),
  total: yuan,
  outOfPolicy: yuan.optional(),
  ratio: z.string().optional(),
  redCross: z.strictObject({ disease: z.string(), standard: yuan }).nullable().optional(),
  creditLine: yuan.optional(),
  used: z.record(z.string(), yuan).optional(),
  answers: z.record(z.string(), z.union([yuan, z.literal('refused')])).default({}),
  pays: z.record(z.string(), yuan).optional(),
  patient: yuan.optional(),
  parts: z.record(z.string(), yuan).optional(),
  assumed: z.array(z.string()).default([]),
  error: z.string().optional(),
});

const caseFile = z.strictObject({
  scheme: z.string(),
  base: z.record(z.string(), z.unknown()),
  decisions: z.array(decided),
  settlements: z.array(settled),
});

/** The decided cases of one scheme, as an officer writes them: amounts in yuan, one sentence and one article each. */
export type CaseFile = z.infer<typeof caseFile>;
export type SettledCase = CaseFile['settlements'][number];

/** Every `*.cases.yaml`, in the order of the schemes' ids. Throws SchemeFileError. */
export function caseFiles(): readonly CaseFile[] {
  const folder = new URL('../schemes/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cases.yaml'))
    .toSorted()
    .map((name) =>
      parsed(
        caseFile,
        locatedYaml(`policies/schemes/${name}`, readFileSync(new URL(name, folder), 'utf8')),
        [],
      ),
    );
}
