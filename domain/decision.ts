/** May this person be treated without a deposit? Exactly three answers; `review` goes to a person. */
export type DecisionOutcome = 'admit' | 'refuse' | 'review';

/** Why, with the article that says so; `article` cites document number and article, or the paragraph of a press report. */
export interface Reason {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
}

/** A decision that explains itself and can be recomputed from scheme, version and the facts. */
export interface Decision {
  readonly scheme: string;
  readonly version: string;
  readonly outcome: DecisionOutcome;
  readonly reasons: readonly Reason[];
  /** What must follow the decision (agreement, second check, papers); never a ground to refuse. */
  readonly conditions: readonly Reason[];
  /** Facts nobody knew; each alone makes the outcome `review`. */
  readonly missing: readonly string[];
  /** Omitted facts taken as given; only what-if requests may have any. */
  readonly assumed: readonly string[];
}
