/** What a log may hold of an error: no message, for PostgreSQL and parsers repeat values in theirs. */
export function describedError(error: unknown): {
  readonly name: string;
  readonly code: unknown;
  readonly frames: string;
} {
  if (!(error instanceof Error)) return { name: 'unknown', code: undefined, frames: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    code: Reflect.get(error, 'code'),
    frames: frames.slice(0, 8).join('\n'),
  };
}
