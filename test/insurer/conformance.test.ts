import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryBook } from '../../adapters/book.ts';
import { benchPeople } from '../../adapters/contract-suite.ts';
import { checkCaptured } from '../../adapters/medical-insurance/captured.ts';
import { simulatedGatewayKey } from '../../adapters/medical-insurance/simulator/gateway.ts';
import { insurerSimulator } from '../../adapters/medical-insurance/simulator.ts';
import { serveParty } from '../../adapters/simulation-server.ts';
import { systemEnvironment } from '../../config.ts';
import { countyClock, realTime } from '../../domain/clock.ts';
import { chinaDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';

const { id, secret, sm2 } = simulatedGatewayKey;
let baseUrl = '';
let close = async (): Promise<void> => undefined;

beforeAll(async () => {
  const desk = { book: memoryBook(), clock: countyClock(realTime), people: benchPeople };
  const simulator = insurerSimulator({ ...desk, calendar: 'immediate' });
  const server = await serveParty((request) => simulator.handle(request, undefined));
  ({ baseUrl, close } = server);
});
afterAll(() => close());

interface Step {
  readonly transaction: string;
  readonly kind: string;
  readonly code?: string;
  readonly missing?: readonly string[];
}

async function hub(args: readonly string[], token: string) {
  const main = join(import.meta.dirname, '../../cli/main.ts');
  const env = { ...systemEnvironment(), HUB_PARTY_MEDICAL_INSURANCE_TOKEN: token };
  const ran = promisify(execFile)(process.execPath, [main, 'insurer', ...args, '--json'], { env });
  const { stdout, code } = await ran.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failure: { readonly stdout: string; readonly code: number }) => failure,
  );
  return { code, said: JSON.parse(stdout) as readonly Step[] };
}

const key = `${id}:${secret}:sm2:${sm2}`;
const person = benchPeople.all()[2];
invariant(person !== undefined, 'a person of the suites');
const { idNumber, name } = person;
const who = ['--id-number', idNumber, '--name', name];
const at = (division: string) => [
  ...['conformance', baseUrl, '--region', division, '--institution', `H${division}00001`, ...who],
];

test.each([
  ['500154', 'Kaizhou', ['2507'], []],
  ['150802', 'Linhe', ['2507'], ['2501']],
  ['131121', 'Zaoqiang', [], []],
])(
  '%s (%s): a made-up person goes through a stay, and every transaction is understood',
  async (division, _name, injury, referral) => {
    const { code, said } = await hub(at(division), key);
    expect(said.filter(({ kind }) => kind !== 'done')).toEqual([]);
    expect(said.map(({ transaction }) => transaction)).toEqual([
      ...['1901 INSUTYPE', '1901 PSN_INSU_STAS', '1901 PSN_IDET_TYPE', '1901 FUND_PAY_TYPE'],
      ...['1101', '2401', ...injury, '2301', '2402', ...referral, '2303', '2304', '5203'],
      ...['3201', '9101', '3202', '9102'],
    ]);
    expect(code).toBe(0);
  },
);

test('with the key of another gateway nothing is understood, what follows is skipped, and the command fails', async () => {
  const { code, said } = await hub(at('131121'), `${id}:other`);
  expect(code).toBe(1);
  expect(said.find(({ transaction }) => transaction === '1101')).toMatchObject({
    ...{ kind: 'unknown', code: 'our-setting' },
  });
  expect(said.filter(({ kind }) => kind === 'skipped').map(({ transaction }) => transaction)).toEqual([
    ...['2401', '2301', '2402', '2303', '2304', '5203', '3201', '9101', '3202', '9102'],
  ]);
});

test('a region whose file does not say how to speak to it is named with what is missing, and nothing is sent', async () => {
  const { code, said } = await hub(at('430000'), key);
  expect([code, said]).toMatchObject([
    1,
    { code: 'command-invalid', detail: expect.stringContaining('speech.path') },
  ]);
});

test('what was captured becomes samples: nobody of the originals is left, the same person is the same everywhere, and the replies still say what they said', async () => {
  const [raw, out] = [
    mkdtempSync(join(tmpdir(), 'raw-')),
    join(mkdtempSync(join(tmpdir(), 'out-')), 'samples'),
  ];
  await hub([...at('150802'), '--out', raw], key);
  // A reply as text within text, a number that is no text, and a name within words.
  const odd = {
    infcode: -1,
    err_msg: `${name}(${idNumber})未参保,电话13912345678`,
    output: JSON.stringify({ psn_name: name }),
  };
  writeFileSync(
    join(raw, '99-1101.json'),
    `{"transaction":"1101","askedAtDivision":"150802","reply":${JSON.stringify(odd).replace(/\}$/, ',"psn_no":15080200000000000123}')}}`,
  );
  await hub(['sample', raw, '--out', out], key);
  expect(readdirSync(out)).toEqual(readdirSync(raw));
  const text = readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8'));
  const all = text.join('');
  for (const known of [idNumber, name, '13912345678', '15080200000000000123', person.birthDate])
    expect(all).not.toContain(known);
  expect(all.match(/11010519491231001\w/g)?.length).toBeGreaterThan(3);
  const kinds = (folder: string) =>
    readdirSync(folder).map((file) => {
      const read = readFileSync(join(folder, file), 'utf8');
      const { kind, code } = checkCaptured(read, loadInsurerRegions(), chinaDate(Date.now()));
      return [file, kind, code];
    });
  expect(kinds(out)).toEqual(kinds(raw));
  expect((await hub(['sample', raw, '--out', raw], key)).code).toBe(1);
}, 60_000);
