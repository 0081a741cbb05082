import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { beforeAll, expect, inject, test, vi } from 'vitest';
import { stayAttributes } from '../../api/stays/search-attributes.ts';
import {
  type CaseRef,
  type InstitutionId,
  reimbursementWorkflowId,
  type SchemeId,
  stayWorkflowId,
} from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { claimAttributes, searchAttribute } from '../../workflows/search-attributes.ts';
import { found, read } from '../architecture/tree.ts';

const section =
  read('docs/OPERATIONS.md')
    .split(/^## /m)
    .find((text) => text.startsWith('The Temporal UI')) ?? '';
/** What an operator saves in the UI: the query, and which of the workflows below it is for. */
const saved = found(section, /^\| `([^`]+)` \| [^|]+ \|$/gm);

const caseRef = 'case_0123456789abcdefghij' as CaseRef;
const institution = 'H50015400001' as InstitutionId;
const stay = { caseRef, institution, scheme: 'kaizhou-2024' as SchemeId, region: '500154' };
const waits = stayWorkflowId(institution, caseRef);
const claim = reimbursementWorkflowId(caseRef, 'red-cross', 1);
const [second, third] = ['case_1123456789abcdefghij', 'case_2123456789abcdefghij'] as CaseRef[];
invariant(second !== undefined && third !== undefined, 'two more stays');
const inCare = stayWorkflowId(institution, second);
const ended = stayWorkflowId(institution, third);

async function open(): Promise<Client> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  return new Client({ connection });
}

let client: Client;
beforeAll(async () => {
  client = await open();
  const start = (type: string, workflowId: string, typedSearchAttributes: TypedSearchAttributes) =>
    client.workflow.start(type, { workflowId, taskQueue: 'nobody', typedSearchAttributes });
  const wait = new TypedSearchAttributes([
    ...stayAttributes(stay, 'Discharged').getAll(),
    { key: searchAttribute('HubAttention'), value: 'hub-fault' },
    { key: searchAttribute('HubBlockedOn'), value: 'medical-insurance' },
    { key: searchAttribute('HubAttentionSince'), value: new Date('2024-01-02T00:00:00Z') },
    { key: searchAttribute('HubNextDeadline'), value: new Date('2024-01-03T00:00:00Z') },
  ]);
  await start('stay', waits, wait);
  await start('reimbursement', claim, claimAttributes(stay, 'red-cross', 'sent'));
  await start('stay', inCare, stayAttributes({ ...stay, caseRef: second }, 'Admitted'));
  const gone = await start('stay', ended, stayAttributes({ ...stay, caseRef: third }, 'Admitted'));
  await gone.terminate('by hand');
  // Visibility lags a moment behind.
  await vi.waitFor(async () => expect((await ids('HubRegion = "500154"')).length).toBe(3), 20_000);
});

/** Of the workflows of this file: other files use the same server. */
async function ids(query: string): Promise<readonly string[]> {
  const mine = [waits, claim, inCare, ended];
  const all: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query }))
    if (mine.includes(workflowId)) all.push(workflowId);
  return all;
}

/** Whom each query must find, and nobody else of these; a query that is new on the page is missing here. */
const finds: readonly (readonly [part: string, who: readonly string[]])[] = [
  ['HubAttention IS NOT NULL', [waits]],
  ['HubNextDeadline < ', [waits]],
  ['HubBlockedOn = ', [waits]],
  ['HubAttention = "hub-fault"', [waits]],
  ['HubCaseRef = ', [waits, claim]],
  ['HubStage = "Discharged"', [waits]],
  ['HubPayers = ', [claim]],
  ['HubScheme = ', [inCare]],
  ['HubRegion STARTS_WITH', [waits, inCare]],
  ['TemporalReportedProblems', []],
  ['"Paused"', []],
  ['"Terminated"', [ended]],
];

test('the page has a saved query for each of these, and no other', () => {
  const known = saved.map((query) => finds.filter(([part]) => query.includes(part)).length);
  expect(known).toEqual(finds.map(() => 1));
});

test.each(saved.map((query) => [query]))(
  '%s runs on a real Temporal, and finds whom it is for',
  async (query) => {
    const expected = finds.find(([part]) => query.includes(part))?.[1];
    invariant(expected !== undefined, 'every query of the page has its workflows');
    expect((await ids(query)).toSorted()).toEqual([...expected].toSorted());
  },
);
