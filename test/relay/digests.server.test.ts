import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dailyDigests } from '../../api/relay/digests.ts';
import { countyClock } from '../../domain/clock.ts';
import { instant, millisOf } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { anAdmissionBody, hospitals, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const day = '2024-03-11';

/** An api of the county at a moment of that day, with a folder. */
function at(time: string, digestDirectory: string | null) {
  const nowMs = millisOf(instant(`${day}T${time}:00+08:00`));
  const clock = countyClock({ realMs: 0, countyMs: 0, speed: 1 }, () => nowMs);
  return dailyDigests({ ...door().deps, clock, digestDirectory });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hub-digests-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const filesIn = (path: string) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .toSorted();

test('each organisation gets its open work once a day, with due and overdue, who acts and the commands; a file that is missing is written again, the same', async () => {
  const { stays } = door().deps;
  const body = anAdmissionBody();
  const admitted = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload: body });
  const { caseRef } = admitted.json() as { caseRef: CaseRef };
  const since = instant('2024-03-02T09:00:00+08:00');
  const refused = { code: 'admission-refused', blockedOn: 'hospital', since, step: 'admit' } as const;
  await stays.raiseAttention(caseRef, refused, since);
  const late = instant('2024-03-11T04:00:00+08:00');
  const silent = { code: 'agency-wait', blockedOn: 'bank', since: late, step: 'line' } as const;
  await stays.raiseAttention(caseRef, silent, late);

  const [first, second] = [folder(), folder()];
  await at('05:59', first);
  expect(filesIn(first)).toEqual([]);
  // Two copies of the api at once.
  await Promise.all([at('06:01', first), at('06:01', second)]);
  const names = [`${day}/H50015400001.txt`, `${day}/bank.txt`, `${day}/operator.txt`];
  expect([filesIn(first), filesIn(second)]).toEqual([names, names]);
  const text = readFileSync(join(first, names[0] ?? ''), 'utf8');
  for (const words of [
    ...[`${day}  ${hospitals[0]}`, '待办 2 项,其中已过期限 1 项', `${caseRef}/admit`, '[admission-refused]'],
    ...['由 · by hospital', '由 · by bank', `hub attention show ${caseRef}`],
    `hub resolve ${caseRef} ask-again --on admit`,
  ])
    expect(text).toContain(words);
  expect(text.indexOf('/admit')).toBeLessThan(text.indexOf('/line'));
  for (const secret of [body.patient.idNumber, body.patient.name])
    for (const name of names) expect(readFileSync(join(first, name), 'utf8')).not.toContain(secret);
  expect(readFileSync(join(first, `${day}/operator.txt`), 'utf8')).toContain('待办 0 项');

  // What changes later that day changes nothing of what was made.
  await stays.clearAttention(caseRef, 'admit', late);
  rmSync(join(first, names[0] ?? ''));
  await at('15:00', first);
  expect(readFileSync(join(first, names[0] ?? ''), 'utf8')).toBe(text);
  const reply = await door().call('operator', { url: `/v1/digests?organisation=${hospitals[0]}` });
  expect(reply.json().digests).toMatchObject([{ day, items: [{ overdue: true }, { overdue: false }] }]);
  expect((await door().call('operator', { url: '/v1/digests?day=2024-03-10' })).json()).toEqual({
    digests: [],
  });
});

test('without a folder digests are made, and can be read', async () => {
  await at('07:00', null);
  const { digests } = (await door().call('operator', { url: `/v1/digests?day=${day}` })).json();
  expect(digests.map(({ organisation }: { organisation: string }) => organisation)).toContain('operator');
});
