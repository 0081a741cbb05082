import type { InsurerOnName } from './identity-doubt.ts';
import type { Words } from './words.ts';

const insurerTexts = {
  'same-name': { zh: '医保姓名相符', en: 'the insurer knows number and name' },
  'other-name': { zh: '医保登记的是另一姓名', en: 'the insurer knows the number under another name' },
  'no-name': { zh: '医保未返回姓名', en: 'the insurer knows the number and names nobody' },
  'person-unknown': {
    zh: '医保查无此证件号与姓名',
    en: 'the insurer knows nobody with that number and name',
  },
} as const satisfies Record<InsurerOnName, Words>;

/** Why it is not certain who the person is. */
export function doubtText({
  insurer,
  otherwise,
  relative,
}: {
  readonly insurer: InsurerOnName;
  readonly otherwise: readonly string[];
  readonly relative: boolean;
}): Words {
  const said = insurerTexts[insurer];
  const [who, whoEn] = [otherwise.join('、'), otherwise.join(', ')];
  const zh = [
    said.zh,
    otherwise.length === 0 ? '该姓名尚无另一独立来源' : `另有不同写法:${who}`,
    ...(relative ? ['该证件号的家庭中有此姓名的人,可能误用了亲属的证件号'] : []),
  ];
  const en = [
    said.en,
    otherwise.length === 0 ? 'nobody else has said the name' : `spelt otherwise by: ${whoEn}`,
    ...(relative ? ["somebody of the number's household has the name: perhaps a relative's number"] : []),
  ];
  return { zh: zh.join(';'), en: en.join('; ') };
}
