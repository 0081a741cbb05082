import { setTimeout as wait } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { StayView } from '../../county/stay-view.ts';
import { reimbursementWorkflowId, stayWorkflowId } from '../../domain/ids.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';

const { temporal } = proto;

const endsWithinMs = 10_000;

/** What one run left in Temporal. */
export interface HistoryFigures {
  readonly events: number;
  readonly workflowTasks: number;
  /** As the server stores it, payloads sealed. */
  readonly bytes: number;
  /** Events by kind, in the order of the first of each. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** The same of a run that should be over; false: it was open ten seconds after the store had closed its stay. */
export type EndedFigures = HistoryFigures & { readonly ended: boolean };

/** What a stay has beside its payers, each with messages of its own. */
const besides = {
  bank: 'the bank holds and pays',
  bills: 'a bill in mid-stay is settled',
} as const;

/** The history of a closed stay, and of each payer that was not prompt and so has a run of its own. */
export interface StayHistory {
  readonly scheme: string;
  readonly payers: number;
  readonly beside: readonly string[];
  readonly stay: EndedFigures;
  readonly children: readonly EndedFigures[];
}

/** What is in Temporal of a closed stay, with the runs of its payers. */
export async function historyOf(
  { temporal: client, sql }: CountyUnderTest,
  { caseRef, scheme, settlement, institution }: StayView & { readonly institution: string },
): Promise<StayHistory> {
  const figures = async (workflowId: string): Promise<EndedFigures> => {
    const handle = client.workflow.getHandle(workflowId);
    // The store says that it is closed a moment before its run has ended.
    let ended = false;
    for (const until = performance.now() + endsWithinMs; !ended && performance.now() < until; ) {
      ended = (await handle.describe()).status.name !== 'RUNNING';
      if (!ended) await wait(250);
    }
    const { events } = await handle.fetchHistory();
    return { ...figuresOf(events ?? []), ended };
  };
  const ifAny = async (workflowId: string): Promise<readonly EndedFigures[]> => {
    const handle = client.workflow.getHandle(workflowId);
    const known = await handle.describe().catch((failure: unknown) => {
      if (failure instanceof WorkflowNotFoundError) return null;
      throw failure;
    });
    return known === null ? [] : [await figures(workflowId)];
  };
  const payers = (settlement?.shares ?? []).filter(({ fen }) => fen > 0);
  const [has] = await sql<Record<keyof typeof besides, boolean>>(
    `SELECT EXISTS (SELECT FROM credit_orders WHERE case_ref = $1) AS bank,
      EXISTS (SELECT FROM interim_bills WHERE case_ref = $1) AS bills`,
    [caseRef],
  );
  const beside = Object.entries(besides).flatMap(([what, words]) =>
    has?.[what as keyof typeof besides] === true ? [words] : [],
  );
  return {
    scheme,
    payers: payers.length,
    beside,
    stay: await figures(stayWorkflowId(institution as never, caseRef)),
    children: (
      await Promise.all(payers.map(({ payer }) => ifAny(reimbursementWorkflowId(caseRef, payer, 1))))
    ).flat(),
  };
}

type HistoryEvent = Parameters<typeof temporal.api.history.v1.HistoryEvent.encode>[0];

/** Counts one history. */
export function figuresOf(events: readonly HistoryEvent[]): HistoryFigures {
  const kinds: Record<string, number> = {};
  let bytes = 0;
  for (const event of events) {
    const kind = temporal.api.enums.v1.EventType[event.eventType ?? 0] ?? 'unknown';
    const short = kind.replace('EVENT_TYPE_', '').toLowerCase();
    kinds[short] = (kinds[short] ?? 0) + 1;
    bytes += temporal.api.history.v1.HistoryEvent.encode(event).finish().length;
  }
  return { events: events.length, workflowTasks: kinds.workflow_task_completed ?? 0, bytes, kinds };
}

/** One line: how many events of each kind a scheme's stay has, and the own run of one of its payers. */
export function kindsOf({ scheme, payers, beside, stay, children }: StayHistory): string {
  const kinds = (of: EndedFigures): string =>
    `${of.ended ? '' : 'STILL OPEN, '}${of.events} events, ${of.workflowTasks} tasks, ${of.bytes} bytes: ${Object.entries(
      of.kinds,
    )
      .map(([kind, n]) => `${n} ${kind}`)
      .join(', ')}`;
  const [longest] = children.toSorted((a, b) => b.events - a.events);
  return [
    `  ${[scheme, `${payers} payers`, ...beside].join(', ')}, ${kinds(stay)}`,
    ...(longest === undefined ? [] : [`    a payer's own run, ${kinds(longest)}`]),
  ].join('\n');
}
