import type { Connection } from '../../store/postgres/database.ts';
import { type Subscription, type SubscriptionWish, subscribe } from '../../store/registry/subscriptions.ts';
import type { RegistryEvent } from '../../store/registry/tables.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller } from '../http/authentication.ts';
import type { ItemAnswer } from './answers.ts';
import { filterType } from './conditions.ts';
import { type Criteria, readCriteria } from './criteria.ts';
import { entityOf, lastName } from './names.ts';
import { guessing, permissionFor } from './permission.ts';
import { kindOf } from './records.ts';
import { Rejected, rejectionOf } from './rejections.ts';
import { type Answers, answerEach, type Request } from './requests.ts';

const events: readonly RegistryEvent[] = ['REGISTER', 'UPDATE', 'DEREGISTER'];

/** One request of a subscription message as it was read. */
type Read = ItemAnswer & { readonly wish?: SubscriptionWish };

/** Reads the requests of a subscription message; `wish` stands in those that may be subscribed. */
export async function readSubscriptions(
  deps: ApiDeps,
  caller: Caller,
  requests: readonly unknown[],
): Promise<Answers<Read>> {
  const guesses = guessing(deps, caller);
  await guesses.expectFew();
  const note = (subject: string, reason: string) =>
    deps.audit.appendAudit({
      ...{ actor: actorOf(caller), action: 'registry-subscribe', subject, reason, at: deps.clock.now() },
    });
  const read = await answerEach<{ readonly wish?: SubscriptionWish }>(deps, requests, {
    kind: 'subscribe',
    async answer(request) {
      const wish = await readWish(deps, caller, request);
      await note(wish.caseRef ?? `lists/${caller.party}`, wish.event);
      return { wish };
    },
    async rejected(key) {
      if (key === 'purpose-unfit') guesses.note();
      await note(`registry/${caller.party}`, key);
    },
  });
  await guesses.keep();
  return read;
}

/** Subscribes what may be, inside the transaction that takes the message. */
export async function subscribeAll(
  deps: Pick<ApiDeps, 'clock'>,
  tx: Connection,
  read: readonly Read[],
): Promise<readonly ItemAnswer[]> {
  const answers: ItemAnswer[] = [];
  for (const { wish, ...item } of read) {
    if (wish === undefined) {
      answers.push(item as ItemAnswer);
      continue;
    }
    const { kind, subscription } = await subscribe(tx, wish, deps.clock.now());
    const subscriptions = [infoOf(subscription)];
    const told = { ...(item as ItemAnswer), subscriptions };
    answers.push(kind === 'new' ? told : { ...told, ...rejectionOf('already-subscribed', 'subscribe') });
  }
  return answers;
}

async function readWish(deps: ApiDeps, caller: Caller, { criteria }: Request): Promise<SubscriptionWish> {
  const named = criteria.reg_event_type;
  const event = events.find((known) => typeof named === 'string' && lastName(named).toUpperCase() === known);
  if (event === undefined) throw new Rejected('event-unknown');
  if (criteria.notify_record_type === undefined) throw new Rejected('record-type-unsupported');
  if (entityOf(criteria.notify_record_type) !== 'Member') throw new Rejected('record-type-unsupported');
  if (criteria.frequency !== undefined) throw new Rejected('frequency-unsupported');
  const { filter } = criteria;
  const type = filterType(criteria.filter_type, filter);
  const asked = readCriteria({ type, query: filter, entity: 'Member' }, deps.clock);
  if (asked.on !== undefined || asked.knownAt !== undefined) throw new Rejected('attribute-unsupported');
  const permission = await permissionFor(deps, caller, asked, criteria.authorize);
  const narrow = { listId: only(asked.lists), category: only(asked.categories) };
  const common = { party: caller.party, event, ...narrow };
  if (permission.kind === 'patient')
    return { ...common, personRef: permission.personRef, caseRef: permission.caseRef };
  return { ...common, personRef: await known(deps, asked), caseRef: null };
}

async function known(deps: ApiDeps, { idNumber }: Criteria) {
  if (idNumber === undefined) return null;
  const personRef = await deps.registry.people.find({ idNumber });
  if (personRef === undefined) throw new Rejected('person-unknown');
  return personRef;
}

function only<Value>(values: readonly Value[] | undefined): Value | null {
  if (values === undefined) return null;
  const [value] = values;
  if (value === undefined || values.length > 1) throw new Rejected('operator-unsupported');
  return value;
}

function infoOf({ code, event, since }: Subscription) {
  const { version, reg_type, reg_record_type } = kindOf('Member');
  return {
    ...{ version, code, status: 'subscribe', timestamp: since, reg_type },
    reg_event_type: `spdci-common:RegistryEventType:${event}`,
    notify_record_type: reg_record_type,
  };
}
