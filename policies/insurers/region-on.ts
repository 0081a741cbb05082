import { entryOf } from '../../domain/entry.ts';
import type {
  CertificateCodes,
  FundRule,
  InsuranceKind,
  InsurerRegion,
  RefusalRule,
  RegionSpeech,
  RequiredField,
} from '../../domain/insurer-region.ts';
import { holdsOn } from '../engine/spans.ts';
import type { RegionEntry } from './region-entries.ts';
import type { RegionFile, RegionSection } from './region-file.ts';

/** The tables of a region as they hold on a day; of two entries of one name the first counts. */
export function regionOn(file: RegionFile, entries: readonly RegionEntry[], day: string): InsurerRegion {
  const holding = entries.filter((entry) => holdsOn(entry, day));
  const list = <Value>(section: RegionSection, of: (value: RegionEntry['value']) => unknown) => {
    const first = new Map<string, Value>();
    for (const { name, value } of holding.filter((entry) => entry.section === section))
      if (!first.has(name)) first.set(name, of(value) as Value);
    return first;
  };
  const table = <Value>(section: RegionSection, of: (value: RegionEntry['value']) => unknown) =>
    Object.fromEntries(list<Value>(section, of));
  const speech = table<unknown>('speech', ({ value }) => value);
  const reading = table<string>('reading', ({ value }) => value);
  return {
    ...{ id: file.id, division: file.division ?? '000000', ...file.name },
    speech: { ...unsaid, ...speech },
    fundSum: entryOf(reading, 'fundSum') as InsurerRegion['fundSum'],
    familyAccount: entryOf(reading, 'familyAccount') as InsurerRegion['familyAccount'],
    required: Object.entries(
      table<Omit<RequiredField, 'place'>>('required', ({ zh, en, when }) => ({ zh, en, when })),
    ).map(([place, field]) => ({ place, ...field })),
    certificates: table<CertificateCodes>('certificates', ({ identity = null, shown = null }) => ({
      identity,
      shown,
    })),
    leavingWays: table<string>('leavingWays', ({ value }) => value),
    infcodes: table<'accepted' | 'failed' | 'refused'>('infcodes', ({ says }) => says),
    funds: table<readonly FundRule[]>('funds', ({ oneOf, part, header }) => oneOf ?? [{ part, header }]),
    labels: table<{ category: string | null }>('labels', ({ category }) => ({ category })),
    insuranceTypes: table<InsuranceKind>('insuranceTypes', ({ kind }) => kind),
    insuranceStates: table<'active' | 'suspended' | 'none'>('insuranceStates', ({ means }) => means),
    mayBeEmpty: new Set(Object.keys(table('mayBeEmpty', () => true))),
    refusals: [
      ...list<RefusalRule>('refusals', ({ at, says, code, kind }) => ({ at, says, code, kind })).values(),
    ],
  };
}

const unsaid: RegionSpeech = {
  ...{ path: null, signing: null, infver: null, receiverSystem: null, medType: null, signIn: null },
  ...{ messageQuery: null, bodySigning: null, feeDetail: null, readBack: null, midSettlement: null },
  ...{
    settlementPerson: null,
    reversal: null,
    referralFiling: null,
    referralType: null,
    injuryFiling: null,
    injuryMedType: null,
  },
  ...{ reconciliation: null, clearingOffice: null, fileBytes: null, preSettlement: null },
  readmissionDays: null,
};
