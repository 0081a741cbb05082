import { type Book, table } from '../../adapters/book.ts';
import type { CountyPerson, People } from '../../adapters/simulation.ts';
import { readPeople } from '../people/people-file.ts';

/** People from a file, and those added or changed since, which the book keeps. */
export interface PartyPeople extends People {
  readonly put: (people: readonly CountyPerson[]) => void;
}

const added = table<CountyPerson>('people');
const versions = table<number>('people-version');

/** Reads the file (none when undefined) and the book. */
export async function partyPeople(book: Book, file: string | undefined): Promise<PartyPeople> {
  const byNumber = new Map<string, CountyPerson>();
  if (file !== undefined) for await (const person of readPeople(file)) byNumber.set(person.idNumber, person);
  for (const person of book.rows(added)) byNumber.set(person.idNumber, person);
  let all: readonly CountyPerson[] | undefined;
  let version = book.read(versions, 'current') ?? 0;
  return {
    find: (idNumber) => byNumber.get(idNumber),
    all: () => {
      all ??= [...byNumber.values()];
      return all;
    },
    version: () => version,
    put: (people) => {
      book.transaction(() => {
        for (const person of people) book.write(added, person.idNumber, person);
        version++;
        book.write(versions, 'current', version);
      });
      for (const person of people) byNumber.set(person.idNumber, person);
      all = undefined;
    },
  };
}
