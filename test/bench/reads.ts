import { type CountyUnderTest, institution } from '../county/county-under-test.ts';
import { median, medianRatio } from './arithmetic.ts';
import { atLeast, atMost, type Figure, figure } from './figures.ts';
import type { Asked, Peers, Questions } from './peers.ts';

const asksAbout = 200;
const seconds = 4;
const connections = 16;
/** What both answer with ease, so that the slowest hundredth is that of the route and not of a queue. */
const easyPerSecond = 40;

const kinds = [
  { what: 'GET of a stay', path: '', least: 0.3 },
  { what: 'eligibility look-up', path: '/listed-categories', least: 0.5 },
] as const;

/** P5: the hub's route and the bare one in turn, about the same stays, `rounds` times. */
export async function readFigures(
  county: CountyUnderTest,
  peers: Peers,
  { rounds }: { readonly rounds: number },
  say: (text: string) => void,
): Promise<readonly Figure[]> {
  const known = await county.sql<{ case_ref: string }>(
    'SELECT case_ref FROM stays WHERE institution = $1 AND decision_sequence IS NOT NULL ORDER BY accepted_at LIMIT $2',
    [institution, asksAbout],
  );
  const refs = known.map(({ case_ref: ref }) => ref);
  const token = county.credentials.hospitals[institution]?.token ?? '';
  const hub = (path: string) => ({
    origin: county.addresses.api,
    paths: refs.map((ref) => `/v1/stays/${ref}${path}`),
    headers: { authorization: `Bearer ${token}` },
  });
  const bare = (path: string) => ({
    origin: peers.bareOrigin,
    paths: refs.map((ref) => `/stays/${ref}${path}`),
    headers: {},
  });
  const figures: Figure[] = [];
  for (const { what, path, least } of kinds) {
    say(`${what}, ${rounds} rounds`);
    const done: { readonly hub: Answered; readonly bare: Answered }[] = [];
    for (let round = 0; round < rounds; round += 1)
      done.push({ hub: await answered(peers, hub(path)), bare: await answered(peers, bare(path)) });
    const of = (name: 'hub' | 'bare', which: keyof Answered) => (round: (typeof done)[number]) =>
      round[name][which];
    figures.push(
      figure(`${what}, × bare route`, median(done.map(of('hub', 'perSecond'))), '/s', {
        ratio: medianRatio(done, of('hub', 'perSecond'), of('bare', 'perSecond')),
        ...atLeast('P5', least),
      }),
      figure('  bare route', median(done.map(of('bare', 'perSecond'))), '/s', { ratio: 1 }),
      figure(`  p99 at ${easyPerSecond}/s, × bare route`, median(done.map(of('hub', 'p99'))), 'ms', {
        ratio: medianRatio(done, of('hub', 'p99'), of('bare', 'p99')),
        ...atMost('P5', 1.5),
      }),
      figure('  bare route, p99', median(done.map(of('bare', 'p99'))), 'ms', { ratio: 1 }),
    );
  }
  return figures;
}

/** As often as it answers, and how late at the most at a rate that is easy for it. */
type Answered = Pick<Asked, 'perSecond' | 'p99'>;

async function answered(
  peers: Peers,
  asked: Pick<Questions, 'origin' | 'paths' | 'headers'>,
): Promise<Answered> {
  const { perSecond } = await peers.asked({ ...asked, seconds, connections, perSecond: null });
  const { p99 } = await peers.asked({ ...asked, seconds, connections, perSecond: easyPerSecond });
  return { perSecond, p99 };
}
