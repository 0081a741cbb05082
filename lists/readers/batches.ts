/** Few enough to be done with before the garbage collector comes by: what it finds alive it copies. */
export const batchRows = 250;

/** The same in batches: an await for every single row would cost more than reading it. */
export async function* batches<Row>(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
