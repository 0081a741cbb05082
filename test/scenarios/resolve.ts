import { resolutionOptions } from '../../cli/resolution-text.ts';
import { HubCallError, type HubClient } from '../../county/hub-client.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { confirmerOf, proposersOf, type ResolutionKindCode } from '../../domain/resolutions.ts';
import type { Role } from '../../domain/roles.ts';
import { offeredWords, proposedIn, refusedWords } from './command.ts';
import { office, type Town } from './town.ts';

/** What one person proposes about a stay, and who confirms it. */
export interface Asked {
  readonly caseRef: CaseRef;
  readonly hospital: string;
  readonly who: Role;
  readonly kind: ResolutionKindCode;
  readonly body: Readonly<Record<string, unknown>>;
  /** A role of the hospital, or an office. */
  readonly confirmedBy: string | undefined;
  /** The third and fourth person of an office act: who decided before may not. */
  readonly others: boolean;
}

interface Proposed {
  readonly sequence: number;
  readonly state: 'proposed' | 'applied' | 'withdrawn';
}

/**
 * Carries a resolution out as people do: proposed by the command that `hub attention show` prints, confirmed by another by the one that
 * its answer prints. On the way every other role is held against the table of domain/resolutions.ts: who may not is told so, and nobody
 * confirms what is their own.
 */
export async function resolved(town: Town, asked: Asked, walkRoles: boolean): Promise<void> {
  const { confirmedBy } = asked;
  const { number, confirm } = await proposed(town, asked);
  invariant((confirmerOf(asked.kind) === null) === (confirmedBy === undefined), 'who confirms is told');
  if (confirm === null) {
    invariant(confirmedBy === undefined, 'what needs two people waits for the second');
    return;
  }
  if (walkRoles) await nobodyElseConfirms(town, asked, number);
  const said = await asTyped(town, async () => confirm);
  invariant(said.includes('已办结'), 'what was confirmed is carried out');
}

/** By the command that `hub attention show` prints; a hospital's own system has no terminal and speaks to the door. */
async function proposed(town: Town, asked: Asked): Promise<ReturnType<typeof proposedIn>> {
  const { caseRef, who, confirmedBy } = asked;
  const confirmer = confirmedBy === undefined ? undefined : confirmerFor(town, asked, confirmedBy);
  if (who !== 'hospital') {
    const as = ['--as', `${organisationOf(asked, who)}/${who}${asked.others ? '-3' : ''}`];
    const said = await asTyped(town, async () => [
      ...offeredWords(await town.hub(['attention', 'show', caseRef]), asked),
      ...as,
    ]);
    return proposedIn(said, { caseRef, confirmer });
  }
  const system = clientOf(town, asked, who);
  await atRevision(system, asked, (revision) =>
    system.post(`/v1/stays/${caseRef}/resolutions`, { ...asked.body, revision }),
  );
  return proposedIn(await town.hub(['resolution', 'list', caseRef]), { caseRef, confirmer });
}

async function nobodyElseConfirms(town: Town, asked: Asked, number: number): Promise<void> {
  const proposer = clientOf(town, asked, asked.who);
  const path = `/v1/stays/${asked.caseRef}/resolutions/${number}/confirm`;
  const confirm = (hub: HubClient) =>
    atRevision(hub, asked, (revision) => hub.post(path, { revision }), proposer);
  for (const other of [proposer, town.as(office, 'operator', 1), town.as(asked.hospital, 'window')])
    await refusedFor(`${asked.kind} confirmed by somebody who may not`, () => confirm(other));
}

/** The hub says no, with this code; what was proposed all the same is withdrawn by whoever proposed it. */
export async function notDone(town: Town, asked: Asked, code: string): Promise<void> {
  const said = await proposedAnyhow(town, asked).then(
    () => '无 · none',
    (failure: Error) => failure.message,
  );
  if (!said.includes(code))
    throw new Error(`应为 ${code},实为 ${said} · expected ${code}, the hub said this`);
  const hub = clientOf(town, asked, asked.who);
  const at = `/v1/stays/${asked.caseRef}/resolutions`;
  const { resolutions } = await hub.get<{ resolutions: readonly Proposed[] }>(at);
  for (const one of resolutions)
    if (one.state === 'proposed') await hub.post(`${at}/${one.sequence}/withdraw`, {});
}

/** Whether it is offered or not. */
async function proposedAnyhow(town: Town, asked: Asked): Promise<unknown> {
  const { kind, who } = asked;
  if (who === 'hospital') return resolved(town, asked, false);
  const words = [
    ...refusedWords(asked, resolutionOptions[kind]),
    ...['--as', `${organisationOf(asked, who)}/${who}${asked.others ? '-3' : ''}`],
  ];
  const said = await asTyped(town, async () => words);
  if (asked.confirmedBy === undefined) return said;
  const confirmer = confirmerFor(town, asked, asked.confirmedBy);
  const { confirm } = proposedIn(said, { caseRef: asked.caseRef, confirmer });
  return confirm === null ? said : asTyped(town, async () => confirm);
}

function clientOf(town: Town, { hospital, who, others }: Asked, role: Role): HubClient {
  return role === 'hospital'
    ? town.system(hospital as never)
    : town.as(organisationOf({ hospital }, role), role, others && role === who ? 2 : 0);
}

function organisationOf({ hospital }: Pick<Asked, 'hospital'>, role: Role): string {
  if (role === 'operator' || role === 'health-commission') return office;
  return role === 'bureau' ? 'medical-insurance' : hospital;
}

/** The hospital's second person, or the office's first, as organisation/actor. */
function confirmerFor(town: Town, { hospital, who, others }: Asked, confirmedBy: string): string {
  const people = town.county.credentials.people;
  if (people[confirmedBy] === undefined) return `${hospital}/${confirmedBy}-2`;
  // Of an office of several roles the proposer's own: another person of it.
  if (confirmedBy === office) return `${office}/${who}-${others ? 4 : 2}`;
  const [role] = Object.keys(people[confirmedBy]);
  return `${confirmedBy}/${role}-${role === who ? 2 : 1}`;
}

/** Looked at and typed again while the stay goes on between the look of the command and its act. */
async function asTyped(town: Town, words: () => Promise<readonly string[]>): Promise<string> {
  for (let tries = 0; ; tries += 1)
    try {
      return await town.hub(await words());
    } catch (failure) {
      if (!String(failure).includes('[resolution-stale]') || tries === 20) throw failure;
    }
}

/** Under the revision of now; the stay may go on between the look and the act. */
async function atRevision<Reply>(
  hub: HubClient,
  { caseRef }: Asked,
  act: (revision: number) => Promise<{ readonly body: Reply }>,
  looks: HubClient = hub,
): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    const { revision } = await looks.get<{ revision: number }>(`/v1/stays/${caseRef}/resolutions`);
    try {
      return (await act(revision)).body;
    } catch (failure) {
      const stale = failure instanceof HubCallError && failure.message.includes('resolution-stale');
      if (!stale || tries === 20) throw failure;
    }
  }
}

const hospitalRoles = ['window', 'ward', 'hospital-finance', 'hospital-lead', 'hospital'] as const;
const countyRoles = ['operator', 'auditor', 'security', 'health-commission'] as const;

/** Whoever may propose sees the preview; nobody else does. A preview changes nothing. */
export async function everyRole(town: Town, asked: Asked): Promise<void> {
  const { caseRef, kind, body } = asked;
  for (const role of [...hospitalRoles, ...countyRoles]) {
    // Whose office the scheme does not name may not, though the kind is theirs elsewhere.
    if (asked.who === 'bureau' && role === 'health-commission') continue;
    const ofCounty = countyRoles.some((one) => one === role) && role !== asked.who;
    const hub = ofCounty ? town.as(office, role) : clientOf(town, asked, role);
    const preview = () =>
      atRevision(
        hub,
        asked,
        (revision) => hub.post(`/v1/stays/${caseRef}/resolutions/preview`, { ...body, revision }),
        town.as(asked.hospital, 'window'),
      );
    if (proposersOf(kind).includes(role)) await preview();
    else await refusedFor(`${kind} by ${role}`, preview);
  }
}

async function refusedFor(what: string, act: () => Promise<unknown>): Promise<void> {
  const failure = await act().then(
    () => undefined,
    (error: unknown) => error,
  );
  const refused = failure instanceof HubCallError && [403, 404].includes(failure.status);
  invariant(refused, `${what} was let through, or failed otherwise: ${String(failure)}`);
}
