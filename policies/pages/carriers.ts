import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import { laterWorkCode } from '../engine/later-work.ts';
import type { TracedRule } from './trace.ts';

const words = { zh: z.string().min(1), en: z.string().min(1) };
const carrier = z
  .strictObject({
    by: z.array(z.string().regex(/^(route|workflow|rule):\S+$/)).default([]),
    tests: z.array(z.string().regex(/^\S+\.test\.ts › .+$/)).default([]),
    later: z.strictObject({ work: laterWorkCode, ...words }).optional(),
    none: z.strictObject(words).optional(),
  })
  .refine(
    ({ by, tests }) => (by.length === 0) === (tests.length === 0),
    'what runs has a test, and no test without it',
  )
  .refine(
    ({ by, later, none }) => by.length > 0 || later !== undefined || none !== undefined,
    'leads nowhere',
  )
  .refine(
    ({ by, later, none }) => none === undefined || (by.length === 0 && later === undefined),
    'none, and yet something',
  );
const form = z.strictObject({
  carriers: z.record(z.string(), carrier),
});

/** What carries out one entry: what runs, what exercises it, what is left for later work, or why there is no software. */
export type Carrier = z.infer<typeof carrier>;
/** The register of carriers. */
export type Carriers = z.infer<typeof form>;

/** Reads carriers.yaml. Throws when its form is wrong. */
export function readCarriers(
  text = readFileSync(new URL('carriers.yaml', import.meta.url), 'utf8'),
): Carriers {
  return form.parse(parse(text));
}

/** What the register points to, as it is in the repository. */
export interface Pointed {
  readonly routes: ReadonlySet<string>;
  readonly workflows: ReadonlySet<string>;
  readonly testText: (file: string) => string | undefined;
}

/** The operations of docs/openapi.json, the exported workflows and the test files. */
export function pointed(): Pointed {
  const root = new URL('../../', import.meta.url);
  const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
  const document = JSON.parse(read('docs/openapi.json')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  return {
    routes: new Set(operations.flatMap(({ operationId }) => operationId ?? [])),
    workflows: new Set(
      [...read('workflows/index.ts').matchAll(/export \{ (\w+) \}/g)].map(([, name]) => name ?? ''),
    ),
    testText: (file) => (existsSync(new URL(file, root)) ? read(file) : undefined),
  };
}

/** What is wrong with the register: a pointer to what is not there, a name that nothing uses or that has no carrier. */
export function carrierFaults(
  { carriers }: Carriers,
  { routes, workflows, testText }: Pointed,
  { rules, named }: { readonly rules: readonly TracedRule[]; readonly named: readonly string[] },
): readonly string[] {
  const known = new Set(rules.map(({ name }) => name));
  const points = { route: routes, workflow: workflows, rule: known };
  const needed = [...named, ...known].filter((name) => !name.includes('/') || name.includes('/practice.'));
  return [
    ...[...new Set(needed)]
      .filter((name) => entryOf(carriers, name) === undefined)
      .map((name) => `${name} has no carrier`),
    ...Object.entries(carriers).flatMap(([name, { by, tests }]) => [
      ...(known.has(name) || named.includes(name) ? [] : [`${name} is in no scheme and no source`]),
      ...by.flatMap((pointer) => {
        const [kind = '', what = ''] = pointer.split(/:(.*)/);
        return points[kind as keyof typeof points].has(what) ? [] : [`${name}: there is no ${kind} ${what}`];
      }),
      ...tests.flatMap((test) => {
        const [file = '', title = ''] = test.split(/ › (.*)/);
        return testText(file)?.includes(`'${title}'`) === true ? [] : [`${name}: there is no test ${test}`];
      }),
    ]),
  ];
}
