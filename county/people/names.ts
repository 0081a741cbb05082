/** Surnames of the box, the commoner ones several times. */
const surnames = [
  ...'王王王李李李张张张刘刘陈陈杨杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕',
  '欧阳',
  '司马',
  '尉迟',
];
const maleGiven = [...'伟强磊军勇涛明超刚平辉健林海波斌龙云峰建国志华文德'];
const femaleGiven = [...'芳娜敏静丽艳秀英霞玲燕红梅兰桂珍萍凤琴雪莲淑华'];
const mongolianNames = [
  '巴图',
  '额尔德尼',
  '其其格',
  '乌日娜',
  '苏和',
  '萨仁',
  '宝音',
  '娜仁',
  '朝鲁',
  '斯琴',
];
// Extension A, B and E of Unicode: what breaks readers that think in 16 bits or label GB18030 as GBK.
const rareGiven = ['䶮', '𠮷', '㛃', '𬀩', '燚', '堃'];

/** A made name; the same dice give the same name. `dice` is asked with a label and a bound and gives 0 … bound − 1. */
export function personName(
  dice: (label: string, bound: number) => number,
  more: { readonly sex: 'male' | 'female'; readonly mongolianPerMille: number },
): string {
  if (dice('mongolian', 1000) < more.mongolianPerMille)
    return `${one(mongolianNames, dice('first', 1e6))}·${one(mongolianNames, dice('second', 1e6))}`;
  const given = more.sex === 'male' ? maleGiven : femaleGiven;
  const surname = one(surnames, dice('surname', 1e6));
  if (dice('rare', 1000) < 3) return surname + one(rareGiven, dice('first', 1e6));
  const first = one(given, dice('first', 1e6));
  return surname + first + (dice('two', 10) < 7 ? one(given, dice('second', 1e6)) : '');
}

function one(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}
