import type { Instant } from '../../domain/dates.ts';
import { webhookTopics } from '../../domain/webhook-topics.ts';
import { stayEventKinds } from '../../store/stays/event-kinds.ts';
import type { MessageSubject, WebhookDelivery } from '../../store/webhooks/delivery-reads.ts';
import { topicOfEvent } from '../../store/webhooks/topics.ts';

/** What is sent: a CloudEvent 1.0 in its structured JSON form; codes and amounts, nobody's name, number or diagnosis. */
export interface WebhookMessage {
  readonly specversion: '1.0';
  /** The same on every try and in every replay: whoever keeps it takes nothing twice. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** A case ref, the day of a digest, or the number of a delivery of the lists. */
  readonly subject: string;
  readonly time: Instant;
  readonly datacontenttype: 'application/json';
  readonly data: object;
}

const common = { specversion: '1.0', datacontenttype: 'application/json' } as const;

/** The message of a delivery. */
export function messageOf(delivery: WebhookDelivery): WebhookMessage {
  const { at: time } = delivery;
  if (delivery.kind === 'digest') {
    const { day, organisation, items } = delivery;
    const { zh, en } = webhookTopics.digest;
    const overdue = items.filter((item) => item.overdue).length;
    return {
      ...{ ...common, id: `digest_${day}_${organisation}`, source: '/v1/digests', type: 'hub.digest' },
      ...{ subject: day, time },
      data: { topic: 'digest', zh, en, organisation, open: items.length, overdue, items },
    };
  }
  if (delivery.kind === 'list-delivery') {
    const { listDelivery } = delivery;
    const { zh, en } = webhookTopics.lists;
    return {
      ...{ ...common, id: `list_${listDelivery}`, source: '/v1/list-deliveries', type: 'hub.list-delivery' },
      ...{ subject: String(listDelivery), time },
      data: { topic: 'lists', zh, en, read: `/v1/list-deliveries/${listDelivery}` },
    };
  }
  const { eventId, event, caseRef, detail } = delivery;
  const { zh, en } = stayEventKinds[event];
  return {
    ...{ ...common, id: `event_${eventId}`, source: '/v1/stays', type: `hub.stay.${event}` },
    ...{ subject: caseRef, time },
    data: { topic: topicOfEvent[event], zh, en, detail, read: `/v1/stays/${caseRef}` },
  };
}

/** What the id of a message is about. */
export function subjectOf(id: string): MessageSubject {
  const [kind, subject = ''] = id.split('_');
  if (kind === 'event') return { eventId: Number(subject) };
  return kind === 'list' ? { listDelivery: Number(subject) } : { digestDay: subject };
}

/** A message to try an address with. */
export function pingMessage(id: string, time: Instant): WebhookMessage {
  const said = { zh: '连通性测试', en: 'a test that this address hears' };
  return { ...common, id, source: '/v1/webhooks', type: 'hub.ping', subject: 'ping', time, data: said };
}
