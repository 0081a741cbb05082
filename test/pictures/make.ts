/** `npm run pictures`: has a stay wait for an insurer that is switched off, and photographs it in the Temporal UI. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { countyConfig } from '../../config.ts';
import { type County, startCounty } from '../../county/county.ts';
import { simulatedHospital } from '../../county/hospital.ts';
import { populationSeed, setFault } from '../../county/party-processes.ts';
import { counties } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { enterRegister } from '../../county/seed/register.ts';
import { type StateDirectory, stateDirectory } from '../../county/state.ts';
import { attentionTexts } from '../../domain/attention-texts.ts';
import { countyClock } from '../../domain/clock.ts';
import { addDays } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { loadSchemes } from '../../policies/schemes.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const config = countyConfig();
const scheme = 'zaoqiang-2021';
const waiting = 'HubAttention IS NOT NULL';

const browser = await chromium.launch({
  executablePath: chromiumOf(config.path ?? ''),
  // Chromium's own sandbox refuses to work for root, as in containers; it opens nothing but our own pages here.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const place = mkdtempSync(join(tmpdir(), 'hub-pictures-'));
try {
  await photographed(browser, stateDirectory(join(place, 'county')));
} finally {
  await browser.close();
  rmSync(place, { recursive: true, force: true });
}

async function photographed(camera: Browser, state: StateDirectory): Promise<void> {
  const county = await startCounty({ config, state, clockSpeed: 1, throwAway: true, say });
  try {
    const caseRef = await stuckStay(county, state);
    const page = await temporalUi(camera, county);
    await photograph(page, 'waiting-stays.png', 360);
    await page.getByRole('link', { name: caseRef }).click();
    await page.getByRole('tab', { name: 'User Metadata' }).click();
    // Current details come sealed, are opened by the codec server, and rendered as Markdown in a frame of their own.
    await page.frameLocator('iframe').last().getByText(attentionTexts['agency-wait'].zh).waitFor();
    await photograph(page, 'waiting-stay.png', 740);
  } finally {
    await county.stop();
  }
}

/** Admits somebody, switches the insurer off, discharges, and comes back once the stay asks for attention. */
async function stuckStay(county: County, state: StateDirectory): Promise<CaseRef> {
  const { addresses, clock } = county;
  const home = counties.find(({ slug }) => slug === 'zaoqiang');
  const institution = walkInstitutions[scheme];
  const { hospitals } = await enterRegister({ ...county, state });
  const token = hospitals[institution ?? '']?.token;
  invariant(home !== undefined && institution !== undefined && token !== undefined, `no ward of ${scheme}`);
  const hospital = simulatedHospital({ api: addresses.api, institution, token, schemes: loadSchemes() });
  const today = countyClock(clock).today();
  const person = personOf(home, populationSeed, 0);
  const admission = { scheme, person, admissionNo: 'PICTURE-1', admittedOn: addDays(today, -7) };
  const { caseRef } = await hospital.admit(admission);
  await until('Admitted', async () => (await hospital.stay(caseRef)).stage === 'Admitted');
  await hospital.doWhatIsAsked(await hospital.stay(caseRef), person, { on: today });
  await setFault(addresses.parties['medical-insurance'], { kind: 'refuse' });
  await hospital.discharge(caseRef, today, { totalFen: 1_863_300, outOfPolicyFen: 92_500 });
  say(`医保已关闭，等待病例提示 / the insurer is off, waiting for ${caseRef} to ask for attention`);
  const connection = await Connection.connect({ address: addresses.temporal });
  try {
    const { workflow } = new Client({ connection, namespace: config.temporal.namespace });
    await until('HubAttention', async () => (await workflow.count(waiting)).count > 0);
  } finally {
    await connection.close();
  }
  return caseRef;
}

/** The list of workflows that wait, with the hub's own columns; the UI keeps a user's columns in the browser. */
async function temporalUi(camera: Browser, { addresses }: County): Promise<Page> {
  const context = await camera.newContext({
    ...{ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1760, height: 850 } },
  });
  context.setDefaultTimeout(60_000);
  const hub = ['HubStage', 'HubAttention', 'HubBlockedOn', 'HubAttentionSince'];
  const columns = ['Status', 'Workflow ID', ...hub].map((label) => ({ label, pinned: false }));
  await context.addInitScript(
    (shown) => {
      localStorage.setItem('namespace-workflow-table-columns', shown);
    },
    JSON.stringify({ [config.temporal.namespace]: columns }),
  );
  const page = await context.newPage();
  const list = `${addresses.temporalUi}/namespaces/${config.temporal.namespace}/workflows`;
  await page.goto(`${list}?query=${encodeURIComponent(waiting.replace('HubAttention', '`HubAttention`'))}`);
  await page.getByRole('cell', { name: 'agency-wait' }).waitFor();
  return page;
}

async function photograph(page: Page, name: string, height: number): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  // Counters and fonts follow the first text; the UI keeps asking the server, so the network never falls silent.
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, name), clip: { x: 0, y: 0, width, height } });
  say(`docs/pictures/${name}`);
}

async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await reached())) {
    if (performance.now() > deadline) throw new Error(`${what}: not reached within two minutes`);
    await wait(500);
  }
}

/** Debian's chromium by its names on PATH. */
function chromiumOf(path: string): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const files = path.split(delimiter).flatMap((at) => names.map((name) => join(at, name)));
  const found = files.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    '没有找到 chromium，请先安装 / chromium is missing, install it first: apt-get install -y chromium fonts-noto-cjk',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
