import { ApplicationFailure } from '@temporalio/common';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { listAttention } from '../../store/lists/attention.ts';
import { listDecision } from '../../workflows/list-sync.messages.ts';
import { slack } from '../servers/temporary.ts';
import { aList, receive, send, start, useListHub } from './hub-under-test.ts';
import { people } from './people.ts';

const hub = useListHub();
const patience = { timeout: 60_000 * slack, interval: 50 };
const heading = '身份证号码,姓名,人员类别,认定日期\n';

test('a list comes in, is compared with the one before, and every row and member is accounted for', async () => {
  const listId = await aList(hub());
  const [a, b, c, d, e] = people(5);
  const row = (p = a, category = '低保对象', since = '2024-01-01') =>
    `${p?.idNumber},${p?.name},${category},${since}\n`;
  const first = await send(hub(), listId, heading + row(a) + row(b) + row(c) + row(d, '特困、低保'));
  expect(first).toMatchObject({
    state: 'released',
    rows: { received: 4, accepted: 4, rejected: 0 },
    members: { before: 0, added: 4, changed: 0, unchanged: 0, removed: 0, kept: 0, notNamed: 0, after: 4 },
  });
  const second = await send(
    hub(),
    listId,
    `${heading}${row(a)}${row(b, '低保对象', '2024-02-01')}${row(e)}${d?.idNumber},,特困,2024-01-01\n`,
  );
  expect(second).toMatchObject({
    state: 'released',
    rows: { received: 4, accepted: 3, rejected: 1 },
    members: { before: 4, added: 1, changed: 1, unchanged: 1, removed: 1, kept: 1, notNamed: 0, after: 4 },
  });
});

test('a list whose stored file does not open says so, and is released once it does', async () => {
  const { version, workflow } = await sent(async ({ uploadId }) => turnOver(uploadId));
  await vi.waitFor(async () => expect(await attentionOf(workflow)).toBe('hub-fault'), patience);
  const { currentDetails } = await workflow.query<{ currentDetails?: string }>(
    '__temporal_workflow_metadata',
  );
  expect(currentDetails).toContain('stageList:密封的数据无法打开');
  const waits = () => listAttention(hub().db).of(version.listId);
  await vi.waitFor(
    async () =>
      expect(await waits()).toMatchObject([
        {
          ...{ version: 1, code: 'hub-fault', blockedOn: 'hub', step: 'stageList' },
          detail: { kind: 'fault', activity: 'stageList', fault: 'seal-broken' },
        },
      ]),
    patience,
  );
  await turnOver(version.uploadId);
  // Whoever mended it need not wait for the next try.
  await workflow.signal(listDecision);
  expect(await workflow.result()).toBe('released');
  expect(await attentionOf(workflow)).toBeNull();
  expect(await waits()).toEqual([]);
  expect(await hub().parts.versions.serving(version.listId)).toMatchObject({ members: { after: 1 } });
});

test('a list whose step somebody fails by hand is read again and released', async () => {
  const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const lock = async (): Promise<void> => {
    hub()
      .db.transaction()
      .execute(async (tx) => {
        await sql`LOCK TABLE list_chunks IN ACCESS EXCLUSIVE MODE`.execute(tx);
        locked.resolve();
        await free.promise;
      })
      .catch(locked.reject);
    await locked.promise;
  };
  const { version, workflow } = await sent(lock);
  const { workflowId } = workflow;
  const activityId = await vi.waitFor(async () => {
    const { raw } = await workflow.describe();
    const [step] = raw.pendingActivities ?? [];
    expect(step?.lastStartedTime).toBeDefined();
    return step?.activityId ?? '';
  }, patience);
  const enough = ApplicationFailure.nonRetryable('enough of it');
  await hub().client.activity.fail({ workflowId, activityId }, enough);
  await vi.waitFor(async () => expect(await attentionOf(workflow)).toBe('hub-fault'), patience);
  free.resolve();
  expect(await workflow.result()).toBe('released');
  expect(await attentionOf(workflow)).toBeNull();
  expect(await hub().parts.versions.serving(version.listId)).toMatchObject({ members: { after: 1 } });
});

/** A list of one person whose workflow starts when something was done about its file. */
async function sent(before: (version: { readonly uploadId: string }) => Promise<void>) {
  const [person] = people(1);
  const file = `${heading}${person?.idNumber},${person?.name},低保对象,2024-01-01\n`;
  const { version } = await receive(hub(), await aList(hub()), file);
  const uploadId = version.uploadId ?? '';
  await before({ uploadId });
  return { version: { ...version, uploadId }, workflow: await start(hub(), version) };
}

/** Turns over the last byte of a stored file's seal; the same again puts it right. */
async function turnOver(uploadId: string): Promise<void> {
  await sql`UPDATE list_chunks SET bytes_sealed = set_byte(bytes_sealed, length(bytes_sealed) - 1,
    255 - get_byte(bytes_sealed, length(bytes_sealed) - 1)) WHERE upload_id = ${uploadId}`.execute(hub().db);
}

async function attentionOf(workflow: Awaited<ReturnType<typeof start>>): Promise<unknown> {
  const { searchAttributes } = await workflow.describe();
  return searchAttributes.HubAttention?.[0] ?? null;
}
