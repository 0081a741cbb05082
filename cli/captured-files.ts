import { readdirSync } from 'node:fs';
import { HubProblem } from '../domain/failures.ts';

/** The captured files of a folder, in the order of their numbers. Throws HubProblem `file-unreadable`. */
export function filesIn(folder: string): readonly string[] {
  try {
    const byNumber = new Intl.Collator('en', { numeric: true });
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted(byNumber.compare);
  } catch (cause) {
    throw new HubProblem('file-unreadable', { detail: folder, cause });
  }
}
