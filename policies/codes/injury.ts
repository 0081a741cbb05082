/** Whether a diagnosis is an injury or a poisoning: chapter XIX of ICD-10 (S00–T98), or its external cause (V01–Y98). */
export function isInjury(code: string | undefined): boolean {
  return code !== undefined && /^[STVWXY]/i.test(code);
}
