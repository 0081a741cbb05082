import { entryOf } from '../../../domain/entry.ts';
import type { Mischief, SimulatedReply } from '../../simulation.ts';

/**
 * A reply as a faulty platform sends it; its book holds the true one, so that asking later clears things up.
 * `wrong-data`: the settlement's amounts do not add up, a person's status is no known code. `unlisted-fund`: a fund
 * that no table lists. `another-person`, `another-visit`: the reply to somebody else's question.
 */
export function spoiled(reply: SimulatedReply, mischief: Mischief | undefined): SimulatedReply {
  switch (mischief ?? '') {
    case 'wrong-data':
      return changed(reply, { fund_pay_sumamt: '0.01', psn_insu_stas: '9', pay_stas: '9', appy_stas: '9' });
    case 'another-person':
      return changed(reply, { certno: '11010519491231002X', psn_no: 'ANOTHER-PERSON' });
    case 'another-visit':
      return changed(reply, { mdtrt_id: 'ANOTHER-VISIT', clr_appy_evt_id: 'ANOTHER-CLAIM' });
    case 'unlisted-fund':
      return changed(reply, { fund_pay_type: '999997' });
    default:
      return reply;
  }
}

function changed(reply: SimulatedReply, fields: Readonly<Record<string, string>>): SimulatedReply {
  const { status, body, file } = reply;
  if (file) return reply;
  const lie = (key: string, value: unknown): unknown => entryOf(fields, key) ?? value;
  return { status, body: JSON.stringify(JSON.parse(body, lie)) };
}
