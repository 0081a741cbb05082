/** A policy file that must not be used: which file, which line, and why. The process that loads it refuses to start. */
export class SchemeFileError extends Error {
  override readonly name = 'SchemeFileError';
  readonly code: SchemeFileFault;
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(fault: {
    readonly code: SchemeFileFault;
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  }) {
    super(`${fault.file}:${fault.line} ${fault.code}: ${fault.reason}`);
    this.code = fault.code;
    this.file = fault.file;
    this.line = fault.line;
    this.reason = fault.reason;
  }
}

/** Every way a policy file can be wrong; each has a known-bad fixture that proves its check. */
export const schemeFileFaults = [
  'yaml-broken',
  'shape-wrong',
  'citation-missing',
  'citation-unknown',
  'citation-not-in-force',
  'parameter-unused',
  'parameter-unknown',
  'parameter-unit-wrong',
  'span-gap',
  'span-overlap',
  'code-unknown',
  'decision-unknown',
  'authority-unclear',
  'number-uncited',
  'parent-unknown',
  'change-of-nothing',
  'addition-exists',
  'inherits-from-itself',
  'begins-before-parent',
] as const;
export type SchemeFileFault = (typeof schemeFileFaults)[number];
