import { setTimeout as wait } from 'node:timers/promises';
import { HubCallError, type HubClient, hubClient, patientClient } from './hub-client.ts';
import type { ActingPeople } from './seed/people-who-act.ts';

/** How long people ask again while the hub cannot just now (real time). */
const patienceMs = 60_000;
const lookEveryMs = 2_000;

interface Announcement {
  readonly announcementRef: string;
  readonly state: string;
  readonly dryRun: { readonly texts: number } | null;
  readonly progress: { readonly delivered: number; readonly notSent: number };
}

/** What the bureau has of insured people: thirty made-up numbers, one twice, one wrong, one that wants no messages. */
const optedOut = '13900001030';
const insured = Array.from({ length: 30 }, (_, at) => `139000010${String(at + 1).padStart(2, '0')}`);
const file = [
  '姓名,手机号',
  ...[...insured, '13900001001', '0318-8220000'].map((phone) => `参保职工,${phone}`),
];

/**
 * Zaoqiang's bureau tells the insured people of the programme, once in the life of a county: one sends the file and releases what the dry run
 * said, another releases it too, and both see how far it comes.
 */
export async function announceOnce(parts: {
  readonly county: { readonly addresses: { readonly api: string } };
  readonly credentials: { readonly people: ActingPeople };
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}): Promise<void> {
  const { county, credentials, signal, say } = parts;
  const { api } = county.addresses;
  const [desk, chief] = credentials.people['medical-insurance']?.bureau ?? [];
  if (desk === undefined || chief === undefined) return;
  const hub = patientClient(hubClient(api, desk.token), patienceMs);
  const { announcements } = await hub.get<{ readonly announcements: readonly Announcement[] }>(
    '/v1/announcements',
  );
  if (announcements.length > 0) return;
  await hub.post('/v1/announcements/wishes', { phone: optedOut, wanted: false });
  const { announcementRef: ref, dryRun } = await sent(api, desk.token);
  const path = `/v1/announcements/${ref}`;
  for (const { token } of [desk, chief])
    await patientClient(hubClient(api, token), patienceMs).post(`${path}/release`, { texts: dryRun?.texts });
  const done = await untilDone(hub, path, signal);
  if (done === null) return;
  const { delivered, notSent } = done.progress;
  say(
    `枣强县医保局短信告知参保职工 ${ref}:送达 ${delivered} 人,不发送 ${notSent} 人 / the bureau told insured people: ${delivered} delivered, ${notSent} not written to`,
  );
}

async function sent(api: string, token: string): Promise<Announcement> {
  const reply = await fetch(`${api}/v1/announcements?scheme=zaoqiang-2021`, {
    ...{ method: 'POST', body: `${file.join('\n')}\n` },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
  });
  if (!reply.ok) throw new HubCallError(`announcement: ${reply.status} ${await reply.text()}`, reply.status);
  return (await reply.json()) as Announcement;
}

/** Null when the county stops first. */
async function untilDone(hub: HubClient, path: string, signal: AbortSignal): Promise<Announcement | null> {
  while (!signal.aborted) {
    const seen = await hub.get<Announcement>(path);
    if (seen.state === 'done') return seen;
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}
