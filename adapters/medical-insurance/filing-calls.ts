import type { LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { InsurerRegion } from '../../domain/insurer-region.ts';
import { invariant } from '../../domain/invariant.ts';
import { type callsOver, effect, type MedicalInsuranceOptions } from './calls-over.ts';
import type { InjuryRequest, ReferralRequest } from './port.ts';
import { injuryInput, readFiling, referralInput } from './wire/filing.ts';

/** The tables of an institution's insurer. */
export async function regionOf(
  { institution, regions }: MedicalInsuranceOptions,
  id: InstitutionId,
  on: LocalDate,
): Promise<InsurerRegion> {
  const region = regions.on((await institution(id)).division, on);
  invariant(region !== undefined, 'no tables were entered for the insurer of this division');
  return region;
}

/** What some insurers have filed of a stay; where no source tells that they do, nothing is sent. */
export function filingCalls(options: MedicalInsuranceOptions, call: ReturnType<typeof callsOver>) {
  const { openPerson } = options;
  return {
    wantsFiling: async (of: 'injury' | 'referral', id: InstitutionId, on: LocalDate) => {
      const { speech } = await regionOf(options, id, on);
      return (of === 'injury' ? speech.injuryFiling : speech.referralFiling) === true;
    },
    fileInjury: call('fileInjury', effect, {
      infno: '2507',
      input: async (request: InjuryRequest, region) =>
        injuryInput(request, await openPerson(request.personRef), region),
      read: readFiling,
    }),
    fileReferral: call('fileReferral', effect, {
      infno: '2501',
      input: async (request: ReferralRequest, region) =>
        referralInput(request, await openPerson(request.personRef), region),
      read: readFiling,
    }),
  };
}
