import type { InstitutionId } from '../../domain/ids.ts';
import type { Listed, Watch } from './watch.ts';

/** What the living county is to show, and how anybody sees that it did. */
export interface Story {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** Where it is played. */
  readonly institution: InstitutionId;
  /** What hub, books and runs say of it, a line each; null: this stay does not tell it, or not yet. */
  readonly seen: (watch: Watch, of: Listed) => Promise<readonly string[] | null>;
  /** The command that shows it, with the stay behind it. */
  readonly command: readonly string[];
  /** It is of no stay: the command is as it stands. */
  readonly ofCounty?: true;
}
