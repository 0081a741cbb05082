import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef, InstitutionId, PartyId } from '../../domain/ids.ts';
import { invariant, never } from '../../domain/invariant.ts';
import { atStagesOf } from '../../domain/resolutions.ts';
import { until } from '../county/county-under-test.ts';
import { type PlanStep, planBody } from './account-acts.ts';
import { admissionBody } from './admission-body.ts';
import { cared } from './care.ts';
import { done, doneAsUsual } from './conditions.ts';
import { delivered } from './deliver.ts';
import { noticed } from './notice-acts.ts';
import { heal, letParty } from './parties.ts';
import { everyRole, notDone, resolved } from './resolve.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Town } from './town.ts';

/** A stay of a scenario, once the window has entered it. */
export interface Played {
  readonly caseRef: CaseRef;
  readonly hospital: InstitutionId;
}

interface Play {
  readonly town: Town;
  readonly scenario: Scenario;
  readonly stays: Map<Step['of'], Played>;
  readonly walked: Set<string> | null;
  /** Of which stays all that is asked was done. */
  readonly usual: Set<Step['of']>;
}

/** Plays the story, act by act; gives the stays. `walked` keeps which resolutions every role has tried already; null: nobody else tries. */
export async function played(
  town: Town,
  scenario: Scenario,
  walked: Set<string> | null,
): Promise<ReadonlyMap<Step['of'], Played>> {
  const play: Play = { town, scenario, stays: new Map(), walked, usual: new Set() };
  for (const [at, step] of scenario.story.entries())
    await usuallyActed(play, step).catch((failure: Error) => {
      throw new Error(`第 ${at + 1} 步 · act ${at + 1}, ${step.act}: ${failure.message}`, { cause: failure });
    });
  return play.stays;
}

/** A window does what the scheme asks as soon as it is known, unless the story tells of it. */
async function usuallyActed(play: Play, step: Step): Promise<void> {
  await asUsual(play);
  await acted(play, step);
  await asUsual(play);
}

async function asUsual({ town, scenario, stays, usual }: Play): Promise<void> {
  if (scenario.conditions === 'as-told') return;
  for (const [of, stay] of stays)
    if (!usual.has(of) && (await doneAsUsual({ town, scenario, ...stay }))) usual.add(of);
}

async function acted(play: Play, step: Step): Promise<unknown> {
  const { town } = play;
  switch (step.act) {
    case 'party':
      return letParty(town, step, aboutOf(play, step.of, step.party));
    case 'party-is-well':
      return putRight(play, step.of, step.party);
    case 'admit':
      return admitted(play, step.of);
    case 'charge':
    case 'due-on-account':
    case 'pay-on-account':
    case 'held':
    case 'draw-notice':
    case 'draw':
    case 'drawn':
    case 'back-to-the-line':
    case 'try-bill':
    case 'may-leave':
    case 'discharge':
    case 'deposit':
    case 'readmitted':
    case 'staging-rule':
    case 'open-bill':
    case 'withdraw-bill':
    case 'bill':
    case 'pay': {
      const tools = {
        ...{ post: post.bind(null, play, step.of), seen: seen.bind(null, play, step.of) },
        type: (command: string, ...words: readonly string[]) =>
          town.hub(['stay', command, stayOf(play, step.of).caseRef, ...words]),
        putRule: (hospital: string, path: string, rule: object) => putRule(town, hospital, { path, rule }),
        get: <Reply>(what: string) => read<Reply>(play, step.of, what),
      };
      return cared({ ...tools, today: town.county.today }, step);
    }
    case 'deliver': {
      const { hospital } = stayOf(play, step.of);
      return delivered({ ...play, hospital, seen: seen.bind(null, play, step.of) }, step);
    }
    case 'reaches':
      return seen(play, step.of, step.stage, ({ stage }) => stage === step.stage);
    case 'waits':
      return waits(play, step);
    case 'waits-no-more':
      return seen(play, step.of, `${step.for} is over`, ({ attention }) =>
        attention.every(({ code }) => code !== step.for),
      );
    case 'notice':
    case 'no-notice':
    case 'days-pass': {
      const { caseRef, hospital } = stayOf(play, step.of);
      const as = ['--as', `${hospital}/hospital-finance`];
      const type = (...words: readonly string[]) => town.hub(['notice', ...words, caseRef, ...as]);
      const waiting = (what: string, done: () => Promise<boolean>) => until(what, done, town.patienceMs);
      return noticed({ type, until: waiting, untilDay: town.daysPass }, step);
    }
    case 'does':
      return done({ ...play, ...stayOf(play, step.of) }, step);
    case 'agree-plan':
      return agreePlan(play, step);
    case 'resolve':
      return resolve(play, step);
    default:
      return never(step);
  }
}

function stayOf({ stays }: Play, of: Step['of']): Played {
  const found = stays.get(of);
  invariant(found !== undefined, 'the stay was not admitted yet');
  return found;
}

function putRight(play: Play, of: Step['of'], party: PartyId): Promise<void> {
  return heal(play.town, party, [play.town.personOf(play.scenario).idNumber, aboutOf(play, of, party)]);
}

/** A gateway knows no stay, and nobody but by the telephone. */
function aboutOf(play: Play, of: Step['of'], party: PartyId): string {
  if (party === 'sms-gateway') return play.town.personOf(play.scenario).phone;
  return play.stays.get(of)?.caseRef ?? play.town.personOf(play.scenario).idNumber;
}

async function post(play: Play, of: Step['of'], action: string, body: object) {
  const { caseRef, hospital } = stayOf(play, of);
  return play.town.as(hospital, 'hospital-finance').post<unknown>(`/v1/stays/${caseRef}/${action}`, body);
}

function read<Reply>(play: Play, of: Step['of'], what: string): Promise<Reply> {
  const { caseRef, hospital } = stayOf(play, of);
  return play.town.as(hospital, 'window').get<Reply>(`/v1/stays/${caseRef}/${what}`);
}

async function putRule(
  town: Town,
  hospital: string,
  { path, rule }: { readonly path: string; readonly rule: object },
): Promise<void> {
  for (const role of ['hospital-finance', 'hospital-lead'] as const)
    await town.as(hospital, role).put(`/v1/institutions/${hospital}/${path}`, rule);
}

async function seen(
  play: Play,
  of: Step['of'],
  what: string,
  done: (view: StayView) => boolean,
): Promise<StayView> {
  const { caseRef, hospital } = stayOf(play, of);
  const hub = play.town.as(hospital, 'window');
  let last: StayView | undefined;
  return until(
    what,
    async () => {
      last = await hub.get<StayView>(`/v1/stays/${caseRef}`);
      return done(last) ? last : false;
    },
    play.town.patienceMs,
  ).catch((failure: Error) => {
    const waiting = last?.attention.map(({ code, step }) => `${code} ${step}`).join(', ');
    throw new Error(
      `${failure.message}; 现为 ${last?.stage} · now ${last?.stage}, ${waiting || 'nothing waits'}`,
    );
  });
}

type Waits = Extract<Step, { readonly act: 'waits' }>;

/** The stay waits for it, and whoever must act is told. */
async function waits(play: Play, { of, for: code, on, mustAct }: Waits): Promise<void> {
  const view = await seen(play, of, `${code} at ${on}`, ({ attention }) =>
    attention.some((one) => one.code === code && one.step === stepNamed(play, on)),
  );
  const told = view.attention.find((one) => one.code === code) as unknown as {
    readonly mustAct: { readonly role: string };
  };
  if (told.mustAct.role !== mustAct)
    throw new Error(`应由 ${mustAct} 处理,实为 ${told.mustAct.role} · who must act`);
}

/** Steps that name another stay name it as `overlap/second`. */
function stepNamed({ stays }: Play, on: string): string {
  const [, other] = /^overlap\/(first|second)$/.exec(on) ?? [];
  return other === undefined ? on : `overlap/${stays.get(other as Step['of'])?.caseRef}`;
}

async function resolve(play: Play, step: Extract<Step, { readonly act: 'resolve' }>): Promise<void> {
  const { caseRef, hospital } = stayOf(play, step.of);
  const { kind, who, confirmedBy, others } = step;
  const on = stepNamed(play, step.on);
  const view = await seen(
    play,
    step.of,
    `something waits at ${on}`,
    ({ attention, stage }) =>
      step.refusedWith === 'arrears-not-listed' ||
      stage === 'Refused' ||
      atStagesOf(kind)?.step === on ||
      attention.some((one) => one.step === on),
  );
  const code = view.attention.find((one) => one.step === on)?.code ?? view.stage;
  const pair = `${code} × ${kind}`;
  const first = play.walked?.has(pair) === false;
  play.walked?.add(pair);
  const body = { kind, on, evidence: '存档 2024-17', ...withFacts(play, step.with) };
  const office = officeOf(play.town, confirmedBy);
  const asked = { caseRef, hospital, who, kind, confirmedBy, others, body: { ...body, ...office } };
  const { refusedWith, oncePutRightAt } = step;
  if (refusedWith !== undefined) return notDone(play.town, asked, refusedWith);
  if (first) await everyRole(play.town, asked);
  if (oncePutRightAt === undefined) return resolved(play.town, asked, first);
  await putRight(play, step.of, oncePutRightAt);
  await resolved(play.town, asked, false).catch((failure: Error) => {
    // It went on by itself.
    if (!/nothing waits at|is not offered/.test(failure.message)) throw failure;
  });
}

function agreePlan(play: Play, step: PlanStep): Promise<void> {
  const { of, on, refusedWith } = step;
  const people = { who: 'hospital-finance', confirmedBy: 'hospital-lead', others: false } as const;
  const body = planBody(step, play.town.county.today());
  return resolve(play, { act: 'resolve', kind: 'defer', of, on, ...people, with: body, refusedWith });
}

/** An organisation that confirms is named in the proposal; a role of the hospital is not. */
function officeOf({ county }: Town, confirmedBy: string | undefined): object {
  const isOffice = confirmedBy !== undefined && county.credentials.people[confirmedBy] !== undefined;
  return isOffice ? { office: confirmedBy } : {};
}

/** 证件姓名, 证件号码 and 亲属证件号码 stand for what only the papers say. */
function withFacts({ town, scenario }: Play, given: Readonly<Record<string, unknown>>): object {
  const [person, relative] = [town.personOf(scenario), town.relativeOf(scenario)];
  const words: Readonly<Record<string, string>> = {
    ...{
      证件姓名: person.name,
      证件号码: person.idNumber,
      today: town.county.today(),
      亲属证件号码: relative.idNumber,
    },
  };
  const told = (fields: object): object =>
    Object.fromEntries(
      Object.entries(fields).map(([field, value]: [string, unknown]) => {
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [field, told(value)];
        const said = typeof value === 'string' ? (words[value] ?? value) : value;
        return [field, field.endsWith('Fen') ? Number(said) : said];
      }),
    );
  return told(given);
}

async function admitted(play: Play, of: Step['of']): Promise<void> {
  const { town, scenario, stays } = play;
  const admission = of === 'second' ? scenario.second : scenario.admission;
  invariant(admission !== undefined, 'there is no second stay');
  const hospital = town.hospital(admission.hospital);
  const { body } = await town.as(hospital, 'window').post<StayView>('/v1/stays', {
    ...admissionBody(town, scenario, admission),
    ...(admission.transferred ? { transferredFrom: stays.get('first')?.caseRef } : {}),
  });
  stays.set(of, { caseRef: body.caseRef, hospital });
}
