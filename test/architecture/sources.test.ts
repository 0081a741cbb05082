import { describe, expect, it } from 'vitest';
import { fieldErrorTexts } from '../../api/http/field-errors.ts';
import { announcementStateCodes } from '../../domain/announcements.ts';
import { claimEventKinds } from '../../domain/claim-events.ts';
import { coreTransactions } from '../../domain/core-answers.ts';
import { failures } from '../../domain/failures.ts';
import { institutionRuleKinds } from '../../domain/institution-rules.ts';
import { differenceTexts, reconciliationStates } from '../../domain/insurer-reconciliation.ts';
import { listAgencies } from '../../domain/list.ts';
import { listDeliveryStateCodes } from '../../domain/list-delivery.ts';
import { listFormatCodes } from '../../domain/list-formats.ts';
import { givenWays, patientNoticeCodes } from '../../domain/patient-notices.ts';
import { preSettlementCodes } from '../../domain/pre-settlement.ts';
import { printedCodes } from '../../domain/printed-papers.ts';
import { refusalTexts } from '../../domain/refusals.ts';
import { organisationKinds } from '../../domain/roles.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { signers } from '../../domain/signers.ts';
import { interimStates } from '../../domain/staging.ts';
import { attentionCodes, stages } from '../../domain/stay.ts';
import { obligationStates, restsOfClaim } from '../../store/money/obligation-states.ts';
import { stayEventCodes } from '../../store/stays/event-kinds.ts';
import { brokenIn, sourceRuleNames } from './source-rules.ts';
import { found, projectFiles, read, sourceFiles } from './tree.ts';

/** Each rule broken once. */
const broken = {
  'only-config-reads-the-environment': { path: 'api/main.ts', text: 'const port = process.env.PORT;' },
  'only-the-store-speaks-to-postgresql': { path: 'api/health.ts', text: "import pg from 'pg';" },
  'only-the-store-writes-sql': { path: 'activities/count.ts', text: 'db.run(`select count(*) from stay`)' },
  'files-are-kebab-case-nouns': { path: 'domain/moneyUnits.ts', text: '' },
  'no-folder-without-a-noun-of-the-field': { path: 'store/utils/rows.ts', text: '' },
  'workflow-files-keep-no-state': { path: 'workflows/stay.ts', text: 'const seen = new Set();' },
};

describe('rules on sources', () => {
  const files = sourceFiles();

  it('hold in this tree', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(brokenIn(files)).toEqual([]);
  });

  it('are each broken once below', () => {
    expect(Object.keys(broken).toSorted()).toEqual(sourceRuleNames.toSorted());
  });

  it.each(Object.entries(broken))('%s is reported when broken', (rule, file) => {
    expect(brokenIn([file])).toEqual([`${rule}: ${file.path}`]);
  });
});

describe('search attributes', () => {
  const personal = /person|name|identity|idnumber|birth|sex|phone|address|diagnos|disease|ward|amount|fen/i;

  it('tell nothing personal by their names', () => {
    expect(personal.test('HubPatientName')).toBe(true);
    expect(Object.keys(searchAttributes).filter((name) => personal.test(name))).toEqual([]);
  });

  it('fit into what PostgreSQL visibility stores: ten keywords, three of each other type', () => {
    const types = Object.values(searchAttributes);
    for (const type of new Set(types)) {
      const count = types.filter((other) => other === type).length;
      expect(count, type).toBeLessThanOrEqual(type === 'Keyword' ? 10 : 3);
    }
  });

  it('are each set by something', () => {
    const code = sourceFiles().filter(({ path }) => !/\.test\.ts$|^test\//.test(path));
    const set = new Set(code.flatMap(({ text }) => found(text, /\bsearchAttribute\('(\w+)'\)/g)));
    expect(Object.keys(searchAttributes).filter((name) => !set.has(name))).toEqual([]);
  });

  it('are the registered ones wherever a name is written', () => {
    const written = sourceFiles()
      .filter(({ path }) => !path.endsWith('.test.ts'))
      .flatMap(({ path, text }) =>
        [
          ...text.matchAll(
            /['"`\s]((?:Hub)(?:Stage|Attention|Institution|Region|Scheme|BlockedOn|CaseRef|NextDeadline|Payers?|Person\w*|Patient\w*)\w*)['"`]/g,
          ),
        ].map(([, name]) => ({ path, name: name ?? '' })),
      );
    expect(written.length).toBeGreaterThan(3);
    expect(written.filter(({ name }) => !(name in searchAttributes))).toEqual([]);
  });
});

describe('codes that people read', () => {
  const catalogues =
    /^domain\/(stay|waiting|attention-due|failures|refusals)\.ts$|^policies\/engine\/request-errors\.ts$|\.test\.ts$|^test\//;
  const code = sourceFiles().filter(({ path }) => !catalogues.test(path));
  // What an insurer's refusal means is data: the files of the regions say it.
  const regions = projectFiles().filter(
    (path) => path.startsWith('policies/insurers/') && path.endsWith('.yaml'),
  );
  const said = new Set([
    ...code.flatMap(({ text }) => found(text, /'([a-z0-9]+(?:-[a-z0-9]+)*)'/g)),
    ...regions.flatMap((path) => found(read(path), /\bcode: ([a-z0-9-]+)/g)),
  ]);

  it.each([
    ['attention', attentionCodes],
    ['failure', Object.keys(failures)],
    ['refusal of a party', Object.keys(refusalTexts)],
    ['field error', Object.keys(fieldErrorTexts)],
  ])('are each said by something beside their catalogue: %s', (_, codes) => {
    expect(codes.filter((one) => !said.has(one))).toEqual([]);
  });
});

describe('what can happen to a stay', () => {
  const stores = sourceFiles().filter(
    ({ path }) => path.startsWith('store/') && path !== 'store/stays/event-kinds.ts',
  );
  const written = new Set(stores.flatMap(({ text }) => found(text, /'([a-z]+(?:-[a-z]+)*)'/g)));

  it.each(stayEventCodes)('%s is written by the store', (kind) => {
    expect([...written]).toContain(kind);
  });
});

describe('columns that hold a code', () => {
  const statements = projectFiles()
    .filter((path) => path.startsWith('store/postgres/migrations/'))
    .toSorted()
    .flatMap((path) => read(path).split(';'));

  /** The codes that the newest check of a column lets in. */
  function checked(table: string, column: string): readonly string[] {
    const of = new RegExp(String.raw`TABLE (?:IF NOT EXISTS )?${table}\b`);
    const list = new RegExp(String.raw`\b${column} IN\s*\(([^)]*)\)`, 'g');
    const [codes = ''] = statements.flatMap((text) => (of.test(text) ? found(text, list) : [])).slice(-1);
    return found(codes, /'([^']+)'/g);
  }

  it.each([
    ['list_versions', 'format', listFormatCodes],
    ['stays', 'stage', stages],
    ['lists', 'agency', listAgencies],
    ['parties', 'role', organisationKinds],
    ['decisions', 'outcome', ['admit', 'refuse', 'review']],
    ['claim_events', 'kind', claimEventKinds],
    ['repayment_plans', 'signed_by', signers],
    ['waiver_ends', 'handed_to', signers],
    ['arrears_objections', 'objected_by', signers],
    ['decision_objections', 'objected_by', signers],
    ['obligations', 'state', obligationStates],
    ['obligations', 'rest_is', restsOfClaim],
    ['institution_rules', 'kind', institutionRuleKinds],
    ['list_deliveries', 'state', listDeliveryStateCodes],
    ['core_answers', 'transaction', coreTransactions],
    ['interim_bills', 'state', interimStates],
    ['pre_settlements', 'state', preSettlementCodes],
    ['insurer_reconciliations', 'state', reconciliationStates],
    ['insurer_differences', 'kind', Object.keys(differenceTexts)],
    ['printed_papers', 'kind', printedCodes],
    ['patient_notices', 'kind', patientNoticeCodes],
    ['patient_notices', 'given_way', givenWays],
    ['announcements', 'state', announcementStateCodes],
  ])('%s.%s takes every code that the code knows (a migration widens its check)', (table, column, codes) => {
    expect(checked(table, column).toSorted()).toEqual([...codes].toSorted());
  });
});
