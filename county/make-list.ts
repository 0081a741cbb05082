/**
 * Makes an agency's list of any size, the same for the same options: `node county/make-list.ts FILE [--people N] [--seed N]
 * [--county kaizhou] [--agency civil-affairs] [--gb18030] [--changed-per-million N] [--wrong-per-million N]`. FILE ends in .csv or .ndjson.
 */
import { parseArgs } from 'node:util';
import { listAgencies } from '../domain/list.ts';
import { countyOf } from './people/counties.ts';
import { writeListFile } from './people/list-file.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '7' },
    county: { type: 'string', default: 'kaizhou' },
    agency: { type: 'string', default: 'civil-affairs' },
    gb18030: { type: 'boolean', default: false },
    'changed-per-million': { type: 'string', default: '0' },
    'wrong-per-million': { type: 'string', default: '1000' },
  },
});
const [path] = positionals;
const agency = listAgencies.find((one) => one === values.agency);
const format = /\.(csv|ndjson)$/.exec(path ?? '')?.[1];
if (path === undefined || agency === undefined || (format !== 'csv' && format !== 'ndjson')) {
  process.stderr.write(
    '用法 / usage: node county/make-list.ts FILE.csv|FILE.ndjson [--people N] [--seed N] [--county C] [--agency A]\n',
  );
  process.exit(2);
}
const wrong = Math.floor(Number(values['wrong-per-million']) / 2);
const made = await writeListFile({
  ...{
    path,
    format,
    agency,
    county: countyOf(values.county),
    encoding: values.gb18030 ? 'gb18030' : 'utf-8',
  },
  ...{ people: Number(values.people), seed: Number(values.seed) },
  changedPerMillion: Number(values['changed-per-million']),
  perMillion: { 'wrong-check-digit': wrong, 'missing-name': wrong, 'several-categories': 20_000 },
});
process.stdout.write(`${JSON.stringify({ file: path, ...made })}\n`);
