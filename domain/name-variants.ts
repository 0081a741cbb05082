/**
 * Characters that registers, lists and keyboards write for one another in a name: the form on the left is compared as the one on
 * the right. Sources: Unihan (UAX 38: z-variants and semantic variants, such as U+20BB7), and the forms that the table of
 * standard characters of 2013 (通用规范汉字表, annex 1) gives for the same character. Forms that this table made characters of
 * their own for names (喆, 堃, 淼, 昇, 甦) are other names, and stand nowhere here. Registers whose tables lacked 㛃 wrote 洁 for it
 * (general knowledge, not a rule: a difference that this hides is one of spelling, for the number must fit as well).
 */
const pairs =
  '𠮷吉 㛃洁 潔洁 瑩莹 䶮龑 髙高 黃黄 呂吕 吳吴 呉吴 溫温 彥彦 晉晋 淸清 靑青 眞真 敎教 強强 戶户 戸户 悅悦 銳锐 說说 説说 稅税 ' +
  '祿禄 尙尚 羣群 峯峰 崐昆 崑昆 硏研 卽即 旣既 爲为 為为 國国 囯国 鄭郑 鄧邓 陳陈 張张 劉刘 楊杨 趙赵 孫孙 馬马 許许 羅罗 葉叶 蔣蒋 ' +
  '蘇苏 盧卢 賈贾 鍾钟 鐘钟 韓韩 馮冯 蕭萧 龍龙 龔龚 華华 麗丽 偉伟 軍军 蘭兰 鳳凤 愛爱 紅红 寶宝 寳宝 東东 雲云';

/** Standard form by the form that is written for it. */
export const nameVariants: Readonly<Record<string, string>> = Object.fromEntries(
  pairs.split(' ').flatMap((pair) => {
    const [written, standard] = [...pair];
    return written === undefined || standard === undefined ? [] : [[written, standard] as const];
  }),
);

/**
 * The mark between the parts of a name and its look-alikes, as a class of a regular expression. U+00B7 is the one that the offices
 * agreed on (国家民委等 2016, 统一姓名采集应用规范); keyboards, forms and old systems give the others.
 */
export const nameMarks =
  '\u00B7\u0387\u02D9\u2022\u2024\u2027\u2219\u22C5\u25CF\u25E6\u2E31\u30FB\uA78F\uFE52\uFF65';
