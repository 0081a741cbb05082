import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type CliConfig, cliConfig } from '../config.ts';
import { entryOf } from '../domain/entry.ts';
import { HubProblem } from '../domain/failures.ts';

const url = z.url();
const addresses = z.looseObject({
  api: url,
  docs: url.optional(),
  temporal: z.string().optional(),
  temporalUi: url.optional(),
  codec: url.optional(),
  parties: z.record(z.string(), url).optional(),
});
/** Where the parts of a county listen (`addresses.json`). */
export type Addresses = z.infer<typeof addresses>;

const credential = z.looseObject({ token: z.string() });
const credentials = z.looseObject({
  operator: credential,
  hospitals: z.record(z.string(), credential).default({}),
  agencies: z.record(z.string(), credential).default({}),
  payers: z.record(z.string(), credential).default({}),
  /** Who acts, by organisation and role. */
  people: z
    .record(z.string(), z.record(z.string(), z.array(credential.extend({ actor: z.string() }))))
    .default({}),
});
/** Bearer credentials of a county's parties (`credentials.json`). */
export type Credentials = z.infer<typeof credentials>;

/** On whose behalf a command speaks. */
export type Speaker =
  | { readonly role: 'operator' }
  | { readonly role: 'hospital'; readonly institution: string }
  | { readonly role: 'agency'; readonly listId: string }
  /** A person of an organisation, by the code of the actor, or the first of a role. */
  | { readonly role: 'person'; readonly of: string; readonly who: string };

/** The county that commands speak to. */
export interface KnownCounty {
  readonly directory: string;
  readonly api: string;
  /** Throws HubProblem `county-not-found` when there is no credential for the speaker, `command-invalid` for a person whom nobody knows. */
  readonly tokenOf: (speaker: Speaker) => string;
}

/** Finds the county: the environment first, then the state directory here, then the one of this checkout. Throws HubProblem `county-not-found`. */
export function findCounty(config: CliConfig = cliConfig()): KnownCounty {
  const directory = countyDirectory(config);
  const api = config.apiUrl ?? readAddresses(directory)?.api;
  if (api === undefined)
    throw new HubProblem('county-not-found', { detail: `${join(directory, 'addresses.json')}` });
  return {
    directory,
    api,
    tokenOf: (speaker) => {
      // Credentials of the county on this disk are for its own api, and go nowhere else.
      const known = config.apiUrl === null ? readCredentials(directory) : undefined;
      const token = config.token ?? ownToken(known, speaker);
      if (token === undefined && known !== undefined && speaker.role === 'person')
        throw new HubProblem('command-invalid', {
          detail: `--as ${speaker.of}/${speaker.who}: ${namesOf(known, speaker.of)}`,
        });
      if (token === undefined)
        throw new HubProblem('county-not-found', {
          detail: config.apiUrl === null ? join(directory, 'credentials.json') : 'HUB_TOKEN',
        });
      return token;
    },
  };
}

/** The state directory that commands read: the configured one, or that of this checkout when there is none here. */
export function countyDirectory(config: CliConfig = cliConfig()): string {
  const here = resolve(config.directory);
  const ours = fileURLToPath(new URL('../.county', import.meta.url));
  return existsSync(here) || config.directory !== '.county' ? here : ours;
}

/** Undefined when the file is missing or not what a county writes. */
export function readAddresses(directory: string): Addresses | undefined {
  return readJson(join(directory, 'addresses.json'), addresses);
}

/** Undefined when the file is missing or not what a county writes. */
export function readCredentials(directory: string): Credentials | undefined {
  return readJson(join(directory, 'credentials.json'), credentials);
}

function ownToken(known: Credentials | undefined, speaker: Speaker): string | undefined {
  switch (speaker.role) {
    case 'operator':
      return known?.operator.token;
    case 'hospital':
      return (entryOf(known?.hospitals, speaker.institution) ?? known?.operator)?.token;
    case 'agency':
      return entryOf(known?.agencies, speaker.listId)?.token;
    case 'person': {
      const there = Object.entries(entryOf(known?.people, speaker.of) ?? {});
      const byRole = there.find(([role]) => role === speaker.who)?.[1][0];
      const byName = there.flatMap(([, both]) => both).find(({ actor }) => actor === speaker.who);
      return (byName ?? byRole)?.token;
    }
  }
}

/** Who could have been meant. */
function namesOf(known: Credentials, organisation: string): string {
  const there = Object.values(entryOf(known.people, organisation) ?? {}).flat();
  const names = there.length > 0 ? there.map(({ actor }) => actor) : Object.keys(known.people);
  return `nobody of that name; there are ${names.join(', ')}`;
}

function readJson<Value>(file: string, shape: z.ZodType<Value>): Value | undefined {
  try {
    const read = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
