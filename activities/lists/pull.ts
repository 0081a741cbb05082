import { randomUUID } from 'node:crypto';
import {
  addToDigest,
  emptyDigest,
  type ListPage,
  type ListRow,
  type ListSource,
} from '../../adapters/list-page.ts';
import { isLocalDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { AttentionCode } from '../../domain/stay.ts';
import type { ListActivities, Pulled, PullTrouble } from './contract.ts';
import { beating } from './heartbeat.ts';
import type { ListParts } from './parts.ts';

/** Ends the reading of pages that do not make one list. */
class PullBroken extends Error {
  readonly trouble: PullTrouble;

  constructor(trouble: PullTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** Reads an agency's list page by page into a file like any other; only what is proved complete becomes a version. */
export function pullActivity(parts: ListParts): Pick<ListActivities, 'pullList'> {
  return {
    pullList: ({ listId }) =>
      beating(async (signal): Promise<Pulled> => {
        const agency = (await parts.register.list(listId))?.agency ?? null;
        invariant(agency !== null, `the list ${listId} names no agency that could be asked`);
        const source = parts.sources(agency);
        const waits = { blockedOn: agency, since: parts.clock.now(), step: 'pull-list' } as const;
        const broken = async (code: PullTrouble): Promise<Pulled> => {
          await parts.pullFailures.record(listId, { agency, trouble: code, at: parts.clock.now() });
          return { kind: 'broken', code, attention: { code: signs[code] ?? 'agency-wait', ...waits } };
        };
        if (source === null) return broken('not-connected');
        // Nobody's failure: it is asked again when the hold is over.
        if (await parts.holds.isHeld(agency, waits.since))
          return { kind: 'broken', code: 'on-hold', attention: { code: 'party-on-hold', ...waits } };
        try {
          const pulled = await pull(parts, listId, { source, signal });
          await parts.pullFailures.forget(listId);
          return pulled;
        } catch (error) {
          if (!(error instanceof PullBroken)) throw error;
          return broken(error.trouble);
        }
      }),
  };
}

/** What the workflow shows of a trouble that is more than silence. */
const signs: Partial<Record<PullTrouble, AttentionCode>> = {
  'not-connected': 'party-not-connected',
  'page-of-another-list': 'reply-mismatch',
};

async function pull(
  { versions, files, clock }: ListParts,
  listId: ListId,
  { source, signal }: { readonly source: ListSource; readonly signal: AbortSignal },
): Promise<Pulled> {
  const ask = asker(source, listId, clock.now);
  const first = await ask(null);
  const { digest, snapshot } = first;
  const asOf = isLocalDate(first.asOf) ? first.asOf : clock.today();
  const confirmed = await versions.confirm(listId, { digest, asOf });
  if (confirmed !== undefined) return { kind: 'same', version: confirmed };
  let bytes = 0;
  const uploadId = await files.storeFile(
    listId,
    (async function* () {
      for await (const page of provenPages(first, ask)) {
        signal.throwIfAborted();
        const text = Buffer.from(page.map(lineOf).join(''));
        bytes += text.length;
        yield text;
      }
    })(),
  );
  const entry = { ...{ listId, uploadId, digest, bytes, asOf }, kind: 'full', format: 'ndjson' } as const;
  const more = { source: 'pull', sentBy: null, review: false, at: clock.now() } as const;
  const { kind, version } = await versions.createVersion({ ...entry, ...more });
  return { kind: kind === 'created' ? 'version' : 'same', version: version.version };

  /** The rows of every page; throws PullBroken unless all pages are of one snapshot and its count and digest are met. */
  async function* provenPages(
    begin: ListPage,
    next: (position: string, snapshot: string) => Promise<ListPage>,
  ): AsyncGenerator<readonly ListRow[]> {
    let [rows, sum] = [0, emptyDigest];
    for (let page = begin; ; ) {
      const same = page.snapshot === snapshot && page.total === begin.total && page.digest === digest;
      if (!same) throw new PullBroken('pages-changed');
      rows += page.rows.length;
      sum = addToDigest(sum, page.rows);
      // A list that never ends would fill the store.
      if (rows > begin.total) throw new PullBroken('pages-endless');
      yield page.rows;
      if (page.next === null) break;
      if (page.rows.length === 0) throw new PullBroken('pages-incomplete');
      page = await next(page.next, snapshot);
    }
    if (rows !== begin.total) throw new PullBroken('pages-incomplete');
    if (sum !== digest) throw new PullBroken('pages-differ-from-digest');
  }
}

/** Asks for one page; pages are only read, so each question is a message of its own and nothing is kept of it. */
function asker(source: ListSource, listId: ListId, now: ListParts['clock']['now']) {
  const run = randomUUID();
  let pages = 0;
  return async (position: string | null, snapshot: string | null = null): Promise<ListPage> => {
    pages += 1;
    const key = `${listId}/pull/${run}/${pages}`;
    const header = { key, messageId: key, at: now() };
    const body = await source.listPage.write({ list: listId, position, snapshot }, header);
    const answer = source.listPage.read(await source.listPage.send(body, header), { body, header });
    if (answer.kind === 'done') return answer.value;
    if (answer.kind === 'unknown' && answer.reason === 'another-question')
      throw new PullBroken('page-of-another-list');
    if (answer.kind === 'refused')
      throw new PullBroken(answer.code === 'snapshot-gone' ? 'pages-changed' : 'refused');
    throw new PullBroken('no-answer');
  };
}

/** A row as the reader of NDJSON lists knows it. */
function lineOf({ idNumber, name, category, since, until, household, division }: ListRow): string {
  const row = {
    identityNumber: idNumber,
    name,
    categories: category,
    from: since,
    to: until,
    household,
    division,
  };
  return `${JSON.stringify(row)}\n`;
}
