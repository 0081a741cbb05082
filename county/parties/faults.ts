import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  canPlay,
  type Mischief,
  type SimulatedReply,
  type SimulatedRequest,
  type Simulator,
} from '../../adapters/simulation.ts';
import type { Response } from '../../adapters/simulation-server.ts';

const limits = {
  /** Only these operations (as the port names them); all when absent. */
  operations: z.array(z.string().min(1)).optional(),
  /** Ends by itself after so many requests. */
  times: z.int().min(1).optional(),
  /** Only requests that are about this: a case ref as the business key carries it, or what stands in the body, such as an identity number. */
  about: z.string().min(6).optional(),
};

/** A fault that can be switched on. `refuse` cuts the connection before anything is done, `drop-reply` after it is done. */
const faultForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slow'), ms: z.int().min(1), ...limits }),
  z.strictObject({ kind: z.literal('hang'), ...limits }),
  z.strictObject({ kind: z.literal('error'), status: z.int().min(400).max(599).default(500), ...limits }),
  z.strictObject({ kind: z.literal('drop-reply'), ...limits }),
  z.strictObject({ kind: z.literal('refuse'), ...limits }),
  z.strictObject({ kind: z.literal('garbage'), ...limits }),
  /** One of the `mischiefs` of the party's simulator, such as `wrong-data`, `half-page` or `refuses:E2304`. */
  z.strictObject({ kind: z.literal('mischief'), name: z.string().min(1), ...limits }),
]);
export type Fault = z.infer<typeof faultForm>;
/** A fault that this party can have: a mischief that nobody plays would silently do nothing. */
export function playable(simulator: Pick<Simulator, 'mischiefs'>): z.ZodType<Fault> {
  return faultForm.refine((fault) => fault.kind !== 'mischief' || canPlay(simulator, fault.name), {
    path: ['name'],
    message: `this party can play: ${simulator.mischiefs.join(', ')}`,
  });
}

/** Faults that any party can have and that say nothing else. */
export type PlainFault = Exclude<Fault['kind'], 'mischief' | 'slow' | 'error'>;

/** The faults of one party, in memory: a restarted party behaves. */
export interface Faults {
  readonly list: () => readonly Fault[];
  readonly add: (fault: Fault) => void;
  /** Switches off those about this only; all when undefined. */
  readonly clear: (about?: string) => void;
  /** Lets the simulator answer, with every fault that fits the request. */
  readonly answer: (simulator: Simulator, request: SimulatedRequest) => Promise<Response>;
}

/** Faults of one party, none at first. */
export function partyFaults(): Faults {
  let active: { readonly fault: Fault; left: number }[] = [];

  function taken(simulator: Simulator, request: SimulatedRequest): readonly Fault[] {
    const operation = simulator.operationOf(request.path) ?? '';
    const fitting = active.filter(
      ({ fault }) => (fault.operations?.includes(operation) ?? true) && isAbout(request, fault.about),
    );
    // The door is asked only where there is something to spend: it verifies a signature.
    if (fitting.length === 0 || simulator.turnsAway?.(request) === true) return [];
    for (const one of fitting) one.left--;
    active = active.filter((one) => one.left > 0);
    return fitting.map(({ fault }) => fault);
  }

  return {
    list: () =>
      active.map(({ fault, left }) => (fault.times === undefined ? fault : { ...fault, times: left })),
    add: (fault) => {
      active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: (about) => {
      active = active.filter(({ fault }) => about !== undefined && fault.about !== about);
    },
    answer: async (simulator, request) => {
      const faults = taken(simulator, request);
      for (const fault of faults) if (fault.kind === 'slow') await sleep(fault.ms);
      const before = faults.find(({ kind }) => kind === 'hang' || kind === 'refuse' || kind === 'error');
      if (before !== undefined) return instead(before);
      const reply = simulator.handle(request, mischiefOf(faults));
      if (faults.some(({ kind }) => kind === 'drop-reply')) return 'cut';
      return faults.some(({ kind }) => kind === 'garbage') ? garbled(reply) : reply;
    },
  };
}

function isAbout({ headers, body }: SimulatedRequest, about: string | undefined): boolean {
  if (about === undefined) return true;
  return (headers['idempotency-key'] ?? '').includes(about) || body.includes(about);
}

function instead(fault: Fault): Response {
  if (fault.kind === 'hang') return 'hang';
  if (fault.kind === 'error') return { status: fault.status, body: '{"message":"internal error"}' };
  return 'cut';
}

function mischiefOf(faults: readonly Fault[]): Mischief | undefined {
  return faults.find((fault) => fault.kind === 'mischief')?.name;
}

/** The first half of the reply: done, but not to be understood. */
function garbled({ body, ...reply }: SimulatedReply): SimulatedReply {
  return { ...reply, body: body.slice(0, Math.floor(body.length / 2)) };
}
