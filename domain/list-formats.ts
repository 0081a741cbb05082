/** One format that a list may come in. */
interface ListFormatOf {
  /** What its own files, such as the report of rejected rows, are sent as. */
  readonly contentType: string;
  /** Other content types that are taken for it, for systems that know no better. */
  readonly alsoSentAs: readonly string[];
  /** Ends of file names. */
  readonly extensions: readonly string[];
}

/**
 * The formats of lists. A new one is an entry here; the compiler then names the reader (lists/readers/reader-for.ts) and the
 * report of rejected rows (lists/judging/error-report.ts), and the column `format` of list_versions needs a migration.
 */
export const listFormats = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    alsoSentAs: ['text/plain', 'application/csv', 'application/vnd.ms-excel'],
    extensions: ['csv', 'txt', 'tsv'],
  },
  ndjson: {
    contentType: 'application/x-ndjson',
    alsoSentAs: ['application/ndjson', 'application/jsonl'],
    extensions: ['ndjson', 'jsonl'],
  },
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    alsoSentAs: [],
    extensions: ['xlsx'],
  },
} as const satisfies Record<string, ListFormatOf>;
export type ListFormat = keyof typeof listFormats;

/** Every format's code. */
export const listFormatCodes = Object.keys(listFormats) as readonly ListFormat[];

/** Every content type that a list may be sent with, without parameters. */
export const listContentTypes: readonly string[] = listFormatCodes.flatMap(typesOf);

/** The format of a content type (its parameters do not count); undefined for any other. */
export function formatOfContentType(contentType: string): ListFormat | undefined {
  const type = bare(contentType);
  return listFormatCodes.find((format) => typesOf(format).includes(type));
}

/** The format that a file's name ends with; undefined for any other. */
export function formatOfFileName(name: string): ListFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return listFormatCodes.find((format) =>
    (listFormats[format].extensions as readonly string[]).includes(extension),
  );
}

function typesOf(format: ListFormat): readonly string[] {
  const { contentType, alsoSentAs } = listFormats[format];
  return [bare(contentType), ...alsoSentAs];
}

function bare(contentType: string): string {
  return contentType.split(';')[0]?.trim().toLowerCase() ?? '';
}
