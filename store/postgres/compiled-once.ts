import type { QueryResult, RawBuilder } from 'kysely';
import { invariant } from '../../domain/invariant.ts';
import type { Database } from './database.ts';

/**
 * A statement of one parameter whose text is put together once for the process: a text of ten thousand characters costs more to
 * build than its answer to read. The parameter must be told from every other value that the text holds.
 */
export function compiledOnce<Parameter extends string, Row>(
  db: Database,
  statement: (parameter: Parameter) => RawBuilder<Row>,
): (parameter: Parameter) => Promise<QueryResult<Row>> {
  let built: (parameter: Parameter) => ReturnType<RawBuilder<Row>['compile']>;
  const build = (first: Parameter): void => {
    const compiled = statement(first).compile(db);
    invariant(compiled.parameters.includes(first), 'a statement without its parameter');
    built = (parameter) => ({
      ...compiled,
      parameters: compiled.parameters.map((value) => (value === first ? parameter : value)),
    });
  };
  return (parameter) => {
    if (built === undefined) build(parameter);
    return db.executeQuery(built(parameter));
  };
}
