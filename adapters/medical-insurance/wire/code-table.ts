import { z } from 'zod';
import type { LocalDate } from '../../../domain/dates.ts';
import type { InstitutionId } from '../../../domain/ids.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { rowsOf, textIn } from './rows.ts';

/** Dictionaries of the platform that a region's file repeats, and where. */
export const codeTables = {
  INSUTYPE: (region: InsurerRegion) => region.insuranceTypes,
  PSN_INSU_STAS: (region: InsurerRegion) => region.insuranceStates,
  PSN_IDET_TYPE: (region: InsurerRegion) => region.labels,
  FUND_PAY_TYPE: (region: InsurerRegion) => region.funds,
} as const;
export type CodeTableName = keyof typeof codeTables;

export interface CodeTableQuery {
  readonly institution: InstitutionId;
  readonly table: CodeTableName;
  readonly division: string;
  readonly on: LocalDate;
}

/** One code with the platform's own word for it. */
export interface PlatformCode {
  readonly value: string;
  readonly label: string;
}

const query = z.strictObject({
  data: z.strictObject({
    type: z.string().min(1),
    parentValue: z.string(),
    admdvs: z.string().length(6),
    date: z.string().length(10),
    valiFlag: z.literal('1'),
  }),
});

/** Input of 1901. That a dictionary bears the name of its field in capitals is general knowledge, to be checked with the place. */
export function codeTableQuery({ table, division, on }: CodeTableQuery): z.infer<typeof query> {
  return strictly(query, {
    data: { type: table, parentValue: '', admdvs: division, date: on, valiFlag: '1' },
  });
}

const output = z.looseObject({ list: z.unknown() });

/** Reads the reply to 1901: every code that has a value. */
export function readCodeTable(reply: RawReply, question: Question): Answer<readonly PlatformCode[]> {
  const opened = openEnvelope(reply, question, output);
  if (opened.kind !== 'output') return opened;
  const value = rowsOf(opened.output.list).flatMap(({ fields }) => {
    const code = textIn(fields, 'value');
    return code === null ? [] : [{ value: code, label: textIn(fields, 'label') ?? '' }];
  });
  return { kind: 'done', value };
}
