import { extractText, getDocumentProxy } from 'unpdf';

/** The text of every page of a PDF, as a reader of another make finds it. */
export async function printedText(file: Uint8Array): Promise<readonly string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(file)), { mergePages: false });
  return text;
}
