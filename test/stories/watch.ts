import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { z } from 'zod';
import type { CountyAddresses } from '../../county/addresses.ts';
import { type HubClient, hubClient } from '../../county/hub-client.ts';
import type { CountyCredentials } from '../../county/seed/register.ts';
import { readJson, type StateDirectory } from '../../county/state.ts';
import type { StayView } from '../../county/stay-view.ts';
import { entryOf } from '../../domain/entry.ts';
import { type CaseRef, type InstitutionId, type PartyId, stayWorkflowId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';

/** What a hospital's list of its stays says of one. */
export interface Listed {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly stage: StayView['stage'];
}

/** What happened to a stay. */
export interface Happened {
  readonly kind: string;
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A row of a party's own book: what it did. */
export interface Did {
  readonly operation: string;
  readonly subject: string;
  readonly fen: number | null;
}

/** A county that runs, seen from outside: its door, its parties' books, its Temporal UI, its hospitals' endpoint. */
export interface Watch {
  readonly stays: (institution: InstitutionId) => Promise<readonly Listed[]>;
  readonly stay: (of: Listed) => Promise<StayView>;
  /** What the county’s operator sees there. */
  readonly county: <Reply>(path: string) => Promise<Reply>;
  readonly part: <Reply>(of: Listed, part: string) => Promise<Reply>;
  readonly happened: (of: Listed) => Promise<readonly Happened[]>;
  /** What the party did for the stay, by its own book. */
  readonly did: (party: PartyId, of: Listed) => Promise<readonly Did[]>;
  readonly book: <Row>(party: PartyId, query: string) => Promise<readonly Row[]>;
  /** How the run stands in the Temporal UI; null: it is not there. */
  readonly run: (workflowId: string) => Promise<string | null>;
  /** The ids of what the hub has to tell the hospital of the stay, and of what its endpoint heard. */
  readonly told: (
    of: Listed,
  ) => Promise<{ readonly owed: readonly string[]; readonly heard: readonly string[] }>;
}

const runs = z.object({ executions: z.array(z.object({ status: z.string() })).default([]) });

/** Looks at the county of this folder. Throws InvariantError where none has been started. */
export function watchOf(state: StateDirectory, namespace: string): Watch {
  const addresses = readJson<CountyAddresses>(state.addressesFile);
  const credentials = readJson<CountyCredentials>(state.credentialsFile);
  const endpoint = readJson<{ readonly url: string }>(state.endpointFile);
  invariant(addresses && credentials && endpoint, `no county runs in ${state.root}`);
  const hub = (institution: string): Pick<HubClient, 'get'> => {
    const { get } = hubClient(addresses.api, entryOf(credentials.hospitals, institution)?.token ?? '');
    return { get: (path) => patiently(() => get(path)) };
  };
  const read = async <Data>(url: string): Promise<Data> => (await patiently(() => axios.get<Data>(url))).data;
  const part = <Reply>({ institution, caseRef }: Listed, what: string): Promise<Reply> =>
    hub(institution).get<Reply>(`/v1/stays/${caseRef}${what}`);
  const book = async <Row>(party: PartyId, query: string): Promise<readonly Row[]> => {
    const url = `${addresses.parties[party]}/control/book${query}`;
    return (await read<{ readonly rows: readonly Row[] }>(url)).rows;
  };
  return {
    ...{ part, book },
    county: (path) => patiently(() => hubClient(addresses.api, credentials.operator.token).get(path)),
    stays: (institution) => allStays(hub(institution)),
    stay: (of) => part<StayView>(of, ''),
    happened: async (of) => (await part<{ readonly events: readonly Happened[] }>(of, '/events')).events,
    did: async (party, { caseRef, admissionNo }) =>
      // A hospital that settles itself has keys of its own.
      (await book<Did & { readonly key: string }>(party, '')).filter(
        ({ key, subject }) => key.startsWith(caseRef) || subject.endsWith(`/${admissionNo}`),
      ),
    run: async (workflowId) => {
      const query = encodeURIComponent(`WorkflowId="${workflowId}"`);
      const url = `${addresses.temporalUi}/api/v1/namespaces/${namespace}/workflows?query=${query}`;
      const { executions } = runs.parse(await read(url));
      return executions[0]?.status.replace('WORKFLOW_EXECUTION_STATUS_', '').toLowerCase() ?? null;
    },
    told: async ({ institution, caseRef }) => {
      const { ids } = await read<{ readonly ids: readonly string[] }>(`${endpoint.url}/?about=${caseRef}`);
      const owed = await allMessages(hub(institution));
      return { owed: owed.filter(({ subject }) => subject === caseRef).map(({ id }) => id), heard: ids };
    },
  };
}

/** What a machine under load cuts off is asked for again, a minute long. */
async function patiently<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
  for (const deadline = performance.now() + 60_000; ; await wait(2_000))
    try {
      return await ask();
    } catch (failure) {
      if (performance.now() > deadline) throw failure;
    }
}

/** The run of a stay, as the UI names it. */
export function runOf({ institution, caseRef }: Listed): string {
  return stayWorkflowId(institution, caseRef);
}

async function allStays(hub: Pick<HubClient, 'get'>): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const at = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const page: { readonly stays: readonly Listed[]; readonly next: string | null } = await hub.get(
      `/v1/stays?limit=100${at}`,
    );
    found.push(...page.stays);
    next = page.next;
  }
  return found;
}

interface Message {
  readonly id: string;
  readonly subject: string;
}

async function allMessages(hub: Pick<HubClient, 'get'>): Promise<readonly Message[]> {
  const found: Message[] = [];
  for (let more = true; more; ) {
    const last = found.at(-1)?.id;
    const page: { readonly events: readonly Message[]; readonly more: boolean } = await hub.get(
      `/v1/webhooks/box/events?limit=100${last === undefined ? '' : `&after=${last}`}`,
    );
    found.push(...page.events);
    more = page.more && page.events.length > 0;
  }
  return found;
}
