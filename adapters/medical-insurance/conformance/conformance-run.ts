import type { LocalDate } from '../../../domain/dates.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { Call, MessageHeader } from '../../call.ts';
import type { MedicalInsuranceOptions } from '../calls-over.ts';

/** What one run works with. */
export interface ConformanceRun {
  readonly transport: Pick<MedicalInsuranceOptions, 'http' | 'regions' | 'gatewayKey'>;
  readonly region: InsurerRegion;
  readonly institution: { readonly code: string; readonly name: string; readonly division: string };
  /** A person whom the test system knows; never a real one. */
  readonly person: PersonIdentity;
  readonly today: LocalDate;
  /** The header of the next message; each has an id of its own. */
  readonly nextHeader: () => MessageHeader;
}

/** Asks one transaction and reports it; `wrong` names what of a yes is not as it should be. Undefined: it was no yes. */
export type Ask = <Request, Value>(
  transaction: string,
  asked: { readonly call: Call<Request, Value>; readonly request: Request },
  wrong?: (value: Value) => readonly string[],
) => Promise<Value | undefined>;
