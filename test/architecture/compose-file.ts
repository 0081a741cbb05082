import { parse } from 'yaml';
import { invariant } from '../../domain/invariant.ts';
import { read } from './tree.ts';

/** The parts of a service in docker-compose.yml that tests look at. */
export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly restart?: string;
  readonly build?: unknown;
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
}

/** The text of docker-compose.yml. */
export const compose = read('docker-compose.yml');

/** Its services and configs, anchors and merges resolved. */
export const { services, configs } = parse(compose, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
};

/** The environment that a service's process gets when `given` gives what .env holds. */
export function environmentOf(
  service: string,
  given: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const entries = Object.entries(services[service]?.environment ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, interpolated(value, given)]));
}

/** What compose makes of a value, innermost variables first. Throws where compose would refuse to start. */
function interpolated(value: string, given: (name: string) => string | undefined): string {
  const inner = value.replaceAll(
    /\$\{(\w+)(?::([-?])([^{}]*))?\}/g,
    (_, name: string, sign: string, word: string) => {
      const found = given(name) ?? '';
      invariant(found !== '' || sign !== '?', `${name} is not set: ${word}`);
      return found === '' && sign === '-' ? word : found;
    },
  );
  return inner === value ? value : interpolated(inner, given);
}
