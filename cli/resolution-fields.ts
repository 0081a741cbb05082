import { accountFieldsOf, type WantedAccount } from './account-options.ts';
import { arrearsFieldsOf, type WantedArrears } from './arrears-options.ts';
import { readJsonFile } from './output.ts';
import { rightOf, type WantedRight } from './right-options.ts';

/** What a person says on the command line. */
export interface Wanted extends WantedRight, WantedAccount, WantedArrears {
  readonly on?: string;
  readonly evidence: string;
  readonly as?: string;
  readonly preview?: boolean;
  readonly name?: string;
  readonly idNumber?: string;
  readonly certificate?: string;
  readonly outcome?: string;
  readonly office?: string;
  readonly diagnosis?: string;
  readonly clinical?: string;
  readonly paidFen?: string;
  readonly paidOn?: string;
  readonly approval?: string;
  readonly bill?: string;
  readonly refundedOn?: string;
  readonly receipt?: string;
  readonly answer?: string;
  readonly account?: string;
}

/** What of it goes into the body of a proposal. */
export function fieldsOf(wanted: Wanted): object {
  const { name, idNumber, certificate, outcome, office, diagnosis, clinical, paidFen, paidOn, approval } =
    wanted;
  const { bill, refundedOn, receipt, answer, account } = wanted;
  const [code, disease] = diagnosis?.split('=') ?? [];
  return {
    ...(name === undefined ? {} : { name }),
    ...(clinical === undefined ? {} : { clinical: readJsonFile(clinical) }),
    ...(idNumber === undefined ? {} : { idNumber }),
    // Certificate, sex and birth date, as an admission has them.
    ...(certificate === undefined ? {} : (readJsonFile(certificate) as object)),
    ...(outcome === undefined ? {} : { outcome }),
    ...(office === undefined ? {} : { office }),
    ...(diagnosis === undefined ? {} : { diagnosis: { code, name: disease } }),
    ...(paidFen === undefined ? {} : { paidFen: Number(paidFen) }),
    ...(paidOn === undefined ? {} : { paidOn }),
    ...(approval === undefined ? {} : { approval }),
    ...(bill === undefined ? {} : { bill: readJsonFile(bill) }),
    ...(refundedOn === undefined ? {} : { refundedOn }),
    ...(receipt === undefined ? {} : { receipt }),
    ...(account === undefined ? {} : { accountUsed: account === 'used' }),
    ...rightOf(wanted),
    ...accountFieldsOf(wanted),
    ...arrearsFieldsOf(wanted),
    ...(answer === undefined ? {} : { answer: readJsonFile(answer) }),
  };
}
