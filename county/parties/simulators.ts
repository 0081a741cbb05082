import { bankSimulator } from '../../adapters/bank/simulator.ts';
import type { Book } from '../../adapters/book.ts';
import { civilAffairsSimulator } from '../../adapters/civil-affairs/simulator.ts';
import type { PaymentCalendar } from '../../adapters/claim-book.ts';
import { courtListSimulator } from '../../adapters/court-list/simulator.ts';
import { medicalCreditSimulator } from '../../adapters/medical-credit/simulator.ts';
import { insurerSimulator } from '../../adapters/medical-insurance/simulator.ts';
import { payerDeskSimulator } from '../../adapters/payer-desk/simulator.ts';
import { ruralRevitalizationSimulator } from '../../adapters/rural-revitalization/simulator.ts';
import type { People, Simulator } from '../../adapters/simulation.ts';
import { smsGatewaySimulator } from '../../adapters/sms-gateway/simulator.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { PartyId } from '../../domain/ids.ts';
import { never } from '../../domain/invariant.ts';
import { divisionsOf } from '../people/counties.ts';

/** What a simulated party is made of; the calendar is read at every claim, so it can be changed while it runs. */
export interface PartySetting {
  readonly book: Book;
  readonly people: People;
  readonly clock: CountyClock;
  readonly calendar: PaymentCalendar;
}

/** The simulator of a party. Civil affairs keeps lists and pays at a desk, so it is two in one. */
export function simulatorOf(party: PartyId, setting: PartySetting): Simulator {
  switch (party) {
    case 'medical-insurance':
      return insurerSimulator(setting);
    case 'civil-affairs':
      return joined(
        civilAffairsSimulator({ ...setting, divisionsOf: divisionsOf(party) }),
        payerDeskSimulator(setting),
      );
    case 'rural-revitalization':
      return ruralRevitalizationSimulator({ ...setting, divisionsOf: divisionsOf(party) });
    case 'commercial-insurer':
    case 'red-cross':
      return payerDeskSimulator(setting);
    case 'bank':
      return bankSimulator(setting);
    case 'court-list':
      return courtListSimulator(setting);
    case 'medical-credit':
      return medicalCreditSimulator(setting);
    case 'sms-gateway':
      return smsGatewaySimulator(setting);
    default:
      return never(party);
  }
}

function joined(first: Simulator, second: Simulator): Simulator {
  const owner = (path: string): Simulator => (first.operationOf(path) === undefined ? second : first);
  return {
    mischiefs: [...first.mischiefs, ...second.mischiefs],
    operationOf: (path) => owner(path).operationOf(path),
    handle: (request, mischief) => owner(request.path).handle(request, mischief),
    turnsAway: (request) => owner(request.path).turnsAway?.(request) === true,
    payDue: () => {
      first.payDue();
      second.payDue();
    },
  };
}
