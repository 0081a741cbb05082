import type { CountyConfig } from '../config.ts';
import { type PartyId, parties } from '../domain/ids.ts';
import type { Say } from './servers/downloads.ts';
import { freePort } from './servers/ports.ts';

/** Where the parts of a running county listen; `.county/addresses.json`. */
export interface CountyAddresses {
  readonly api: string;
  readonly docs: string;
  readonly temporal: string;
  readonly temporalUi: string;
  readonly codec: string;
  readonly parties: Readonly<Record<PartyId, string>>;
}

export interface CountyPorts {
  readonly postgres: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly api: number;
  readonly codec: number;
  readonly parties: Readonly<Record<PartyId, number>>;
}

const postgresPort = 7432;

/** The documented ports, or the next free ones; any free ones for tests. */
export async function countyPorts({
  config,
  throwAway,
  say,
}: {
  readonly config: CountyConfig;
  readonly throwAway?: boolean;
  readonly say: Say;
}): Promise<CountyPorts> {
  const pick = (preferred: number): Promise<number> => freePort(throwAway === true ? 0 : preferred, say);
  const { ports } = config;
  const partyPorts: Partial<Record<PartyId, number>> = {};
  for (const [index, party] of parties.entries()) partyPorts[party] = await pick(ports.parties + index);
  return {
    postgres: await pick(postgresPort),
    temporal: await pick(ports.temporal),
    temporalUi: await pick(ports.temporalUi),
    api: await pick(ports.api),
    codec: await pick(ports.codec),
    parties: partyPorts as Record<PartyId, number>,
  };
}

/** The addresses of a county that listens on these ports. */
export function addressesOf(ports: CountyPorts, config: CountyConfig): CountyAddresses {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    api: at(ports.api),
    docs: `${at(ports.api)}/docs`,
    temporal: config.temporal.address ?? `127.0.0.1:${ports.temporal}`,
    temporalUi: at(ports.temporalUi),
    codec: at(ports.codec),
    parties: Object.fromEntries(parties.map((party) => [party, at(ports.parties[party])])) as Record<
      PartyId,
      string
    >,
  };
}
