import type { PaperFacts, PaperOrGround } from './paper-facts.ts';

/** The agreement that the scheme asks for, to be signed; its text has a version, which is recorded with the signature. */
export function agreementPaper({ whole, scheme }: PaperFacts): PaperOrGround {
  const { stay, conditions } = whole;
  const asked = conditions.find(({ kind }) => kind === 'agreement');
  const article = scheme.conditions.find(({ rule }) => rule === asked?.condition)?.article;
  if (article === undefined) return 'not-asked';
  return { ...{ day: stay.admittedOn, about: '' }, values: { article }, parts: {}, flags: [] };
}
