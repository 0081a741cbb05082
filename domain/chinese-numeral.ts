const digits = '零壹贰叁肆伍陆柒捌玖';
const places = ['', '拾', '佰', '仟'] as const;
const groups = ['', '万', '亿', '万'] as const;

/** A non-negative whole number in financial capitals, digit by digit: '10050' → '壹万零伍拾'. `decimal` has no leading zeros and at most 16 digits. */
export function chineseNumeral(decimal: string): string {
  const padded = decimal.padStart(Math.ceil(decimal.length / 4) * 4, '0');
  const count = padded.length / 4;
  let text = '';
  let gap = false;
  for (let at = 0; at < count; at++) {
    const group = padded.slice(at * 4, at * 4 + 4);
    if (group === '0000') {
      gap = true;
      continue;
    }
    // One 零 stands for any run of zeros between two digits, also across groups.
    if (text !== '' && (gap || group.startsWith('0'))) text += '零';
    text += groupNumeral(group) + (groups[count - 1 - at] ?? '');
    // 10^12 is 壹万亿: without a group of 亿 to follow, the 万 carries it.
    if (count - at === 4 && padded.slice(at * 4 + 4, at * 4 + 8) === '0000') text += '亿';
    gap = false;
  }
  return text === '' ? '零' : text;
}

function groupNumeral(group: string): string {
  let text = '';
  let gap = false;
  for (const [at, digit] of [...group].entries()) {
    if (digit === '0') {
      gap = text !== '';
      continue;
    }
    text += (gap ? '零' : '') + digits.charAt(Number(digit)) + (places[3 - at] ?? '');
    gap = false;
  }
  return text;
}
