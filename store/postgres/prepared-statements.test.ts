import { describe, expect, test } from 'vitest';
import { type Preparing, statementNames } from './prepared-statements.ts';

/** Whether a text has a name once it came as often as `times`. */
function isNamed(text: string, { preparing = 'fixed' as Preparing, times = 5 } = {}): boolean {
  const nameOf = statementNames(preparing);
  const names = Array.from({ length: times }, () => nameOf(text));
  return names.at(-1) !== undefined;
}

describe('a statement that comes again', () => {
  test.each([
    'SELECT case_ref FROM stays WHERE case_ref = $1',
    '  WITH waits AS (SELECT * FROM attention) SELECT count(*) FROM waits',
    'SELECT (SELECT json_agg(since) FROM (SELECT * FROM attention LIMIT 20) waits) AS attention FROM stays',
    'SELECT since FROM (SELECT m.*, as_of FROM (SELECT * FROM memberships) AS m) AS lines',
    `SELECT ${'(SELECT total_fen FROM settlements WHERE case_ref = $1), '.repeat(200)} stage FROM stays`,
    'INSERT INTO people (person_ref) VALUES ($1) RETURNING person_ref',
  ])('is prepared: %.60s', (text) => {
    expect(isNamed(text)).toBe(true);
    expect(isNamed(text, { times: 2 }), 'at its second time').toBe(false);
    expect(isNamed(text, { preparing: 'marked' }), 'by a pool that prepares what is marked').toBe(false);
    expect(isNamed(`/* prepared */${text}`, { preparing: 'marked', times: 1 }), 'marked').toBe(true);
  });

  // A newer version's column would change what comes back, which PostgreSQL refuses of a prepared statement.
  test.each([
    'SELECT * FROM stays WHERE case_ref = $1',
    'SELECT person_ref, lists.* FROM lists',
    'SELECT DISTINCT * FROM lists',
    'WITH one AS (SELECT case_ref FROM stays) SELECT stays.* FROM stays JOIN one USING (case_ref)',
    'insert into people (person_ref) values ($1) returning *',
    "SELECT ')' AS closing, * FROM stays",
    'BEGIN',
    `SELECT stage FROM stays WHERE case_ref IN (${'$1, '.repeat(6_000)}$2)`,
  ])('is sent as it is: %.60s', (text) => {
    expect(isNamed(text)).toBe(false);
  });

  test('has the same name each time, another text another one', () => {
    const nameOf = statementNames('fixed');
    const named = (text: string) => [nameOf(text), nameOf(text), nameOf(text), nameOf(text)].slice(2);
    const [third, fourth] = named('SELECT 1 AS one');
    expect(third).toBe(fourth);
    expect(named('SELECT 2 AS two')).not.toContain(third);
  });
});
