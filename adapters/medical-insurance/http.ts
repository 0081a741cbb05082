import { callsOver, effect, lookUp, type MedicalInsuranceOptions } from './calls-over.ts';
import { filingCalls, regionOf } from './filing-calls.ts';
import type {
  FindVisitRequest,
  MedicalInsurance,
  SettleRequest,
  UndoRequest,
  UndoSettlementRequest,
} from './port.ts';
import { reconciliationCalls } from './reconciliation-calls.ts';
import { claimInput, findInput, followInput, readClaim, readFollow, readFound } from './wire/claim.ts';
import { type CodeTableQuery, codeTableQuery, readCodeTable } from './wire/code-table.ts';
import { said } from './wire/envelope.ts';
import { feesInput, readFees } from './wire/fees.ts';
import { readPreSettlement } from './wire/other-settlements.ts';
import { personQuery, readPerson } from './wire/person.ts';
import {
  admittedBeforeInput,
  dischargedBeforeInput,
  readAdmittedBefore,
  readDischargedBefore,
  readSettledBefore,
  settledBeforeInput,
} from './wire/read-back.ts';
import { readSettlement, settlementInput } from './wire/settlement.ts';
import { readFoundSettlement, readShownSettlement } from './wire/settlement-query.ts';
import {
  feesUndoInput,
  readSettled,
  readSettledAsUndo,
  readSettlementUndo,
  readVisitUndo,
  settlementUndoInput,
  visitUndoInput,
} from './wire/undo.ts';
import { admissionInput, dischargeInput, readAdmission, readDischarge } from './wire/visit.ts';
import { readRegistered, visitQueryInput } from './wire/visit-query.ts';

/** The insurer over the national interface. `read` throws for nothing; `write` throws InvariantError when a fact does not fit the form. */
export function medicalInsuranceOverHttp(options: MedicalInsuranceOptions): MedicalInsurance {
  const { openPerson } = options;
  const call = callsOver(options);
  return {
    identify: call('identify', lookUp, {
      infno: '1101',
      input: async (request, region) => personQuery(await openPerson(request.personRef), request, region),
      read: readPerson,
    }),
    admit: call('admit', effect, {
      infno: '2401',
      input: async (request, region) => admissionInput(request, await openPerson(request.personRef), region),
      read: readAdmission,
      before: {
        ...{ after: ['admission-number-used'], infno: '5201', reversible: true },
        ...{ input: admittedBeforeInput, read: readAdmittedBefore },
      },
    }),
    discharge: call('discharge', effect, {
      infno: '2402',
      input: async (request, region) => dischargeInput(request, region),
      read: readDischarge,
      before: {
        ...{ after: ['visit-not-open'], infno: '5201' },
        ...{ input: dischargedBeforeInput, read: readDischargedBefore },
      },
    }),
    uploadFees: call('uploadFees', effect, {
      ...{ infno: '2301', read: readFees },
      input: async (request, region) => feesInput(request, region),
    }),
    wantsFees: async (id, on) => said(await regionOf(options, id, on), 'feeDetail'),
    ...filingCalls(options, call),
    settle: call('settle', effect, {
      infno: '2304',
      input: async (request, region, { division }) =>
        settlementInput(request, await openPerson(request.personRef), { region, division }),
      read: readSettlement,
      before: {
        ...{ after: ['already-settled'], infno: '5203', reversible: true },
        ...{ input: settledBeforeInput, read: readSettledBefore },
      },
    }),
    ...{ ...tryingCalls(options, call), ...undoCalls(call), ...reconciliationCalls(call) },
    claim: call('claim', effect, {
      infno: '3203A',
      input: async (asked) => claimInput(asked),
      read: readClaim,
    }),
    findClaim: call('findClaim', lookUp, {
      ...{ infno: '3209A', read: readFound },
      input: async (request) => findInput(request),
    }),
    followClaim: call('followClaim', lookUp, {
      infno: '3209A',
      input: async (request) => followInput(request),
      read: readFollow,
    }),
  };
}

/** What the conformance kit asks beyond what a stay needs: code tables (1901), and a settlement looked up (5203). */
export function conformanceCalls(options: MedicalInsuranceOptions) {
  const call = callsOver(options);
  return {
    ...medicalInsuranceOverHttp(options),
    codeTable: call('codeTable', lookUp, {
      infno: '1901',
      input: async (request: CodeTableQuery) => codeTableQuery(request),
      read: readCodeTable,
    }),
    findSettlement: call('findSettlement', lookUp, {
      infno: '5203',
      input: async (request: Omit<UndoSettlementRequest, 'insurance'>) => settlementUndoInput(request),
      read: readFoundSettlement,
    }),
  };
}
export type ConformanceCalls = ReturnType<typeof conformanceCalls>;

/** A bill tried before it is settled. */
function tryingCalls({ openPerson }: MedicalInsuranceOptions, call: ReturnType<typeof callsOver>) {
  return {
    preSettle: call('preSettle', lookUp, {
      infno: '2303',
      input: async (request: SettleRequest, region, { division }) =>
        settlementInput(request, await openPerson(request.personRef), { region, division }),
      read: readPreSettlement,
    }),
  };
}

/** What takes something back, and the look-up of what stands. */
function undoCalls(call: ReturnType<typeof callsOver>) {
  return {
    cancelSettlement: call('cancelSettlement', effect, {
      infno: '2305',
      input: async (request: UndoSettlementRequest) => settlementUndoInput(request),
      read: readSettlementUndo,
      became: { infno: '5203', read: readSettledAsUndo },
    }),
    cancelFees: call('cancelFees', effect, {
      infno: '2302',
      input: async (request: UndoRequest) => feesUndoInput(request),
      read: readVisitUndo,
    }),
    cancelDischarge: call('cancelDischarge', effect, {
      infno: '2405',
      input: async (request: UndoRequest) => visitUndoInput(request),
      read: readVisitUndo,
    }),
    cancelAdmission: call('cancelAdmission', effect, {
      infno: '2404',
      input: async (request: UndoRequest) => visitUndoInput(request),
      read: readVisitUndo,
    }),
    registered: call('registered', lookUp, {
      infno: '5201',
      input: async (request: FindVisitRequest, region) => visitQueryInput(request, region),
      read: readRegistered,
    }),
    shownSettlement: call('shownSettlement', lookUp, {
      infno: '5203',
      input: async (request: UndoSettlementRequest) => settlementUndoInput(request),
      read: readShownSettlement,
    }),
    settled: call('settled', lookUp, {
      infno: '5203',
      input: async (request: UndoSettlementRequest) => settlementUndoInput(request),
      read: readSettled,
    }),
  };
}
