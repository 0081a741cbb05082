import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { CountyPerson } from '../../adapters/simulation.ts';

/** Writes people as NDJSON, one a line; the file appears only when it is whole. Gives their number. */
export async function writePeople(path: string, people: Iterable<CountyPerson>): Promise<number> {
  const file = await open(`${path}.part`, 'w', 0o600);
  let count = 0;
  try {
    let lines = '';
    for (const person of people) {
      lines += `${JSON.stringify(person)}\n`;
      count++;
      if (lines.length > 1 << 20) {
        await file.write(lines);
        lines = '';
      }
    }
    await file.write(lines);
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  return count;
}

/** Reads people that `writePeople` wrote. */
export async function* readPeople(path: string): AsyncGenerator<CountyPerson> {
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  }))
    if (line !== '') yield JSON.parse(line) as CountyPerson;
}
