import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import type { ApiDeps } from '../deps.ts';
import type { ItemAnswer } from './answers.ts';
import { lastName, momentOf } from './criteria.ts';
import { Rejected, type RejectionKey, rejectionOf } from './rejections.ts';

/** One request of a message whose frame was found right. */
export interface Request {
  readonly reference_id: string;
  readonly criteria: Readonly<Record<string, unknown>>;
}

const frame = z.looseObject({});
const reference = z.string().min(1).max(99);

/** Answers each request of a message by itself, in order; one that is turned away does not keep back the others. */
export async function answerEach<Value extends object>(
  deps: Pick<ApiDeps, 'clock'>,
  requests: readonly unknown[],
  about: {
    readonly kind: 'search' | 'subscribe';
    readonly answer: (request: Request) => Promise<Value>;
    /** Hears of each rejection. */
    readonly rejected: (key: RejectionKey, request: Request | undefined) => Promise<void>;
  },
): Promise<readonly ItemAnswer[]> {
  const seen = new Set<string>();
  const answers: ItemAnswer[] = [];
  for (const raw of requests) {
    let request: Request | undefined;
    const item = frame.safeParse(raw).data ?? {};
    const named = reference.safeParse(item.reference_id).data;
    const told = { reference_id: named ?? '', timestamp: deps.clock.now() };
    try {
      if (named === undefined) throw new Rejected('reference-invalid');
      if (seen.has(named)) throw new Rejected('reference-twice');
      seen.add(named);
      request = { reference_id: named, criteria: frameOf(item, `${about.kind}_criteria`) };
      answers.push({ ...told, status: 'succ', ...(await about.answer(request)) });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await about.rejected(error.key, request);
      answers.push({ ...told, ...rejectionOf(error.key, about.kind) });
    }
  }
  return answers;
}

/** What both kinds of criteria share is checked here. Throws Rejected. */
function frameOf(item: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  if (momentOf(item.timestamp) === undefined) throw new Rejected('timestamp-invalid');
  const { locale } = item;
  if (locale !== undefined && (typeof locale !== 'string' || !/^[a-z]{3}$/.test(locale)))
    throw new Rejected('locale-invalid');
  const criteria = frame.safeParse(entryOf(item, name)).data;
  if (criteria === undefined) throw new Rejected('criteria-missing');
  const { version, reg_type: registry } = criteria;
  if (version !== undefined && version !== '1.0.0') throw new Rejected('version-unsupported');
  if (registry !== undefined && !(typeof registry === 'string' && /^social$/i.test(lastName(registry))))
    throw new Rejected('registry-type-unknown');
  return criteria;
}

/** Which kind of record is asked for: people, or households. Throws Rejected. */
export function entityOf(...types: readonly unknown[]): 'Member' | 'Group' {
  const names = new Set(
    types
      .filter((type) => type !== undefined)
      .map((type) => (typeof type === 'string' ? lastName(type) : type)),
  );
  const [name = 'Member'] = names;
  if (names.size > 1 || (name !== 'Member' && name !== 'Group'))
    throw new Rejected('record-type-unsupported');
  return name;
}
