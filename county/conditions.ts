import { createHash } from 'node:crypto';
import type { ConditionKind } from '../domain/condition-kinds.ts';
import type { LocalDate } from '../domain/dates.ts';
import { never } from '../domain/invariant.ts';
import { needsGuardianOn } from '../domain/signers.ts';

/** How one thing stands that the scheme asks, as the hub shows it. */
export interface ConditionShown {
  readonly condition: string;
  readonly record: ConditionKind;
  readonly dueFrom: 'admission' | 'discharge';
  /** Null: the discharge from which it counts is still to come. */
  readonly dueOn: LocalDate | null;
  readonly state: 'open' | 'met' | 'excused';
}

/** Which wording was signed, and the digest of the paper. */
export interface SignedText {
  readonly textVersion: string;
  readonly sha256: string;
}

/** Whom and when it is about. */
export interface AskedOf {
  readonly caseRef: string;
  readonly institution: string;
  readonly patient: { readonly name: string; readonly birthDate: LocalDate };
  /** Of the lists that name the person. */
  readonly categories: readonly string[];
  readonly on: LocalDate;
  /** The agreement as the hub printed it; left out: the hospital’s own form. */
  readonly printed?: SignedText | undefined;
}

const [doctor, desk] = ['首诊医生 1024', '住院处 2048'];
const papers = ['insurance-card', 'identity-card'];

/** What a simulated hospital records to show that it was done, and at which address of the stay. */
export function conditionAct(
  kind: ConditionKind,
  { caseRef, institution, patient, categories, on, printed }: AskedOf,
): { readonly action: 'checks' | 'agreement' | 'conditions'; readonly body: object } {
  const [textVersion, authorisation] = [`${institution}-2024-1`, `${institution}-authorisation-1`];
  const signed = needsGuardianOn(patient.birthDate, on)
    ? { signedBy: 'guardian', signerName: '监护人' }
    : { signedBy: 'patient', signerName: patient.name };
  const record = (doneBy: string, more: object) => ({
    action: 'conditions' as const,
    body: { doneOn: on, doneBy, ...more },
  });
  switch (kind) {
    case 'first-check':
      return { action: 'checks', body: { by: 'doctor', checkedBy: doctor, categories, saw: papers } };
    case 'second-check':
      return { action: 'checks', body: { by: 'desk', checkedBy: desk, categories, saw: papers } };
    case 'agreement': {
      const paper = printed ?? { textVersion, sha256: digestOf(`${textVersion} ${caseRef}`) };
      return { action: 'agreement', body: { ...paper, ...signed, witness: desk, signedOn: on } };
    }
    case 'papers':
    case 'copies-only': {
      const shown = papers.map((paper) => ({ paper, copied: true, kept: false }));
      return record(desk, { kind: 'papers', papers: shown });
    }
    case 'admission-indicated':
      return record(doctor, { kind });
    case 'authorisation': {
      const sha256 = digestOf(`${authorisation} ${caseRef}`);
      const payers = ['commercial-supplement', 'red-cross'];
      return record(desk, { kind, payers, ...signed, textVersion: authorisation, sha256 });
    }
    case 'injury-registration':
      return record(doctor, {
        ...{ kind, ...signed, cause: '在家滑倒', office: '医保经办机构' },
        filingNo: caseRef.replace('case_', 'WS'),
      });
    case 'court-list-answer':
    case 'medical-credit-answer':
      return record(desk, { kind, found: { kind: 'not-listed' } });
    case 'referral':
      return record(desk, { kind, from: '开州区临江中心卫生院', letterNo: caseRef.replace('case_', 'ZZ') });
    case 'arrears-arranged':
      return record(desk, { kind, way: 'plan' });
    case 'papers-returned':
      return record(desk, { kind, to: 'patient' });
    case 'follow-up':
      return record(doctor, { kind, way: 'phone' });
    default:
      return never(kind);
  }
}

/** In the order in which people do it; one record of the papers shows both that they were seen and that none was kept. */
export function openKinds(
  conditions: readonly ConditionShown[],
  from: ConditionShown['dueFrom'],
): readonly ConditionKind[] {
  const open = conditions.filter(({ state, dueFrom }) => state === 'open' && dueFrom === from);
  const kinds = open.map(({ record }) => (record === 'copies-only' ? 'papers' : record));
  // The desk looks second.
  return [...new Set(kinds)].toSorted((a, b) => Number(a === 'second-check') - Number(b === 'second-check'));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
