import { entryOf } from './entry.ts';
import type { Words } from './words.ts';

const faultTexts: Readonly<Record<string, Words>> = {
  'failed-by-hand': { zh: '被人工置为失败', en: 'failed by hand' },
  'seal-broken': {
    zh: '密封的数据无法打开(已损坏或被移动)',
    en: 'sealed data does not open: damaged or moved',
  },
  'seal-key-missing': { zh: '缺少打开数据的密钥', en: 'the key that opens the data is not configured' },
  'timed-out': { zh: '多次超时', en: 'timed out' },
};

/** The code of a fault in words; one without words of its own is shown as it is. */
export function faultText(fault: string): Words {
  const text = entryOf(faultTexts, fault);
  return text === undefined
    ? { zh: fault, en: fault }
    : { zh: `${text.zh}(${fault})`, en: `${text.en} (${fault})` };
}
