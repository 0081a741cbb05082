import { addDays } from '../../../domain/dates.ts';
import { entryOf } from '../../../domain/entry.ts';
import type { InstitutionId } from '../../../domain/ids.ts';
import { fen } from '../../../domain/money.ts';
import type { Answer } from '../../answer.ts';
import { type Call, FieldsMissing, type MessageHeader } from '../../call.ts';
import { type ConformanceCalls, conformanceCalls } from '../http.ts';
import type { CoreSettlement, SettleRequest } from '../port.ts';
import { type CodeTableName, codeTables } from '../wire/code-table.ts';
import type { Ask, ConformanceRun } from './conformance-run.ts';
import { clinicalOf, filingsOf, isAskedOf, madeUpRef, steps } from './made-up.ts';
import { askReconciliation } from './reconciliation.ts';

/** What one transaction came to. `skipped`: what it needs was not had. */
export interface TransactionReport {
  readonly transaction: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: 'done' | 'refused' | 'unknown' | 'skipped';
  /** The hub's code of a refusal, or why nothing follows. */
  readonly code?: string;
  /** What exactly is missing, unlisted or contradictory. */
  readonly missing?: readonly string[];
  readonly tookMs?: number;
}

/** Drives a test system through one stay, from the code tables to the settlement asked for once more. Gives one report a transaction, in order. */
export async function runConformance(run: ConformanceRun): Promise<readonly TransactionReport[]> {
  const { person, institution: sender } = run;
  const calls = conformanceCalls({
    ...run.transport,
    openPerson: async () => person,
    institution: async () => sender,
  });
  const reports: TransactionReport[] = [];
  const ask = asker(run, reports);
  await askTables(run, calls, ask);
  await askStay(run, calls, ask);
  const reported = new Set(reports.map(({ transaction }) => transaction));
  const skipped = steps.filter(
    ({ transaction }) => !reported.has(transaction) && isAskedOf(run.region, transaction),
  );
  return [...reports, ...skipped.map((step) => ({ ...step, kind: 'skipped' }) as const)];
}

function asker({ nextHeader }: ConformanceRun, reports: TransactionReport[]): Ask {
  return async (transaction, { call, request }, wrong = () => []) => {
    const began = performance.now();
    const answer = await answerTo(call, request, nextHeader());
    const step = steps.find((one) => one.transaction === transaction) ?? { transaction, zh: '', en: '' };
    const missing = answer.kind === 'done' ? wrong(answer.value) : [];
    const tookMs = Math.round(performance.now() - began);
    reports.push({ ...step, ...told(answer, missing), tookMs });
    return answer.kind === 'done' ? answer.value : undefined;
  };
}

async function answerTo<Request, Value>(
  call: Call<Request, Value>,
  request: Request,
  header: MessageHeader,
): Promise<Answer<Value>> {
  try {
    const body = await call.write(request, header);
    return call.read(await call.send(body, header), { body, header });
  } catch (failure) {
    if (!(failure instanceof FieldsMissing)) throw failure;
    return { kind: 'refused', code: 'field-missing', fields: failure.fields };
  }
}

function told(
  answer: Answer<unknown>,
  wrong: readonly string[],
): Pick<TransactionReport, 'kind' | 'code' | 'missing'> {
  switch (answer.kind) {
    case 'done':
      return wrong.length === 0
        ? { kind: 'done' }
        : { kind: 'unknown', code: 'unlisted-code', missing: wrong };
    case 'pending':
      return { kind: 'done' };
    case 'refused': {
      const fields = answer.fields?.map(({ place }) => place);
      return { kind: 'refused', code: answer.code, ...(fields === undefined ? {} : { missing: fields }) };
    }
    case 'unknown': {
      const missing = [...(answer.differs ?? []), ...(answer.missing ?? [])];
      return { kind: 'unknown', code: answer.reason, ...(missing.length === 0 ? {} : { missing }) };
    }
  }
}

/** Codes that the platform knows and the region's file does not. */
async function askTables(run: ConformanceRun, calls: ConformanceCalls, ask: Ask): Promise<void> {
  const { region, institution, today: on } = run;
  for (const table of Object.keys(codeTables) as CodeTableName[]) {
    const listed: Readonly<Record<string, unknown>> = codeTables[table](region);
    const request = {
      institution: run.institution.code as InstitutionId,
      table,
      division: institution.division,
      on,
    };
    await ask(`1901 ${table}`, { call: calls.codeTable, request }, (codes) =>
      codes.flatMap(({ value, label }) =>
        entryOf(listed, value) === undefined ? [`${table}: ${value} ${label}`] : [],
      ),
    );
  }
}

async function askStay(run: ConformanceRun, calls: ConformanceCalls, ask: Ask): Promise<void> {
  const institution = run.institution.code as InstitutionId;
  const [personRef, clinical] = [madeUpRef, clinicalOf];
  const [admittedOn, dischargedOn] = [addDays(run.today, -3), run.today];
  const record = await ask('1101', {
    call: calls.identify,
    request: { personRef, institution, on: admittedOn },
  });
  const { personNo = null, insurance } = record ?? {};
  if (personNo === null || insurance === undefined || insurance.type === null) return;
  const stay = { personRef, personNo, institution, insurance, clinical };
  const admissionNo = `KIT${run.nextHeader().messageId.slice(-18)}`;
  const visit = await ask('2401', { call: calls.admit, request: { ...stay, admissionNo, admittedOn } });
  if (visit === undefined) return;
  const { visitRef } = visit;
  const filed = { ...stay, visitRef, clinical: { ...clinical, ...filingsOf } };
  if (isAskedOf(run.region, '2507'))
    await ask('2507', { call: calls.fileInjury, request: { ...filed, admittedOn } });
  const bill = { dischargedOn, totalFen: fen(1_000_00), outOfPolicyFen: fen(100_00) };
  await ask('2301', {
    call: calls.uploadFees,
    request: { ...stay, visitRef, totalFen: bill.totalFen, batch: 1 },
  });
  await ask('2402', { call: calls.discharge, request: { ...stay, visitRef, dischargedOn, way: 'cured' } });
  if (isAskedOf(run.region, '2501'))
    await ask('2501', { call: calls.fileReferral, request: { ...filed, dischargedOn } });
  const request: SettleRequest = { ...stay, visitRef, ...bill };
  await ask('2303', { call: calls.preSettle, request });
  const settled = await ask('2304', { call: calls.settle, request });
  if (settled === undefined) return;
  const { settlementRef } = settled;
  await ask(
    '5203',
    { call: calls.findSettlement, request: { institution, personNo, visitRef, settlementRef } },
    (found) => differences(settled, found),
  );
  await askReconciliation(run, { calls, ask }, { ...stay, visitRef, settled });
}

/** In what the settlement that was asked for differs from the one that was answered. */
function differences(settled: CoreSettlement, found: CoreSettlement): readonly string[] {
  return (['totalFen', 'inPolicyFen', 'accountFen', 'familyAccountFen', 'cashFen'] as const).flatMap(
    (name) => (settled[name] === found[name] ? [] : [`${name}: ${settled[name]} / ${found[name]}`]),
  );
}
